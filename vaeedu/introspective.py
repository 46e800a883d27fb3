"""Introspective VAEs: the encoder is the critic, and the rate that it charges for an item is its answer (chapter 18).

To the encoder, real items are to be cheap and made ones expensive; the decoder learns to make what is cheap. There are the two networks of a VAE and no third.
What is made are the decoder's means, of codes of real items (reconstructions) and of codes from the prior (samples). Losses are means over the batch, in nats.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import relu

from vaeedu.data import Batch
from vaeedu.data.checks import whole_number
from vaeedu.models import VAE, Draw
from vaeedu.objectives import closed_rate
from vaeedu.objectives.checks import refuse_negative, refuse_not_positive
from vaeedu.training import Ensemble, Player, Terms, of_model, one_of, own_items, owned

Items = Float[Tensor, "batch *event"]


def made(model: VAE, draw: Draw) -> tuple[Items, Items]:
    """The means that the decoder makes of the draw's own codes, and as many of codes from the prior."""
    return draw.likelihood.mean[0], model.sample(draw.z.shape[1]).mean


def rate(model: VAE, x: Items) -> Float[Tensor, " batch"]:
    """KL(q(z|x)‖p(z)) of each item, whoever made it: the critic's answer."""
    return closed_rate(model.encode(x), model.prior_of())


# Games -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hinge:
    """IntroVAE (Huang et al. 2018): made items are pushed away until they cost `margin` nats.

    encoder: distortion · D(x) + rate(x) + weight · ½Σ [margin − rate(made)]₊; decoder: distortion · D(x) + weight · ½Σ rate(made); D(x) is −E log p(x|z), and the sums go over
    reconstructions and samples. With `of_batch` the hinge is put on the mean rate of a batch, as the authors' program does, and else on each item's, as their
    paper writes it. Its α is half of our weight, for it has no ½. Without a `margin`, each model of an Ensemble takes its setting for one.
    """

    margin: float | None = None
    weight: float = 1.0
    distortion: float = 1.0
    of_batch: bool = False

    def check(self) -> None:
        if self.margin is not None:
            _refuse_margin(self.margin)
        refuse_not_positive("weight, that of what is made,", self.weight, "elbo(draw) is the objective that goes without")
        refuse_not_positive("distortion, the weight of the reconstruction,", self.distortion, "1 is the ELBO's")

    def encoder(self, model: VAE, draw: Draw, x: Items, setting: Tensor | None) -> Terms:
        margin = self.margin
        if margin is None:
            if setting is None:
                raise ValueError("this game has no margin; give one, Hinge(margin=5.0), or one for each model of an Ensemble, as its settings")
            _refuse_margin(margin := setting)
        rates = [rate(model, items.detach()) for items in made(model, draw)]
        missing = [relu(margin - (of_made.mean() if self.of_batch else of_made)).mean() for of_made in rates]
        told = _told(draw, rates)
        return {"loss": self.distortion * told["distortion"] + told["rate"] + self.weight * sum(missing) / 2} | told

    def decoder(self, model: VAE, draw: Draw, x: Items) -> Terms:
        of_made = sum(rate(model, items).mean() for items in made(model, draw)) / 2
        distortion = -draw.log_likelihood.mean()
        return {"loss": self.distortion * distortion + self.weight * of_made, "distortion": distortion, "rate of made": of_made}


