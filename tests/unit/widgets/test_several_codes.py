"""SeveralCodes: its numbers against a sum over many draws, its inputs, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.widgets import SeveralCodes


def test_setting_an_input_moves_every_result():
    w = SeveralCodes(mean=0.2, scale=0.6, k=8)
    z = 0.2 + 0.6 * np.random.default_rng(0).normal(size=(100_000, 8))
    log_normal = lambda value, mean, scale: -0.5 * ((value - mean) / scale) ** 2 - np.log(scale * np.sqrt(2 * np.pi))  # noqa: E731
    log_w = log_normal(z, 0, 1) + log_normal(1.2, z, 0.5) - log_normal(z, 0.2, 0.6)
    bounds = np.logaddexp.reduce(log_w, axis=1) - np.log(8)
    assert w.average == pytest.approx(bounds.mean(), abs=4 * bounds.std() / 20) and w.elbo == pytest.approx(log_w.mean(), abs=0.02)
    assert w.log_px == pytest.approx(log_normal(1.2, 0, np.sqrt(1.25)))
    assert w.shares.sum() == pytest.approx(1) and 1 <= w.effective <= 8 and w.bound == pytest.approx(np.log(np.exp(w.log_w).mean()))
    assert w.averages[0] < w.averages[7] < w.averages[63] < w.log_px
    w.k = 1
    assert w.effective == 1 and w.bound == pytest.approx(w.log_w[0]) and w.average == w.averages[0]
    with pytest.raises(AttributeError):
        w.bound = 1


def test_with_the_posterior_for_q_all_codes_weigh_the_same():
    w = SeveralCodes(mean=1.2 / 1.25, scale=0.5 / np.sqrt(1.25), k=20)
    assert w.shares == pytest.approx(np.full(20, 0.05)) and w.effective == pytest.approx(20)
    assert [w.bound, w.average, w.elbo] == pytest.approx([w.log_px] * 3) and w.missing == pytest.approx(0, abs=1e-12)


def test_a_new_draw_changes_what_is_drawn_and_no_average():
    one, other = SeveralCodes(seed=0), SeveralCodes(seed=1)
    assert not np.isin(one.z, other.z).any() and one.average == other.average


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("scale", 0, "scale, of q, must be finite and > 0, got 0"),
        ("mean", float("inf"), "mean, of q, must be finite, got inf"),
        ("k", 0, "k, how many codes are drawn, must be from 1 to 64, got 0"),
        ("k", 65, "must be from 1 to 64, got 65"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(SeveralCodes(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = SeveralCodes(mean=0.2, scale=2.0, k=64)
    stored = stand_in(w)
    assert stored["widget"] == "several_codes" and stored["inputs"] == {"mean": 0.2, "scale": 2.0, "k": 64, "seed": 0}
    assert "with 64 codes" in stored["alt"] and repr(w) == "SeveralCodes(mean=0.2, scale=2.0, k=64, seed=0)" and w.picture() == w.picture()


def test_javascript_agrees_with_numpy():
    names = ("effective", "bound", "average", "elbo", "log_px", "missing")
    rng = np.random.default_rng(5)
    points = [(0.96, 0.447, 8, 0), (0, 1, 1, 2**20 - 1), (-2, 0.05, 64, 3), (3, 3, 64, 1), *zip(rng.uniform(-2, 3, 6), rng.uniform(0.05, 3, 6), rng.integers(1, 65, 6), rng.integers(0, 99, 6))]
    widgets = [SeveralCodes(mean=mean, scale=scale, k=int(k), seed=int(seed)) for mean, scale, k, seed in points]
    calls = [("solve", {name: getattr(w, name) for name in w.inputs}) for w in widgets]
    for w, got in zip(widgets, javascript("several_codes", calls), strict=True):
        assert {name: got[name] for name in names} == pytest.approx({name: getattr(w, name) for name in names}, rel=1e-9, abs=1e-12)
        assert got["averages"] == pytest.approx(list(w.averages), rel=1e-9) and got["z"] == pytest.approx(list(w.z), rel=1e-9)
        assert got["shares"] == pytest.approx(list(w.shares), rel=1e-9, abs=1e-12)
