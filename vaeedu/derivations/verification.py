"""Whether a relation between two plain SymPy expressions holds: refuted by numbers, proved by rewriting, or else searched."""

import ctypes
import math
import random
import threading
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache

import mpmath
import sympy as sp
from sympy.core.relational import Relational

DIGITS = 50  # and three times as many where it matters whether a difference is 0 or only small
POINTS = 12  # that each step has to pass, whether it is proved or not
SEARCHED = 200  # that a step has to pass which is not proved, and as many again on the way to the worst place
SEED = 0
EFFORT = 300  # operations in an expression beyond which SymPy's open-ended simplifiers are not tried
PATIENCE = 60  # seconds for a step


class WrongStep(ValueError):
    """A step that does not hold, or that cannot be shown to. The message names the step, and a counterexample where one was found."""


class _Late(BaseException):  # not an Exception: SymPy catches those in many places
    pass


@contextmanager
def patience(name):
    """Give up after `PATIENCE` seconds of computing. The exception is set from another thread, so this works in any thread and system."""
    caller, end, done = threading.get_ident(), time.process_time() + PATIENCE, threading.Event()

    def watch():
        while not done.wait(1):
            if time.process_time() > end:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(caller), ctypes.py_object(_Late))
                return

    threading.Thread(target=watch, daemon=True).start()
    try:
        try:
            yield
        finally:
            done.set()
    except _Late:
        advice = "break the step into smaller ones, expand the integrand, or give long expressions names"
        raise WrongStep(f"{name}: not decided within {PATIENCE} seconds; {advice}") from None


def verify(left, relation, right, where: Sequence = (), simplices: Sequence[Sequence[sp.Symbol]] = (), name="step", certificate=None) -> str:
    """How ``left relation right`` was verified: "symbolic" (proved) or "numeric" (searched, not proved).

    Numbers are tried first: they refute a wrong step at once, while a simplifier may search for long. What is neither refuted
    nor proved is searched for a counterexample. A point is admissible if it respects what the symbols say of themselves
    (``positive=True``), every condition in ``where``, and each of the ``simplices``: symbols that are probabilities and
    sum to less than 1. ``certificate`` is an expression that is to equal the difference of the two sides, and to be evidently of
    the right sign. Raises `WrongStep` with a counterexample, or when a value cannot be computed.
    """
    left, right = sp.sympify(left), sp.sympify(right)
    domain = Domain(where, simplices, name)
    symbols = left.free_symbols | right.free_symbols
    standing = (left - right).has(sp.Integral, sp.Limit, sp.Derivative, sp.Sum)  # not carried out: slow to evaluate, and less exactly
    refute(left, relation, right, domain.points(symbols, POINTS, standing), name, standing)
    gap = right - left if "<" in relation else left - right
    if relation == "=":
        proved = domain.vanishes(gap)
    elif certificate is None:
        proved = domain.positive(gap, strict="=" not in relation)
    else:
        proved = domain.certified(gap, certificate, strict="=" not in relation)
        if not proved:
            raise WrongStep(f"{name}: the reason given does not show the sign: every weight in it has to be evidently at least 0")
    if proved or standing:
        return "symbolic" if proved else "numeric"
    refute(left, relation, right, domain.points(symbols, SEARCHED), name)
    if relation != "=":
        refute(left, relation, right, domain.descent(gap, symbols), name)
    return "numeric"


class Proved(sp.Expr):
    """The difference of the sides of a proved inequality, in a certificate.

    Its arguments are the difference; whether it is "positive" or "nonnegative"; the derivation that has to be known for it to make
    sense, if any; and pairs of an expression and what it has to be for the inequality to hold.
    """

    is_real = True


@dataclass(frozen=True)
class Valley:
    """Why a difference is at least 0: on both sides of ``at`` it rises away from there, where it is at least 0.

    ``slope`` is a certificate that the derivative times (variable − at) is at least 0, where that is not evident.
    """

    variable: sp.Symbol
    at: sp.Expr
    slope: sp.Expr | None = None

    def parts(self):
        return [sp.sympify(part) for part in (self.at, self.slope) if part is not None]

    def of(self, at, slope=None):
        return Valley(self.variable, at, slope)


# Proofs --------------------------------------------------------------------------------------------------------------


