"""Trained decoders that a widget carries, one of several models at work, in NumPy: what the page computes, and the tests hold against PyTorch."""

import inspect
from functools import cache
from pathlib import Path

import numpy as np

SIDE, PIXELS, HIDDEN = 8, 64, 32


class Decoders:
    """Decoders of codes of ``code`` numbers with one layer of ``hidden``, in half precision, and after them single-precision numbers of the given shapes.

    They make ``pixels`` numbers, 64 for a grey picture and 192 for red, green and blue. The weights of all models, then their biases, layer by layer. ``rest`` holds the numbers. Sums are taken in float64, as they are in the page.
    """

    def __init__(self, content: bytes, models: int, code: int, shapes: list[tuple[int, ...]], pixels: int = PIXELS, hidden: int = HIDDEN):
        layers = ((hidden, code), (pixels, hidden))
        halves = sum(models * outputs * (inputs + 1) for outputs, inputs in layers)
        numbers = np.concatenate([np.frombuffer(content[: 2 * halves], "<f2"), np.frombuffer(content[2 * halves :], "<f4")]).astype(np.float64)
        wanted = [shape for outputs, inputs in layers for shape in ((models, outputs, inputs), (models, outputs))] + shapes
        cuts = np.cumsum([int(np.prod(shape)) for shape in wanted])
        if cuts[-1] != len(numbers):
            raise ValueError(f"the file must hold {cuts[-1]} numbers, got {len(numbers)}: it is not whole; install vaeedu again")
        found = [part.reshape(shape) for part, shape in zip(np.split(numbers, cuts[:-1]), wanted)]
        self.layers, self.rest = (found[:2], found[2:4]), found[4:]

    @classmethod
    @cache
    def content(cls) -> bytes:
        """The file of the widget whose room the class stands in."""
        return Path(inspect.getfile(cls)).with_name("weights.bin").read_bytes()

    @classmethod
    @cache
    def read(cls):
        """What the file holds."""
        return cls(cls.content())

    def decode(self, k: int, z: np.ndarray) -> np.ndarray:
        """The mean of p(x|z) of model k, (..., pixels)."""
        (first, first_bias), (second, second_bias) = self.layers
        return np.maximum(z @ first[k].T + first_bias[k], 0) @ second[k].T + second_bias[k]
