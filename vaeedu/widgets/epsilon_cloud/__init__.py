"""The widget of chapter 05: one cloud of ε's, carried to z = μ + σε, and what each ε says about the gradient."""

import numpy as np

from vaeedu import plotting
from vaeedu.closed_forms import gradients
from vaeedu.widgets.base import BookWidget, Real, Whole
from vaeedu.widgets.draws import normals
from vaeedu.widgets.epsilon_cloud.picture import overview

__all__ = ["EpsilonCloud"]

SAMPLES = 24
F = gradients.Quadratic(curvature=1.0)  # f(z) = ½z²


def cloud(draw: int) -> np.ndarray:
    """The ε's of a draw, (SAMPLES,): the same numbers as on the page."""
    return normals(2 * SAMPLES * draw, SAMPLES)


def _halves(doc: str, of):
    """Two properties, the halves of a pair: of the gradient in μ, and in σ."""
    return (property(lambda self, half=half: float(of(self)[half]), doc=f"{doc}, in {name}") for half, name in enumerate("μσ"))


class EpsilonCloud(BookWidget):
    """Two estimates of the gradient of E ½z² for z = mu + sigma ε, from the same cloud of ε's.

    Parameters
    ----------
    mu, sigma
        Mean and scale of z, sigma > 0.
    baseline
        What the score function subtracts from f.
    draw
        Which cloud, a whole number from 0 on.

    Set them and read ``epsilon`` (the cloud), ``pathwise`` and ``score`` (their estimates, one row for each ε), and for the
    gradient in mu: ``exact_mu``, ``pathwise_mean_mu``, ``score_mean_mu`` and ``pathwise_cloud_variance_mu``,
    ``score_cloud_variance_mu`` over the cloud, ``pathwise_variance_mu`` and ``score_variance_mu`` in closed form; for the
    gradient in sigma the same names with ``sigma``. A value out of range raises `traitlets.TraitError` and leaves the
    widget as it was.
    """

    inputs = ("mu", "sigma", "baseline", "draw")
    presets = {
        "small scale": {"mu": 1.2, "sigma": 0.05, "baseline": 0},
        "a poor baseline": {"mu": 1.2, "sigma": 0.5, "baseline": 8},
        "the best baseline": {"mu": 1.2, "sigma": 0.5, "baseline": float(gradients.best_baselines(1.2, 0.5, F)[0])},
    }

    mu = Real(1.2).tag(sync=True)
    sigma = Real(0.5, "the scale of z", "> 0").tag(sync=True)
    baseline = Real(0.0).tag(sync=True)
    draw = Whole(0, 0, 2**20 - 1, "the number of the cloud").tag(sync=True)

    @property
    def epsilon(self) -> np.ndarray:
        """The cloud."""
        return cloud(self.draw)

    @property
    def pathwise(self) -> np.ndarray:
        """The pathwise estimate of every ε, in μ and in σ."""
        return gradients.pathwise(self.epsilon, self.mu, self.sigma, F)

    @property
    def score(self) -> np.ndarray:
        """The score-function estimate of every ε, in μ and in σ."""
        return gradients.score(self.epsilon, self.mu, self.sigma, F, self.baseline)

    exact_mu, exact_sigma = _halves("The gradient itself", lambda self: gradients.gradient(self.mu, self.sigma, F))
    pathwise_mean_mu, pathwise_mean_sigma = _halves("Mean of the pathwise estimates", lambda self: self.pathwise.mean(0))
    score_mean_mu, score_mean_sigma = _halves("Mean of the score-function estimates", lambda self: self.score.mean(0))
    pathwise_cloud_variance_mu, pathwise_cloud_variance_sigma = _halves(
        "Variance of the pathwise estimates over the cloud", lambda self: self.pathwise.var(0, ddof=1)
    )
    score_cloud_variance_mu, score_cloud_variance_sigma = _halves(
        "Variance of the score-function estimates over the cloud", lambda self: self.score.var(0, ddof=1)
    )
    pathwise_variance_mu, pathwise_variance_sigma = _halves(
        "Variance of a pathwise estimate", lambda self: gradients.pathwise_variance(self.mu, self.sigma, F)
    )
    score_variance_mu, score_variance_sigma = _halves(
        "Variance of a score-function estimate", lambda self: gradients.score_variance(self.mu, self.sigma, F, self.baseline)
    )

    def describe(self) -> str:
        return (
            f"{SAMPLES} values of ε carried to z = {self.mu:g} + {self.sigma:g} ε on the curve f(z) = ½z². The gradient of E f in μ is"
            f" {self.exact_mu:.3g}; one pathwise estimate has variance {self.pathwise_variance_mu:.3g}, one score-function estimate"
            f" with baseline {self.baseline:g} has {self.score_variance_mu:.3g}."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self.epsilon, self.mu, self.sigma, F, self.baseline))
