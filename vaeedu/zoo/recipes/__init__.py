"""The recipes, a file a topic: how each model of the zoo is made."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from vaeedu.data import Batch, Dataset
from vaeedu.objectives import Terms


@dataclass(frozen=True)
class Recipe:
    """How an entry is made: `build()` the model, the `data(train)`, the terms of a batch at a step, and for how many epochs."""

    about: str
    build: Callable[[], nn.Module]
    data: Callable[..., Dataset]
    terms: Callable[[nn.Module, Batch, int], Terms]
    held_out: Callable[[nn.Module, Dataset], dict]
    epochs: int = 40


# Every file here hands over its own, so that a new topic is found without a line in this one.
RECIPES: dict[str, Recipe] = {}
for _topic in pkgutil.iter_modules(__path__):
    RECIPES |= importlib.import_module(f"{__name__}.{_topic.name}").RECIPES
