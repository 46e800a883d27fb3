"""Introspective games on finite alphabets: against numeric search, definitions and what chapter 18 proves."""

import numpy as np
import pytest
from scipy.optimize import minimize

from vaeedu.closed_forms.introspection import best_charge, hinge_cost, narrow_rest, soft_rest, total_variation

P, G = np.array([0.5, 0.3, 0.15, 0.05]), np.array([0.1, 0.2, 0.3, 0.4])


@pytest.mark.parametrize("weight", [0.2, 1.0, 3.0])
def test_no_charge_costs_less_than_the_best_one(weight):
    least = hinge_cost(P, G, best_charge(P, G, 2.5, weight), 2.5, weight)
    assert least == pytest.approx(2.5 * np.minimum(P, weight * G).sum())
    rng = np.random.default_rng(0)
    assert all(hinge_cost(P, G, charge, 2.5, weight) >= least - 1e-12 for charge in rng.uniform(0, 4, (500, 4)))


def test_at_weight_1_the_game_is_worth_what_the_two_have_in_common():
    value = hinge_cost(P, G, best_charge(P, G, 4.0), 4.0)
    assert value == pytest.approx(4 * (1 - total_variation(P, G))) and total_variation(P, P) == 0
    assert total_variation([1, 0], [0, 1]) == 1


def test_a_narrow_rest_is_a_distribution_that_no_critic_troubles():
    rng = np.random.default_rng(1)
    for weight in (0.1, 0.35, 1.0):
        for p in rng.dirichlet(np.ones(8), 5):
            g = narrow_rest(p, weight, np.argsort(-p))
            assert g.sum() == pytest.approx(1) and (weight * g <= p + 1e-12).all()
            free = hinge_cost(p, g, np.zeros(8), 3.0, weight)
            assert free == pytest.approx(3.0 * weight) and all(free <= hinge_cost(p, g, charge, 3.0, weight) + 1e-9 for charge in rng.uniform(0, 4, (100, 8)))
    assert narrow_rest(P, 1.0, [3, 1, 0, 2]) == pytest.approx(P)
    assert narrow_rest(P, 0.5, [1, 2, 3, 0]) == pytest.approx([0, 0.6, 0.3, 0.1])
    assert total_variation(P, narrow_rest(P, 0.5, [1, 2, 3, 0])) == pytest.approx(0.5)  # 1 − weight, the farthest


@pytest.mark.parametrize("weight", [0.0, 0.1, 0.5, 1.0])
def test_the_soft_rest_is_the_valley_that_another_search_finds_from_there(weight):
    goal = lambda g: (P * np.log(P / g)).sum() - weight * (g * np.log(g)).sum()  # noqa: E731
    g = soft_rest(P, weight)
    searched = minimize(goal, P, bounds=[(1e-9, 1)] * 4, constraints={"type": "eq", "fun": lambda g: g.sum() - 1}, method="SLSQP", options={"ftol": 1e-14, "maxiter": 500})
    assert g.sum() == pytest.approx(1) and g == pytest.approx(searched.x, abs=1e-4)
    pull = -P / g - weight * (1 + np.log(g))
    assert np.ptp(pull) < 1e-5  # at rest, all letters pull alike


def test_an_even_alphabet_stays_even_and_any_other_is_made_narrower():
    assert soft_rest(np.full(5, 0.2), 0.3) == pytest.approx(np.full(5, 0.2), abs=1e-6)
    entropy = lambda g: -(g * np.log(g)).sum()  # noqa: E731
    assert entropy(soft_rest(P, 1.0)) < entropy(soft_rest(P, 0.1)) < entropy(P)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: best_charge(P, G, 0.0), "margin must be finite > 0, got 0"),
        (lambda: hinge_cost(P, G, -np.ones(4), 1.0), "charge must be finite >= 0"),
        (lambda: hinge_cost(P, G, np.ones(4), 1.0, -1.0), "weight must be finite > 0"),
        (lambda: narrow_rest(P, 2.0, range(4)), "with a weight above 1 no letter may get less than p/weight, so none is left out; got 2"),
        (lambda: narrow_rest(P, 0.5, [0, 0, 1, 2]), r"order must name each of the letters 0 to 3 of a single p once, got \[0, 0, 1, 2\]"),
        (lambda: soft_rest([0.5, 0.5, 0.0], 1.0), r"p must be one distribution, \(letters,\), with no letter of probability 0, got shape \(3,\) and the smallest 0"),
        (lambda: soft_rest(P, -0.1), "weight must be finite >= 0"),
    ],
)
def test_what_is_no_game_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
