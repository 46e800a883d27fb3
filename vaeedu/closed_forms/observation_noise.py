"""The decoder's noise, and the β that a loss as people write it trains with (chapter 09).

Every VAE loss is, up to a factor and a constant, −log p(x|z) + β KL, summed over the numbers of a picture and of a code and averaged over
the batch. Squared error is a likelihood with a scale σ: (x − x̂)² means σ² = ½, ½(x − x̂)² means σ² = 1. Then only βσ² counts: the loss is the
ELBO, β = 1, of a decoder with the scale σ√β.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from vaeedu.closed_forms.checks import Array, real

ERRORS = ("cross entropy", "squared error", "squared error / 2", "squared error / 2σ²")
OVER_PIXELS = ("sum", "mean", "mean over channels")
REDUCTIONS = ("sum", "mean")


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, known))}, got {value!r}; take {name}={known[0]!r}")
    return value


def _positive(**numbers: ArrayLike) -> list[Array]:
    return [real(name, value, low=0, open_low=True) for name, value in numbers.items()]


def beta_of_loss(
    pixels: ArrayLike,
    codes: ArrayLike,
    batch: ArrayLike = 1,
    channels: ArrayLike = 1,
    over_pixels: str = "sum",
    over_codes: str = "sum",
    rec_over_batch: str = "mean",
    kl_over_batch: str = "mean",
    rec_weight: ArrayLike = 1.0,
    kl_weight: ArrayLike = 1.0,
) -> Array:
    """The weight β of the KL, in nats, against the error of a whole picture in nats.

    A picture has `pixels` places of `channels` numbers, a code has `codes` numbers. `over_pixels` says how the error is reduced over a picture
    (Keras's losses average over the channels alone), `over_codes` how the KL is over a code, and each is reduced over the batch; then come
    the weights. Raises ValueError for a reduction that is not known, and for sizes and weights that are not finite and > 0 (`kl_weight` may be 0).
    """
    pixels, codes, batch, channels, rec_weight = _positive(pixels=pixels, codes=codes, batch=batch, channels=channels, rec_weight=rec_weight)
    kl_weight = real("kl_weight", kl_weight, low=0)
    averaged = {"sum": 1.0, "mean": pixels * channels, "mean over channels": channels}[_one_of("over_pixels", over_pixels, OVER_PIXELS)]
    beta = kl_weight * averaged / rec_weight / (codes if _one_of("over_codes", over_codes, REDUCTIONS) == "mean" else 1.0)
    if _one_of("rec_over_batch", rec_over_batch, REDUCTIONS) == _one_of("kl_over_batch", kl_over_batch, REDUCTIONS):
        return beta
    return beta * batch if rec_over_batch == "mean" else beta / batch


def declared_scale(error: str, sigma: ArrayLike = 1.0) -> Array | None:
    """The scale σ that an error term stands for, `sigma` where it is written into the loss; None for a cross entropy, which has none."""
    (sigma,) = _positive(sigma=sigma)
    variances = dict(zip(ERRORS[1:], (0.5, 1.0, sigma**2)))
    return None if _one_of("error", error, ERRORS) == ERRORS[0] else np.sqrt(variances[error])


def trained_scale(beta: ArrayLike, error: str, sigma: ArrayLike = 1.0) -> Array | None:
    """The scale σ√β of the decoder whose ELBO, β = 1, the loss is; None for a cross entropy."""
    beta, scale = real("beta", beta, low=0), declared_scale(error, sigma)
    return None if scale is None else scale * np.sqrt(beta)


def best_scale(mean_squared_error: ArrayLike, floor: ArrayLike = 0.0) -> Array:
    """The scale of the least Gaussian −log p: the root of the mean squared error, or `floor` if that is larger.

    Rybkin, Daniilidis & Levine (2021). Without a floor it is 0 where nothing is wrong, and −log p there is −∞.
    """
    return np.maximum(np.sqrt(real("mean_squared_error", mean_squared_error, low=0)), real("floor", floor, low=0))


def gaussian_cost(mean_squared_error: ArrayLike, scale: ArrayLike) -> Array:
    """Mean of −log N(x; x̂, scale²) for one number, in nats: log scale + ½ log 2π + mean squared error / 2 scale²."""
    (scale,) = _positive(scale=scale)
    return np.log(scale) + 0.5 * math.log(2 * math.pi) + real("mean_squared_error", mean_squared_error, low=0) / (2 * scale**2)


def sharpness(pictures: ArrayLike) -> Array:
    """The variance over each picture (..., height, width) of its 3 × 3 Laplacian, edges left out; both sides must be at least 4.

    The measure of Tolstikhin et al. (2018). White noise of scale σ adds 20 σ² to it on average, up to the finite size of a picture.
    """
    pictures = real("pictures", pictures)
    if pictures.ndim < 2 or min(pictures.shape[-2:]) < 4:
        raise ValueError(f"pictures must have shape (..., height, width) with sides of at least 4, got {pictures.shape}; of flat ones, reshape(-1, 8, 8)")
    up, down, left, right = pictures[..., :-2, 1:-1], pictures[..., 2:, 1:-1], pictures[..., 1:-1, :-2], pictures[..., 1:-1, 2:]
    return (up + down + left + right - 4 * pictures[..., 1:-1, 1:-1]).var(axis=(-2, -1))