@dataclass(frozen=True)
class Soft:
    """Soft-IntroVAE (Daniel & Tamar 2021), as its authors' program has it: no margin; a made item is rewarded by the exponential of its negative ELBO's negative.

    encoder: scale (distortion · D(x) + beta · rate(x)) + ¼Σ mean exp(−2 scale (distortion · (D(made) − perfect) + negative · rate(made)));
    decoder: scale (distortion · D(x) + beta · ½Σ rate(made) + again · distortion · ½Σ D(made)). In the last term the codes are given.
    `perfect` are the nats that a perfect reconstruction costs, which the authors, who write the squared error for D, leave out: d log(σ√(2π)) for d numbers of a Gaussian
    whose scale σ is fixed.
    """

    beta: float = 1.0
    negative: float = 1.0
    distortion: float = 1.0
    scale: float = 0.5
    again: float = 1e-8
    perfect: float = 0.0

    def check(self) -> None:
        for name in ("beta", "negative", "distortion", "scale"):
            refuse_not_positive(name, getattr(self, name), "for their ring the authors take beta=0.3, negative=0.9, distortion=0.2, scale=0.5")
        refuse_negative("again, the weight of how made items are reconstructed,", self.again, "the authors take 1e-8")

    def encoder(self, model: VAE, draw: Draw, x: Items, _: Tensor | None) -> Terms:
        rates, rewards = [], []
        for items in made(model, draw):
            once_more = model.draw(items.detach())
            rates.append(closed_rate(once_more.q, once_more.prior))
            cost = self.distortion * (-once_more.log_likelihood[0] - self.perfect) + self.negative * rates[-1]
            rewards.append(torch.exp(-2 * self.scale * cost).mean())
        told = _told(draw, rates)
        return {"loss": self.scale * (self.distortion * told["distortion"] + self.beta * told["rate"]) + sum(rewards) / 4} | told

    def decoder(self, model: VAE, draw: Draw, x: Items) -> Terms:
        rates, again = [], []
        for items in made(model, draw):
            q = model.encode(items)
            rates.append(closed_rate(q, model.prior_of()).mean())
            again.append(-model.decode(q.rsample().detach()).log_prob(items.detach()).mean())
        of_made, distortion = sum(rates) / 2, -draw.log_likelihood.mean()
        loss = self.distortion * distortion + self.beta * of_made + self.again * self.distortion * sum(again) / 2
        return {"loss": self.scale * loss, "distortion": distortion, "rate of made": of_made}


def _refuse_margin(margin: float | Tensor) -> None:
    refuse_not_positive("margin, what a made item is to cost,", margin, "0 would ask nothing; try some nats more than a VAE's rate")


def _told(draw: Draw, rates: list[Float[Tensor, " batch"]]) -> Terms:
    """What the encoder's move tells: healthy is a training in which samples cost at least as much as real items."""
    return {
        "distortion": -draw.log_likelihood.mean(),
        "rate": closed_rate(draw.q, draw.prior).mean(),
        "rate of reconstructions": rates[0].mean(),
        "rate of samples": rates[1].mean(),
    }


# Players ---------------------------------------------------------------------------------------------------------------


def introspect(
    model: VAE | Ensemble, game: Hinge | Soft, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), batch_size: int | None = None
) -> list[Player]:
    """The two players of an introspective VAE, or of an Ensemble of them, for `fit`: "encoder" moves first, and then "decoder".

    Each has a pass of its own through both networks, and moves its own: the encoder sees what is made as given, the decoder feels the rates of it through an encoder that stands still. With a
    `batch_size`, each model draws so many items for itself out of the batch that `fit` hands out, which may then be all data.
    Raises TypeError for what is no VAE and for one that takes labels; ValueError for a margin, weight or rate that is not > 0, a batch of one item, and a prior that would have to be trained, which no player does.
    """
    vae = one_of(model)
    if not isinstance(vae, VAE):
        raise TypeError(f"introspect takes a VAE, or an Ensemble of VAEs, got {type(model).__name__}; VAE(encoder, decoder, prior) makes one")
    if vae.takes_labels:
        raise TypeError("introspect is for a VAE that takes no labels, and this one does; make it of an encoder, a decoder and a prior without")
    if any(True for _ in vae.prior.parameters()):
        raise ValueError(f"the prior, {type(vae.prior).__name__}, has parameters, and neither player would move them; take StandardNormal")
    game.check()
    refuse_not_positive("a learning rate", lr, "try 1e-3")
    if batch_size is not None:
        whole_number("batch_size", batch_size)

    def own(batch: Batch) -> Items:
        x = own_items(batch, batch_size).x
        if len(x) < 2:
            raise ValueError("a batch of one item tells real from made by two numbers; take a larger batch_size, one that leaves no single item at the end of an epoch")
        return x

    def of_encoder(one: VAE, batch: Batch, step: int, setting: Tensor | None) -> Terms:
        x = own(batch)
        return game.encoder(one, one.draw(x), x, setting)

    def of_decoder(one: VAE, batch: Batch, step: int, _: Tensor | None) -> Terms:
        x = own(batch)
        return game.decoder(one, one.draw(x), x)

    return [
        Player(model, of_model(model, loss), torch.optim.Adam(owned(model, name), lr, betas, fused=True), name=name)
        for name, loss in (("encoder", of_encoder), ("decoder", of_decoder))
    ]
