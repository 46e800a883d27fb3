"""The runs of chapter 18: introspective VAEs by their margin, against a VAE and a GAN, on an uneven ring, five seeds each; the first is filmed. And pairs of one VAE before and after it, of pictures."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vaeedu.adversarial import GAN, rivals
from vaeedu.data import Batch, Dataset, frey, gaussian_mixture, mnist, ring_centres
from vaeedu.distributions import GaussianHead, SharedScaleHead, StandardNormal
from vaeedu.introspective import Hinge, Soft, introspect, rate
from vaeedu.models import VAE
from vaeedu.networks import MLP, Deconvolutions, conv_encoder, mlp_decoder, mlp_encoder
from vaeedu.objectives import Terms, elbo
from vaeedu.training import Ensemble, Player, Row, own_items, seeded
from vaeedu.zoo.measures import mean
from vaeedu.zoo.recipes import Recipe, named

# Points ----------------------------------------------------------------------------------------------------------------

COUNTS = (4, 1, 7, 2, 8, 3, 6, 5)  # of 36: how often each place of the ring is visited
SCALE, NOISE = 0.05, 0.2  # of a mode, and of the decoder, which is not learned
POINTS, BATCH, STEPS, SEEDS, HIDDEN, LR = 5000, 128, 5000, 5, (32, 32), 5e-4
MARGINS = (*range(1, 13), 20)
HINGES = {  # by what is special of them, with the margins that are tried
    "hinge": (Hinge(), MARGINS),
    "hinge of the batch": (Hinge(of_batch=True), (4,)),  # at 12, one run of five ended in infinite rates after 4,787 steps
    "weight 1/4": (Hinge(weight=0.25), (4,)),
    "weight 4": (Hinge(weight=4.0), (4,)),
}
SOFT = Soft(beta=0.3, negative=0.9, distortion=0.2 * 2 * NOISE**2)  # the authors' weights for their ring, where they write the squared error for our −log p
OTHERS = ("soft", "VAE", "GAN")
FILMED = range(1, 13)  # margins
FRAMES, SHOWN = 26, 80  # pictures of each film, and points in a picture


def new_vae() -> VAE:
    return VAE(mlp_encoder(2, HIDDEN, GaussianHead(2)), mlp_decoder(2, HIDDEN, SharedScaleHead(2, NOISE)), StandardNormal(2))


def new_gan() -> GAN:
    return GAN(MLP(2, *HIDDEN, 2), MLP(2, *HIDDEN, 1), 2)


class Runs(nn.Module):
    """All runs: an Ensemble for each of `HINGES`, whose settings are the margins, and of `OTHERS`; and films of the first seeds.

    `samples` (filmed, frames, points, 2) are means of the same codes all along; `told` (filmed, frames, 4) is what the encoder charges for held-out points and for samples,
    which share of the samples is near a mode, and how far the modes' shares are from the data's (`modes_of`).
    """

    def __init__(self):
        super().__init__()
        margins = {name: margins for name, (_, margins) in HINGES.items()} | dict.fromkeys(OTHERS, (0,))
        self.runs = nn.ModuleDict({name: self._several(new_gan if name == "GAN" else new_vae, settings) for name, settings in margins.items()})
        self.register_buffer("samples", torch.zeros(len(FILMED), FRAMES, SHOWN, 2))
        self.register_buffer("told", torch.zeros(len(FILMED), FRAMES, 4))

    @staticmethod
    def _several(new: Callable[[], nn.Module], settings: Sequence[float]) -> Ensemble:
        return Ensemble(seeded(new, SEEDS) * len(settings), [setting for setting in settings for _ in range(SEEDS)])

    def models(self, name: str, margin: float | None = None) -> list[nn.Module]:
        """The runs of that name, one of each seed; of a hinge, those with the margin."""
        ensemble = self.runs[name]
        return [model for model, setting in zip(ensemble.models(), ensemble.settings.tolist()) if margin in (None, setting)]

    @torch.no_grad()
    def film(self, frame: int) -> None:
        codes = torch.randn(2000, 2, generator=torch.Generator().manual_seed(0))
        real = uneven_ring(train=False).x
        first = self.runs["hinge"].models()[:: SEEDS]
        for number, margin in enumerate(FILMED):
            model = first[MARGINS.index(margin)]
            samples = model.decode(codes).mean
            self.samples[number, frame] = samples[:SHOWN]
            charged = [rate(model, points).mean() for points in (real, samples)]
            self.told[number, frame] = torch.stack([*charged, *modes_of(samples)])


def watch(model: Runs) -> Callable[[list[Row]], None]:
    """An `after_row` for `fit` that films."""
    model.film(0)
    every = STEPS // (FRAMES - 1)

    def look(rows: list[Row]) -> None:
        frame, rest = divmod(rows[-1]["step"], every)
        if not rest and frame < FRAMES:
            model.film(frame)

    return look


def players(model: Runs) -> list[Player]:
    found = []
    for name, game in {**{name: game for name, (game, _) in HINGES.items()}, "soft": SOFT}.items():
        found += named(name, introspect(model.runs[name], game, LR, batch_size=BATCH))
    vae = model.runs["VAE"]
    of_elbo = Player(vae, vae.loss(of_vae), torch.optim.Adam(vae.parameters(), LR, fused=True), name="VAE")
    return [*found, of_elbo, *named("GAN", rivals(model.runs["GAN"], "non-saturating", 1e-3, batch_size=BATCH))]  # at the rate of chapter 17


def of_vae(model: VAE, batch: Batch, step: int, _: Tensor) -> Terms:
    return elbo(model.draw(own_items(batch, BATCH).x))


@torch.no_grad()
def samples_of(model: GAN | VAE, n: int) -> Float[Tensor, "n 2"]:
    """What the model makes: a GAN's items, and the means of a VAE's decoder."""
    return model.sample(n).mean if isinstance(model, VAE) else model.sample(n)


def modes_of(samples: Float[Tensor, "n 2"]) -> tuple[Tensor, Tensor]:
    """Which share of the samples lies within three scales of a mode, and half the sum of |share of a mode − data's|, each sample counting for its nearest mode."""
    distance, nearest = torch.cdist(samples, ring_centres()).min(1)
    shares = torch.bincount(nearest, minlength=len(COUNTS)) / len(samples)
    return (distance <= 3 * SCALE).float().mean(), (shares - torch.tensor(COUNTS) / sum(COUNTS)).abs().sum() / 2


