"""A printed formula read back from its LaTeX, by the rules by which a reader reads it, and compared with the expression that was verified.

Sums, products, powers, fractions, roots, logarithms, exponentials, Σ and E are read; everything else (a name with its arguments, a density, an
integral, a matrix) is one word, whose parts are read by themselves. A sum sign takes the whole product that follows; a logarithm
without brackets takes the next factor alone.
"""

import re

import sympy as sp
from sympy.core.function import AppliedUndef

from vaeedu.derivations import Expectation, Total, latex

_READ = (sp.Add, sp.Mul, sp.Pow, sp.log, sp.exp, Total, Expectation)


def is_read_back(expression) -> bool:
    """Whether what is printed says what the expression is, in all its parts."""
    words: dict = {}
    meant = _plain(expression, words)
    parts = [part for word in words.values() for part in word.args if isinstance(part, sp.Expr) and not part.is_Atom]
    return _same(_Reader(latex(expression), words).whole(), meant) and all(map(is_read_back, parts))


def _same(one, other) -> bool:
    return sp.expand(one - other) == 0 or sp.simplify(one - other) == 0


def _plain(node, words):
    """The expression with its words as symbols, which are written down in ``words``."""
    if isinstance(node, Total | Expectation):
        name = ", ".join(map(latex, node.args[1:])) if isinstance(node, Total) else latex(node).split(r"\mathbb{E}_{", 1)[1].split(r"}\left[", 1)[0]
        kind = sp.Function("Sum" if isinstance(node, Total) else "Mean")
        return kind(sp.expand(_plain(node.args[0], words)), sp.Symbol("".join(name.split())))
    squared_sine = node.is_Pow and node.exp.is_positive and isinstance(node.base, sp.Function) and not isinstance(node.base, (*_READ, AppliedUndef))  # printed sin² x
    if isinstance(node, _READ) and not squared_sine and not node.is_Matrix:
        return node.func(*(_plain(arg, words) for arg in node.args))
    if node.is_Rational:
        return node
    assert words.setdefault(latex(node), node) == node, f"two things are printed as {latex(node)}"
    return sp.Symbol(latex(node), positive=True)


class _Reader:
    def __init__(self, tex, words):
        longest_first = sorted(map(re.escape, words), key=len, reverse=True)
        self.words = set(words)
        known = "|".join(rf"{word}(?![a-zA-Z])" if word.startswith("\\") and word[-1].isalpha() else word for word in longest_first)
        self.tokens = re.findall(rf"{known + '|' if known else ''}\\left[.(\[]|\\right[)\]]|\\[a-zA-Z]+|\\[,;!]|\d+|\S", tex)
        self.place = 0

    def whole(self):
        value = self.sum()
        assert self.place == len(self.tokens), f"left over: {self.tokens[self.place :]}"
        return value

    def peek(self):
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self, expected=None):
        token = self.peek()
        assert expected is None or token == expected, f"{expected} expected, got {token}"
        self.place += 1
        return token

    def sum(self):
        sign = -1 if self.peek() == "-" and self.take() else 1
        total = sign * self.product()
        while self.peek() in ("+", "-"):
            total += self.product() if self.take() == "+" else -self.product()
        return total

    def product(self):
        value = self.factor()
        while self.peek() is not None and self.peek() not in ("+", "-", "}", ")", "]", r"\right)", r"\right]"):
            if self.peek() == r"\cdot":
                self.take()
            value *= self.factor()
        return value

    def factor(self):
        value = self.base()
        while self.peek() == "^":
            self.take()
            value = value ** self.group()
        return value

    def group(self):
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def text(self):
        """The LaTeX between two braces, as it is."""
        self.take("{")
        depth, parts = 1, []
        while depth:
            token = self.take()
            depth += token.count("{") - token.count("}")
            parts.append(token)
        return "".join("".join(parts[:-1]).split())

    def base(self):
        token = self.take()
        if token in self.words:
            return sp.Symbol(token, positive=True)
        if token.isdigit():
            return sp.Integer(token)
        if token in ("(", r"\left("):
            value = self.sum()
            self.take({"(": ")", r"\left(": r"\right)"}[token])
            return value
        if token == r"\frac":
            return self.group() / self.group()
        if token == r"\sqrt":
            return sp.sqrt(self.group())
        if token == r"\log":
            return sp.log(self.factor())
        if token == r"\exp":
            return sp.exp(self.base())
        if token == r"\sum":
            self.take("_")
            name = self.text()
            return sp.Function("Sum")(sp.expand(self.product()), sp.Symbol(name))
        if token == r"\mathbb":
            self.text()
            self.take("_")
            name = self.text()
            self.take(r"\left[")
            body = self.sum()
            self.take(r"\right]")
            return sp.Function("Mean")(sp.expand(body), sp.Symbol(name))
        raise AssertionError(f"cannot read {token}")
