"""The widget of chapter 20: two digits, and the way between their codes."""

import numpy as np
import traitlets

from vaeedu import plotting
from vaeedu.closed_forms import observation_noise
from vaeedu.widgets.base import BookWidget, Choice, Whole
from vaeedu.widgets.code_path.network import MODELS, SHOWN, between, model, weights
from vaeedu.widgets.code_path.picture import overview

__all__ = ["CodePath"]

WAYS = ("straight", "on the ball")
STOPS = np.linspace(0, 1, 11)


class CodePath(BookWidget):
    """Two of thirty training digits, and what a decoder makes of the codes between theirs, beside the mixture of their pixels.

    Parameters
    ----------
    percent
        How far along the way, 0 to 100.
    first, second
        The digits, 0 to 29: three of each class in turn.
    way
        "straight", or "on the ball": the direction turns, and the length goes evenly from one to the other.
    network
        "learned codes", a decoder with a code for each digit, or "VAE", the same decoder with an encoder.

    Set them and read ``code`` (8,), ``x`` (8, 8), the decoder's mean there, ``mixture`` (8, 8) of the two digits' pixels, ``length`` of the code, ``sharpness`` of the picture and ``mixed_sharpness``
    of the mixture, in units of the two digits' mean, ``apart``, the root mean squared difference of the two pictures, and ``strip`` (11, 8, 8) at every tenth of the way. A value out of range raises
    `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("percent", "first", "second", "way", "network")
    presets = {
        "a 1 becomes a 7": {"first": 4, "second": 21, "percent": 50},
        "through the middle": {"first": 0, "second": 13, "way": "straight", "percent": 50},
        "a VAE's way": {"network": "VAE", "percent": 60},
    }

    percent = Whole(40, 0, 100, "how far along the way").tag(sync=True)
    first = Whole(9, 0, SHOWN - 1, "the first digit").tag(sync=True)
    second = Whole(16, 0, SHOWN - 1, "the second digit").tag(sync=True)
    way = Choice(WAYS, "straight").tag(sync=True)
    network = Choice(MODELS, "learned codes").tag(sync=True)
    weights = traitlets.Bytes(read_only=True).tag(sync=True)  # what the page reads from the file, Jupyter gets from here

    @traitlets.default("weights")
    def _read_weights(self):
        return weights()

    def _codes(self, shares) -> np.ndarray:
        codes = model().codes[MODELS.index(self.network)]
        return between(codes[self.first], codes[self.second], shares, self.way == "on the ball")

    def _decoded(self, codes) -> np.ndarray:
        return model().decode(MODELS.index(self.network), codes).reshape(-1, 8, 8)

    @property
    def code(self) -> np.ndarray:
        """The code here, (8,)."""
        return self._codes([self.percent / 100])[0]

    @property
    def x(self) -> np.ndarray:
        """The decoder's mean at the code, (8, 8)."""
        return self._decoded(self.code)[0]

    @property
    def ends(self) -> np.ndarray:
        """The two digits, (2, 8, 8)."""
        return model().digits[[self.first, self.second]].reshape(2, 8, 8)

    @property
    def mixture(self) -> np.ndarray:
        """The two digits' pixels, mixed, (8, 8)."""
        first, second = self.ends
        return (1 - self.percent / 100) * first + self.percent / 100 * second

    @property
    def strip(self) -> np.ndarray:
        """The decoder's means at every tenth of the way, (11, 8, 8)."""
        return self._decoded(self._codes(STOPS))

    @property
    def length(self) -> float:
        """How long the code is."""
        return float(np.linalg.norm(self.code))

    def _sharp(self, picture: np.ndarray) -> float:
        return float(observation_noise.sharpness(picture[None])[0] / observation_noise.sharpness(self.ends).mean())

    @property
    def sharpness(self) -> float:
        """The sharpness of what is decoded, in units of the two digits' mean."""
        return self._sharp(self.x)

    @property
    def mixed_sharpness(self) -> float:
        """The sharpness of the mixture, in the same units."""
        return self._sharp(self.mixture)

    @property
    def apart(self) -> float:
        """The root mean squared difference of the decoded picture and the mixture, a pixel."""
        return float(np.sqrt(np.mean((self.x - self.mixture) ** 2)))

    def describe(self) -> str:
        return (
            f"A {self.first // 3} and a {self.second // 3}, and what a decoder ({self.network}) makes of the codes on a way between theirs ({self.way}); below, their pixels mixed."
            f" After {self.percent} % of the way the code is {self.length:.2f} long, the picture's sharpness {self.sharpness:.2f} of the digits', the mixture's {self.mixed_sharpness:.2f}."
        )

    def picture(self) -> bytes:
        first, second = self.ends
        mixed = (1 - STOPS)[:, None, None] * first + STOPS[:, None, None] * second
        lengths = np.linalg.norm(self._codes(np.linspace(0, 1, 41)), axis=1)
        return plotting.png(overview(self.strip, mixed, (first, self.x, second), lengths, model().long[MODELS.index(self.network)], self.percent))
