"""Right and wrong answers of chapter 11: importance weighting."""

import math

from answers import both_tests

RIGHT = {
    "11-signs": [2 * 0.866 - 1.607, 0.125],
    "11-soft": [math.log(64), 4.159, 4.16],
    "11-effective": [lambda shares: 1 / (shares**2 + (1 - shares) ** 2), lambda v: 1 / (1 - 2 * v * (1 - v))],
    "11-snr": [0.25, 1 / 4],
}
WRONG = {
    "11-signs": [-1.607, 0.866, -0.741, -2.473],
    "11-soft": [math.log2(64), 64, 0, math.log(64) / 2],
    "11-effective": [2, lambda v: v**2 + (1 - v) ** 2, lambda v: 1 / v, lambda v: 1 / (v**2 + (1 - v)) ** 2],
    "11-snr": [4, 0.5, 1, 1 / 16],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)
