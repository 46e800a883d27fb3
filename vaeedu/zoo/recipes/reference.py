"""The reference models of chapters 1, 5 and 6: autoencoders and VAEs on MNIST and Fashion-MNIST."""

from functools import partial

import torch
from torch import Tensor, nn

from vaeedu.data import Batch, Dataset, fashion_mnist, mnist
from vaeedu.distributions import BernoulliHead, SharedScaleHead
from vaeedu.models import Autoencoder, mlp_vae
from vaeedu.networks import MLP, Flat, mlp_decoder
from vaeedu.objectives import Terms, elbo
from vaeedu.zoo import measures
from vaeedu.zoo.recipes import Recipe

IMAGE = (1, 28, 28)


def binarised(x: Tensor) -> Tensor:
    """Pixels that are 1 with their grey value as probability, drawn anew every time."""
    return torch.bernoulli(x)


def autoencoder_2d() -> Autoencoder:
    return Autoencoder(nn.Sequential(Flat(IMAGE), MLP(784, 256, 2)), mlp_decoder(2, (256,), BernoulliHead(IMAGE)))


def gaussian_20d() -> nn.Module:
    return mlp_vae(IMAGE, 20, head=partial(SharedScaleHead, learned=True))


def autoencoder_terms(model: nn.Module, batch: Batch, step: int) -> Terms:
    return {"loss": -model(batch.x).log_prob(batch.x).mean()}


def binary_terms(model: nn.Module, batch: Batch, step: int) -> Terms:
    return elbo(model.draw(binarised(batch.x)))


def grey_terms(model: nn.Module, batch: Batch, step: int) -> Terms:
    return elbo(model.draw(batch.x))


@torch.no_grad()
def distortion_of(model: nn.Module, test: Dataset) -> dict:
    return {"distortion": measures.mean(-model(test.x).log_prob(test.x))}


def binary_nll(model: nn.Module, test: Dataset) -> dict:
    """The test pictures are binarised once, with seed 0: a probability, in nats, to be compared with the literature's."""
    x = torch.bernoulli(test.x.cpu(), generator=torch.Generator().manual_seed(0)).to(test.x.device)
    return measures.nll(model, Dataset(x))


RECIPES: dict[str, Recipe] = {}
for name, data in (("mnist", mnist), ("fashion", fashion_mnist)):
    RECIPES |= {
        f"ae-{name}-2d": Recipe("autoencoder 784-256-2-256-784, cross entropy of grey values", autoencoder_2d, data, autoencoder_terms, distortion_of),
        f"vae-{name}-2d": Recipe(
            "VAE 784-256-2-256-784, Bernoulli decoder, pixels binarised anew in every step",
            partial(mlp_vae, IMAGE, 2, (256,)), data, binary_terms, binary_nll,
        ),
        f"vae-{name}-20d": Recipe(
            "VAE 784-400-20-400-784, Bernoulli decoder, pixels binarised anew in every step",
            partial(mlp_vae, IMAGE, 20), data, binary_terms, binary_nll,
        ),
    }
RECIPES["vae-mnist-20d-gaussian"] = Recipe(
    "VAE 784-400-20-400-784, Gaussian decoder with one learned scale, grey values in [0, 1]", gaussian_20d, mnist, grey_terms, measures.nll
)
