"""Derivations that the machine has checked: the expression that is verified is the one that prints the formula.

A `Derivation` is a list of steps. Each is verified when it is added. It is *proved* if rewriting that the assumptions and
conditions allow reduces left − right to 0, or shows its sign, or if the author names inequalities proved before whose weighted sum it is.
What is not proved is *searched* for a counterexample, and says so. A wrong step raises `WrongStep` with a point at which it fails.

A statement about any distribution on a finite alphabet is verified for alphabets of the sizes named, with symbols as probabilities;
a function that is left undefined stands for any function there, with symbols as its values.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.core.symbol import Str

from vaeedu.derivations import calculus
from vaeedu.derivations.notation import Density, Expectation, Gaussian, Quantity, Total, as_written, bound_variables, latex
from vaeedu.derivations.verification import POINTS, SEARCHED, SEED, Domain, Proved, Valley, WrongStep, patience, verify

__all__ = ["Density", "Derivation", "Expectation", "Gaussian", "Quantity", "Step", "Total", "Valley", "WrongStep", "as_written", "latex", "verify"]

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
    how: str  # definition, symbolic (proved) or numeric (searched)
    detail: str
    owner: "Derivation" = field(repr=False, compare=False)

    @property
    def latex(self) -> str:
        return rf"{latex(self.left)} {_TEX[self.relation]} {latex(self.right)}"

    def gap(self, **values) -> sp.Expr:
        """By how much the larger side of this proved inequality is larger, with ``values`` in the place of its symbols: for certificates."""
        if self.kind != "inequality" or self.how != "symbolic":
            raise WrongStep(f"{self.latex}: only an inequality that is proved can prove another one")
        with sp.evaluate(True):
            gap = self.owner.meaning(self.right - self.left if "<" in self.relation else self.left - self.right, self.where)
            symbols = {symbol.name: symbol for symbol in gap.free_symbols.union(*(c.free_symbols for c in self.where))}
            if unknown := values.keys() - symbols.keys():
                raise WrongStep(f"{self.latex} has no symbol {sorted(unknown)}, it has {sorted(symbols)}")
            put = {symbols[name]: sp.sympify(value) for name, value in values.items()}
            home = self.owner.id if gap.has(Total, Density, AppliedUndef) else ""
            needs = [(value, name) for symbol, value in put.items() for name in _assumptions(symbol)]
            needs += [(condition.xreplace(put), name) for condition, name in map(_room, self.where)]
            sign = "nonnegative" if "=" in self.relation else "positive"
            return Proved(_fresh(gap).xreplace(put), Str(sign), Str(home), *[sp.Tuple(value, Str(name)) for value, name in needs])


class Derivation:
    """A list of verified steps under one title.

    Parameters
    ----------
    id, title
        The name other pages refer to, and the heading.
    where
        Conditions under which every step is claimed, as SymPy relationals, e.g. ``[beta < 2 * t**2]`` or ``[sp.Ne(c, 0)]``.
        What a symbol itself says (``positive=True``) is used too.
    alphabets
        For variables that take finitely many values: how many, or which, e.g. ``{x: (2, 3), z: (2,), y: ({0, 1},)}``. Each
        step is verified for every combination of sizes, and for every value of a variable that it leaves free.
    given
        An earlier derivation whose definitions, distributions and alphabets hold here as well.
    """

    def __init__(
        self,
        id: str,
        title: str,
        where: Sequence = (),
        alphabets: Mapping[sp.Symbol, Sequence[int | set[int]]] | None = None,
        given: "Derivation | None" = None,
    ):
        self.id, self.title, self.where = id, title, tuple(where)
        self.steps: list[Step] = []
        self.lineage: tuple = (id, *given.lineage) if given else (id,)
        self.alphabets = {v: tuple(map(_letters, sizes)) for v, sizes in alphabets.items()} if alphabets else dict(given.alphabets) if given else {}
        self.meanings: dict = dict(given.meanings) if given else {}  # what a name stands for, as a function
        self.signatures: dict = dict(given.signatures) if given else {}  # of what arguments, and where
        self.distributions: dict = dict(given.distributions) if given else {}  # which of its variables one sums over
        self.met: set = set(given.met) if given else set()  # what parts of the steps so far had to be, and evidently are

    def __getitem__(self, label: str) -> Step:
        for step in self.steps:
            if step.label == label:
                return step
        raise KeyError(f"{self.id} has no step {label!r}; it has {[s.label for s in self.steps if s.label]}")

    # Steps ---------------------------------------------------------------------------------------------------------

    def define(self, name, expression, because: str, label: str | None = None):
        """Give a new name (a symbol, f(x), `Density` or `Quantity`) its meaning; a name is defined once, a density is verified to be one."""
        key, parameters, expression = _key(name), _parameters(name), sp.sympify(expression)
        shown = f"{self._place()}: {latex(name)} := {latex(expression)}"
        if key in self.meanings or key in self.distributions:
            raise WrongStep(f"{self.id}: {latex(name)} is already defined; give the new quantity a name of its own")
        if not all(isinstance(p, sp.Symbol) for p in parameters) or len(set(parameters)) < len(parameters):
            raise WrongStep(f"{shown}: define a name at different symbols, not at {', '.join(map(str, parameters))}")
        with patience(shown), sp.evaluate(True):
            meaning = self.meaning(expression)
            if hidden := {v for v in meaning.free_symbols if v in self.alphabets} - set(parameters):
                raise WrongStep(f"{shown}: depends on {', '.join(map(str, hidden))} too, so name it: give {latex(name)} that parameter")
            named = [(expression, assumption, self.where) for assumption in _assumptions(name)] if isinstance(name, sp.Symbol) else []
            self._meets([*_needs(expression, self.where, self._signature), *named], shown)
            self.signatures[key] = parameters, self.where
            self.meanings[key] = sp.Lambda(parameters, _fresh(meaning))
            if isinstance(name, Density):
                try:
                    self._check_density(name, shown)
                except WrongStep:
                    del self.meanings[key]
                    raise
        self._add(name, ":=", expression, because, label, self.where, "definition", "definition", "A definition: nothing to verify.")

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

    def compare(self, left, relation: str, right, because: str, label: str | None = None, where: Sequence = (), by: "sp.Expr | Valley | None" = None):
        """Claim an inequality; ``relation`` is one of <, <=, >, >=.

        ``by`` is the reason, where the sign is not evident: an expression for the difference of the two sides in which everything
        is, made of squares, positive weights and the `Step.gap` of inequalities proved before; or a `Valley`, where the difference
        falls and then rises.
        """
        if relation not in ("<", "<=", ">", ">="):
            raise ValueError(f"relation must be one of <, <=, >, >=, got {relation!r}; for = use equal()")
        self._claim(left, relation, right, because, label, where, "inequality", by)

    # What expressions mean -----------------------------------------------------------------------------------------

    def meaning(self, expression, where=None) -> sp.Expr:
        """The expression with every defined name replaced and every integral, derivative and limit carried out.

        Sums over finite alphabets and their distributions stay: they have a meaning only for alphabets of given sizes.
        """
        return self._meaning(sp.sympify(expression), frozenset(), Domain(self.where if where is None else where, name=self.id))

    def _meaning(self, node, bound, domain):
        key = _key(node)
        if key in self.meanings:
            meaning = self.meanings[key]
            if hidden := meaning.free_symbols & bound:
                names = ", ".join(map(str, hidden))
                raise WrongStep(f"{self.id}: {latex(node)} hides {names}, over which this expression runs; give it {names} as a parameter")
            return meaning(*(self._meaning(parameter, bound, domain) for parameter in _parameters(node)))
        if node.is_Atom:
            return node
        bound = bound | bound_variables(node)
        args = [self._meaning(arg, bound, domain) for arg in node.args]
        if isinstance(node, Expectation):
            integrand, variable, law = args
            if variable in self.alphabets:
                return Total(law * integrand, variable)
            return calculus.integral(integrand * law, variable, *_line(variable), domain)
        if isinstance(node, sp.Integral):
            value, *limits = args
            for variable, lower, upper in limits:
                value = calculus.integral(value, variable, lower, upper, domain)
            return value
        if isinstance(node, sp.Limit):
            return calculus.limit(*args)
        rebuilt = node.func(*args)
        return rebuilt if isinstance(rebuilt, sp.Add | sp.Mul | sp.Pow | sp.Function | Density | Total | Proved) else rebuilt.doit()

    def instances(self, *expressions, where=None):
        """The expressions' meanings for all alphabet sizes and all values of free variables, with their simplices.

        Yields (a description of the case, the expressions, the lists of symbols that are probabilities); one case
        without alphabets if the expressions do not speak of any.
        """
        meanings = [self.meaning(expression, where) for expression in expressions]
        involved = [v for v in self.alphabets if any(v in self._variables(m) for m in meanings)]
        for letters in itertools.product(*(self.alphabets[v] for v in involved)):
            letters = dict(zip(involved, letters))
            expanded = [_expand(m, letters) for m in meanings]
            free = [v for v in involved if any(v in m.free_symbols for m in expanded)]
            for values in itertools.product(*(letters[v] for v in free)):
                value = dict(zip(free, values))
                simplices: dict = {}
                cases = [_with_values(self._with_probabilities(m.subs(value), letters, simplices)) for m in expanded]
                described = ", ".join([f"{len(n)} values of {v}" for v, n in letters.items()] + [f"{v} = {k}" for v, k in value.items()])
                yield described, cases, list(simplices.values())

    def _variables(self, expression) -> set:
        """The variables with alphabets that the expression sums over, leaves free, or has a distribution of."""
        summed = {_original(variable) for total in expression.atoms(Total) for variable in total.args[1:]}
        drawn = {self.distributions[d.key][1] for d in expression.atoms(Density) if d.key in self.distributions}
        return summed | drawn | expression.free_symbols

    def _with_probabilities(self, expression, letters, simplices):
        """Replace each probability by a symbol, the last of each distribution by 1 minus the others."""

        def probability(node):
            if node.key not in self.distributions:
                raise WrongStep(f"{self.id}: {latex(node)} has no meaning yet; define it, or state that it is given")
            parameters, over = self.distributions[node.key]
            for parameter, value in zip(parameters, node.parameters):
                if parameter in self.alphabets and value not in letters.get(parameter, ()):
                    if not any(value in alphabet for alphabet in self.alphabets[parameter]) or parameter == over:
                        raise WrongStep(f"{self.id}: {latex(node)} asks for {parameter} = {value}, which is no letter of its alphabet")
            values = dict(zip(parameters, node.parameters))
            letter, context = values.pop(over), tuple(values.values())
            name = node.key.partition("|")[0]
            mark = "|".join(map(str, context))
            free = simplices.setdefault(
                (node.key, context),
                [sp.Symbol(rf"{name}_{{{over}={k}|{mark}}}", positive=True) for k in letters[over][:-1]],
            )
            return free[letters[over].index(letter)] if letter != letters[over][-1] else 1 - sp.Add(*free)

        return expression.replace(Density, lambda *args: probability(Density._of(*args)))

    # Verification --------------------------------------------------------------------------------------------------

    def _claim(self, left, relation, right, because, label, where, kind, by=None):
        left, right, where = sp.sympify(left), sp.sympify(right), self.where + tuple(where)
        shown = rf"{self._place()}: {latex(left)} {_TEX[relation]} {latex(right)}"
        with patience(shown), sp.evaluate(True):
            defined = self._meets([need for side in (left, right) for need in _needs(side, where, self._signature)], shown)
            found = self._verified(left, relation, right, where, shown, by)
        if by is not None and not defined:
            raise WrongStep(f"{shown}: not evident that both sides are defined everywhere")
        how = "symbolic" if defined and all(way == "symbolic" for _, way in found) else "numeric"
        self._add(left, relation, right, because, label, where, kind, how, self._detail(relation, how, found, where, by))

    def _verified(self, left, relation, right, where, shown, by=None):
        """(the case, how it was verified), for each of the cases."""
        parts = by.parts() if isinstance(by, Valley) else [sp.sympify(by)] if by is not None else []
        for part in parts:
            for lemma in part.atoms(Proved):
                if lemma.args[2].name and lemma.args[2].name not in self.lineage:
                    raise WrongStep(f"{shown}: the inequality is proved in {lemma.args[2].name}, whose names mean nothing here; use given=")
        found = []
        for case, sides, simplices in self.instances(left, right, *parts, where=where):
            name = f"{shown} [{case}]" if case else shown
            for (one, other, *proof), conditions in _orders(sides, where):
                for lemma in set().union(*(part.atoms(Proved) for part in proof)):
                    for value, assumption in lemma.args[3:]:
                        if not Domain(conditions, simplices, name).meets(value, assumption.name):
                            raise WrongStep(f"{name}: the inequality it is proved by holds where {value} is {assumption.name}, and that is not evident here")
                certificate = by.of(*proof) if isinstance(by, Valley) else proof[0] if proof else None
                found.append((case, verify(one, relation, other, conditions, simplices, name, certificate)))
        return found

    def _meets(self, needs, shown) -> bool:
        """Whether all parts evidently are what they have to be for the step to make sense; `WrongStep` where one is not."""
        evident = True
        for need in dict.fromkeys(needs):
            part, assumption, conditions = need
            if need in self.met or getattr(part, f"is_{assumption}") and not part.has(Density):
                continue
            self.met.add(need)
            for case, [value], simplices in self.instances(part, where=conditions):
                domain = Domain(conditions, simplices, f"{shown} [{case}]" if case else shown)
                if not domain.meets(value, assumption):
                    evident = False
                    self.met.discard(need)
                    domain.refute(value, assumption, f"{latex(part)} has to be {assumption}")
        return evident

    def _signature(self, node):
        """The parameters with which the name at this node was defined, and the conditions."""
        return self.signatures.get(_key(node), ((), ()))

    def _check_density(self, density, shown):
        whole, variables = density, density.args[1]
        for variable in reversed(variables):
            finite = variable in self.alphabets
            whole = Total(whole, variable) if finite else sp.Integral(whole, (variable, *_line(variable)))
            if variable.is_integer and not finite:
                raise WrongStep(f"{shown}: {variable} is an integer, so give it an alphabet")
        for left, relation, right in ((whole, "=", 1), (density, ">=", 0)):
            self._verified(left, relation, sp.Integer(right), self.where, f"{shown}; a density, so {latex(left)} {_TEX[relation]} {right}: this")

    def _detail(self, relation, how, found, where, by) -> str:
        if how == "symbolic" and relation == "=":
            detail = "SymPy reduces left − right to 0."
        elif how == "symbolic" and by is None:
            detail = "SymPy proves the sign of left − right from the assumptions."
        elif how == "symbolic" and isinstance(by, Valley):
            detail = f"The difference is at least 0 at ${latex(by.variable)} = {latex(by.at)}$, and SymPy proves that it falls before and rises after."
        elif how == "symbolic":
            detail = "SymPy reduces the difference to a sum of inequalities proved before and of squares, with weights that are at least 0."
        elif relation == "=":
            detail = f"Not proved. Left and right agree at {SEARCHED} points: random ones, zeros, equal values, extreme scales (seed {SEED}); an integral that SymPy leaves standing is compared at {POINTS}."
        else:
            detail = f"Not proved. No counterexample among {SEARCHED} points (random ones, zeros, equal values, extreme scales; seed {SEED}), nor downhill from the lowest."
        if found[0][0]:
            sizes = ", ".join(f"{v} with {' or '.join(str(len(n)) for n in self.alphabets[v])} values" for v in self.alphabets if f" of {v}" in found[0][0])
            detail = f"For every distribution on finite alphabets ({sizes}; {len(found)} cases), probabilities as symbols. {detail}"
        conditions = ", ".join(f"${latex(c.lhs)} {_CONDITION[c.rel_op]} {latex(c.rhs)}$" for c in where)
        return f"Where {conditions}: {detail}" if where else detail

    def _place(self):
        return f"{self.id}, step {len(self.steps) + 1}"

    def _add(self, left, relation, right, because, label, where, kind, how, detail):
        if label and any(step.label == label for step in self.steps):
            raise WrongStep(f"{self.id}: the label {label!r} is used twice")
        left, right = sp.sympify(left), sp.sympify(right)
        symbols = left.atoms(sp.Symbol) | right.atoms(sp.Symbol)
        if len({latex(symbol) for symbol in symbols}) < len(symbols):
            raise WrongStep(f"{self._place()}: different symbols are printed alike, among {sorted(map(latex, symbols))}; rename one")
        self.steps.append(Step(left, relation, right, because, label, tuple(where), kind, how, detail, self))

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
        mark = {"definition": "definition", "symbolic": "proved", "numeric": "searched, not proved"}
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


def _letters(alphabet):
    letters = tuple(sp.Integer(k) for k in (sorted(alphabet) if isinstance(alphabet, Iterable) else range(1, alphabet + 1)))
    if len(letters) < 2:
        raise ValueError(f"an alphabet needs at least two letters, got {alphabet!r}; write {{x: (2, 3)}} for sizes or {{x: ({{0, 1}},)}} for the letters")
    return letters


def _line(variable):
    return (0 if variable.is_nonnegative else -sp.oo), sp.oo


def _assumptions(symbol):
    """What has to be true of what is put in the place of the symbol."""
    return [name for name in ("positive", "nonnegative", "nonzero") if symbol.assumptions0.get(name)][:1] + ["integer"] * bool(symbol.is_integer)


def _room(condition):
    """A condition as an expression and what it has to be."""
    if isinstance(condition, sp.Ne):
        return condition.lhs - condition.rhs, "nonzero"
    return condition.gts - condition.lts, "nonnegative" if "=" in condition.rel_op else "positive"


class _Copy(sp.Dummy):
    """A bound variable under a name of its own, so that nothing put into its scope is captured."""


def _fresh(expression):
    """The expression with its bound variables renamed."""

    def renamed(node):
        variables = bound_variables(node)
        copies = {v: _Copy(v.name, **v.assumptions0) for v in variables}
        for v, copy in copies.items():
            copy.of = _original(v)
        return node.xreplace(copies)

    return expression.replace(lambda node: isinstance(node, Total | sp.Integral | sp.Sum), renamed)


def _original(variable):
    return getattr(variable, "of", variable)


def _with_values(expression):
    """Replace an undefined function of letters, g(2, 1), by a symbol: any real number for each choice of letters."""
    return expression.replace(
        lambda node: isinstance(node, AppliedUndef) and all(letter.is_Integer for letter in node.args),
        lambda node: sp.Symbol(f"{node.func.__name__}_{{{','.join(map(str, node.args))}}}", real=True),
    )


def _expand(expression, letters):
    """Write every sum over a finite alphabet out."""

    def terms(summand, *variables):
        ranges = (letters[_original(v)] for v in variables)
        return sp.Add(*[summand.subs(dict(zip(variables, values))) for values in itertools.product(*ranges)])

    return expression.replace(Total, terms)


def _orders(expressions, where):
    """The cases that decide which argument of a maximum is the greatest."""
    greatest = next((node for expression in expressions for node in expression.atoms(sp.Max)), None)
    if greatest is None:
        yield expressions, where
        return
    for top in greatest.args:
        below = [other <= top for other in greatest.args if other != top]
        yield from _orders([e.xreplace({greatest: top}) for e in expressions], (*where, *(c for c in below if c != True)))  # noqa: E712


_CONDITION = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "!=": r"\ne"}
_DEFINED = (sp.Add, sp.Mul, sp.exp, sp.sin, sp.cos, sp.erf, sp.erfc, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.Abs, sp.Max, sp.Min)


def _needs(node, where, signature, over=frozenset()):
    """What the parts of an expression have to be for it to have a value: triples of a part, an assumption, and conditions there.

    Under an integral ``over`` some variables a logarithm may run to −∞ at single points.
    """
    parameters, conditions = signature(node)
    put = {p: argument for p, argument in zip(parameters, _parameters(node)) if p != argument}
    yield from ((argument, assumption, where) for p, argument in put.items() for assumption in _assumptions(p))
    yield from ((room.xreplace(put), assumption, where) for room, assumption in map(_room, conditions) if room.free_symbols & put.keys())
    if isinstance(node, sp.Pow):
        base, exponent = node.args
        if not exponent.is_integer:
            yield base, "positive" if not exponent.is_positive else "nonnegative", where
        elif not exponent.is_nonnegative:
            yield base, "nonzero", where
    elif isinstance(node, sp.log):
        yield node.args[0], "nonnegative" if node.free_symbols & over else "positive", where
    elif isinstance(node, Gaussian):
        yield node.args[2], "positive", where
    elif isinstance(node, sp.Function) and not isinstance(node, (*_DEFINED, AppliedUndef)):
        yield (sp.cos(node.args[0]), "nonzero", where) if isinstance(node, sp.tan) else (node, "finite", where)
    if isinstance(node, sp.Integral | Expectation):
        over = over | bound_variables(node)
    if isinstance(node, sp.Integral):
        body, *limits = node.args
        for variable, lower, upper in limits:
            inside = [sp.Lt(*pair) for pair in ((lower, variable), (variable, upper)) if sp.oo not in map(abs, pair)]
            where = (*where, *(condition for condition in inside if condition != True))  # noqa: E712
        yield from _needs(body, where, signature, over)
    elif isinstance(node, sp.Subs):
        put = node.doit()
        yield from _needs(node.expr if isinstance(put, sp.Subs) else put, where, signature, over)
    elif not isinstance(node, sp.Limit):
        for arg in node.args:
            yield from _needs(arg, where, signature, over)
