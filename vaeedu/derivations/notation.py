"""What the book's formulas are made of beyond SymPy's own, and how they are printed."""

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.core.symbol import Str
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE


def as_written():
    """Context in which SymPy keeps expressions as they are typed, so that a formula prints in the author's order."""
    return sp.evaluate(False)


class Density(sp.Expr):
    """A named density or probability, printed q(z | x); `Derivation.define` or `Derivation.given` says what it is.

    The names of its variables belong to it: p(x) and p(z) are different densities, as in the book's text.
    """

    is_positive = True

    def __new__(cls, name, *variables, given=(), signature=None):
        given = given if isinstance(given, (tuple, list, sp.Tuple)) else (given,)
        signature = signature or Str(f"{name}|{','.join(map(str, variables))}|{','.join(map(str, given))}")
        return super().__new__(cls, signature, sp.Tuple(*variables), sp.Tuple(*given))

    @property
    def func(self):  # SymPy rebuilds a node as node.func(*node.args); the signature outlives a change of the variables
        return Density._of

    @staticmethod
    def _of(signature, variables, given):
        return Density("", *variables, given=given, signature=signature)

    @property
    def key(self) -> str:
        return self.args[0].name

    @property
    def parameters(self):
        return (*self.args[1], *self.args[2])

    def _latex(self, printer):
        signature, variables, given = self.args
        bar = r" \mid " + ", ".join(map(printer.doprint, given)) if given else ""
        return rf"{signature.name.partition('|')[0]}({', '.join(map(printer.doprint, variables))}{bar})"


class Quantity(sp.Expr):
    r"""A named quantity that prints as the given LaTeX, say ``Quantity(r"\mathrm{ELBO}(x)", x)``; with other arguments than these it prints those too."""

    is_real = True

    def __new__(cls, tex, *parameters):
        parameters = tuple(map(sp.sympify, parameters))
        return super().__new__(cls, tex if isinstance(tex, Str) else Str("|".join([tex, *map(str, parameters)])), *parameters)

    @property
    def key(self) -> str:
        return self.args[0].name

    @property
    def parameters(self):
        return self.args[1:]

    def _latex(self, printer):
        names = self.key.rsplit("|", len(self.parameters))
        put = [f"{name} = {printer.doprint(value)}" for name, value in zip(names[1:], self.parameters) if name != str(value)]
        return rf"\left. {names[0]} \right|_{{{', '.join(put)}}}" if put else names[0]


class Total(sp.Expr):
    """Sum over all values of one or more variables with finite alphabets, printed without limits."""

    precedence = PRECEDENCE["Mul"]

    def __new__(cls, summand, *variables):
        return super().__new__(cls, sp.sympify(summand), *variables)

    @property
    def free_symbols(self):
        return self.args[0].free_symbols - set(self.args[1:])

    def _latex(self, printer):
        summand, *variables = self.args
        body = printer.doprint(summand)
        body = rf"\left({body}\right)" if summand.is_Add or body.startswith("-") else body
        return rf"\sum_{{{', '.join(map(printer.doprint, variables))}}} {body}"


class Expectation(sp.Expr):
    """E over ``variable`` with the given density; over the real line, or over the variable's finite alphabet.

    Nest for several variables.
    """

    def __new__(cls, integrand, variable, density):
        density = sp.sympify(density)
        own = density.args[1] == (variable,) if isinstance(density, Density) else isinstance(density, Gaussian) and density.args[0] == variable and variable.is_nonnegative is None
        if not own:
            raise ValueError(f"the mean over {variable} needs its law: a Gaussian({variable}, ...), on the whole line, or a Density in {variable} alone, got {density}")
        return super().__new__(cls, sp.sympify(integrand), variable, density)

    @property
    def free_symbols(self):
        return (self.args[0].free_symbols | self.args[2].free_symbols) - {self.args[1]}

    def _latex(self, printer):
        integrand, variable, density = self.args
        law = printer.doprint(density) if isinstance(density, Density) else rf"{printer.doprint(variable)} \sim {density.law(printer)}"
        return rf"\mathbb{{E}}_{{{law}}}\left[{printer.doprint(integrand)}\right]"


class Gaussian(sp.Expr):
    """The density of N(mean, scale²) at ``variable``, printed 𝒩(variable; mean, scale²); ``doit()`` writes it out."""

    is_positive = True

    def __new__(cls, variable, mean, scale):
        return super().__new__(cls, *map(sp.sympify, (variable, mean, scale)))

    def _latex(self, printer):
        return self.law(printer).replace("(", rf"({printer.doprint(self.args[0])};\, ", 1)

    def law(self, printer):
        _, mean, scale = self.args
        return rf"\mathcal{{N}}({printer.doprint(mean)},\, {printer.doprint(scale**2)})"

    def doit(self, **hints):
        variable, mean, scale = (arg.doit(**hints) for arg in self.args)
        return sp.exp(-((variable - mean) ** 2) / (2 * scale**2)) / (scale * sp.sqrt(2 * sp.pi))


