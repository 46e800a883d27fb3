"""The widget of chapter 04: what a normal q pays for its place and for its scale."""

from vaeedu import plotting
from vaeedu.closed_forms import gaussians
from vaeedu.widgets.base import BookWidget, Real
from vaeedu.widgets.gaussian_kl.picture import overview

__all__ = ["GaussianKL"]


class GaussianKL(BookWidget):
    """The KL divergence of q = N(mu, sigma²) to the prior N(0, 1), and its two parts.

    Parameters
    ----------
    mu
        Mean of q.
    sigma
        Scale of q, σ > 0.

    Set ``mu`` and ``sigma`` and read ``kl``, ``l_mu`` and ``l_sigma`` (nats). A value out of range raises
    `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("mu", "sigma")
    presets = {
        "the prior": {"mu": 0, "sigma": 1},
        "only place": {"mu": 2, "sigma": 1},
        "only precision": {"mu": 0, "sigma": 0.1},
        "only width": {"mu": 0, "sigma": 2.5},
    }

    mu = Real(1.0, "the mean of q").tag(sync=True)
    sigma = Real(0.5, "the scale of q", "> 0").tag(sync=True)

    @property
    def l_mu(self) -> float:
        """What the place costs, ½μ²."""
        return float(gaussians.kl_mean_part(self.mu))

    @property
    def l_sigma(self) -> float:
        """What the scale costs, ½(σ² − log σ² − 1)."""
        return float(gaussians.kl_scale_part(self.sigma))

    @property
    def kl(self) -> float:
        """The divergence, their sum."""
        return float(gaussians.kl(self.mu, self.sigma))

    def describe(self) -> str:
        return (
            f"A normal q with mean {self.mu:g} and scale {self.sigma:g} beside the prior N(0, 1): its KL divergence is"
            f" {self.kl:.3g} nats, {self.l_mu:.3g} for the place and {self.l_sigma:.3g} for the scale."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self.mu, self.sigma))
