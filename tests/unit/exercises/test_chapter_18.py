"""Right and wrong answers of chapter 18: IntroVAE."""

import numpy as np
import pytest

from answers import both_tests
from vaeedu.closed_forms import introspection
from vaeedu.exercises import exercises

RIGHT = {
    "18-letter": [lambda p, g, m, a: m * (p + a * g - np.abs(p - a * g)) / 2, lambda p, g, m, a: np.where(a * g < p, m * a * g, m * p)],
    "18-farthest": [lambda a: 1 - (a + 1 / a - np.abs(a - 1 / a)) / 2, lambda a: np.maximum(1 - a, 1 - 1 / a)],
    "18-downhill": [lambda t, gamma: gamma * (np.log(t) - np.log(1 - t))],
    "18-noise": [3.162, 3.16, np.sqrt(10)],
}
WRONG = {
    "18-letter": [lambda p, g, m, a: m * p, lambda p, g, m, a: m * np.minimum(p, g), lambda p, g, m, a: np.minimum(p, a * g)],
    "18-farthest": [lambda a: 1 - a, lambda a: 1 - 1 / a, 0.75],
    "18-downhill": [lambda t, gamma: -gamma * np.log(t / (1 - t)), lambda t, gamma: gamma * np.log(t)],
    "18-noise": [4.47, 10.0, 0.316, 0.05],  # without the factor 2; the variance
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)


def test_the_letters_cost_is_the_games():
    truth = exercises()["18-letter"].truth
    p, g = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.1, 0.7])
    assert truth(p, g, 4.0, 1.5).sum() == pytest.approx(float(introspection.hinge_cost(p, g, introspection.best_charge(p, g, 4.0, 1.5), 4.0, 1.5)))


def test_the_farthest_rest_is_reached_by_an_even_alphabet():
    p = np.full(8, 1 / 8)
    assert introspection.total_variation(p, introspection.narrow_rest(p, 0.25, range(8))) == pytest.approx(exercises()["18-farthest"].truth(0.25))


def test_downhill_is_where_the_soft_game_goes():
    p = np.array([0.7, 0.3])
    assert introspection.soft_rest(p, 0.2)[0] > 0.7 and exercises()["18-downhill"].truth(0.7, 0.2) > 0
