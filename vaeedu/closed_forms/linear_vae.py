"""The linear 1-D VAE (chapter 07).

Data x ~ N(0, t²), encoder q(z|x) = N(a x, b²), decoder mean c z, prior N(0, 1).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from vaeedu.closed_forms.checks import Array, real


class Parameters(NamedTuple):
    """Encoder slope ``a``, encoder scale ``b`` and decoder slope ``c`` of the linear 1-D VAE, arrays of one shape."""

    a: Array
    b: Array
    c: Array


def _beta_t(beta: ArrayLike, t: ArrayLike) -> tuple[Array, Array]:
    return real("beta", beta, low=0), real("t", t, low=0, open_low=True)


def threshold(t: ArrayLike) -> Array:
    """The β at and above which the code collapses: 2t²."""
    with np.errstate(over="ignore"):
        return 2 * real("t", t, low=0, open_low=True) ** 2


def _share_of_threshold(beta: Array, t: Array) -> Array:
    """β / 2t², at most 1: written so that t² neither overflows nor underflows, and exactly 1 where β reaches 2t²."""
    with np.errstate(over="ignore"):
        return np.where(np.sqrt(beta / 2) >= t, 1.0, np.minimum((beta / t) / (2 * t), 1.0))


def _best_noise(beta: Array, t: Array) -> Array:
    """The best encoder scale, the root of that share; it is there also where the share is too small for a number."""
    return np.where(np.sqrt(beta / 2) >= t, 1.0, np.minimum(np.sqrt(beta) / np.sqrt(2) / t, 1.0))


def distortion(a: ArrayLike, b: ArrayLike, c: ArrayLike, t: ArrayLike) -> Array:
    """Mean squared reconstruction error E (c z − x)² = b²c² + t²(1 − ac)², in units of x²."""
    a, b, c = real("a", a), real("b", b, low=0), real("c", c)
    t = real("t", t, low=0, open_low=True)
    return (b * c) ** 2 + (t * (1 - a * c)) ** 2


def rate(a: ArrayLike, b: ArrayLike, t: ArrayLike) -> Array:
    """Mean KL from the prior, E KL(q(z|x) ‖ N(0, 1)) = ½(a²t² + b² − log b² − 1), in nats; infinite at b = 0."""
    a, b, t = real("a", a), real("b", b, low=0), real("t", t, low=0, open_low=True)
    with np.errstate(divide="ignore"):
        return 0.5 * ((a * t) ** 2 + b**2 - 2 * np.log(b) - 1)


def loss(a: ArrayLike, b: ArrayLike, c: ArrayLike, beta: ArrayLike, t: ArrayLike) -> Array:
    """The training loss, distortion + β · rate. At β = 0 the rate has no weight, so b = 0 is allowed there."""
    beta, t = _beta_t(beta, t)
    with np.errstate(invalid="ignore"):
        return distortion(a, b, c, t) + np.where(beta == 0, 0.0, beta * rate(a, b, t))


def gradient(a: ArrayLike, b: ArrayLike, c: ArrayLike, beta: ArrayLike, t: ArrayLike) -> Array:
    """The loss's gradient (∂a, ∂b, ∂c) on a new last axis of length 3; needs b > 0."""
    a, b, c = real("a", a), real("b", b, low=0, open_low=True), real("c", c)
    beta, t = _beta_t(beta, t)
    miss = t**2 * (1 - a * c)
    return np.stack(
        np.broadcast_arrays(beta * a * t**2 - 2 * c * miss, 2 * b * c**2 + beta * (b - 1 / b), 2 * b**2 * c - 2 * a * miss),
        axis=-1,
    )


def hessian(a: ArrayLike, b: ArrayLike, c: ArrayLike, beta: ArrayLike, t: ArrayLike) -> Array:
    """The loss's second derivatives in the order (a, b, c), on two new last axes of length 3; needs b > 0."""
    a, b, c = real("a", a), real("b", b, low=0, open_low=True), real("c", c)
    beta, t = _beta_t(beta, t)
    ac = 2 * t**2 * (2 * a * c - 1)
    rows = [
        [t**2 * (2 * c**2 + beta), 0.0, ac],
        [0.0, 2 * c**2 + beta * (1 + b**-2), 4 * b * c],
        [ac, 4 * b * c, 2 * b**2 + 2 * (a * t) ** 2],
    ]
    entries = np.broadcast_arrays(*(entry for row in rows for entry in row))
    return np.stack(entries, axis=-1).reshape(*entries[0].shape, 3, 3)


def minimiser(beta: ArrayLike, t: ArrayLike, mirror: bool = False) -> Parameters:
    """The parameters of least loss, for every β ≥ 0 and t > 0.

    Below the threshold 2t² there are two, (a, b, c) and its mirror image (−a, b, −c); ``mirror`` asks for the second.
    At β = 0 the loss has no minimiser with b > 0 and the limit β → 0 is returned: a = 1/t, b = 0, c = t, which lies
    on the curve ac = 1 of perfect autoencoders.
    """
    beta, t = np.broadcast_arrays(*_beta_t(beta, t))
    share = _share_of_threshold(beta, t)
    alive = np.sqrt(1 - share) * (-1.0 if mirror else 1.0) + 0.0  # + 0.0 turns −0 into 0
    return Parameters(a=alive / t, b=_best_noise(beta, t), c=alive * t)


def minimum(beta: ArrayLike, t: ArrayLike) -> Array:
    """The least loss: (β/2)(1 − log(β/2t²)) below the threshold, t² at and above it; continuous, 0 at β = 0."""
    beta, t = np.broadcast_arrays(*_beta_t(beta, t))
    share = _share_of_threshold(beta, t)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        below = np.where(beta > 0, beta / 2 * (1 - 2 * np.log(_best_noise(beta, t))), 0.0)
        return np.where(share < 1, below, t**2)


def aggregate_scale(a: ArrayLike, b: ArrayLike, t: ArrayLike) -> Array:
    """Scale of the aggregated posterior q(z) = N(0, a²t² + b²)."""
    a, b, t = real("a", a), real("b", b, low=0), real("t", t, low=0, open_low=True)
    return np.hypot(a * t, b)


def marginal_scale(c: ArrayLike, beta: ArrayLike) -> Array:
    """Scale of the model's marginal p(x) = N(0, c² + β/2), with the observation noise σ_x² = β/2 the loss implies."""
    c, beta = real("c", c), real("beta", beta, low=0)
    return np.hypot(c, np.sqrt(beta / 2))
