"""`Dataset`: items as tensors on one device, so that a batch is one `index_select`; `Batch` is what it hands out."""

from typing import NamedTuple, no_type_check

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor

from vaeedu.data.checks import tensor_advice


class Batch(NamedTuple):
    """Some items of a `Dataset`: their values, their labels or factors (if any), and their places in the set."""

    x: Float[Tensor, "batch *event"]
    y: Shaped[Tensor, "batch *factors"] | None = None
    index: Int[Tensor, "batch"] | None = None


class Dataset:
    """Items ``x`` (n, *event) of a floating type with labels or factors ``y`` (n, ...) or none, all on one device.

    ``data[index]``, with ``index`` a vector of integers or a slice, is a `Batch`. What a training would only choke on
    later is refused here: no items, NaN or infinite values, a ``y`` of another length or on another device.
    """

    @no_type_check  # it looks for itself, and says more
    def __init__(self, x: Float[Tensor, "n *event"], y: Shaped[Tensor, "n *factors"] | None = None):
        parts = [("x", x)] if y is None else [("x", x), ("y", y)]
        for name, value in parts:
            if not isinstance(value, Tensor):
                raise TypeError(f"{name} must be a tensor, got {type(value).__name__}; {tensor_advice(name, value)}")
            if value.ndim == 0 or len(value) == 0:
                raise ValueError(f"{name} must hold at least one item along its first axis, got shape {tuple(value.shape)}")
        if not x.is_floating_point():
            raise TypeError(f"x must be of a floating type, got {x.dtype}; for images of bytes, x / 255 has the range [0, 1]")
        if y is not None and len(x) != len(y):
            raise ValueError(f"x and y must have the same length, got {len(x)} and {len(y)} items; row i of y belongs to row i of x")
        if y is not None and x.device != y.device:
            raise ValueError(f"x and y must be on one device, got {x.device} and {y.device}; move one of them with .to(device)")
        for name, value in parts:
            _check_finite(name, value)
        self.x, self.y = x, y

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one item, (channels, height, width) for images."""
        return tuple(self.x.shape[1:])

    def __len__(self) -> int:
        return len(self.x)

    @no_type_check  # as above
    def __getitem__(self, index: Int[Tensor, "batch"] | slice) -> Batch:
        if isinstance(index, slice):
            places = torch.arange(len(self), device=self.x.device)[index]
            return Batch(self.x[index], None if self.y is None else self.y[index], places)
        if not isinstance(index, Tensor) or index.ndim != 1 or index.dtype not in (torch.int64, torch.int32):
            got = f"a tensor of {index.dtype}, shape {tuple(index.shape)}" if isinstance(index, Tensor) else repr(index)
            raise TypeError(f"items are taken by a slice or a vector of integers, got {got}; for one item write data[i : i + 1]")
        return Batch(self.x.index_select(0, index), None if self.y is None else self.y.index_select(0, index), index)

    def to(self, device: torch.device | str) -> "Dataset":
        """The same items on ``device``."""
        return Dataset(self.x.to(device), None if self.y is None else self.y.to(device))

    def split(self, n: int, seed: int | None = None) -> tuple["Dataset", "Dataset"]:
        """The first ``n`` items and the rest; with a ``seed``, ``n`` items drawn at random and the rest."""
        if isinstance(n, float) and 0 < n < 1:
            raise ValueError(f"n is a number of items, got {n}; of {len(self)} items that share is n={round(n * len(self))}")
        if not 0 < n < len(self):
            raise ValueError(f"n must leave items on both sides, 0 < n < {len(self)}, got {n}")
        if seed is None:
            parts = self[:n], self[n:]
        else:
            order = torch.randperm(len(self), generator=torch.Generator().manual_seed(seed)).to(self.x.device)
            parts = self[order[:n]], self[order[n:]]
        return Dataset(*parts[0][:2]), Dataset(*parts[1][:2])

    def __repr__(self) -> str:
        y = "" if self.y is None else f", y {tuple(self.y.shape[1:])} {self.y.dtype}"
        return f"Dataset({len(self)} items, x {self.shape} {self.x.dtype}{y}, on {self.x.device})"


def _check_finite(name: str, value: Tensor) -> None:
    """Refuse NaN and infinity; their minimum or maximum shows them, 30 times faster than isfinite looks at each value."""
    if not value.is_floating_point() or value.numel() == 0 or torch.stack(value.aminmax()).isfinite().all():
        return
    bad = (~value.isfinite()).nonzero()
    item, *place = bad[0].tolist()
    first = f"item {item} at {tuple(place)}" if place else f"item {item}"
    raise ValueError(f"{name} must be finite, got {len(bad)} of {value.numel()} values NaN or infinite, the first in {first}; mend or drop such items")
