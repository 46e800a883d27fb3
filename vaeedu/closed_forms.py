"""Exact results as NumPy functions: what every experiment and every widget of the book is compared with.

All functions broadcast over their arguments, compute in float64 and return nats where they return information.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def _real(name: str, value: ArrayLike, *, low: float = -np.inf, open_low: bool = False) -> Array:
    """``value`` as float64, or an error that names the argument: finite, and above (or at) ``low``."""
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a real number or an array of them, got {value!r}") from None
    bad = ~np.isfinite(array) | (array <= low if open_low else array < low)
    if bad.any():
        bound = "" if low == -np.inf else f" {'>' if open_low else '>='} {low:g}"
        raise ValueError(f"{name} must be finite{bound}, got {array[bad].flat[0]!s}; mend the input of {name}")
    return array


# The noisy channel (chapter 01) ------------------------------------------------------------------------------------
#
# Names are stored as numbers of [0, SHELF], evenly spaced from end to end; whoever reads one gets it with noise N(0, s²).

SHELF = 10.0


def gaussian_capacity(power: ArrayLike, noise: ArrayLike) -> Array:
    """½ log(1 + power/noise²) in nats: no input of variance ``power`` tells more through Gaussian noise of this scale."""
    power, noise = _real("power", power, low=0), _real("noise", noise, low=0, open_low=True)
    with np.errstate(divide="ignore"):
        return 0.5 * np.logaddexp(0, np.log(power) - 2 * np.log(noise))


def shelf_capacity(noise: ArrayLike) -> Array:
    """`gaussian_capacity` at the largest variance that numbers of the shelf can have, (SHELF/2)², in nats."""
    return gaussian_capacity((SHELF / 2) ** 2, noise)


def _names_noise(names: ArrayLike, noise: ArrayLike) -> tuple[Array, Array]:
    names, noise = _real("names", names, low=1), _real("noise", noise, low=0, open_low=True)
    if np.any(names != np.floor(names)):
        raise ValueError(f"names must be whole numbers, got {names[names != np.floor(names)].flat[0]!s}; round it")
    return names, noise


def names_read_right(names: ArrayLike, noise: ArrayLike) -> Array:
    """How many names are read back right on average, if each is read once and the nearest name is the answer.

    1 + (n − 1) erf(d/(2√2 s)) with the spacing d = SHELF/(n − 1): all n without noise, one by luck in much noise.
    """
    names, noise = _names_noise(names, noise)
    gaps = np.maximum(names - 1, 1)
    with np.errstate(over="ignore"):
        return 1 + (names - 1) * _erf(SHELF / gaps / noise / np.sqrt(8))


_erf = np.vectorize(math.erf, otypes=[float])


def names_information(names: ArrayLike, noise: ArrayLike) -> Array:
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


# The linear-Gaussian latent-variable model (chapter 02) ------------------------------------------------------------
#
# Prior z ~ N(0, I), decoder p(x|z) = N(W z, scale² I); so p(x) = N(0, W Wᵀ + scale² I).


class LinearGaussianPosterior(NamedTuple):
    """Mean (..., d_z) and covariance (d_z, d_z) of p(z|x); the covariance is the same for every x."""

    mean: Array
    covariance: Array


def _least_squares_code(x: ArrayLike, weights: ArrayLike, scale: ArrayLike) -> tuple[Array, Array, Array, Array]:
    """x/scale, W/scale, the posterior mean, and R with RᵀR = I + WᵀW/scale², the inverse posterior covariance."""
    x, weights, scale = _real("x", x), _real("weights", weights), _real("scale", scale, low=0, open_low=True)
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


def linear_gaussian_log_likelihood(x: ArrayLike, weights: ArrayLike, scale: ArrayLike) -> Array:
    """Exact log p(x) = log N(x; 0, W Wᵀ + scale² I) in nats, for x of shape (..., d_x) and W of shape (d_x, d_z)."""
    d_x = np.shape(weights)[0] if np.ndim(weights) else 0
    unit_x, unit_weights, mean, triangular = _least_squares_code(x, weights, scale)
    distance = ((unit_x - mean @ unit_weights.T) ** 2).sum(-1) + (mean**2).sum(-1)  # = xᵀ(W Wᵀ + scale² I)⁻¹x
    log_det = 2 * np.log(np.abs(np.diagonal(triangular))).sum() + d_x * np.log(2 * np.pi * np.square(scale))
    return -0.5 * (distance + log_det)


def linear_gaussian_posterior(x: ArrayLike, weights: ArrayLike, scale: ArrayLike) -> LinearGaussianPosterior:
    """The exact posterior p(z|x) = N(S Wᵀx/scale², S) with S = (I + WᵀW/scale²)⁻¹."""
    *_, mean, triangular = _least_squares_code(x, weights, scale)
    inverse = np.linalg.inv(triangular)
    return LinearGaussianPosterior(mean, inverse @ inverse.T)


def linear_gaussian_weight_variance(x: ArrayLike, weights: ArrayLike, scale: ArrayLike) -> Array:
    """Variance of p(x|z)/p(x) for z from the prior, (..., d_x) → (...): finite for every scale > 0.

    E p(x|z)² is a Gaussian integral: (4π scale²)^(−d_x/2) times the likelihood of x under half the noise variance.
    """
    half_noise = linear_gaussian_log_likelihood(x, weights, np.divide(scale, np.sqrt(2)))
    log_square = half_noise - 0.5 * np.shape(weights)[0] * np.log(4 * np.pi * np.square(scale))
    with np.errstate(over="ignore"):
        return np.expm1(log_square - 2 * linear_gaussian_log_likelihood(x, weights, scale))


# The linear 1-D VAE (chapter 07) -----------------------------------------------------------------------------------
#
# Data x ~ N(0, t²), encoder q(z|x) = N(a x, b²), decoder mean c z, prior N(0, 1).


class LinearVAEParameters(NamedTuple):
    """Encoder slope ``a``, encoder scale ``b`` and decoder slope ``c`` of the linear 1-D VAE, arrays of one shape."""

    a: Array
    b: Array
    c: Array


def _beta_t(beta: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    return _real("beta", beta, low=0), _real("t", t, low=0, open_low=True)


def linear_vae_threshold(t: ArrayLike) -> Array:
    """The β at and above which the code collapses: 2t²."""
    return 2 * _real("t", t, low=0, open_low=True) ** 2


def _share_of_threshold(beta: Array, t: Array) -> Array:
    """β / 2t², at most 1: written so that t² neither overflows nor underflows, and exactly 1 where β reaches 2t²."""
    with np.errstate(over="ignore"):
        return np.where(beta >= 2 * t**2, 1.0, np.minimum((beta / t) / (2 * t), 1.0))


def linear_vae_distortion(a: ArrayLike, b: ArrayLike, c: ArrayLike, t: ArrayLike) -> Array:
    """Mean squared reconstruction error E (c z − x)² = b²c² + t²(1 − ac)², in units of x²."""
    a, b, c = _real("a", a), _real("b", b, low=0), _real("c", c)
    t = _real("t", t, low=0, open_low=True)
    return (b * c) ** 2 + (t * (1 - a * c)) ** 2


def linear_vae_rate(a: ArrayLike, b: ArrayLike, t: ArrayLike) -> Array:
    """Mean KL from the prior, E KL(q(z|x) ‖ N(0, 1)) = ½(a²t² + b² − log b² − 1), in nats; infinite at b = 0."""
    a, b, t = _real("a", a), _real("b", b, low=0), _real("t", t, low=0, open_low=True)
    with np.errstate(divide="ignore"):
        return 0.5 * ((a * t) ** 2 + b**2 - 2 * np.log(b) - 1)


def linear_vae_loss(a: ArrayLike, b: ArrayLike, c: ArrayLike, beta: ArrayLike, t: ArrayLike) -> Array:
    """The training loss, distortion + β · rate. At β = 0 the rate has no weight, so b = 0 is allowed there."""
    beta, t = _beta_t(beta, t)
    rate = linear_vae_rate(a, b, t)
    with np.errstate(invalid="ignore"):
        return linear_vae_distortion(a, b, c, t) + np.where(beta == 0, 0.0, beta * rate)


def linear_vae_gradient(a: ArrayLike, b: ArrayLike, c: ArrayLike, beta: ArrayLike, t: ArrayLike) -> Array:
    """The loss's gradient (∂a, ∂b, ∂c) on a new last axis of length 3; needs b > 0."""
    a, b, c = _real("a", a), _real("b", b, low=0, open_low=True), _real("c", c)
    beta, t = _beta_t(beta, t)
    miss = t**2 * (1 - a * c)
    return np.stack(
        np.broadcast_arrays(beta * a * t**2 - 2 * c * miss, 2 * b * c**2 + beta * (b - 1 / b), 2 * b**2 * c - 2 * a * miss),
        axis=-1,
    )


