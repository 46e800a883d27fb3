"""The models that chapter 14 scores: VAEs of the book's sprites, the β-VAE with three strengths and the β-TCVAE with two of them, six runs of each."""

from functools import cache, partial

import torch
from torch import Tensor, nn

from vaeedu.data import Batch, Dataset, sprites
from vaeedu.distributions import SharedScaleHead
from vaeedu.models import mlp_vae
from vaeedu.objectives import Terms, parts, weigh
from vaeedu.training import Ensemble, linear_warm_up
from vaeedu.zoo import measures
from vaeedu.zoo.recipes import Recipe, together

SIDE, CODE, EPOCHS, RUNS, BATCH = 12, 6, 80, 6, 64
STRENGTHS = (1.0, 4.0, 16.0)
# Weights on the information, the total correlation and the dimension-wise KL.
ROWS = tuple((b, b, b) for b in STRENGTHS) + tuple((1.0, b, 1.0) for b in STRENGTHS[1:])
ITEMS = 6144

rising = linear_warm_up(48 * EPOCHS // 2)
one_of = partial(mlp_vae, (1, SIDE, SIDE), CODE, 48, partial(SharedScaleHead, scale=0.2))


def drawn(train: bool = True) -> Dataset:
    """All the sprites, with soft edges. There are no others, so they are the held-out ones, too."""
    return sprites(size=SIDE, smooth=True)


@cache
def pictures() -> Tensor:
    return drawn().x


def weighed(model: nn.Module, batch: Batch, step: int, row: Tensor) -> Terms:
    draw = model.draw(pictures()[torch.randint(ITEMS, (BATCH,))])  # its own items, for runs that are independent
    return weigh(draw, parts(draw, ITEMS), *(rising(step) * row))


def held_out(ensemble: Ensemble, test: Dataset) -> dict:
    """Distortion of the first run of each row, in nats."""
    return measures.distortions({" ".join(f"{weight:g}" for weight in row): model for row, model in zip(ROWS, ensemble.models()[::RUNS])}, test)


RECIPES = {
    "vae-sprites-6d-weights": Recipe(
        f"{RUNS} runs each of {len(ROWS)} VAEs {SIDE**2}-48-{CODE}-48-{SIDE**2}, Gaussian decoder of scale 0.2, weights on information, total correlation and dimension-wise KL, each with its own {BATCH} sprites a step",
        lambda: Ensemble([one_of() for _ in range(RUNS * len(ROWS))], torch.tensor(ROWS).repeat_interleave(RUNS, 0)), drawn, together(weighed), held_out, EPOCHS,
    ),
}  # fmt: skip
