"""The ELBO of the linear-Gaussian model (chapter 03): bound, gap and widget, in three languages."""

import base64
import json
import math
import subprocess

import numpy as np
import pytest
import sympy as sp
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from chapters import ROOT, derivation_names
from vaeedu import closed_forms as cf
from vaeedu.exercises import EXERCISES
from vaeedu.widgets import ELBO

places = st.floats(-10, 10)
slopes = st.floats(-5, 5)
scales = st.floats(0.05, 10)


# Closed forms --------------------------------------------------------------------------------------------------------


@given(places, slopes, scales, places, scales)
def test_bound_and_gap_add_up_to_the_log_marginal(x, c, sigma, mean, scale):
    terms = (x, c, sigma, mean, scale)
    elbo, gap, log_px = float(cf.gaussian_elbo(*terms)), float(cf.gaussian_elbo_gap(*terms)), float(cf.gaussian_log_marginal(x, c, sigma))
    assert gap >= 0
    assert elbo + gap == pytest.approx(log_px, rel=1e-9, abs=1e-9 * (1 + abs(elbo)))
    assert elbo == pytest.approx(float(cf.gaussian_expected_log_likelihood(*terms) - cf.gaussian_kl(mean, scale)), rel=1e-12)


@given(places, slopes, scales)
def test_the_posterior_leaves_no_gap(x, c, sigma):
    best = cf.gaussian_posterior(x, c, sigma)
    assert cf.gaussian_elbo_gap(x, c, sigma, *best) == 0
    assert float(cf.gaussian_elbo(x, c, sigma, *best)) == pytest.approx(float(cf.gaussian_log_marginal(x, c, sigma)), rel=1e-9, abs=1e-9)


@given(places, slopes, scales, st.floats(0.1, 10))
def test_a_wrong_width_costs_what_the_chapter_says(x, c, sigma, rho):
    best = cf.gaussian_posterior(x, c, sigma)
    gap = float(cf.gaussian_elbo_gap(x, c, sigma, best.mean, rho * best.scale))
    assert gap == pytest.approx((rho**2 - 2 * math.log(rho) - 1) / 2, rel=1e-6, abs=1e-12)


def test_known_values():
    assert cf.gaussian_posterior(2, 1, 1) == pytest.approx((1, math.sqrt(0.5)), rel=1e-15)
    assert cf.gaussian_log_marginal(0, 0, 1) == pytest.approx(-0.5 * math.log(2 * math.pi), rel=1e-15)
    assert cf.gaussian_elbo(3, 0, 1, 0, 1) == pytest.approx(-0.5 * math.log(2 * math.pi) - 4.5, rel=1e-15)  # no code: q = prior is best
    assert cf.gaussian_elbo(1, 1, 1, 0, 0) == -math.inf and cf.gaussian_elbo_gap(1, 1, 1, 0, 0) == math.inf


def test_the_integrals_agree_with_quadrature_and_with_sampling():
    x, c, sigma, mean, scale = 1.3, -0.8, 0.6, 0.4, 0.9
    z = np.linspace(-14, 14, 200_001)
    log_normal = lambda v, m, s: -0.5 * ((v - m) / s) ** 2 - np.log(s) - 0.5 * np.log(2 * np.pi)
    q, log_joint = np.exp(log_normal(z, mean, scale)), log_normal(z, 0, 1) + log_normal(x, c * z, sigma)
    assert cf.gaussian_log_marginal(x, c, sigma) == pytest.approx(np.log(np.trapezoid(np.exp(log_joint), z)), rel=1e-9)
    assert cf.gaussian_elbo(x, c, sigma, mean, scale) == pytest.approx(np.trapezoid(q * (log_joint - log_normal(z, mean, scale)), z), rel=1e-9)
    draws = mean + scale * np.random.default_rng(0).normal(size=400_000)
    log_weights = log_normal(draws, 0, 1) + log_normal(x, c * draws, sigma) - log_normal(draws, mean, scale)
    assert cf.gaussian_elbo(x, c, sigma, mean, scale) == pytest.approx(log_weights.mean(), abs=4 * log_weights.std() / 632)


