"""Descent on either KL divergence of a normal model and data of two bumps, step by step as on the page."""

import numpy as np

from vaeedu.closed_forms import bumps
from vaeedu.closed_forms.bumps import Bumps

SCALE = 0.5  # of each bump of the data
RATE, LONGEST, STEPS = 0.1, 0.1, 300  # of a step, the most that log(scale) changes in one, and how many there are
DIRECTIONS = ("forward", "reverse")


def step(direction: str, gap: float, mean: float, scale: float) -> tuple[float, float]:
    """Mean and scale of the model after one step down, in units in which all widths are alike."""
    if direction == "forward":  # the gradient knows the data's mean, 0, and variance alone
        variance = SCALE**2 + gap**2 / 4
        of_mean, of_scale = mean, 0.5 * (1 - (variance + mean**2) / scale**2)
    else:
        data, model = Bumps(0, SCALE, gap), Bumps(mean, scale)
        pull = lambda x: (gap / 2 * np.tanh(x * gap / (2 * SCALE**2)) - x) / SCALE**2  # noqa: E731  the slope of log p
        of_mean = -(SCALE**2) * float(bumps.expectation(pull, model, data))
        of_scale = -1 - float(bumps.expectation(lambda x: pull(x) * (x - mean), model, data))
    return mean - RATE * of_mean, scale * float(np.exp(np.clip(-RATE * of_scale, -LONGEST, LONGEST)))


def descend(direction: str, gap: float, mean: float, scale: float) -> tuple[float, float]:
    """Where all steps lead from a mean and a scale."""
    for _ in range(STEPS):
        mean, scale = step(direction, gap, mean, scale)
    return mean, scale
