"""RateSplit: its inputs and results, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import collapse, gaussians
from vaeedu.widgets import RateSplit


def test_setting_an_input_moves_every_result():
    w = RateSplit(mu=0, sigma=1)
    assert (w.rate, w.information, w.gap) == (0, 0, 0)
    w.mu, w.sigma = 2, 0.05
    assert w.information == pytest.approx(np.log(2)) and w.rate == pytest.approx(float(gaussians.kl(2, 0.05)))
    assert w.information + w.gap == pytest.approx(w.rate, rel=1e-12)
    with pytest.raises(AttributeError):
        w.gap = 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("mu", -1, "mu, how far the bells are from 0, must be finite and >= 0, got -1"),
        ("mu", float("nan"), "mu, how far the bells are from 0, must be finite and >= 0, got nan"),
        ("sigma", 0, "sigma, the scale of the bells, must be finite and > 0, got 0"),
        ("sigma", "narrow", "float"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(RateSplit(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = RateSplit(mu=0.8, sigma=0.6)
    stored = stand_in(w)
    assert stored["widget"] == "rate_split" and stored["inputs"] == {"mu": 0.8, "sigma": 0.6}
    assert f"a rate of {gaussians.kl(0.8, 0.6):.3g} nats" in stored["alt"]
    assert repr(eval(repr(w))) == repr(w) and w.picture() == w.picture()


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(5)
    points = [(0, 1), (0, 1e-9), (1.5, 0.5), (3, 0.05), (1e6, 1e-6), *zip(rng.uniform(0, 3, 20), rng.uniform(0.05, 2, 20))]
    calls, expected = [], []
    for mu, sigma in points:
        information, gap = collapse.two_bells(mu, sigma)
        for name, value in [("rate", gaussians.kl(mu, sigma)), ("information", information), ("gap", gap)]:
            calls.append((name, float(mu), float(sigma)))
            expected.append(float(value))
    assert javascript("rate_split", calls) == pytest.approx(expected, rel=1e-9, abs=1e-12)
