"""What a trained model is worth: log p(x), rate and distortion, active units, and the aggregated posterior.

Results are in nats and one per item, so that an interval can be made of them. `data` is a batch x (n, *event), a `Batch`
with labels for a conditional model, or a whole `Dataset`; `chunk` codes are decoded at a time, by default as many as make 64 MB
of items and at most 4096, so that memory does not grow with the data or the samples. Meanwhile the model is in evaluation mode and has no gradients; afterwards each module is
in the mode it was in. Distributions draw from PyTorch's global generator and no other: seed with `torch.manual_seed`.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import NamedTuple, Protocol, no_type_check, runtime_checkable

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor, nn
from torch.distributions import Distribution

from vaeedu.data import Batch, Dataset
from vaeedu.data.checks import tensor_advice, whole_number
from vaeedu.models import VAE, Autoencoder, Draw
from vaeedu.objectives import Rate, analytic_rate

Data = Tensor | Batch | Dataset


@runtime_checkable
class Model(Protocol):
    """What most of this module needs of a model."""

    def draw(self, x: Tensor, y: Tensor | None = None, samples: int = 1) -> Draw: ...


@contextmanager
def _evaluating(model: Model) -> Iterator[None]:
    if not hasattr(model, "draw"):
        advice = "its distortion is -model(x).log_prob(x)" if isinstance(model, Autoencoder) else "take a VAE, or give the class such a method"
        raise TypeError(f"an evaluation needs a model with draw(x, y, samples), which {type(model).__name__} is not; {advice}")
    modules = list(model.modules()) if isinstance(model, nn.Module) else []
    training = [module.training for module in modules]
    try:
        for module in modules:
            module.training = False
        with torch.no_grad():
            yield
    finally:
        for module, flag in zip(modules, training):
            module.training = flag


CODES, MEMORY = 4096, 2**26  # the most codes that are decoded at a time by default, and the most bytes of what they make
CACHE = 2**22  # bytes of differences between codes and bells at a time: few enough to stay close to the processor


def _checked(model: Model, data: Data, chunk: int | None) -> tuple[Tensor, Tensor | None, int]:
    """The items x, their labels for a model that knows labels, and how many codes to decode at a time."""
    if not isinstance(data, Data):
        raise TypeError(f"data must be a tensor, a Batch or a Dataset, got {type(data).__name__}; {tensor_advice('data', data)}")
    x, y = (data, None) if isinstance(data, Tensor) else (data.x, data.y)
    if len(x) == 0:
        raise ValueError("the data are empty, and an evaluation needs at least one item; check how they were selected")
    if not x.isfinite().all():
        raise ValueError(f"the data must be finite, got {int((~x.isfinite()).sum())} values that are not; mend or leave out those items")
    if chunk is None:
        chunk = max(1, min(CODES, MEMORY // max(1, x[0].numel() * x.element_size())))
    return x, y if getattr(model, "takes_labels", True) else None, whole_number("chunk", chunk)


def _pieces(x: Tensor, y: Tensor | None, items: int) -> Iterator[tuple[Tensor, Tensor | None]]:
    """(x, y) of `items` items at a time, and of one where that is 0."""
    for piece in range(0, len(x), max(1, items)):
        place = slice(piece, piece + max(1, items))
        yield x[place], None if y is None else y[place]


def _read(of: Callable[[Draw], Tensor], model: Model, x: Tensor, y: Tensor | None, samples: int, chunk: int) -> Tensor:
    """`of` each draw, (samples, items, ...), from exactly `samples` codes of each item, at most `chunk` of them at a time."""
    return torch.cat([of(model.draw(x, y, min(chunk, samples - done))) for done in range(0, samples, chunk)])


# log p(x) by importance sampling ---------------------------------------------------------------------------------------


def log_likelihood(model: Model, data: Data, samples: int, chunk: int | None = None) -> Float[Tensor, " n"]:
    """Importance-sampled log p(x) of each item: the `log_mean_exp` of its `log_weights`, of which only a few are kept at a time.

    The mean weight is unbiased for p(x), so its logarithm is on average too low, and the less so the more samples: a
    stochastic lower bound (Burda, Grosse & Salakhutdinov 2016). Whether the samples suffice, the `effective_sample_size`
    of the weights tells. Raises ValueError as `log_weights`.
    """
    whole_number("samples", samples)
    with _evaluating(model):
        x, y, chunk = _checked(model, data, chunk)
        return torch.cat([log_mean_exp(_weights(model, *piece, samples, chunk)) for piece in _pieces(x, y, chunk // samples)])


def log_weights(model: Model, data: Data, samples: int, chunk: int | None = None) -> Float[Tensor, "samples n"]:
    """log p(x|z) + log p(z) − log q(z|x) for codes z ~ q(z|x), exactly `samples` of them for each item.

    Raises ValueError for counts below 1, for data that are empty or not finite, and for weights that are not numbers.
    """
    whole_number("samples", samples)
    with _evaluating(model):
        x, y, chunk = _checked(model, data, chunk)
        return torch.cat([_weights(model, *piece, samples, chunk) for piece in _pieces(x, y, chunk // samples)], 1)


def _weights(model: Model, x: Tensor, y: Tensor | None, samples: int, chunk: int) -> Tensor:
    return _refuse_nan(_read(lambda draw: draw.log_w, model, x, y, samples, chunk))


def _refuse_nan(log_w: Tensor) -> Tensor:
    lost = int(log_w.isnan().any(0).sum())
    if lost:
        raise ValueError(f"the log weights of {lost} of {log_w.shape[1]} items are NaN; are the model's parameters finite?")
    return log_w


def log_mean_exp(log_w: Float[Tensor, "samples n"]) -> Float[Tensor, " n"]:
    """log of the mean of exp(log_w) over the samples: from log weights to log p(x), without overflow."""
    whole_number("the number of samples", len(log_w))
    return log_w.logsumexp(0) - math.log(len(log_w))


def effective_sample_size(log_w: Float[Tensor, "samples n"]) -> Float[Tensor, " n"]:
    """(Σw)²/Σw², from 1 to the number of samples: how many equal weights would be as good.

    Near 1, a single code carries the estimate of log p(x), which is then not to be trusted. A large value proves nothing:
    codes that q never drew are not missed.
    """
    return torch.exp(2 * log_w.logsumexp(0) - (2 * log_w).logsumexp(0))


# log p(x) by annealing -------------------------------------------------------------------------------------------------


class Annealed(NamedTuple):
    """log p(x) (n,), the log weights (chains, n) that it is the `log_mean_exp` of, and the moves' acceptance (steps − 1, n)."""

    log_likelihood: Tensor
    log_w: Tensor
    acceptance: Tensor


