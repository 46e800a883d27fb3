"""Divergences of normal distributions (chapters 04, 06 and 13)."""

import numpy as np
from numpy.typing import ArrayLike

from vaeedu.closed_forms.checks import Array, cholesky, real


def kl_mean_part(mean: ArrayLike) -> Array:
    """L_μ = ½μ², what a mean away from 0 costs against N(0, 1), in nats; 0 only at μ = 0."""
    return _mean_part(real("mean", mean))


def _mean_part(mean: Array) -> Array:
    with np.errstate(over="ignore"):
        return 0.5 * mean**2


def kl_scale_part(scale: ArrayLike) -> Array:
    """L_σ = ½(σ² − log σ² − 1), what a scale away from 1 costs against N(0, 1), in nats; infinite at σ = 0."""
    return _scale_part(real("scale", scale, low=0))


def _scale_part(scale: Array) -> Array:
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        # Rounding must not make it negative; (σ − 1)(σ + 1) keeps what σ² − 1 loses near σ = 1.
        return np.where(np.isposinf(scale), np.inf, np.maximum(0.5 * (scale - 1) * (scale + 1) - np.log(scale), 0.0))


def kl(mean: ArrayLike, scale: ArrayLike, prior_mean: ArrayLike = 0.0, prior_scale: ArrayLike = 1.0) -> Array:
    """KL(N(mean, scale²) ‖ N(prior_mean, prior_scale²)) of each element, in nats: L_μ + L_σ in the prior's units."""
    mean, scale = real("mean", mean), real("scale", scale, low=0)
    prior_mean, prior_scale = real("prior_mean", prior_mean), real("prior_scale", prior_scale, low=0, open_low=True)
    with np.errstate(over="ignore"):  # in the prior's units; what is too large for float64 is infinite, and so is its price
        return _mean_part((mean - prior_mean) / prior_scale) + _scale_part(scale / prior_scale)


def kl_diagonal(mean: ArrayLike, scale: ArrayLike, prior_mean: ArrayLike = 0.0, prior_scale: ArrayLike = 1.0) -> Array:
    """KL of two normal distributions with diagonal covariances, (..., d) → (...): the sum of `kl` over d."""
    parts = kl(mean, scale, prior_mean, prior_scale)
    if parts.ndim == 0:
        raise ValueError("kl_diagonal sums over the last axis, got numbers without one; use kl for a single dimension")
    return parts.sum(-1)


def _two_gaussians(mean: ArrayLike, covariance: ArrayLike, prior_mean: ArrayLike, prior_covariance: ArrayLike) -> tuple[Array, ...]:
    """Both means and both Cholesky factors, checked to be of one dimension."""
    mean, prior_mean = real("mean", mean), real("prior_mean", prior_mean)
    factor, prior_factor = cholesky("covariance", covariance), cholesky("prior_covariance", prior_covariance)
    d = factor.shape[-1]
    shapes = {"mean": mean.shape[-1:], "prior_mean": prior_mean.shape[-1:], "prior_covariance": prior_factor.shape[-1:]}
    for name, shape in shapes.items():
        if shape != (d,):
            raise ValueError(f"{name} must have {d} as its last axis, like covariance, got {shape or 'a single number'}")
    return mean, factor, prior_mean, prior_factor


def kl_full(mean: ArrayLike, covariance: ArrayLike, prior_mean: ArrayLike, prior_covariance: ArrayLike) -> Array:
    """KL(N(μ, Σ) ‖ N(m, S)) = ½(tr S⁻¹(Σ + δδᵀ) − log|Σ|/|S| − d) with δ = μ − m, in nats.

    Means are (..., d) and covariances (..., d, d), symmetric and positive definite; leading axes broadcast.
    """
    mean, factor, prior_mean, prior_factor = _two_gaussians(mean, covariance, prior_mean, prior_covariance)
    # S = BBᵀ and Σ = AAᵀ, so tr S⁻¹Σ is the squared norm of B⁻¹A, and |Σ|/|S| the product of squared diagonals.
    spread = np.linalg.solve(prior_factor, factor)
    shift = np.linalg.solve(prior_factor, (mean - prior_mean)[..., None])
    log_ratio = (np.log(np.diagonal(factor, axis1=-2, axis2=-1)) - np.log(np.diagonal(prior_factor, axis1=-2, axis2=-1))).sum(-1)
    return 0.5 * ((spread**2).sum((-2, -1)) + (shift**2).sum((-2, -1)) - factor.shape[-1]) - log_ratio


def kl_estimate_variance(mean: ArrayLike, scale: ArrayLike) -> Array:
    """Variance of log q(z) − log p(z) for one z ~ q = N(mean, scale²) and p = N(0, 1): μ²σ² + ½(σ² − 1)², in nats²."""
    mean, scale = real("mean", mean), real("scale", scale, low=0)
    return (mean * scale) ** 2 + 0.5 * (scale**2 - 1) ** 2


def uniform_kl_to_normal(centre: ArrayLike, half_width: ArrayLike) -> Array:
    """KL of the uniform density on [centre − half_width, centre + half_width] to N(0, 1), in nats; infinite at width 0."""
    centre, half_width = real("centre", centre), real("half_width", half_width, low=0)
    with np.errstate(divide="ignore", over="ignore"):
        return 0.5 * np.log(np.pi / 2) - np.log(half_width) + 0.5 * (centre**2 + half_width**2 / 3)


def mmd(mean: ArrayLike, covariance: ArrayLike, prior_mean: ArrayLike, prior_covariance: ArrayLike, bandwidth: ArrayLike) -> Array:
    """Squared MMD of N(μ, Σ) and N(m, S), E k(x, x′) + E k(y, y′) − 2 E k(x, y), for k = exp(−|x − y|²/2 bandwidth²).

    From 0 to 2. Means are (..., d), covariances (..., d, d) and positive definite; leading axes broadcast, the bandwidth's too.
    """
    mean, factor, prior_mean, prior_factor = _two_gaussians(mean, covariance, prior_mean, prior_covariance)
    h = real("bandwidth", bandwidth, low=0, open_low=True)[..., None, None]
    one, other = (f @ np.swapaxes(f, -1, -2) / h**2 for f in (factor, prior_factor))
    shift = (mean - prior_mean)[..., None] / h

    def mean_kernel(shift: Array, covariance: Array) -> Array:
        """E exp(−|u|²/2) for u ~ N(shift, covariance), the difference of two points in bandwidths."""
        spread = np.eye(factor.shape[-1]) + covariance
        return np.exp(-0.5 * (np.linalg.slogdet(spread)[1] + (shift * np.linalg.solve(spread, shift)).sum((-2, -1))))

    return mean_kernel(0 * shift, 2 * one) + mean_kernel(0 * shift, 2 * other) - 2 * mean_kernel(shift, one + other)
