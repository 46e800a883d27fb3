"""Data sets as tensors, and the batches that training sees."""

from typing import NamedTuple

import torch
from torch import Tensor


class Batch(NamedTuple):
    """Items x (batch, *event), their labels y (batch, ...) if there are any, and their places in the data set."""

    x: Tensor
    y: Tensor | None = None
    index: Tensor | None = None


class Dataset:
    """Items and labels as tensors on one device."""

    def __init__(self, x: Tensor, y: Tensor | None = None):
        self.x, self.y = x, y

    def __len__(self) -> int:
        return len(self.x)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.x.shape[1:])

    def __getitem__(self, index: Tensor) -> Batch:
        return Batch(self.x.index_select(0, index), None if self.y is None else self.y.index_select(0, index), index)


def digits(train: bool = True) -> Dataset:
    from sklearn.datasets import load_digits

    bunch = load_digits()
    keep = slice(0, 1500) if train else slice(1500, None)
    x = torch.tensor(bunch.images, dtype=torch.float32)[:, None] / 16
    return Dataset(x[keep], torch.tensor(bunch.target)[keep])
