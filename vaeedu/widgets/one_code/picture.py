"""The picture that stands in for OneCode where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.plotting import INK, book_style, plot_pictures

REACH = 4.0


def overview(cloud, labels, code, mean, scale, noisy, finished) -> Figure:
    """The code among those of digits, each a figure at its place; what is told of it, with a sample of either kind; and more samples."""
    with book_style():
        places = {"left": 0.07, "right": 0.98, "bottom": 0.14, "top": 0.92, "wspace": 0.1, "hspace": 0.45}  # said here, as for CodePath
        figure, axes = plt.subplot_mosaic([["codes", "one"], ["codes", "more"]], figsize=(7.6, 3.6), width_ratios=(1, 1.3), layout="none", gridspec_kw=places)
        axis = axes["codes"]
        for (u, v), label in zip(cloud[::2], labels[::2]):
            axis.text(u, v, f"{label:.0f}", fontsize=6, ha="center", va="center", color=plt.cm.tab10(int(label)), clip_on=True)
        axis.plot(*code, "o", ms=10, mfc="none", mec=INK, mew=1.6)
        axis.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel="$z_1$", ylabel="$z_2$", title="codes of digits")
        shown = np.clip(np.stack([mean, 2 * scale, noisy[0], finished[0]]), 0, 1)
        plot_pictures(axes["one"], shown, 4)
        axes["one"].set_title("mean, scale, noisy, finished")
        plot_pictures(axes["more"], np.clip(np.concatenate([noisy[1:], finished[1:]]), 0, 1), 8)
        axes["more"].set_title("eight more of the same code")
    return figure
