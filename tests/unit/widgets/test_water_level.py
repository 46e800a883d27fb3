"""WaterLevel: its spectrum, its inputs and results, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import ppca
from vaeedu.data import digits
from vaeedu.widgets import WaterLevel
from vaeedu.widgets.water_level import DIGITS


def test_the_spectrum_is_that_of_the_digits():
    assert ppca.spectrum(digits().x.flatten(1)).eigenvalues[:16] == pytest.approx(DIGITS, abs=5e-5)
    assert WaterLevel().eigenvalues == pytest.approx(DIGITS) and WaterLevel(steepness=0).eigenvalues == pytest.approx(np.full(16, DIGITS[0]))


def test_setting_an_input_moves_every_result():
    w = WaterLevel(beta=0.5)
    assert (w.level, w.alive) == (0.25, 5) and w.rate == pytest.approx(0.5 * np.log(4 * DIGITS[:5]).sum())
    assert w.distortion == pytest.approx(5 * 0.25 + DIGITS[5:].sum()) and w.loss == pytest.approx(w.distortion + 0.5 * w.rate)
    w.codes = 2
    assert w.alive == 2 and w.distortion == pytest.approx(2 * 0.25 + DIGITS[2:].sum()) and w.kept == pytest.approx(1 - w.distortion / DIGITS.sum())
    w.steepness, w.beta = 0, 2 * DIGITS[0]
    assert w.alive == w.rate == 0 and w.kept == pytest.approx(0)
    with pytest.raises(AttributeError):
        w.rate = 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("beta", 0, "beta, the KL weight, must be finite and > 0, got 0"),
        ("beta", -1, "beta, the KL weight, must be finite and > 0, got -1"),
        ("beta", float("nan"), "beta, the KL weight, must be finite and > 0, got nan"),
        ("codes", 17, "codes, how many numbers the code has, must be from 1 to 16, got 17"),
        ("codes", 2.5, "int"),
        ("steepness", -0.1, "steepness, of the spectrum, must be finite and >= 0, got -0.1"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(WaterLevel(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = WaterLevel(beta=0.5)
    stored = stand_in(w)
    assert stored["widget"] == "water_level" and stored["inputs"] == {"beta": 0.5, "codes": 16, "steepness": 1.0}
    assert "5 of 16 codes are alive and carry 1.65 nats" in stored["alt"]
    assert repr(w) == "WaterLevel(beta=0.5, codes=16, steepness=1.0)" and repr(eval(repr(w))) == repr(w)
    assert w.picture() == w.picture()


def test_javascript_agrees_with_numpy():
    names = ("rate", "distortion", "alive", "level", "kept", "loss")
    rng = np.random.default_rng(5)
    points = [(0.5, 16, 1), (2 * DIGITS[0], 16, 0), (0.02, 1, 2), (1e-9, 16, 1), *zip(rng.uniform(0.01, 1.5, 20), rng.integers(1, 17, 20), rng.uniform(0, 2, 20))]
    widgets = [WaterLevel(beta=beta, codes=int(codes), steepness=steepness) for beta, codes, steepness in points]
    calls = [("solve", {name: getattr(w, name) for name in w.inputs}) for w in widgets]
    for w, got in zip(widgets, javascript("water_level", calls), strict=True):
        assert {name: got[name] for name in names} == pytest.approx({name: getattr(w, name) for name in names}, rel=1e-9, abs=1e-12)
        assert got["eigenvalues"] == pytest.approx(list(w.eigenvalues), rel=1e-9) and got["rates"] == pytest.approx(list(w.rates), rel=1e-9, abs=1e-12)
