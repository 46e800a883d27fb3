"""The derivations of chapter 04: no step is taken for another, and NumPy's closed forms are what they end in."""

import numpy as np
import pytest
import sympy as sp

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import gaussians


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("04")


def test_sympy_agrees_with_numpy():
    names = derivation_names("04")
    rng = np.random.default_rng(2)

    def value(derivation, label, **point):
        right = names[derivation].meaning(names[derivation][label].right)
        values = {symbol: point[symbol.name] for symbol in right.free_symbols}
        return float(right.subs(values))

    for _ in range(5):
        mean, m, w = rng.normal(size=3)
        scale, s, half_width = rng.uniform(0.2, 2, 3)
        assert value("one", "eq-gaussian-kl", mu=mean, sigma=scale) == pytest.approx(float(gaussians.kl(mean, scale)), rel=1e-12)
        assert value("general", "eq-gaussian-kl-general", mu=mean, sigma=scale, m=m, s=s) == pytest.approx(float(gaussians.kl(mean, scale, m, s)), rel=1e-12)
        assert value("parts", "eq-gaussian-kl-scale-part", sigma=scale) == pytest.approx(float(gaussians.kl_scale_part(scale)), rel=1e-12)
        assert value("sampled", "eq-gaussian-kl-variance", mu=mean, sigma=scale) == pytest.approx(float(gaussians.kl_estimate_variance(mean, scale)), rel=1e-12)
        assert value("box", "eq-uniform-kl", c=w, w=half_width) == pytest.approx(float(gaussians.uniform_kl_to_normal(w, half_width)), rel=1e-12)

    full = names["full"].meaning(names["full"]["eq-gaussian-kl-full"].right)
    point = {symbol: rng.uniform(0.3, 2) for symbol in sorted(full.free_symbols, key=str)}
    by_name = {symbol.name: number for symbol, number in point.items()}
    a = np.array([[by_name["a_{11}"], 0], [by_name["a_{21}"], by_name["a_{22}"]]])
    b = np.array([[by_name["b_{11}"], 0], [by_name["b_{21}"], by_name["b_{22}"]]])
    mean, m = [by_name["mu_1"], by_name["mu_2"]], [by_name["m_1"], by_name["m_2"]]
    assert float(full.subs(point)) == pytest.approx(float(gaussians.kl_full(mean, a @ a.T, m, b @ b.T)), rel=1e-12)
    assert isinstance(full, sp.Expr)
