"""Generative adversarial networks: a generator, its critic, and the games that they play (chapters 16 and 17).

For data p and generated items g, a critic gives each item a number, here called its logit. In every game but Wasserstein's the best critic's
logit is log p(x)/g(x), so that one critic serves several divergences; what differs is what the two players make of it.
Losses are means over the batch, in nats.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vaeedu.data import Batch
from vaeedu.data.checks import whole_number
from vaeedu.objectives import fools, tells_apart
from vaeedu.objectives.checks import refuse_negative, refuse_not_positive
from vaeedu.training import Ensemble, Player, Terms, of_model, own_items, owned, parts_of

Logits = Float[Tensor, "..."]
SMALLEST = 1e-12  # added to a squared slope, so that its root has a gradient at 0


class GAN(nn.Module):
    """A generator z (n, latent) → x (n, *shape), with z standard normal, and a critic (packs, *items) → (packs, 1) or (packs,).

    With `packed` = m the critic judges m items of one origin at once, side by side in a row of m · d numbers (PacGAN, Lin et al. 2018): a generator that always
    draws the same then gives itself away.
    """

    def __init__(self, generator: nn.Module, critic: nn.Module, latent: int, packed: int = 1):
        super().__init__()
        self.generator, self.critic = generator, critic
        self.latent, self.packed = whole_number("latent", latent), whole_number("packed", packed)

    def sample(self, n: int) -> Float[Tensor, "n ..."]:
        """n items of the generator's distribution."""
        return self.generator(torch.randn(whole_number("n", n), self.latent, device=next(self.parameters()).device))

    def packs(self, x: Float[Tensor, "n ..."]) -> Float[Tensor, "packs ..."]:
        """What the critic is shown: the items, or rows of `packed` items each. Raises ValueError where the items do not fill the packs."""
        if self.packed == 1:
            return x
        if len(x) % self.packed:
            raise ValueError(f"{len(x)} items cannot be packed by {self.packed}; take a batch of {max(1, len(x) // self.packed) * self.packed}")
        return x.reshape(len(x) // self.packed, -1)

    def logits(self, x: Float[Tensor, "n ..."]) -> Float[Tensor, " packs"]:
        """The critic's number of each item, or of each pack."""
        return self.critic(self.packs(x)).flatten()


# Games -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Game:
    """What the two players lower: `critic(real, fake)`, from the logits of real and of generated items, and `generator(fake)`."""

    critic: Callable[[Logits, Logits], Float[Tensor, ""]]
    generator: Callable[[Logits], Float[Tensor, ""]]


def value(real: Logits, fake: Logits) -> Float[Tensor, ""]:
    """V(G, D) = E log D(real) + E log(1 − D(fake)), at most 0; −2 log 2 + 2 JSD for the best critic (Goodfellow et al. 2014)."""
    return -2 * tells_apart(real, fake)["loss"]


def jensen_shannon_bound(real: Logits, fake: Logits) -> Float[Tensor, ""]:
    """log 2 + V/2 ≤ JSD(p, g), with equality for logits log p/g."""
    return math.log(2) + value(real, fake) / 2


def forward_kl_bound(real: Logits, fake: Logits) -> Float[Tensor, ""]:
    """1 + E real − E exp(fake) ≤ KL(p ‖ g), with equality for logits log p/g (Nowozin, Cseke & Tomioka 2016)."""
    return 1 + real.mean() - fake.exp().mean()


def reverse_kl_bound(real: Logits, fake: Logits) -> Float[Tensor, ""]:
    """1 − E exp(−real) − E fake ≤ KL(g ‖ p), with equality for logits log p/g (Nowozin, Cseke & Tomioka 2016)."""
    return 1 - (-real).exp().mean() - fake.mean()


def _logistic(real: Logits, fake: Logits) -> Float[Tensor, ""]:
    return -value(real, fake)


GAMES = {
    # log(1 − D) of what is generated: the value itself, whose slope in the logit, −D, vanishes where the critic is sure.
    "saturating": Game(_logistic, lambda fake: -fools(fake)),
    # −log D: the slope is D − 1. Where most programs say GAN, they mean this one.
    "non-saturating": Game(_logistic, lambda fake: fools(-fake)),
    # Each player lowers what the bound leaves to it; the divergence goes down as far as the critic is good.
    "forward KL": Game(lambda real, fake: -forward_kl_bound(real, fake), lambda fake: -fake.exp().mean()),
    "reverse KL": Game(lambda real, fake: -reverse_kl_bound(real, fake), lambda fake: -fake.mean()),
    # The difference of the critic's means; for slopes of at most 1 its best is Wasserstein's distance (Arjovsky et al. 2017).
    "Wasserstein": Game(lambda real, fake: fake.mean() - real.mean(), lambda fake: -fake.mean()),
}


def known_game(name: str) -> Game:
    """The game of that name; raises ValueError for another."""
    if name not in GAMES:
        raise ValueError(f"game must be one of {', '.join(map(repr, GAMES))}, got {name!r}")
    return GAMES[name]


def critic_terms(game: Game, critic: Callable[[Tensor], Logits], real: Float[Tensor, "n ..."], fake: Float[Tensor, "n ..."], penalty: float) -> Terms:
    """What a critic lowers that is shown real and fake: `loss`, and with a penalty `penalty`, the `gradient_penalty` whose weight it is."""
    loss = game.critic(critic(real).flatten(), critic(fake).flatten())
    if penalty == 0:
        return {"loss": loss}
    slopes = gradient_penalty(critic, real, fake)
    return {"loss": loss + penalty * slopes, "penalty": slopes}


def gradient_penalty(critic: Callable[[Tensor], Logits], real: Float[Tensor, "n ..."], fake: Float[Tensor, "n ..."]) -> Float[Tensor, ""]:
    """The mean of (‖∇critic(x)‖ − 1)² at points x drawn on the lines from generated to real items (WGAN-GP, Gulrajani et al. 2017)."""
    if real.shape != fake.shape:
        raise ValueError(f"real and generated items are joined in pairs, got shapes {tuple(real.shape)} and {tuple(fake.shape)}; draw as many of one as of the other")
    share = torch.rand(len(real), *[1] * (real.ndim - 1), device=real.device, dtype=real.dtype)
    slopes = torch.func.grad(lambda x: critic(x).sum())(fake + share * (real - fake))
    return (((slopes.flatten(1) ** 2).sum(1) + SMALLEST).sqrt() - 1).square().mean()


# Players ---------------------------------------------------------------------------------------------------------------


def falling(start: float, steps: int) -> Callable[[int], float]:
    """step → instance noise that falls in a straight line from `start` to 0 in so many steps, and stays there (Sønderby et al. 2017)."""
    whole_number("steps", steps)
    refuse_negative("start", start, "0 leaves it out")
    return lambda step: start * max(0.0, 1 - step / steps)


def rivals(
    gan: GAN | Ensemble,
    game: str,
    lr: float | tuple[float, float] = 1e-3,
    betas: tuple[float, float] = (0.5, 0.9),
    k: int = 1,
    noise: float | Callable[[int], float] = 0.0,
    penalty: float = 0.0,
    batch_size: int | None = None,
) -> list[Player]:
    """The two players of a GAN, or of an Ensemble of GANs, for `fit`: "critic" moves in every step and after it, in every k-th, "generator".

    `game` is one of `GAMES`; `lr` the rate of Adam, or one each for critic and generator; `noise` the scale of the normal noise that both kinds of items
    get before the critic sees them (instance noise, Sønderby et al. 2017), a number or a schedule such as `falling`; `penalty` the weight of the `gradient_penalty`.
    With a `batch_size`, each model draws so many items for itself out of the batch that `fit` hands out, which may then be all data.
    The critic's terms are `loss`, and with a penalty `penalty`; the generator's is `loss`.
    Raises TypeError for what is no GAN, ValueError for a game that is not known, k < 1, and a negative or infinite rate, noise or penalty.
    """
    if not isinstance(gan, (GAN, Ensemble)) or not {"critic", "generator"} <= parts_of(gan):
        raise TypeError(f"rivals takes a GAN, or an Ensemble of GANs, whose generator and critic have parameters, got {type(gan).__name__}; GAN(generator, critic, latent) makes one")
    rules = known_game(game)
    whole_number("k", k, "the critic moves k times for each move of the generator")
    rates = lr if isinstance(lr, tuple) else (lr, lr)
    for rate in rates:
        refuse_not_positive("a learning rate", rate, "try 1e-3")
    refuse_negative("penalty", penalty, "0 leaves it out")
    of_step = noise if callable(noise) else lambda step: noise
    refuse_negative("noise", of_step(0), "0 leaves it out")  # and again in every step, for a schedule may go wrong later
    if batch_size is not None:
        whole_number("batch_size", batch_size)

    def seen(x: Tensor, step: int) -> Tensor:
        scale = of_step(step)
        refuse_negative(f"noise at step {step}", scale, "0 leaves it out")
        return x + scale * torch.randn_like(x) if scale > 0 else x

    def of_critic(model: GAN, batch: Batch, step: int, _: Tensor | None) -> Terms:
        x = own_items(batch, batch_size).x
        real, fake = seen(x, step), seen(model.sample(len(x)).detach(), step)
        return critic_terms(rules, model.critic, model.packs(real), model.packs(fake), penalty)

    def of_generator(model: GAN, batch: Batch, step: int, _: Tensor | None) -> Terms:
        n = len(batch.x) if batch_size is None else batch_size
        return {"loss": rules.generator(model.logits(seen(model.sample(n), step)))}

    return [
        Player(gan, of_model(gan, loss), torch.optim.Adam(owned(gan, name), rate, betas, fused=True), every, name=name)
        for name, loss, rate, every in (("critic", of_critic, rates[0], 1), ("generator", of_generator, rates[1], k))
    ]
