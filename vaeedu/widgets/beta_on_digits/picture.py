"""The picture that stands in for BetaOnDigits where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import ppca
from vaeedu.plotting import INK, A, B, C, book_style, plot_pictures

ROWS = ("held out", "rebuilt", "samples")


def overview(pictures: list[np.ndarray], betas: np.ndarray, rates: np.ndarray, eigenvalues: np.ndarray, shown: int) -> Figure:
    """Three rows of digits; below, the rate of every model beside the linear theory, and the units of the one that is shown."""
    units, theory = rates[shown], ppca.rates(eigenvalues, betas[shown])
    with book_style():
        figure = plt.figure(figsize=(7.6, 5.6))
        above, below = figure.subfigures(2, 1, height_ratios=(3, 4))
        for axis, row, name in zip(above.subplots(3, 1), pictures, ROWS, strict=True):
            plot_pictures(axis, row, len(row))
            axis.text(-0.01, 0.5, name, ha="right", va="center", transform=axis.transAxes)
        curve, bars = below.subplots(1, 2)
        line = np.linspace(betas[0], betas[-1], 300)
        curve.plot(line, ppca.rates(eigenvalues, line).sum(-1), color=INK, lw=1.2)
        curve.plot(betas, rates.sum(-1), "o", color=A, mfc="white", ms=5)
        curve.plot(betas[shown], units.sum(), "o", color=B, ms=7)
        curve.set(xlabel=r"$\beta$", ylabel="rate, nats", ylim=(0, 1.08 * rates.sum(-1).max()), title="trained models and the linear theory")
        bars.bar(place := np.arange(1, len(units) + 1), units, 0.75, color=C)
        bars.stairs(theory, np.append(place, len(units) + 1) - 0.5, color=INK, lw=1.2, baseline=None)
        bars.set(xlabel="unit", ylabel="KL, nats", ylim=(0, max(1.0, 1.1 * units.max())), title=rf"$\beta$ = {betas[shown]:g}")
    return figure
