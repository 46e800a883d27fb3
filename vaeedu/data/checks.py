"""The checks that all of the torch half shares: counts, paths, and what makes a tensor of what is none."""

import os
from collections.abc import Iterable
from numbers import Integral
from pathlib import Path

import numpy as np
import torch
from torch import Tensor


def whole_number(name: str, value: int, advice: str = "") -> int:
    """``value`` as an int, if it is a whole number >= 1, Python's or NumPy's; `ValueError` otherwise."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} must be a whole number >= 1, got {value}{advice and '; '}{advice}")
    return int(value)


def as_shape(value: int | Iterable[int]) -> tuple[int, ...]:
    """A shape, or the widths of layers: one number is as good as a tuple of one."""
    return (value,) if isinstance(value, Integral) else tuple(value)


def as_path(path: str | Path) -> Path:
    """The path with ~ in its beginning replaced by the home folder."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:  # no HOME
        raise OSError(f"{path} names the home folder, and this machine does not say where it is; write the path out, or set HOME") from error


def writable_folder(folder: str | Path) -> Path:
    """The folder, made if it is not there; `OSError` unless files can be written into it."""
    folder = as_path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        problem = "" if os.access(folder, os.W_OK | os.X_OK) else "it may not be written"
    except OSError as error:
        problem = str(error)
    if problem:
        raise OSError(f"nothing can be written into the folder {folder}: {problem}. Name another, or change its rights")
    return folder


def class_labels(y: Tensor, classes: int) -> Tensor:
    """Labels (batch,) as whole numbers from 0 to classes − 1, or a `ValueError` that says what they are instead."""
    _whole_labels(y, classes)
    try:
        low, high = int(y.min()), int(y.max())
    except RuntimeError:  # inside an ensemble each model has its own, which cannot be looked at; the ensemble has tried them singly
        return y.long()
    if low < 0 or high >= classes:
        raise ValueError(f"class labels must be from 0 to {classes - 1}, got {low} to {high}")
    return y.long()


def class_shares(y: Tensor, classes: int) -> Tensor:
    """Shares (batch, classes) of labels that are not sure, each row at least 0 and 1 together, or a `ValueError` that says what they are instead."""
    if y.shape[1] != classes:
        raise ValueError(f"shares of {classes} classes are rows of {classes} numbers, got shape {tuple(y.shape)}; class labels are a vector of whole numbers")
    try:
        wrong = int(((y.sum(1) - 1).abs() > 1e-3).sum() + (y < 0).any(1).sum())
    except RuntimeError:  # inside an ensemble, as above
        return y
    if wrong:
        raise ValueError(f"the shares of the classes must be at least 0 and together 1 for each item, got {wrong} rows that are not; of logits, logits.softmax(1) makes shares")
    return y


def _whole_labels(y: Tensor, classes: int | None = None) -> None:
    got = f"class labels must be a vector of whole numbers, got {y.dtype} of shape {tuple(y.shape)}"
    if y.ndim == 2 and y.shape[1] == classes:
        raise ValueError(f"{got}; y.argmax(1) makes it of one-hot rows")
    if y.is_floating_point() or y.dtype == torch.bool or y.ndim != 1:
        raise ValueError(f"{got}; take y = classes.flatten().long()")


def class_count(y: Tensor) -> int:
    """How many classes the labels (n,) name: 0, 1, 2 and so on. Raises `ValueError` for labels that are no such numbers, and for a class without an item."""
    _whole_labels(y)
    found = y.unique().tolist()
    if len(y) == 0 or found[0] < 0:
        raise ValueError(f"class labels are the numbers 0, 1, 2 and so on, got {f'some below 0, the least {found[0]}' if found else 'none'}")
    if missing := sorted(set(range(found[-1] + 1)) - set(found)):
        raise ValueError(
            f"no item has the class {', '.join(map(str, missing[:5]))}{' and others' * (len(missing) > 5)}, so nothing could be learned of it; "
            "look where its items went, or number the classes anew with torch.unique(y, return_inverse=True)[1]"
        )
    return len(found)


def tensor_advice(name: str, value: object) -> str:
    """How to make a tensor of ``value``, by what it is."""
    to_float = ".float()" if name != "y" else ""
    if hasattr(value, "to_numpy"):  # a table or a column of pandas or polars
        value, made = value.to_numpy(), f"{name}.to_numpy()"
    elif isinstance(value, (list, tuple)) and value and isinstance(value[0], Tensor):
        return f"torch.stack({name}){to_float} makes one of {len(value)} tensors of one shape"
    elif hasattr(value, "__getitem__") and hasattr(value, "__len__") and not isinstance(value, (list, tuple, str, np.ndarray)):
        return f"torch.stack([item[0] for item in {name}]){to_float} makes one of a data set of pairs"
    else:
        made = name
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return f"its rows have different lengths; make them equal first, then torch.as_tensor({name}){to_float}"
    if array.dtype.kind == "O" and not any(isinstance(item, str) for item in array.flat):
        return f"torch.as_tensor({made}.astype(float)){to_float} makes one, if they are numbers"
    if array.dtype.kind in "USOT":
        return f"number the words with torch.as_tensor(np.unique({made}, return_inverse=True)[1])"
    return f"torch.as_tensor({made}){to_float} makes one of an array or a list"