def held_out(model: Runs, test: Dataset) -> dict:
    """How far a held-out point is from the nearest of 2,500 samples, in scales of a mode, by the mean over the runs."""
    torch.manual_seed(0)
    gap = lambda one: torch.cdist(test.x, samples_of(one, 2500)).amin(1) / SCALE
    return {f"distance to the nearest sample in scales, {name}": mean(torch.stack([gap(one) for one in model.models(name)]).mean(0)) for name in model.runs}


def uneven_ring(train: bool = True) -> Dataset:
    centres = ring_centres().repeat_interleave(torch.tensor(COUNTS), 0)
    points = gaussian_mixture(POINTS if train else 1000, centres, SCALE, seed=0 if train else 1)
    return Dataset(points.x)


# Pictures --------------------------------------------------------------------------------------------------------------

LATENT, CHANNELS = 16, (16, 32)


class Pair(nn.Module):
    """Two VAEs of the same first weights, for as many steps: one by the ELBO and one by introspection."""

    def __init__(self, shape: tuple[int, ...], noise: float):
        super().__init__()
        self.elbo, self.introspective = (self._new(shape, noise) for _ in range(2))
        self.introspective.load_state_dict(self.elbo.state_dict())

    @staticmethod
    def _new(shape: tuple[int, ...], noise: float) -> VAE:
        decoder = nn.Sequential(Deconvolutions(LATENT, shape, CHANNELS), nn.Sigmoid(), SharedScaleHead(shape, noise))
        return VAE(conv_encoder(shape, CHANNELS, GaussianHead(LATENT)), decoder, StandardNormal(LATENT))


def both(margin: float) -> Callable[[Pair], list[Player]]:
    def players(model: Pair) -> list[Player]:
        of_elbo = Player(model.elbo, lambda batch, step: elbo(model.elbo.draw(batch.x)), torch.optim.Adam(model.elbo.parameters(), LR, fused=True), name="elbo")
        return [of_elbo, *introspect(model.introspective, Hinge(margin), LR)]

    return players


@torch.no_grad()
def held_out_pictures(model: Pair, test: Dataset) -> dict:
    """What the encoder charges for held-out pictures, and how far the means of their reconstructions are off, a pixel."""
    torch.manual_seed(0)
    found = {}
    for name, vae in (("elbo", model.elbo), ("introspective", model.introspective)):
        q = vae.encode(test.x)
        found[f"rate, {name}"] = mean(rate(vae, test.x))
        found[f"root mean squared error, {name}"] = mean((vae.decode(q.mean).mean - test.x).square().flatten(1).mean(1).sqrt())
    return found


def frey_parts(train: bool = True) -> Dataset:
    """Frey's faces, of which every seventh is held out in runs of 50 frames, since neighbours in time are nearly the same picture."""
    faces = frey()
    held = torch.arange(len(faces)) // 50 % 7 == 3
    return Dataset(faces.x[~held if train else held])


ABOUT = f"VAEs 2-32-32-2 by the games {', '.join(HINGES)} and soft, and by the ELBO, and a GAN, {SEEDS} seeds each, Adam {LR} (the GAN 0.001), each with its own {BATCH} points in a step, on a ring of 8 whose places are visited {', '.join(map(str, COUNTS))} times of 36"
RECIPES = {"intro-ring-runs": Recipe(ABOUT, Runs, uneven_ring, None, held_out, STEPS, players, watch, POINTS)} | {
    f"intro-{name}-16d": Recipe(
        f"two VAEs of convolutions {CHANNELS}, noise {noise:g}, by the ELBO and by a hinge at {margin:g} nats, Adam {LR}",
        lambda shape=shape, noise=noise: Pair(shape, noise), data, None, held_out_pictures, epochs, both(margin), batch_size=batch,
    )
    for name, shape, data, noise, margin, epochs, batch in (("mnist", (1, 28, 28), mnist, 0.4, 30.0, 8, 64), ("faces", (1, 28, 20), frey_parts, 0.15, 40.0, 100, 60))
}  # fmt: skip
