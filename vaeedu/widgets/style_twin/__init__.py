"""The widget of chapter 14: choose a class, drag the style; and beside the model a twin with the same loss, whose style means another thing in each class."""

import math

import numpy as np
import traitlets

from vaeedu import plotting
from vaeedu.closed_forms import gaussians
from vaeedu.widgets.base import BookWidget, Levels, Whole
from vaeedu.widgets.plane import Plane
from vaeedu.widgets.style_twin.network import CLASSES, NUMBERS, PLANE, SCALE, SHAPE, SHOWN, model, weights
from vaeedu.widgets.style_twin.picture import overview

__all__ = ["StyleTwin"]

OFFSET = Plane(1, unit=32)


def turned(points: np.ndarray, degrees) -> np.ndarray:
    """Points (..., 2), each turned about the origin by its own angle."""
    angle = np.deg2rad(degrees)
    return np.stack([np.cos(angle) * points[..., 0] - np.sin(angle) * points[..., 1], np.sin(angle) * points[..., 0] + np.cos(angle) * points[..., 1]], -1)


def share_told(points: np.ndarray, hue: np.ndarray) -> float:
    """How much of the variance of (cos, sin) of the hue a linear reading of the points (n, 2) explains."""
    targets = np.stack([np.cos(2 * np.pi * hue), np.sin(2 * np.pi * hue)], 1)
    points, targets = points - points.mean(0), targets - targets.mean(0)
    left = targets - points @ np.linalg.lstsq(points, targets, rcond=None)[0]
    return float(1 - (left**2).sum() / (targets**2).sum())


