"""Losses that hold all codes together to the prior: the WAE, the AAE and the InfoVAE."""

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import softplus

from vaeedu.models import Draw
from vaeedu.objectives.checks import refuse_negative
from vaeedu.objectives.elbo import Rate, analytic_rate
from vaeedu.objectives.terms import Terms


def match(draw: Draw, divergence: Float[Tensor, ""], weight: float | Tensor, alpha: float | Tensor = 1.0, rate: Rate = analytic_rate) -> Terms:
    """loss = distortion + (1 − alpha) · rate + (alpha + weight − 1) · divergence, `divergence` being one between q(z) and p(z).

    The InfoVAE of Zhao et al. (2019), whose λ is `weight`. With alpha = 1, the default, a WAE (Tolstikhin et al. 2018), or with `fools` for the divergence an
    AAE (Makhzani et al. 2015): loss = distortion + weight · divergence, and no rate is asked for. alpha = 1 − β with weight = β is the β-VAE.
    Raises ValueError for weights of the rate or of the divergence below 0, where the loss has no least value.
    """
    refuse_negative("weight, that of the divergence,", weight, "try 10.0")
    refuse_negative("1 - alpha, the weight of the rate,", 1 - alpha, "alpha=1 leaves the rate out")
    refuse_negative("alpha + weight - 1, the weight of the divergence,", alpha + weight - 1, "take a larger weight; weight = 1 - alpha is the β-VAE")
    distortion = -draw.log_likelihood.mean()
    terms = {"distortion": distortion, "divergence": divergence}
    loss = distortion + (alpha + weight - 1) * divergence
    if isinstance(alpha, Tensor) or alpha != 1:
        terms["rate"] = rate(draw).mean()
        loss = loss + (1 - alpha) * terms["rate"]
    return {"loss": loss, **terms}


def fools(logits: Float[Tensor, "..."]) -> Float[Tensor, ""]:
    """−log of the chance that a critic gives to "from the prior": what an encoder lowers to pass for the prior, the non-saturating loss.

    `logits` are the critic's log odds for "a code", of codes. Its own loss is `tells_apart(logits of codes, logits of draws from the prior)`.
    """
    return softplus(logits).mean()
