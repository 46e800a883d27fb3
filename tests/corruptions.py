"""Every step of a chapter's derivations is proved, prints what was proved, and is refused with one thing in it changed."""

import pytest
import sympy as sp

from chapters import derivation_names
from readback import is_read_back
from vaeedu.derivations import Derivation, WrongStep, verify


MANY = 500  # of a sum that is written out over an alphabet the parts are alike: so many of them, evenly spread, are tried


def check_corruptions(number: str):
    derivations = [value for value in derivation_names(number).values() if isinstance(value, Derivation)]
    assert derivations
    for derivation in derivations:
        for place, step in enumerate(derivation.steps, 1):
            assert step.how in ("definition", "symbolic"), f"{derivation.id}, step {place} is not proved"
            assert is_read_back(step.left) and is_read_back(step.right), f"{derivation.id}, step {place} is not what is printed: {step.latex}"
            if step.how != "definition":
                _check_step(derivation, step, f"{derivation.id}, step {place}")


def _check_step(derivation, step, name):
    # One case is enough: the first alphabet sizes and letters.
    _, (left, right), simplices = next(derivation.instances(step.left, step.right, where=step.where))
    if step.relation != "=":
        turned = {"<": ">", "<=": ">", ">": "<", ">=": "<"}[step.relation]
        with pytest.raises(WrongStep):
            verify(left, turned, right, step.where, simplices, name)
        return
    caught = 0
    wrongs = list(dict.fromkeys([*corruptions(right), *exchanges(right)]))
    for wrong in wrongs[:: -(-len(wrongs) // MANY)]:
        try:
            verify(left, "=", wrong, step.where, simplices)
        except WrongStep:
            caught += 1
        else:
            assert sp.simplify(wrong - right) == 0, f"{name}: not caught: {wrong}"  # only −0 and its like are no corruption
    assert caught, name


def corruptions(expression):
    """The expression with one number raised or lowered by one or by one in a hundred, one symbol doubled, one term turned or dropped, each in turn."""
    if expression.is_Symbol:
        yield 2 * expression
    elif expression.is_Number:
        yield from (expression + 1, expression - 1, expression * sp.Rational(101, 100))
    for i, arg in enumerate(expression.args):
        rest = list(expression.args)
        if expression.is_Add:
            yield expression.func(*rest[:i], -arg, *rest[i + 1 :])
            yield expression - arg
        for wrong in corruptions(arg):
            yield expression.func(*rest[:i], wrong, *rest[i + 1 :])


def exchanges(expression):
    """The expression with two of its symbols in each other's place."""
    symbols = sorted(expression.free_symbols, key=str)
    for one, other in zip(symbols, symbols[1:]):
        if one.assumptions0 == other.assumptions0:
            yield expression.xreplace({one: other, other: one})
