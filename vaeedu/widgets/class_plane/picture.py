"""The picture that stands in for ClassPlane where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse

from vaeedu.plotting import INK, MUTED, A, B, book_style, plot_pictures

REACH = 8.0


def overview(cloud: np.ndarray, labels: np.ndarray, mu: np.ndarray, code: tuple[np.ndarray, np.ndarray], label: int, written: np.ndarray, samples: np.ndarray) -> Figure:
    """Codes as their digits, class means, and the code of one digit; that digit written as all ten, and samples of the class picked."""
    with book_style():
        figure, axes = plt.subplot_mosaic([["plane", "written"], ["plane", "samples"]], figsize=(7.8, 3.4), width_ratios=(1, 1.35))
        plane = axes["plane"]
        for (a, b), number in zip(cloud, labels.astype(int)):
            plane.text(a, b, number, fontsize=5, ha="center", va="center", color=B if number == label else MUTED, clip_on=True)
        for number, (a, b) in enumerate(mu):
            plane.text(a, b, number, fontsize=11, weight="bold", ha="center", va="center", color=B if number == label else INK)
        plane.add_patch(Ellipse(mu[label], 2, 2, fill=False, color=B, ls="--", lw=1))
        plane.add_patch(Ellipse(code[0], *(2 * code[1]), fill=False, color=A, lw=1.5))
        plane.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel="$z_1$", ylabel="$z_2$")
        plot_pictures(axes["written"], np.clip(written, 0, 1), len(written))
        axes["written"].set_title("a digit, and written as 0 to 9")
        plot_pictures(axes["samples"], np.clip(samples, 0, 1), len(samples))
        axes["samples"].set_title(f"samples of the {label}")
    return figure