def linear_vae_hessian(a: ArrayLike, b: ArrayLike, c: ArrayLike, beta: ArrayLike, t: ArrayLike) -> Array:
    """The loss's second derivatives in the order (a, b, c), on two new last axes of length 3; needs b > 0."""
    a, b, c = _real("a", a), _real("b", b, low=0, open_low=True), _real("c", c)
    beta, t = _beta_t(beta, t)
    ac = 2 * t**2 * (2 * a * c - 1)
    rows = [
        [t**2 * (2 * c**2 + beta), 0.0, ac],
        [0.0, 2 * c**2 + beta * (1 + b**-2), 4 * b * c],
        [ac, 4 * b * c, 2 * b**2 + 2 * (a * t) ** 2],
    ]
    entries = np.broadcast_arrays(*(entry for row in rows for entry in row))
    return np.stack(entries, axis=-1).reshape(*entries[0].shape, 3, 3)


def linear_vae_minimiser(beta: ArrayLike, t: ArrayLike, mirror: bool = False) -> LinearVAEParameters:
    """The parameters of least loss, for every β ≥ 0 and t > 0.

    Below the threshold 2t² there are two, (a, b, c) and its mirror image (−a, b, −c); ``mirror`` asks for the second.
    At β = 0 the loss has no minimiser with b > 0 and the limit β → 0 is returned: a = 1/t, b = 0, c = t, which lies
    on the curve ac = 1 of perfect autoencoders.
    """
    beta, t = np.broadcast_arrays(*_beta_t(beta, t))
    share = _share_of_threshold(beta, t)
    alive = np.sqrt(1 - share) * (-1.0 if mirror else 1.0) + 0.0  # + 0.0 turns −0 into 0
    return LinearVAEParameters(a=alive / t, b=np.sqrt(share), c=alive * t)


