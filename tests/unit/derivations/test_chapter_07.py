"""The derivations of chapter 07: no step is taken for another, and NumPy's closed forms are what they end in."""

import numpy as np
import pytest
import sympy as sp

from chapters import derivation_names
from corruptions import check_corruptions
from theorems import check_theorem
from vaeedu.closed_forms import linear_vae


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("07")


def test_the_theorem_says_what_its_steps_prove():
    names = derivation_names("07")
    a, b, c, beta, t = (names[name] for name in ("a_best", "b_best", "c_best", "beta", "t"))
    share = beta / (2 * t**2)
    check_theorem(
        "thm-linear-vae",
        names["alive"],
        {
            r"x \sim \mathcal N(0, t^2)": [],
            r"\beta < 2t^2": [],
            r"c^2 = t^2 - \beta/2": [(c**2, t**2 - beta / 2)],
            "a = c/t^2": [(a(c), c / t**2)],
            r"b^2 = \beta/(2t^2)": [(b(c) ** 2, beta / (2 * t**2))],
            r"\beta \ge 2t^2": [],
            "a = c = 0": [(a(0), 0)],
            "b = 1": [(b(0), 1)],
            r"\beta \to 0": [],
            r"b \to 0": [(b(c), sp.sqrt(share)), (sp.Limit(sp.sqrt(share), beta, 0, "+"), 0)],
            r"ac \to 1": [(a(c) * c, 1 - share), (sp.Limit(1 - share, beta, 0, "+"), 1)],
        },
    )


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
