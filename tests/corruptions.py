"""Every step of a chapter's derivations with one thing in it changed at a time: the engine must notice."""

import pytest
import sympy as sp

from chapters import derivation_names
from vaeedu.derivations import Derivation, WrongStep, verify


def check_corruptions(number: str):
    derivations = [value for value in derivation_names(number).values() if isinstance(value, Derivation)]
    assert derivations
    for derivation in derivations:
        for place, step in enumerate(derivation.steps, 1):
            if step.how != "definition":
                _check_step(derivation, step, f"{derivation.id}, step {place}")


def _check_step(derivation, step, name):
    # One case is enough: the first alphabet sizes and letters.
    _, (left, right), simplices = next(derivation.instances(step.left, step.right))
    if step.relation != "=":
        turned = {"<": ">", "<=": ">", ">": "<", ">=": "<"}[step.relation]
        with pytest.raises(WrongStep):
            verify(left, turned, right, step.where, simplices, name)
        return
    caught = 0
    for wrong in corruptions(right):
        try:
            verify(left, "=", wrong, step.where, simplices)
        except WrongStep:
            caught += 1
        else:
            assert sp.simplify(wrong - right) == 0, f"{name}: not caught: {wrong}"  # only −0 and its like are no corruption
    assert caught, name


def corruptions(expression):
    """The expression with one number raised by one, one symbol doubled, or one term's sign turned, each in turn."""
    if expression.is_Symbol:
        yield 2 * expression
    elif expression.is_Number:
        yield expression + 1
    for i, arg in enumerate(expression.args):
        rest = list(expression.args)
        if expression.is_Add:
            yield expression.func(*rest[:i], -arg, *rest[i + 1 :])
        for wrong in corruptions(arg):
            yield expression.func(*rest[:i], wrong, *rest[i + 1 :])
