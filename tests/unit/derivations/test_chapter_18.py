"""The derivations of chapter 18: no step is taken for another, and NumPy agrees with what they end in."""

import numpy as np
import pytest

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import introspection


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("18")


def test_a_letters_cost_is_that_of_the_game():
    names = derivation_names("18")
    p, g, charge = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.1, 0.7]), np.array([0.0, 2.5, 1.0])
    cost = names["letter"]["eq-intro-letter"].right
    symbols = [names[name] for name in ("p_x", "g_x", "E_x", "m", "alpha")]
    found = sum(float(cost.subs(dict(zip(symbols, (*letter, 4.0, 1.5))))) for letter in zip(p, g, charge))
    assert found == pytest.approx(float(introspection.hinge_cost(p, g, charge, 4.0, 1.5)))


def test_the_wish_of_the_soft_critic_is_a_maximum():
    names = derivation_names("18")
    step = names["soft_critic"]["eq-intro-soft"]
    values = {names["p_x"]: 0.3, names["g_x"]: 0.1, names["a"]: 1.7}
    wish = float(names["best"].subs(values))
    raised = [float(step.right.subs(values | {names["W"]: wish + change})) for change in (-0.01, 0.0, 0.01)]
    assert raised[1] > max(raised[0], raised[2])


def test_the_slope_at_the_data_is_that_of_the_goal():
    names = derivation_names("18")
    of_two = names["of_two"]
    values, h = {names["t"]: 0.7, names["gamma"]: 0.2}, 1e-5
    goal = lambda s: float(of_two.subs(values | {names["s"]: s}))  # noqa: E731
    assert (goal(0.7 + h) - goal(0.7 - h)) / (2 * h) == pytest.approx(-0.2 * np.log(0.7 / 0.3), abs=1e-6)
    rest = introspection.soft_rest([0.7, 0.3], 0.2)[0]
    assert goal(rest) < min(goal(rest - 0.01), goal(rest + 0.01), goal(0.7))
