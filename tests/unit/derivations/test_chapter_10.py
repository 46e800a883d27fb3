"""The derivations of chapter 10: no step is taken for another, and NumPy's closed forms are what they end in."""

import numpy as np
import pytest

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import collapse, gaussians, linear_vae


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("10")


def test_sympy_agrees_with_numpy():
    names = derivation_names("10")
    a, b, t, s, c, mu, sigma, delta = (names[name] for name in ("a", "b", "t", "s", "c", "mu", "sigma", "delta"))
    rng = np.random.default_rng(2)
    point = {a: rng.normal(), b: rng.uniform(0.1, 2), t: rng.uniform(0.2, 2), c: 0.6, sigma: 1.2, delta: 0.3}
    values = [float(point[symbol]) for symbol in (a, b, t)]
    assert collapse.mutual_information(*values) == pytest.approx(float(names["says_linear"].subs(point)), rel=1e-12)
    assert linear_vae.rate(*values) == pytest.approx(float(names["linear"]["eq-collapse-against"].right.subs(point).subs(s, 1)), rel=1e-12)
    strength = 0.6
    assert -0.5 * np.log1p(-(strength**2)) == pytest.approx(float(names["without"]["eq-collapse-memory-rate"].right.subs(point)), rel=1e-12)
    mean = float(names["needed"].subs(point))
    assert collapse.committed_mean(1.2**2, 0.3) == pytest.approx(mean, rel=1e-12)
    assert gaussians.kl(mean, 1.2) == pytest.approx(0.3, rel=1e-12)
