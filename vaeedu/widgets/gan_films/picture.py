"""The picture that stands in for GANFilms where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from vaeedu.plotting import INK, MUTED, PATH, A, B, C, book_style
from vaeedu.widgets.gan_films.film import REACH, SCALE, STEPS

BELIEF = LinearSegmentedColormap.from_list("belief", ["#f0d9c8", "#ffffff", "#c8dfee"])  # generated, no idea, real


def overview(points, answers, centres, losses, modes, frame: int, alone: bool) -> Figure:
    """The points over the critic's answers, the losses, and the number of bells with a point."""
    with book_style():
        figure, axes = plt.subplot_mosaic([["points", "losses"], ["points", "modes"]], figsize=(7.6, 3.7), width_ratios=[1.1, 1])
        plane = axes["points"]
        plane.imshow(1 / (1 + np.exp(-answers)), cmap=BELIEF, vmin=0, vmax=1, extent=(-REACH, REACH, -REACH, REACH), interpolation="bilinear")
        for centre in centres:
            plane.add_patch(plt.Circle(centre, 3 * SCALE, fill=False, ec=MUTED, lw=0.8))
        plane.plot(*points.T, "o", color=PATH, ms=3, mew=0)
        plane.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=[-1, 0, 1], yticks=[-1, 0, 1], aspect="equal")
        plane.set_title(f"after {STEPS * frame} steps")
        steps = STEPS * np.arange(len(losses))
        for column, colour in ((0, A), (1, B)):
            if not (alone and column):
                axes["losses"].plot(steps, losses[:, column], color=colour)
        axes["losses"].set_title("the loss" if alone else "loss of critic (blue), generator (orange)")
        axes["modes"].plot(steps, modes, color=C)
        axes["modes"].set(ylim=(0, 1.08 * len(centres)), xlabel="steps")
        axes["modes"].set_title("bells with a point")
        for name in ("losses", "modes"):
            axes[name].axvline(steps[frame], color=INK, lw=0.8)
            axes[name].set_xlim(0, steps[-1])
    return figure
