"""EpsilonCloud: its clouds, its inputs and results, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import gradients
from vaeedu.widgets import EpsilonCloud
from vaeedu.widgets.epsilon_cloud import SAMPLES, cloud


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
    check_refused(EpsilonCloud(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = EpsilonCloud(mu=1.2, sigma=0.5)
    stored = stand_in(w)
    assert stored["widget"] == "epsilon_cloud" and stored["inputs"] == {"mu": 1.2, "sigma": 0.5, "baseline": 0.0, "draw": 0}
    assert "one pathwise estimate has variance 0.25" in stored["alt"]
    assert repr(w) == "EpsilonCloud(mu=1.2, sigma=0.5, baseline=0.0, draw=0)" and repr(eval(repr(w))) == repr(w)
    assert w.picture() == w.picture()
    for extreme in (EpsilonCloud(mu=-30, sigma=1e-3), EpsilonCloud(mu=0, sigma=40, baseline=1e6, draw=2**20 - 1)):
        assert extreme.picture().startswith(b"\x89PNG")


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(2)
    f, calls, expected = gradients.Quadratic(1.0), [], []
    for mu, sigma, baseline in [(1.2, 0.5, 0.0), (0.0, 1.0, -4.0), (-3.0, 0.05, 8.0), *zip(rng.normal(size=5), rng.uniform(0.05, 2, 5), rng.normal(size=5))]:
        epsilon = rng.normal()
        for name, args, result in [
            ("gradient", [mu, sigma], gradients.gradient(mu, sigma, f)),
            ("pathwise", [epsilon, mu, sigma], gradients.pathwise(epsilon, mu, sigma, f)),
            ("score", [epsilon, mu, sigma, baseline], gradients.score(epsilon, mu, sigma, f, baseline)),
            ("pathwiseVariance", [mu, sigma], gradients.pathwise_variance(mu, sigma, f)),
            ("scoreVariance", [mu, sigma, baseline], gradients.score_variance(mu, sigma, f, baseline)),
            ("bestBaselines", [mu, sigma], gradients.best_baselines(mu, sigma, f)),
        ]:
            calls.append((name, *args))
            expected.append(result)
    draws = [0, 1, 2, 1000, 2**20 - 1]
    calls += [("cloud", draw) for draw in draws]
    expected += [cloud(draw) for draw in draws]
    for got, wanted in zip(javascript("epsilon_cloud", calls), expected, strict=True):
        assert got == pytest.approx(list(wanted), rel=1e-9, abs=1e-12)
