"""Derivations that the machine has checked: the expression that is verified is the one that prints the formula.

A `Derivation` is a list of steps. Each step is verified when it is added, symbolically where SymPy can decide it, else
at 50 digits on random admissible points; a wrong step raises `WrongStep` with a point at which it fails. A statement
about any distribution on a finite alphabet is verified for alphabets of the sizes named, with symbols as probabilities;
a function that is left undefined stands for any function there, with symbols as its values.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy as sp
from sympy.core.function import AppliedUndef

from vaeedu.derivations.notation import Density, Expectation, Gaussian, Quantity, Total, as_written, latex
from vaeedu.derivations.verification import DIGITS, POINTS, SEED, WrongStep, verify

__all__ = ["Density", "Derivation", "Expectation", "Gaussian", "Quantity", "Step", "Total", "WrongStep", "as_written", "latex", "verify"]

MIME = "application/vnd.vaeedu.derivation+json"
_TEX = {"=": "=", "<=": r"\le", "<": "<", ">=": r"\ge", ">": ">", ":=": ":="}


@dataclass(frozen=True)
class Step:
    """One line: ``left relation right``, why it follows, where it is claimed to hold and how that was verified."""

    left: sp.Expr
    relation: str
    right: sp.Expr
    because: str
    label: str | None
    where: tuple
    kind: str  # definition, given, equality or inequality
    how: str  # definition, symbolic or numeric
    detail: str

    @property
    def latex(self) -> str:
        return rf"{latex(self.left)} {_TEX[self.relation]} {latex(self.right)}"


class Derivation:
    """A list of verified steps under one title.

    Parameters
    ----------
    id, title
        The name other pages refer to, and the heading.
    where
        Conditions under which every step is claimed, as SymPy relationals, e.g. ``[beta < 2 * t**2]``. What a symbol
        itself says (``positive=True``) is used too.
    alphabets
        For variables that take finitely many values: how many, e.g. ``{x: (2, 3), z: (2,)}``. Each step is verified for
        every combination of sizes, and for every value of a variable that it leaves free.
    given
        An earlier derivation whose definitions, distributions and alphabets hold here as well.
    """

    def __init__(
        self,
        id: str,
        title: str,
        where: Sequence = (),
        alphabets: Mapping[sp.Symbol, Sequence[int]] | None = None,
        given: "Derivation | None" = None,
    ):
        self.id, self.title, self.where = id, title, tuple(where)
        self.steps: list[Step] = []
        self.alphabets = dict(alphabets or (given.alphabets if given else {}))
        self.meanings: dict = dict(given.meanings) if given else {}  # what a name stands for, as a function
        self.distributions: dict = dict(given.distributions) if given else {}  # which of its variables one sums over

    def __getitem__(self, label: str) -> Step:
        for step in self.steps:
            if step.label == label:
                return step
        raise KeyError(f"{self.id} has no step {label!r}; it has {[s.label for s in self.steps if s.label]}")

    # Steps ---------------------------------------------------------------------------------------------------------

    def define(self, name, expression, because: str, label: str | None = None):
        """Give a new name (a symbol, f(x), `Density` or `Quantity`) its meaning; a name is defined once."""
        key, parameters = _key(name), _parameters(name)
        if key in self.meanings or key in self.distributions:
            raise WrongStep(f"{self.id}: {latex(name)} is already defined; give the new quantity a name of its own")
        self._add(name, ":=", expression, because, label, (), "definition", "definition", "A definition: nothing to verify.")
        self.meanings[key] = sp.Lambda(parameters, self.meaning(expression))

    def given(self, density: Density, over: sp.Symbol, because: str, label: str | None = None):
        """State that ``density`` is any distribution over the finite alphabet of its variable ``over``."""
        if over not in self.alphabets or over not in density.parameters:
            raise WrongStep(f"{self.id}: {latex(density)} can be given over a variable of its own with an alphabet, not {over}")
        if density.key in self.meanings or density.key in self.distributions:
            raise WrongStep(f"{self.id}: {latex(density)} is already defined")
        self._add(Total(density, over), "=", sp.Integer(1), because, label, (), "given", "definition", "Given: any positive probabilities that sum to 1.")
        self.distributions[density.key] = (density.parameters, over)

    def equal(self, left, right, because: str, label: str | None = None, where: Sequence = ()):
        """Claim ``left = right``."""
        self._claim(left, "=", right, because, label, where, "equality")

    def compare(self, left, relation: str, right, because: str, label: str | None = None, where: Sequence = ()):
        """Claim an inequality; ``relation`` is one of <, <=, >, >=."""
        if relation not in ("<", "<=", ">", ">="):
            raise ValueError(f"relation must be one of <, <=, >, >=, got {relation!r}; for = use equal()")
        self._claim(left, relation, right, because, label, where, "inequality")

    def meaning(self, expression) -> sp.Expr:
        """The expression with every defined name replaced and every integral, derivative and limit carried out.

        Sums over finite alphabets and their distributions stay: they have a meaning only for alphabets of given sizes.
        """
        expression = sp.sympify(expression).replace(
            lambda node: _key(node) in self.meanings, lambda node: self.meanings[_key(node)](*_parameters(node))
        )
        expression = expression.replace(
            lambda node: isinstance(node, Expectation) and node.args[1] in self.alphabets,
            lambda node: Total(node.args[2] * node.args[0], node.args[1]),
        )
        return expression.doit()

    def instances(self, *expressions):
        """The expressions' meanings for all alphabet sizes and all values of free variables, with their simplices.

        Yields (a description of the case, the expressions, the lists of symbols that are probabilities); one case
        without alphabets if the expressions do not speak of any.
        """
        meanings = [self.meaning(expression) for expression in expressions]
        involved = [v for v in self.alphabets if any(v in self._variables(m) for m in meanings)]
        for sizes in itertools.product(*(self.alphabets[v] for v in involved)):
            size = dict(zip(involved, sizes))
            expanded = [_expand(m, size) for m in meanings]
            free = [v for v in involved if any(v in m.free_symbols for m in expanded)]
            for values in itertools.product(*(range(1, size[v] + 1) for v in free)):
                value = dict(zip(free, values))
                simplices: dict = {}
                cases = [_with_values(self._with_probabilities(m.subs(value), size, simplices)).doit() for m in expanded]
                described = ", ".join([f"{n} values of {v}" for v, n in size.items()] + [f"{v} = {k}" for v, k in value.items()])
                yield described, cases, list(simplices.values())

    def _variables(self, expression) -> set:
        """The variables with alphabets that the expression sums over, leaves free, or has a distribution of."""
        summed = {variable for total in expression.atoms(Total) for variable in total.args[1:]}
        drawn = {self.distributions[d.key][1] for d in expression.atoms(Density) if d.key in self.distributions}
        return summed | drawn | expression.free_symbols

    def _with_probabilities(self, expression, size, simplices):
        """Replace each probability by a symbol, the last of each distribution by 1 minus the others."""

        def probability(node):
            parameters, over = self.distributions[node.key]
            values = dict(zip(parameters, node.parameters))
            letter, context = int(values.pop(over)), tuple(values.values())
            name = node.key.partition("|")[0]
            mark = "|".join(map(str, context))
            free = simplices.setdefault(
                (node.key, context),
                [sp.Symbol(rf"{name}_{{{over}={k}|{mark}}}", positive=True) for k in range(1, size[over])],
            )
            return free[letter - 1] if letter <= len(free) else 1 - sp.Add(*free)

        return expression.replace(lambda node: isinstance(node, Density) and node.key in self.distributions, probability)

    def _claim(self, left, relation, right, because, label, where, kind):
        where = self.where + tuple(where)
        shown = rf"{self.id}, step {len(self.steps) + 1}: {latex(left)} {_TEX[relation]} {latex(right)}"
        found = [
            (case, verify(one, relation, other, where, simplices, name=f"{shown} [{case}]" if case else shown))
            for case, (one, other), simplices in self.instances(left, right)
        ]
        how = "symbolic" if all(way == "symbolic" for _, way in found) else "numeric"
        self._add(left, relation, right, because, label, where, kind, how, self._detail(relation, how, found))

    def _detail(self, relation, how, found) -> str:
        if how == "symbolic":
            detail = "SymPy reduces left − right to 0." if relation == "=" else "SymPy proves the sign of left − right from the assumptions."
        elif relation == "=":
            detail = f"Left and right agree to {DIGITS - 10} digits at {POINTS} random admissible points (seed {SEED})."
        else:
            detail = f"No counterexample among {POINTS} random admissible points at {DIGITS} digits (seed {SEED})."
        if found[0][0]:
            sizes = ", ".join(f"{v} with {' or '.join(map(str, self.alphabets[v]))} values" for v in self.alphabets if f" of {v}" in found[0][0])
            detail = f"For every distribution on finite alphabets ({sizes}; {len(found)} cases), probabilities as symbols. {detail}"
        return detail

    def _add(self, left, relation, right, because, label, where, kind, how, detail):
        if label and any(step.label == label for step in self.steps):
            raise WrongStep(f"{self.id}: the label {label!r} is used twice")
        self.steps.append(Step(sp.sympify(left), relation, sp.sympify(right), because, label, tuple(where), kind, how, detail))

    # Display -------------------------------------------------------------------------------------------------------

    def __repr__(self):
        counts = {how: sum(step.how == how for step in self.steps) for how in ("definition", "symbolic", "numeric")}
        return f"{self.title}: {len(self.steps)} steps, " + ", ".join(f"{n} {how}" for how, n in counts.items() if n)

    def as_json(self) -> dict:
        steps = [
            {"label": s.label, "latex": s.latex, "because": s.because, "kind": s.kind, "verified": {"how": s.how, "detail": s.detail}}
            for s in self.steps
        ]
        return {"id": self.id, "title": self.title, "steps": steps}

    def as_markdown(self) -> str:
        mark = {"definition": "definition", "symbolic": "verified symbolically", "numeric": "verified numerically"}
        lines = [f"**{self.title}**"]
        for number, step in enumerate(self.steps, 1):
            lines += [f"$${step.latex}$$", f"{number}. {step.because} *({mark[step.how]})*"]
        return "\n\n".join(lines)

    def _repr_mimebundle_(self, **_):
        return {MIME: self.as_json(), "text/markdown": self.as_markdown(), "text/plain": repr(self)}


def _key(name):
    """What identifies a name: f for f(x), the signature of a density or quantity, a symbol itself."""
    return name.func if isinstance(name, AppliedUndef) else getattr(name, "key", name)


def _parameters(name):
    return name.args if isinstance(name, AppliedUndef) else tuple(getattr(name, "parameters", ()))


def _with_values(expression):
    """Replace an undefined function of letters, g(2, 1), by a symbol: any real number for each choice of letters."""
    return expression.replace(
        lambda node: isinstance(node, AppliedUndef) and all(letter.is_Integer for letter in node.args),
        lambda node: sp.Symbol(f"{node.func.__name__}_{{{','.join(map(str, node.args))}}}", real=True),
    )


def _expand(expression, size):
    """Write every sum over a finite alphabet out."""

    def terms(summand, *variables):
        ranges = (range(1, size[v] + 1) for v in variables)
        return sp.Add(*[summand.subs(dict(zip(variables, values))) for values in itertools.product(*ranges)])

    return expression.replace(Total, terms)
