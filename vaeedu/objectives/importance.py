"""Objectives that weigh several codes of each datum against each other: IWAE and what came after it."""

import copy
import math

from jaxtyping import Float
from torch import Tensor, nn
from torch.distributions import Distribution, Transform

from vaeedu.models import Draw
from vaeedu.objectives.checks import refuse_outside
from vaeedu.objectives.terms import Terms


def iwae(draw: Draw, groups: int = 1, weight: float | Tensor = 0.0) -> Terms:
    """The negative importance-weighted bound: loss = −E log (1/k) Σ_i w_i over the draw's k samples, in nats.

    Burda et al. (2016); with one sample it is the sampled ELBO. `groups` takes the samples in that many groups, each with a bound of
    its own, and their mean: MIWAE(M = groups, K = samples/groups) of Rainforth et al. (2018). `weight` mixes: weight · ELBO + (1 − weight) · bound, their
    CIWAE. PIWAE has two players: the encoder's loss has groups, the decoder's has not. The term `bound` is without the mixing, `elbo` the mean log w.
    Raises ValueError for groups that do not divide the samples and for a weight outside [0, 1].
    """
    refuse_outside("weight, the ELBO's share,", weight, 0, 1, "weight=0 is IWAE, weight=1 the ELBO")
    log_w = _grouped(draw.log_w, groups)
    bound, elbo = _log_mean(log_w).mean(), log_w.mean()
    return {"loss": -(weight * elbo + (1 - weight) * bound), "bound": bound, "elbo": elbo}


def stl(draw: Draw, groups: int = 1) -> Terms:
    """The loss of `iwae`, with a gradient that leaves out how q's own density depends on its parameters: "sticking the landing".

    Roeder et al. (2017). With one sample it is unbiased and, where q is the posterior, without noise. With more it is biased for the encoder.
    Raises NotImplementedError for a q that cannot be reparameterised, and ValueError as `iwae` does.
    """
    bound = _log_mean(_grouped(_path_log_w(draw), groups)).mean()
    return {"loss": -bound, "bound": bound}


def dreg(draw: Draw, groups: int = 1) -> Terms:
    """A loss for the **encoder's** player, whose gradient is the doubly reparameterised one of the bound: −E Σ_i v_i² log w_i, the shares v_i held fixed.

    Tucker et al. (2019). Its expectation is the gradient of the bound in q's parameters, for any number of samples. The decoder's and the prior's gradient
    is that of `iwae`: give them a player of their own. The value of the loss means nothing, the term `bound` does.
    Raises NotImplementedError for a q that cannot be reparameterised, and ValueError as `iwae` does.
    """
    log_w = _grouped(_path_log_w(draw), groups)
    shares = log_w.detach().softmax(1)
    return {"loss": -(shares**2 * log_w).sum(1).mean(), "bound": _log_mean(log_w).mean()}


def _grouped(log_w: Float[Tensor, "samples batch"], groups: int) -> Float[Tensor, "groups k batch"]:
    samples = len(log_w)
    if groups < 1 or samples % groups:
        divisors = ", ".join(str(number) for number in range(1, samples + 1) if samples % number == 0)
        raise ValueError(f"groups must divide the {samples} samples of the draw, got {groups}; take one of {divisors}")
    return log_w.reshape(groups, -1, *log_w.shape[1:])


def _log_mean(log_w: Float[Tensor, "groups k batch"]) -> Float[Tensor, "groups batch"]:
    return log_w.logsumexp(1) - math.log(log_w.shape[1])


def _path_log_w(draw: Draw) -> Float[Tensor, "samples batch"]:
    """log w, whose gradient reaches q's parameters by way of the codes alone."""
    if not draw.q.has_rsample:
        raise NotImplementedError(f"codes of {type(draw.q).__name__} carry no gradient to its parameters; take iwae")
    return draw.log_likelihood + draw.log_prior - _held(draw.q).log_prob(draw.z)


def _held(part: object) -> object:
    """The same distribution, all its parameters held fixed, those of its transforms as well."""
    match part:
        case Tensor():
            return part.detach()
        case list():
            return [_held(one) for one in part]
        case nn.Module():
            raise NotImplementedError(f"the parameters of {type(part).__name__} in q cannot be held fixed; take iwae")
        case Distribution() | Transform():
            held = copy.copy(part)
            for name, value in vars(part).items():
                setattr(held, name, (None, None) if name == "_cached_x_y" else _held(value))  # a remembered inverse would cut the path through z
            return held
    return part