def bound_variables(node) -> frozenset:
    """The variables over which this node runs, so that they mean nothing outside."""
    if isinstance(node, Total):
        return frozenset(node.args[1:])
    if isinstance(node, Expectation | sp.Limit):
        return frozenset([node.args[1]])
    if isinstance(node, sp.Derivative):
        return frozenset(node._wrt_variables)  # .variables wants numbers for counts, and as_written() leaves them as Add(1, 1)
    return frozenset(node.variables) if isinstance(node, sp.Integral | sp.Sum | sp.Subs) else frozenset()


class _Printer(LatexPrinter):
    """SymPy's LaTeX in the order in which the formula was written, and as a textbook sets it."""

    def __init__(self):
        super().__init__({"order": "none"})

    def _print_Add(self, expr, order=None):
        def terms(node):  # as_written() nests a + b + c as (a + b) + c
            return [leaf for arg in node.args for leaf in (terms(arg) if arg.is_Add else [arg])]

        return super()._print_Add(sp.Add(*terms(expr), evaluate=False), order="none")

    def _needs_mul_brackets(self, expr, first=False, last=False):
        """Sums and limits run to the end of a product, and a logarithm without brackets would seem to."""
        return not last and isinstance(expr, Total | sp.Limit | sp.log) or super()._needs_mul_brackets(expr, first, last)

    def _print_Mul(self, expr):
        first, *rest = expr.args
        if first.is_Rational and not first.is_Integer and len(rest) == 1 and isinstance(rest[0], (sp.Add, sp.log)):
            return self._print(first) + " " + self.parenthesize(rest[0], PRECEDENCE["Mul"])  # ½ (…), not (…) / 2
        return super()._print_Mul(expr)

    def _print_log(self, expr, exp=None):
        argument = expr.args[0]
        printed = self._print(argument)
        power = argument.is_Pow and (argument.base.is_Atom or argument.exp == sp.Rational(1, 2))
        bare = argument.is_Atom or power or isinstance(argument, Density | AppliedUndef | Quantity)
        inner = rf"\log {printed}" if bare and not argument.is_negative or _is_fraction(printed) else rf"\log\left({printed}\right)"
        return inner if exp is None else rf"\left({inner}\right)^{{{exp}}}"

    def _print_ExpBase(self, expr, exp=None):
        inner = rf"\exp\left({self._print(expr.args[0])}\right)"
        return inner if exp is None else rf"{inner}^{{{exp}}}"

    def _print_Function(self, expr, exp=None):
        if not isinstance(expr, AppliedUndef):
            return super()._print_Function(expr, exp)
        inner = rf"{expr.func.__name__}({', '.join(map(self._print, expr.args))})"
        return inner if exp is None else rf"{inner}^{{{exp}}}"

    def _print_Limit(self, expr):
        body, variable, point, side = expr.args
        arrow = r"\to" if point.is_infinite else {"+": r"\downarrow", "-": r"\uparrow"}.get(str(side), r"\to")
        argument = self._print(body) if isinstance(body, AppliedUndef) else rf"\left({self._print(body)}\right)"
        return rf"\lim_{{{self._print(variable)} {arrow} {self._print(point)}}} {argument}"

    def _print_Derivative(self, expr):
        function = expr.expr
        if not isinstance(function, AppliedUndef) or not all(arg.is_Symbol for arg in function.args) or len(set(function.args)) < len(function.args):
            return super()._print_Derivative(expr)
        counts = [(variable, int(sp.sympify(count).doit())) for variable, count in expr.variable_count]
        total = sum(count for _, count in counts)
        below = " ".join(rf"\partial {self._print(v)}" + (f"^{n}" if n > 1 else "") for v, n in counts)
        return rf"\frac{{\partial{f'^{total}' if total > 1 else ''} {function.func.__name__}}}{{{below}}}"


def _is_fraction(tex) -> bool:
    """Whether the LaTeX is one fraction and nothing else."""
    depth, ends = 0, []
    for place, character in enumerate(tex):
        depth += (character == "{") - (character == "}")
        if character == "}" and depth == 0:
            ends.append(place)
    return tex.startswith(r"\frac{") and len(ends) == 2 and ends[1] == len(tex) - 1


def latex(expression) -> str:
    """LaTeX of the expression, without delimiters."""
    return _Printer().doprint(sp.sympify(expression))
