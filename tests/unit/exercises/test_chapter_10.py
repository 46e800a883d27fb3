"""Right and wrong answers of chapter 10: posterior collapse."""

import math

from answers import both_tests

RIGHT = {
    "10-batch": [math.exp(12) / 1000, 162.8, 163],
    "10-noise": [1 / math.sqrt(math.e**2 - 1), 0.396],
    "10-alive": [lambda beta, variance: 0.5 * math.log(max(2 * variance / beta, 1))],
    "10-root": [lambda delta: 2 * delta**2],
}
WRONG = {
    "10-batch": [12, math.exp(12), math.log(12), "large"],
    "10-noise": [1 / math.e, 1, math.sqrt(math.e**2 - 1), 1 / (math.e**2 - 1)],
    "10-alive": [
        lambda beta, variance: 0.5 * math.log(2 * variance / beta),  # goes on below zero
        lambda beta, variance: max(0.5 * math.log(variance / beta), 0),  # the threshold is 2λ
        lambda beta, variance: max(math.log(2 * variance / beta), 0),
    ],
    "10-root": [0.0128, lambda delta: delta, lambda delta: 4 * delta**2, lambda delta: 2 * delta],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)
