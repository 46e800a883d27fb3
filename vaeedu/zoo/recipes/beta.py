"""The models that BetaOnDigits shows: VAEs of the small digits that differ in β alone."""

import math
from functools import partial

import torch
from torch import Tensor, nn

from vaeedu.data import Batch, Dataset, digits
from vaeedu.distributions import SharedScaleHead
from vaeedu.evaluation import rate_distortion
from vaeedu.models import mlp_vae
from vaeedu.objectives import Terms, elbo
from vaeedu.training import Ensemble, linear_warm_up
from vaeedu.zoo import measures
from vaeedu.zoo.recipes import Recipe, together

BETAS = (0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1.0, 1.15, 1.3, 1.6)
EPOCHS = 500
STEPS = 12 * EPOCHS

rising = linear_warm_up(STEPS // 2)  # without it most units are lost long before their β: chapter 10
one_of = partial(mlp_vae, (1, 8, 8), 8, 32, partial(SharedScaleHead, scale=math.sqrt(0.5)))  # −log p(x|z) is the squared error, and a constant


def weighed(model: nn.Module, batch: Batch, step: int, beta: Tensor) -> Terms:
    return elbo(model.draw(batch.x), beta * rising(step))


def held_out(ensemble: Ensemble, test: Dataset) -> dict:
    """Rate and distortion of each model, in nats."""
    torch.manual_seed(measures.SEED)
    found = {}
    for beta, model in zip(BETAS, ensemble.models()):
        for name, values in rate_distortion(model, test)._asdict().items():
            found[f"{name} at β = {beta:g}"] = measures.mean(values)
    return found


RECIPES = {
    "vae-digits-8d-betas": Recipe(
        f"{len(BETAS)} VAEs 64-32-8-32-64, Gaussian decoder of variance ½, β from {BETAS[0]} to {BETAS[-1]}, warmed up over the first half",
        lambda: Ensemble([one_of() for _ in BETAS], BETAS), digits, together(weighed), held_out, EPOCHS,
    ),
}
