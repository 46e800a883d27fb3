"""The widget of chapter 12: weights on the three parts of the rate, and the trained VAE that is nearest to them."""

import numpy as np
import traitlets

from vaeedu import plotting
from vaeedu.widgets.base import BookWidget, Real, Whole
from vaeedu.widgets.weighed_parts.network import CODE, GRID, ROWS, SHOWN, models, weights
from vaeedu.widgets.weighed_parts.picture import overview

__all__ = ["WeighedParts"]

STEPS = np.linspace(-2.4, 2.4, 9)  # of a traversal


class WeighedParts(BookWidget):
    """Thirty-two trained VAEs of the 8×8 digits, one for each place of a grid of weights, and the one that is nearest at work.

    Parameters
    ----------
    information, total_correlation, dimension_wise
        The weights of the rate's three parts that are asked for; 1, 1, 1 is the ELBO.
    digit
        Whose code is traversed, 0 to 9.

    Set them and read ``row`` (the weights of the model shown), ``mutual``, ``dependence`` and ``marginals`` (the three parts, in nats, for 1,500 digits), ``distortion`` (of held-out digits, in
    nats), ``rebuilt`` (10, 8, 8) and ``traversals`` (4, 9, 8, 8). A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("information", "total_correlation", "dimension_wise", "digit")
    presets = {
        "ELBO": {"information": 1, "total_correlation": 1, "dimension_wise": 1},
        "β-TCVAE": {"information": 1, "total_correlation": 4, "dimension_wise": 1},
        "FactorVAE": {"information": 1, "total_correlation": 10, "dimension_wise": 1},
        "InfoVAE": {"information": 0.5, "total_correlation": 4, "dimension_wise": 4},
        "WAE": {"information": 0, "total_correlation": 4, "dimension_wise": 4},
    }

    information = Real(1.0, "its weight", ">= 0").tag(sync=True)
    total_correlation = Real(1.0, "its weight", ">= 0").tag(sync=True)
    dimension_wise = Real(1.0, "its weight", ">= 0").tag(sync=True)
    digit = Whole(3, 0, SHOWN - 1, "whose code is traversed").tag(sync=True)
    weights = traitlets.Bytes(read_only=True).tag(sync=True)  # what the page reads from the file, Jupyter gets from here

    @traitlets.default("weights")
    def _read_weights(self):
        return weights()

    @property
    def row(self) -> tuple[float, float, float]:
        """The weights of the model that is shown: each the nearest of those that were trained."""
        return tuple(min(values, key=lambda value: abs(value - getattr(self, name))) for name, values in GRID.items())

    @property
    def _model(self) -> int:
        return ROWS.index(self.row)

    @property
    def mutual(self) -> float:
        """I_q(x; z), in nats."""
        return float(models().parts[self._model, 0])

    @property
    def dependence(self) -> float:
        """The total correlation of all codes, in nats."""
        return float(models().parts[self._model, 1])

    @property
    def marginals(self) -> float:
        """Σ_j KL(q(z_j)‖p(z_j)), in nats."""
        return float(models().parts[self._model, 2])

    @property
    def distortion(self) -> float:
        """−E log p(x|z) of held-out digits, in nats (a density, so it may be negative)."""
        return float(models().distortions[self._model])

    @property
    def digits(self) -> np.ndarray:
        """Ten held-out digits, one of each class, (10, 8, 8)."""
        return models().digits.reshape(SHOWN, 8, 8)

    @property
    def rebuilt(self) -> np.ndarray:
        """What the model makes of the means of their codes, (10, 8, 8)."""
        return models().decode(self._model, models().means[self._model]).reshape(SHOWN, 8, 8)

    @property
    def traversals(self) -> np.ndarray:
        """The digit's code decoded with one coordinate after the other moved from −2.4 to 2.4, (4, 9, 8, 8)."""
        codes = np.tile(models().means[self._model, self.digit], (CODE, len(STEPS), 1))
        codes[np.arange(CODE), :, np.arange(CODE)] = STEPS
        return models().decode(self._model, codes).reshape(CODE, len(STEPS), 8, 8)

    def describe(self) -> str:
        row = ", ".join(f"{weight:g}" for weight in self.row)
        return (
            f"The VAE trained with the weights {row}: ten held-out digits, what it makes of them, and the code of the {self.digit} moved along its four coordinates."
            f" Information {self.mutual:.2f}, total correlation {self.dependence:.2f}, dimension-wise {self.marginals:.2f}, distortion {self.distortion:.1f} nats."
        )

    def picture(self) -> bytes:
        return plotting.png(overview([self.digits, self.rebuilt], self.traversals, models().parts[self._model], models().parts[ROWS.index((1.0, 1.0, 1.0))]))
