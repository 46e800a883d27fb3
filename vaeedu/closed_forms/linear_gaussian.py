"""The linear-Gaussian latent-variable model (chapters 02 and 08).

Prior z ~ N(0, I), decoder p(x|z) = N(W z, scale² I); so p(x) = N(0, W Wᵀ + scale² I).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from vaeedu.closed_forms.checks import Array, real


class Posterior(NamedTuple):
    """Mean (..., d_z) and covariance (d_z, d_z) of p(z|x); the covariance is the same for every x."""

    mean: Array
    covariance: Array


def _least_squares_code(x: ArrayLike, weights: ArrayLike, scale: ArrayLike) -> tuple[Array, Array, Array, Array]:
    """x/scale, W/scale, the posterior mean, and R with RᵀR = I + WᵀW/scale², the inverse posterior covariance."""
    x, weights, scale = real("x", x), real("weights", weights), real("scale", scale, low=0, open_low=True)
    if weights.ndim != 2:
        raise ValueError(f"weights must have shape (d_x, d_z), got {weights.shape}")
    if x.shape[-1:] != weights.shape[:1]:
        raise ValueError(f"x must have {weights.shape[0]} as its last axis, like weights {weights.shape}, got {x.shape or 'a single number'}")
    if scale.ndim:
        raise ValueError(f"scale must be one number, the same for every dimension of x, got shape {scale.shape}")
    x, weights = x / scale, weights / scale
    # The posterior mean solves a least-squares problem, min_z |x − W z|² + |z|²; QR does so without forming WᵀW.
    orthogonal, triangular = np.linalg.qr(np.concatenate([weights, np.eye(weights.shape[1])]))
    projected = x @ orthogonal[: len(weights)]
    return x, weights, np.linalg.solve(triangular, projected[..., None])[..., 0], triangular


def log_likelihood(x: ArrayLike, weights: ArrayLike, scale: ArrayLike) -> Array:
    """Exact log p(x) = log N(x; 0, W Wᵀ + scale² I) in nats, for x of shape (..., d_x) and W of shape (d_x, d_z)."""
    d_x = np.shape(weights)[0] if np.ndim(weights) else 0
    unit_x, unit_weights, mean, triangular = _least_squares_code(x, weights, scale)
    with np.errstate(over="ignore"):
        distance = ((unit_x - mean @ unit_weights.T) ** 2).sum(-1) + (mean**2).sum(-1)  # = xᵀ(W Wᵀ + scale² I)⁻¹x
    log_det = 2 * np.log(np.abs(np.diagonal(triangular))).sum() + d_x * (np.log(2 * np.pi) + 2 * np.log(scale))
    return -0.5 * (distance + log_det)


def posterior(x: ArrayLike, weights: ArrayLike, scale: ArrayLike) -> Posterior:
    """The exact posterior p(z|x) = N(S Wᵀx/scale², S) with S = (I + WᵀW/scale²)⁻¹."""
    *_, mean, triangular = _least_squares_code(x, weights, scale)
    inverse = np.linalg.inv(triangular)
    return Posterior(mean, inverse @ inverse.T)


def weight_variance(x: ArrayLike, weights: ArrayLike, scale: ArrayLike) -> Array:
    """Variance of p(x|z)/p(x) for z from the prior, (..., d_x) → (...): finite for every scale > 0.

    E p(x|z)² is a Gaussian integral: (4π scale²)^(−d_x/2) times the likelihood of x under half the noise variance.
    """
    half_noise = log_likelihood(x, weights, np.divide(scale, np.sqrt(2)))
    log_square = half_noise - 0.5 * np.shape(weights)[0] * (np.log(4 * np.pi) + 2 * np.log(scale))
    with np.errstate(over="ignore"):
        return np.expm1(log_square - 2 * log_likelihood(x, weights, scale))
