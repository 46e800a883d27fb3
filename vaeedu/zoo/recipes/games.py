"""The runs of chapter 17: GANs by several games, and a VAE, on the ring of 8 and on the grid of 25, ten seeds each; the first two are filmed."""

from collections.abc import Callable
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vaeedu.adversarial import GAN, falling, rivals
from vaeedu.data import Batch, Dataset, grid, ring
from vaeedu.distributions import GaussianHead, SharedScaleHead, StandardNormal
from vaeedu.models import VAE
from vaeedu.networks import MLP, mlp_decoder, mlp_encoder
from vaeedu.objectives import Terms, elbo
from vaeedu.training import Ensemble, Player, Row, own_items, seeded
from vaeedu.zoo.measures import mean
from vaeedu.zoo.recipes import Recipe, named

SCALE, SPACING = 0.05, 0.5  # of a mode, and of the grid; the ring's radius is 1
POINTS, BATCH, STEPS, SEEDS, HIDDEN = 5000, 128, 5000, 10, (32, 32)
FILMED, FRAMES, SHOWN, SIDE = 2, 33, 80, 12  # seeds, pictures of each, points in a picture, and the critic's answers along a side
REACH = 1.5  # the pictures show the square of points up to so far from the middle
GAMES = {  # what is played, with the options of `rivals`; all by Adam at 1e-3
    "non-saturating": {},
    "saturating": {"game": "saturating"},
    "instance noise": {"noise": falling(0.5, STEPS)},
    "packs of 2": {"packed": 2},
    "WGAN-GP": {"game": "Wasserstein", "penalty": 1.0, "k": 5},
    "forward KL": {"game": "forward KL"},
    "reverse KL": {"game": "reverse KL"},
}
RUNS = (*GAMES, "VAE")


def new_gan(packed: int = 1) -> GAN:
    return GAN(MLP(2, *HIDDEN, 2), MLP(2 * packed, *HIDDEN, 1), 2, packed)


def new_vae() -> VAE:
    return VAE(mlp_encoder(2, HIDDEN, GaussianHead(2)), mlp_decoder(2, HIDDEN, SharedScaleHead(2, 0.1, learned=True)), StandardNormal(2))


class Runs(nn.Module):
    """All runs on one data set: an Ensemble for each of `RUNS`, and films of the first seeds.

    `samples` (runs, seeds, frames, points, 2) of the same codes all along, `answers` (runs, seeds, frames, side, side), the critic's logits on a grid of
    places, rows from the top, and `losses` (runs, seeds, frames, 2), of critic and generator (of a VAE, twice its loss), means since the frame before.
    """

    def __init__(self):
        super().__init__()
        new = {name: new_vae if name == "VAE" else partial(new_gan, GAMES[name].get("packed", 1)) for name in RUNS}
        self.runs = nn.ModuleDict({name: Ensemble(seeded(new[name], SEEDS)) for name in RUNS})
        for what, shape in (("samples", (SHOWN, 2)), ("answers", (SIDE, SIDE)), ("losses", (2,))):
            self.register_buffer(what, torch.zeros(len(RUNS), FILMED, FRAMES, *shape))

    def models(self, name: str) -> list[nn.Module]:
        return self.runs[name].models()

    @torch.no_grad()
    def film(self, frame: int) -> None:
        ticks = torch.linspace(-REACH, REACH, SIDE)
        places = torch.cartesian_prod(-ticks, ticks).flip(1)
        codes = torch.randn(SHOWN, 2, generator=torch.Generator().manual_seed(0))
        spread = torch.randn(SHOWN, 2, generator=torch.Generator().manual_seed(1))
        for number, name in enumerate(RUNS):
            for seed, model in enumerate(self.models(name)[:FILMED]):
                if name == "VAE":
                    seen = model.decoder(codes)
                    self.samples[number, seed, frame] = seen.mean + seen.stddev * spread
                    continue
                self.samples[number, seed, frame] = model.generator(codes)
                shown = places.repeat(1, model.packed)  # a pack of one and the same place
                self.answers[number, seed, frame] = model.critic(shown).reshape(SIDE, SIDE)


def watch(model: Runs) -> Callable[[list[Row]], None]:
    """An `after_row` for `fit` that films."""
    model.film(0)
    every = STEPS // (FRAMES - 1)

    def look(rows: list[Row]) -> None:
        frame, rest = divmod(rows[-1]["step"], every)
        if rest or frame >= FRAMES:
            return
        model.film(frame)
        for number, name in enumerate(RUNS):
            of_both = ("VAE/loss",) * 2 if name == "VAE" else (f"{name}: critic/loss", f"{name}: generator/loss")
            for player, term in enumerate(of_both):
                kept = torch.tensor([row[term][:FILMED] for row in rows[-every:] if term in row])
                model.losses[number, :, frame, player] = kept.mean(0)
                if frame == 1:
                    model.losses[number, :, 0, player] = kept[0]

    return look


def players(model: Runs) -> list[Player]:
    found = []
    for name, how in GAMES.items():
        options = {option: value for option, value in how.items() if option != "packed"}
        found += named(name, rivals(model.runs[name], **{"game": "non-saturating"} | options, batch_size=BATCH))
    vae = model.runs["VAE"]
    return [*found, Player(vae, vae.loss(of_vae), torch.optim.Adam(vae.parameters(), 1e-3, fused=True), name="VAE")]


def of_vae(model: VAE, batch: Batch, step: int, _: Tensor) -> Terms:
    return elbo(model.draw(own_items(batch, BATCH).x))


@torch.no_grad()
def samples_of(model: GAN | VAE, n: int) -> Float[Tensor, "n 2"]:
    """What the model takes for data: a GAN's items, and a VAE's with the decoder's noise."""
    return model.sample(n).sample() if isinstance(model, VAE) else model.sample(n)


def held_out(model: Runs, test: Dataset) -> dict:
    """How far a held-out point is from the nearest of 2,500 samples, by the mean over the runs."""
    torch.manual_seed(0)
    return {
        f"distance to the nearest sample, {name}": mean(torch.stack([torch.cdist(test.x, samples_of(one, 2500)).amin(1) for one in model.models(name)]).mean(0))
        for name in RUNS
    }


def ring_of_8(train: bool = True) -> Dataset:
    return ring(POINTS if train else 1000, scale=SCALE, seed=0 if train else 1)


def grid_of_25(train: bool = True) -> Dataset:
    return grid(POINTS if train else 1000, spacing=SPACING, scale=SCALE, seed=0 if train else 1)


ABOUT = f"GANs 2-32-32-2 against 2-32-32-1 by {len(GAMES)} games, and a VAE, {SEEDS} seeds each, Adam 0.001, each with its own {BATCH} points in a step, on "
RECIPES = {
    f"gan-{name}-runs": Recipe(ABOUT + about, Runs, points, None, held_out, STEPS, players, watch, POINTS)
    for name, about, points in (("ring", "the ring of 8", ring_of_8), ("grid", "the grid of 25", grid_of_25))
}
