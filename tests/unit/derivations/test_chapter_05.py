"""The derivations of chapter 05: no step is taken for another, and NumPy's closed forms are what they end in."""

import numpy as np
import pytest

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import gradients


def value(f, z):
    return f.constant + f.slope * z + 0.5 * f.curvature * z**2


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("05")


def test_sympy_agrees_with_numpy():
    noisy = derivation_names("05")["noisy"]
    rng = np.random.default_rng(1)
    for _ in range(5):
        mean, scale, baseline, f = rng.normal(), rng.uniform(0.2, 2), rng.normal(), gradients.Quadratic(*rng.normal(size=3))
        point = {"v": value(f, mean), "g": f.slope + f.curvature * mean, "h": f.curvature, "sigma": scale, r"\bar{f}": baseline}
        for name, variance in (("pathwise", gradients.pathwise_variance(mean, scale, f)), ("score", gradients.score_variance(mean, scale, f, baseline))):
            for half, of in zip(variance, ("mu", "sigma")):
                right = noisy[f"eq-{name}-variance-{of}"].right
                assert float(right.subs({symbol: point[symbol.name] for symbol in right.free_symbols})) == pytest.approx(half, rel=1e-12)
