"""TwoKLs: its inputs and results, where descent leads, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest
from scipy.optimize import minimize

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import bumps
from vaeedu.closed_forms.bumps import Bumps
from vaeedu.widgets import TwoKLs
from vaeedu.widgets.two_kls.descent import DIRECTIONS, SCALE


def test_a_model_that_is_the_data_costs_nothing():
    w = TwoKLs(gap=0, mean=0, scale=SCALE)
    assert w.forward == pytest.approx(0, abs=1e-12) and w.reverse == pytest.approx(0, abs=1e-12) and w.least == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("start", [(0.6, 1.2), (-3.0, 0.2), (2.0, 3.5), (0.05, 1.0)])
def test_forward_descent_ends_at_the_datas_moments_from_anywhere(start):
    w = TwoKLs(gap=4, mean=start[0], scale=start[1])
    assert w.descended("forward") == pytest.approx((0, np.sqrt(0.25 + 4)), abs=1e-4)
    w.mean, w.scale = w.descended("forward")
    assert w.forward == pytest.approx(w.least, abs=1e-6)


def reverse_from(mean, scale):
    """The nearest local minimum of the reverse divergence, found by SciPy."""
    best = minimize(lambda p: float(bumps.kl(Bumps(p[0], np.exp(p[1])), Bumps(0, SCALE, 4))), [mean, np.log(scale)], tol=1e-12)
    return best.x[0], np.exp(best.x[1])


@pytest.mark.parametrize(("mean", "end"), [(1.0, (2, 0.5)), (-1.5, (-2, 0.5)), (0.05, (0, 1.75))])
def test_reverse_descent_ends_on_one_bump_or_from_near_the_middle_over_both(mean, end):
    w = TwoKLs(gap=4, mean=mean, scale=1)
    found = w.descended("reverse")
    assert found == pytest.approx(reverse_from(*end), abs=0.02) and found == pytest.approx(end, abs=0.03)


def test_one_bump_is_the_better_end():
    on_one, over_both = TwoKLs(gap=4, mean=2, scale=0.5).reverse, TwoKLs(gap=4, mean=0, scale=1.736).reverse
    assert on_one == pytest.approx(np.log(2), abs=1e-3) and over_both > 2 * on_one


def test_other_directions_are_refused():
    w = TwoKLs()
    with pytest.raises(ValueError, match="direction must be one of 'forward', 'reverse', got 'backward'"):
        w.descended("backward")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("gap", -1, "gap, the distance of the two bumps, must be finite and >= 0, got -1"),
        ("scale", 0, "scale, the model's, must be finite and > 0, got 0"),
        ("mean", float("nan"), "mean, the model's, must be finite, got nan"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(TwoKLs(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = TwoKLs(gap=4, mean=2, scale=0.5)
    stored = stand_in(w)
    assert stored["widget"] == "two_kls" and stored["inputs"] == {"gap": 4.0, "mean": 2.0, "scale": 0.5}
    assert "the reverse 0.693" in stored["alt"] and w.picture() == w.picture()
    for extreme in (TwoKLs(gap=40, mean=-30, scale=0.01), TwoKLs(gap=0, mean=0, scale=60)):
        assert extreme.picture().startswith(b"\x89PNG")


def test_javascript_agrees_with_python():
    rng = np.random.default_rng(0)
    states = [(4, 0.6, 1.2), (0, 0, 0.5), (6, -4, 0.1), (2.5, 3, 4), *rng.uniform([0, -4, 0.1], [6, 4, 4], (12, 3))]
    calls, expected = [], []
    for gap, mean, scale in states:
        w = TwoKLs(gap=gap, mean=mean, scale=scale)
        calls.append(("solve", {"gap": gap, "mean": mean, "scale": scale}))
        expected.append({name: pytest.approx(getattr(w, name), rel=1e-9, abs=1e-9) for name in ("forward", "reverse", "least")})
        for direction in DIRECTIONS:
            calls.append(("descend", direction, gap, mean, scale))
            expected.append(pytest.approx(w.descended(direction), rel=1e-6, abs=1e-6))
    assert javascript("two_kls", calls) == expected
