"""The widget of chapter 17: recorded trainings of GANs and of a VAE, to go through frame by frame."""

import numpy as np
import traitlets

from vaeedu import plotting
from vaeedu.widgets.base import BookWidget, Choice, Whole
from vaeedu.widgets.gan_films.film import CENTRES, DATA, FRAMES, GAMES, POINTS, SEEDS, STEPS, content, films, seen
from vaeedu.widgets.gan_films.picture import overview

__all__ = ["GANFilms"]


class GANFilms(BookWidget):
    """Recorded trainings: what a generator draws of eighty codes, what its critic answers, and both losses, at 33 moments of 5,000 steps.

    Parameters
    ----------
    frame
        The moment, 0 to 32; ``step`` is the step of training.
    data
        "ring", eight bells, or "grid", twenty-five.
    game
        How it was trained, such as "non-saturating" or "VAE".
    seed
        Which of two runs.

    Set them and read ``points`` (80, 2), ``answers`` (12, 12), the critic's logits with rows from the top (of "WGAN-GP" less their mean, of the VAE zeros), ``modes``, how many
    bells have one of the points within three scales, ``near``, the share of the points within three scales of a bell, ``critic_loss`` and ``generator_loss`` (nats; of the VAE its
    loss). A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("frame", "data", "game", "seed")
    presets = {
        "one bell after the other": {"data": "ring", "game": "non-saturating", "seed": 0, "frame": 14},
        "packs of 2": {"data": "ring", "game": "packs of 2", "seed": 0, "frame": 14},
        "lost on the grid": {"data": "grid", "game": "non-saturating", "seed": 0, "frame": 30},
        "a VAE": {"data": "grid", "game": "VAE", "seed": 0, "frame": 30},
    }

    frame = Whole(8, 0, FRAMES - 1, "the moment of the film").tag(sync=True)
    data = Choice(DATA, "ring").tag(sync=True)
    game = Choice(GAMES, "non-saturating").tag(sync=True)
    seed = Whole(0, 0, SEEDS - 1, "which of the runs").tag(sync=True)
    weights = traitlets.Bytes(read_only=True).tag(sync=True)  # what the page reads from the file, Jupyter gets from here

    @traitlets.default("weights")
    def _read_weights(self):
        return content()

    @property
    def _film(self) -> tuple[int, int, int]:
        return DATA.index(self.data), GAMES.index(self.game), self.seed

    @property
    def step(self) -> int:
        """The step of training at this frame."""
        return STEPS * self.frame

    @property
    def points(self) -> np.ndarray:
        """What the generator makes of the same codes all along, (80, 2)."""
        return films().points[self._film][self.frame]

    @property
    def answers(self) -> np.ndarray:
        """The critic's logits on a grid of places, (12, 12), rows from the top."""
        return films().answers[self._film][self.frame]

    @property
    def modes(self) -> int:
        """How many bells have a point within three scales."""
        return int((seen(self.points, CENTRES[self.data]) > 0).sum())

    @property
    def near(self) -> float:
        """The share of the points that lie within three scales of a bell."""
        return float(seen(self.points, CENTRES[self.data]).sum() / POINTS)

    @property
    def critic_loss(self) -> float:
        """The critic's loss, the mean since the frame before."""
        return float(films().losses[self._film][self.frame, 0])

    @property
    def generator_loss(self) -> float:
        """The generator's loss, the mean since the frame before."""
        return float(films().losses[self._film][self.frame, 1])

    def describe(self) -> str:
        return (
            f"The {self.data} and eighty points that a generator draws after {self.step} steps ({self.game}, seed {self.seed}): {self.modes} of {len(CENTRES[self.data])} bells have a"
            f" point, and {100 * self.near:.0f} % of the points are near one. Below, the losses and the number of bells over the whole training."
        )

    def picture(self) -> bytes:
        film = self._film
        modes = (seen(films().points[film], CENTRES[self.data]) > 0).sum(-1)
        return plotting.png(overview(self.points, self.answers, CENTRES[self.data], films().losses[film], modes, self.frame, self.game == "VAE"))