def linear_vae_minimum(beta: ArrayLike, t: ArrayLike) -> Array:
    """The least loss: (β/2)(1 − log(β/2t²)) below the threshold, t² at and above it; continuous, 0 at β = 0."""
    beta, t = np.broadcast_arrays(*_beta_t(beta, t))
    share = _share_of_threshold(beta, t)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        below = np.where(share > 0, beta / 2 * (1 - np.log(share)), 0.0)
        return np.where(share < 1, below, t**2)


def linear_vae_aggregate_scale(a: ArrayLike, b: ArrayLike, t: ArrayLike) -> Array:
    """Scale of the aggregated posterior q(z) = N(0, a²t² + b²)."""
    a, b, t = _real("a", a), _real("b", b, low=0), _real("t", t, low=0, open_low=True)
    return np.hypot(a * t, b)


def linear_vae_marginal_scale(c: ArrayLike, beta: ArrayLike) -> Array:
    """Scale of the model's marginal p(x) = N(0, c² + β/2), with the observation noise σ_x² = β/2 the loss implies."""
    c, beta = _real("c", c), _real("beta", beta, low=0)
    return np.hypot(c, np.sqrt(beta / 2))


# The ELBO of a linear-Gaussian model (chapter 03) -------------------------------------------------------------------
#
# Prior N(0, 1), likelihood p(x|z) = N(c z, sigma²), and q = N(mean, scale²) in the place of the posterior.


