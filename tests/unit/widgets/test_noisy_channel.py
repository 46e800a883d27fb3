"""NoisyChannel: its inputs and results, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import noisy_channel
from vaeedu.widgets import NoisyChannel

POINTS = [(1, 1), (2, 3), (2, 1e5), (3, 0.5), (21, 0.5), (43, 0.1), (101, 0.01), (101, 5), (1001, 0.002), (1001, 0.4), (8, 1e-9)]


def test_setting_an_input_moves_every_result():
    w = NoisyChannel(noise=5, names=2)
    assert w.capacity == pytest.approx(np.log(2) / 2) and w.ceiling == pytest.approx(np.sqrt(2))
    before = w.surviving, w.right, w.error, w.information
    w.noise = 0.01
    assert (w.surviving, w.right, w.error, w.information) == pytest.approx((2, 2, 0, np.log(2))) and before[0] < 1.5
    w.names = 50
    assert w.surviving == pytest.approx(50) and w.ceiling == pytest.approx(np.sqrt(1 + 25e4))
    with pytest.raises(AttributeError):
        w.surviving = 3


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("noise", 0, "noise, the scale of the noise, must be finite and > 0, got 0"),
        ("noise", float("nan"), "noise, the scale of the noise, must be finite"),
        ("names", 0, "names, how many are stored, must be from 1 to 1001, got 0"),
        ("names", 2000, "names, how many are stored, must be from 1 to 1001, got 2000"),
        ("names", 2.5, "int"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(NoisyChannel(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = NoisyChannel(noise=0.5, names=21)
    stored = stand_in(w)
    assert stored["widget"] == "noisy_channel" and stored["inputs"] == {"noise": 0.5, "names": 21}
    assert "5.52 survive, and the capacity allows 10" in stored["alt"]
    assert repr(w) == "NoisyChannel(noise=0.5, names=21)" and repr(eval(repr(w))) == repr(w)
    assert w.picture() == w.picture()
    for extreme in (NoisyChannel(noise=1e-4, names=1001), NoisyChannel(noise=300, names=1)):
        assert extreme.picture().startswith(b"\x89PNG")


def test_javascript_agrees_with_numpy():
    calls, expected = [], []
    for names, noise in POINTS:
        for name, args, value in [
            ("capacity", [noise], noisy_channel.shelf_capacity(noise)),
            ("readRight", [names, noise], noisy_channel.read_right(names, noise)),
            ("information", [names, noise], noisy_channel.information(names, noise)),
        ]:
            calls.append((name, *args))
            expected.append(float(value))
    assert javascript("noisy_channel", calls) == pytest.approx(expected, rel=1e-9, abs=1e-12)
