"""The gradient estimators of chapter 05: against finite differences, chance and each other, in three languages; and the widget."""

import base64
import json
import subprocess

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from chapters import ROOT, derivation_names
from vaeedu import closed_forms as cf
from vaeedu.widgets import EpsilonCloud
from vaeedu.widgets.epsilon_cloud import SAMPLES, cloud

numbers = st.floats(-3, 3)
scales = st.floats(0.05, 3)
quadratics = st.builds(cf.Quadratic, numbers, numbers, numbers)

# Gauss–Hermite quadrature is exact for polynomials, and all that is asked of it here are polynomials in ε.
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(12)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def value(f, z):
    return f.constant + f.slope * z + 0.5 * f.curvature * z**2


# Values --------------------------------------------------------------------------------------------------------------


@given(numbers, scales, quadratics)
def test_the_gradient_is_that_of_the_mean(mean, scale, f):
    average = lambda m, s: WEIGHTS @ value(f, m + s * NODES)
    step = 1e-4
    slopes = average(mean + step, scale) - average(mean - step, scale), average(mean, scale + step) - average(mean, scale - step)
    assert cf.quadratic_gradient(mean, scale, f) == pytest.approx(np.array(slopes) / (2 * step), abs=1e-6)


@given(numbers, scales, quadratics, numbers)
def test_means_and_variances_of_both_estimates(mean, scale, f, baseline):
    exact = cf.quadratic_gradient(mean, scale, f)
    pathwise, score = cf.quadratic_pathwise(NODES, mean, scale, f), cf.quadratic_score(NODES, mean, scale, f, baseline)
    for estimates, variance in ((pathwise, cf.quadratic_pathwise_variance(mean, scale, f)), (score, cf.quadratic_score_variance(mean, scale, f, baseline))):
        assert WEIGHTS @ estimates == pytest.approx(exact, abs=1e-8 * (1 + variance.max()))
        assert WEIGHTS @ (estimates - exact) ** 2 == pytest.approx(variance, rel=1e-8, abs=1e-10)


def test_chance_agrees():
    epsilon, f = np.random.default_rng(0).normal(size=400_000), cf.Quadratic(1.5, -0.5, 2.0)
    exact = cf.quadratic_gradient(1.2, 0.6, f)
    for estimates, variance in (
        (cf.quadratic_pathwise(epsilon, 1.2, 0.6, f), cf.quadratic_pathwise_variance(1.2, 0.6, f)),
        (cf.quadratic_score(epsilon, 1.2, 0.6, f, 2.5), cf.quadratic_score_variance(1.2, 0.6, f, 2.5)),
    ):
        assert np.all(np.abs(estimates.mean(0) - exact) < 5 * np.sqrt(variance / len(epsilon)))
        assert estimates.var(0) == pytest.approx(variance, rel=0.03)


@given(numbers, scales, quadratics)
def test_no_baseline_is_better_than_the_best(mean, scale, f):
    best = cf.quadratic_best_baselines(mean, scale, f)
    for half in range(2):
        least = cf.quadratic_score_variance(mean, scale, f, best[half])[half]
        for off in (-0.5, 0.5):
            assert cf.quadratic_score_variance(mean, scale, f, best[half] + off)[half] > least
        assert least >= cf.quadratic_pathwise_variance(mean, scale, f)[half] * (1 - 1e-9)


