"""The derivations of chapter 16: no step is taken for another, and NumPy's closed forms are what they end in."""

import numpy as np
import pytest
import sympy as sp

from chapters import derivation_names
from corruptions import check_corruptions
from theorems import check_theorem
from vaeedu.closed_forms import game

LOG2 = np.log(2)


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("16")


def test_the_theorem_says_what_its_steps_prove():
    names = derivation_names("16")
    worth = (names["V_best"], -2 * sp.log(2) + 2 * names["J"])
    check_theorem(
        "thm-gan-value",
        names["identity"],
        {r"V(G, D^\star) = -2\log 2 + 2\,\mathrm{JSD}(p_{\mathrm{data}}, p_G)": [worth], r"p_G = p_{\mathrm{data}}": []},
    )


def test_sympy_agrees_with_numpy():
    names = derivation_names("16")
    optimum, identity = names["optimum"], names["identity"]
    best_step, value_step = optimum["eq-gan-best"], identity["eq-gan-jsd"]
    rng = np.random.default_rng(2)
    p, g = rng.dirichlet(np.ones(3), 2)
    jsd = float(game.jensen_shannon(p, g))

    def number(case):
        values = {s: (p if "data" in s.name else g)[int(s.name.partition("=")[2][0]) - 1] for s in case.free_symbols}
        return float(case.subs(values))

    shares = [number(right) for _, (_, right), _ in optimum.instances(best_step.left, best_step.right)][-3:]  # three letters
    assert shares == pytest.approx(list(game.optimal_discriminator(p, g)))
    *_, (_, (left, right), _) = identity.instances(value_step.left, value_step.right)
    assert number(left) == pytest.approx(-2 * LOG2 + 2 * jsd) and number(right) == pytest.approx(-2 * LOG2 + 2 * jsd)
    point = {names["a"]: 0.3, names["b"]: 1.1}
    assert float(names["pointwise"]["eq-gan-top"].right.subs(point)) == pytest.approx(float(game.optimal_discriminator(0.3, 1.1)))
    assert isinstance(value_step.right, sp.Expr)
