"""The model that ClassPlane shows: a VAE of the small digits whose prior has a mean for each class."""

import math

import torch
from torch import nn

from vaeedu.data import Batch, Dataset, digits
from vaeedu.distributions import ClassMeanPrior, GaussianHead, SharedScaleHead
from vaeedu.models import VAE
from vaeedu.networks import mlp_decoder, mlp_encoder
from vaeedu.objectives import Terms, elbo
from vaeedu.zoo import measures
from vaeedu.zoo.recipes import Recipe


def build() -> VAE:
    return VAE(mlp_encoder((1, 8, 8), 32, GaussianHead(2)), mlp_decoder(2, 32, SharedScaleHead((1, 8, 8), math.sqrt(0.1))), ClassMeanPrior(10, 2))


def terms(model: nn.Module, batch: Batch, step: int) -> Terms:
    return elbo(model.draw(batch.x, batch.y))


@torch.no_grad()
def held_out(model: nn.Module, test: Dataset) -> dict:
    """The negative ELBO of log p(x|y), in nats: of a density, so it may be below 0."""
    torch.manual_seed(measures.SEED)
    return {"negative ELBO": measures.mean(-model.draw(test.x, test.y, samples=20).log_w.mean(0))}


RECIPES = {
    "cvae-digits-2d": Recipe("VAE 64-32-2-32-64 with a learned prior mean for each class, Gaussian decoder of variance 0.1", build, digits, terms, held_out, 1500)
}