class StyleTwin(BookWidget):
    """A VAE of coloured digits that is told the class, and its entangled twin, in which the code of a class is turned by an angle of its own.

    Parameters
    ----------
    item
        Which of ten held-out digits is read; it is of the class with this number.
    label
        The class that is written, 0 to 9.
    angle
        By how many degrees the twin turns a code for each step of the class: class y by y · angle, in the plane of the two coordinates shown.
    moved
        How far the code is moved from where the digit was read, two levels from 0 to 255; ``offset`` is the same as coordinates (1, 2), (level − 128)/32.

    Set them and read, of the code where it is put, ``rate`` (of N(z, scale²) with the encoder's scales, in nats) and ``distortion`` (−log p(x|z, y) of the digit under its own class,
    in nats), for the twin ``rate_twin`` and ``distortion_twin``; ``told`` and ``told_twin``, the share of the variance of the digits' hue that a linear reading of the two
    coordinates explains over 297 held-out digits; ``z`` and ``z_twin`` (6,); ``x``, ``written`` and ``written_twin`` (3, 8, 8), the digit and the class chosen; and ``row`` and
    ``row_twin`` (10, 3, 8, 8), all classes from the same code. A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("item", "label", "angle", "moved")

    item = Whole(5, 0, SHOWN - 1, "which digit is read").tag(sync=True)
    label = Whole(2, 0, CLASSES - 1, "the class that is written").tag(sync=True)
    angle = Whole(36, 0, 90, "the degrees of the twin for each class").tag(sync=True)
    moved = Levels(2, [128, 128], "set offset to a point (1, 2)").tag(sync=True)
    weights = traitlets.Bytes(read_only=True).tag(sync=True)  # what the page reads from the file, Jupyter gets from here
    presets = {
        "no turn": {"angle": 0},
        "a little": {"angle": 6},
        "another colour": {"item": 0, "label": 4, "moved": [200, 96]},
    }

    @traitlets.default("weights")
    def _read_weights(self):
        return weights()

    offset = OFFSET.coordinates("offset", "moved", "How far the code is moved")

    @property
    def z(self) -> np.ndarray:
        """The code of the model, (6,)."""
        z = model().mean[self.item].copy()
        z[list(PLANE)] += self.offset[0]
        return z

    def _turned_code(self, z: np.ndarray, degrees: float) -> np.ndarray:
        z = z.copy()
        z[list(PLANE)] = turned(z[list(PLANE)], degrees)
        return z

    @property
    def z_twin(self) -> np.ndarray:
        """The twin's code of the same digit, turned by the angle of its class, (6,)."""
        return self._turned_code(self.z, self.item * self.angle)

    @property
    def rate(self) -> float:
        """KL(N(z, scale²) ‖ N(0, I)), in nats."""
        return float(gaussians.kl(self.z, model().scale[self.item]).sum())

    @property
    def rate_twin(self) -> float:
        """The same of the turned law, whose coordinates are correlated: ½(|z|² + tr Σ − log det Σ − 6)."""
        scale, turn = model().scale[self.item], np.eye(len(self.z))
        turn[np.ix_(PLANE, PLANE)] = turned(np.eye(2), self.item * self.angle).T
        covariance = turn @ np.diag(scale**2) @ turn.T
        return float(0.5 * (self.z_twin @ self.z_twin + np.trace(covariance) - np.linalg.slogdet(covariance)[1] - len(self.z)))

    def _distortion(self, mean: np.ndarray) -> float:
        return float(((self.x - mean) ** 2).sum() / (2 * SCALE**2) + NUMBERS * (math.log(SCALE) + 0.5 * math.log(2 * math.pi)))

    @property
    def distortion(self) -> float:
        """−log p(x|z, y) of the digit that is read, under its own class, in nats: of a density, so it may be below 0."""
        return self._distortion(self.row[self.item])

    @property
    def distortion_twin(self) -> float:
        """The same in the twin."""
        return self._distortion(self.row_twin[self.item])

    @property
    def told(self) -> float:
        """The share of the hue's variance that a linear reading of the two coordinates explains."""
        return share_told(model().cloud, model().hue)

    @property
    def cloud_twin(self) -> np.ndarray:
        """The codes of all held-out digits in the twin, (297, 2)."""
        return turned(model().cloud, model().labels * self.angle)

    @property
    def told_twin(self) -> float:
        """The same in the twin."""
        return share_told(self.cloud_twin, model().hue)

    @property
    def x(self) -> np.ndarray:
        """The digit that is read, (3, 8, 8)."""
        return model().pictures[self.item].reshape(SHAPE)

    @property
    def row(self) -> np.ndarray:
        """The code as each class, (10, 3, 8, 8)."""
        return model().written(np.tile(self.z, (CLASSES, 1)), np.arange(CLASSES)).reshape(CLASSES, *SHAPE)

    @property
    def row_twin(self) -> np.ndarray:
        """The twin's code as each class: turned back by the angle of that class and decoded, (10, 3, 8, 8)."""
        codes = np.stack([self._turned_code(self.z_twin, -label * self.angle) for label in range(CLASSES)])
        return model().written(codes, np.arange(CLASSES)).reshape(CLASSES, *SHAPE)

    @property
    def written(self) -> np.ndarray:
        """The code as the class chosen, (3, 8, 8)."""
        return self.row[self.label]

    @property
    def written_twin(self) -> np.ndarray:
        """The twin's code as the class chosen, (3, 8, 8)."""
        return self.row_twin[self.label]

    def describe(self) -> str:
        return (
            f"Codes of coloured digits in a model and in its twin, turned by {self.angle} degrees for each class. A held-out {self.item} costs {self.rate:.2f} nats of rate in both;"
            f" its code is written as all ten digits, in one style by the model, in many by the twin. Of the digits' hue, two coordinates tell {100 * self.told:.0f} % in the model and"
            f" {100 * self.told_twin:.0f} % in the twin."
        )

    def picture(self) -> bytes:
        m = model()
        clouds = [(m.cloud, self.z), (self.cloud_twin, self.z_twin)]
        pictures = np.concatenate([np.stack([self.x, self.written, self.written_twin, *[np.ones(SHAPE)] * 2]), self.row, self.row_twin])
        return plotting.png(overview([(cloud, z[list(PLANE)]) for cloud, z in clouds], m.labels == self.label, m.hue, pictures, self.label))
