"""The picture that stands in for WaterLevel where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.closed_forms import ppca
from vaeedu.plotting import INK, MUTED, A, C, PATH, book_style


def plot_spectrum(axis, eigenvalues: np.ndarray, beta: float, codes: int) -> None:
    """Each variance as a bar, filled above the water level where a code carries it; the dots of the codes that are alive are full."""
    place = np.arange(1, len(eigenvalues) + 1)
    alive = ppca.rates(eigenvalues, beta, codes) > 0
    drowned = ppca.distortions(eigenvalues, beta, codes)
    axis.bar(place, drowned, 0.8, facecolor="none", edgecolor=A, hatch="////", lw=0)
    axis.bar(place, eigenvalues - drowned, 0.8, drowned, color=C)
    axis.axhline(beta / 2, color=A, lw=1.4)
    top = 1.15 * max(eigenvalues[0], beta / 2)
    axis.plot(place[alive], np.full(alive.sum(), -0.06 * top), "o", color=PATH, ms=7, clip_on=False)
    dark = ~alive & (place <= codes)
    axis.plot(place[dark], np.full(dark.sum(), -0.06 * top), "o", mfc="none", mec=MUTED, ms=7, clip_on=False)
    axis.set(xlim=(0.3, len(eigenvalues) + 0.7), ylim=(-0.12 * top, top), xlabel="direction", ylabel=r"variance $\lambda_i$")


def overview(eigenvalues: np.ndarray, beta: float, codes: int) -> Figure:
    """The spectrum with its water, and the curve of rate and distortion with its tangent."""
    with book_style():
        figure, (bars, curve) = plt.subplots(1, 2, figsize=(7.6, 3.3))
        plot_spectrum(bars, eigenvalues, beta, codes)
        rate, distortion = ppca.rates(eigenvalues, beta, codes).sum(), ppca.distortions(eigenvalues, beta, codes).sum()
        bars.set_title(f"{int((ppca.rates(eigenvalues, beta, codes) > 0).sum())} of {codes} codes alive")
        betas = np.geomspace(1e-3, 2, 200) * 2 * eigenvalues[0]
        curve.plot(ppca.rates(eigenvalues, betas, codes).sum(-1), ppca.distortions(eigenvalues, betas, codes).sum(-1), color=INK)
        reach = max(1.0, 1.3 * rate)
        ends = np.array([0, rate + distortion / beta])
        curve.plot(ends, distortion - beta * (ends - rate), color=PATH, lw=1)
        curve.plot(rate, distortion, "o", color=PATH, mec="white", ms=8, zorder=3)
        curve.set(xlabel="rate, nats", ylabel="squared error", xlim=(0, reach), ylim=(0, 1.1 * eigenvalues.sum()))
        curve.set_title(r"rate and distortion; the tangent falls by $\beta$")
    return figure
