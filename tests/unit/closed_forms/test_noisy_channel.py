"""The noisy channel's closed forms: against integration, chance and each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaeedu.closed_forms import noisy_channel

noises = st.floats(1e-6, 1e6)
counts = st.integers(1, 120)


def test_known_values():
    assert noisy_channel.shelf_capacity(5) == pytest.approx(np.log(2) / 2, rel=1e-15) and noisy_channel.capacity(0, 1) == 0
    assert noisy_channel.capacity(3, 1) == pytest.approx(np.log(2), rel=1e-15)
    assert noisy_channel.read_right(1, 7) == 1 and noisy_channel.information(1, 7) == 0
    assert noisy_channel.read_right(1001, 1e-5) == 1001 and noisy_channel.information(1001, 1e-5) == np.log(1001)
    # Two names 2·half apart and wrong with probability Φ(−half/s)
    assert noisy_channel.read_right(2, 5) == pytest.approx(2 - 2 * 0.15865525393145707, rel=1e-14)


@pytest.mark.parametrize(("names", "noise"), [(2, 3), (2, 40), (3, 0.5), (21, 0.5), (43, 0.1), (101, 5)])
def test_the_information_is_the_integral_of_its_definition(names, noise):
    places = np.linspace(0, 10, names)
    y = np.linspace(-12 * noise, 10 + 12 * noise, 60_001)
    log_given = -0.5 * ((y[:, None] - places) / noise) ** 2 - np.log(noise * np.sqrt(2 * np.pi))  # (reading, name)
    given_name = np.exp(log_given)
    log_all = np.log(given_name.mean(1, keepdims=True), out=np.full((len(y), 1), -1e4), where=given_name.any(1, keepdims=True))
    information = (given_name * np.where(given_name > 0, log_given - log_all, 0)).mean(1).sum() * (y[1] - y[0])
    assert noisy_channel.information(names, noise) == pytest.approx(information, rel=1e-9)


@pytest.mark.parametrize(("names", "noise"), [(2, 5), (5, 1), (21, 0.5), (50, 0.4)])
def test_the_right_answers_are_those_of_a_trial(names, noise):
    rng = np.random.default_rng(0)
    places = np.linspace(0, 10, names)
    which = rng.integers(names, size=200_000)
    reading = places[which] + noise * rng.normal(size=which.size)
    right = (np.abs(reading[:, None] - places).argmin(1) == which).mean() * names
    chance = noisy_channel.read_right(names, noise) / names
    assert right == pytest.approx(noisy_channel.read_right(names, noise), abs=5 * names * np.sqrt(chance * (1 - chance) / which.size))


@given(counts, noises)
def test_no_more_survive_than_are_read_right_or_stored_or_allowed(names, noise):
    surviving = float(np.exp(noisy_channel.information(names, noise)))
    assert 1 - 1e-12 <= surviving <= min(names, noisy_channel.read_right(names, noise), np.exp(noisy_channel.shelf_capacity(noise))) * (1 + 1e-12)


@given(counts, noises, st.floats(1.0, 10.0))
def test_more_noise_never_helps(names, noise, factor):
    for what in (noisy_channel.information, noisy_channel.read_right, lambda _, s: noisy_channel.shelf_capacity(s)):
        assert what(names, factor * noise) <= what(names, noise) + 1e-12


def test_in_little_noise_an_even_shelf_stays_below_the_ceiling_by_the_derived_factor():
    best = noisy_channel.information(np.arange(600, 1002, 100), 0.005).max()
    assert noisy_channel.shelf_capacity(0.005) - best == pytest.approx(0.5 * np.log(np.pi * np.e / 2), abs=0.005)


def test_arguments_broadcast():
    grid = noisy_channel.information(np.arange(1, 6)[:, None], [0.1, 1.0, 10.0])
    assert grid.shape == noisy_channel.read_right(np.arange(1, 6)[:, None], [0.1, 1.0, 10.0]).shape == (5, 3)
    assert grid[3, 1] == noisy_channel.information(4, 1.0)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: noisy_channel.shelf_capacity(0), "noise must be finite > 0, got 0.0"),
        (lambda: noisy_channel.capacity(-1, 1), "power must be finite >= 0, got -1.0"),
        (lambda: noisy_channel.information(0, 1), "names must be finite >= 1, got 0.0"),
        (lambda: noisy_channel.read_right(2.5, 1), "names must be whole numbers, got 2.5; round it"),
        (lambda: noisy_channel.read_right(2, np.nan), "noise must be finite > 0, got nan"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()