class GaussianPosterior(NamedTuple):
    """Mean and scale of the exact posterior p(z|x) of the linear-Gaussian model, arrays of one shape."""

    mean: Array
    scale: Array


def _linear_gaussian(x: ArrayLike, c: ArrayLike, sigma: ArrayLike) -> tuple[Array, Array, Array]:
    return _real("x", x), _real("c", c), _real("sigma", sigma, low=0, open_low=True)


def gaussian_log_marginal(x: ArrayLike, c: ArrayLike, sigma: ArrayLike) -> Array:
    """log p(x), where p(x) = N(0, c² + sigma²)."""
    x, c, sigma = _linear_gaussian(x, c, sigma)
    scale = np.hypot(c, sigma)
    return -np.log(scale) - 0.5 * np.log(2 * np.pi) - 0.5 * (x / scale) ** 2


def gaussian_posterior(x: ArrayLike, c: ArrayLike, sigma: ArrayLike) -> GaussianPosterior:
    """The posterior p(z|x) = N(c x/(c² + sigma²), sigma²/(c² + sigma²)); its scale does not depend on x."""
    x, c, sigma = np.broadcast_arrays(*_linear_gaussian(x, c, sigma))
    scale = np.hypot(c, sigma)
    return GaussianPosterior(mean=(c / scale) * (x / scale), scale=sigma / scale)


def gaussian_expected_log_likelihood(x: ArrayLike, c: ArrayLike, sigma: ArrayLike, mean: ArrayLike, scale: ArrayLike) -> Array:
    """E log p(x|z) for z ~ N(mean, scale²): minus log(sigma √2π), minus the expected squared error over 2 sigma²."""
    x, c, sigma = _linear_gaussian(x, c, sigma)
    mean, scale = _real("mean", mean), _real("scale", scale, low=0)
    return -np.log(sigma) - 0.5 * np.log(2 * np.pi) - 0.5 * (((x - c * mean) / sigma) ** 2 + (c * scale / sigma) ** 2)


def gaussian_elbo(x: ArrayLike, c: ArrayLike, sigma: ArrayLike, mean: ArrayLike, scale: ArrayLike) -> Array:
    """ELBO of q = N(mean, scale²): expected log-likelihood minus KL to the prior, in nats; −∞ at scale 0."""
    return gaussian_expected_log_likelihood(x, c, sigma, mean, scale) - gaussian_kl(mean, scale)


def gaussian_elbo_gap(x: ArrayLike, c: ArrayLike, sigma: ArrayLike, mean: ArrayLike, scale: ArrayLike) -> Array:
    """How far the ELBO lies below log p(x): the KL from q = N(mean, scale²) to the posterior, in nats."""
    return gaussian_kl(mean, scale, *gaussian_posterior(x, c, sigma))


# Gaussian KL divergences (chapter 04) ------------------------------------------------------------------------------


def gaussian_kl_mean_part(mean: ArrayLike) -> Array:
    """L_μ = ½μ², what a mean away from 0 costs against N(0, 1), in nats; 0 only at μ = 0."""
    with np.errstate(over="ignore"):
        return 0.5 * _real("mean", mean) ** 2


def gaussian_kl_scale_part(scale: ArrayLike) -> Array:
    """L_σ = ½(σ² − log σ² − 1), what a scale away from 1 costs against N(0, 1), in nats; infinite at σ = 0."""
    scale = _real("scale", scale, low=0)
    with np.errstate(divide="ignore", over="ignore"):
        # Rounding must not make it negative; (σ − 1)(σ + 1) keeps what σ² − 1 loses near σ = 1.
        return np.maximum(0.5 * (scale - 1) * (scale + 1) - np.log(scale), 0.0)


