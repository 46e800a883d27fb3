"""Answers of chapter 16: GAN theory."""

import math

import numpy as np

from vaeedu.closed_forms import bumps, game
from vaeedu.closed_forms.bumps import Bumps
from vaeedu.exercises import Exercise, drawn


def _half_way() -> float:
    """The distance of two normal densities of scale 1 whose JSD is half of log 2; found on the figure's grid."""
    distance = np.linspace(0, 6, 241)
    return float(np.interp(math.log(2) / 2, bumps.jsd(Bumps(0, 1), Bumps(distance, 1)), distance))


EXERCISES = {
    "16-ratio": Exercise(
        truth=lambda d: d / (1 - d),
        inputs=drawn(16, (0.02, 0.98)),
        hint="D* = p/(p + g). Divide above and below by g, and solve for p/g.",
    ),
    "16-missing-letter": Exercise(
        truth=float(game.jensen_shannon([0.5, 0.5], [1.0, 0.0])),
        hint="The mixture m puts 3/4 on the letter that both have. Sum ½p log(p/m) + ½g log(g/m); a term with probability 0 counts 0.",
    ),
    "16-certificate": Exercise(
        truth=lambda value: max(value / 2 + math.log(2), 0.0),
        inputs=drawn(17, (-4.0, 0.0)),
        hint="V(G, D) ≤ V(G, D*) = −2 log 2 + 2 JSD. Solve for JSD, and remember what it never falls below.",
    ),
    "16-weighted": Exercise(
        truth=lambda p, g, w: w * p / (w * p + g),
        inputs=drawn(18, (0.05, 2.0), (0.05, 2.0), (0.2, 5.0)),
        hint="At one x the value is a log u + b log(1 − u). What are a and b now?",
    ),
    "16-half-way": Exercise(
        truth=_half_way(),
        hint="Set the scale of `moving` to 1. Where does bumps.jsd(still, moving) cross np.log(2) / 2? np.interp(height, heights, distance) finds it.",
    ),
}
