"""The widget of chapter 17: a GAN in the plane that is trained in the page."""

import numpy as np
import traitlets

from vaeedu import plotting
from vaeedu.widgets.base import BookWidget, Choice, Levels, Real, Whole
from vaeedu.widgets.gan_trainer.picture import overview
from vaeedu.widgets.plane import Plane

__all__ = ["GANTrainer"]

MOST = 25  # bells
PLANE = Plane(MOST, unit=64)
GAMES = ("non-saturating", "saturating", "forward KL", "reverse KL")
TURNS = 2 * np.pi / 8 * np.arange(8)
LINE = 0.5 * (np.arange(5) - 2)


def _placed(points: np.ndarray) -> list[int]:
    """Levels of so many points; what is not used lies in the middle."""
    return PLANE.levels(np.concatenate([points, np.zeros((MOST - len(points), 2))]))


RING = _placed(np.stack([np.cos(TURNS), np.sin(TURNS)], 1))
GRID = _placed(np.stack(np.meshgrid(LINE, LINE), -1).reshape(-1, 2))
PAIR = _placed(np.array([(-0.75, 0.0), (0.75, 0.0)]))


class GANTrainer(BookWidget):
    """A generator 2-32-32-2 and a critic, 2-32-32-1 for single points, which the page trains on bells of scale 0.05 that the reader places.

    Parameters
    ----------
    generator_rate, critic_rate
        Adam's rates, with momentum 0.5.
    noise
        The scale of the instance noise at the start; it falls to 0 in 3,000 steps.
    k
        Steps of the critic for one of the generator.
    packed
        How many points the critic sees at once.
    seed
        Of first weights and samples.
    game
        What the players lower: "non-saturating", "saturating", "forward KL" or "reverse KL".
    count, places
        How many bells there are, 0 to 25, and where: 50 levels from 0 to 255, of which the first ``2 * count`` are used. ``centres`` is the same as coordinates (25, 2), (level − 128)/64.

    ``steps``, ``modes`` (bells with at least a quarter of their fair share of 300 points within three scales), ``near`` (the share of the points within three scales of a bell),
    ``critic_loss`` and ``generator_loss`` are written by the page whenever its training rests. A value out of range raises `traitlets.TraitError` and leaves the widget as it was.
    """

    inputs = ("generator_rate", "critic_rate", "noise", "k", "packed", "seed", "game", "count", "places")
    _equal = {"generator_rate": 0.001, "critic_rate": 0.001, "noise": 0.0, "k": 1, "game": "non-saturating"}
    presets = {
        "it works": {**_equal, "packed": 1, "count": 2, "places": PAIR},
        "a collapse": {**_equal, "generator_rate": 0.003, "critic_rate": 0.0003, "packed": 1, "count": 8, "places": RING},
        "cured": {**_equal, "packed": 2, "count": 8, "places": RING},
        "a gradient that vanishes": {**_equal, "game": "saturating", "critic_rate": 0.01, "k": 10, "packed": 1, "count": 8, "places": RING},
        "the grid": {**_equal, "packed": 2, "count": 25, "places": GRID},
    }

    generator_rate = Real(0.001, "Adam's", "> 0").tag(sync=True)
    critic_rate = Real(0.001, "Adam's", "> 0").tag(sync=True)
    noise = Real(0.0, "the scale of the noise at the start", ">= 0").tag(sync=True)
    k = Whole(1, 1, 10, "the critic's steps for one of the generator").tag(sync=True)
    packed = Whole(1, 1, 4, "the points that the critic sees at once").tag(sync=True)
    seed = Whole(1, 0, 999, "of weights and samples").tag(sync=True)
    game = Choice(GAMES, "non-saturating").tag(sync=True)
    count = Whole(8, 0, MOST, "how many bells there are").tag(sync=True)
    places = Levels(2 * MOST, RING, "set centres to points (25, 2), and count to how many are meant").tag(sync=True)
    steps = traitlets.Int(0).tag(sync=True)
    modes = traitlets.Int(0).tag(sync=True)
    near = traitlets.Float(0.0).tag(sync=True)
    critic_loss = traitlets.Float(0.0).tag(sync=True)
    generator_loss = traitlets.Float(0.0).tag(sync=True)

    centres = PLANE.coordinates("centres", "places", "The bells, of which the first ``count`` are meant")

    def describe(self) -> str:
        packs = "" if self.packed == 1 else f", in packs of {self.packed}"
        return (
            f"{self.count} bells in the plane, and a GAN that the page trains on them: {self.game}, rates {self.generator_rate:g} (generator) and {self.critic_rate:g} (critic), {self.k} to one,"
            f" noise {self.noise:g}{packs}."
        )

    def picture(self) -> bytes:
        return plotting.png(overview(self.centres[: self.count]))
