"""Right and wrong answers of chapter 19: VAE and GAN together."""

import numpy as np
import pytest

from answers import both_tests
from vaeedu.closed_forms import finishing
from vaeedu.exercises import exercises

RIGHT = {
    "19-sure": [0.7189, 0.719, np.exp(-0.33)],
    "19-first": [lambda t, a, b, c: t * (c * a / (t * a + (1 - t) * b) + (1 - c) * (1 - a) / (1 - t * a - (1 - t) * b))],
    "19-rho": [lambda m, d, v: 0.625 - (d - m) / (32 * v)],
    "19-weight": [999_999, 1e6],
}
WRONG = {
    "19-sure": [0.33, 0.281, 0.5],  # the cost; what the critic lacks; a coin
    "19-first": [lambda t, a, b, c: t, lambda t, a, b, c: c * a + (1 - c) * (1 - a)],
    "19-rho": [lambda m, d, v: (20 - d / v) / 32, lambda m, d, v: (20 * v - (d - m)) / 32],
    "19-weight": [1e-6, 5e5],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)


def test_samples_of_two_codes_are_those_of_the_closed_form():
    truth = exercises()["19-first"].truth
    for t, a, b, c in ((0.3, 0.9, 0.2, 0.5), (0.7, 0.1, 0.6, 0.8)):
        made = finishing.finished([t, 1 - t], [[a, 1 - a], [b, 1 - b]], [c, 1 - c])
        assert truth(t, a, b, c) == pytest.approx(float(made[0]))
