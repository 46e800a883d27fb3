"""Densities of two bumps, and the adversarial game between them (chapter 16)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from vaeedu.closed_forms.checks import Array, real


class Bumps(NamedTuple):
    """The density ½N(mean − gap/2, scale²) + ½N(mean + gap/2, scale²); with gap 0 it is a single normal density."""

    mean: ArrayLike
    scale: ArrayLike
    gap: ArrayLike = 0.0


# What has no closed form is integrated by Gauss and Legendre's rule, 16 points to a panel. A panel ends at these distances from
# the middle of a bump, in its scales, for every bump that matters: a narrow one is seen beside a wide one.
_ENDS = np.array([-9, -6.5, -5, -4, -3, -2.25, -1.5, -0.75, 0, 0.75, 1.5, 2.25, 3, 4, 5, 6.5, 9])
_PLACES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


def _bumps(*many: Bumps) -> list[Bumps]:
    """The densities with their parameters checked and of one shape."""
    checked = [
        (real("mean", mean), real("scale", scale, low=0, open_low=True), real("gap", gap, low=0))
        for mean, scale, gap in (Bumps(*bumps) for bumps in many)
    ]
    arrays = np.broadcast_arrays(*(array for bumps in checked for array in bumps))
    return [Bumps(*arrays[3 * i : 3 * i + 3]) for i in range(len(many))]


def log_density(x: ArrayLike, bumps: Bumps) -> Array:
    """Logarithm of the density at ``x``; finite far out, where the density itself is 0 in float64."""
    x, [(mean, scale, gap)] = real("x", x), _bumps(bumps)
    left, right = ((x - mean + side * gap / 2) / scale for side in (1, -1))
    return np.logaddexp(-(left**2) / 2, -(right**2) / 2) - np.log(2 * np.sqrt(2 * np.pi) * scale)


def log_ratio(x: ArrayLike, p: Bumps, g: Bumps) -> Array:
    """log p(x)/g(x), which is the logit of the optimal discriminator."""
    return log_density(x, p) - log_density(x, g)


def expectation(function: Callable[[Array], ArrayLike], bumps: Bumps, *others: Bumps) -> Array:
    """E function(x) under the density; ``function`` is given the nodes on a new first axis and must keep it.

    ``others`` are densities on whose scale the function changes, too.
    """
    checked = _bumps(bumps, *others)
    ends = _ENDS.reshape(-1, *(1,) * checked[0].mean.ndim)
    ends = np.sort(np.concatenate([mean + side * gap / 2 + scale * ends for mean, scale, gap in checked for side in (-1, 1)]), axis=0)
    middle, half = (ends[1:] + ends[:-1]) / 2, (ends[1:] - ends[:-1]) / 2
    points = _PLACES.reshape(-1, *(1,) * ends.ndim)
    x = (middle + half * points).reshape(-1, *ends.shape[1:])
    weights = (_WEIGHTS.reshape(points.shape) * half).reshape(x.shape) * np.exp(log_density(x, checked[0]))
    return (np.asarray(function(x)) * weights).sum(0)


def kl(p: Bumps, g: Bumps) -> Array:
    """KL(p ‖ g) in nats, by quadrature."""
    p, g = _bumps(p, g)
    return np.maximum(expectation(lambda x: log_ratio(x, p, g), p, g), 0.0)


def value(logit: Callable[[Array], ArrayLike], p: Bumps, g: Bumps) -> Array:
    """V(G, D) = E_p log D + E_g log(1 − D) of the discriminator D = 1/(1 + exp(−logit(x))), by quadrature."""
    p, g = _bumps(p, g)
    of_data = expectation(lambda x: np.logaddexp(0, -np.asarray(logit(x))), p, g)
    return -of_data - expectation(lambda x: np.logaddexp(0, logit(x)), g, p)


def best_value(p: Bumps, g: Bumps) -> Array:
    """max over D of V(G, D), reached by D* = p/(p + g); from −2 log 2, where p = g, up to 0."""
    p, g = _bumps(p, g)
    return value(lambda x: log_ratio(x, p, g), p, g)


def jsd(p: Bumps, g: Bumps) -> Array:
    """The Jensen–Shannon divergence in nats, from its definition, by quadrature; from 0 to log 2."""
    p, g = _bumps(p, g)

    def from_mixture(x, one):
        mixture = np.logaddexp(log_density(x, p), log_density(x, g)) - np.log(2)
        return log_density(x, one) - mixture

    halves = [0.5 * expectation(lambda x: from_mixture(x, one), one, other) for one, other in ((p, g), (g, p))]
    return np.maximum(halves[0] + halves[1], 0.0)
