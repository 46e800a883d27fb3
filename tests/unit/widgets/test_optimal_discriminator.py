"""OptimalDiscriminator: its inputs and results, its picture, and its formulas and training in JavaScript."""

import numpy as np
import pytest
import traitlets

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import bumps, game
from vaeedu.closed_forms.bumps import Bumps
from vaeedu.widgets import OptimalDiscriminator

LOG2 = np.log(2)
PAIRS = [
    ((0, 1, 0), (0, 1, 0)),
    ((0, 0.5, 2.4), (0.8, 1, 0)),
    ((1, 0.25, 0), (-1, 2, 0)),
    ((-3, 0.3, 0), (3, 0.3, 0)),
    ((0, 2, 0), (0.3, 0.2, 5)),
]


def test_setting_an_input_moves_every_result():
    w = OptimalDiscriminator(data_mean=0, data_scale=1, data_gap=0, generator_mean=0, generator_scale=1)
    assert (w.jsd, w.value, w.kl_pq, w.kl_qp) == pytest.approx((0, -2 * LOG2, 0, 0), abs=1e-12)
    w.generator_mean = 2.0
    assert (w.kl_pq, w.kl_qp) == pytest.approx((2, 2)) and 0 < w.jsd < LOG2
    assert w.value == pytest.approx(-2 * LOG2 + 2 * w.jsd)
    with pytest.raises(AttributeError):
        w.jsd = 0


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("data_mean", float("nan"), "data_mean must be finite, got nan"),
        ("generator_mean", float("inf"), "generator_mean must be finite"),
        ("data_scale", 0, "data_scale must be finite and > 0, got 0"),
        ("generator_scale", -1, "generator_scale must be finite and > 0, got -1"),
        ("data_gap", -0.1, "data_gap, the distance of the two bumps, must be finite and >= 0, got -0.1"),
        ("data_scale", "wide", "float"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(OptimalDiscriminator(), name, value, says)
    with pytest.raises(traitlets.TraitError, match=says):
        OptimalDiscriminator(**{name: value})


def test_what_it_shows_where_no_javascript_runs():
    w = OptimalDiscriminator(data_gap=0, generator_mean=1.0)
    assert repr(eval(repr(w))) == repr(w)
    stored = stand_in(w)
    assert w.picture() == w.picture()
    assert stored["widget"] == "optimal_discriminator" and set(stored["inputs"]) == set(w.inputs)
    assert "Data p: N(0, 0.5²); generator g: N(1, 1²)" in stored["alt"] and f"divergence is {w.jsd:.3f}" in stored["alt"]


def test_javascript_agrees_with_numpy():
    calls, expected = [], []
    for p, g in PAIRS:
        for name, function in [("jsd", bumps.jsd), ("bestValue", bumps.best_value), ("kl", bumps.kl)]:
            calls += [(name, p, g), (name, g, p)]
            expected += [function(Bumps(*p), Bumps(*g)), function(Bumps(*g), Bumps(*p))]
        for x in (-4.0, -0.3, 0.0, 1.7):
            calls += [("logDensity", x, p), ("logRatio", x, p, g), ("optimal", x, p, g)]
            density, other = (np.exp(bumps.log_density(x, Bumps(*one))) for one in (p, g))
            expected += [bumps.log_density(x, Bumps(*p)), bumps.log_ratio(x, Bumps(*p), Bumps(*g)), game.optimal_discriminator(density, other)]
    assert javascript("optimal_discriminator", calls) == pytest.approx([float(value) for value in expected], rel=1e-9, abs=1e-12)


def test_the_trained_discriminator_starts_as_a_coin_and_stays_below_the_most():
    for p, g in PAIRS[:4]:
        start, later = javascript("optimal_discriminator", [("trainedValue", 0, p, g), ("trainedValue", 300, p, g)])
        most = float(bumps.best_value(Bumps(*p), Bumps(*g)))
        assert start == pytest.approx(-2 * LOG2, rel=1e-12)
        assert most - 0.06 < later <= most + 1e-12