def gaussian_kl(mean: ArrayLike, scale: ArrayLike, prior_mean: ArrayLike = 0.0, prior_scale: ArrayLike = 1.0) -> Array:
    """KL(N(mean, scale²) ‖ N(prior_mean, prior_scale²)) of each element, in nats: L_μ + L_σ in the prior's units."""
    mean, scale = _real("mean", mean), _real("scale", scale, low=0)
    prior_mean, prior_scale = _real("prior_mean", prior_mean), _real("prior_scale", prior_scale, low=0, open_low=True)
    return gaussian_kl_mean_part((mean - prior_mean) / prior_scale) + gaussian_kl_scale_part(scale / prior_scale)


def gaussian_kl_diagonal(mean: ArrayLike, scale: ArrayLike, prior_mean: ArrayLike = 0.0, prior_scale: ArrayLike = 1.0) -> Array:
    """KL of two normal distributions with diagonal covariances, (..., d) → (...): the sum of `gaussian_kl` over d."""
    parts = gaussian_kl(mean, scale, prior_mean, prior_scale)
    if parts.ndim == 0:
        raise ValueError("gaussian_kl_diagonal sums over the last axis, got numbers without one; use gaussian_kl for a single dimension")
    return parts.sum(-1)


def _cholesky(name: str, matrix: ArrayLike) -> Array:
    """Lower Cholesky factors of (..., d, d), or an error that says what is wrong with the covariance."""
    matrix = _real(name, matrix)
    if matrix.ndim < 2 or matrix.shape[-1] != matrix.shape[-2]:
        raise ValueError(f"{name} must have shape (..., d, d), got {matrix.shape}")
    gap = float(np.abs(matrix - np.swapaxes(matrix, -1, -2)).max(initial=0))
    if gap > 1e-10 * float(np.abs(matrix).max(initial=0)):
        raise ValueError(f"{name} must be symmetric, but differs from its transpose by {gap:.3g}; use (S + Sᵀ)/2 if that is rounding")
    try:
        return np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        least = float(np.linalg.eigvalsh(matrix).min())
        raise ValueError(f"{name} must be positive definite, but its least eigenvalue is {least:.3g}; is a direction without variance left in?") from None


def _two_gaussians(mean: ArrayLike, covariance: ArrayLike, prior_mean: ArrayLike, prior_covariance: ArrayLike) -> tuple[Array, ...]:
    """Both means and both Cholesky factors, checked to be of one dimension."""
    mean, prior_mean = _real("mean", mean), _real("prior_mean", prior_mean)
    factor, prior_factor = _cholesky("covariance", covariance), _cholesky("prior_covariance", prior_covariance)
    d = factor.shape[-1]
    shapes = {"mean": mean.shape[-1:], "prior_mean": prior_mean.shape[-1:], "prior_covariance": prior_factor.shape[-1:]}
    for name, shape in shapes.items():
        if shape != (d,):
            raise ValueError(f"{name} must have {d} as its last axis, like covariance, got {shape or 'a single number'}")
    return mean, factor, prior_mean, prior_factor


def gaussian_kl_full(mean: ArrayLike, covariance: ArrayLike, prior_mean: ArrayLike, prior_covariance: ArrayLike) -> Array:
    """KL(N(μ, Σ) ‖ N(m, S)) = ½(tr S⁻¹(Σ + δδᵀ) − log|Σ|/|S| − d) with δ = μ − m, in nats.

    Means are (..., d) and covariances (..., d, d), symmetric and positive definite; leading axes broadcast.
    """
    mean, factor, prior_mean, prior_factor = _two_gaussians(mean, covariance, prior_mean, prior_covariance)
    # S = BBᵀ and Σ = AAᵀ, so tr S⁻¹Σ is the squared norm of B⁻¹A, and |Σ|/|S| the product of squared diagonals.
    spread = np.linalg.solve(prior_factor, factor)
    shift = np.linalg.solve(prior_factor, (mean - prior_mean)[..., None])
    log_ratio = (np.log(np.diagonal(factor, axis1=-2, axis2=-1)) - np.log(np.diagonal(prior_factor, axis1=-2, axis2=-1))).sum(-1)
    return 0.5 * ((spread**2).sum((-2, -1)) + (shift**2).sum((-2, -1)) - factor.shape[-1]) - log_ratio


