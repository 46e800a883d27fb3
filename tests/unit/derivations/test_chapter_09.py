"""The derivations of chapter 09: no step is taken for another, and NumPy's closed forms are what they end in."""

import pytest

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import observation_noise as noise


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("09")


def test_sympy_agrees_with_numpy():
    names = derivation_names("09")
    steps = {step.label: step.right for key in ("knob", "best", "tuned", "edges") for step in names[key].steps if step.label}
    x, x_hat, sigma, v = (names[name] for name in ("x", "x_hat", "sigma", "v"))
    cost = steps["eq-noise-pixel"].subs({x: 0.9, x_hat: 0.2, sigma: 0.3})
    assert noise.gaussian_cost(0.7**2, 0.3) == pytest.approx(float(cost), rel=1e-12)
    assert noise.gaussian_cost(0.04, noise.best_scale(0.04)) == pytest.approx(float(steps["eq-noise-log-error"].subs(v, 0.04)), rel=1e-12)
    beta = names["beta"]
    assert noise.trained_scale(0.3, "squared error") == pytest.approx(float(names["implied"].subs(beta, 0.3)), rel=1e-12)
    assert noise.trained_scale(0.3, "squared error / 2σ²", 0.2) == pytest.approx(float(names["noisier"].subs({sigma: 0.2, beta: 0.3})), rel=1e-12)
