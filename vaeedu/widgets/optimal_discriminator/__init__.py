"""The widget of chapter 16: two densities, the best discriminator between them, and one that is trained against it."""

import math

import traitlets

from vaeedu import plotting
from vaeedu.closed_forms import bumps
from vaeedu.widgets.base import BookWidget, Real
from vaeedu.widgets.optimal_discriminator.picture import overview

__all__ = ["OptimalDiscriminator"]


class OptimalDiscriminator(BookWidget):
    """Data p, generator g and the discriminator D* = p/(p + g) that tells them apart best.

    Parameters
    ----------
    data_mean, data_scale, data_gap
        The data: ½N(mean − gap/2, scale²) + ½N(mean + gap/2, scale²); with gap 0 one normal distribution.
    generator_mean, generator_scale
        The generator's N(mean, scale²).

    Set them and read ``jsd``, ``value`` (V at D*), ``kl_pq`` = KL(p ‖ g) and ``kl_qp`` = KL(g ‖ p), in nats. ``steps`` and
    ``trained_value`` (V of the trained discriminator) are written by the page whenever its training rests. A value out
    of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("data_mean", "data_scale", "data_gap", "generator_mean", "generator_scale")
    presets = {
        "equal": {"data_mean": 0, "data_scale": 1, "data_gap": 0, "generator_mean": 0, "generator_scale": 1},
        "far apart": {"data_mean": -3, "data_scale": 0.25, "data_gap": 0, "generator_mean": 3, "generator_scale": 0.25},
        "one bump of two": {"data_mean": 0, "data_scale": 0.5, "data_gap": 3, "generator_mean": 1.5, "generator_scale": 0.5},
    }

    data_mean = Real(0.0).tag(sync=True)
    data_scale = Real(0.5, sign="> 0").tag(sync=True)
    data_gap = Real(2.4, "the distance of the two bumps", ">= 0").tag(sync=True)
    generator_mean = Real(0.8).tag(sync=True)
    generator_scale = Real(1.0, sign="> 0").tag(sync=True)
    steps = traitlets.Int(0).tag(sync=True)
    trained_value = traitlets.Float(-2 * math.log(2)).tag(sync=True)

    def _densities(self) -> tuple[bumps.Bumps, bumps.Bumps]:
        data = bumps.Bumps(self.data_mean, self.data_scale, self.data_gap)
        return data, bumps.Bumps(self.generator_mean, self.generator_scale)

    @property
    def jsd(self) -> float:
        """The Jensen–Shannon divergence, from 0 to log 2."""
        return float(bumps.jsd(*self._densities()))

    @property
    def value(self) -> float:
        """The most a discriminator is worth, V(G, D*) = −2 log 2 + 2 JSD."""
        return float(bumps.best_value(*self._densities()))

    @property
    def kl_pq(self) -> float:
        """KL(p ‖ g), from the data to the generator."""
        return float(bumps.kl(*self._densities()))

    @property
    def kl_qp(self) -> float:
        """KL(g ‖ p), from the generator to the data."""
        return float(bumps.kl(*reversed(self._densities())))

    def describe(self) -> str:
        bumps = f"two bumps of scale {self.data_scale:g}, {self.data_gap:g} apart about {self.data_mean:g}"
        data = bumps if self.data_gap > 0 else f"N({self.data_mean:g}, {self.data_scale:g}²)"
        return (
            f"Data p: {data}; generator g: N({self.generator_mean:g}, {self.generator_scale:g}²). Their Jensen–Shannon divergence is"
            f" {self.jsd:.3f}, so the best discriminator D* = p/(p + g) is worth {self.value:.3f}; KL(p‖g) = {self.kl_pq:.3f},"
            f" KL(g‖p) = {self.kl_qp:.3f}."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(*self._densities()))
