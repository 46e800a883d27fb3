"""The derivations of chapter 15: no step is taken for another, and the rate is what NumPy and a sum over members find."""

import numpy as np
import pytest

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import gaussians


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("15")


def test_the_rate_under_a_class_mean_by_numpy():
    names = derivation_names("15")
    for mu, m, sigma in ((0.3, -1.2, 0.4), (2.0, 2.0, 1.0), (-1.0, 3.0, 1.7)):
        found = float(names["class_rate"].subs({names["mu"]: mu, names["m"]: m, names["sigma"]: sigma}))
        assert found == pytest.approx(float(gaussians.kl(mu, sigma, m, 1.0)), abs=1e-12)
        assert found == pytest.approx(float(gaussians.kl(mu - m, sigma)), abs=1e-12)


def test_the_best_mean_by_brute_force():
    rng = np.random.default_rng(1)
    weights, means = rng.dirichlet(np.ones(5)), rng.normal(size=5)
    cost = lambda m: 0.5 * weights @ (means - m) ** 2  # noqa: E731
    grid = np.linspace(-3, 3, 2001)
    assert grid[np.argmin([cost(m) for m in grid])] == pytest.approx(weights @ means, abs=2e-3)
    assert cost(1.4) - cost(weights @ means) == pytest.approx(0.5 * (1.4 - weights @ means) ** 2)
