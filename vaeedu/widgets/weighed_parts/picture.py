"""The picture that stands in for WeighedParts where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.plotting import INK, A, B, C, book_style, plot_pictures

NAMES = ("information", "total correlation", "dimension-wise")


def overview(pictures: list[np.ndarray], traversals: np.ndarray, parts: np.ndarray, elbo: np.ndarray) -> Figure:
    """Digits and what becomes of them; traversals of the four coordinates; the three parts as bars, those of the ELBO as outlines."""
    with book_style():
        figure = plt.figure(figsize=(7.6, 5.2))
        above, below = figure.subfigures(2, 1, height_ratios=(2, 4))
        for axis, row, name in zip(above.subplots(2, 1), pictures, ("held out", "rebuilt"), strict=True):
            plot_pictures(axis, row, len(row))
            axis.text(-0.01, 0.5, name, ha="right", va="center", transform=axis.transAxes)
        walk, bars = below.subplots(1, 2)
        plot_pictures(walk, traversals.reshape(-1, 8, 8), traversals.shape[1])
        walk.set_title(r"$z_1$ to $z_4$, each from −2.4 to 2.4")
        place = np.arange(3)[::-1]
        bars.barh(place, parts, 0.6, color=(A, B, C))
        bars.barh(place, elbo, 0.8, facecolor="none", edgecolor=INK)
        bars.set(yticks=place, yticklabels=NAMES, xlabel="nats; outlined: the ELBO's", xlim=(0, 1.1 * max(parts.max(), elbo.max())))
    return figure
