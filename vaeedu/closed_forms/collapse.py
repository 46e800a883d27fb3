"""Posterior collapse (chapter 10): what a code says, and the floor under it of the δ-VAE (Razavi et al. 2019)."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import lambertw

from vaeedu.closed_forms.checks import Array, real
from vaeedu.closed_forms.gaussians import kl


def mutual_information(a: ArrayLike, b: ArrayLike, t: ArrayLike) -> Array:
    """I_q(x;z) = ½ log(1 + a²t²/b²) in nats, for data x ~ N(0, t²) and q(z|x) = N(a x, b²), b > 0."""
    a, b, t = real("a", a), real("b", b, low=0, open_low=True), real("t", t, low=0, open_low=True)
    return 0.5 * np.log1p((a * t / b) ** 2)


def committed_variances(delta: ArrayLike) -> tuple[Array, Array]:
    """The least and the largest variance σ² at which N(μ, σ²) can be exactly δ nats from N(0, 1): the roots of
    log σ² − σ² + 2δ + 1 = 0. Between them `committed_mean` is real. Raises ValueError for δ ≤ 0."""
    delta = real("delta", delta, low=0, open_low=True)
    least, most = (-lambertw(-np.exp(-2 * delta - 1), branch).real for branch in (0, -1))
    return least, most


def committed_mean(variance: ArrayLike, delta: ArrayLike) -> Array:
    """The least |μ| at which N(μ, σ²) is δ nats or more from N(0, 1): the root of 2δ + 1 + log σ² − σ², or 0 where that is negative."""
    variance, delta = real("variance", variance, low=0, open_low=True), real("delta", delta, low=0, open_low=True)
    return np.sqrt(np.maximum(2 * delta + 1 + np.log(variance) - variance, 0.0))


def two_bells(mu: ArrayLike, sigma: ArrayLike) -> tuple[Array, Array]:
    """What the rate of two equally likely codes q = N(±mu, sigma²) pays for, in nats: the mutual information, at most log 2, and the KL
    of both together from N(0, 1). By the trapezoidal rule, right to about 1e-12."""
    mu, sigma = np.broadcast_arrays(real("mu", mu), real("sigma", sigma, low=0, open_low=True))
    u = np.linspace(-9, 9, 1801)
    weight = np.exp(-0.5 * u**2)
    apart = (np.abs(mu) / sigma)[..., None]
    # The probability of the wrong bell, given a code that came from the other: its log odds are 2·apart·(apart + u).
    doubt = np.logaddexp(0, -2 * apart * (apart + u))
    information = np.clip((weight * (np.log(2) - doubt)).sum(-1) / weight.sum(), 0.0, np.log(2))
    return information, np.maximum(kl(mu, sigma) - information, 0.0)
