"""The picture that stands in for PriorContest where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.plotting import INK, MUTED, A, B, DATA, book_style


def overview(contest) -> Figure:
    """The plane with data, codes and who pulls on whom, and the data won by each code."""
    data, codes, shares, won = contest.data, contest.codes, contest.shares, contest.won
    with book_style():
        figure, (plane, bars) = plt.subplots(1, 2, figsize=(7.6, 4.0), width_ratios=(1.35, 1))
        winner = shares.argmax(1)
        plane.plot(*np.stack([data, codes[winner]]).transpose(2, 0, 1), color=DATA, lw=0.8)
        plane.plot(*codes[won == 0].T, "o", mfc="none", mec=MUTED, ms=4)
        plane.plot(*codes[won > 0].T, "o", color=A, ms=6)
        plane.plot(*data.T, "s", color=B, ms=4)
        pulled = shares.sum(0) >= 0.5
        goals = (shares.T @ data)[pulled] / shares.sum(0)[pulled, None]
        plane.quiver(*codes[pulled].T, *(goals - codes[pulled]).T, color=A, angles="xy", scale_units="xy", scale=1, width=0.006, zorder=3)
        side = 2.9 * float(np.hypot(1, contest.sigma))
        plane.set(xlim=(-side, side), ylim=(-side, side), aspect="equal")
        plane.set_title(f"{len(data)} data (squares) and {contest.k} codes, noise {contest.sigma:g}")

        ranked = np.sort(won[won > 0])[::-1]
        bars.bar(np.arange(len(ranked)) + 0.5, ranked, color=A, width=0.85)
        bars.axhline(1, color=INK, lw=1, ls=":")
        bars.set(xlim=(0, len(data)), ylim=(0, max(6, 1.1 * ranked[0])), xlabel="codes that win, the most successful first")
        bars.set_title("data won by each")
    return figure
