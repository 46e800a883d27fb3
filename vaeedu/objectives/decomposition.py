"""The rate taken apart: what the codes say of the data, how they depend on each other, and how each is spread; and losses that weigh these parts.

E KL(q(z|x)‖p(z)) = I_q(x;z) + KL(q(z)‖Π_j q(z_j)) + Σ_j KL(q(z_j)‖p(z_j)), all in nats, with q(z) = E_x q(z|x) over the data.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor
from torch.distributions import Independent
from torch.nn.functional import softplus

from vaeedu.models import Draw
from vaeedu.objectives.checks import refuse_negative
from vaeedu.objectives.terms import Terms

Shares = Callable[[int, int], Float[Tensor, "batch batch"]]


class Parts(NamedTuple):
    """The three parts of the rate, means over the batch, in nats."""

    information: Tensor
    total_correlation: Tensor
    dimension_wise: Tensor


class GroupedParts(NamedTuple):
    """The four parts where the coordinates come in groups: the total correlation is that between the groups, and that within them."""

    information: Tensor
    between: Tensor
    within: Tensor
    dimension_wise: Tensor


def minibatch(batch: int, items: int) -> Float[Tensor, "batch batch"]:
    """Every item of the batch stands for as many of all `items`, and q(z) is 1/(items · batch) of the sum: minibatch-weighted, Chen et al. (2018).

    Its logarithm is too low, by log(items) where codes do not overlap.
    """
    return torch.full((batch, batch), 1 / (items * batch))


def stratified(batch: int, items: int) -> Float[Tensor, "batch batch"]:
    """An item stands for itself, and the others of the batch for all others: its own weight is 1/items. Unbiased for q(z), given the code's own item.

    The minibatch-stratified weights of Chen et al. (2018), the special one among the others taken by each of them in turn; so in HFVAE.
    """
    if batch < 2:
        raise ValueError("q(z) cannot be estimated from a batch of one item, whose code it knows; take a larger batch")
    return torch.full((batch, batch), (items - 1) / (items * (batch - 1))).fill_diagonal_(1 / items)


def aggregated(draw: Draw, items: int, groups: Sequence[Sequence[int]] | None = None, shares: Shares = stratified) -> Float[Tensor, "samples batch groups"]:
    """log q(z_g) at the codes drawn, for groups of coordinates (by default each alone), estimated from the batch's own q(z|x).

    `items` is how many the data have; with the whole data as the batch, both `shares` but for a constant give the exact value. Raises ValueError for fewer items than the batch has,
    for a q without independent coordinates, and for groups that are empty.
    """
    if not isinstance(draw.q, Independent):
        raise ValueError(f"the parts are for a q with independent coordinates, got {type(draw.q).__name__}; take GaussianHead for the encoder's head")
    batch, latent = draw.z.shape[1:]
    if items < batch:
        raise ValueError(f"items, the size of the data, must be at least that of the batch, {batch}, got {items}; take len(data)")
    groups = [[j] for j in range(latent)] if groups is None else groups
    if not all(len(group) for group in groups):
        raise ValueError(f"each group needs at least one coordinate of 0 to {latent - 1}, got {[list(group) for group in groups]}")
    log_q = draw.q.base_dist.log_prob(draw.z[:, :, None])  # (samples, code, item, latent)
    log_shares = shares(batch, items).to(log_q).log()
    return torch.stack([(log_q[..., list(group)].sum(-1) + log_shares).logsumexp(-1) for group in groups], -1)


def parts(draw: Draw, items: int, shares: Shares = stratified) -> Parts:
    """The three parts, estimated from the batch. They sum to the sampled rate, whatever the shares are. Raises ValueError as `aggregated` does."""
    together = aggregated(draw, items, [range(draw.z.shape[-1])], shares)[..., 0]
    alone = aggregated(draw, items, shares=shares).sum(-1)
    return Parts((draw.log_q - together).mean(), (together - alone).mean(), (alone - draw.log_prior).mean())


def grouped_parts(draw: Draw, items: int, groups: Sequence[Sequence[int]], shares: Shares = stratified) -> GroupedParts:
    """The four parts, for groups that together hold each coordinate once. They sum to the sampled rate. Raises ValueError as `aggregated` does, and for other groups."""
    latent = draw.z.shape[-1]
    if sorted(j for group in groups for j in group) != list(range(latent)):
        raise ValueError(f"the groups must hold each of the coordinates 0 to {latent - 1} once, got {[list(group) for group in groups]}")
    together = aggregated(draw, items, [range(latent)], shares)[..., 0]
    grouped, alone = (aggregated(draw, items, split, shares).sum(-1) for split in (groups, None))
    return GroupedParts((draw.log_q - together).mean(), (together - grouped).mean(), (grouped - alone).mean(), (alone - draw.log_prior).mean())


def weigh(draw: Draw, of_rate: Parts | GroupedParts, *row: float | Tensor, **weights: float | Tensor) -> Terms:
    """loss = distortion + Σ weight · part, the weights in the order of the parts or by their names; one that is not given is 1.

    All weights 1: the ELBO. All β: the β-VAE. (1, β, 1): the β-TCVAE of Chen et al. (2018); (1, 1 + γ, 1): the FactorVAE of Kim & Mnih (2018), whose TC is a critic's (`criticised`).
    (1 − α, λ, λ): the InfoVAE of Zhao et al. (2019), with the KL for its divergence (`match` takes any). Of the four of `grouped_parts`: the HFVAE of Esmaeili et al. (2019).
    Raises ValueError for weights that are negative or not finite, too many, or of no such part.
    """
    names = of_rate._fields
    if len(row) > len(names) or not set(weights) <= set(names[len(row) :]):
        raise ValueError(f"there is one weight for each of {', '.join(names)}, got {len(row)} in their order and {sorted(weights) or 'none'} by name")
    weights = dict.fromkeys(names, 1.0) | dict(zip(names, row)) | weights
    distortion, cost = -draw.log_likelihood.mean(), 0.0
    for name, part in of_rate._asdict().items():
        refuse_negative(f"{name}, the weight of that part,", weights[name], "all weights 1 are the ELBO")
        cost = cost + weights[name] * part
    return {"loss": distortion + cost, "distortion": distortion, **of_rate._asdict()}


def capacity(draw: Draw, weight: float | Tensor, nats: float | Tensor) -> Terms:
    """loss = distortion + weight · |rate − nats|, the rate by sampling: the annealed VAE of Burgess et al. (2018), where `nats` grows in training."""
    refuse_negative("weight, that of the distance to the capacity,", weight, "the paper takes 1000 with pixels summed")
    refuse_negative("nats, the capacity,", nats, "try 5.0")
    rate = (draw.log_q - draw.log_prior).mean()
    distortion = -draw.log_likelihood.mean()
    return {"loss": distortion + weight * (rate - nats).abs(), "distortion": distortion, "rate": rate}


def dip(draw: Draw, off_diagonal: float | Tensor, diagonal: float | Tensor, of_codes: bool = False) -> Terms:
    """loss = distortion + rate + off_diagonal Σ_{i≠j} C_ij² + diagonal Σ_i (C_ii − 1)², C the covariance over the batch of the means of q(z|x).

    DIP-VAE-I of Kumar et al. (2018); `of_codes` adds the mean variances of q(z|x) to C, which makes it that of the codes: DIP-VAE-II. Raises ValueError for a batch of one.
    """
    refuse_negative("off_diagonal, the weight of the covariances,", off_diagonal, "try 10.0")
    refuse_negative("diagonal, the weight of the variances,", diagonal, "try 10.0")
    if len(draw.q.mean) < 2:
        raise ValueError("a covariance over the batch needs at least 2 items, got 1; take a larger batch")
    centred = draw.q.mean - draw.q.mean.mean(0)
    covariance = centred.T @ centred / len(centred) + (torch.diag_embed(draw.q.variance.mean(0)) if of_codes else 0)
    variances = covariance.diagonal()
    penalty = off_diagonal * (covariance.square().sum() - variances.square().sum()) + diagonal * (variances - 1).square().sum()
    rate, distortion = (draw.log_q - draw.log_prior).mean(), -draw.log_likelihood.mean()
    return {"loss": distortion + rate + penalty, "distortion": distortion, "rate": rate, "penalty": penalty}


def permuted(z: Float[Tensor, "n latent"]) -> Float[Tensor, "n latent"]:
    """Each coordinate permuted over the codes by itself: draws from Π_j q(z_j). Raises ValueError for one code."""
    if len(z) < 2:
        raise ValueError("one code cannot be permuted; take a batch of several")
    return torch.stack([column[torch.randperm(len(z), device=z.device)] for column in z.T], 1)


def criticised(logits: Float[Tensor, "samples batch"], draw: Draw, weight: float | Tensor) -> Terms:
    """The FactorVAE's loss: distortion + rate + weight · TC, the TC being the mean of a critic's logits of the codes (Kim & Mnih 2018)."""
    refuse_negative("weight, that of the total correlation,", weight, "try 5.0")
    rate, distortion, tc = (draw.log_q - draw.log_prior).mean(), -draw.log_likelihood.mean(), logits.mean()
    return {"loss": distortion + rate + weight * tc, "distortion": distortion, "rate": rate, "total_correlation": tc}


def tells_apart(of_codes: Float[Tensor, "..."], of_others: Float[Tensor, "..."]) -> Terms:
    """The loss of a critic that is shown codes and others, from its logits of both: the cross entropy of telling them apart.

    At its least, log 2 − JSD, the logits are the logarithm of the ratio of the two densities: with permuted codes for the others log q(z) − Σ_j log q(z_j), with draws from the
    prior log q(z) − log p(z).
    """
    return {"loss": (softplus(-of_codes).mean() + softplus(of_others).mean()) / 2}
