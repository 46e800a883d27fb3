"""The Gaussian KL divergences: against integration, chance and each other, in NumPy, SymPy and JavaScript; and their widget."""

import base64
import json
import subprocess

import numpy as np
import pytest
import sympy as sp
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from chapters import ROOT, derivation_names
from vaeedu import closed_forms as cf
from vaeedu.widgets import GaussianKL

means = st.floats(-10, 10)
scales = st.floats(1e-3, 10)


def integral(values, z):
    return float(((values[1:] + values[:-1]) / 2 * np.diff(z)).sum())


def random_covariance(rng, d):
    factor = rng.normal(size=(d, d)) + 2 * np.eye(d)
    return factor @ factor.T


# Values --------------------------------------------------------------------------------------------------------------


def test_known_values():
    assert cf.gaussian_kl(0, 1) == 0 and cf.gaussian_kl(1, 1) == 0.5
    assert cf.gaussian_kl(0, 2) == pytest.approx(1.5 - np.log(2), rel=1e-15)
    assert cf.gaussian_kl(0, 0.5) == pytest.approx(np.log(2) - 0.375, rel=1e-15)
    assert cf.gaussian_kl(0, 0) == np.inf and cf.uniform_kl_to_normal(0, 0) == np.inf
    assert cf.gaussian_kl(3, 0.2, 3, 0.2) == 0
    assert cf.uniform_kl_to_normal(0, np.sqrt(3)) == pytest.approx(0.5 * np.log(np.pi * np.e / 6), rel=1e-15)
    assert cf.gaussian_kl_estimate_variance(0, 1) == 0


@pytest.mark.parametrize(("mean", "scale", "m", "s"), [(0.7, 0.4, 0, 1), (-2, 1.7, 0.5, 0.8), (0, 3, 1, 2), (5, 0.1, 0, 1)])
def test_the_closed_form_is_the_integral(mean, scale, m, s):
    z = mean + scale * np.linspace(-12, 12, 20_001)
    log_q = -0.5 * ((z - mean) / scale) ** 2 - np.log(scale)
    log_p = -0.5 * ((z - m) / s) ** 2 - np.log(s)
    q = np.exp(log_q) / np.sqrt(2 * np.pi)
    assert cf.gaussian_kl(mean, scale, m, s) == pytest.approx(integral(q * (log_q - log_p), z), rel=1e-9)


@pytest.mark.parametrize(("centre", "half_width"), [(0, 1), (1.5, 0.3), (-2, 4)])
def test_the_uniform_closed_form_is_the_integral(centre, half_width):
    z = np.linspace(centre - half_width, centre + half_width, 20_001)
    ratio = -np.log(2 * half_width) + 0.5 * z**2 + 0.5 * np.log(2 * np.pi)
    assert cf.uniform_kl_to_normal(centre, half_width) == pytest.approx(integral(ratio, z) / (2 * half_width), rel=1e-8)


def test_one_sample_estimates_have_the_right_mean_and_variance():
    rng = np.random.default_rng(0)
    for mean, scale in [(0.8, 0.3), (-1.5, 1.6), (0, 2.5)]:
        eps = rng.normal(size=2_000_000)
        estimate = 0.5 * ((mean + scale * eps) ** 2 - eps**2) - np.log(scale)
        variance = float(cf.gaussian_kl_estimate_variance(mean, scale))
        assert cf.gaussian_kl(mean, scale) == pytest.approx(estimate.mean(), abs=5 * np.sqrt(variance / eps.size))
        assert variance == pytest.approx(estimate.var(), rel=0.02)


@given(means, scales)
def test_the_parts_add_up_and_are_never_negative(mean, scale):
    parts = cf.gaussian_kl_mean_part(mean), cf.gaussian_kl_scale_part(scale)
    assert min(parts) >= 0 and cf.gaussian_kl(mean, scale) == pytest.approx(float(sum(parts)), rel=1e-14)
    if abs(scale - 1) > 1e-6:
        assert parts[1] > 0


@given(means, scales, means, scales, st.floats(-5, 5), st.floats(0.1, 10))
def test_moving_and_stretching_both_densities_changes_nothing(mean, scale, m, s, shift, stretch):
    moved = cf.gaussian_kl(stretch * mean + shift, stretch * scale, stretch * m + shift, stretch * s)
    assert moved == pytest.approx(float(cf.gaussian_kl(mean, scale, m, s)), rel=1e-6, abs=1e-9)


@given(st.floats(-20, 20), st.floats(1e-3, 20))
def test_the_uniform_pays_a_fixed_amount_more_than_the_normal_of_equal_moments(centre, half_width):
    normal = float(cf.gaussian_kl(centre, half_width / np.sqrt(3)))
    assert float(cf.uniform_kl_to_normal(centre, half_width)) - normal == pytest.approx(0.5 * np.log(np.pi * np.e / 6), abs=1e-10)


