"""The noisy channel of chapter 01: against integration, chance and each other, in NumPy, SymPy and JavaScript; and its widget."""

import base64
import json
import math
import subprocess

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from chapters import ROOT, derivation_names
from vaeedu import closed_forms as cf
from vaeedu.widgets import NoisyChannel

noises = st.floats(1e-6, 1e6)
counts = st.integers(1, 120)
POINTS = [(1, 1), (2, 3), (2, 1e5), (3, 0.5), (21, 0.5), (43, 0.1), (101, 0.01), (101, 5), (1001, 0.002), (1001, 0.4), (8, 1e-9)]


# Values --------------------------------------------------------------------------------------------------------------


def test_known_values():
    assert cf.shelf_capacity(5) == pytest.approx(np.log(2) / 2, rel=1e-15) and cf.gaussian_capacity(0, 1) == 0
    assert cf.gaussian_capacity(3, 1) == pytest.approx(np.log(2), rel=1e-15)
    assert cf.names_read_right(1, 7) == 1 and cf.names_information(1, 7) == 0
    assert cf.names_read_right(1001, 1e-5) == 1001 and cf.names_information(1001, 1e-5) == np.log(1001)
    # Two names 2·half apart and wrong with probability Φ(−half/s)
    assert cf.names_read_right(2, 5) == pytest.approx(2 - 2 * 0.15865525393145707, rel=1e-14)


@pytest.mark.parametrize(("names", "noise"), [(2, 3), (2, 40), (3, 0.5), (21, 0.5), (43, 0.1), (101, 5)])
def test_the_information_is_the_integral_of_its_definition(names, noise):
    places = np.linspace(0, 10, names)
    y = np.linspace(-12 * noise, 10 + 12 * noise, 60_001)
    log_given = -0.5 * ((y[:, None] - places) / noise) ** 2 - np.log(noise * np.sqrt(2 * np.pi))  # (reading, name)
    given_name = np.exp(log_given)
    log_all = np.log(given_name.mean(1, keepdims=True), out=np.full((len(y), 1), -1e4), where=given_name.any(1, keepdims=True))
    information = (given_name * np.where(given_name > 0, log_given - log_all, 0)).mean(1).sum() * (y[1] - y[0])
    assert cf.names_information(names, noise) == pytest.approx(information, rel=1e-9)


@pytest.mark.parametrize(("names", "noise"), [(2, 5), (5, 1), (21, 0.5), (50, 0.4)])
def test_the_right_answers_are_those_of_a_trial(names, noise):
    rng = np.random.default_rng(0)
    places = np.linspace(0, 10, names)
    which = rng.integers(names, size=200_000)
    reading = places[which] + noise * rng.normal(size=which.size)
    right = (np.abs(reading[:, None] - places).argmin(1) == which).mean() * names
    chance = cf.names_read_right(names, noise) / names
    assert right == pytest.approx(cf.names_read_right(names, noise), abs=5 * names * np.sqrt(chance * (1 - chance) / which.size))


@given(counts, noises)
def test_no_more_survive_than_are_read_right_or_stored_or_allowed(names, noise):
    surviving = float(np.exp(cf.names_information(names, noise)))
    assert 1 - 1e-12 <= surviving <= min(names, cf.names_read_right(names, noise), np.exp(cf.shelf_capacity(noise))) * (1 + 1e-12)


@given(counts, noises, st.floats(1.0, 10.0))
def test_more_noise_never_helps(names, noise, factor):
    for what in (cf.names_information, cf.names_read_right, lambda _, s: cf.shelf_capacity(s)):
        assert what(names, factor * noise) <= what(names, noise) + 1e-12


def test_in_little_noise_an_even_shelf_stays_below_the_ceiling_by_the_derived_factor():
    best = cf.names_information(np.arange(600, 1002, 100), 0.005).max()
    assert cf.shelf_capacity(0.005) - best == pytest.approx(0.5 * np.log(np.pi * np.e / 2), abs=0.005)


def test_arguments_broadcast():
    grid = cf.names_information(np.arange(1, 6)[:, None], [0.1, 1.0, 10.0])
    assert grid.shape == cf.names_read_right(np.arange(1, 6)[:, None], [0.1, 1.0, 10.0]).shape == (5, 3)
    assert grid[3, 1] == cf.names_information(4, 1.0)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: cf.shelf_capacity(0), "noise must be finite > 0, got 0.0"),
        (lambda: cf.gaussian_capacity(-1, 1), "power must be finite >= 0, got -1.0"),
        (lambda: cf.names_information(0, 1), "names must be finite >= 1, got 0.0"),
        (lambda: cf.names_read_right(2.5, 1), "names must be whole numbers, got 2.5; round it"),
        (lambda: cf.names_read_right(2, np.nan), "noise must be finite > 0, got nan"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()


# The same formulas in SymPy and JavaScript ---------------------------------------------------------------------------


def test_sympy_agrees_with_numpy():
    names = derivation_names(ROOT / "book" / "chapters" / "01_autoencoders.md")

    def value(derivation, label, **point):
        right = names[derivation].meaning(names[derivation][label].right)
        return float(right.subs({symbol: point[symbol.name] for symbol in right.free_symbols}))

    for count, noise, scale in ((2, 3.0, 0.4), (21, 0.5, 5.0), (101, 0.07, 2.0)):
        assert value("reading", "eq-read-right", n=count, s=noise) == pytest.approx(float(cf.names_read_right(count, noise)), rel=1e-12)
        assert value("channel", "eq-capacity", t=scale, s=noise) == pytest.approx(float(cf.gaussian_capacity(scale**2, noise)), rel=1e-12)
        assert value("channel", "eq-ceiling", s=noise) == pytest.approx(math.exp(cf.shelf_capacity(noise)), rel=1e-12)


def test_javascript_agrees_with_numpy():
    calls, expected = [], []
    for names, noise in POINTS:
        for name, args, value in [
            ("capacity", [noise], cf.shelf_capacity(noise)),
            ("readRight", [names, noise], cf.names_read_right(names, noise)),
            ("information", [names, noise], cf.names_information(names, noise)),
        ]:
            calls.append({"module": "noisy_channel", "fn": name, "args": args})
            expected.append(float(value))
    run = subprocess.run(["node", ROOT / "tests" / "js" / "golden.mjs"], input=json.dumps(calls), capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == pytest.approx(expected, rel=1e-9, abs=1e-12)


# The widget ----------------------------------------------------------------------------------------------------------


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
    w = NoisyChannel()
    before = getattr(w, name)
    with pytest.raises(traitlets.TraitError, match=says):
        setattr(w, name, value)
    assert getattr(w, name) == before


def test_what_it_shows_where_no_javascript_runs():
    w = NoisyChannel(noise=0.5, names=21)
    data, _ = w._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    stored = data["application/vnd.vaeedu.widget+json"]
    assert stored["widget"] == "noisy_channel" and stored["inputs"] == {"noise": 0.5, "names": 21}
    assert "5.52 survive, and the capacity allows 10" in stored["alt"]
    assert repr(w) == "NoisyChannel(noise=0.5, names=21)" and repr(eval(repr(w))) == repr(w)
    assert w.picture() == w.picture()
    for extreme in (NoisyChannel(noise=1e-4, names=1001), NoisyChannel(noise=300, names=1)):
        assert extreme.picture().startswith(b"\x89PNG")
