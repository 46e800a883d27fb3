"""The recipes, a file a topic: how each model of the zoo is made."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from torch import Tensor, nn

from vaeedu.data import Batch, Dataset
from vaeedu.objectives import Terms
from vaeedu.training import Ensemble, Player, Row


@dataclass(frozen=True)
class Recipe:
    """How an entry is made: `build()` the model, the `data(train)`, the terms of a batch at a step, and for how many epochs.

    Where several players take part, `players(model)` makes them in place of the one that lowers `terms`, and `about` says how they learn; `watch(model)` makes
    an `after_row` of `fit` that may keep what it sees in buffers of the model.
    """

    about: str
    build: Callable[[], nn.Module]
    data: Callable[..., Dataset]
    terms: Callable[[nn.Module, Batch, int], Terms] | None
    held_out: Callable[[nn.Module, Dataset], dict]
    epochs: int = 40
    players: Callable[[nn.Module], list[Player]] | None = None
    watch: Callable[[nn.Module], Callable[[list[Row]], None]] | None = None
    batch_size: int = 128


def together(of_one: Callable[[nn.Module, Batch, int, Tensor], Terms]) -> Callable[[Ensemble, Batch, int], Terms]:
    """A recipe's terms for all models of an ensemble, from those of one model with its setting."""
    loss_of = cache(lambda ensemble: ensemble.loss(of_one))  # which tries the models singly once
    return lambda ensemble, batch, step: loss_of(ensemble)(batch, step)


def named(group: str, players: list[Player]) -> list[Player]:
    """The players of one among several games of a recipe, called after it."""
    for player in players:
        player.name = f"{group}: {player.name}"
    return players


# Every file here hands over its own, so that a new topic is found without a line in this one.
RECIPES: dict[str, Recipe] = {}
for _topic in pkgutil.iter_modules(__path__):
    RECIPES |= importlib.import_module(f"{__name__}.{_topic.name}").RECIPES
