"""The widget of chapter 06: a trained VAE with a code of two numbers, both of its networks in the reader's hands."""

import numpy as np
import traitlets

from vaeedu import plotting
from vaeedu.closed_forms import gaussians
from vaeedu.widgets.base import BookWidget, Levels, Point, Whole
from vaeedu.widgets.latent_explorer.network import PIXELS, SIDE, Code, network, uniforms, weights
from vaeedu.widgets.latent_explorer.picture import overview

__all__ = ["LatentExplorer"]

TILES = 21  # decoded pictures along each side of the plane


def _check_picture(x) -> np.ndarray:
    picture = np.asarray(x, float)
    if picture.shape[-2:] != (SIDE, SIDE):
        raise ValueError(f"x must be pictures of 28×28 pixels, got shape {picture.shape}; a flat one takes x.reshape(28, 28)")
    if not ((picture >= 0) & (picture <= 1)).all():
        mend = "divide levels by 255" if picture.max() > 2 else "cut off what lies outside with np.clip(x, 0, 1)"
        raise ValueError(f"x must be grey values in [0, 1], got values from {picture.min():g} to {picture.max():g}; {mend}")
    return picture


class LatentExplorer(BookWidget):
    """A VAE of MNIST's digits with a code of two numbers, and its decoder and encoder at work.

    Parameters
    ----------
    z
        The code that the decoder turns into a picture.
    a, b
        The ends of the path along which the page moves z.
    sampled, seed
        Whether the page shows a sample of p(x|z) or its mean, and which sample.
    grey
        The picture that the encoder reads, 784 levels from 0 to 255, by rows; ``x`` is the same in [0, 1].

    Set ``z`` and read ``mean`` and ``sample`` (28, 28); draw in the page, or set ``x``, and read ``q``, ``reconstruction``,
    ``rate``, ``distortion`` and ``distortion_at_z`` (nats). A value out of range raises `traitlets.TraitError` and leaves
    the widget as it was.
    """

    inputs = ("z", "a", "b", "sampled", "seed", "grey")
    presets = {
        "in the middle": {"z": (0, 0)},
        "between two digits": {"z": (-0.5, 1.1)},
        "where no code is": {"z": (3.4, -3.4)},
    }

    z = Point((0.1, 0.3)).tag(sync=True)
    a = Point((-1.2, 2.0)).tag(sync=True)
    b = Point((1.5, -1.5)).tag(sync=True)
    sampled = traitlets.Bool(False).tag(sync=True)
    seed = Whole(0, 0, 2**20 - 1).tag(sync=True)
    grey = Levels(PIXELS, mend="set x to a picture (28, 28) in [0, 1]").tag(sync=True)
    weights = traitlets.Bytes(read_only=True).tag(sync=True)  # what the page reads from the file, Jupyter gets from here

    @traitlets.default("grey")
    def _first_picture(self):
        return _levels(network().decode((0.2, 1.8)))

    @traitlets.default("weights")
    def _read_weights(self):
        return weights()

    @property
    def mean(self) -> np.ndarray:
        """The mean of p(x|z), (28, 28): for each pixel the probability of ink."""
        return network().decode(self.z)

    @property
    def sample(self) -> np.ndarray:
        """A sample of p(x|z), (28, 28), each pixel 0 or 1."""
        return (uniforms(self.seed) < self.mean).astype(float)

    @property
    def x(self) -> np.ndarray:
        """The picture that the encoder reads, (28, 28) in [0, 1], in steps of 1/255."""
        return np.array(self.grey).reshape(SIDE, SIDE) / 255

    @x.setter
    def x(self, picture):
        picture = _check_picture(picture)
        if picture.size != PIXELS:
            raise ValueError(f"x takes one picture, got shape {picture.shape}; for more at once there is encode(x)")
        self.grey = _levels(picture)

    def encode(self, x) -> Code:
        """q(z|x) of pictures x (..., 28, 28) in [0, 1]. Raises ValueError for another shape or range."""
        return network().encode(_check_picture(x))

    @property
    def q(self) -> Code:
        """q(z|x), the encoder's answer to x."""
        return network().encode(self.x)

    @property
    def reconstruction(self) -> np.ndarray:
        """The mean of p(x|z) at q's mean, (28, 28)."""
        return network().decode(self.q.mean)

    @property
    def rate(self) -> float:
        """KL(q(z|x) ‖ p(z)), in nats."""
        return float(gaussians.kl(*self.q).sum())

    @property
    def distortion(self) -> float:
        """−E log p(x|z) over q, in nats; −(distortion + rate) is the ELBO of x."""
        return network().distortion(self.x, self.q)

    @property
    def distortion_at_z(self) -> float:
        """−log p(x|z) at the widget's z, in nats."""
        return float(-network().log_likelihood(self.x, self.z))

    def describe(self) -> str:
        digit, votes = network().nearest(self.z)
        here = f"{votes} of the ten nearest codes of test digits belong to the digit {digit}" if votes else "no test digit has its code"
        (m1, m2), (s1, s2) = self.q
        return (
            f"The plane of codes, and the decoder's picture at z = ({self.z[0]:.2f}, {self.z[1]:.2f}), where {here}; beside it a picture x, its code with mean ({m1:.2f}, {m2:.2f}) and scale ({s1:.2f}, {s2:.2f}),"
            f" and its reconstruction: a rate of {self.rate:.3g} and a distortion of {self.distortion:.3g} nats."
        )

    def picture(self) -> bytes:
        reach = max(3.5, *(1.08 * abs(place) for place in (*self.z, *self.q.mean)))
        side = np.linspace(-reach, reach, 2 * TILES + 1)[1::2]  # the tiles' middles
        tiles = network().decode(np.stack(np.meshgrid(side, side[::-1]), -1))
        shown = self.sample if self.sampled else self.mean
        figure = overview(tiles, reach, self.z, shown, self.q, self.x, self.reconstruction)
        return plotting.png(figure, dpi=120)  # hundreds of small digits: at the style's 200 the page would pass its budget


def _levels(picture: np.ndarray) -> list[int]:
    return np.rint(255 * picture).astype(int).ravel().tolist()
