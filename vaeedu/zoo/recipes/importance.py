"""The models of chapter 11's table: VAEs trained by the ELBO and by the importance-weighted bound, with the network of Burda et al. (2016)."""

from functools import partial

import torch
from torch import nn

from vaeedu.data import Batch, mnist
from vaeedu.distributions import BernoulliHead, GaussianHead, StandardNormal
from vaeedu.models import VAE
from vaeedu.networks import Flat
from vaeedu.objectives import Terms, iwae
from vaeedu.zoo.recipes import Recipe
from vaeedu.zoo.recipes.reference import IMAGE, binarised, binary_nll

ROWS = (("VAE", 1), ("VAE", 5), ("IWAE", 5), ("VAE", 50), ("IWAE", 50))
EPOCHS = 20


def burda_vae() -> VAE:
    """784-200-200-50, tanh, Glorot's weights."""
    encoder = nn.Sequential(Flat(IMAGE), nn.Linear(784, 200), nn.Tanh(), nn.Linear(200, 200), nn.Tanh(), nn.Linear(200, 100), GaussianHead(50))
    decoder = nn.Sequential(nn.Linear(50, 200), nn.Tanh(), nn.Linear(200, 200), nn.Tanh(), nn.Linear(200, 784), BernoulliHead(IMAGE))
    for layer in (*encoder, *decoder):
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return VAE(encoder, decoder, StandardNormal(50))


def terms(name: str, k: int, model: nn.Module, batch: Batch, step: int) -> Terms:
    return iwae(model.draw(binarised(batch.x), samples=k), weight=1.0 if name == "VAE" else 0.0)


ABOUT = "VAE 784-200-200-50-200-200-784, tanh, Bernoulli decoder, pixels binarised anew in every step, trained by "
RECIPES = {
    f"{name.lower()}{k}-mnist-50d": Recipe(
        ABOUT + (f"the bound of {k} codes" if name == "IWAE" else f"the ELBO, its mean over {k}"), burda_vae, mnist, partial(terms, name, k), binary_nll, EPOCHS
    )
    for name, k in ROWS
}
