"""The checks of arguments that objectives share."""

import math

from torch import Tensor


def refuse_negative(name: str, value: float | Tensor, advice: str) -> None:
    number = _known(value)
    if number is not None and not (math.isfinite(number) and number >= 0):
        raise ValueError(f"{name} must be finite and >= 0, got {number}; {advice}")


def refuse_not_positive(name: str, value: float | Tensor, advice: str) -> None:
    number = _known(value)
    if number is not None and not (math.isfinite(number) and number > 0):
        raise ValueError(f"{name} must be finite and > 0, got {number}; {advice}")


def refuse_outside(name: str, value: float | Tensor, low: float, high: float, advice: str) -> None:
    number = _known(value)
    if number is not None and not low <= number <= high:
        raise ValueError(f"{name} must be from {low} to {high}, got {number}; {advice}")


def _known(value: float | Tensor) -> float | None:
    """The number, or None inside an ensemble: there each model has its own, which cannot be looked at; the ensemble has tried them singly."""
    try:
        return float(value)
    except RuntimeError:
        return None