def gaussian_kl_estimate_variance(mean: ArrayLike, scale: ArrayLike) -> Array:
    """Variance of log q(z) − log p(z) for one z ~ q = N(mean, scale²) and p = N(0, 1): μ²σ² + ½(σ² − 1)², in nats²."""
    mean, scale = _real("mean", mean), _real("scale", scale, low=0)
    return (mean * scale) ** 2 + 0.5 * (scale**2 - 1) ** 2


def uniform_kl_to_normal(centre: ArrayLike, half_width: ArrayLike) -> Array:
    """KL of the uniform density on [centre − half_width, centre + half_width] to N(0, 1), in nats; infinite at width 0."""
    centre, half_width = _real("centre", centre), _real("half_width", half_width, low=0)
    with np.errstate(divide="ignore", over="ignore"):
        return 0.5 * np.log(2 * np.pi) - np.log(2 * half_width) + 0.5 * (centre**2 + half_width**2 / 3)


# Gradient estimators (chapter 05) ----------------------------------------------------------------------------------
#
# z = mean + scale ε with ε ~ N(0, 1), and a quadratic f. What is estimated is the gradient of E f(z), on a new last axis
# (∂/∂mean, ∂/∂scale): pathwise from the slope of f at z, or by the score function from f's value there, less a baseline.


class Quadratic(NamedTuple):
    """f(z) = constant + slope z + ½ curvature z²."""

    curvature: ArrayLike
    slope: ArrayLike = 0.0
    constant: ArrayLike = 0.0


def _taylor(mean: ArrayLike, scale: ArrayLike, f: Quadratic) -> tuple[Array, Array, Array, Array]:
    """The scale, and f's value, slope and curvature at the mean."""
    mean, scale = _real("mean", mean), _real("scale", scale, low=0, open_low=True)
    curvature, slope, constant = (_real(name, value) for name, value in zip(Quadratic._fields, f))
    return scale, constant + slope * mean + 0.5 * curvature * mean**2, slope + curvature * mean, curvature


def _pair(of_mean: Array, of_scale: Array) -> Array:
    return np.stack(np.broadcast_arrays(of_mean, of_scale), axis=-1)


def quadratic_gradient(mean: ArrayLike, scale: ArrayLike, f: Quadratic) -> Array:
    """The exact gradient of E f(z): (f'(mean), curvature · scale)."""
    scale, _, slope, curvature = _taylor(mean, scale, f)
    return _pair(slope, curvature * scale)


def quadratic_pathwise(epsilon: ArrayLike, mean: ArrayLike, scale: ArrayLike, f: Quadratic) -> Array:
    """The pathwise estimate of each ε: f'(z) (1, ε)."""
    epsilon = _real("epsilon", epsilon)
    scale, _, slope, curvature = _taylor(mean, scale, f)
    slope = slope + curvature * scale * epsilon
    return _pair(slope, slope * epsilon)


def quadratic_score(epsilon: ArrayLike, mean: ArrayLike, scale: ArrayLike, f: Quadratic, baseline: ArrayLike = 0.0) -> Array:
    """The score-function estimate of each ε: (f(z) − baseline) (ε, ε² − 1)/scale. Williams (1992)."""
    epsilon, baseline = _real("epsilon", epsilon), _real("baseline", baseline)
    scale, value, slope, curvature = _taylor(mean, scale, f)
    push = (value - baseline + slope * scale * epsilon + 0.5 * curvature * (scale * epsilon) ** 2) / scale
    return _pair(push * epsilon, push * (epsilon**2 - 1))


