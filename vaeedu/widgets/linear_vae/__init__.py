"""The widget of chapter 07: how β and t decide a, b and c."""

from vaeedu import plotting
from vaeedu.closed_forms import linear_vae
from vaeedu.widgets.base import BookWidget, Point, Real
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
    presets = {
        "free rate": {"beta": 0, "t": 1},
        "at the threshold": {"beta": 2, "t": 1},
        "collapsed": {"beta": 3, "t": 1},
        "narrow data": {"beta": 0.5, "t": 0.4},
    }

    beta = Real(1.0, "the KL weight", ">= 0").tag(sync=True)
    t = Real(1.0, "the data's scale", "> 0").tag(sync=True)
    start = Point((-1.6, 0.4), list).tag(sync=True)

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
