"""The widget of chapter 07: how β and t decide a, b and c."""

import math

import traitlets

from vaeedu import plotting
from vaeedu.closed_forms import linear_vae
from vaeedu.widgets.base import BookWidget
from vaeedu.widgets.linear_vae.picture import overview

__all__ = ["LinearVAE"]


class LinearVAE(BookWidget):
    """The linear 1-D VAE at its optimum, for data N(0, t²) and KL weight β.

    Parameters
    ----------
    beta
        KL weight, β ≥ 0.
    t
        Scale of the data, t > 0.
    start
        (a₀, c₀), where the descent path begins.

    Set ``beta`` and ``t`` and read ``a``, ``b``, ``c``, ``loss``, ``rate`` (nats), ``distortion`` and ``threshold``.
    A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("beta", "t", "start")

    beta = traitlets.Float(1.0).tag(sync=True)
    t = traitlets.Float(1.0).tag(sync=True)
    start = traitlets.List(traitlets.Float(), [-1.6, 0.4], minlen=2, maxlen=2).tag(sync=True)

    @traitlets.validate("beta")
    def _check_beta(self, proposal):
        if not (math.isfinite(proposal.value) and proposal.value >= 0):
            raise traitlets.TraitError(f"beta, the KL weight, must be finite and >= 0, got {proposal.value}; try beta=1")
        return proposal.value

    @traitlets.validate("t")
    def _check_t(self, proposal):
        if not (math.isfinite(proposal.value) and proposal.value > 0):
            raise traitlets.TraitError(f"t, the data's scale, must be finite and > 0, got {proposal.value}; try t=1")
        return proposal.value

    @traitlets.validate("start")
    def _check_start(self, proposal):
        if not all(map(math.isfinite, proposal.value)):
            raise traitlets.TraitError(f"start must be two finite numbers (a, c), got {proposal.value}")
        return proposal.value

    def _optimum(self) -> linear_vae.Parameters:
        return linear_vae.minimiser(self.beta, self.t)

    @property
    def a(self) -> float:
        """Encoder slope: the mean of q(z|x) is a·x."""
        return float(self._optimum().a)

    @property
    def b(self) -> float:
        """Encoder scale: q(z|x) has standard deviation b."""
        return float(self._optimum().b)

    @property
    def c(self) -> float:
        """Decoder slope: the mean of p(x|z) is c·z."""
        return float(self._optimum().c)

    @property
    def threshold(self) -> float:
        """The β from which on the code is dead, 2t²."""
        return float(linear_vae.threshold(self.t))

    @property
    def loss(self) -> float:
        """The least loss, distortion + β · rate."""
        return float(linear_vae.minimum(self.beta, self.t))

    @property
    def rate(self) -> float:
        """What the code carries, E KL(q(z|x) ‖ p(z)), in nats; infinite at β = 0."""
        return float(linear_vae.rate(self.a, self.b, self.t))

    @property
    def distortion(self) -> float:
        """Mean squared reconstruction error at the optimum."""
        return float(linear_vae.distortion(*self._optimum(), self.t))

    def describe(self) -> str:
        state = "the code has collapsed" if self.beta >= self.threshold else f"the code carries {self.rate:.3g} nats"
        return (
            f"The linear VAE at β = {self.beta:g} and t = {self.t:g}: a = {self.a:.3g}, b = {self.b:.3g}, c = {self.c:.3g};"
            f" the threshold is 2t² = {self.threshold:.3g}, and {state}."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self.beta, self.t, tuple(self.start)))
