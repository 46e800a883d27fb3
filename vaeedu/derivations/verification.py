"""Whether a relation between two plain SymPy expressions holds: first by numbers, then by algebra."""

import functools
import math
import random
from collections.abc import Sequence

import mpmath
import sympy as sp

DIGITS = 50
POINTS = 20
SEED = 0
EFFORT = 300  # operations in an expression beyond which SymPy's open-ended simplifiers are not tried
_AGREE = mpmath.mpf(10) ** (10 - DIGITS)  # ten digits of slack for cancellation


class WrongStep(ValueError):
    """A step that does not hold. The message names the step and gives a counterexample point where one was found."""


def verify(
    left, relation: str, right, where: Sequence = (), simplices: Sequence[Sequence[sp.Symbol]] = (), name: str = "step"
) -> str:
    """How ``left relation right`` was verified: "symbolic" or "numeric".

    Numbers are tried first, at `POINTS` random admissible points with `DIGITS` digits: they refute a wrong step at once,
    while a simplifier may search for long. A point is admissible if it respects what the symbols say of themselves
    (``positive=True``), every condition in ``where``, and each of the ``simplices``: symbols that are probabilities and
    sum to less than 1. Raises `WrongStep` with a counterexample, or when a value cannot be computed.
    """
    left, right = sp.sympify(left), sp.sympify(right)
    difference = left - right
    points = _admissible_points(left.free_symbols | right.free_symbols, where, simplices, name)
    with mpmath.workdps(DIGITS):
        for point in points:  # one at a time: a wrong step needs only one
            value, size = _value(difference, point, name), _value(left, point, name)
            if not _holds(value, relation, max(abs(size), 1)):
                raise WrongStep(f"{name} is wrong: left − right = {mpmath.nstr(value, 6)} at {_show(point)}")
    if _equal(left, right) if relation == "=" else _has_sign(difference, relation, where):
        return "symbolic"
    return "numeric"


def _equal(left, right) -> bool:
    """Whether SymPy reduces left − right to 0, or the logarithms of two densities to the same sum."""
    difference = _split_logs(left - right)  # before expand(), which hides products inside a logarithm
    quick = [sp.expand, lambda e: sp.expand(sp.powsimp(sp.expand(e)))]
    patient = [sp.simplify, lambda e: sp.simplify(sp.factor(e))]
    if any(simplify(difference) == 0 for simplify in quick):
        return True
    if difference.count_ops() > EFFORT:
        return False
    if any(simplify(difference) == 0 for simplify in patient):
        return True
    if right == 0 or left == 0:
        return False
    # Densities: exponents are compared as sums. The points tried before rule out that this loses a sign.
    return sp.simplify(sp.expand(sp.expand_log(sp.log(left), force=True) - sp.expand_log(sp.log(right), force=True))) == 0


def _split_logs(expression):
    """Logarithms of products and quotients as sums, also where those hide in a sum: log(1 − p/(p + q)), log(½ + x/2)."""

    def split(argument):
        if not argument.is_Add:
            return sp.log(argument)
        above, below = sp.fraction(sp.together(argument))
        factor, rest = sp.expand(above).primitive()
        return sp.log(factor) + sp.log(rest) - sp.log(below)

    return sp.expand_log(sp.expand_log(expression, force=True).replace(sp.log, split), force=True)


def _has_sign(difference, relation, where) -> bool:
    """Whether the factorised difference has the claimed sign, by the symbols' assumptions and the conditions.

    A condition u < v is used by writing v = u + gap with a new positive symbol and solving for one of the old ones.
    """
    if difference.count_ops() > EFFORT / 5:
        return False
    forms = [difference]
    for condition in where:
        gap = sp.Dummy("gap", positive=True)
        for symbol in sorted(condition.free_symbols, key=lambda s: (s not in condition.gts.free_symbols, str(s))):
            for solution in sp.solve(sp.Eq(condition.gts, condition.lts + gap), symbol):
                forms += [form.subs(symbol, solution) for form in list(forms)]
    question = {"<": "is_negative", "<=": "is_nonpositive", ">": "is_positive", ">=": "is_nonnegative"}[relation]
    return any(getattr(sp.factor(sp.simplify(form)), question) for form in forms)


