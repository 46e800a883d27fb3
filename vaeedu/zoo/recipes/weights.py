"""The models that WeighedParts shows: VAEs of the small digits, one for each place of a grid of weights on the parts of the rate."""

import math
from functools import partial
from itertools import product

import torch
from torch import Tensor, nn

from vaeedu.data import Batch, Dataset, digits
from vaeedu.distributions import SharedScaleHead
from vaeedu.models import mlp_vae
from vaeedu.objectives import Terms, parts, weigh
from vaeedu.training import Ensemble, linear_warm_up
from vaeedu.zoo import measures
from vaeedu.zoo.recipes import Recipe, together

INFORMATION, TOTAL_CORRELATION, DIMENSION_WISE = (0.0, 0.5, 1.0, 2.0), (0.5, 1.0, 4.0, 10.0), (1.0, 4.0)
ROWS = tuple(product(INFORMATION, TOTAL_CORRELATION, DIMENSION_WISE))
EPOCHS = 400
ITEMS = 1500

rising = linear_warm_up(12 * EPOCHS // 2)  # without it units are lost before their time: chapter 10
one_of = partial(mlp_vae, (1, 8, 8), 4, 32, partial(SharedScaleHead, scale=math.sqrt(0.1)))


def weighed(model: nn.Module, batch: Batch, step: int, row: Tensor) -> Terms:
    draw = model.draw(batch.x)
    return weigh(draw, parts(draw, ITEMS), *(rising(step) * row))


def held_out(ensemble: Ensemble, test: Dataset) -> dict:
    """Distortion of each model, in nats."""
    return measures.distortions({" ".join(f"{weight:g}" for weight in row): model for row, model in zip(ROWS, ensemble.models())}, test)


RECIPES = {
    "vae-digits-4d-weights": Recipe(
        f"{len(ROWS)} VAEs 64-32-4-32-64, Gaussian decoder of variance 0.1, weights on information, total correlation and dimension-wise KL, stratified estimate",
        lambda: Ensemble([one_of() for _ in ROWS], torch.tensor(ROWS)), digits, together(weighed), held_out, EPOCHS,
    ),
}
