"""The derivations of chapter 08: no step is taken for another, and NumPy's closed forms are what they end in."""

import numpy as np
import pytest
import sympy as sp

from chapters import derivation_names
from corruptions import check_corruptions
from theorems import check_theorem
from vaeedu.closed_forms import gaussians, ppca


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("08")


@pytest.fixture(scope="module")
def names():
    return derivation_names("08")


def test_the_theorem_says_what_its_steps_prove(names):
    likelihood = (names["elbo_of_three"], names["best_log"](names["beta"]))
    premises = [r"\lambda_1 \ge \lambda_2 \ge \dots", r"i \le q", r"\lambda_i > \beta/2"]
    check_theorem("thm-ppca", names["water"], {premise: [] for premise in premises} | {r"\sigma_x^2 = \beta/2": [likelihood]})


def test_sympy_agrees_with_numpy(names):
    water = names["water"]
    eigenvalues, beta = np.array([2.0, 1.1, 0.3]), 0.9  # of which the last is under water
    point = dict(zip((names["lambda1"], names["lambda2"], names["lambda3"]), eigenvalues)) | {names["beta"]: beta}
    value = lambda label: float(water[label].right.subs(point))  # noqa: E731
    assert ppca.rates(eigenvalues, beta).sum() == pytest.approx(value("eq-ppca-rate"), rel=1e-12)
    assert ppca.distortions(eigenvalues, beta).sum() == pytest.approx(value("eq-ppca-error"), rel=1e-12)
    assert ppca.log_likelihood(eigenvalues, beta) == pytest.approx(value("eq-ppca-best"), rel=1e-12)


def test_the_gap_of_turned_codes_is_the_divergence_to_the_posterior(names):
    p, q, r = 3.0, 2.0, 1.5
    gap = float(names["basis"]["eq-ppca-basis"].right.subs({names["p11"]: p, names["p22"]: q, names["r12"]: r}))
    assert gap == pytest.approx(float(gaussians.kl_full([0, 0], np.diag([1 / p, 1 / q]), [0, 0], np.linalg.inv([[p, r], [r, q]]))))


@pytest.mark.parametrize("s", [0.03, 0.1, 0.3])
def test_for_two_points_nothing_is_gained_beyond_the_last_beta_and_something_just_before(names, s):
    any_model, u = names["any_model"], names["u"]
    at = {names["s"]: sp.Float(s)}
    last = float(names["unequal"]["eq-any-last"].right.subs(names["r"], np.sqrt((1 - s) / s)))
    g = sp.lambdify((u, names["beta"]), any_model["eq-any-two"].right.subs(at))
    drawn = np.linspace(-6, 6, 20001)
    assert g(drawn, last).max() == pytest.approx(1, abs=1e-6) and g(drawn, 1.01 * last).max() <= 1 + 1e-12 and g(drawn, 0.99 * last).max() > 1.0001
