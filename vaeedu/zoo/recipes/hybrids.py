"""The models of chapter 19. On the grid of 25: VAEs that tell mean and scale, with GANs that finish what they draw, and GANs alone, five seeds each. The VAE of the widget, of small digits. And finishers of chapter 9's VAEs."""

import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from vaeedu.adversarial import GAN, rivals
from vaeedu.closed_forms import observation_noise
from vaeedu.data import Batch, Dataset, digits, mnist
from vaeedu.distributions import GaussianHead, StandardNormal
from vaeedu.hybrids import Hybrid, finishers
from vaeedu.models import VAE
from vaeedu.networks import MLP, Convolutions, mlp_decoder, mlp_encoder
from vaeedu.objectives import Terms, elbo
from vaeedu.training import Ensemble, Player, cooled, linear_warm_up, of_model, own_items, owned, seeded
from vaeedu.zoo.measures import mean
from vaeedu.zoo.recipes import Recipe, named
from vaeedu.zoo.recipes.games import SCALE, SPACING, grid_of_25
from vaeedu.zoo.recipes.variance import faces

LR, PENALTY = 1e-3, 0.3


def vae_player(model: nn.Module, of_vae: Callable[..., Terms], steps: int) -> Player:
    """The player "VAE", of a Hybrid or an Ensemble of them. Its rate is 0 from half-time on, so that the generator ends with a VAE that stands still."""
    return cooled([Player(model, of_model(model, of_vae), torch.optim.Adam(owned(model, "vae"), LR, fused=True), name="VAE")], steps // 2)[0]


# Points ----------------------------------------------------------------------------------------------------------------

SEEDS, POINTS, BATCH, STEPS, HIDDEN = 5, 5000, 128, 10_000, (32, 32)
FLOORS = {"narrow": 0.02, "middle": 0.1, "wide": 0.2}  # the least scale that a decoder tells; the bells' own is 0.05, and they are 0.5 apart


def point_hybrid(floor: float) -> Hybrid:
    vae = VAE(mlp_encoder(2, HIDDEN, GaussianHead(2)), mlp_decoder(2, HIDDEN, GaussianHead(2, floor=floor)), StandardNormal(2))
    return Hybrid(vae, MLP(6, *HIDDEN, 2), MLP(6, *HIDDEN, 1))


class Runs(nn.Module):
    """Ensembles of the same seeds: `hybrids`, by the least scale of the VAE that they rest on, and `gan`, for as many steps."""

    def __init__(self):
        super().__init__()
        self.hybrids = nn.ModuleDict({name: Ensemble(seeded(partial(point_hybrid, floor), SEEDS)) for name, floor in FLOORS.items()})
        self.gan = Ensemble(seeded(lambda: GAN(MLP(2, *HIDDEN, 2), MLP(2, *HIDDEN, 1), 2), SEEDS))


warm_up = linear_warm_up(2000)  # begun at the full rate, most of these VAEs leave their codes unused and call the grid noise


def of_points(model: Hybrid, batch: Batch, step: int, _: Tensor) -> Terms:
    return elbo(model.vae.draw(own_items(batch, BATCH).x), warm_up(step))


def players(model: Runs) -> list[Player]:
    found = []
    for name, hybrid in model.hybrids.items():
        found += named(name, [vae_player(hybrid, of_points, STEPS), *cooled(finishers(hybrid, LR, penalty=PENALTY, batch_size=BATCH), STEPS)])
    return found + named("gan", cooled(rivals(model.gan, "non-saturating", LR, batch_size=BATCH), STEPS))


@torch.no_grad()
def held_out(model: Runs, test: Dataset) -> dict:
    """How far a held-out point is from the nearest of 2,500 samples, in scales of a mode, by the mean over the runs."""
    torch.manual_seed(0)
    drawn = {f"{name}, finished": [one.sample(2500) for one in hybrid.models()] for name, hybrid in model.hybrids.items()}
    drawn["gan"] = [one.sample(2500) for one in model.gan.models()]
    gap = lambda points: torch.cdist(test.x, points).amin(1) / SCALE
    return {f"distance to the nearest sample in scales, {name}": mean(torch.stack([gap(points) for points in found]).mean(0)) for name, found in drawn.items()}


# Pictures --------------------------------------------------------------------------------------------------------------


class Finisher(nn.Module):
    """A generator and a critic for a VAE of the zoo, which is not kept once more. Both are convolutions: they know of neighbours, and not of places."""

    def __init__(self, base: str, shape: tuple[int, ...], channels: int = 24):
        super().__init__()
        self.base = base
        steps = (3 * shape[0], channels, channels, channels)
        layers = [layer for i, o, wide in zip(steps, steps[1:], (1, 2, 4)) for layer in (nn.Conv2d(i, o, 3, padding=wide, dilation=wide), nn.ReLU())]
        self.generator = nn.Sequential(*layers, nn.Conv2d(channels, shape[0], 3, padding=1))
        self.critic = Convolutions((3 * shape[0], *shape[1:]), (channels, 2 * channels), 1)

    def hybrid(self) -> Hybrid:
        """With the VAE: what draws and finishes."""
        from vaeedu import zoo  # which reads this file first

        return Hybrid(zoo.load(self.base), self.generator, self.critic, most=0.5)


@torch.no_grad()
def sharpness(model: Hybrid, test: Dataset) -> dict:
    """The sharpness of held-out pictures (`observation_noise.sharpness`), and of what is made of a code of each: the VAE's mean and sample, and the finished picture."""
    torch.manual_seed(0)
    mean_of, scale = model.told(model.vae.encode(test.x).rsample())
    side = test.shape[-2:] if len(test.shape) == 3 else 2 * (math.isqrt(test.shape[0]),)
    shown = {"sample": mean_of + scale * torch.randn_like(scale), "data": test.x, "mean": mean_of, "finished": model.finish(mean_of, scale)}
    return {f"sharpness, {name}": mean(torch.as_tensor(observation_noise.sharpness(pictures.reshape(len(test), *side).numpy()))) for name, pictures in shown.items()}


def critic(numbers: int, hidden: int = 128) -> nn.Sequential:
    """Leaky, since a critic whose units have died teaches nobody."""
    return nn.Sequential(nn.Linear(numbers, hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, 1))


def small_hybrid() -> Hybrid:
    vae = VAE(mlp_encoder(64, 32, GaussianHead(2)), mlp_decoder(2, 32, GaussianHead(64, floor=0.05)), StandardNormal(2))
    return Hybrid(vae, MLP(192, 64, 64), critic(192), most=0.5)


def flat_digits(train: bool = True) -> Dataset:
    return Dataset(digits(train=train).x.flatten(1))


def small_players(model: Hybrid) -> list[Player]:
    return [vae_player(model, lambda one, batch, step, _: elbo(one.vae.draw(batch.x)), SMALL_STEPS), *cooled(finishers(model, LR, penalty=PENALTY), SMALL_STEPS)]


SMALL_EPOCHS = 400
SMALL_STEPS = SMALL_EPOCHS * -(-1500 // 64)  # there are 1,500 digits to train on
NETS = f"Adam {LR} falling to 0, penalty {PENALTY}"
RECIPES = {
    "hybrid-grid-runs": Recipe(
        f"VAEs 2-32-32-2-32-32-(2×2) with a scale of at least {', '.join(map(str, FLOORS.values()))} for each number, the rate warmed up for 2,000 steps, finished by 6-32-32-2 against 6-32-32-1, and GANs 2-32-32-2 against 2-32-32-1, {SEEDS} seeds each, {NETS}, each with its own {BATCH} points in a step, on the grid of 25",
        Runs, grid_of_25, None, held_out, STEPS, players, batch_size=POINTS,
    ),
    "hybrid-digits-2d": Recipe(
        f"a VAE 64-32-2-32-(2×64) with a scale of at least 0.05 for each pixel, finished by 192-64-64 against 192-128-1, {NETS}",
        small_hybrid, flat_digits, None, sharpness, SMALL_EPOCHS, small_players, batch_size=64,
    ),
} | {
    f"hybrid-{name}": Recipe(
        f"convolutions of 24 channels that finish {base}, which stands still, {NETS}",
        partial(Finisher, base, shape), data, None, lambda model, test: sharpness(model.hybrid(), test), epochs,
        lambda model, steps=epochs * -(-items // 64): cooled(finishers(model.hybrid(), LR, penalty=PENALTY), steps), batch_size=64,
    )
    for name, base, shape, data, items, epochs in (("mnist", "vae-mnist-20d-variance", (1, 28, 28), mnist, 60_000, 2), ("faces", "vae-faces-20d-variance", (1, 32, 32), faces, 700, 100))
}  # fmt: skip
