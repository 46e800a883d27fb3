"""How far two samples are from having one distribution: the squared maximum mean discrepancy (MMD) with a test for it, and the sliced Wasserstein distance."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from vaeedu.data.checks import whole_number

Kernel = Callable[[Tensor, Tensor], Tensor]  # x (n, d), y (m, d) → k(x_i, y_j), (n, m)


def rbf(bandwidth: float) -> Kernel:
    """The Gaussian kernel exp(−|x − y|²/2h²), h = bandwidth: it sees differences on the scale of h, and little beyond."""
    _positive("bandwidth", bandwidth)
    return lambda x, y: torch.exp(-_squared_distances(x, y) / (2 * bandwidth**2))


def imq(scale: float) -> Kernel:
    """The inverse multiquadric kernel C/(C + |x − y|²), C = scale²: its tails are heavy, so points far off still count.

    Tolstikhin et al. (2018) take C = 2dσ², the mean squared distance of two codes from the prior N(0, σ²I) in d dimensions.
    """
    _positive("scale", scale)
    return lambda x, y: scale**2 / (scale**2 + _squared_distances(x, y))


def over_scales(kernel: Callable[[float], Kernel], scale: float, factors: Sequence[float] = (0.1, 0.2, 0.5, 1, 2, 5, 10)) -> Kernel:
    """The sum of kernels whose squared scales are scale² times each factor. With `imq` and scale² = 2d it is that of the WAE's authors."""
    kernels = [kernel(scale * factor**0.5) for factor in factors]
    return lambda x, y: sum(each(x, y) for each in kernels)


def _positive(name: str, value: float) -> None:
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be finite and > 0, got {value}; the typical distance between two points is a good start")


def _squared_distances(x: Tensor, y: Tensor) -> Tensor:
    # |x|² + |y|² − 2xᵀy needs no (n, m, d) differences. Measured from y's mean, the squares that cancel are no larger than need be.
    x, y = x - y.mean(0), y - y.mean(0)
    return (x.square().sum(-1)[:, None] + y.square().sum(-1) - 2 * x @ y.T).clamp(min=0)


def mmd(x: Float[Tensor, "n ..."], y: Float[Tensor, "m ..."], kernel: Kernel) -> Float[Tensor, ""]:
    """Unbiased estimate of the squared MMD of the distributions that x (n, d) and y (m, d) were drawn from.

    E k(x, x′) + E k(y, y′) − 2 E k(x, y), the means within a sample taken over pairs of different points: Gretton et
    al. (2012), Lemma 6. Being unbiased, it often falls below 0 where the distributions agree.
    Gradients reach both samples. Raises ValueError for fewer than 2 points or different widths.
    """
    _check_samples(x, y)
    return _mean_over_pairs(kernel(x, x)) + _mean_over_pairs(kernel(y, y)) - 2 * kernel(x, y).mean()


def _mean_over_pairs(k: Tensor) -> Tensor:
    return (k.sum() - k.diagonal().sum()) / (len(k) * (len(k) - 1))


def mmd_null(
    x: Float[Tensor, "n ..."], y: Float[Tensor, "m ..."], kernel: Kernel, permutations: int = 1000, generator: torch.Generator | None = None
) -> Float[Tensor, " permutations"]:
    """What `mmd` would be if x (n, d) and y (m, d) had one distribution: the points are dealt anew to the two samples.

    All permutations are computed at once, from one kernel matrix (n + m, n + m). `generator`, on the CPU, deals the
    points; without it, PyTorch's global one. Raises ValueError as `mmd`, and for points that are not finite.
    """
    _check_samples(x, y)
    whole_number("permutations", permutations, "1000 give p-values to 0.001")
    pooled = torch.cat([x, y])
    if not pooled.isfinite().all():
        raise ValueError(f"the points must be finite, got {int((~pooled.isfinite()).sum())} numbers that are not; find out where they come from")
    n, m = len(x), len(y)
    k = kernel(pooled, pooled).fill_diagonal_(0)
    # Each row says, by ones, which n of the points are called x. Dealt on the CPU, so that a seed means the same everywhere.
    order = torch.rand(permutations, n + m, generator=generator).argsort(1)
    first = (order < n).to(k)
    to_first = first @ k
    within, between = (to_first * first).sum(1), (to_first * (1 - first)).sum(1)
    return within / (n * (n - 1)) + (k.sum() - within - 2 * between) / (m * (m - 1)) - 2 * between / (n * m)


class MMDTest(NamedTuple):
    """The estimate of the squared MMD, its null distribution (permutations,), and the share of that as large by chance."""

    mmd: Tensor
    null: Tensor
    p_value: float


def mmd_test(
    x: Float[Tensor, "n ..."], y: Float[Tensor, "m ..."], kernel: Kernel, permutations: int = 1000, generator: torch.Generator | None = None
) -> MMDTest:
    """Could x (n, d) and y (m, d) have one distribution? A permutation test of the squared MMD.

    Under that hypothesis P(p_value ≤ a) ≤ a for every a, if all points are independent draws: the sample itself counts
    as one of the permutations. For shapes, generator and errors see `mmd_null`.
    """
    null = mmd_null(x, y, kernel, permutations, generator)
    value = mmd(x, y, kernel)
    # A permutation that is the sample itself, as many are in small ones, must not be the smaller by a rounding error.
    rounding = 100 * torch.finfo(value.dtype).eps * kernel(x, x).abs().max()
    return MMDTest(value, null, (1 + int((null >= value - rounding).sum())) / (1 + permutations))


def sliced_wasserstein(
    x: Float[Tensor, "n ..."], y: Float[Tensor, "m ..."], projections: int = 50, generator: torch.Generator | None = None
) -> Float[Tensor, ""]:
    """The squared 2-Wasserstein distance of the samples x and y, (n, d) each, along random directions, and the mean over these.

    On a line the cheapest way to carry one sample into the other keeps the order, so it is the mean square of the sorted differences (Kolouri et al. 2019).
    Of two samples of one distribution it is above 0 and falls with n. Raises ValueError as `mmd`, and for samples of different size.
    """
    _check_samples(x, y)
    whole_number("projections", projections, "50 is usual")
    if len(x) != len(y):
        raise ValueError(f"the samples must be of one size, got {len(x)} and {len(y)} points; draw as many from the prior as there are codes")
    directions = torch.randn(x.shape[1], projections, generator=generator, device=x.device if generator is None else None).to(x)
    directions = directions / directions.norm(dim=0)
    return ((x @ directions).sort(0).values - (y @ directions).sort(0).values).square().mean()


def _check_samples(x: Tensor, y: Tensor) -> None:
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1] or min(len(x), len(y)) < 2:
        raise ValueError(
            f"two samples of shapes (n, d) and (m, d) with at least 2 points each are needed, got {tuple(x.shape)} and {tuple(y.shape)}; "
            "codes with more axes can be flattened: z.flatten(1)"
        )
