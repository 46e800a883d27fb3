"""The linear VAE in many dimensions, which is probabilistic PCA (chapter 08).

Data with covariance S, eigenvalues λ_i; encoder q(z|x) = N(V x, diag(b²)), decoder mean W z, prior N(0, I). The loss is the squared error plus β · KL,
and so β/2 is the variance of the noise of x.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from vaeedu.closed_forms.checks import Array, real


class Spectrum(NamedTuple):
    """Mean (d,) of the data, eigenvalues (d,) of their covariance, the largest first, and its eigenvectors as columns (d, d)."""

    mean: Array
    eigenvalues: Array
    axes: Array


class Parameters(NamedTuple):
    """Decoder ``weights`` W (d, codes), ``encoder`` V (codes, d) and the encoder's ``scales`` b (codes,)."""

    weights: Array
    encoder: Array
    scales: Array


def spectrum(x: ArrayLike) -> Spectrum:
    """Mean, eigenvalues and axes of items x (n, d). The covariance divides by n, as the likelihood wants it.

    Raises ValueError for fewer than 2 items and for items that are all alike.
    """
    x = real("x", x)
    if x.ndim != 2 or len(x) < 2:
        raise ValueError(f"x must have shape (n, d) with n >= 2 items, got {x.shape}; flatten pictures with x.reshape(len(x), -1)")
    mean = x.mean(0)
    _, singular, axes = np.linalg.svd(x - mean, full_matrices=len(x) < x.shape[1])
    eigenvalues = np.zeros(x.shape[1])
    eigenvalues[: len(singular)] = singular**2 / len(x)
    return Spectrum(mean, _eigenvalues(eigenvalues), axes.T)


def _eigenvalues(eigenvalues: ArrayLike) -> Array:
    eigenvalues = real("eigenvalues", eigenvalues, low=0)
    if eigenvalues.ndim != 1:
        raise ValueError(f"eigenvalues must have shape (d,), got {eigenvalues.shape}")
    if not eigenvalues.any():
        raise ValueError(f"the data have no variance: all {len(eigenvalues)} eigenvalues are 0, and there is nothing to encode; are the items all alike?")
    if np.any(np.diff(eigenvalues) > 0):
        raise ValueError(f"eigenvalues must be sorted, the largest first, got {eigenvalues[:4]}…; take np.sort(eigenvalues)[::-1]")
    return eigenvalues


def _codes(codes: int | None, eigenvalues: Array) -> int:
    codes = len(eigenvalues) if codes is None else codes
    if codes != int(codes) or not 0 <= codes <= len(eigenvalues):
        raise ValueError(f"codes must be a whole number from 0 to the data's {len(eigenvalues)} dimensions, got {codes}; more codes than that have nothing to say")
    return int(codes)


def _levels(eigenvalues: ArrayLike, beta: ArrayLike, codes: int | None) -> tuple[Array, Array, int]:
    eigenvalues = _eigenvalues(eigenvalues)
    return eigenvalues, real("beta", beta, low=0, open_low=True)[..., None], _codes(codes, eigenvalues)


def rates(eigenvalues: ArrayLike, beta: ArrayLike, codes: int | None = None) -> Array:
    """Nats that the best code carries of each direction, (..., d): ½ log(2λ/β) where that is positive, else 0.

    ``beta`` (...) > 0; ``codes`` is how many numbers the code has, by default as many as there are dimensions.
    """
    eigenvalues, beta, codes = _levels(eigenvalues, beta, codes)
    coded = np.arange(len(eigenvalues)) < codes
    return np.where(coded, 0.5 * np.log(np.maximum(eigenvalues / (beta / 2), 1.0)), 0.0)


def distortions(eigenvalues: ArrayLike, beta: ArrayLike, codes: int | None = None) -> Array:
    """Mean squared error of each direction at the optimum, (..., d): the water level β/2 where the code is alive, else λ."""
    eigenvalues, beta, codes = _levels(eigenvalues, beta, codes)
    coded = np.arange(len(eigenvalues)) < codes
    return np.where(coded, np.minimum(eigenvalues, beta / 2), eigenvalues)


def minimum(eigenvalues: ArrayLike, beta: ArrayLike, codes: int | None = None) -> Array:
    """The least loss, squared error plus β · KL, (...)."""
    return distortions(eigenvalues, beta, codes).sum(-1) + real("beta", beta) * rates(eigenvalues, beta, codes).sum(-1)


def log_likelihood(eigenvalues: ArrayLike, beta: ArrayLike, codes: int | None = None) -> Array:
    """Mean log p(x) in nats, (...), of the best linear model whose noise has variance β/2; its ELBO is the same.

    −½ Σ (log 2πv + λ/v), where the model's variance v is λ in a direction that is alive, else the noise.
    """
    beta = real("beta", beta, low=0, open_low=True)
    d = len(_eigenvalues(eigenvalues))
    return -minimum(eigenvalues, beta, codes) / beta - 0.5 * d * np.log(np.pi * beta)


def best_beta(eigenvalues: ArrayLike, codes: int) -> float:
    """The β of maximum likelihood: β/2 is the mean of the eigenvalues that are left without a code (Tipping & Bishop 1999).

    Raises ValueError if none is left or those that are left are 0: the likelihood then has no maximum.
    """
    eigenvalues = _eigenvalues(eigenvalues)
    left = eigenvalues[_codes(codes, eigenvalues) :]
    if not left.any():
        raise ValueError(f"{codes} codes leave no variance to the noise, so the likelihood has no maximum; take fewer codes, or fix beta")
    return float(2 * left.mean())


def minimiser(data: Spectrum, beta: float, codes: int) -> Parameters:
    """Parameters of least loss; any signs, and any order of the codes, are as good.

    Column i of W is √(λ_i − β/2) times axis i, V = Wᵀ/λ row by row, b² = β/2λ; in a direction below the water level, 0, 0 and 1.
    """
    eigenvalues, level, codes = _levels(data.eigenvalues, beta, codes)
    level, top = level / 2, eigenvalues[:codes]
    signal = np.sqrt(np.maximum(top - level, 0.0))
    variance = np.maximum(top, level)
    weights = data.axes[:, :codes] * signal
    return Parameters(weights, (weights / variance).T, np.sqrt(level / variance))


def loss(covariance: ArrayLike, weights: ArrayLike, encoder: ArrayLike, scales: ArrayLike, beta: float) -> float:
    """E|x − W z|² + β E KL(q(z|x) ‖ N(0, I)) for data of mean 0, with every integral done."""
    S, W, V, b = real("covariance", covariance), real("weights", weights), real("encoder", encoder), real("scales", scales, low=0, open_low=True)
    miss = np.eye(len(S)) - W @ V
    error = np.trace(miss @ S @ miss.T) + (b**2 * W**2).sum()
    rate = 0.5 * (np.trace(V @ S @ V.T) + (b**2 - 2 * np.log(b) - 1).sum())
    return float(error + real("beta", beta, low=0) * rate)
