"""The widget of chapter 15: the plane of codes with a mean for each class, and a digit written in another's style."""

import numpy as np
import traitlets

from vaeedu import plotting
from vaeedu.closed_forms import gaussians
from vaeedu.widgets.base import BookWidget, Levels, Whole
from vaeedu.widgets.class_plane.network import CLASSES, SHOWN, model, weights
from vaeedu.widgets.class_plane.picture import overview
from vaeedu.widgets.draws import normals
from vaeedu.widgets.plane import Plane

__all__ = ["ClassPlane"]

PLANE = Plane(CLASSES, unit=16)
SAMPLES = 10


class ClassPlane(BookWidget):
    """A VAE of the 8×8 digits with a code of two numbers and a prior N(μ^y, I) for each class, and its decoder at work.

    Parameters
    ----------
    item
        Which of thirty held-out digits is read, three of each class in turn: the class is item // 3.
    label
        The class that is picked, 0 to 9: samples are drawn of it.
    seed
        Which samples.
    means
        Where the class means are put, 20 levels from 0 to 255, two of each class; ``mu`` is the same as coordinates (10, 2), (level − 128)/16.

    Set them and read ``rate`` (of the digit under its own class, KL(q(z|x) ‖ N(μ^y, I)) in nats), ``rate_as`` (under the class picked), ``distance`` of the two means, ``x`` (8, 8),
    ``written`` (10, 8, 8: the digit's code, moved from its class mean to each other's, and decoded) and ``samples`` (10, 8, 8). A value out of range raises
    `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("item", "label", "seed", "means")

    item = Whole(6, 0, SHOWN - 1, "which digit is read").tag(sync=True)
    label = Whole(9, 0, CLASSES - 1, "the class picked").tag(sync=True)
    seed = Whole(0, 0, 2**20 - 1).tag(sync=True)
    means = Levels(2 * CLASSES, PLANE.levels(model().centres), "set mu to points (10, 2)").tag(sync=True)
    weights = traitlets.Bytes(read_only=True).tag(sync=True)  # what the page reads from the file, Jupyter gets from here
    presets = {
        "a 9 among fives": {"item": 28, "label": 5},
        "a 6, far from all": {"item": 18, "label": 4},
        "all in the middle": {"means": PLANE.levels(np.zeros((CLASSES, 2)))},
    }

    @traitlets.default("weights")
    def _read_weights(self):
        return weights()

    mu = PLANE.coordinates("mu", "means", "The class means")

    @property
    def own(self) -> int:
        """The class of the digit that is read."""
        return self.item // 3

    def _rate_under(self, label: int) -> float:
        return float(gaussians.kl(model().mean[self.item], model().scale[self.item], self.mu[label]).sum())

    @property
    def rate(self) -> float:
        """KL(q(z|x) ‖ N(μ^y, I)) with the digit's own class, in nats."""
        return self._rate_under(self.own)

    @property
    def rate_as(self) -> float:
        """The same with the class picked."""
        return self._rate_under(self.label)

    @property
    def distance(self) -> float:
        """How far the means of the two classes are apart."""
        return float(np.linalg.norm(self.mu[self.own] - self.mu[self.label]))

    @property
    def x(self) -> np.ndarray:
        """The digit that is read, (8, 8)."""
        return model().digits[self.item].reshape(8, 8)

    @property
    def written(self) -> np.ndarray:
        """The digit's mean code, moved along from its own class mean to that of each class, and decoded, (10, 8, 8)."""
        style = model().mean[self.item] - self.mu[self.own]
        return model().decode(0, self.mu + style).reshape(CLASSES, 8, 8)

    @property
    def samples(self) -> np.ndarray:
        """What the decoder makes of ten draws from N(μ^label, I), (10, 8, 8)."""
        noise = normals(4 * SAMPLES * self.seed, 2 * SAMPLES).reshape(SAMPLES, 2)
        return model().decode(0, self.mu[self.label] + noise).reshape(SAMPLES, 8, 8)

    def describe(self) -> str:
        return (
            f"The plane of codes with a mean for each of ten classes. A held-out {self.own} costs {self.rate:.2f} nats under its own class and {self.rate_as:.2f} as a {self.label};"
            f" below it is written as each of the ten digits in its own style, and ten samples of the {self.label} are shown."
        )

    def picture(self) -> bytes:
        m = model()
        return plotting.png(overview(m.cloud, m.labels, self.mu, (m.mean[self.item], m.scale[self.item]), self.label, np.concatenate([self.x[None], self.written]), self.samples))
