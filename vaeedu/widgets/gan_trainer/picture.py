"""The picture that stands in for GANTrainer where no JavaScript runs: the data, since the training is the page's."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from vaeedu.plotting import DATA, MUTED, book_style

SCALE, REACH, POINTS = 0.05, 1.75, 40


def overview(centres: np.ndarray) -> Figure:
    """The bells, each with some of its points."""
    with book_style():
        figure, axis = plt.subplots(figsize=(4.2, 4.2))
        for number, centre in enumerate(centres):
            axis.plot(*(centre + SCALE * np.random.default_rng(number).normal(size=(POINTS, 2))).T, "o", color=DATA, ms=2, mew=0)
            axis.add_patch(plt.Circle(centre, 3 * SCALE, fill=False, ec=MUTED, lw=0.8))
        axis.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=[-1, 0, 1], yticks=[-1, 0, 1], aspect="equal")
        axis.set_title("the data; the page trains on them")
    return figure
