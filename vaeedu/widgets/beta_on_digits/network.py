"""What the widget carries of the trained VAEs, in NumPy: what the page computes, and the tests hold against PyTorch."""

from functools import cache
from pathlib import Path

import numpy as np

BETAS = np.array([0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1.0, 1.15, 1.3, 1.6])
PIXELS, CODE, SHOWN = 64, 8, 10
LAYERS = ((32, CODE), (PIXELS, 32))  # (outputs, inputs) of the decoders


class Models:
    """The decoders, in half precision; and in single precision what has been measured with the encoders.

    ``digits`` (10, 64), ``means`` and ``scales`` of their q(z|x) (models, 10, 8), the KL of each unit over all held-out digits,
    ``rates`` (models, 8), their squared ``errors`` (models,), how many units are ``active`` (models,), and the largest
    ``eigenvalues`` of the training digits (8,). Sums are taken in float64, as they are in the page.
    """

    def __init__(self, content: bytes):
        count = len(BETAS)
        halves = sum(count * outputs * (inputs + 1) for outputs, inputs in LAYERS)
        numbers = iter(np.concatenate([np.frombuffer(content[: 2 * halves], "<f2"), np.frombuffer(content[2 * halves :], "<f4")]).astype(np.float64))
        take = lambda *shape: np.fromiter(numbers, float, int(np.prod(shape))).reshape(shape)  # noqa: E731
        self.layers = [(take(count, outputs, inputs), take(count, outputs)) for outputs, inputs in LAYERS]
        self.digits = take(SHOWN, PIXELS)
        self.means, self.scales = take(count, SHOWN, CODE), take(count, SHOWN, CODE)
        self.rates, self.errors, self.active = take(count, CODE), take(count), take(count).astype(int)
        self.eigenvalues = take(CODE)

    def decode(self, k: int, z: np.ndarray) -> np.ndarray:
        """The mean of p(x|z) of model k, (..., 64)."""
        (first, first_bias), (second, second_bias) = self.layers
        return np.maximum(z @ first[k].T + first_bias[k], 0) @ second[k].T + second_bias[k]

    def rebuilt(self, k: int, draws: np.ndarray) -> np.ndarray:
        """What model k makes of the digits shown, each by way of the code with these normal numbers (10, 8)."""
        return self.decode(k, self.means[k] + self.scales[k] * draws)


@cache
def weights() -> bytes:
    return Path(__file__).with_name("weights.bin").read_bytes()


@cache
def models() -> Models:
    return Models(weights())
