"""The widget of chapter 01: how many names survive on a shelf that is read with noise."""

import math

from vaeedu import plotting
from vaeedu.closed_forms import noisy_channel
from vaeedu.widgets.base import BookWidget, Real, Whole
from vaeedu.widgets.noisy_channel.picture import overview

__all__ = ["NoisyChannel"]


class NoisyChannel(BookWidget):
    """Names stored evenly spaced on [0, 10], read back through Gaussian noise.

    Parameters
    ----------
    noise
        Scale s of the noise, s > 0.
    names
        How many names are stored, 1 to 1001.

    Set ``noise`` and ``names`` and read ``surviving`` and ``ceiling`` (names), ``information`` and ``capacity`` (their
    logarithms, nats), ``right`` (names) and ``error`` (a share). A value out of range raises `traitlets.TraitError` and
    leaves the widget as it was.
    """

    inputs = ("noise", "names")
    presets = {
        "hardly any noise": {"noise": 0.05, "names": 21},
        "fewer tell more": {"noise": 0.5, "names": 8},
        "too loud": {"noise": 5, "names": 21},
    }

    noise = Real(0.5, "the scale of the noise", "> 0").tag(sync=True)
    names = Whole(21, 1, 1001, "how many are stored").tag(sync=True)

    @property
    def right(self) -> float:
        """How many names are read back right on average, by whoever answers with the nearest name."""
        return float(noisy_channel.read_right(self.names, self.noise))

    @property
    def error(self) -> float:
        """The share of readings that lie nearer to another name."""
        return 1 - self.right / self.names

    @property
    def information(self) -> float:
        """What a reading tells about the name, in nats."""
        return float(noisy_channel.information(self.names, self.noise))

    @property
    def surviving(self) -> float:
        """How many names survive: without noise, so many would tell as much."""
        return math.exp(self.information)

    @property
    def capacity(self) -> float:
        """½ log(1 + 25/s²): no numbers from [0, 10] tell more through this noise, in nats."""
        return float(noisy_channel.shelf_capacity(self.noise))

    @property
    def ceiling(self) -> float:
        """How many names could survive at most by the capacity, √(1 + 25/s²)."""
        return math.exp(self.capacity)

    def describe(self) -> str:
        return (
            f"{self.names} names stored evenly on [0, 10] and read with noise of scale {self.noise:g}: {self.right:.3g} are read right on"
            f" average, {self.surviving:.3g} survive, and the capacity allows {self.ceiling:.3g}."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self.noise, self.names))
