"""The adversarial game on finite alphabets: against definitions, bounds and each other."""

from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaeedu.closed_forms import game

LOG2 = np.log(2)
weights = st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1)), min_size=4, max_size=4).filter(lambda w: sum(w) > 0.1).map(lambda w: np.array(w) / sum(w))


@given(weights, weights)
def test_jsd_is_symmetric_and_between_0_and_log_2(p, g):
    jsd = game.jensen_shannon(p, g)
    assert 0 <= jsd <= LOG2 + 1e-12
    assert jsd == pytest.approx(float(game.jensen_shannon(g, p)), abs=1e-14)


@given(weights, weights, st.lists(st.floats(0.01, 0.99), min_size=4, max_size=4))
def test_no_discriminator_beats_the_optimal_one(p, g, guess):
    met = (p > 0) | (g > 0)
    p, g, guess = p[met], g[met], np.array(guess)[met]

    def value(d):
        with np.errstate(divide="ignore", invalid="ignore"):
            return (np.where(p > 0, p * np.log(d), 0) + np.where(g > 0, g * np.log1p(-d), 0)).sum()

    best = value(game.optimal_discriminator(p, g))
    assert value(guess) <= best + 1e-12
    assert best == pytest.approx(-2 * LOG2 + 2 * float(game.jensen_shannon(p, g)), abs=1e-9)


def test_known_values():
    assert game.jensen_shannon([0.5, 0.5], [0.5, 0.5]) == 0
    assert game.jensen_shannon([1, 0, 0], [0, 0.5, 0.5]) == pytest.approx(LOG2, rel=1e-15)
    assert game.jensen_shannon([0.5, 0.5], [1, 0]) == pytest.approx(1.5 * LOG2 - 0.75 * np.log(3), rel=1e-14)
    assert game.jensen_shannon(np.eye(3)[:, None], np.eye(3)) == pytest.approx(LOG2 * (1 - np.eye(3)))
    assert list(game.optimal_discriminator([0, 1, 3], [2, 1, 0])) == [0, 0.5, 1]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: game.jensen_shannon([0.5, 0.6], [1, 0]), "p must be probabilities that sum to 1 over the last axis, got a sum of 1.1"),
        (lambda: game.jensen_shannon([0.5, 0.5], [1.5, -0.5]), "g must be finite >= 0, got -0.5"),
        (lambda: game.jensen_shannon(1.0, [1.0]), "p must be probabilities"),
        (lambda: game.optimal_discriminator([0, 1], [0, 1]), "p and g are both 0 at some point"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_numbers_near_the_ends_of_float64():
    assert game.optimal_discriminator([1e308, 5e-324, 1.5e308], [1e308, 5e-324, 0.5e308]) == pytest.approx([0.5, 0.5, 0.75], rel=1e-15)


@pytest.mark.parametrize(("off", "refused"), [(5e-10, False), (2e-9, True)])
def test_probabilities_sum_to_1_up_to_rounding(off, refused):
    with pytest.raises(ValueError, match="p must be probabilities that sum to 1") if refused else nullcontext():
        game.jensen_shannon([0.5, 0.5 + off], [0.5, 0.5])
