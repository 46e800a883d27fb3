"""A VAE, a WAE and an AAE of eight points, trained with gradients written out, step by step as on the page.

Each point has a normal q(z|x) of its own, a mean and two log scales that are learned; a small network decodes. The three differ in their penalty alone.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vaeedu.widgets.draws import normals

POINTS, HIDDEN, CRITIC = 8, 10, 12
SAMPLES = 2  # codes of a point in each step
PRIOR = POINTS * SAMPLES  # draws from the prior that the critic sees in each step
RATE, WARM_UP, MOST = 0.03, 40, 160  # Adam's rate, the steps in which the penalty's weight rises, and all steps
BANDWIDTHS = (0.5, 1.0, 2.0)
NOISE = 4 * POINTS * SAMPLES  # normal numbers of a step: one half for the codes, one for the prior
FIRST, LAST = 2**20, 2**21  # where the draws of the first weights and of the measurement begin
MEASURED = 16  # codes of a point when the error is measured


class Adam:
    """Adam on a list of arrays, in place, with a momentum of 0.5 as players of a game like it."""

    def __init__(self, parameters):
        self.parameters, self.step = parameters, 0
        self.first, self.second = [np.zeros_like(p) for p in parameters], [np.zeros_like(p) for p in parameters]

    def move(self, gradient):
        self.step += 1
        for p, g, m, v in zip(self.parameters, gradient, self.first, self.second):
            m += 0.5 * (g - m)
            v += 0.001 * (g * g - v)
            p -= RATE * (m / (1 - 0.5**self.step)) / (np.sqrt(v / (1 - 0.999**self.step)) + 1e-8)


def first_network(inputs, hidden, outputs, noise):
    """Weights and biases of inputs → hidden → outputs."""
    split = inputs * hidden
    return [noise[:split].reshape(hidden, inputs) / inputs**0.5, np.zeros(hidden), noise[split:].reshape(outputs, hidden) / hidden**0.5, np.zeros(outputs)]


def forward(network, inputs):
    w1, b1, w2, b2 = network
    h = np.tanh(inputs @ w1.T + b1)
    return h, h @ w2.T + b2


def backward(network, inputs, h, slope):
    """The gradient in the network's weights and in its inputs, from that in its outputs."""
    w1, _, w2, _ = network
    back = (slope @ w2) * (1 - h * h)
    return [back.T @ inputs, back.sum(0), slope.T @ h, slope.sum(0)], back @ w1


def kl(mean, log_scale):
    """The mean over the points of KL(q(z|x)‖p), and its gradient."""
    variance = np.exp(2 * log_scale)
    value = (0.5 * (mean**2 + variance - 1) - log_scale).sum() / len(mean)
    return value, mean / len(mean), (variance - 1) / len(mean)


def mmd(mean, log_scale):
    """The squared MMD of the mixture of all q(z|x) and the prior, in closed form, summed over the bandwidths, and its gradient."""
    n, variance = len(mean), np.exp(2 * log_scale)
    gaps, pairs = mean[:, None] - mean, variance[:, None] + variance
    value, of_mean, of_variance = 0.0, np.zeros_like(mean), np.zeros_like(mean)
    for h in BANDWIDTHS:
        for gap, spread, weight in ((gaps, pairs, 1 / n**2), (mean[:, None], variance[:, None] + 1, -2 / n)):
            total = h**2 + spread
            k = np.prod(h / np.sqrt(total) * np.exp(-(gap**2) / (2 * total)), -1)[..., None]
            ends = 2 if weight > 0 else 1  # a point is at both ends of the pairs
            value += weight * k.sum()
            of_mean -= ends * weight * (k * gap / total).sum(1)
            of_variance += ends * weight * (k * (gap**2 / total - 1) / (2 * total)).sum(1)
        value += h**2 / (h**2 + 2)
    return value, of_mean, 2 * variance * of_variance


@dataclass
class Trained:
    """What a model has become: mean and scale of each point's code, (8, 2), and its decoder."""

    mean: np.ndarray
    scale: np.ndarray
    decoder: list

    def decode(self, z):
        return forward(self.decoder, z)[1]

    def rate(self) -> float:
        return float(kl(self.mean, np.log(self.scale))[0])

    def mmd(self) -> float:
        return float(mmd(self.mean, np.log(self.scale))[0])

    def error(self, x) -> float:
        """The root of the mean squared distance of a point from its reconstruction."""
        z = self.mean + self.scale * normals(LAST, 2 * MEASURED * POINTS).reshape(MEASURED, POINTS, 2)
        return float(np.sqrt(((self.decode(z) - x) ** 2).sum(-1).mean()))


@lru_cache(maxsize=8)  # a widget shows several numbers of each of its three models, and a picture
def train(kind: str, places: tuple[float, ...], noise: float, weight: float, steps: int) -> Trained:
    """The model called "vae", "wae" or "aae" after so many steps on eight points, x and y of each in turn, with decoder scale `noise` and the penalty's weight."""
    x = np.array(places).reshape(POINTS, 2)
    start = normals(FIRST, 2 * POINTS + 4 * HIDDEN + 3 * CRITIC)
    codes, decoder, critic = np.split(start, np.cumsum([2 * POINTS, 4 * HIDDEN]))
    mean, log_scale = 0.3 * codes.reshape(POINTS, 2), np.full((POINTS, 2), np.log(0.3))
    decoder, critic = first_network(2, HIDDEN, 2, decoder), first_network(2, CRITIC, 1, critic)
    player, opponent = Adam([mean, log_scale, *decoder]), Adam(critic)
    for step, draws in enumerate(normals(0, NOISE * steps).reshape(steps, 2, PRIOR, 2)):
        epsilon, prior = draws[0].reshape(SAMPLES, POINTS, 2), draws[1]
        z = (mean + np.exp(log_scale) * epsilon).reshape(-1, 2)
        h, mu = forward(decoder, z)
        slope = (mu - np.tile(x, (SAMPLES, 1))) / (noise**2 * len(z))
        of_decoder, of_z = backward(decoder, z, h, slope)
        strength = weight * min(1.0, step / WARM_UP)
        if kind == "aae":
            of_z = of_z + strength * criticise(critic, opponent, z, prior)
        of_z = of_z.reshape(SAMPLES, POINTS, 2)
        of_mean, of_scale = of_z.sum(0), (of_z * epsilon).sum(0) * np.exp(log_scale)
        if kind != "aae":
            _, more_mean, more_scale = (kl if kind == "vae" else mmd)(mean, log_scale)
            of_mean, of_scale = of_mean + strength * more_mean, of_scale + strength * more_scale
        player.move([of_mean, of_scale, *of_decoder])
    trained = Trained(mean, np.exp(log_scale), decoder)
    for array in (trained.mean, trained.scale, *trained.decoder):
        array.flags.writeable = False  # whoever asks next gets the same
    return trained


def criticise(critic, opponent, z, prior):
    """The critic moves to tell codes from draws of the prior; then the gradient, in z, of what the codes lose when they fail to pass for these."""
    both = np.concatenate([z, prior])
    h, logits = forward(critic, both)
    labels = np.repeat([[1.0], [0.0]], [len(z), len(prior)], 0)
    opponent.move(backward(critic, both, h, (1 / (1 + np.exp(-logits)) - labels) / len(both))[0])
    h, logits = forward(critic, z)
    return backward(critic, z, h, 1 / (1 + np.exp(-logits)) / len(z))[1]