def quadratic_pathwise_variance(mean: ArrayLike, scale: ArrayLike, f: Quadratic) -> Array:
    """Variance of one pathwise estimate; with slope g at the mean and curvature h it is (h²σ², g² + 2h²σ²)."""
    scale, _, slope, curvature = _taylor(mean, scale, f)
    return _pair((curvature * scale) ** 2, slope**2 + 2 * (curvature * scale) ** 2)


def quadratic_best_baselines(mean: ArrayLike, scale: ArrayLike, f: Quadratic) -> Array:
    """The baselines of least variance, f(mean) + (3/2, 5/2) hσ²: one for each half of the gradient, neither the mean of f."""
    scale, value, _, curvature = _taylor(mean, scale, f)
    return _pair(value + 1.5 * curvature * scale**2, value + 2.5 * curvature * scale**2)


def quadratic_score_variance(mean: ArrayLike, scale: ArrayLike, f: Quadratic, baseline: ArrayLike = 0.0) -> Array:
    """Variance of one score-function estimate: (1, 2)(best baseline − baseline)²/σ² + (2, 10) g² + (3/2, 6) h²σ²."""
    baseline = _real("baseline", baseline)
    best = quadratic_best_baselines(mean, scale, f)
    scale, _, slope, curvature = _taylor(mean, scale, f)
    missed = ((best - baseline[..., None]) / scale[..., None]) ** 2
    return missed * [1, 2] + _pair(2 * slope**2 + 1.5 * (curvature * scale) ** 2, 10 * slope**2 + 6 * (curvature * scale) ** 2)
# The maximum mean discrepancy (chapters 06 and 13) ------------------------------------------------------------------


def gaussian_mmd(mean: ArrayLike, covariance: ArrayLike, prior_mean: ArrayLike, prior_covariance: ArrayLike, bandwidth: ArrayLike) -> Array:
    """Squared MMD of N(μ, Σ) and N(m, S), E k(x, x′) + E k(y, y′) − 2 E k(x, y), for k = exp(−|x − y|²/2 bandwidth²).

    From 0 to 2. Means are (..., d), covariances (..., d, d) and positive definite; leading axes broadcast, the bandwidth's too.
    """
    mean, factor, prior_mean, prior_factor = _two_gaussians(mean, covariance, prior_mean, prior_covariance)
    h = _real("bandwidth", bandwidth, low=0, open_low=True)[..., None, None]
    one, other = (f @ np.swapaxes(f, -1, -2) / h**2 for f in (factor, prior_factor))
    shift = (mean - prior_mean)[..., None] / h

    def mean_kernel(shift: Array, covariance: Array) -> Array:
        """E exp(−|u|²/2) for u ~ N(shift, covariance), the difference of two points in bandwidths."""
        spread = np.eye(factor.shape[-1]) + covariance
        return np.exp(-0.5 * (np.linalg.slogdet(spread)[1] + (shift * np.linalg.solve(spread, shift)).sum((-2, -1))))

    return mean_kernel(0 * shift, 2 * one) + mean_kernel(0 * shift, 2 * other) - 2 * mean_kernel(shift, one + other)


# The adversarial game (chapter 16) ---------------------------------------------------------------------------------
#
# Data p and generator g; a discriminator D is worth V(G, D) = E_p log D + E_g log(1 − D).


def optimal_discriminator(p: ArrayLike, g: ArrayLike) -> Array:
    """D* = p/(p + g), for probabilities or densities that are not both 0: the best guess that a point is real."""
    p, g = _real("p", p, low=0), _real("g", g, low=0)
    if np.any((p == 0) & (g == 0)):
        raise ValueError("p and g are both 0 at some point, where any D is as good as any other; leave such points out")
    return p / (p + g)