PILOTS = 4  # chains that find the step sizes of an item
FIRST_STEP = 0.5  # in units of the prior's scale
ACCEPTANCE = 0.7  # what they aim at
GAIN = 0.3  # by how much a step size grows, as a logarithm, per unit of acceptance above that
JITTER = 0.3  # step sizes vary by ±30 %, or trajectories could close and return to their start


def annealed_log_likelihood(
    model: VAE, data: Data, chains: int = 16, steps: int = 500, leapfrog: int = 3, chunk: int | None = None
) -> Annealed:
    """log p(x) by annealed importance sampling (Neal 2001; for decoders, Wu et al. 2017). The encoder is not asked.

    Chains start at the prior and are led to p(z) p(x|z) through p(z) p(x|z)^t, t = (k/steps)⁴ for k = 1 … `steps`, by
    Hamiltonian moves of `leapfrog` gradients. Like `log_likelihood` it is on average too low; more steps help more than
    more chains. Step sizes, one for each item and step, come from pilot chains of their own and never from the chains
    that are weighed: those would no longer leave p(z) p(x|z)^t as it is, and the weights would be biased. Acceptance far
    from 0.7 is a warning: more steps. Raises ValueError as `log_weights`, and for codes that are not real numbers.
    """
    for name, count in {"chains": chains, "steps": steps, "leapfrog": leapfrog}.items():
        whole_number(name, count)
    # A power above 1 spends most steps near the prior, where a sharp likelihood changes the distribution fastest.
    schedule = [(k / steps) ** 4 for k in range(steps + 1)]
    with _evaluating(model):
        x, y, chunk = _checked(model, data, chunk)
        parts = [_anneal_items(model, *piece, chains, schedule, leapfrog) for piece in _pieces(x, y, chunk // chains)]
    log_w, acceptance = (torch.cat(part, 1) for part in zip(*parts))
    return Annealed(log_mean_exp(log_w), log_w, acceptance)


def _anneal_items(
    model: VAE, x: Tensor, y: Tensor | None, chains: int, schedule: list[float], leapfrog: int
) -> tuple[Float[Tensor, "chains n"], Float[Tensor, "moves n"]]:
    prior = model.prior_of(y)

    def target(z: Tensor, t: float) -> tuple[Tensor, Tensor, Tensor]:
        """log p(z) p(x|z)^t, its gradient, and log p(x|z)."""
        with torch.enable_grad():
            z = z.detach().requires_grad_()
            likelihood = model.decode(z, y)
            if likelihood.event_shape != x.shape[1:]:
                made, got = tuple(likelihood.event_shape), tuple(x.shape)
                raise ValueError(f"the decoder makes items of shape {made}, got a tensor of shape {got}; reshape the data")
            log_likelihood = likelihood.log_prob(x)
            log_density = prior.log_prob(z) + t * log_likelihood
            (slope,) = torch.autograd.grad(log_density.sum(), z)
        return log_density.detach(), slope, log_likelihood.detach()

    _, _, step_sizes = _anneal(target, _prior_codes(prior, len(x), PILOTS), schedule, leapfrog)
    log_w, acceptance, _ = _anneal(target, _prior_codes(prior, len(x), chains), schedule, leapfrog, step_sizes)
    return _refuse_nan(log_w), acceptance


def _prior_codes(prior: Distribution, items: int, samples: int = 1) -> Shaped[Tensor, "samples items *code"]:
    return prior.sample((samples,) if prior.batch_shape else (samples, items))


def _anneal(
    target: Callable[[Tensor, float], tuple[Tensor, Tensor, Tensor]],
    z: Shaped[Tensor, "chains n *code"],
    schedule: list[float],
    leapfrog: int,
    step_sizes: Float[Tensor, "moves n"] | None = None,
) -> tuple[Float[Tensor, "chains n"], Float[Tensor, "moves n"], Float[Tensor, "moves n"]]:
    """Log weights, acceptance and step sizes of chains led along the schedule; without step sizes they are adapted on the way."""
    if not z.is_floating_point():
        raise ValueError(f"annealing moves codes along a gradient, so they must be real numbers, got {z.dtype}; sum over the codes instead")
    chains, n = z.shape[:2]
    moves = len(schedule) - 2  # none after the last weight
    log_w, acceptance = z.new_zeros(chains, n), z.new_zeros(moves, n)
    if adapt := step_sizes is None:
        step_sizes = z.new_full((moves, n), FIRST_STEP)
    for move, (before, t) in enumerate(pairwise(schedule)):
        log_density, slope, log_likelihood = target(z, t)
        log_w += (t - before) * log_likelihood
        if move == moves:
            break
        step = step_sizes[move] * (1 + JITTER * (2 * torch.rand_like(log_w) - 1))
        step = step.reshape(chains, n, *(1,) * (z.ndim - 2))
        momentum = torch.randn_like(z)
        energy = _kinetic(momentum) - log_density
        proposal = z
        for _ in range(leapfrog):
            momentum = momentum + step / 2 * slope
            proposal = proposal + step * momentum
            log_density, slope, _ = target(proposal, t)
            momentum = momentum + step / 2 * slope
        # A trajectory that has left the numbers is refused.
        accept = torch.exp(energy - _kinetic(momentum) + log_density).clamp(max=1).nan_to_num(0.0)
        z = torch.where((torch.rand_like(accept) < accept).reshape(step.shape), proposal, z)
        acceptance[move] = accept.mean(0)
        if adapt and move + 1 < moves:
            step_sizes[move + 1] = step_sizes[move] * torch.exp(GAIN * (acceptance[move] - ACCEPTANCE))
    return log_w, acceptance, step_sizes


def _kinetic(momentum: Tensor) -> Tensor:
    return momentum.square().flatten(2).sum(2) / 2


# Rate and distortion, and the code ---------------------------------------------------------------------------------------


class RateDistortion(NamedTuple):
    """KL(q(z|x)‖p(z)) and −E log p(x|z) of each item, (n,) both."""

    rate: Tensor
    distortion: Tensor


def rate_distortion(model: Model, data: Data, samples: int = 1, rate: Rate = analytic_rate, chunk: int | None = None) -> RateDistortion:
    """Rate and distortion of each item, means over `samples` codes; their sum is the negative ELBO (Alemi et al. 2018).

    `rate` is one of `vaeedu.objectives`: `analytic_rate`, or `sampled_rate` where the KL has no closed form. Raises
    ValueError for counts below 1, for data that are empty or not finite, and for a rate that is not one per item.
    """
    whole_number("samples", samples)

    def both(draw: Draw) -> Tensor:
        cost = rate(draw)
        if cost.shape[-1:] != draw.log_likelihood.shape[-1:]:
            items = draw.log_likelihood.shape[-1]
            raise ValueError(f"rate must give one number per item, {items} in all, got shape {tuple(cost.shape)}; take analytic_rate or sampled_rate")
        return torch.stack([cost.expand_as(draw.log_likelihood), -draw.log_likelihood], -1)

    with _evaluating(model):
        x, y, chunk = _checked(model, data, chunk)
        means = [_read(both, model, *piece, samples, chunk).mean(0) for piece in _pieces(x, y, chunk // samples)]
    return RateDistortion(*torch.cat(means).unbind(-1))


class ActiveUnits(NamedTuple):
    """The variance over the data of each coordinate's posterior mean, (latent,), and whether it exceeds the threshold."""

    variance: Tensor
    active: Tensor


def active_units(model: Model, data: Data, threshold: float = 0.01, chunk: int | None = None) -> ActiveUnits:
    """Which coordinates of the code say anything about x: those with Var_x E_q(z|x) z > threshold.

    Burda, Grosse & Salakhutdinov (2016), with their threshold. Raises ValueError for fewer than 2 items, a threshold
    that is not finite and >= 0, data that are empty or not finite, and a q whose mean is not a number.
    """
    if not (math.isfinite(threshold) and threshold >= 0):
        raise ValueError(f"threshold, a variance, must be finite and >= 0, got {threshold}; the field takes 0.01")
    (means,) = _codes(lambda draw: (draw.q.mean,), model, data, chunk)
    variance = means.var(0)
    if variance.isnan().any():
        raise ValueError("the posterior mean is not a number everywhere; active units are for codes of real numbers and a model of finite parameters")
    return ActiveUnits(variance, variance > threshold)


def mutual_information(model: Model, data: Data, chunk: int | None = None) -> Float[Tensor, " n"]:
    """log q(z|x) − log q(z) at one code z ~ q(z|x) of each item, q(z) being the mean of q(z|x) over these n items.

    Their mean estimates I_q(x;z). None exceeds log n, since an item's own q(z|x) is part of that mean: where the information is close
    to log n or above it, the estimate says no more than that, and more items are needed. Raises ValueError for fewer than 2 items, and
    for data that are empty or not finite.
    """
    z, own = _codes(lambda draw: (draw.z[0], draw.log_q[0]), model, data, chunk)
    with _evaluating(model):
        x, y, chunk = _checked(model, data, chunk)
        log_sum = torch.full_like(own[:, 0], -math.inf)
        for piece in _pieces(x, y, min(chunk, CACHE // (z.numel() * z.element_size()))):
            q = model.draw(*piece).q
            log_sum = torch.logaddexp(log_sum, q.log_prob(z.reshape(len(z), 1, *q.event_shape)).logsumexp(1))
    return own[:, 0] - log_sum + math.log(len(z))


class AggregatedPosterior(NamedTuple):
    """One code z ~ q(z|x) of each item and as many from the prior, (n, latent); mean (latent,) and covariance of the former."""

    z: Tensor
    prior_z: Tensor
    mean: Tensor
    covariance: Tensor


def aggregated_posterior(model: Model, data: Data, chunk: int | None = None) -> AggregatedPosterior:
    """A sample of q(z) = E_x q(z|x), its moments, and a sample of the prior to hold it against.

    One code per item, so that the codes are independent draws if the items are; `divergences.mmd_test(z, prior_z, kernel)`
    then tests q(z) = p(z), and a few thousand items are plenty. Raises ValueError for fewer than 2 items, and for data
    that are empty or not finite.
    """
    z, prior_z = _codes(lambda draw: (draw.z[0], _prior_codes(draw.prior, draw.z.shape[1])[0]), model, data, chunk)
    return AggregatedPosterior(z, prior_z, z.mean(0), z.T.cov().reshape(z.shape[1], z.shape[1]))


def _codes(of: Callable[[Draw], tuple[Tensor, ...]], model: Model, data: Data, chunk: int | None) -> list[Tensor]:
    """What `of` reads from one draw of each item, (n, latent) each."""
    with _evaluating(model):
        x, y, chunk = _checked(model, data, chunk)
        parts = [of(model.draw(*piece)) for piece in _pieces(x, y, chunk)]
    codes = [torch.cat(part) for part in zip(*parts)]
    if len(codes[0]) < 2:
        raise ValueError("a variance needs at least 2 items, got 1; evaluate on more data")
    if not codes[0].is_floating_point():
        raise ValueError(f"moments are for codes of real numbers, got {codes[0].dtype}; count how often each code occurs instead")
    return [code.reshape(len(code), -1) for code in codes]


# Modes -----------------------------------------------------------------------------------------------------------------


@no_type_check  # shapes that do not fit get a message of their own
def mode_counts(samples: Float[Tensor, "n d"], centres: Float[Tensor, "modes d"], scale: float, within: float = 3.0) -> Int[Tensor, " modes"]:
    """How many samples lie within `within` scales of each mode's centre; a sample counts for its nearest centre alone.

    From the counts comes what papers report: a mode is "captured" when its count is at least 1 (Srivastava et al. 2017; Lin et al. 2018), or at least a share of
    what it should get; a sample is "of high quality" when it is counted. Raises ValueError for shapes that do not fit, samples that are not finite, and a scale or
    `within` that is not > 0.
    """
    if samples.ndim != 2 or centres.ndim != 2 or samples.shape[1] != centres.shape[1]:
        raise ValueError(f"samples (n, d) and centres (modes, d) must have the same d, got {tuple(samples.shape)} and {tuple(centres.shape)}")
    if not samples.isfinite().all():
        raise ValueError(f"samples must be finite, got {int((~samples.isfinite()).any(1).sum())} rows that are not; has the generator's training blown up?")
    for name, number in (("scale", scale), ("within", within)):
        if not (math.isfinite(number) and number > 0):
            raise ValueError(f"{name} must be finite and > 0, got {number}")
    distance, nearest = torch.cdist(samples, centres.to(samples)).min(1)
    return torch.bincount(nearest[distance <= within * scale], minlength=len(centres))