def test_full_covariance_contains_the_diagonal_case_and_broadcasts():
    rng = np.random.default_rng(1)
    mean, scale, m, s = rng.normal(size=(4, 3)), rng.uniform(0.2, 3, (4, 3)), rng.normal(size=3), rng.uniform(0.2, 3, 3)
    full = cf.gaussian_kl_full(mean, scale[..., None] ** 2 * np.eye(3), m, np.diag(s**2))
    assert full.shape == (4,) and full == pytest.approx(cf.gaussian_kl_diagonal(mean, scale, m, s), rel=1e-12)
    assert cf.gaussian_kl_full([0.7], [[0.16]], [0], [[1]]) == pytest.approx(float(cf.gaussian_kl(0.7, 0.4)), rel=1e-14)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_full_covariance_is_invariant_under_linear_maps_and_agrees_with_the_textbook(d):
    rng = np.random.default_rng(d)
    mean, m, cov, prior = rng.normal(size=d), rng.normal(size=d), random_covariance(rng, d), random_covariance(rng, d)
    value, delta = cf.gaussian_kl_full(mean, cov, m, prior), mean - m
    inverse = np.linalg.inv(prior)
    textbook = 0.5 * (np.trace(inverse @ cov) + delta @ inverse @ delta - d + np.linalg.slogdet(prior)[1] - np.linalg.slogdet(cov)[1])
    assert value == pytest.approx(textbook, rel=1e-10) and value > 0
    w = rng.normal(size=(d, d)) + 2 * np.eye(d)
    assert cf.gaussian_kl_full(w @ mean, w @ cov @ w.T, w @ m, w @ prior @ w.T) == pytest.approx(value, rel=1e-9)
    assert cf.gaussian_kl_full(mean, cov, mean, cov) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("scale", [5e-324, 1e-160, 1e-10, 1 - 1e-16, 1 + 1e-16, 1e10, 1e160])
