"""VAE and GAN together (chapter 19): a GAN that finishes what a VAE draws, and a VAE whose errors are counted in a critic's features (VAE/GAN).

Items are (n, *event): parts of one item stand side by side along the first axis of the event, which is the channel of a picture. Losses are means over the batch, in nats.
"""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from vaeedu.adversarial import critic_terms, known_game
from vaeedu.data import Batch
from vaeedu.data.checks import whole_number
from vaeedu.models import VAE
from vaeedu.objectives import closed_rate, fools
from vaeedu.objectives.checks import refuse_negative, refuse_not_positive
from vaeedu.training import Ensemble, Player, Terms, of_model, one_of, own_items, owned

Items = Float[Tensor, "n ..."]

# Two steps: the VAE draws, the GAN finishes ------------------------------------------------------------------------------


class Hybrid(nn.Module):
    """A VAE that tells mean and scale of every number of an item, and a GAN that gives its noise a shape. The VAE is trained before, and stays as it is.

    An item is mean + scale · (noise + generator(mean, scale, noise)), with standard normal noise: without the generator that is the VAE's own sample. The critic is shown
    asinh((item − mean)/scale), which keeps rare large values in sight of the others, with mean and scale. Both networks read these three side by side, (n, 3·channels, ...),
    for items that are rows of d numbers (n, 3·d); the generator returns the shape of an item, the critic (n, 1). `most` bounds the scale: numbers in [0, 1] cannot have one above 0.5.
    """

    def __init__(self, vae: VAE, generator: nn.Module, critic: nn.Module, most: float = math.inf):
        super().__init__()
        if not most > 0:
            raise ValueError(f"most, the largest scale, must be > 0, got {most}; 0.5 is that of numbers in [0, 1], math.inf leaves scales as they are")
        self.vae, self.generator, self.critic, self.most = vae, generator, critic, most

    @torch.no_grad()
    def told(self, z: Float[Tensor, "n latent"]) -> tuple[Items, Items]:
        """Mean and scale of p(x|z)."""
        likelihood = self.vae.decode(z)
        return likelihood.mean, likelihood.stddev.clamp(max=self.most)

    def finish(self, mean: Items, scale: Items) -> Items:
        """An item for each mean and scale, with noise of its own."""
        noise = torch.randn_like(mean)
        return mean + scale * (noise + self.generator(torch.cat([mean, scale, noise], 1)))

    def sample(self, n: int) -> Items:
        """n items: codes from the prior, told by the VAE and finished."""
        with torch.no_grad():
            z = self.vae.prior_of().sample((whole_number("n", n),))
        return self.finish(*self.told(z))

    def redraw(self, x: Items) -> Items:
        """For each item another one that has a code of its posterior."""
        with torch.no_grad():
            z = self.vae.encode(x).rsample()
        return self.finish(*self.told(z))

    def pairs(self, x: Items) -> tuple[Items, Items]:
        """What the critic is shown: real items, and finished ones, each as its noise in units of the scale beside the mean and scale of one code of the real item."""
        with torch.no_grad():
            z = self.vae.encode(x).rsample()
        mean, scale = self.told(z)
        return tuple(torch.cat([torch.asinh((items - mean) / scale), mean, scale], 1) for items in (x, self.finish(mean, scale)))

    def logits(self, pairs: Items) -> Float[Tensor, " n"]:
        return self.critic(pairs).flatten()


def finishers(
    hybrid: Hybrid | Ensemble, lr: float = 1e-3, betas: tuple[float, float] = (0.0, 0.9), game: str = "non-saturating", penalty: float = 0.0, batch_size: int | None = None
) -> list[Player]:
    """The two players that finish a VAE's items, "critic" and then "generator", for `fit`; the VAE is not moved.

    With a `batch_size`, each model draws so many items for itself out of the batch that `fit` hands out. `penalty` is the weight of the `gradient_penalty`. Let the rates
    fall to 0 (`training.cooled`): the two circle around their rest as long as they make large steps. Raises TypeError for what is no Hybrid, ValueError for a game that is not known, and for a rate or penalty out of range.
    """
    if not isinstance(one_of(hybrid), Hybrid):
        raise TypeError(f"finishers takes a Hybrid, or an Ensemble of them, got {type(hybrid).__name__}; Hybrid(vae, generator, critic) makes one")
    rules = known_game(game)
    refuse_not_positive("a learning rate", lr, "try 1e-3")
    refuse_negative("penalty", penalty, "0 leaves it out")

    def of_critic(model: Hybrid, batch: Batch, step: int, _: Tensor | None) -> Terms:
        real, fake = (pairs.detach() for pairs in model.pairs(own_items(batch, batch_size).x))
        return critic_terms(rules, model.critic, real, fake, penalty)

    def of_generator(model: Hybrid, batch: Batch, step: int, _: Tensor | None) -> Terms:
        _, fake = model.pairs(own_items(batch, batch_size).x)
        return {"loss": rules.generator(model.logits(fake))}

    return [
        Player(hybrid, of_model(hybrid, loss), torch.optim.Adam(owned(hybrid, name), lr, betas, fused=True), name=name)
        for name, loss in (("critic", of_critic), ("generator", of_generator))
    ]


# VAE/GAN: errors in a critic's features ----------------------------------------------------------------------------------


