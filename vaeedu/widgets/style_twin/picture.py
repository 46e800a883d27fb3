"""The picture that stands in for StyleTwin where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import hsv_to_rgb
from matplotlib.figure import Figure

from vaeedu.plotting import INK, book_style, plot_pictures

REACH = 3.0


def overview(clouds: list[tuple[np.ndarray, np.ndarray]], picked: np.ndarray, hue: np.ndarray, pictures: np.ndarray, label: int) -> Figure:
    """The codes of model and twin in the hue of their digits, those of the class chosen large, with the code at hand; beside them, in rows of five, the pictures."""
    with book_style():
        figure, axes = plt.subplots(1, 3, figsize=(7.8, 2.9), width_ratios=(1, 1, 1.1))
        colours = hsv_to_rgb(np.stack([hue, np.ones_like(hue), 0.9 * np.ones_like(hue)], 1))
        for axis, (cloud, code), name in zip(axes, clouds, ("the model", "its twin")):
            for part, size, alpha in ((~picked, 8, 0.45), (picked, 30, 1.0)):
                axis.scatter(*cloud[part].T, s=size, color=colours[part], alpha=alpha, linewidths=0)
            axis.plot(*code, "o", ms=9, mfc="none", mec=INK, mew=1.6)
            axis.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel="$z_3$", ylabel="$z_4$", title=f"codes of {name}")
        plot_pictures(axes[2], np.clip(pictures, 0, 1), 5)
        axes[2].set_title(f"read, as {label} by both; rows of both", fontsize=9)
    return figure
