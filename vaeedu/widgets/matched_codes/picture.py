"""The picture that stands in for MatchedCodes where no JavaScript runs."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse

from vaeedu.plotting import INK, MUTED, A, B, C, DATA, book_style
from vaeedu.widgets.matched_codes.players import Trained

REACH = 3.2


def overview(x: np.ndarray, models: list[Trained]) -> Figure:
    """The points with their reconstructions, and the codes of a VAE, a WAE and an AAE."""
    with book_style():
        figure, (data, *planes) = plt.subplots(1, 4, figsize=(7.8, 2.3), sharex=True, sharey=True)
        data.plot(*x.T, "o", color=DATA, ms=5)
        data.set_title("data, rebuilt")
        for axis, model, colour, name in zip(planes, models, (A, B, C), ("VAE", "WAE", "AAE")):
            rebuilt = model.decode(model.mean)
            data.plot(*np.stack([x, rebuilt]).transpose(2, 0, 1), color=colour, lw=0.8)
            data.plot(*rebuilt.T, "o", color=colour, ms=2.5)
            for number, (mean, scale) in enumerate(zip(model.mean, model.scale), 1):
                axis.add_patch(Ellipse(mean, *(2 * scale), color=colour, alpha=0.2, lw=0))
                axis.add_patch(Ellipse(mean, *(2 * scale), fill=False, color=colour, lw=1))
                axis.text(*mean, number, ha="center", va="center", fontsize=7, color=INK)
            axis.add_patch(Ellipse((0, 0), 2, 2, fill=False, color=MUTED, lw=1, ls="--"))
            axis.set_title(name)
        data.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=[], yticks=[])
        for axis in (data, *planes):
            axis.set_aspect("equal")
    return figure