def test_arguments_broadcast():
    f = cf.Quadratic([1.0, 2.0, 3.0])
    assert cf.quadratic_score(np.zeros((4, 1)), 1.0, 0.5, f).shape == (4, 3, 2)
    variance = cf.quadratic_score_variance([[0.0], [1.0]], 0.5, f, baseline=np.ones(3))
    assert variance.shape == (2, 3, 2) and variance[1, 2] == pytest.approx(cf.quadratic_score_variance(1.0, 0.5, cf.Quadratic(3.0), 1.0))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: cf.quadratic_gradient(0, 0, cf.Quadratic(1)), "scale must be finite > 0, got 0.0"),
        (lambda: cf.quadratic_gradient(np.nan, 1, cf.Quadratic(1)), "mean must be finite, got nan"),
        (lambda: cf.quadratic_pathwise(np.inf, 0, 1, cf.Quadratic(1)), "epsilon must be finite, got inf"),
        (lambda: cf.quadratic_score(0, 0, 1, cf.Quadratic(1), np.nan), "baseline must be finite, got nan"),
        (lambda: cf.quadratic_pathwise_variance(0, 1, cf.Quadratic(np.inf)), "curvature must be finite, got inf"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()


# The same formulas in SymPy and JavaScript ---------------------------------------------------------------------------


def test_sympy_agrees_with_numpy():
    noisy = derivation_names(ROOT / "book" / "chapters" / "05_reparameterisation.md")["noisy"]
    rng = np.random.default_rng(1)
    for _ in range(5):
        mean, scale, baseline, f = rng.normal(), rng.uniform(0.2, 2), rng.normal(), cf.Quadratic(*rng.normal(size=3))
        point = {"v": value(f, mean), "g": f.slope + f.curvature * mean, "h": f.curvature, "sigma": scale, r"\bar{f}": baseline}
        for name, variance in (("pathwise", cf.quadratic_pathwise_variance(mean, scale, f)), ("score", cf.quadratic_score_variance(mean, scale, f, baseline))):
            for half, of in zip(variance, ("mu", "sigma")):
                right = noisy[f"eq-{name}-variance-{of}"].right
                assert float(right.subs({symbol: point[symbol.name] for symbol in right.free_symbols})) == pytest.approx(half, rel=1e-12)


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(2)
    f, calls, expected = cf.Quadratic(1.0), [], []
    for mu, sigma, baseline in [(1.2, 0.5, 0.0), (0.0, 1.0, -4.0), (-3.0, 0.05, 8.0), *zip(rng.normal(size=5), rng.uniform(0.05, 2, 5), rng.normal(size=5))]:
        epsilon = rng.normal()
        for name, args, result in [
            ("gradient", [mu, sigma], cf.quadratic_gradient(mu, sigma, f)),
            ("pathwise", [epsilon, mu, sigma], cf.quadratic_pathwise(epsilon, mu, sigma, f)),
            ("score", [epsilon, mu, sigma, baseline], cf.quadratic_score(epsilon, mu, sigma, f, baseline)),
            ("pathwiseVariance", [mu, sigma], cf.quadratic_pathwise_variance(mu, sigma, f)),
            ("scoreVariance", [mu, sigma, baseline], cf.quadratic_score_variance(mu, sigma, f, baseline)),
            ("bestBaselines", [mu, sigma], cf.quadratic_best_baselines(mu, sigma, f)),
        ]:
            calls.append({"module": "epsilon_cloud", "fn": name, "args": args})
            expected.append(result)
    draws = [0, 1, 2, 1000, 2**20 - 1]
    calls += [{"module": "epsilon_cloud", "fn": "cloud", "args": [draw]} for draw in draws]
    expected += [cloud(draw) for draw in draws]
    run = subprocess.run(["node", ROOT / "tests" / "js" / "golden.mjs"], input=json.dumps(calls), capture_output=True, text=True, check=True)
    for got, wanted in zip(json.loads(run.stdout), expected, strict=True):
        assert got == pytest.approx(list(wanted), rel=1e-9, abs=1e-12)


# The widget ----------------------------------------------------------------------------------------------------------


def test_the_clouds_are_standard_normal_and_all_different():
    clouds = np.stack([cloud(draw) for draw in range(4000)])
    assert clouds.shape == (4000, SAMPLES) and len(np.unique(clouds)) == clouds.size
    assert [clouds.mean(), clouds.var(), (clouds**4).mean()] == pytest.approx([0, 1, 3], abs=0.1)
    assert np.abs(np.corrcoef(clouds[:-1].ravel(), clouds[1:].ravel())[0, 1]) < 0.02


def test_setting_an_input_moves_every_result():
    w = EpsilonCloud(mu=1, sigma=0.5)
    assert (w.exact_mu, w.exact_sigma, w.pathwise_variance_mu, w.pathwise_variance_sigma) == (1, 0.5, 0.25, 1.5)
    epsilon = w.epsilon
    assert w.pathwise_mean_mu == pytest.approx(1 + 0.5 * epsilon.mean()) and w.pathwise_cloud_variance_mu == pytest.approx(0.25 * epsilon.var(ddof=1))
    assert w.score_mean_mu == pytest.approx(((1 + 0.5 * epsilon) ** 2 / 2 * epsilon / 0.5).mean())
    before = w.score_mean_mu, w.score_cloud_variance_mu, w.score_variance_mu
    w.baseline = 0.875  # the best one
    assert w.score_variance_mu == pytest.approx(2 + 1.5 * 0.25)
    assert w.score_mean_mu == pytest.approx(before[0] - 0.875 * epsilon.mean() / 0.5) and w.score_cloud_variance_mu != before[1]
    w.draw = 1
    assert w.exact_mu == 1 and not np.array_equal(w.epsilon, epsilon)
    with pytest.raises(AttributeError):
        w.exact_mu = 2


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("mu", float("nan"), "mu must be finite, got nan"),
        ("baseline", float("inf"), "baseline must be finite, got inf"),
        ("sigma", 0, "sigma, the scale of z, must be finite and > 0, got 0"),
        ("draw", -1, "draw, the number of the cloud, must be from 0 to 1048575, got -1"),
        ("draw", 0.5, "int"),
        ("mu", "left", "float"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    w = EpsilonCloud()
    before = getattr(w, name)
    with pytest.raises(traitlets.TraitError, match=says):
        setattr(w, name, value)
    assert getattr(w, name) == before


def test_what_it_shows_where_no_javascript_runs():
    w = EpsilonCloud(mu=1.2, sigma=0.5)
    data, _ = w._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    stored = data["application/vnd.vaeedu.widget+json"]
    assert stored["widget"] == "epsilon_cloud" and stored["inputs"] == {"mu": 1.2, "sigma": 0.5, "baseline": 0.0, "draw": 0}
    assert "one pathwise estimate has variance 0.25" in stored["alt"]
    assert repr(w) == "EpsilonCloud(mu=1.2, sigma=0.5, baseline=0.0, draw=0)" and repr(eval(repr(w))) == repr(w)
    assert w.picture() == w.picture()
    for extreme in (EpsilonCloud(mu=-30, sigma=1e-3), EpsilonCloud(mu=0, sigma=40, baseline=1e6, draw=2**20 - 1)):
        assert extreme.picture().startswith(b"\x89PNG")
