"""The linear-Gaussian latent-variable model (chapters 02 and 08).

Prior z ~ N(0, I), decoder p(x|z) = N(W z, scale² I); so p(x) = N(0, W Wᵀ + scale² I).
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ive

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


def naive_bias(samples: ArrayLike, squared_norm: ArrayLike, ratio: ArrayLike, dimensions: ArrayLike) -> Array:
    """log p(x) − E log p̂, in nats, of the average p̂ of p(x|z) over ``samples`` codes from the prior; by quadrature.

    For as many independent directions as there are dimensions, all with the same ratio w²/scale² of signal to noise; x counts
    only through ``squared_norm``, |x|²/scale². For ratios from 0.01 to 30 and at most 50 dimensions.
    """
    samples, squared_norm = real("samples", samples, low=1), real("squared_norm", squared_norm, low=0)
    ratio, dimensions = real("ratio", ratio, low=0.01), real("dimensions", dimensions, low=1)
    if np.any(ratio > 30) or np.any(dimensions > 50):
        raise ValueError(f"the quadrature is for ratios up to 30 and 50 dimensions, got {ratio.max():g} and {dimensions.max():g}; sample instead")
    return _naive_bias(samples, squared_norm, ratio, dimensions)


def _naive_bias_of_one(samples: float, squared_norm: float, ratio: float, dimensions: float) -> float:
    # The relative weight of a code is exp(top − ratio q²/2), with q its distance from x/w, where p(x|z) is greatest.
    top = 0.5 * squared_norm / (1 + ratio) + 0.5 * dimensions * np.log1p(ratio)
    away = max(np.sqrt(squared_norm / ratio), 1e-4)  # of x/w from the prior's centre
    nodes, shares = _gauss_legendre()
    reach = away + np.sqrt(dimensions) + 9
    q, shares = reach * (nodes + 1) / 2, reach * shares / 2
    order = dimensions / 2 - 1
    shares = shares * q * (q / away) ** order * np.exp(-0.5 * (q - away) ** 2) * ive(order, q * away)  # the noncentral chi distribution
    log_weight = top - 0.5 * ratio * q**2
    # Frullani: E log S = ∫ (e^−t − E e^−tS) dt/t; for the average of k independent weights the expectation is a k-th power.
    t = np.arange(-45, np.log(samples) - log_weight.min() + 5, 0.25)  # log t; at this step the trapezoidal rule is exact to rounding
    missing = -np.expm1(-np.exp(np.minimum(t[:, None] - np.log(samples) + log_weight, 50))) @ shares
    powers = np.exp(samples * np.log1p(-np.minimum(missing, 1 - 1e-16)))
    return float(0.25 * (powers - np.exp(-np.exp(np.minimum(t, 50)))).sum())


@cache
def _gauss_legendre() -> tuple[Array, Array]:
    return np.polynomial.legendre.leggauss(160)


_naive_bias = np.vectorize(_naive_bias_of_one, otypes=[float])
