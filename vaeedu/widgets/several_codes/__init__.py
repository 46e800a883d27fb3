"""The widget of chapter 11: codes drawn from q, the share of the weight that each has, and the bound that they make."""

import numpy as np

from vaeedu import plotting
from vaeedu.closed_forms import linear_gaussian_1d
from vaeedu.widgets.base import BookWidget, Real, Whole
from vaeedu.widgets.draws import normals
from vaeedu.widgets.several_codes.picture import overview

__all__ = ["SeveralCodes"]

X, C, NOISE = 1.2, 1.0, 0.5  # the datum, and the model z ~ N(0, 1), x ~ N(z, 0.5²)
MOST, DRAWS = 64, 400  # codes of a draw, and draws whose bounds are averaged


class SeveralCodes(BookWidget):
    """The importance-weighted bound of one datum, x = 1.2, in the linear model z ~ N(0, 1), x ~ N(z, 0.5²), with any normal q.

    Parameters
    ----------
    mean, scale
        Of q.
    k
        How many codes are drawn.
    seed
        Which draw is shown.

    Set them and read ``z``, ``log_w`` and ``shares`` (k,), ``effective`` (the effective sample size), ``bound`` (of this draw, in nats), ``average`` (of
    400 draws), ``elbo`` (the exact one of one code), ``log_px`` and ``missing`` = log_px − average. A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("mean", "scale", "k", "seed")
    presets = {
        "the posterior": {"mean": 0.96, "scale": 0.447},
        "too wide": {"mean": 0.2, "scale": 2.0},
        "too narrow": {"mean": 0.2, "scale": 0.12},
        "the prior": {"mean": 0.0, "scale": 1.0},
    }

    mean = Real(0.2, "of q").tag(sync=True)
    scale = Real(0.6, "of q", "> 0").tag(sync=True)
    k = Whole(8, 1, MOST, "how many codes are drawn").tag(sync=True)
    seed = Whole(0, 0, 2**20 - 1).tag(sync=True)

    def _log_weights(self, noise: np.ndarray) -> np.ndarray:
        z = self.mean + self.scale * noise
        return -0.5 * np.log(2 * np.pi) - np.log(NOISE) + np.log(self.scale) + 0.5 * (noise**2 - z**2 - ((X - C * z) / NOISE) ** 2)

    @property
    def _noise(self) -> np.ndarray:
        return normals(2 * MOST * (DRAWS + self.seed), MOST)[: self.k]

    @property
    def z(self) -> np.ndarray:
        """The codes drawn, (k,)."""
        return self.mean + self.scale * self._noise

    @property
    def log_w(self) -> np.ndarray:
        """Their log weights, log p(x, z) − log q(z), (k,)."""
        return self._log_weights(self._noise)

    @property
    def shares(self) -> np.ndarray:
        """Each code's share of all the weight, (k,)."""
        w = np.exp(self.log_w - self.log_w.max())
        return w / w.sum()

    @property
    def effective(self) -> float:
        """How many codes of equal weight would be worth as much: one over the sum of the squared shares."""
        return float(1 / (self.shares**2).sum())

    @property
    def bound(self) -> float:
        """log (1/k) Σ w of this draw, in nats."""
        return float(np.logaddexp.reduce(self.log_w) - np.log(self.k))

    @property
    def averages(self) -> np.ndarray:
        """The mean over 400 draws of the bound of 1 to 64 codes, (64,)."""
        log_w = self._log_weights(normals(0, MOST * DRAWS).reshape(DRAWS, MOST))
        return (np.logaddexp.accumulate(log_w, axis=1) - np.log(np.arange(1, MOST + 1))).mean(0)

    @property
    def average(self) -> float:
        """The mean of the bound over 400 draws of k codes."""
        return float(self.averages[self.k - 1])

    @property
    def elbo(self) -> float:
        """The bound of one code, exactly."""
        return float(linear_gaussian_1d.elbo(X, C, NOISE, self.mean, self.scale))

    @property
    def log_px(self) -> float:
        """log p(x)."""
        return float(linear_gaussian_1d.log_marginal(X, C, NOISE))

    @property
    def missing(self) -> float:
        """By how much the average stays below log p(x)."""
        return self.log_px - self.average

    def describe(self) -> str:
        return (
            f"The posterior and q = N({self.mean:g}, {self.scale:g}²) with {self.k} codes, each as high as its share of the weight; {self.effective:.3g} of them count."
            f" The bound rises with k from {self.elbo:.3g} towards log p(x) = {self.log_px:.3g} and is {self.average:.3g} here."
        )

    def picture(self) -> bytes:
        posterior = linear_gaussian_1d.posterior(X, C, NOISE)
        return plotting.png(overview((float(posterior.mean), float(posterior.scale)), (self.mean, self.scale), self.z, self.shares, self.averages, self.log_px))
