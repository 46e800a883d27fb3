"""What the widget carries of the two models of chapter 20: both decoders, and the codes of thirty digits."""

import numpy as np

from vaeedu.widgets.decoders import PIXELS, Decoders

MODELS = ("learned codes", "VAE")
SHOWN, CODE = 30, 8


class Model(Decoders):
    """``digits`` (30, 64), three training digits of each class, their ``codes`` (2, 30, 8) by each model, and how ``long`` all training digits' codes are: the quantiles 0.05, 0.5 and 0.95, (2, 3)."""

    def __init__(self, content: bytes):
        super().__init__(content, len(MODELS), CODE, [(SHOWN, PIXELS), (len(MODELS), SHOWN, CODE), (len(MODELS), 3)])
        self.digits, self.codes, self.long = self.rest


weights, model = Model.content, Model.read


def between(first: np.ndarray, second: np.ndarray, shares: np.ndarray, on_the_ball: bool) -> np.ndarray:
    """Codes on the way between two, (shares, code): straight, or turned from one direction to the other while the length goes evenly from one to the other."""
    shares = np.asarray(shares, dtype=float)[:, None]
    straight = (1 - shares) * first + shares * second
    lengths = np.linalg.norm(first), np.linalg.norm(second)
    if not on_the_ball or min(lengths) == 0:
        return straight
    cosine = np.clip(first @ second / (lengths[0] * lengths[1]), -1, 1)
    angle = np.arccos(cosine)
    if np.sin(angle) < 1e-6:  # the same direction, or the opposite one, from which no way is shorter
        return straight
    turned = (np.sin((1 - shares) * angle) * first / lengths[0] + np.sin(shares * angle) * second / lengths[1]) / np.sin(angle)
    return ((1 - shares) * lengths[0] + shares * lengths[1]) * turned
