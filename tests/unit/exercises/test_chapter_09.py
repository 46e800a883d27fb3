"""Right and wrong answers of chapter 09: noisy, not blurry."""

import math

import numpy as np
import pytest

from answers import both_tests
from vaeedu.closed_forms import observation_noise as noise
from vaeedu.exercises import exercises

RIGHT = {
    "09-means": [48, 3072 / 64],
    "09-weight": [lambda numbers, codes, sigma: 2 * sigma**2 * codes / numbers],
    "09-constant": [392 * math.log(2), 271.7],
    "09-sharp": [lambda m, d: math.sqrt(d / 20 - m / 20)],
    "09-floor": [lambda v, f: math.log(max(math.sqrt(v), f)) + math.log(2 * math.pi) / 2 + v / (2 * max(v, f**2))],
}
WRONG = {
    "09-means": [16, 3072, 1 / 48, 1, "many"],  # first: forgets the colours
    "09-weight": [
        0.1,
        lambda numbers, codes, sigma: 2 * sigma**2,
        lambda numbers, codes, sigma: sigma**2 * codes / numbers,  # forgets the 2
        lambda numbers, codes, sigma: 2 * sigma**2 * numbers / codes,
        lambda numbers, codes, sigma: 2 * sigma**2 / numbers,
    ],
    "09-constant": [784 * math.log(2), 392 * math.log(2 * math.pi), -271.7, 0],
    "09-sharp": [0.1, lambda m, d: (d - m) / 20, lambda m, d: math.sqrt(d - m), lambda m, d: math.sqrt((d - m) / 16)],
    "09-floor": [
        1.0,
        lambda v, f: math.log(math.sqrt(v)) + math.log(2 * math.pi) / 2 + 0.5,  # forgets the floor
        lambda v, f: math.log(max(math.sqrt(v), f)) + math.log(2 * math.pi) / 2 + 0.5,  # as if the scale were the error's
        lambda v, f: math.log(max(v, f)) + math.log(2 * math.pi) / 2 + v / (2 * max(v, f) ** 2),  # the variance for the scale
    ],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)


@pytest.mark.parametrize(("v", "f"), [(0.0, 0.1), (0.04, 0.1), (0.04, 0.5)])
def test_no_scale_from_the_floor_upwards_costs_less(v, f):
    least = exercises()["09-floor"].truth(v, f)
    assert np.all(noise.gaussian_cost(v, np.geomspace(f, 10, 400)) >= least - 1e-12)
