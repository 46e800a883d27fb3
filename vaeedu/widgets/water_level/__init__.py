"""The widget of chapter 08: a spectrum, the water level β/2, and the codes that rise above it."""

import numpy as np

from vaeedu import plotting
from vaeedu.closed_forms import ppca
from vaeedu.widgets.base import BookWidget, Real, Whole
from vaeedu.widgets.water_level.picture import overview

__all__ = ["WaterLevel"]

# The 16 largest eigenvalues of the covariance of the book's 1,500 training digits.
DIGITS = np.array([0.6881, 0.636, 0.5498, 0.4017, 0.2744, 0.2346, 0.2044, 0.169, 0.1569, 0.1423, 0.1121, 0.1092, 0.0857, 0.0807, 0.0686, 0.0654])


class WaterLevel(BookWidget):
    """The best linear VAE for data with the digits' 16 largest eigenvalues.

    Parameters
    ----------
    beta
        Weight of the KL term, β > 0; the water level is β/2.
    codes
        How many numbers the code has, 1 to 16.
    steepness
        ≥ 0; at 1 the spectrum is the digits', at 0 all eigenvalues are as large as the first.

    Set them and read ``eigenvalues``, ``rates`` (nats, per direction), ``alive``, ``level``, ``rate`` (nats), ``distortion``, ``kept`` (the
    share of the variance that the reconstruction gets right) and ``loss``. A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("beta", "codes", "steepness")

    presets = {
        "shallow water": {"beta": 0.1, "codes": 16, "steepness": 1},
        "two codes": {"beta": 0.5, "codes": 2, "steepness": 1},
        "all under water": {"beta": 1.5, "codes": 16, "steepness": 1},
        "white data": {"beta": 0.5, "codes": 16, "steepness": 0},
    }

    beta = Real(0.5, "the KL weight", "> 0").tag(sync=True)
    codes = Whole(16, 1, 16, "how many numbers the code has").tag(sync=True)
    steepness = Real(1.0, "of the spectrum", ">= 0").tag(sync=True)

    @property
    def eigenvalues(self) -> np.ndarray:
        """The variances of the data along their axes, the largest first."""
        return DIGITS[0] * (DIGITS / DIGITS[0]) ** self.steepness

    @property
    def rates(self) -> np.ndarray:
        """What each code carries, in nats."""
        return ppca.rates(self.eigenvalues, self.beta, self.codes)

    @property
    def alive(self) -> int:
        """How many codes carry something."""
        return int((self.rates > 0).sum())

    @property
    def level(self) -> float:
        """The water level, the variance of the noise of x: β/2."""
        return self.beta / 2

    @property
    def rate(self) -> float:
        """What all codes carry together, in nats."""
        return float(self.rates.sum())

    @property
    def distortion(self) -> float:
        """The mean squared error of the reconstruction."""
        return float(ppca.distortions(self.eigenvalues, self.beta, self.codes).sum())

    @property
    def kept(self) -> float:
        """The share of the data's variance that the reconstruction gets right."""
        return 1 - self.distortion / float(self.eigenvalues.sum())

    @property
    def loss(self) -> float:
        """Squared error plus β times the rate, the least that a linear VAE reaches."""
        return float(ppca.minimum(self.eigenvalues, self.beta, self.codes))

    def describe(self) -> str:
        return (
            f"16 eigenvalues as bars and the water level {self.level:.3g}: {self.alive} of {self.codes} codes are alive and carry"
            f" {self.rate:.3g} nats; the squared error is {self.distortion:.3g}."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self.eigenvalues, self.beta, self.codes))
