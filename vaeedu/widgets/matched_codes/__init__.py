"""The widget of chapter 13: a VAE, a WAE and an AAE of the same eight points, side by side in a plane of codes."""

import numpy as np

from vaeedu import plotting
from vaeedu.widgets.base import BookWidget, Levels, Real, Whole
from vaeedu.widgets.matched_codes.picture import overview
from vaeedu.widgets.matched_codes.players import MOST, POINTS, Trained, train
from vaeedu.widgets.plane import Plane

__all__ = ["MatchedCodes"]

KINDS = ("vae", "wae", "aae")
PLANE = Plane(POINTS, unit=40)
TURNS = np.pi / 4 * np.arange(POINTS)
RING = PLANE.levels(1.6 * np.stack([np.cos(TURNS), np.sin(TURNS)], 1))
CLUSTERS = PLANE.levels([(-1.6, 0.6), (-1.3, 0.3), (-1.7, 0.1), (-1.4, 0.8), (1.5, -0.5), (1.8, -0.8), (1.3, -0.9), (1.6, -0.2)])
LINE = PLANE.levels([(place, 0.5 * place) for place in np.linspace(-2.1, 2.1, POINTS)])


def _of(kind: str, what: str, doc: str):
    return property(lambda self: getattr(self, f"_{what}")(kind), doc=f"{doc} of the {kind.upper()}.")


class MatchedCodes(BookWidget):
    """A VAE, a WAE (MMD) and an AAE, trained on eight points of the plane; each point has a normal q(z|x) of its own in a plane of codes.

    Parameters
    ----------
    steps
        How many steps they are trained, from 0 to 160; the penalties' weights rise over the first 40.
    noise
        The decoders' scale σ_x.
    beta
        The weight of the VAE's rate.
    weight
        λ, the weight of what holds all codes of the WAE and of the AAE to the prior.
    points
        The data, 16 levels from 0 to 255, x and y of each; ``x`` is the same as coordinates (8, 2), (level − 128)/40.

    Set them and read ``vae_rate``, ``wae_rate`` and ``aae_rate`` (mean KL(q(z|x) ‖ p(z)), nats), ``vae_mmd`` ... (squared MMD between all codes and the prior, summed over
    three bandwidths), ``vae_error`` ... (root of the mean squared distance of a reconstruction), and ``trained(kind)`` for means and scales of the codes. A value out of range raises
    `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("steps", "noise", "beta", "weight", "points")
    presets = {
        "a ring": {"points": RING},
        "two clusters": {"points": CLUSTERS},
        "a line": {"points": LINE},
        "a dear code": {"beta": 10.0},
        "no penalty": {"beta": 0.0, "weight": 0.0},
    }

    steps = Whole(100, 0, MOST, "how long they are trained").tag(sync=True)
    noise = Real(0.3, "the decoders' scale", "> 0").tag(sync=True)
    beta = Real(1.0, "the weight of the VAE's rate", ">= 0").tag(sync=True)
    weight = Real(10.0, "that of the divergence", ">= 0").tag(sync=True)
    points = Levels(2 * POINTS, RING, "set x to points (8, 2)").tag(sync=True)

    x = PLANE.coordinates("x", "points", "The data")

    def trained(self, kind: str) -> Trained:
        """The model "vae", "wae" or "aae" with these inputs."""
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(map(repr, KINDS))}, got {kind!r}")
        return train(kind, tuple(self.x.ravel()), self.noise, self.beta if kind == "vae" else self.weight, self.steps)

    def _rate(self, kind: str) -> float:
        return self.trained(kind).rate()

    def _mmd(self, kind: str) -> float:
        return self.trained(kind).mmd()

    def _error(self, kind: str) -> float:
        return self.trained(kind).error(self.x)

    vae_rate, wae_rate, aae_rate = (_of(kind, "rate", "Mean KL(q(z|x) ‖ p(z)), in nats,") for kind in KINDS)
    vae_mmd, wae_mmd, aae_mmd = (_of(kind, "mmd", "Squared MMD between all codes and the prior") for kind in KINDS)
    vae_error, wae_error, aae_error = (_of(kind, "error", "Root of the mean squared distance of a reconstruction") for kind in KINDS)

    def describe(self) -> str:
        told = (f"{kind.upper()}: rate {self._rate(kind):.3g} nats, squared MMD {self._mmd(kind):.3g}, error {self._error(kind):.3g}" for kind in KINDS)
        return f"Eight points and, after {self.steps} steps, their codes as ellipses in three planes, each beside the prior's circle. {'; '.join(told)}."

    def picture(self) -> bytes:
        return plotting.png(overview(self.x, [self.trained(kind) for kind in KINDS]))
