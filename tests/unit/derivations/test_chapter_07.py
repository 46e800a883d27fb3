"""The derivations of chapter 07: no step is taken for another, and NumPy's closed forms are what they end in."""

import numpy as np
import pytest
import sympy as sp

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import linear_vae


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("07")


def test_sympy_agrees_with_numpy():
    names = derivation_names("07")
    a, b, c, beta, t = (names[name] for name in ("a", "b", "c", "beta", "t"))
    steps = {step.label: step.right for key in ("integrated", "solved", "alive") for step in names[key].steps if step.label}
    rng = np.random.default_rng(1)
    point = {a: rng.normal(), b: rng.uniform(0.1, 2), c: rng.normal(), beta: 0.7, t: 1.3}
    values = [float(point[s]) for s in (a, b, c, beta, t)]
    loss = steps["eq-linear-vae-loss"]
    assert linear_vae.loss(*values) == pytest.approx(float(loss.subs(point)), rel=1e-12)
    assert linear_vae.gradient(*values) == pytest.approx([float(sp.diff(loss.doit(), s).subs(point)) for s in (a, b, c)], rel=1e-12)
    assert linear_vae.hessian(*values).ravel() == pytest.approx([float(v.subs(point)) for v in sp.hessian(loss.doit(), (a, b, c))], rel=1e-12)
    assert linear_vae.distortion(*values[:3], 1.3) == pytest.approx(float(steps["eq-linear-vae-error"].subs(point)))
    assert linear_vae.rate(*values[:2], 1.3) == pytest.approx(float(steps["eq-linear-vae-rate"].subs(point)))
    assert linear_vae.minimum(0.7, 1.3) == pytest.approx(float(steps["eq-linear-vae-least"].subs(point)), rel=1e-12)
    assert linear_vae.minimiser(0.7, 1.3).c == pytest.approx(float(steps["eq-linear-vae-c"].subs(point)), rel=1e-12)
    assert linear_vae.minimiser(0.7, 1.3).b ** 2 == pytest.approx(float(steps["eq-linear-vae-b"].subs(point)), rel=1e-12)
