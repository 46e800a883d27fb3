"""The widget of chapter 10: two codes, and what their rate pays for."""

from vaeedu import plotting
from vaeedu.closed_forms import collapse, gaussians
from vaeedu.widgets.base import BookWidget, Real
from vaeedu.widgets.rate_split.picture import overview

__all__ = ["RateSplit"]


class RateSplit(BookWidget):
    """Two data, equally likely, whose codes are N(mu, sigma²) and N(−mu, sigma²): their rate, and its two parts.

    Parameters
    ----------
    mu
        How far the two bells are from 0, μ ≥ 0.
    sigma
        Their scale, σ > 0.

    Set ``mu`` and ``sigma`` and read ``rate``, ``information`` and ``gap`` (nats). A value out of range raises
    `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("mu", "sigma")

    presets = {
        "collapsed": {"mu": 0, "sigma": 1},
        "together like the prior": {"mu": 0.8, "sigma": 0.6},
        "far apart": {"mu": 3, "sigma": 0.3},
    }

    mu = Real(1.5, "how far the bells are from 0", ">= 0").tag(sync=True)
    sigma = Real(0.5, "the scale of the bells", "> 0").tag(sync=True)

    @property
    def rate(self) -> float:
        """The mean KL of the bells to the prior N(0, 1): what a VAE charges."""
        return float(gaussians.kl(self.mu, self.sigma))

    @property
    def information(self) -> float:
        """What a code says about which of the two it is, at most log 2."""
        return float(collapse.two_bells(self.mu, self.sigma)[0])

    @property
    def gap(self) -> float:
        """The KL of both bells together to the prior: what a Wasserstein autoencoder charges, in another measure."""
        return float(collapse.two_bells(self.mu, self.sigma)[1])

    def describe(self) -> str:
        return (
            f"Two bells at ±{self.mu:g} with scale {self.sigma:g} beside the prior N(0, 1): a rate of {self.rate:.3g} nats, of which"
            f" {self.information:.3g} say which bell a code came from and {self.gap:.3g} are the distance of both together from the prior."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self.mu, self.sigma))