def test_float_extremes(scale):
    value = float(cf.gaussian_kl_scale_part(scale))
    assert value >= 0 and not np.isnan(value)
    if scale < 1e-9:
        assert value == pytest.approx(-np.log(scale) - 0.5)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: cf.gaussian_kl(0, -1), "scale must be finite >= 0, got -1.0"),
        (lambda: cf.gaussian_kl(np.nan, 1), "mean must be finite, got nan"),
        (lambda: cf.gaussian_kl(0, 1, 0, 0), "prior_scale must be finite > 0, got 0.0"),
        (lambda: cf.gaussian_kl_diagonal(0, 1), "got numbers without one; use gaussian_kl"),
        (lambda: cf.uniform_kl_to_normal(0, -2), "half_width must be finite >= 0, got -2.0"),
        (lambda: cf.gaussian_kl_full([0, 0], [[1, 2], [2, 1]], [0, 0], np.eye(2)), "covariance must be positive definite, but its least eigenvalue is -1"),
        (lambda: cf.gaussian_kl_full([0, 0], np.eye(2), [0, 0], [[1, 1], [1, 1]]), "prior_covariance must be positive definite"),
        (lambda: cf.gaussian_kl_full([0, 0], [[1, 0.5], [0, 1]], [0, 0], np.eye(2)), "covariance must be symmetric, but differs from its transpose by 0.5"),
        (lambda: cf.gaussian_kl_full([0, 0], [1, 1], [0, 0], np.eye(2)), r"covariance must have shape \(..., d, d\), got \(2,\)"),
        (lambda: cf.gaussian_kl_full([0, 0, 0], np.eye(2), [0, 0], np.eye(2)), r"mean must have 2 as its last axis, like covariance, got \(3,\)"),
        (lambda: cf.gaussian_kl_full([0, 0], np.eye(2), 0, np.eye(2)), "prior_mean must have 2 as its last axis, like covariance, got a single number"),
        (lambda: cf.gaussian_kl_full([0, 0], np.eye(2), [0, 0], np.eye(3)), "prior_covariance must have 2 as its last axis"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()


# The same formulas in SymPy and JavaScript ---------------------------------------------------------------------------


def test_sympy_agrees_with_numpy():
    names = derivation_names(ROOT / "book" / "chapters" / "04_gaussian_kl.md")
    rng = np.random.default_rng(2)

    def value(derivation, label, **point):
        right = names[derivation].meaning(names[derivation][label].right)
        values = {symbol: point[symbol.name] for symbol in right.free_symbols}
        return float(right.subs(values))

    for _ in range(5):
        mean, m, w = rng.normal(size=3)
        scale, s, half_width = rng.uniform(0.2, 2, 3)
        assert value("one", "eq-gaussian-kl", mu=mean, sigma=scale) == pytest.approx(float(cf.gaussian_kl(mean, scale)), rel=1e-12)
        assert value("general", "eq-gaussian-kl-general", mu=mean, sigma=scale, m=m, s=s) == pytest.approx(float(cf.gaussian_kl(mean, scale, m, s)), rel=1e-12)
        assert value("parts", "eq-gaussian-kl-scale-part", sigma=scale) == pytest.approx(float(cf.gaussian_kl_scale_part(scale)), rel=1e-12)
        assert value("sampled", "eq-gaussian-kl-variance", mu=mean, sigma=scale) == pytest.approx(float(cf.gaussian_kl_estimate_variance(mean, scale)), rel=1e-12)
        assert value("box", "eq-uniform-kl", c=w, w=half_width) == pytest.approx(float(cf.uniform_kl_to_normal(w, half_width)), rel=1e-12)

    full = names["full"].meaning(names["full"]["eq-gaussian-kl-full"].right)
    point = {symbol: rng.uniform(0.3, 2) for symbol in sorted(full.free_symbols, key=str)}
    by_name = {symbol.name: number for symbol, number in point.items()}
    a = np.array([[by_name["a_{11}"], 0], [by_name["a_{21}"], by_name["a_{22}"]]])
    b = np.array([[by_name["b_{11}"], 0], [by_name["b_{21}"], by_name["b_{22}"]]])
    mean, m = [by_name["mu_1"], by_name["mu_2"]], [by_name["m_1"], by_name["m_2"]]
    assert float(full.subs(point)) == pytest.approx(float(cf.gaussian_kl_full(mean, a @ a.T, m, b @ b.T)), rel=1e-12)
    assert isinstance(full, sp.Expr)


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(3)
    points = [(0, 1), (1, 0.5), (-3, 0.05), (2.2, 2.5), (0, 1e-9), (0, 1 + 1e-9), *zip(rng.normal(size=20), rng.uniform(0.05, 2.5, 20))]
    calls, expected = [], []
    for mean, scale in points:
        z = mean + scale * rng.normal()
        q = np.exp(-0.5 * ((z - mean) / scale) ** 2) / (scale * np.sqrt(2 * np.pi))
        log_ratio = -np.log(scale) - 0.5 * ((z - mean) / scale) ** 2 + 0.5 * z**2
        for name, args, value in [
            ("meanPart", [mean], cf.gaussian_kl_mean_part(mean)),
            ("scalePart", [scale], cf.gaussian_kl_scale_part(scale)),
            ("kl", [mean, scale], cf.gaussian_kl(mean, scale)),
            ("density", [z, mean, scale], q),
            ("integrand", [z, mean, scale], q * log_ratio),
        ]:
            calls.append({"module": "gaussian_kl", "fn": name, "args": args})
            expected.append(float(value))
    run = subprocess.run(["node", ROOT / "tests" / "js" / "golden.mjs"], input=json.dumps(calls), capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == pytest.approx(expected, rel=1e-9, abs=1e-12)


# The widget ----------------------------------------------------------------------------------------------------------


def test_setting_an_input_moves_every_result():
    w = GaussianKL(mu=1, sigma=1)
    assert (w.kl, w.l_mu, w.l_sigma) == (0.5, 0.5, 0)
    w.mu, w.sigma = 0, 2
    assert w.l_mu == 0 and w.kl == w.l_sigma == pytest.approx(1.5 - np.log(2))
    with pytest.raises(AttributeError):
        w.kl = 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("mu", float("nan"), "mu, the mean of q, must be finite, got nan"),
        ("sigma", 0, "sigma, the scale of q, must be finite and > 0, got 0"),
        ("sigma", float("inf"), "sigma, the scale of q, must be finite and > 0, got inf"),
        ("mu", "left", "float"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    w = GaussianKL()
    before = getattr(w, name)
    with pytest.raises(traitlets.TraitError, match=says):
        setattr(w, name, value)
    assert getattr(w, name) == before


def test_what_it_shows_where_no_javascript_runs():
    w = GaussianKL(mu=1, sigma=0.5)
    data, _ = w._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    stored = data["application/vnd.vaeedu.widget+json"]
    assert stored["widget"] == "gaussian_kl" and stored["inputs"] == {"mu": 1.0, "sigma": 0.5}
    assert "0.818 nats" in stored["alt"]
    assert repr(w) == "GaussianKL(mu=1.0, sigma=0.5)" and repr(eval(repr(w))) == repr(w)
    assert w.picture() == w.picture()
    for extreme in (GaussianKL(mu=-30, sigma=1e-3), GaussianKL(mu=0, sigma=40)):
        assert extreme.picture().startswith(b"\x89PNG")
