"""The widget of chapter 10 and of the front page: trained VAEs of the small digits, one for each of sixteen β."""

import numpy as np
import traitlets

from vaeedu import plotting
from vaeedu.closed_forms import ppca
from vaeedu.widgets.base import BookWidget, Real, Whole
from vaeedu.widgets.beta_on_digits.network import BETAS, CODE, SHOWN, models, weights
from vaeedu.widgets.beta_on_digits.picture import overview
from vaeedu.widgets.draws import normals

__all__ = ["BetaOnDigits"]


class BetaOnDigits(BookWidget):
    """Sixteen trained VAEs of the 8×8 digits that differ in β alone, and the one whose β is nearest at work.

    Parameters
    ----------
    beta
        The KL weight asked for; squared error plus β times the rate is what the models were trained to lower.
    seed
        Which codes are drawn for the pictures.

    Set them and read ``trained`` (the β of the model shown), ``rate``, ``rates`` (8,), ``error`` (squared error of held-out digits, which is their
    distortion up to a constant), ``loss`` (nats), ``active`` (units in use), ``linear`` (the rate of the best linear VAE), and the pictures ``digits``, ``rebuilt`` and
    ``samples`` (10, 8, 8). A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("beta", "seed")
    presets = {
        "cheap codes": {"beta": 0.02},
        "only the shape": {"beta": 0.5},
        "hardly a code": {"beta": 1.0},
        "all one average": {"beta": 1.6},
    }

    beta = Real(0.12, "the KL weight", "> 0").tag(sync=True)
    seed = Whole(1, 0, 2**20 - 1).tag(sync=True)
    weights = traitlets.Bytes(read_only=True).tag(sync=True)  # what the page reads from the file, Jupyter gets from here

    @traitlets.default("weights")
    def _read_weights(self):
        return weights()

    @property
    def _model(self) -> int:
        return int(np.abs(np.log(BETAS / self.beta)).argmin())

    @property
    def trained(self) -> float:
        """The β of the model that is shown, the nearest by its logarithm."""
        return float(BETAS[self._model])

    @property
    def rates(self) -> np.ndarray:
        """Mean KL of each unit over the held-out digits, the largest first, in nats, (8,)."""
        return models().rates[self._model]

    @property
    def rate(self) -> float:
        """Mean KL of all units together, in nats."""
        return float(self.rates.sum())

    @property
    def error(self) -> float:
        """Mean squared error of held-out digits rebuilt from drawn codes."""
        return float(models().errors[self._model])

    @property
    def loss(self) -> float:
        """Squared error plus the model's β times the rate."""
        return self.error + self.trained * self.rate

    @property
    def active(self) -> int:
        """How many units have means that vary over the digits by more than 0.01."""
        return int(models().active[self._model])

    @property
    def linear(self) -> float:
        """The rate of the best linear VAE with 8 codes at the model's β, in nats: chapter 8."""
        return float(ppca.rates(models().eigenvalues, self.trained).sum())

    @property
    def _draws(self) -> np.ndarray:
        """The normal numbers of the codes drawn: for the digits, and for the prior, (2, 10, 8)."""
        return normals(4 * SHOWN * CODE * self.seed, 2 * SHOWN * CODE).reshape(2, SHOWN, CODE)

    @property
    def digits(self) -> np.ndarray:
        """Ten held-out digits, one of each class, (10, 8, 8)."""
        return models().digits[:SHOWN].reshape(SHOWN, 8, 8)

    @property
    def rebuilt(self) -> np.ndarray:
        """What the model makes of each by way of one drawn code, (10, 8, 8)."""
        return models().rebuilt(self._model, self._draws[0]).reshape(SHOWN, 8, 8)

    @property
    def samples(self) -> np.ndarray:
        """What it makes of ten codes from the prior, (10, 8, 8)."""
        return models().decode(self._model, self._draws[1]).reshape(SHOWN, 8, 8)

    def describe(self) -> str:
        return (
            f"Ten held-out digits, what the VAE trained at beta {self.trained:g} makes of them, and ten of its own samples. {self.active} of {CODE} units are in use;"
            f" the rate is {self.rate:.3g} nats, that of a linear VAE {self.linear:.3g}; the squared error is {self.error:.3g}."
        )

    def picture(self) -> bytes:
        return plotting.png(overview([self.digits, self.rebuilt, self.samples], BETAS, models().rates, models().eigenvalues, self._model))
