"""The ELBO, β's weight on its rate, and the ways to estimate or to bound that rate."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor
from torch.distributions import Distribution, Independent, kl_divergence

from vaeedu.models import Draw
from vaeedu.objectives.checks import refuse_negative
from vaeedu.objectives.terms import Terms

Rate = Callable[[Draw], Float[Tensor, "..."]]


def elbo(draw: Draw, beta: float | Tensor = 1.0, rate: Rate | None = None) -> Terms:
    """The negative ELBO, with weight β on its second part: loss = distortion + β · rate.

    distortion = −E log p(x|z) and rate = E KL(q(z|x)‖p(z)), both in nats, summed over coordinates. β = 1 is the bound of
    Kingma & Welling (2014), any other the β-VAE of Higgins et al. (2017). `rate` says how the second part is estimated:
    `analytic_rate` (the default), `sampled_rate`, or `free_bits(floor)`. Raises ValueError for β < 0.
    """
    refuse_negative("beta, the weight of the rate,", beta, "beta=1 is the ELBO")
    distortion = -draw.log_likelihood.mean()
    cost = (rate or analytic_rate)(draw).mean()
    return {"loss": distortion + beta * cost, "distortion": distortion, "rate": cost}


def analytic_rate(draw: Draw) -> Float[Tensor, " batch"]:
    """KL(q(z|x)‖p(z)) of each item in closed form. Raises NotImplementedError for a pair of distributions without one."""
    return closed_rate(draw.q, draw.prior).expand(draw.z.shape[1])


def closed_rate(q: Distribution, prior: Distribution) -> Float[Tensor, "..."]:
    """KL(q‖p) in closed form, for who has no `Draw`. Raises NotImplementedError for a pair of distributions without one."""
    try:
        return kl_divergence(q, prior)
    except NotImplementedError:
        pair = " to ".join(type(getattr(d, "base_dist", d)).__name__ for d in (q, prior))
        raise NotImplementedError(f"the KL of {pair} has no closed form here; take rate=sampled_rate") from None


def sampled_rate(draw: Draw) -> Float[Tensor, "samples batch"]:
    """log q(z|x) − log p(z) at the codes drawn: unbiased for the KL, with more noise in the gradient (chapter 4)."""
    return draw.log_q - draw.log_prior


def unit_rates(draw: Draw) -> Float[Tensor, "batch latent"]:
    """KL(q(z_j|x)‖p(z_j)) of each coordinate, for a q and a prior with independent coordinates."""
    if not (isinstance(draw.q, Independent) and isinstance(draw.prior, Independent)):
        raise ValueError("a rate per coordinate needs a q and a prior with independent coordinates; take analytic_rate or sampled_rate")
    return kl_divergence(draw.q.base_dist, draw.prior.base_dist).expand(draw.z.shape[1:])


def free_bits(floor: float | Tensor) -> Rate:
    """A rate that charges every coordinate at least `floor` nats, so that a code below it has nothing to gain by dying.

    Σ_j max(floor, E_x KL_j), Kingma et al. (2016), the mean over the batch taken before the maximum.
    """
    refuse_negative("floor, the free nats of each coordinate,", floor, "try 0.1")

    def rate(draw: Draw) -> Float[Tensor, ""]:
        return torch.clamp(unit_rates(draw).mean(0), min=floor).sum()

    return rate
