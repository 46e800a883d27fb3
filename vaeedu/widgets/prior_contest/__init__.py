"""The widget of chapter 02: k codes from the prior, and the data that fight for them."""

import numpy as np
from scipy.special import log_softmax, logsumexp

from vaeedu import plotting
from vaeedu.closed_forms import linear_gaussian
from vaeedu.widgets.base import BookWidget, Real, Whole
from vaeedu.widgets.draws import normals
from vaeedu.widgets.prior_contest.picture import overview

__all__ = ["PriorContest"]

ITEMS, CODES = 24, 192
UNIT_DATA = normals(2**31, 2 * ITEMS).reshape(ITEMS, 2)  # the data in units of their scale; no draw of codes comes so far


class PriorContest(BookWidget):
    """A batch of 24 data and k codes from the prior, in the model x = z + sigma ε with codes and data of two numbers.

    Parameters
    ----------
    k
        How many codes are drawn, 1 to 192.
    sigma
        Scale of the decoder's noise, sigma > 0. The data keep their places in units of their own scale, √(1 + sigma²).
    draw
        Which codes, a whole number from 0 on; with a larger k the first ones stay.

    Set them and read ``data`` and ``codes`` (a row each), ``shares`` (of each datum's gradient, data × codes), ``winners`` and
    ``most`` (how many codes explain some datum best, and of how many data the most successful one does), ``taught`` (codes
    per datum), ``short`` (nats by which the estimate of log p falls short), ``information`` (nats) and ``enough``, its exponential.
    A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("k", "sigma", "draw")

    presets = {
        "a fight": {"k": 4, "sigma": 0.15},
        "a code for each": {"k": 150, "sigma": 0.15},
        "a rough shape will do": {"k": 10, "sigma": 0.8},
    }

    k = Whole(10, 1, CODES, "how many codes are drawn").tag(sync=True)
    sigma = Real(0.15, "the scale of the noise", "> 0").tag(sync=True)
    draw = Whole(0, 0, 2**20 - 1, "the number of the draw").tag(sync=True)

    @property
    def data(self) -> np.ndarray:
        """The batch, (24, 2)."""
        return np.hypot(1, self.sigma) * UNIT_DATA

    @property
    def codes(self) -> np.ndarray:
        """The codes drawn, (k, 2): the decoder's means as well."""
        return normals(4 * CODES * self.draw, 2 * CODES).reshape(CODES, 2)[: self.k]

    @property
    def _log_likelihoods(self) -> np.ndarray:
        """log p(x_n | z_i), (24, k)."""
        distance = ((self.data[:, None] - self.codes) / self.sigma) ** 2
        return -0.5 * distance.sum(-1) - np.log(2 * np.pi) - 2 * np.log(self.sigma)

    @property
    def shares(self) -> np.ndarray:
        """How much of a datum's gradient each code gets, (24, k)."""
        return np.exp(log_softmax(self._log_likelihoods, axis=1))

    @property
    def won(self) -> np.ndarray:
        """How many data each code explains best, (k,)."""
        return np.bincount(self._log_likelihoods.argmax(1), minlength=self.k)

    @property
    def winners(self) -> int:
        """How many codes explain some datum best."""
        return int((self.won > 0).sum())

    @property
    def most(self) -> int:
        """How many data the most successful code explains best."""
        return int(self.won.max())

    @property
    def taught(self) -> float:
        """How many codes a datum teaches, 1/Σr², averaged over the data."""
        return float((1 / (self.shares**2).sum(1)).mean())

    @property
    def short(self) -> float:
        """log p(x) less its estimate from the k codes, averaged over the data, in nats; below 0 where the codes happen to lie well."""
        exact = linear_gaussian.log_likelihood(self.data, np.eye(2), self.sigma)
        return float((exact - logsumexp(self._log_likelihoods, axis=1) + np.log(self.k)).mean())

    @property
    def information(self) -> float:
        """What a code says about its datum, in nats."""
        return float(np.log1p(self.sigma**-2.0))

    @property
    def enough(self) -> float:
        """The exponential of the information: from about so many codes on the estimate is of use."""
        return 1 + self.sigma**-2.0

    def describe(self) -> str:
        return (
            f"{ITEMS} data and {self.k} codes from the prior, noise {self.sigma:g}: {self.winners} of the codes explain some datum best, the most"
            f" successful one {self.most} of them; the estimate of log p falls short by {self.short:.3g} nats. A code has"
            f" {self.information:.3g} nats to say, so about {self.enough:.3g} codes are needed."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self))
