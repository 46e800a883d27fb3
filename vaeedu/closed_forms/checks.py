"""The checks that all topics share: what is no number, no covariance or no distribution is refused, by its argument's name."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def real(name: str, value: ArrayLike, *, low: float = -np.inf, open_low: bool = False) -> Array:
    """``value`` as float64, or an error that names the argument: finite, and above (or at) ``low``."""
    try:
        array = np.asarray(value, dtype=np.float64)
    except OverflowError:
        raise ValueError(f"{name} must be finite in float64, which ends at 1.8e308, got a larger number; mend the input of {name}") from None
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a real number or an array of them, got {value!r}") from None
    bad = ~np.isfinite(array) | (array <= low if open_low else array < low)
    if bad.any():
        bound = "" if low == -np.inf else f" {'>' if open_low else '>='} {low:g}"
        raise ValueError(f"{name} must be finite{bound}, got {array[bad].flat[0]!s}; mend the input of {name}")
    return array


def cholesky(name: str, matrix: ArrayLike) -> Array:
    """Lower Cholesky factors of (..., d, d), or an error that says what is wrong with the covariance."""
    matrix = real(name, matrix)
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


def probabilities(name: str, value: ArrayLike) -> Array:
    array = real(name, value, low=0)
    if array.ndim == 0 or not np.allclose(array.sum(-1), 1, rtol=0, atol=1e-9):
        raise ValueError(f"{name} must be probabilities that sum to 1 over the last axis, got a sum of {np.asarray(array.sum(-1)).flat[0]:g}; divide by it")
    return array
