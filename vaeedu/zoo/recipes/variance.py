"""The models of chapter 9: decoders that say of every pixel how sure they are of it."""

from functools import partial

import torch
from torch import nn
from torch.nn.functional import avg_pool2d

from vaeedu.data import Dataset, mnist, olivetti
from vaeedu.distributions import GaussianHead
from vaeedu.evaluation import rate_distortion
from vaeedu.models import mlp_vae
from vaeedu.zoo import measures
from vaeedu.zoo.recipes import Recipe
from vaeedu.zoo.recipes.reference import IMAGE, grey_terms

FLOOR = 0.02  # about the rounding error of 16 grey levels


def faces(train: bool = True) -> Dataset:
    """Olivetti faces at 32 × 32: those of the first 35 persons and their mirror images, or those of the last 5."""
    x = avg_pool2d(olivetti().x, 2)
    return Dataset(torch.cat([x[:350], x[:350].flip(-1)]) if train else x[350:])


def bound_and_codes(model: nn.Module, test: Dataset) -> dict:
    """The negative ELBO, and the codes of ten held-out pictures, so that their means and scales can be shown where the pictures are not."""
    torch.manual_seed(measures.SEED)
    rate, distortion = rate_distortion(model, test)
    with torch.no_grad():
        codes = model.encoder(test.x[:: len(test) // 10][:10]).mean
    return {"negative ELBO": measures.mean(rate + distortion), "codes": [[round(number, 3) for number in code] for code in codes.tolist()]}


RECIPES = {
    f"vae-{name}-20d-variance": Recipe(
        f"VAE {widths}, Gaussian decoder with a scale for every pixel, at least {FLOOR}, grey values in [0, 1]",
        partial(mlp_vae, shape, 20, (hidden,), partial(GaussianHead, floor=FLOOR)), data, grey_terms, bound_and_codes, epochs,
    )
    for name, data, shape, hidden, widths, epochs in (
        ("mnist", mnist, IMAGE, 400, "784-400-20-400-(2×784)", 40),
        ("faces", faces, (1, 32, 32), 200, "1024-200-20-200-(2×1024)", 300),
    )
}