def jensen_shannon(p: ArrayLike, g: ArrayLike) -> Array:
    """JSD = ½KL(p ‖ m) + ½KL(g ‖ m), m = (p + g)/2, over the last axis of two arrays of probabilities; 0 log 0 is 0."""
    p, g = _probabilities("p", p), _probabilities("g", g)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [np.where(one > 0, one * np.log(2 * one / (p + g)), 0.0) for one in (p, g)]
    return np.maximum(0.5 * (terms[0] + terms[1]).sum(-1), 0.0)


def _probabilities(name: str, value: ArrayLike) -> Array:
    array = _real(name, value, low=0)
    if array.ndim == 0 or not np.allclose(array.sum(-1), 1, rtol=0, atol=1e-9):
        raise ValueError(f"{name} must be probabilities that sum to 1 over the last axis, got a sum of {np.asarray(array.sum(-1)).flat[0]:g}; divide by it")
    return array


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
        (_real("mean", mean), _real("scale", scale, low=0, open_low=True), _real("gap", gap, low=0))
        for mean, scale, gap in (Bumps(*bumps) for bumps in many)
    ]
    arrays = np.broadcast_arrays(*(array for bumps in checked for array in bumps))
    return [Bumps(*arrays[3 * i : 3 * i + 3]) for i in range(len(many))]


def bumps_log_density(x: ArrayLike, bumps: Bumps) -> Array:
    """Logarithm of the density at ``x``; finite far out, where the density itself is 0 in float64."""
    x, [(mean, scale, gap)] = _real("x", x), _bumps(bumps)
    left, right = ((x - mean + side * gap / 2) / scale for side in (1, -1))
    return np.logaddexp(-(left**2) / 2, -(right**2) / 2) - np.log(2 * np.sqrt(2 * np.pi) * scale)


def bumps_log_ratio(x: ArrayLike, p: Bumps, g: Bumps) -> Array:
    """log p(x)/g(x), which is the logit of the optimal discriminator."""
    return bumps_log_density(x, p) - bumps_log_density(x, g)


def bumps_mean(function: Callable[[Array], ArrayLike], bumps: Bumps) -> Array:
    """E function(x) under the density; ``function`` is given the nodes on a new first axis and must keep it."""
    [(mean, scale, gap)] = _bumps(bumps)
    nodes = _NODES.reshape(-1, *(1,) * mean.ndim)
    left, right = (function(mean + side * gap / 2 + scale * nodes) for side in (-1, 1))
    return np.tensordot(_WEIGHTS, 0.5 * (np.asarray(left) + right), axes=1)


def bumps_kl(p: Bumps, g: Bumps) -> Array:
    """KL(p ‖ g) in nats, by quadrature."""
    p, g = _bumps(p, g)
    return np.maximum(bumps_mean(lambda x: bumps_log_ratio(x, p, g), p), 0.0)


def bumps_value(logit: Callable[[Array], ArrayLike], p: Bumps, g: Bumps) -> Array:
    """V(G, D) = E_p log D + E_g log(1 − D) of the discriminator D = 1/(1 + exp(−logit(x))), by quadrature."""
    p, g = _bumps(p, g)
    return -bumps_mean(lambda x: np.logaddexp(0, -np.asarray(logit(x))), p) - bumps_mean(lambda x: np.logaddexp(0, logit(x)), g)


def bumps_best_value(p: Bumps, g: Bumps) -> Array:
    """max over D of V(G, D), reached by D* = p/(p + g); from −2 log 2, where p = g, up to 0."""
    p, g = _bumps(p, g)
    return bumps_value(lambda x: bumps_log_ratio(x, p, g), p, g)


def bumps_jsd(p: Bumps, g: Bumps) -> Array:
    """The Jensen–Shannon divergence in nats, from its definition, by quadrature; from 0 to log 2."""
    p, g = _bumps(p, g)

    def from_mixture(x, one):
        mixture = np.logaddexp(bumps_log_density(x, p), bumps_log_density(x, g)) - np.log(2)
        return bumps_log_density(x, one) - mixture

    halves = [0.5 * bumps_mean(lambda x: from_mixture(x, one), one) for one in (p, g)]
    return np.maximum(halves[0] + halves[1], 0.0)
