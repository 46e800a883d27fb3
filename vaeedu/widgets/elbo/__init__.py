"""The widget of chapter 03: a q that the reader drags over the exact posterior, and what the ELBO makes of it."""

from vaeedu import plotting
from vaeedu.closed_forms import gaussians, linear_gaussian_1d
from vaeedu.widgets.base import BookWidget, Real
from vaeedu.widgets.elbo.picture import overview

__all__ = ["ELBO"]


class ELBO(BookWidget):
    """The ELBO of q = N(mean, scale²) in the model with prior N(0, 1) and likelihood p(x|z) = N(c z, noise²).

    Parameters
    ----------
    mean, scale
        Mean and scale of q, scale > 0.
    x
        The observation.
    noise
        Scale of the likelihood, noise > 0.
    c
        Slope of the likelihood's mean.

    Set them and read ``elbo``, ``gap``, ``log_px``, ``expected_log_likelihood``, ``kl_to_prior`` (nats), ``posterior_mean``
    and ``posterior_scale``. A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("mean", "scale", "x", "noise", "c")
    presets = {
        "the posterior": {"mean": 1, "scale": 0.5**0.5, "x": 2, "noise": 1, "c": 1},
        "the prior": {"mean": 0, "scale": 1, "x": 2, "noise": 1, "c": 1},
        "nearly certain": {"mean": 1, "scale": 0.05, "x": 2, "noise": 1, "c": 1},
        "a precise decoder": {"mean": 0, "scale": 1, "x": 2, "noise": 0.2, "c": 1},
    }

    mean = Real(-0.6).tag(sync=True)
    scale = Real(1.0, "the scale of q", "> 0").tag(sync=True)
    x = Real(2.0).tag(sync=True)
    noise = Real(1.0, "the scale of the likelihood", "> 0").tag(sync=True)
    c = Real(1.0).tag(sync=True)

    @property
    def posterior_mean(self) -> float:
        """Mean of the exact posterior, the best ``mean``."""
        return float(linear_gaussian_1d.posterior(self.x, self.c, self.noise).mean)

    @property
    def posterior_scale(self) -> float:
        """Scale of the exact posterior, the best ``scale``."""
        return float(linear_gaussian_1d.posterior(self.x, self.c, self.noise).scale)

    @property
    def log_px(self) -> float:
        """log p(x), which does not depend on q."""
        return float(linear_gaussian_1d.log_marginal(self.x, self.c, self.noise))

    @property
    def elbo(self) -> float:
        """The lower bound."""
        return float(linear_gaussian_1d.elbo(self.x, self.c, self.noise, self.mean, self.scale))

    @property
    def gap(self) -> float:
        """What the bound falls short by: KL from q to the posterior."""
        return float(linear_gaussian_1d.gap(self.x, self.c, self.noise, self.mean, self.scale))

    @property
    def expected_log_likelihood(self) -> float:
        """E log p(x|z) over q, the reconstruction term."""
        return float(linear_gaussian_1d.expected_log_likelihood(self.x, self.c, self.noise, self.mean, self.scale))

    @property
    def kl_to_prior(self) -> float:
        """KL from q to the prior."""
        return float(gaussians.kl(self.mean, self.scale))

    def describe(self) -> str:
        return (
            f"q with mean {self.mean:g} and scale {self.scale:g} over the exact posterior of x = {self.x:g}, which has mean"
            f" {self.posterior_mean:.3g} and scale {self.posterior_scale:.3g}: log p(x) = {self.log_px:.3g} is the ELBO,"
            f" {self.elbo:.3g}, plus a gap of {self.gap:.3g} nats; the ELBO is an expected log-likelihood of"
            f" {self.expected_log_likelihood:.3g} minus a KL to the prior of {self.kl_to_prior:.3g}."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self.mean, self.scale, self.x, self.noise, self.c))
