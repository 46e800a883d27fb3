"""LinearVAE: its inputs and results, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest
import traitlets

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import linear_vae
from vaeedu.widgets import LinearVAE

POINTS = [(1, 1), (0, 1), (0.05, 1), (2, 1), (3, 1), (1.9999999, 1), (1, 0.3), (3.5, 1.4), (0.01, 0.2), (1e-9, 1e-3), (7, 2.5)]


def test_setting_an_input_moves_every_result():
    w = LinearVAE(beta=1, t=1)
    assert (w.a, w.b, w.c) == pytest.approx((np.sqrt(0.5),) * 3)
    w.beta = 2.5
    assert (w.a, w.b, w.c, w.rate, w.loss, w.distortion, w.threshold) == (0, 1, 0, 0, 1, 1, 2)


def test_results_are_read_only():
    with pytest.raises(AttributeError):
        LinearVAE().a = 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("beta", -0.1, "beta, the KL weight, must be finite and >= 0, got -0.1"),
        ("beta", float("nan"), "beta, the KL weight, must be finite"),
        ("t", 0, "t, the data's scale, must be finite and > 0, got 0"),
        ("t", float("inf"), "t, the data's scale, must be finite"),
        ("t", "wide", "float"),
        ("start", [float("nan"), 0], "start must be two finite numbers"),
        ("start", [1.0], "length"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(LinearVAE(), name, value, says)
    with pytest.raises(traitlets.TraitError, match=says):
        LinearVAE(**{name: value})


def test_repr_is_stable_and_can_be_typed():
    w = LinearVAE(beta=2, t=0.5)
    assert repr(w) == "LinearVAE(beta=2.0, t=0.5, start=[-1.6, 0.4])" and repr(eval(repr(w))) == repr(w)


def test_what_it_shows_where_no_javascript_runs():
    w = LinearVAE(beta=1, t=1)
    stored = stand_in(w)
    assert stored["widget"] == "linear_vae" and stored["inputs"] == {"beta": 1.0, "t": 1.0, "start": [-1.6, 0.4]}
    assert "a = 0.707" in stored["alt"] and "the code carries 0.347 nats" in stored["alt"]
    assert w._repr_mimebundle_()[0]["application/vnd.jupyter.widget-view+json"]["model_id"]


def test_the_picture_is_the_same_file_each_time():
    assert LinearVAE().picture() == LinearVAE().picture()


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(0)
    calls, expected = [], []
    for beta, t in POINTS:
        a, b, c = map(float, linear_vae.minimiser(beta, t))
        wa, wb, wc = rng.normal(), rng.uniform(0.1, 2), rng.normal()
        for name, args, value in [
            ("minimiser", [beta, t], [a, b, c]),
            ("minimum", [beta, t], linear_vae.minimum(beta, t)),
            ("threshold", [t], linear_vae.threshold(t)),
            ("loss", [wa, wb, wc, beta, t], linear_vae.loss(wa, wb, wc, beta, t)),
            ("gradient", [wa, wb, wc, beta, t], linear_vae.gradient(wa, wb, wc, beta, t)),
            ("distortion", [a, b, c, t], linear_vae.distortion(a, b, c, t)),
            ("rate", [wa, wb, t], linear_vae.rate(wa, wb, t)),
            ("aggregateScale", [a, b, t], linear_vae.aggregate_scale(a, b, t)),
            ("marginalScale", [c, beta], linear_vae.marginal_scale(c, beta)),
        ]:
            calls.append((name, *args))
            expected.append(np.atleast_1d(value))
    for call, got, want in zip(calls, javascript("linear_vae", calls), expected, strict=True):
        got = list(got.values()) if isinstance(got, dict) else np.atleast_1d(got)
        assert np.allclose(got, want, rtol=1e-9, atol=1e-12), (call, got, want)


def test_javascript_descends_to_a_minimum():
    calls = [("descentPath", [-1.6, 0.4], float(linear_vae.minimiser(b, t).b), b, t) for b, t in POINTS if b > 1e-6]
    for call, path in zip(calls, javascript("linear_vae", calls), strict=True):
        _, _, b, beta, t = call
        losses = linear_vae.loss(*np.array(path)[:, :1].T, max(b, 1e-12), np.array(path)[:, 1], beta, t)
        assert np.all(np.diff(losses) <= 1e-12)
        best = linear_vae.minimiser(beta, t)
        assert abs(path[-1][0] * t) == pytest.approx(float(best.a) * t, abs=0.02)
