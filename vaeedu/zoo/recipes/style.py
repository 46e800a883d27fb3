"""The model that StyleTwin shows: a VAE of coloured, cluttered digits whose encoder and decoder are told which digit it is."""

from vaeedu.data import Dataset, coloured_digits, digits
from vaeedu.distributions import GaussianHead, SharedScaleHead, StandardNormal
from vaeedu.models import VAE
from vaeedu.networks import mlp_decoder, mlp_encoder
from vaeedu.zoo.recipes import Recipe
from vaeedu.zoo.recipes.class_means import held_out, terms

SHAPE, CODE = (3, 8, 8), 6


def with_factors(train: bool = True) -> Dataset:
    """The small digits in colours, with all their factors. Held-out digits get colours and spots of their own."""
    return coloured_digits(digits(train=train), seed=0 if train else 1)


def coloured(train: bool = True) -> Dataset:
    """The same with their classes alone."""
    drawn = with_factors(train)
    return Dataset(drawn.x, drawn.y[:, 0].long())


def build() -> VAE:
    encoder = mlp_encoder(SHAPE, 128, GaussianHead(CODE), classes=10)
    return VAE(encoder, mlp_decoder(CODE, 32, SharedScaleHead(SHAPE, 0.1), classes=10), StandardNormal(CODE))


RECIPES = {
    "cvae-coloured-6d": Recipe(
        "VAE 192-128-6-32-192 of coloured digits, encoder and decoder told the class, Gaussian decoder of scale 0.1", build, coloured, terms, held_out, 800
    )
}
