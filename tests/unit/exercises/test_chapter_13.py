"""Right and wrong answers of chapter 13: matching the aggregate."""

import math

from answers import both_tests

RIGHT = {
    "13-flat": [math.exp(-1 / 32), 0.969],
    "13-square": [lambda m, s: (m**2 + s**2 - 1) ** 2],
    "13-weight": [4000, 1000 / 0.25],
    "13-diagonal": [(1 - (200 / 202) ** 10) / 100, 0.000947],
}
WRONG = {
    "13-flat": [0.905, 1, math.exp(-64 / 2), math.exp(-1 / 64)],
    "13-square": [0, lambda m, s: m**2 + s**2 - 1, lambda m, s: m**2, lambda m, s: (m**2 + s**2) ** 2],
    "13-weight": [100, 1000, 2000, 250],
    "13-diagonal": [0.00047, 0, 0.095, "small"],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)
