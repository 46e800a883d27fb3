"""Answers of chapter 17: GAN practice."""

import numpy as np
from scipy.optimize import brentq

from vaeedu.closed_forms import bumps
from vaeedu.closed_forms.bumps import Bumps
from vaeedu.exercises import Exercise, drawn


def _enough_noise() -> float:
    """The scale of the noise at which two points at distance 1 have half of the largest Jensen–Shannon divergence."""
    return float(brentq(lambda scale: float(bumps.jsd(Bumps(0, scale), Bumps(1, scale))) - np.log(2) / 2, 0.2, 1))


EXERCISES = {
    "17-pull": Exercise(
        truth=lambda d: (1 - d) / d,
        inputs=drawn(17, (0.02, 0.98)),
        hint="The slopes in the logit are −(1 − D) and −D. Divide one by the other.",
    ),
    "17-step": Exercise(
        truth=lambda t: 1 - t,
        inputs=drawn(18, (0.55, 0.98)),
        hint="Exchange heads and tails: what happens to the data, and to the divergence?",
    ),
    "17-bound": Exercise(
        truth=float(0.5 * np.log(0.5 / 0.9) + 0.5 * np.log(0.5 / 0.1)),
        hint="F(v) never exceeds KL(p ‖ g), and reaches it for v = log p/g. The data are p = (0.5, 0.5), the generator g = (0.9, 0.1).",
    ),
    "17-packs": Exercise(
        truth=lambda m: 1 - 0.5 * (7 / 8) ** m,
        inputs=(np.array([1, 2, 3, 5, 8]),),
        hint="With which chance does a real pack hold the missing letter? Only then is the critic right about a real pack; about generated packs it always is.",
    ),
    "17-noise": Exercise(
        truth=_enough_noise(),
        hint="Let sigma = np.linspace(0.2, 1, 801), and look where bumps.jsd(Bumps(0, sigma), Bumps(1, sigma)) falls below np.log(2) / 2.",
    ),
}
