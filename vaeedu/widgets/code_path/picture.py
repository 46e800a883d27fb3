"""The picture that stands in for CodePath where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.plotting import INK, MUTED, A, B, book_style, plot_pictures


def overview(strip, mixed, here, lengths, usual, percent: int) -> Figure:
    """Decoded pictures along the way, the mixtures of pixels, the two digits with the picture between them, and how long the code is on the way."""
    with book_style():
        # Where the panels stand is said here, for what a layout engine finds differs by version, and large squares of ink show it.
        places = {"left": 0.06, "right": 0.98, "bottom": 0.13, "top": 0.94, "wspace": 0.2, "hspace": 0.3}
        figure, axes = plt.subplot_mosaic([["strip", "strip"], ["here", "length"]], figsize=(7.6, 3.9), height_ratios=(1, 1.2), layout="none", gridspec_kw=places)
        plot_pictures(axes["strip"], np.clip(np.concatenate([strip, mixed]), 0, 1), len(strip))
        axes["strip"].set_title("decoded on the way; below, pixels mixed")
        plot_pictures(axes["here"], np.clip(np.stack(here), 0, 1), 3)
        axes["here"].set_title(f"first, {percent} % of the way, second")
        axis = axes["length"]
        axis.axhspan(usual[0], usual[2], color=MUTED, alpha=0.2, lw=0)
        axis.plot(np.linspace(0, 100, len(lengths)), lengths, color=A)
        axis.axvline(percent, color=INK, lw=0.8)
        axis.axhline(usual[1], color=B, lw=0.8, ls="--")
        axis.set(xlim=(0, 100), ylim=(0, 1.15 * max(usual[2], lengths.max())), xlabel="percent of the way")
        axis.set_title("length of the code; nine in ten in grey")
    return figure
