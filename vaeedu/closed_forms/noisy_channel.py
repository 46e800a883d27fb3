"""The noisy channel (chapter 01): names on a shelf, read through Gaussian noise.

Names are stored as numbers of [0, SHELF], evenly spaced from end to end; whoever reads one gets it with noise N(0, s²).
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erf

from vaeedu.closed_forms.checks import Array, real

SHELF = 10.0


def capacity(power: ArrayLike, noise: ArrayLike) -> Array:
    """½ log(1 + power/noise²) in nats: no input of variance ``power`` tells more through Gaussian noise of this scale."""
    power, noise = real("power", power, low=0), real("noise", noise, low=0, open_low=True)
    with np.errstate(divide="ignore"):
        return 0.5 * np.logaddexp(0, np.log(power) - 2 * np.log(noise))


def shelf_capacity(noise: ArrayLike) -> Array:
    """`capacity` at the largest variance that numbers of the shelf can have, (SHELF/2)², in nats."""
    return capacity((SHELF / 2) ** 2, noise)


def _names_noise(names: ArrayLike, noise: ArrayLike) -> tuple[Array, Array]:
    names, noise = real("names", names, low=1), real("noise", noise, low=0, open_low=True)
    if np.any(names != np.floor(names)):
        raise ValueError(f"names must be whole numbers, got {names[names != np.floor(names)].flat[0]!s}; round it")
    return names, noise


def read_right(names: ArrayLike, noise: ArrayLike) -> Array:
    """How many names are read back right on average, if each is read once and the nearest name is the answer.

    1 + (n − 1) erf(d/(2√2 s)) with the spacing d = SHELF/(n − 1): all n without noise, one by luck in much noise.
    """
    names, noise = _names_noise(names, noise)
    gaps = np.maximum(names - 1, 1)
    with np.errstate(over="ignore"):
        return 1 + (names - 1) * erf(SHELF / gaps / noise / np.sqrt(8))


def information(names: ArrayLike, noise: ArrayLike) -> Array:
    """Mutual information of a name and its reading, in nats, when all names are equally likely; by quadrature.

    exp of it is the number of names that survive: a shelf without noise and with so many names would tell as much.
    """
    return _information(*_names_noise(names, noise))


def _information_of_one(names: float, noise: float) -> float:
    if names == 1:
        return 0.0
    spacing = SHELF / (names - 1) / noise  # everything in units of the noise from here on
    if spacing > 20:
        return math.log(names)  # who reads a name wrong has met noise of ten scales
    # Entropy of the readings minus that of the noise. The trapezoidal rule is exact to rounding at this step, and names
    # more than 9 scales from a reading do not count.
    reading = np.arange(-9, (names - 1) * spacing + 9, 0.125)
    reach = min(math.ceil(9 / spacing) + 1, names)
    nearest = np.clip(np.rint(reading / spacing), 0, names - 1)
    index = nearest[:, None] + np.arange(-reach, reach + 1)
    bells = np.exp(-0.5 * (reading[:, None] - spacing * index) ** 2) * ((index >= 0) & (index < names))
    density = bells.sum(-1) / (names * math.sqrt(2 * math.pi))
    return float(-0.125 * (density * np.log(density)).sum() - 0.5 * math.log(2 * math.pi * math.e))


_information = np.vectorize(_information_of_one, otypes=[float])
