"""The checks of arguments that objectives share."""

import math

from torch import Tensor


def refuse_negative(name: str, value: float | Tensor, advice: str) -> None:
    try:
        number = float(value)
    except RuntimeError:  # inside an ensemble each model has its own, which cannot be looked at; the ensemble has tried them singly
        return
    if not (math.isfinite(number) and number >= 0):
        raise ValueError(f"{name} must be finite and >= 0, got {number}; {advice}")