class Domain:
    """Where a step is claimed: what the symbols say of themselves, conditions, and simplices."""

    def __init__(self, where=(), simplices=(), name="step"):
        for condition in where:
            if not isinstance(condition, Relational) or isinstance(condition, sp.Eq):
                advice = "an equation is used by solving it, and what is always true is left out"
                raise WrongStep(f"{name}: a condition is an inequality such as s < t or sp.Ne(s, 0), got {condition!r}; {advice}")
        self.where, self.name, self._positive = tuple(where), name, {}
        self.simplices = [[*simplex, sp.Dummy("last", positive=True)] for simplex in simplices]

    def __eq__(self, other):
        return isinstance(other, Domain) and not self.simplices and not other.simplices and self.where == other.where

    def __hash__(self):
        return hash(self.where)

    @cached_property
    def _weights(self):
        """What makes it evident that probabilities are positive and sum to 1: p = w / (w + w' + ...) with any positive w."""
        weights = [[sp.Dummy("w", positive=True) for _ in simplex] for simplex in self.simplices]
        return {p: w / sp.Add(*some) for simplex, some in zip(self.simplices, weights) for p, w in zip(simplex, some)}

    @cached_property
    def _ways(self):
        """What makes the conditions evident: ways to make use of them, each a list of replacements to be made in turn."""
        ways = [[]]
        for condition in self.where:
            ways = [way + more for way in ways for more in [[], *_uses(condition, way)]]
        return ways

    def forms(self, expression):
        """The expression, and what it becomes with the conditions made use of."""
        yield expression
        for way in self._ways[1:]:
            form = expression
            for old, new in way:
                form = form.subs(old, new)
            yield form

    def positive(self, expression, strict=True) -> bool:
        """Whether the expression is evidently > 0, or >= 0 if not ``strict``."""
        key = expression, strict
        if key not in self._positive:
            forms = list(self.forms(expression.xreplace(self._weights)))
            forms += [sp.cancel(form / (c.gts - c.lts)) for c in self.where if isinstance(c, sp.Lt | sp.Gt) or not strict and not isinstance(c, sp.Ne) for form in forms[:1]]  # a multiple of what is known
            forms += [sp.trigsimp(form) for form in forms[:1] if form.has(sp.sin, sp.cos)]
            self._positive[key] = any(_sign(form, strict) or _sign(_in_range(form), strict) for form in forms)
        return self._positive[key]

    def meets(self, expression, assumption: str) -> bool:
        """Whether the expression evidently is what the assumption says: positive, nonnegative, nonzero, integer ..."""
        if getattr(expression, f"is_{assumption}"):
            return True
        if assumption in ("positive", "nonnegative"):
            return self.positive(expression, assumption == "positive")
        if assumption == "nonzero":
            factors = [f.base if f.is_Pow else f for form in self.forms(expression) for f in [sp.factor(form)]]
            return self.positive(expression) or self.positive(-expression) or any(factor.is_nonzero for factor in factors)
        return False

    def certified(self, gap, certificate, strict) -> bool:
        """Whether the certificate is the gap, and evidently positive; a `Valley` is one for its slope."""
        if isinstance(certificate, Valley):
            variable, at = certificate.variable, certificate.at
            rising = sp.diff(gap, variable) * (variable - at)
            least = gap.subs(variable, at)
            for condition in self.where:
                room = 0 * variable - 1 if isinstance(condition, sp.Ne) else condition.gts - condition.lts
                if condition.has(variable) and (sp.diff(room, variable, 2) != 0 or not self.positive(room.subs(variable, at), strict=False)):
                    raise WrongStep(f"{self.name}: {variable} has to run over an interval which {at} is in, or at the end of")
            if gap.atoms(sp.Function) - gap.atoms(*_SMOOTH) or not (variable.is_positive is None or at.is_nonnegative) or not least.is_real:
                return False
            lowest = self.vanishes(least) or self.positive(least, strict=False)
            if not lowest or certificate.slope is not None:
                return lowest and self.certified(rising, certificate.slope, strict)
            step = sp.Dummy("step", positive=True)
            sides = at + step, at / (1 + step) if variable.is_positive and at.is_positive else at - step
            return self.positive(rising, strict) or not strict and all(self.positive(rising.subs(variable, side), strict) for side in sides)
        if not self.vanishes(gap - certificate.replace(Proved, lambda value, *_: value)):
            raise WrongStep(f"{self.name}: the reason given is not the difference of the two sides")
        return self.positive(certificate.replace(Proved, lambda *args: sp.Dummy(**{args[1].name: True})), strict)

    def refute(self, value, assumption, words):
        """Raise `WrongStep` where the value is not what it has to be, at one of some points or between two of them."""
        signs = {}
        for point in self.points(value.free_symbols, 5 * POINTS):
            number = _value(value, point, DIGITS, self.name)[0]
            sign = 0 if _exactly_zero(value, point) else 1 if mpmath.re(number) > 0 else -1
            signs[sign] = point
            if sign == 0 and assumption in ("positive", "nonzero") or sign < 0 and assumption in ("positive", "nonnegative"):
                raise WrongStep(f"{self.name}: {words}, and is {mpmath.nstr(number, 6)} at {_show(point)}")
        if assumption == "nonzero" and len(signs) > 1:
            raise WrongStep(f"{self.name}: {words}, and is 0 somewhere between {' and '.join(map(_show, signs.values()))}")

    def vanishes(self, expression) -> bool:
        """Whether the expression reduces to 0 by rewriting that the assumptions and conditions allow."""
        forms = list(dict.fromkeys(self.forms(expression)))
        if any(is_zero(self.split(form)) for form in forms):
            return True
        return expression.count_ops() <= EFFORT and any(sp.simplify(change(form)) == 0 for form in forms for change in (sp.factor, self.split))

    def split(self, expression):
        """Logarithms and roots of products as sums and products of those of their factors, where these are evidently positive."""

        def factors(argument):
            """What can be said of the factors: pairs of a factor that may be split off and how often; and the rest."""
            number, split, rest = sp.Integer(1), [], sp.Integer(1)
            for factor, times in _factors(sp.together(argument)):
                if factor.is_number and factor.is_real:
                    number *= factor**times
                    continue
                if self.positive(factor):
                    split.append((factor, times))
                elif self.positive(-factor):
                    split.append((-factor, times))
                    number *= (-1) ** times
                elif times % 2 == 0 and factor.is_real:
                    split.append((sp.Abs(factor), times))
                else:
                    rest *= factor**times
            if number.is_positive:
                return [*split, *(sp.factorrat(number).items() if number.is_Rational else [(number, 1)])], rest
            return split, number * rest

        def log(argument):
            split, rest = factors(argument)
            logs = [times * sp.expand_log(sp.log(factor)) for factor, times in split]
            return sp.Add(*logs) + (sp.log(rest) if rest != 1 else 0)

        def power(base, exponent):
            if exponent.is_Integer or base.is_Atom:
                return base**exponent
            split, rest = factors(base)
            return sp.Mul(*[factor ** (times * exponent) for factor, times in split]) * rest**exponent

        return expression.replace(sp.Pow, power).replace(sp.log, log)

    def points(self, symbols, count, usual=False):
        """Up to ``count`` admissible points: usual ones and, if not only those, wide ones, with zeros, with equal values, at extreme scales."""
        rng = random.Random(SEED)
        found = 0
        for attempt in range(0, 600 * count, 6 if usual else 1):
            point = self._point(self._drawn(self._all(symbols), rng, attempt))
            if self._admits(point):
                yield point
                found += 1
            if found == count or not point:
                return
        if not found:
            raise WrongStep(f"{self.name}: no admissible points, nothing drawn meets {[str(condition) for condition in self.where]}")

    def descent(self, gap, symbols):
        """Admissible points on the way to where ``gap``, which is claimed to be positive, is least: a compass search from the lowest."""
        rng = random.Random(SEED)
        value = lambda drawn: mpmath.re(_value(gap, self._point(drawn), DIGITS, self.name)[0]) if self._admits(self._point(drawn)) else mpmath.inf
        starts = sorted((self._drawn(self._all(symbols), rng, attempt) for attempt in range(SEARCHED // 2)), key=value)[:2]
        for best in starts:
            least, step = value(best), sp.Integer(8)
            for _ in range(SEARCHED // max(len(best), 1) // 4):
                moves = [{**best, s: new} for s in best for new in (best[s] * step, best[s] / step, *([best[s] + step, best[s] - step] if s.is_positive is None else []))]
                moves = [move for move in moves if all(not s.is_integer or v.is_integer for s, v in move.items())]
                lowest, place = min(((value(move), i) for i, move in enumerate(moves)), default=(least, 0))
                if lowest < least:
                    least, best = lowest, moves[place]
                    yield self._point(best)
                else:
                    step = 1 + (step - 1) / 3

    def _all(self, symbols):
        symbols = set(symbols).union(*(condition.free_symbols for condition in self.where))
        for symbol in symbols.union(*(condition.free_symbols for condition in self.where)):
            if not symbol.is_real and symbol not in self._weights:
                raise WrongStep(f"{self.name}: say what {symbol} is, for example sp.Symbol({str(symbol)!r}, real=True) or positive=True")
        return sorted(symbols.union(*(simplex for simplex in self.simplices if symbols & set(simplex))), key=lambda s: (s.name, s in self._weights))

    def _drawn(self, symbols, rng, attempt):
        """A value for each symbol, for probabilities not yet divided by their sum."""
        usual = lambda: sp.Rational(rng.randrange(10**8, 3 * 10**9), 1000000007)
        power = lambda a, b: sp.Rational(round(10 ** (9 + rng.uniform(a, b))), 1000000007)
        kind = attempt % 6
        magnitude = {0: usual, 1: lambda: power(-3, 3), 2: lambda: sp.Integer(1 + attempt // 6), 3: usual, 4: lambda: rng.choice([usual(), power(-6, 6), power(3, 15)]), 5: usual}[kind]
        zeros = {s for s in symbols if rng.random() < 0.3 or attempt == 3} if kind == 3 else ()
        point = {}
        for symbol in symbols:
            value = sp.ceiling(magnitude()) if symbol.is_integer else magnitude()
            weight = symbol in self._weights
            if not weight and symbol.is_nonpositive or not weight and not symbol.is_nonnegative and kind != 2 and rng.random() < 0.5:
                value = -value
            point[symbol] = sp.Integer(0) if symbol in zeros and not weight and symbol.is_zero is None and symbol.is_positive is None else value
        if kind == 5 and len(symbols) > 1:  # two alike, and two distributions alike
            one, other = rng.sample(symbols, 2)
            point[other] = point[one] if other.is_positive in (None, one.is_positive) and other.is_integer == one.is_integer else point[other]
            for simplex in self.simplices[1:]:
                point.update({s: point[t] for s, t in zip(simplex, self.simplices[0]) if s in point and t in point})
        return point

    def _point(self, drawn):
        """The drawn values, with those of each distribution divided by their sum."""
        sums = {s: sp.Add(*(drawn[t] for t in simplex)) for simplex in self.simplices for s in simplex if s in drawn}
        return {s: value / sums[s] if s in sums else value for s, value in drawn.items()}

    def _admits(self, point) -> bool:
        return all(condition.xreplace(point) == True for condition in self.where)  # noqa: E712 (SymPy's own true)


def _factors(product):
    """The factors of a product and their integer powers, with sums factorised."""
    for factor in sp.Mul.make_args(product):
        base, times = factor.args if factor.is_Pow and factor.exp.is_Integer else (factor, sp.Integer(1))
        if base.is_Add and not base.is_number:
            number, factors = sp.factor_list(base)
            yield from ((each, n * times) for each, n in [(number, 1), *factors])
        elif base.is_Mul:
            yield from ((each, n * times) for each, n in _factors(base))
        else:
            yield base, times


def _uses(condition, way):
    """Ways to use a condition u < v: v = u + gap with a new positive symbol or, if u is positive, v = u (1 + gap), solved for a symbol."""
    for old, new in way:
        condition = condition.subs(old, new)
    if not isinstance(condition, Relational):
        return
    u, v = condition.args if isinstance(condition, sp.Ne) else (condition.lts, condition.gts)
    assumption = "nonzero" if isinstance(condition, sp.Ne) else "positive" if isinstance(condition, sp.Lt | sp.Gt) else "nonnegative"
    gap = sp.Dummy("gap", real=True, **{assumption: True})
    for equation in [v - u - gap, v - u * (1 + gap)] if u.is_positive and assumption != "nonzero" else [v - u - gap]:
        for symbol in sorted(condition.free_symbols, key=str):
            slope = sp.expand(equation).coeff(symbol)
            if slope.is_nonzero and not sp.expand(equation - slope * symbol).has(symbol):
                yield [(symbol, sp.factor(-(equation - slope * symbol).expand() / slope))]


def _in_range(expression):
    """The expression with functions whose values are bounded written by new symbols that make the bounds evident."""

    def within(node):
        [argument] = node.args
        strict = argument.is_positive or argument.is_negative
        new = sp.Dummy("w", **{"positive" if strict or isinstance(node, sp.erf) else "nonnegative": True})
        if isinstance(node, sp.erf):
            return new / (1 + new) if argument.is_positive else 1 - 2 / (1 + new)  # in (0, 1), in (−1, 1)
        return 1 + new if argument.is_nonnegative else 1 / (1 + new) if argument.is_nonpositive else node  # at least 1, in (0, 1]

    return expression.rewrite(sp.erfc, sp.erf).replace(lambda node: isinstance(node, sp.erf | sp.exp), within)


@lru_cache(10000)
def _sign(expression, strict) -> bool:
    """Whether the expression is > 0 (or >= 0) by the assumptions: as it stands, as a fraction of sums, or as a product."""

    def evident(e, strict):
        known = e.is_positive if strict else e.is_nonnegative
        if known is None and e.is_Add:
            return all(_sign(arg, False) for arg in e.args) and (not strict or any(_sign(arg, True) for arg in e.args))
        if known is None and e.is_Mul:
            return all(_sign(arg, strict) for arg in e.args)
        return bool(known)

    if evident(expression, strict):
        return True
    if expression.is_Atom:
        return False
    above, below = sp.fraction(sp.together(expression))
    above = sp.expand(above)
    if above != expression and evident(above, strict) and evident(below, True):
        return True
    product = sp.factor(above / below)
    return product != expression and not product.is_Add and evident(product, strict)


_SMOOTH = (sp.exp, sp.log, sp.sin, sp.cos, sp.erf, sp.erfc, sp.sinh, sp.cosh, sp.tanh, sp.atan)
_EXPONENTIAL = (sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.tanh)


def hide(expression, wanted):
    """The expression with its parts that hold nothing wanted under new names, so that expand() leaves them alone; and what they are."""
    names: dict = {}

    def walk(node):
        if node.is_Atom or node.is_number and not wanted(node):
            return node if node.is_number or wanted(node) else names.setdefault(node, sp.Dummy())
        if not wanted(node):
            return names.setdefault(node, sp.Dummy())
        if node.is_Add or node.is_Mul:
            plain = [arg for arg in node.args if not wanted(arg)]
            rest = [walk(arg) for arg in node.args if wanted(arg)]
            return node.func(walk(node.func(*plain)), *rest) if plain else node.func(*rest)
        return node.func(*map(walk, node.args))

    hidden = walk(expression)
    return hidden, {name: part for part, name in names.items()}


def is_zero(expression) -> bool:
    """Whether the expression is 0 as a polynomial in its logarithms, error functions, ..., with fractions of the rest for coefficients."""
    expression = sp.expand_log(expression.rewrite(sp.erfc, sp.erf).rewrite(_EXPONENTIAL, sp.exp)).replace(sp.erf, lambda argument: sp.erf(sp.factor(argument)))
    hidden, parts = hide(expression, lambda node: any(not isinstance(f, sp.exp) for f in node.atoms(sp.Function)))
    sums: dict = {}
    for term in sp.Add.make_args(sp.expand(hidden, power_exp=False)):
        coefficient, function = term.as_independent(sp.Function, as_Add=False)
        sums.setdefault(function, []).append(coefficient.xreplace(parts))
    return all(_is_zero_fraction(sp.Add(*terms)) for terms in sums.values())


def _is_zero_fraction(expression) -> bool:
    """Whether a fraction of sums of powers and exponentials is 0: the exponents are compared as fractions themselves."""
    if expression == 0 or expression.is_Symbol:
        return expression == 0
    above = sp.expand(sp.fraction(sp.together(expression))[0])
    alike: dict = {}
    for term in sp.Add.make_args(above):
        powers = [factor for factor in sp.Mul.make_args(term) if isinstance(factor, sp.exp)]
        exponent = sp.cancel(sp.together(sp.Add(*[power.exp for power in powers])))
        alike.setdefault(exponent, []).append(term / sp.Mul(*powers))
    sums = [sp.Add(*terms) for terms in alike.values()]
    return all(each == 0 or each != above and _is_zero_fraction(each) for each in sums)


# Numbers -------------------------------------------------------------------------------------------------------------


def refute(left, relation, right, points, name, standing=False):
    """Raise `WrongStep` at the first of the points where the relation does not hold."""
    for point in points:
        for digits in (20,) if standing else (3 * DIGITS, 9 * DIGITS):  # more, where the difference may be only rounding
            (one, size), (other, size_) = (_value(side, point, digits, name) for side in (left, right))
            with mpmath.workdps(digits):
                difference = one - other
                zero = abs(difference) <= max(size, size_) * mpmath.mpf(10) ** (-10 if standing else DIGITS - digits)
            if not zero:
                break
        if zero:
            holds = "=" in relation or not _exactly_zero(left - right, point)
        else:
            holds = relation != "=" and not isinstance(difference, mpmath.mpc) and (difference > 0) == (">" in relation)
        if not holds:
            raise WrongStep(f"{name} is wrong: left − right = {mpmath.nstr(0 * difference if zero else difference, 6)} at {_show(point)}")


def _exactly_zero(difference, point) -> bool:
    """Whether the difference is 0, and not only too small to be seen, as 1 − erf(100) is."""
    return is_zero(Domain().split(difference.subs(point)))


def _value(expression, point, digits, name):
    """The expression at the point, as an mpmath number of so many digits, and the size of the largest number that was added on the way."""
    if expression.has(sp.zoo, sp.nan) or expression.has(sp.oo, -sp.oo) and not expression.has(sp.Integral):
        raise WrongStep(f"{name} has no finite value at any point: got {expression}")
    try:
        with mpmath.workdps(digits):
            known = {symbol: mpmath.mpf(drawn.p) / drawn.q for symbol, drawn in point.items()}
            value = mpmath.mpmathify(_number(expression, known))
            size = max((abs(known[part]) for node in known if node.is_Add for part in node.args if part in known), default=0)
    except (ArithmeticError, NameError, TypeError, ValueError, mpmath.libmp.NoConvergence) as error:
        raise WrongStep(f"{name} cannot be evaluated at {_show(point)}: {error}") from error
    if not mpmath.isfinite(value):
        raise WrongStep(f"{name} has no finite value at {_show(point)}: got {value}")
    return value, max(abs(value), size)


_ARITHMETIC = {sp.Add: lambda *terms: sum(terms), sp.Mul: lambda *factors: math.prod(factors), sp.Pow: pow, sp.exp: mpmath.exp, sp.log: mpmath.log}


def _number(node, known):
    """The node's number by those of its parts, which ``known`` remembers: what SymPy compiles is fast, but compiling it is not."""
    if node not in known:
        if node.func in _ARITHMETIC:
            known[node] = _ARITHMETIC[node.func](*(_number(part, known) for part in node.args))
        elif node.is_Rational:
            known[node] = mpmath.mpf(node.p) / node.q
        elif isinstance(node, sp.Integral):
            known[node] = _quadrature(node, known)
        else:
            symbols, function = _compiled(node)
            known[node] = function(*(known[symbol] for symbol in symbols))
    return known[node]


def _quadrature(node, known):
    body, (variable, *ends) = node.args
    start, end = (mpmath.mpf(float(e)) if e.is_infinite else _number(e, known) for e in ends)
    given = {symbol: known[symbol] for symbol in body.free_symbols - {variable}}
    value, error = mpmath.quad(lambda at: _number(body, {**given, variable: at}), sorted({start, end, *([0] if start < 0 < end else [])}), error=True)
    if error > 1e-10 * max(1, abs(value)):
        raise ValueError("the integral does not settle; has it a value?")
    return value if start <= end else -value


@lru_cache(1000)
def _compiled(node):
    symbols = sorted(node.free_symbols, key=str)
    return symbols, sp.lambdify(symbols, node, modules="mpmath")


def _show(point) -> str:
    values = (f"{s} = {v if v.q < 1000 else mpmath.nstr(mpmath.mpf(v.p) / v.q, 6)}" for s, v in point.items() if not isinstance(s, sp.Dummy))
    return ", ".join(values) or "every point (no free symbols)"
