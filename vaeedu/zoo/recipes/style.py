"""The model that StyleTwin shows: a VAE of coloured, cluttered digits whose encoder and decoder are told which digit it is."""

import torch
from torch import nn

from vaeedu.data import Batch, Dataset, coloured_digits, digits
from vaeedu.distributions import GaussianHead, SharedScaleHead, StandardNormal
from vaeedu.models import VAE
from vaeedu.networks import mlp_decoder, mlp_encoder
from vaeedu.objectives import Terms, elbo
from vaeedu.zoo import measures
from vaeedu.zoo.recipes import Recipe

SHAPE, CODE = (3, 8, 8), 6


def coloured(train: bool = True) -> Dataset:
    """The small digits in colours, with their classes alone as y. Held-out digits get colours and spots of their own."""
    drawn = coloured_digits(digits(train=train), seed=0 if train else 1)
    return Dataset(drawn.x, drawn.y[:, 0].long())


def build() -> VAE:
    encoder = mlp_encoder(SHAPE, 128, GaussianHead(CODE), classes=10)
    return VAE(encoder, mlp_decoder(CODE, 32, SharedScaleHead(SHAPE, 0.1), classes=10), StandardNormal(CODE))


def terms(model: nn.Module, batch: Batch, step: int) -> Terms:
    return elbo(model.draw(batch.x, batch.y))


@torch.no_grad()
def held_out(model: nn.Module, test: Dataset) -> dict:
    """The negative ELBO of log p(x|y), in nats: of a density, so it may be below 0."""
    torch.manual_seed(measures.SEED)
    return {"negative ELBO": measures.mean(-model.draw(test.x, test.y, samples=20).log_w.mean(0))}


RECIPES = {
    "cvae-coloured-6d": Recipe(
        "VAE 192-128-6-32-192 of coloured digits, encoder and decoder told the class, Gaussian decoder of scale 0.1", build, coloured, terms, held_out, 800
    )
}
