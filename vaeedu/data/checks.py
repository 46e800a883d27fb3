"""The checks that all of the torch half shares: counts, paths, and what makes a tensor of what is none."""

import os
from collections.abc import Iterable
from numbers import Integral
from pathlib import Path

import numpy as np
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