def test_the_linear_vae_at_its_optimum_has_no_gap():
    beta, x = np.linspace(0.05, 1.95, 7)[:, None], np.linspace(-3, 3, 9)
    a, b, c = cf.linear_vae_minimiser(beta, 1.0)
    assert np.max(cf.gaussian_elbo_gap(x, c, np.sqrt(beta / 2), a * x, b)) < 1e-14


def test_broadcasting_and_dtype():
    best = cf.gaussian_posterior(np.float32([1, 2, 3])[:, None], 1, [0.5, 1])
    assert best.mean.shape == best.scale.shape == (3, 2) and best.mean.dtype == np.float64
    assert cf.gaussian_elbo(np.zeros((4, 1)), 1, [1, 2], 0, 1).shape == (4, 2)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: cf.gaussian_elbo(1, 1, 0, 0, 1), "sigma must be finite > 0, got 0.0"),
        (lambda: cf.gaussian_elbo(1, 1, 1, 0, -1), "scale must be finite >= 0, got -1.0"),
        (lambda: cf.gaussian_elbo_gap(1, 1, 1, np.nan, 1), "mean must be finite, got nan"),
        (lambda: cf.gaussian_log_marginal([1, np.inf], 1, 1), "x must be finite, got inf"),
        (lambda: cf.gaussian_posterior(1, np.inf, 1), "c must be finite, got inf"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()


# Exercises -----------------------------------------------------------------------------------------------------------


@given(slopes, scales)
def test_the_mean_field_gap_is_a_kl_of_two_covariances(c, sigma):
    precision = np.eye(2) + (c / sigma) ** 2
    gap = cf.gaussian_kl_full(np.zeros(2), np.diag(1 / np.diag(precision)), np.zeros(2), np.linalg.inv(precision))
    assert EXERCISES["03-mean-field"].truth(c, sigma) == pytest.approx(float(gap), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize(("s", "sigma", "t"), [(0.3, 0.6, 1), (0.6, 0.6, 1), (1.2, 0.6, 1), (1.9, 0.6, 1), (0.5, 1.2, 0.8)])
def test_no_decoder_beats_the_stiff_encoders_best_slope(s, sigma, t):
    slope = EXERCISES["03-stiff"].truth(s, sigma, t)
    loss = lambda c: cf.linear_vae_loss(c / (c**2 + sigma**2), s, c, 2 * sigma**2, t)  # with the best encoder slope
    assert np.all(loss(np.linspace(0, 4, 2001)) >= loss(slope) - 1e-12)


# The widget ----------------------------------------------------------------------------------------------------------


def test_setting_an_input_moves_the_bound_and_not_the_marginal():
    w = ELBO(mean=-0.6, scale=1, x=2)
    before = w.log_px
    assert w.elbo + w.gap == pytest.approx(before) and w.expected_log_likelihood - w.kl_to_prior == pytest.approx(w.elbo)
    w.mean, w.scale = w.posterior_mean, w.posterior_scale
    assert w.log_px == before and w.gap == 0 and w.elbo == pytest.approx(before)
    w.x = 3.0
    assert w.log_px < before and w.gap > 0
    with pytest.raises(AttributeError):
        w.elbo = 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("scale", 0, "scale, the scale of q, must be finite and > 0, got 0"),
        ("sigma", -1, "sigma, the scale of the likelihood, must be finite and > 0, got -1"),
        ("mean", float("nan"), "mean must be finite, got nan"),
        ("x", float("inf"), "x must be finite, got inf"),
        ("c", float("-inf"), "c must be finite, got -inf"),
        ("x", "far", "float"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    w = ELBO()
    before = getattr(w, name)
    with pytest.raises(traitlets.TraitError, match=says):
        setattr(w, name, value)
    assert getattr(w, name) == before
    with pytest.raises(traitlets.TraitError, match=says):
        ELBO(**{name: value})


def test_repr_is_stable_and_can_be_typed():
    w = ELBO(mean=1, scale=0.5)
    assert repr(w) == "ELBO(mean=1.0, scale=0.5, x=2.0, sigma=1.0, c=1.0)" and repr(eval(repr(w))) == repr(w)


def test_what_it_shows_where_no_javascript_runs():
    data, _ = ELBO()._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    stored = data["application/vnd.vaeedu.widget+json"]
    assert stored["widget"] == "elbo" and stored["inputs"] == {"mean": -0.6, "scale": 1.0, "x": 2.0, "sigma": 1.0, "c": 1.0}
    assert "a gap of 2.71 nats" in stored["alt"] and "log p(x) = -2.27" in stored["alt"]


def test_the_picture_is_the_same_file_each_time():
    assert ELBO().picture() == ELBO().picture()


# One formula, three languages ----------------------------------------------------------------------------------------


def javascript(calls):
    run = subprocess.run(["node", ROOT / "tests" / "js" / "golden.mjs"], input=json.dumps(calls), capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(0)
    points = [(2, 1, 1, -0.6, 1), (4, 1, 0.2, -3.5, 0.05), (-4, 1, 2, 4, 2.5), (0, 0, 0.5, 0, 1), (1, 1, 1, 0.5, 0.7071)]
    points += [tuple(map(float, p)) for p in zip(rng.normal(size=40), rng.normal(size=40), rng.uniform(0.05, 3, 40), rng.normal(size=40), rng.uniform(0.02, 3, 40))]
    calls, expected = [], []
    for x, c, sigma, mean, scale in points:
        for name, args, value in [
            ("logMarginal", [x, c, sigma], cf.gaussian_log_marginal(x, c, sigma)),
            ("posterior", [x, c, sigma], cf.gaussian_posterior(x, c, sigma)),
            ("expectedLogLikelihood", [x, c, sigma, mean, scale], cf.gaussian_expected_log_likelihood(x, c, sigma, mean, scale)),
            ("klToPrior", [mean, scale], cf.gaussian_kl(mean, scale)),
            ("elbo", [x, c, sigma, mean, scale], cf.gaussian_elbo(x, c, sigma, mean, scale)),
            ("gap", [x, c, sigma, mean, scale], cf.gaussian_elbo_gap(x, c, sigma, mean, scale)),
        ]:
            calls.append({"module": "elbo", "fn": name, "args": args})
            expected.append(np.atleast_1d(value).ravel())
    for call, got, want in zip(calls, javascript(calls), expected, strict=True):
        assert np.allclose(np.atleast_1d(got), want, rtol=1e-9, atol=1e-12), (call, got, want)


def test_javascripts_rings_have_the_gap_they_are_drawn_for():
    cases = [(level, mean, scale) for level in (0.05, 1, 8) for mean, scale in ((0.0, 1.0), (1.0, 0.7), (-3.0, 0.1))]
    rings = javascript([{"module": "elbo", "fn": "gapOutline", "args": list(case)} for case in cases])
    for (level, mean, scale), ring in zip(cases, rings, strict=True):
        assert np.allclose(cf.gaussian_kl(*np.array(ring).T, mean, scale), level, rtol=1e-6)


def test_sympy_agrees_with_numpy():
    names = derivation_names(ROOT / "book" / "chapters" / "03_elbo.md")
    normal = names["normal"]
    right = lambda label: normal[label].right.doit()
    point = {"x": 1.3, "c": -0.8, "sigma": 0.6, "mean": 0.4, "scale": 0.9}
    values = {names["xr"]: 1.3, names["c"]: -0.8, names["sigma"]: 0.6, names["m"]: 0.4, names["s"]: 0.9}
    model = [point[k] for k in ("x", "c", "sigma")]
    assert cf.gaussian_expected_log_likelihood(**point) == pytest.approx(float(right("eq-elbo-gaussian-reconstruction").subs(values)), rel=1e-12)
    assert cf.gaussian_kl(0.4, 0.9) == pytest.approx(float(right("eq-elbo-gaussian-rate").subs(values)), rel=1e-12)
    assert cf.gaussian_log_marginal(*model) == pytest.approx(float(sp.log(right("eq-elbo-gaussian-evidence")).subs(values)), rel=1e-12)
    best = cf.gaussian_posterior(*model)
    gap = right("eq-elbo-gaussian-gap").subs({names["mu"]: float(best.mean), names["tau"]: float(best.scale)})
    assert cf.gaussian_elbo_gap(**point) == pytest.approx(float(gap.subs(values)), rel=1e-12)
