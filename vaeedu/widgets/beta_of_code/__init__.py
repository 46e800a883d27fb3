"""The widget of chapter 09: from a loss as it is written to the β and the noise that it trains."""

from vaeedu import plotting
from vaeedu.closed_forms import observation_noise as noise
from vaeedu.widgets.base import BookWidget, Choice, Real, Whole
from vaeedu.widgets.beta_of_code.code import FRAMEWORKS, last_line, lines
from vaeedu.widgets.beta_of_code.picture import KNOWN, overview

__all__ = ["BetaOfCode"]


class BetaOfCode(BookWidget):
    """The β, and for squared error the noise σ_x, that a VAE's loss trains, by how it is summed, averaged and weighted.

    Parameters
    ----------
    framework
        "PyTorch" or "Keras": whose code is shown.
    error
        The reconstruction error of one number: "cross entropy", "squared error", "squared error / 2" or "squared error / 2σ²".
    over_pixels, rec_over_batch
        How it is reduced over a picture, "sum", "mean" or "mean over channels", and over the batch, "sum" or "mean".
    over_codes, kl_over_batch
        How the KL is reduced over a code and over the batch.
    pixels, channels, codes, batch
        Places of a picture, numbers at each place, numbers of a code, pictures of a batch.
    rec_weight, kl_weight
        The weights of the two terms.
    sigma
        The σ of "squared error / 2σ²".
    wanted
        The β to be trained instead.

    Read ``beta``, ``scale`` (σ_x, None for a cross entropy), ``weight`` (the KL's weight for the β wanted), ``lines`` and ``other_line`` (code).
    A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = (
        "framework", "error", "sigma", "over_pixels", "rec_over_batch", "over_codes", "kl_over_batch",
        "pixels", "channels", "codes", "batch", "rec_weight", "kl_weight", "wanted",
    )  # fmt: skip

    presets = KNOWN

    framework = Choice(FRAMEWORKS, "PyTorch").tag(sync=True)
    error = Choice(noise.ERRORS, "squared error").tag(sync=True)
    over_pixels = Choice(noise.OVER_PIXELS, "mean").tag(sync=True)
    rec_over_batch = Choice(noise.REDUCTIONS, "mean").tag(sync=True)
    over_codes = Choice(noise.REDUCTIONS, "sum").tag(sync=True)
    kl_over_batch = Choice(noise.REDUCTIONS, "mean").tag(sync=True)
    pixels = Whole(784, 1, 10**8, "the places of a picture").tag(sync=True)
    channels = Whole(1, 1, 10**4, "the numbers at each place").tag(sync=True)
    codes = Whole(20, 1, 10**8, "the numbers of a code").tag(sync=True)
    batch = Whole(128, 1, 10**8, "the pictures of a batch").tag(sync=True)
    rec_weight = Real(1.0, "the weight of the reconstruction", "> 0").tag(sync=True)
    kl_weight = Real(1.0, "the weight of the KL", "> 0").tag(sync=True)
    sigma = Real(0.1, "the σ written into the loss", "> 0").tag(sync=True)
    wanted = Real(1.0, "the β wanted", "> 0").tag(sync=True)

    @property
    def beta(self) -> float:
        """The weight of the KL in nats, against the error of a whole picture in nats."""
        names = ("pixels", "codes", "batch", "channels", "over_pixels", "over_codes", "rec_over_batch", "kl_over_batch", "rec_weight", "kl_weight")
        return float(noise.beta_of_loss(**{name: getattr(self, name) for name in names}))

    @property
    def scale(self) -> float | None:
        """σ_x of the decoder whose ELBO the loss is."""
        found = noise.trained_scale(self.beta, self.error, self.sigma)
        return None if found is None else float(found)

    @property
    def weight(self) -> float:
        """The KL's weight that trains the β wanted."""
        return self.kl_weight * self.wanted / self.beta

    @property
    def lines(self) -> list[str]:
        """The loss in code."""
        return lines(self)

    @property
    def other_line(self) -> str:
        """The last line of it, changed so that the β wanted is trained."""
        return last_line(self, self.weight)

    def describe(self) -> str:
        noise_of = "" if self.scale is None else f", which is the ELBO with observation noise σ_x = {self.scale:.3g}"
        return f"A loss of {self.error} in {self.framework}, {self.lines[-1]}, trains β = {self.beta:.3g}{noise_of}. β = {self.wanted:.3g} takes the weight {self.weight:.3g}."

    def picture(self) -> bytes:
        return plotting.png(overview(self))
