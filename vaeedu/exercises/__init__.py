"""Automatic checks for the book's exercises: they say right or not yet, and give a hint instead of the answer.

The answers stand in this folder, a file a chapter.
"""

import importlib
import math
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np


@dataclass(frozen=True)
class Exercise:
    """``truth`` is compared with the answer: a number, or a function evaluated on ``inputs``."""

    truth: float | Callable
    hint: str
    inputs: tuple = ()


def drawn(seed: int, *ranges: tuple[float, float]) -> tuple:
    """Fifty points at which functions are compared: for each argument, its range."""
    rng = np.random.default_rng(seed)
    return tuple(rng.uniform(low, high, 50) for low, high in ranges)


@cache
def exercises() -> dict[str, Exercise]:
    """All exercises of the book by their ids, the chapter's number first."""
    found: dict = {}
    for chapter in pkgutil.iter_modules(__path__):
        found |= importlib.import_module(f"{__name__}.{chapter.name}").EXERCISES
    return found


def check(id: str, answer: object = None) -> None:
    """Print whether ``answer`` solves the exercise: ``None`` is not answered yet, a number or a function is compared."""
    known = exercises()
    if id not in known:
        raise KeyError(f"no exercise {id!r}; there are {', '.join(sorted(known))}")
    exercise = known[id]
    if answer is None:
        print(f"{id}: not answered yet")
        return
    right, got = _compare(exercise, answer)
    print(f"{id}: right" if right else f"{id}: not yet ({got}). Hint: {exercise.hint}")


def _compare(exercise: Exercise, answer: object) -> tuple[bool, str]:
    if not callable(exercise.truth):
        try:
            value = float(answer)
        except (TypeError, ValueError):
            return False, f"the answer is a number, this is a {type(answer).__name__}"
        return math.isclose(value, exercise.truth, rel_tol=1e-3), f"got {value:g}"
    if not callable(answer):
        return False, f"the answer is a function, this is a {type(answer).__name__}"
    for point in zip(*exercise.inputs):
        truth = float(exercise.truth(*point))
        shown = ", ".join(f"{x:.3g}" for x in point)
        try:
            value = float(answer(*point))
        except Exception as error:  # the reader's own function: report, don't hide which error it was
            return False, f"at ({shown}) your function raised {type(error).__name__}: {error}"
        if not math.isclose(value, truth, rel_tol=1e-3, abs_tol=1e-6):
            return False, f"at ({shown}) your function gives {value:.4g}"
    return True, ""