class VAEGAN(nn.Module):
    """A VAE, and a critic in two parts: `features` (n, *event) → (n, features) and `answer` (n, features) → (n, 1). What is made are the decoder's means."""

    def __init__(self, vae: VAE, features: nn.Module, answer: nn.Module):
        super().__init__()
        self.vae, self.critic = vae, nn.Sequential(features, answer)

    def sample(self, n: int) -> Items:
        return self.vae.sample(n).mean

    def logits(self, x: Items) -> Float[Tensor, " n"]:
        return self.critic(x).flatten()

    def feature_error(self, x: Items, made: Items) -> Float[Tensor, " n"]:
        """½‖f(x) − f(made)‖², nats of a Gaussian of scale 1 around the features, but for its constant."""
        return (self.critic[0](x) - self.critic[0](made)).flatten(1).square().sum(1) / 2


@dataclass(frozen=True)
class Balance:
    """Who may move, by the critic's two costs, the means of −log D(real) and −log(1 − D(made)), in nats (Larsen et al. 2016, as their program has it).

    The critic waits while either cost is below equilibrium − margin, for it is too good; the decoder waits while either is above equilibrium + margin, for the critic is
    too bad to teach it. If both should wait, both move.
    """

    equilibrium: float = 0.68
    margin: float = 0.35

    def check(self) -> None:
        refuse_not_positive("equilibrium, the cost of a critic that is as good as it should be,", self.equilibrium, "0.68 is the authors', log 2 that of a guess")
        refuse_not_positive("margin, how far a cost may be from it,", self.margin, "0.35 is the authors'; without the rule take balance=None")

    def moves(self, real: Float[Tensor, ""], made: Float[Tensor, ""]) -> tuple[Bool[Tensor, ""], Bool[Tensor, ""]]:
        """Whether the critic moves, and whether the decoder does."""
        low, high = torch.minimum(real, made), torch.maximum(real, made)
        critic, decoder = low >= self.equilibrium - self.margin, high <= self.equilibrium + self.margin
        neither = ~critic & ~decoder
        return critic | neither, decoder | neither


def feature_players(
    model: VAEGAN | Ensemble, weight: float = 0.5, balance: Balance | None = Balance(), lr: float = 1e-3, batch_size: int | None = None
) -> list[Player]:
    """The three players of a VAE/GAN for `fit`: "encoder", "decoder" and "critic" (Larsen et al. 2016), by RMSProp.

    encoder: rate + feature error; decoder: weight · feature error − (1 − weight) · cost; critic: cost, the sum of its costs of real and of made items, half of these reconstructions and half samples.
    Nobody's error moves another's network. A player that waits has no gradient, which under RMSProp is no move.
    Raises TypeError for what is no VAEGAN, ValueError for a weight outside (0, 1) and for a balance or rate that is not > 0.
    """
    if not isinstance(one_of(model), VAEGAN):
        raise TypeError(f"feature_players takes a VAEGAN, or an Ensemble of them, got {type(model).__name__}; VAEGAN(vae, features, answer) makes one")
    if not 0 < weight < 1:
        raise ValueError(f"weight, that of the feature error against the critic's cost, must be between 0 and 1, got {weight}; the authors take 5e-5 and 1e-6")
    if balance is not None:
        balance.check()
    refuse_not_positive("a learning rate", lr, "try 1e-3")

    def costs(one: VAEGAN, x: Items) -> tuple[Terms, Items]:
        """The critic's two costs, and the reconstructions that are among what is made."""
        again = one.vae.draw(x).likelihood.mean[0]
        made = torch.cat([one.logits(again), one.logits(one.sample(len(x)))])
        return {"cost of real": fools(-one.logits(x)), "cost of made": fools(made)}, again

    def may_move(cost: Terms, who: int) -> Float[Tensor, ""]:
        real, made = (value.detach() for value in cost.values())
        return torch.ones_like(real) if balance is None else balance.moves(real, made)[who].to(real)

    def of_encoder(one: VAEGAN, batch: Batch, step: int, _: Tensor | None) -> Terms:
        x = own_items(batch, batch_size).x
        draw = one.vae.draw(x)
        rate, error = closed_rate(draw.q, draw.prior).mean(), one.feature_error(x, draw.likelihood.mean[0]).mean()
        return {"loss": rate + error, "rate": rate, "feature error": error}

    def of_decoder(one: VAEGAN, batch: Batch, step: int, _: Tensor | None) -> Terms:
        x = own_items(batch, batch_size).x
        cost, again = costs(one, x)
        moves = may_move(cost, 1)
        return {"loss": moves * (weight * one.feature_error(x, again).mean() - (1 - weight) * sum(cost.values())), "moves": moves}

    def of_critic(one: VAEGAN, batch: Batch, step: int, _: Tensor | None) -> Terms:
        cost, _ = costs(one, own_items(batch, batch_size).x)
        moves = may_move(cost, 0)
        return {"loss": moves * sum(cost.values()), "moves": moves} | cost

    return [
        Player(model, of_model(model, loss), torch.optim.RMSprop(owned(model, part), lr), name=name)
        for name, part, loss in (("encoder", "vae.encoder", of_encoder), ("decoder", "vae.decoder", of_decoder), ("critic", "critic", of_critic))
    ]
