"""Right and wrong answers of chapter 16: GAN theory."""

import math

import pytest
from scipy.optimize import brentq

from answers import both_tests
from vaeedu.closed_forms import bumps
from vaeedu.closed_forms.bumps import Bumps
from vaeedu.exercises import exercises

RIGHT = {
    "16-ratio": [lambda d: 1 / (1 / d - 1)],
    "16-missing-letter": [1.5 * math.log(2) - 0.75 * math.log(3), 0.2158],
    "16-certificate": [lambda value: max((value + 2 * math.log(2)) / 2, 0)],
    "16-weighted": [lambda p, g, w: p / (p + g / w)],
    "16-half-way": [2.0435, 2.04],
}
WRONG = {
    "16-ratio": [2.0, lambda d: (1 - d) / d, lambda d: d, lambda d: math.log(d / (1 - d)), lambda d, g: d],
    "16-missing-letter": [
        math.log(2),
        math.inf,
        2 * 0.2157616,  # forgets the halves
        0.2157616 / math.log(2),  # in bits
        math.log(2) / 2,
    ],
    "16-certificate": [
        lambda value: value / 2 + math.log(2),  # forgets that no divergence is below 0
        lambda value: max(value + 2 * math.log(2), 0),
        lambda value: math.log(2),
        0.0,
    ],
    "16-weighted": [
        lambda p, g, w: p / (p + g),  # forgets the weight
        lambda p, g, w: p / (p + w * g),
        lambda p, g, w: w * p / (p + g),
        lambda p, g: p / (p + g),
    ],
    "16-half-way": [1.73, 2.0, 3.0, math.log(2) / 2, "two"],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)


def test_half_way_is_where_the_divergence_is_half_of_log_2():
    distance = brentq(lambda d: float(bumps.jsd(Bumps(0, 1), Bumps(d, 1))) - math.log(2) / 2, 0.5, 5)
    assert exercises()["16-half-way"].truth == pytest.approx(distance, abs=5e-4) and round(distance, 2) == 2.04
