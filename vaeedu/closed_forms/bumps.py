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


# What has no closed form is summed by the trapezoidal rule, always on the same nodes: 801 from −9 to 9 scales about the
# middle of each bump. For smooth integrands that end in nothing the rule is exact to rounding.
_NODES = np.linspace(-9, 9, 801)
_WEIGHTS = np.exp(-(_NODES**2) / 2) / np.exp(-(_NODES**2) / 2).sum()


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


def expectation(function: Callable[[Array], ArrayLike], bumps: Bumps) -> Array:
    """E function(x) under the density; ``function`` is given the nodes on a new first axis and must keep it."""
    [(mean, scale, gap)] = _bumps(bumps)
    nodes = _NODES.reshape(-1, *(1,) * mean.ndim)
    left, right = (function(mean + side * gap / 2 + scale * nodes) for side in (-1, 1))
    return np.tensordot(_WEIGHTS, 0.5 * (np.asarray(left) + right), axes=1)


def kl(p: Bumps, g: Bumps) -> Array:
    """KL(p ‖ g) in nats, by quadrature."""
    p, g = _bumps(p, g)
    return np.maximum(expectation(lambda x: log_ratio(x, p, g), p), 0.0)


def value(logit: Callable[[Array], ArrayLike], p: Bumps, g: Bumps) -> Array:
    """V(G, D) = E_p log D + E_g log(1 − D) of the discriminator D = 1/(1 + exp(−logit(x))), by quadrature."""
    p, g = _bumps(p, g)
    return -expectation(lambda x: np.logaddexp(0, -np.asarray(logit(x))), p) - expectation(lambda x: np.logaddexp(0, logit(x)), g)


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

    halves = [0.5 * expectation(lambda x: from_mixture(x, one), one) for one in (p, g)]
    return np.maximum(halves[0] + halves[1], 0.0)
