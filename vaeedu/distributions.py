"""Heads, which turn a network's last numbers into a distribution, and priors over the code.

A head holds no layers. It says how many numbers it needs (`features`) and reads them off the last axis, so that any
network with that many outputs can stand before it. All heads return independent coordinates: a batch of log-densities
has one number per item, summed over the event's coordinates, in nats.
"""

import math
from numbers import Integral

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.distributions import Categorical, Distribution, Independent, MixtureSameFamily, Uniform
from torch.nn.functional import softplus

from vaeedu.data.checks import as_shape, class_labels

__all__ = ["Bernoulli", "BernoulliHead", "ClassMeanPrior", "GaussianHead", "MixturePrior", "Normal", "SharedScaleHead", "StandardNormal", "UniformHead"]


class Normal(torch.distributions.Normal):
    """N(loc, scale²) that also draws inside `torch.func.vmap`, where PyTorch's own would give all models the same noise and refuses."""

    def __init__(self, loc: Tensor, scale: Tensor):
        super().__init__(loc, scale, validate_args=False)

    def rsample(self, sample_shape=()) -> Tensor:
        shape = self._extended_shape(torch.Size(sample_shape))
        return self.loc + self.scale * torch.randn(shape, dtype=self.loc.dtype, device=self.loc.device)

    def expand(self, batch_shape, _instance=None):
        return Normal(self.loc.expand(batch_shape), self.scale.expand(batch_shape))


class Bernoulli(torch.distributions.Bernoulli):
    """Bernoulli given by its logits; its log-probability takes grey values as well.

    For x in {0, 1} it is log p(x). For a grey x between, it is the mean of log p over a coin that shows 1 with
    probability x: the cross entropy that the field uses. It is no density of grey values, so compare it only with
    itself.
    """

    def __init__(self, logits: Tensor):
        super().__init__(logits=logits, validate_args=False)

    def log_prob(self, value: Tensor) -> Tensor:
        _refuse_outside_unit_interval(value)
        # The cross entropy of logits, written so that inside vmap, too, it takes few passes; from 40 on, softplus is the logit itself to the last digit.
        return value * self.logits - softplus(self.logits, threshold=40)

    def expand(self, batch_shape, _instance=None):
        return Bernoulli(self.logits.expand(batch_shape))


def _refuse_outside_unit_interval(value: Tensor) -> None:
    try:
        low, high = torch.aminmax(value.detach())
        inside = bool((low >= 0) & (high <= 1))
    except RuntimeError:  # values that differ between the models of an ensemble cannot be looked at
        return
    if not inside and not (low + high).isfinite():
        raise ValueError("a Bernoulli decoder needs values in [0, 1], got some that are NaN or infinite; mend or leave out those items")
    if not inside and low > -1e-3 and high < 1 + 1e-3:
        raise ValueError(f"a Bernoulli decoder needs values in [0, 1], got values from {low:.8g} to {high:.8g}; cut off what rounding left outside: x.clamp(0, 1)")
    if not inside:
        raise ValueError(
            f"a Bernoulli decoder needs values in [0, 1], got values from {low:g} to {high:g}; divide pixels by 255, "
            "undo a standardisation, or take a Gaussian head (GaussianHead, SharedScaleHead) for values of any range"
        )


def _size(shape: tuple[int, ...]) -> int:
    if not shape or any(not isinstance(side, Integral) or side < 1 for side in shape):
        raise ValueError(f"an event shape must be positive whole numbers such as (20,) or (1, 28, 28), got {tuple(shape)}")
    return math.prod(shape)


class _Head(nn.Module):
    """Splits (..., features) into `parts` tensors of (..., *shape)."""

    parts: int

    def __init__(self, shape: tuple[int, ...] | int):
        super().__init__()
        self.shape = as_shape(shape)
        self.features = self.parts * _size(self.shape)

    def split(self, numbers: Float[Tensor, "*batch features"]) -> tuple[Tensor, ...]:
        if numbers.shape[-1] != self.features:
            raise ValueError(
                f"{type(self).__name__}({self.shape}) reads {self.features} numbers per item, got {numbers.shape[-1]}; "
                "let the network before it end in head.features outputs"
            )
        # A plain view per part: with one part there is nothing to split and nothing to copy.
        return tuple(part.reshape(*part.shape[:-1], *self.shape) for part in numbers.chunk(self.parts, -1))

    def independent(self, distribution: Distribution) -> Independent:
        return Independent(distribution, len(self.shape), validate_args=False)


