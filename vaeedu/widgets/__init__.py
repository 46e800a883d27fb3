"""The book's widgets: the same pictures as on its pages, driven from Python."""

from vaeedu.widgets.elbo import ELBO
from vaeedu.widgets.epsilon_cloud import EpsilonCloud
from vaeedu.widgets.gaussian_kl import GaussianKL
from vaeedu.widgets.latent_explorer import LatentExplorer
from vaeedu.widgets.linear_vae import LinearVAE
from vaeedu.widgets.noisy_channel import NoisyChannel
from vaeedu.widgets.optimal_discriminator import OptimalDiscriminator

__all__ = ["ELBO", "EpsilonCloud", "GaussianKL", "LatentExplorer", "LinearVAE", "NoisyChannel", "OptimalDiscriminator"]
