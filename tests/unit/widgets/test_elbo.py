"""ELBO: its inputs and results, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest
import traitlets

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import gaussians, linear_gaussian_1d
from vaeedu.widgets import ELBO


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
        ("noise", -1, "noise, the scale of the likelihood, must be finite and > 0, got -1"),
        ("mean", float("nan"), "mean must be finite, got nan"),
        ("x", float("inf"), "x must be finite, got inf"),
        ("c", float("-inf"), "c must be finite, got -inf"),
        ("x", "far", "float"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(ELBO(), name, value, says)
    with pytest.raises(traitlets.TraitError, match=says):
        ELBO(**{name: value})


def test_repr_is_stable_and_can_be_typed():
    w = ELBO(mean=1, scale=0.5)
    assert repr(w) == "ELBO(mean=1.0, scale=0.5, x=2.0, noise=1.0, c=1.0)" and repr(eval(repr(w))) == repr(w)


def test_what_it_shows_where_no_javascript_runs():
    stored = stand_in(ELBO())
    assert stored["widget"] == "elbo" and stored["inputs"] == {"mean": -0.6, "scale": 1.0, "x": 2.0, "noise": 1.0, "c": 1.0}
    assert "a gap of 2.71 nats" in stored["alt"] and "log p(x) = -2.27" in stored["alt"]


def test_the_picture_is_the_same_file_each_time():
    assert ELBO().picture() == ELBO().picture()


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(0)
    points = [(2, 1, 1, -0.6, 1), (4, 1, 0.2, -3.5, 0.05), (-4, 1, 2, 4, 2.5), (0, 0, 0.5, 0, 1), (1, 1, 1, 0.5, 0.7071)]
    points += [tuple(map(float, p)) for p in zip(rng.normal(size=40), rng.normal(size=40), rng.uniform(0.05, 3, 40), rng.normal(size=40), rng.uniform(0.02, 3, 40))]
    calls, expected = [], []
    for x, c, noise, mean, scale in points:
        for name, args, value in [
            ("logMarginal", [x, c, noise], linear_gaussian_1d.log_marginal(x, c, noise)),
            ("posterior", [x, c, noise], linear_gaussian_1d.posterior(x, c, noise)),
            ("expectedLogLikelihood", [x, c, noise, mean, scale], linear_gaussian_1d.expected_log_likelihood(x, c, noise, mean, scale)),
            ("klToPrior", [mean, scale], gaussians.kl(mean, scale)),
            ("elbo", [x, c, noise, mean, scale], linear_gaussian_1d.elbo(x, c, noise, mean, scale)),
            ("gap", [x, c, noise, mean, scale], linear_gaussian_1d.gap(x, c, noise, mean, scale)),
        ]:
            calls.append((name, *args))
            expected.append(np.atleast_1d(value).ravel())
    for call, got, want in zip(calls, javascript("elbo", calls), expected, strict=True):
        assert np.allclose(np.atleast_1d(got), want, rtol=1e-9, atol=1e-12), (call, got, want)


def test_javascripts_rings_have_the_gap_they_are_drawn_for():
    cases = [(level, mean, scale) for level in (0.05, 1, 8) for mean, scale in ((0.0, 1.0), (1.0, 0.7), (-3.0, 0.1))]
    rings = javascript("elbo", [("gapOutline", *case) for case in cases])
    for (level, mean, scale), ring in zip(cases, rings, strict=True):
        assert np.allclose(gaussians.kl(*np.array(ring).T, mean, scale), level, rtol=1e-6)
