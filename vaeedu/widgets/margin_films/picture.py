"""The picture that stands in for MarginFilms where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.plotting import INK, MUTED, PATH, A, B, C, book_style
from vaeedu.widgets.margin_films.film import CENTRES, COUNTS, MARGINS, REACH, SCALE, STEPS


def overview(points, over_time, over_margins, frame: int, margin: int) -> Figure:
    """The points over the bells, the two rates over the training, and what each margin has made by this moment."""
    with book_style():
        figure, axes = plt.subplot_mosaic([["points", "rates"], ["points", "shares"]], figsize=(7.6, 3.9), width_ratios=[1.1, 1])
        plane = axes["points"]
        for centre, count in zip(CENTRES, COUNTS):
            plane.add_patch(plt.Circle(centre, 3 * SCALE, fc=MUTED, alpha=0.5 * count / max(COUNTS), lw=0))
            plane.add_patch(plt.Circle(centre, 3 * SCALE, fill=False, ec=MUTED, lw=0.8))
        plane.plot(*points.T, "o", color=PATH, ms=3, mew=0)
        plane.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=[-1, 0, 1], yticks=[-1, 0, 1], aspect="equal")
        plane.set_title(f"margin {margin}, after {STEPS * frame} steps")
        steps = STEPS * np.arange(len(over_time))
        axes["rates"].plot(steps, over_time[:, 0], color=A)
        axes["rates"].plot(steps, over_time[:, 1], color=B, ls="--")
        axes["rates"].axhline(margin, color=MUTED, lw=0.8, ls=":")
        axes["rates"].axvline(steps[frame], color=INK, lw=0.8)
        axes["rates"].set(xlim=(0, steps[-1]), ylim=(0, 1.15 * max(margin, over_time[:, :2].max())), xlabel="steps")
        axes["rates"].set_title("nats: real (blue), samples (orange), margin")
        axes["shares"].plot(MARGINS, over_margins[:, 2], "o-", color=C, ms=3)
        axes["shares"].plot(MARGINS, over_margins[:, 3], "o--", color=INK, ms=3)
        axes["shares"].axvline(margin, color=INK, lw=0.8)
        axes["shares"].set(xlim=(MARGINS[0], MARGINS[-1]), ylim=(0, 1), xlabel="margin")
        axes["shares"].set_title("near a bell (green), at the wrong bell")
    return figure