class GaussianHead(_Head):
    """Two numbers per coordinate, its mean and its log scale: N(mean, scale²), scale = floor + exp(log scale).

    As a decoder it needs a floor > 0: where the data are constant, the likelihood grows without bound as the scale falls.
    """

    parts = 2

    def __init__(self, shape: tuple[int, ...] | int, floor: float = 0.0):
        super().__init__(shape)
        if not (math.isfinite(floor) and floor >= 0):
            raise ValueError(f"floor, the least scale, must be finite and >= 0, got {floor}; try floor=0.01")
        self.floor = floor

    def forward(self, numbers: Float[Tensor, "*batch features"]) -> Independent:
        mean, log_scale = self.split(numbers)
        return self.independent(Normal(mean, self.floor + log_scale.exp()))


class SharedScaleHead(_Head):
    """One number per coordinate, its mean; all coordinates share one scale, which is fixed or learned.

    A fixed scale σ makes −log p(x|z) the squared error over 2σ², plus a constant. A learned one is the σ-VAE of
    Rybkin, Daniilidis & Levine (2021).
    """

    parts = 1

    def __init__(self, shape: tuple[int, ...] | int, scale: float = 1.0, learned: bool = False):
        super().__init__(shape)
        if not (math.isfinite(scale) and scale > 0):
            raise ValueError(f"scale must be finite and > 0, got {scale}; squared error is a likelihood only with its σ")
        log_scale = torch.tensor(math.log(scale))
        if learned:
            self.log_scale = nn.Parameter(log_scale)
        else:
            self.register_buffer("log_scale", log_scale)

    def forward(self, numbers: Float[Tensor, "*batch features"]) -> Independent:
        (mean,) = self.split(numbers)
        return self.independent(Normal(mean, self.log_scale.exp()))


class BernoulliHead(_Head):
    """One number per coordinate, its logit: pixels that are on or off, or grey values in [0, 1] (see `Bernoulli`)."""

    parts = 1

    def forward(self, numbers: Float[Tensor, "*batch features"]) -> Independent:
        (logits,) = self.split(numbers)
        return self.independent(Bernoulli(logits))


class UniformHead(_Head):
    """Two numbers per coordinate, centre and log half-width: uniform on [centre − width, centre + width]."""

    parts = 2

    def forward(self, numbers: Float[Tensor, "*batch features"]) -> Independent:
        centre, log_width = self.split(numbers)
        width = log_width.exp()
        return self.independent(Uniform(centre - width, centre + width, validate_args=False))


# Priors: called with the labels of a batch, or with nothing, they return p(z) or p(z|y) -----------------------------------


def _refuse_labels(y: Tensor | None) -> None:
    if y is not None:
        raise ValueError(
            f"this prior knows no labels, and got some of shape {tuple(y.shape)}; leave them out, draw(x) and sample(n), or give the model "
            "a prior p(z|y) such as ClassMeanPrior"
        )


class StandardNormal(nn.Module):
    """p(z) = N(0, I) over a code of `latent` numbers. Raises ValueError for labels."""

    conditional = False

    def __init__(self, latent: int):
        super().__init__()
        _size((latent,))
        self.register_buffer("mean", torch.zeros(latent), persistent=False)

    def forward(self, y: Tensor | None = None) -> Independent:
        _refuse_labels(y)
        return Independent(Normal(self.mean, torch.ones_like(self.mean)), 1, validate_args=False)


class ClassMeanPrior(nn.Module):
    """p(z|y) = N(μ^y, I): each class has its own mean, learned; without labels, the mixture of all classes in equal parts.

    How many classes a data set has, `data.class_count(y)` says. Raises ValueError for labels that are no whole numbers from 0 to classes − 1.
    """

    conditional = True

    def __init__(self, classes: int, latent: int):
        super().__init__()
        self.means = nn.Parameter(torch.randn(_size((classes,)), _size((latent,))))

    def forward(self, y: Tensor | None = None) -> Distribution:
        if y is None:
            return _mixture(torch.zeros_like(self.means[:, 0]), self.means, torch.ones_like(self.means))
        mean = self.means[class_labels(y, len(self.means))]
        return Independent(Normal(mean, torch.ones_like(mean)), 1, validate_args=False)


class MixturePrior(nn.Module):
    """A mixture of `components` normal distributions with learned weights, means and scales. Its KL has no closed form.

    Raises ValueError for labels.
    """

    conditional = False

    def __init__(self, components: int, latent: int):
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(_size((components,))))
        self.means = nn.Parameter(torch.randn(components, _size((latent,))))
        self.log_scales = nn.Parameter(torch.zeros(components, latent))

    def forward(self, y: Tensor | None = None) -> MixtureSameFamily:
        _refuse_labels(y)
        return _mixture(self.logits, self.means, self.log_scales.exp())


def _mixture(logits: Tensor, means: Tensor, scales: Tensor) -> MixtureSameFamily:
    parts = Independent(Normal(means, scales), 1, validate_args=False)
    return MixtureSameFamily(Categorical(logits=logits, validate_args=False), parts, validate_args=False)
