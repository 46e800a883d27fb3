"""The widget of chapter 18: recorded trainings of introspective VAEs, by margin and moment."""

import numpy as np
import traitlets

from vaeedu import plotting
from vaeedu.widgets.base import BookWidget, Whole
from vaeedu.widgets.margin_films.film import FRAMES, MARGINS, STEPS, content, films
from vaeedu.widgets.margin_films.picture import overview

__all__ = ["MarginFilms"]


class MarginFilms(BookWidget):
    """Recorded trainings of introspective VAEs on an uneven ring: what the decoder makes of eighty codes, at 26 moments of 5,000 steps, for twelve margins.

    Parameters
    ----------
    frame
        The moment, 0 to 25; ``step`` is the step of training.
    margin
        Up to how many nats the encoder drives what is made, 1 to 12.

    Set them and read ``points`` (80, 2); and, of 2,000 samples, ``real_rate`` and ``made_rate``, the mean rates of held-out data and of samples (nats), ``near``, the share of
    samples within three scales of a mode, and ``away``, the share that would have to change its mode to give every mode what the data give it. A value out of range raises
    `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("frame", "margin")
    presets = {
        "no margin to speak of": {"margin": 1, "frame": FRAMES - 1},
        "a margin that works": {"margin": 5, "frame": FRAMES - 1},
        "too large": {"margin": 12, "frame": FRAMES - 1},
    }

    frame = Whole(8, 0, FRAMES - 1, "the moment of the film").tag(sync=True)
    margin = Whole(4, MARGINS[0], MARGINS[-1], "the margin of the game, in nats").tag(sync=True)
    weights = traitlets.Bytes(read_only=True).tag(sync=True)  # what the page reads from the file, Jupyter gets from here

    @traitlets.default("weights")
    def _read_weights(self):
        return content()

    @property
    def step(self) -> int:
        """The step of training at this frame."""
        return STEPS * self.frame

    @property
    def points(self) -> np.ndarray:
        """The decoder's means of the same codes all along, (80, 2)."""
        return films().points[MARGINS.index(self.margin), self.frame]

    @property
    def _told(self) -> np.ndarray:
        return films().told[MARGINS.index(self.margin), self.frame]

    @property
    def real_rate(self) -> float:
        """The mean rate of held-out data, in nats."""
        return float(self._told[0])

    @property
    def made_rate(self) -> float:
        """The mean rate of samples, in nats."""
        return float(self._told[1])

    @property
    def near(self) -> float:
        """The share of the samples within three scales of a mode."""
        return float(self._told[2])

    @property
    def away(self) -> float:
        """The share of the samples that would have to change its mode."""
        return float(self._told[3])

    def describe(self) -> str:
        return (
            f"Eight uneven bells and eighty points that an introspective VAE of margin {self.margin} makes after {self.step} steps: {100 * self.near:.0f} % of its samples are near a"
            f" bell, {100 * self.away:.0f} % at the wrong one. Real points cost {self.real_rate:.1f} nats, samples {self.made_rate:.1f}."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self.points, films().told[MARGINS.index(self.margin)], films().told[:, self.frame], self.frame, self.margin))
