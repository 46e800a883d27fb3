"""Automatic checks for the book's exercises: they say right or not yet, and give a hint instead of the answer.

The answers stand in this folder, a file a chapter.
"""

import importlib
import math
import pkgutil
import sys
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
    """Print whether ``answer`` solves the exercise: a number or a function is compared; ``None``, or a function that returns it, is
    not answered yet. A number is right to the digits that it is given with, three at least.
    """
    known = exercises()
    if id not in known:
        raise KeyError(f"no exercise {id!r}; there are {', '.join(sorted(known))}")
    exercise = known[id]
    trouble = None if answer is None else _trouble(exercise, answer)
    if trouble is None:
        verdict = "not answered yet"
    else:
        verdict = f"not yet ({trouble}). Hint: {exercise.hint}" if trouble else "right"
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"  # where it has no σ, the letter's name is printed
    print(f"{id}: {verdict}".encode(encoding, "namereplace").decode(encoding))


def _right(value: float, truth: float) -> bool:
    """Whether they agree to a thousandth, or the value is the truth rounded to the three digits or more that it has."""
    digits = len(f"{value:.6g}".partition("e")[0].lstrip("-0.").replace(".", ""))
    rounded = digits >= 3 and math.isclose(value, float(f"{truth:.{digits}g}"), rel_tol=1e-6)
    return rounded or math.isclose(value, truth, rel_tol=1e-3, abs_tol=1e-6)


def _trouble(exercise: Exercise, answer: object) -> str | None:
    """What is wrong with an answer in words for the reader, "" if nothing is, or None where there is no answer yet."""
    if not callable(exercise.truth):
        try:
            value = float(answer)
        except (TypeError, ValueError):
            return f"the answer is a number, this is a {type(answer).__name__}"
        return "" if _right(value, exercise.truth) else f"got {value:g}"
    if not callable(answer):
        return f"the answer is a function, this is a {type(answer).__name__}"
    for point in zip(*exercise.inputs):
        shown = ", ".join(f"{x:.3g}" for x in point)
        try:
            value = answer(*point)
            if value is None:
                return None
            value = float(value)
        except Exception as error:  # the reader's own function: report, don't hide which error it was
            return f"at ({shown}) your function raised {type(error).__name__}: {error}"
        if not math.isclose(value, float(exercise.truth(*point)), rel_tol=1e-3, abs_tol=1e-6):
            return f"at ({shown}) your function gives {value:.4g}"
    return ""
