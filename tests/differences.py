"""Gradients by central differences: the yardstick for who moves whom."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor


def differences(parameters: Iterable[Tensor], value: Callable[[], float], h: float = 1e-6) -> list[Tensor]:
    """The slope of `value()` in each number of the parameters, in the parameters' shapes; they are left as they were."""
    found = []
    for parameter in parameters:
        flat, slopes = parameter.data.view(-1), torch.zeros(parameter.numel(), dtype=torch.float64)
        for place in range(flat.numel()):
            before = flat[place].item()
            flat[place] = before + h
            above = value()
            flat[place] = before - h
            slopes[place] = (above - value()) / (2 * h)
            flat[place] = before
        found.append(slopes.reshape(parameter.shape))
    return found
