"""The trained VAE that the explorer carries, in NumPy: what the page computes, and the tests hold against PyTorch."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

SIDE = 28
PIXELS = SIDE * SIDE
# (outputs, inputs) of each layer in the file's order, encoder before decoder; a layer's biases follow its weights.
NEAR = 0.5  # a code further from z says nothing about what is drawn there
LAYERS = ((256, PIXELS), (4, 256), (256, 2), (PIXELS, 256))


class Code(NamedTuple):
    """q(z|x) = N(mean, scale²) with two independent coordinates."""

    mean: np.ndarray
    scale: np.ndarray


class Network:
    """The VAE's two networks, read from half-precision numbers; sums are taken in float64, as they are in the page.

    Pictures are grey values in [0, 1] with the last axes (28, 28), codes have a last axis of 2; leading axes are free.
    """

    def __init__(self, weights: bytes):
        numbers = np.frombuffer(weights, "<f2").astype(np.float64)
        self.layers = []
        for outputs, inputs in LAYERS:
            layer, numbers = np.split(numbers, [outputs * (inputs + 1)])
            self.layers.append((layer[: outputs * inputs].reshape(outputs, inputs).T, layer[outputs * inputs :]))
        self.codes = numbers.reshape(10, -1, 2)  # of test digits, by class

    def _perceptron(self, layers, inputs):
        (first, first_bias), (second, second_bias) = layers
        return np.maximum(inputs @ first + first_bias, 0) @ second + second_bias

    def encode(self, x) -> Code:
        numbers = self._perceptron(self.layers[:2], np.reshape(x, (*np.shape(x)[:-2], PIXELS)))
        return Code(numbers[..., :2], np.exp(numbers[..., 2:]))

    def logits(self, z) -> np.ndarray:
        numbers = self._perceptron(self.layers[2:], np.asarray(z, float))
        return numbers.reshape(*numbers.shape[:-1], SIDE, SIDE)

    def decode(self, z) -> np.ndarray:
        """The mean of p(x|z)."""
        return 0.5 + 0.5 * np.tanh(0.5 * self.logits(z))

    def log_likelihood(self, x, z) -> np.ndarray:
        """log p(x|z), in nats."""
        logits = self.logits(z)
        return (x * logits - np.logaddexp(0, logits)).sum((-2, -1))

    def distortion(self, x, q: Code) -> float:
        """−E log p(x|z) over q by Gauss–Hermite quadrature with 3 × 3 points, in nats; right to about 0.02."""
        nodes, weights = np.polynomial.hermite_e.hermegauss(3)
        u = np.stack(np.meshgrid(nodes, nodes), -1)  # (3, 3, 2)
        weights = np.outer(weights, weights) / weights.sum() ** 2
        return float(-(weights * self.log_likelihood(x, q.mean + q.scale * u)).sum())

    def nearest(self, z) -> tuple[int, int]:
        """The class most frequent among the ten codes nearest to z, and how many of the ten are of it; a code too far counts for none."""
        distances = np.linalg.norm(self.codes.reshape(-1, 2) - z, axis=-1)
        order = np.argsort(distances, kind="stable")[:10]
        votes = np.bincount(order[distances[order] < NEAR] // self.codes.shape[1], minlength=10)
        return int(votes.argmax()), int(votes.max())


def uniforms(seed: int) -> np.ndarray:
    """A number in [0, 1) for each pixel; the same seed gives the same numbers in the page."""
    h = np.arange(1, PIXELS + 1, dtype=np.uint32) + np.uint32(seed * PIXELS)
    h = (h ^ (h >> 16)) * np.uint32(0x7FEB352D)
    h = (h ^ (h >> 15)) * np.uint32(0x846CA68B)
    return ((h ^ (h >> 16)) / 2**32).reshape(SIDE, SIDE)


@cache
def weights() -> bytes:
    return Path(__file__).with_name("weights.bin").read_bytes()


@cache
def network() -> Network:
    return Network(weights())
