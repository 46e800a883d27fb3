"""The linear-Gaussian model of one number and its ELBO (chapter 03).

Prior N(0, 1), likelihood p(x|z) = N(c z, noise²), and q = N(mean, scale²) in the place of the posterior.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from vaeedu.closed_forms import gaussians
from vaeedu.closed_forms.checks import Array, real


class Posterior(NamedTuple):
    """Mean and scale of the exact posterior p(z|x) of the linear-Gaussian model, arrays of one shape."""

    mean: Array
    scale: Array


def _linear_gaussian(x: ArrayLike, c: ArrayLike, noise: ArrayLike) -> tuple[Array, Array, Array]:
    return real("x", x), real("c", c), real("noise", noise, low=0, open_low=True)


def log_marginal(x: ArrayLike, c: ArrayLike, noise: ArrayLike) -> Array:
    """log p(x), where p(x) = N(0, c² + noise²)."""
    x, c, noise = _linear_gaussian(x, c, noise)
    scale = np.hypot(c, noise)
    with np.errstate(over="ignore"):
        return -np.log(scale) - 0.5 * np.log(2 * np.pi) - 0.5 * (x / scale) ** 2


def posterior(x: ArrayLike, c: ArrayLike, noise: ArrayLike) -> Posterior:
    """The posterior p(z|x) = N(c x/(c² + noise²), noise²/(c² + noise²)); its scale does not depend on x."""
    x, c, noise = np.broadcast_arrays(*_linear_gaussian(x, c, noise))
    scale = np.hypot(c, noise)
    return Posterior(mean=(c / scale) * (x / scale), scale=noise / scale)


def expected_log_likelihood(x: ArrayLike, c: ArrayLike, noise: ArrayLike, mean: ArrayLike, scale: ArrayLike) -> Array:
    """E log p(x|z) for z ~ N(mean, scale²): minus log(noise √2π), minus the expected squared error over 2 noise²."""
    x, c, noise = _linear_gaussian(x, c, noise)
    mean, scale = real("mean", mean), real("scale", scale, low=0)
    return -np.log(noise) - 0.5 * np.log(2 * np.pi) - 0.5 * (((x - c * mean) / noise) ** 2 + (c * scale / noise) ** 2)


def elbo(x: ArrayLike, c: ArrayLike, noise: ArrayLike, mean: ArrayLike, scale: ArrayLike) -> Array:
    """ELBO of q = N(mean, scale²): expected log-likelihood minus KL to the prior, in nats; −∞ at scale 0."""
    return expected_log_likelihood(x, c, noise, mean, scale) - gaussians.kl(mean, scale)


def gap(x: ArrayLike, c: ArrayLike, noise: ArrayLike, mean: ArrayLike, scale: ArrayLike) -> Array:
    """How far the ELBO lies below log p(x): the KL from q = N(mean, scale²) to the posterior, in nats."""
    return gaussians.kl(mean, scale, *posterior(x, c, noise))
