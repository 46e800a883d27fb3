"""The models of chapter 20's widget: codes learned with their decoder, and a VAE with the same decoder, on the small digits."""

import torch
from torch import nn

from vaeedu.codes import CodeTable, coding, found_codes, numbered, scores
from vaeedu.data import Dataset, digits
from vaeedu.distributions import SharedScaleHead
from vaeedu.models import VAE, mlp_vae
from vaeedu.networks import mlp_decoder
from vaeedu.objectives import elbo
from vaeedu.training import Player
from vaeedu.zoo.measures import mean
from vaeedu.zoo.recipes import Recipe

SHAPE, LATENT, HIDDEN = (1, 8, 8), 8, 32
STARTS, STEPS = 4, 300  # for the codes of held-out digits


def head() -> SharedScaleHead:
    return SharedScaleHead(SHAPE, 0.1, learned=True)


class Pair(nn.Module):
    """A code for each training digit with a decoder 8-32-64, `table`, and a VAE 64-32-8-32-64, `vae`."""

    def __init__(self):
        super().__init__()
        self.table = CodeTable(scores(digits().x, LATENT), mlp_decoder(LATENT, HIDDEN, head()))
        self.vae: VAE = mlp_vae(SHAPE, LATENT, HIDDEN, lambda _: head())


def players(model: Pair) -> list[Player]:
    of_codes = coding(model.table)
    of_codes.name = "codes"
    return [of_codes, Player(model.vae, lambda batch, step: elbo(model.vae.draw(batch.x)), torch.optim.Adam(model.vae.parameters(), 1e-3, fused=True), name="VAE")]


def held_out(model: Pair, test: Dataset) -> dict:
    """The root mean squared error of held-out digits, a pixel."""
    torch.manual_seed(0)
    found = model.table.decode(found_codes(model.table, test.x, STEPS, STARTS)).mean
    with torch.no_grad():
        redrawn = {"codes": found, "VAE": model.vae.decode(model.vae.encode(test.x).mean).mean}
        return {f"root mean squared error, {name}": mean((pictures - test.x).square().flatten(1).mean(1).sqrt()) for name, pictures in redrawn.items()}


def numbered_digits(train: bool = True) -> Dataset:
    return numbered(digits(train=train))


ABOUT = "a code for each digit with a decoder 8-32-64, from principal scores, and a VAE 64-32-8-32-64, both with a learned scale; Adam 0.001, the codes 0.01"
RECIPES = {"codes-digits-8d": Recipe(ABOUT, Pair, numbered_digits, None, held_out, 300, players)}
