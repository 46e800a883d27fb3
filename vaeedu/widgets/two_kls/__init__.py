"""The widget of chapter 17: one normal model for data of two bumps, by the forward KL divergence and by the reverse."""

import math

from vaeedu import plotting
from vaeedu.closed_forms import bumps
from vaeedu.closed_forms.bumps import Bumps
from vaeedu.widgets.base import BookWidget, Real
from vaeedu.widgets.two_kls.descent import DIRECTIONS, SCALE, descend
from vaeedu.widgets.two_kls.picture import overview

__all__ = ["TwoKLs"]


class TwoKLs(BookWidget):
    """Data p = ½N(−gap/2, ½²) + ½N(gap/2, ½²), and a normal model g = N(mean, scale²).

    Parameters
    ----------
    gap
        The distance of the data's two bumps.
    mean, scale
        The model's.

    Set them and read ``forward`` = KL(p ‖ g) and ``reverse`` = KL(g ‖ p), in nats, and ``least``, the smallest forward divergence of any normal model.
    ``descended("forward")`` or ``descended("reverse")`` is the mean and the scale to which descent leads from here. A value out of range raises
    `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("gap", "mean", "scale")
    presets = {
        "over both": {"gap": 4, "mean": 0, "scale": 2},
        "on one": {"gap": 4, "mean": 2, "scale": 0.5},
        "nearly between": {"gap": 4, "mean": 0.05, "scale": 1},
        "close together": {"gap": 1, "mean": 1, "scale": 0.5},
    }

    gap = Real(4.0, "the distance of the two bumps", ">= 0").tag(sync=True)
    mean = Real(0.6, "the model's").tag(sync=True)
    scale = Real(1.2, "the model's", "> 0").tag(sync=True)

    def _densities(self) -> tuple[Bumps, Bumps]:
        return Bumps(0, SCALE, self.gap), Bumps(self.mean, self.scale)

    @property
    def forward(self) -> float:
        """KL(p ‖ g), from the data to the model."""
        return float(bumps.kl(*self._densities()))

    @property
    def reverse(self) -> float:
        """KL(g ‖ p), from the model to the data."""
        return float(bumps.kl(*reversed(self._densities())))

    @property
    def least(self) -> float:
        """The smallest KL(p ‖ g) of any normal g, the one with the data's mean and variance."""
        return float(bumps.kl(Bumps(0, SCALE, self.gap), Bumps(0, math.sqrt(SCALE**2 + self.gap**2 / 4))))

    def descended(self, direction: str) -> tuple[float, float]:
        """Mean and scale to which descent on the "forward" or the "reverse" divergence leads from here."""
        if direction not in DIRECTIONS:
            raise ValueError(f"direction must be one of {', '.join(map(repr, DIRECTIONS))}, got {direction!r}")
        return descend(direction, self.gap, self.mean, self.scale)

    def describe(self) -> str:
        return (
            f"Two bumps of data, {self.gap:g} apart, and a normal model with mean {self.mean:g} and scale {self.scale:g}. The forward KL divergence is {self.forward:.3g} nats, the reverse"
            f" {self.reverse:.3g}; each is drawn against the model's mean and against its scale."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self.gap, self.mean, self.scale))