def _holds(value, relation, size) -> bool:
    """Whether left − right = ``value`` satisfies the relation, with rounding counted against the claim if it is strict."""
    rounding = _AGREE * size
    if relation == "=":
        return bool(abs(value) <= rounding)
    if isinstance(value, mpmath.mpc):
        return False
    return bool({"<": value < -rounding, "<=": value <= rounding, ">": value > rounding, ">=": value >= -rounding}[relation])


def _admissible_points(symbols, where, simplices, name):
    """`POINTS` random rational points that respect assumptions, conditions and simplices; one empty point if no symbols."""
    symbols = sorted(symbols.union(*(condition.free_symbols for condition in where)), key=str)
    for symbol in symbols:
        if not symbol.is_real:
            raise WrongStep(f"{name}: say what {symbol} is, for example sp.Symbol({str(symbol)!r}, real=True) or positive=True")
    if not symbols:
        yield {}
        return
    rng, met = random.Random(SEED), 0
    for attempt in range(1000 * POINTS):
        point = {symbol: _draw(symbol, rng, wide=attempt % 2 == 1) for symbol in symbols}
        for simplex in simplices:
            weights = [rng.randint(1, 1000) for _ in range(len(simplex) + 1)]
            point.update({s: sp.Rational(w, sum(weights)) for s, w in zip(simplex, weights) if s in point})
        if all(condition.subs(point) == True for condition in where):  # noqa: E712 (SymPy's own true)
            yield point
            met += 1
            if met == POINTS:
                return
    raise WrongStep(f"{name}: no admissible points, {[str(c) for c in where]} was met {met} times in {1000 * POINTS} draws")


def _draw(symbol, rng, wide) -> sp.Rational:
    """A value that the symbol allows: near 1 at every other point, where nothing vanishes, else from 0.001 to 1000."""
    if symbol.is_integer:
        magnitude = sp.Integer(rng.randint(1, 60 if wide else 6))
    else:
        magnitude = sp.Rational(round(1000 * (10 ** rng.uniform(-3, 3) if wide else rng.uniform(0.001, 3))) or 1, 1000)
    if symbol.is_nonnegative:
        return magnitude
    return -magnitude if symbol.is_nonpositive or rng.random() < 0.5 else magnitude


def _value(expression, point, name):
    """The expression at the point, as an mpmath number of `DIGITS` digits."""
    if expression.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
        raise WrongStep(f"{name} has no finite value at any point: got {expression}")
    try:
        if expression.has(sp.Integral, sp.Limit, sp.Derivative, sp.Sum):  # left standing by SymPy: slow, but SymPy can
            value = mpmath.mpmathify(sp.N(expression.subs(point), DIGITS))
        else:
            value = mpmath.mpmathify(_number(expression, {symbol: mpmath.mpf(drawn.p) / drawn.q for symbol, drawn in point.items()}))
    except (ArithmeticError, NameError, TypeError, ValueError, mpmath.libmp.NoConvergence) as error:
        raise WrongStep(f"{name} cannot be evaluated at {_show(point)}: {error}") from error
    if not mpmath.isfinite(value):
        raise WrongStep(f"{name} has no finite value at {_show(point)}: got {value}")
    return value


_ARITHMETIC = {sp.Add: lambda *terms: sum(terms), sp.Mul: lambda *factors: math.prod(factors), sp.Pow: pow, sp.exp: mpmath.exp, sp.log: mpmath.log}


def _number(node, known):
    """The node's number by those of its parts, which ``known`` remembers: what SymPy compiles is fast, but compiling it is not."""
    if node not in known:
        if node.func in _ARITHMETIC:
            known[node] = _ARITHMETIC[node.func](*(_number(part, known) for part in node.args))
        elif node.is_Rational:
            known[node] = mpmath.mpf(node.p) / node.q
        else:
            symbols, function = _compiled(node)
            known[node] = function(*(known[symbol] for symbol in symbols))
    return known[node]


@functools.lru_cache(1000)
def _compiled(node):
    symbols = sorted(node.free_symbols, key=str)
    return symbols, sp.lambdify(symbols, node, modules="mpmath")


def _show(point) -> str:
    return ", ".join(f"{symbol} = {value}" for symbol, value in point.items()) or "every point (no free symbols)"
