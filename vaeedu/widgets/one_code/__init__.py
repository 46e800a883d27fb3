"""The widget of chapter 19: one code, what the VAE tells of it, the noisy sample that it draws, and the one that a generator finishes."""

import numpy as np
import traitlets

from vaeedu import plotting
from vaeedu.closed_forms import observation_noise
from vaeedu.widgets.base import BookWidget, Levels, Whole
from vaeedu.widgets.draws import normals
from vaeedu.widgets.one_code.network import PIXELS, model, weights
from vaeedu.widgets.one_code.picture import overview
from vaeedu.widgets.plane import Plane

__all__ = ["OneCode"]

PLACE = Plane(1, unit=32)
SAMPLES = 9  # of the code: one, and eight more


class OneCode(BookWidget):
    """A VAE of small digits that tells mean and scale of each pixel of a code, and what a generator makes of these and of noise.

    Parameters
    ----------
    placed
        Where the code is, two levels from 0 to 255; ``code`` is the same as coordinates (1, 2), (level − 128)/32.
    draw
        Which noise is drawn, 0 to 40.
    noise
        How much of it, in percent, 0 to 150. At 100 both are as they were trained.

    Set them and read ``mean`` and ``scale`` (8, 8), what the VAE tells; ``noisy`` and ``finished`` (9, 8, 8), its samples and the generator's of the same noise; ``mean_sharpness``, ``noisy_sharpness`` and
    ``finished_sharpness``, the last two on average; and ``together_noisy`` and ``together_finished``, the correlation of neighbouring pixels in what the samples add to the mean, in
    units of the scale. A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("placed", "draw", "noise")
    presets = {
        "a two": {"placed": [158, 68]},
        "half the noise": {"noise": 50},
        "no noise": {"noise": 0},
    }

    placed = Levels(2, [140, 120], "set code to a point (1, 2)").tag(sync=True)
    draw = Whole(3, 0, 40, "which noise is drawn").tag(sync=True)
    noise = Whole(100, 0, 150, "the percent of the noise").tag(sync=True)
    weights = traitlets.Bytes(read_only=True).tag(sync=True)  # what the page reads from the file, Jupyter gets from here

    @traitlets.default("weights")
    def _read_weights(self):
        return weights()

    code = PLACE.coordinates("code", "placed", "Where the code is")

    @property
    def _told(self) -> tuple[np.ndarray, np.ndarray]:
        return model().told(self.code[0])

    @property
    def _drawn(self) -> np.ndarray:
        start = 2 * PIXELS * SAMPLES * self.draw
        return self.noise / 100 * normals(start, SAMPLES * PIXELS).reshape(SAMPLES, PIXELS)

    @property
    def mean(self) -> np.ndarray:
        """The mean of each pixel, (8, 8)."""
        return self._told[0].reshape(8, 8)

    @property
    def scale(self) -> np.ndarray:
        """The scale of each pixel, (8, 8)."""
        return self._told[1].reshape(8, 8)

    @property
    def noisy(self) -> np.ndarray:
        """Nine samples of p(x|z), (9, 8, 8): each pixel gets its own noise."""
        mean, scale = self._told
        return (mean + scale * self._drawn).reshape(SAMPLES, 8, 8)

    @property
    def finished(self) -> np.ndarray:
        """What the generator makes of the same noise, (9, 8, 8)."""
        return model().finish(*self._told, self._drawn).reshape(SAMPLES, 8, 8)

    @property
    def mean_sharpness(self) -> float:
        """The variance of the Laplacian of the mean (`observation_noise.sharpness`)."""
        return float(observation_noise.sharpness(self.mean[None])[0])

    @property
    def noisy_sharpness(self) -> float:
        """The same of the noisy samples, on average."""
        return float(observation_noise.sharpness(self.noisy).mean())

    @property
    def finished_sharpness(self) -> float:
        """The same of the finished ones."""
        return float(observation_noise.sharpness(self.finished).mean())

    def _together(self, pictures: np.ndarray) -> float:
        added = (pictures - self.mean) / self.scale
        square = (added**2).mean()
        if square == 0:
            return 0.0
        pairs = [(added[:, 1:] * added[:, :-1]).mean(), (added[:, :, 1:] * added[:, :, :-1]).mean()]
        return float(np.mean(pairs) / square)

    @property
    def together_noisy(self) -> float:
        """How far neighbouring pixels of the VAE's noise go together, from −1 to 1; 0 where there is none."""
        return self._together(self.noisy)

    @property
    def together_finished(self) -> float:
        """The same of what the generator adds to the mean."""
        return self._together(self.finished)

    def describe(self) -> str:
        u, v = self.code[0]
        return (
            f"A code at {u:.2f}, {v:.2f} among the codes of digits; the mean and the scale that a VAE tells of it, a sample with noise in each pixel, and the sample that a generator finishes, with eight more of both."
            f" Sharpness: mean {self.mean_sharpness:.2f}, noisy {self.noisy_sharpness:.2f}, finished {self.finished_sharpness:.2f}. Neighbouring pixels of the noise go together by {self.together_noisy:.2f}, finished by {self.together_finished:.2f}."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(model().cloud, model().labels, self.code[0], self.mean, self.scale, self.noisy, self.finished))
