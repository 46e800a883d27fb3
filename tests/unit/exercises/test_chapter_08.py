"""Right and wrong answers of chapter 08: many dimensions."""

import math

from answers import both_tests


def one(beta, variance):
    return beta / 2 * (1 - math.log(beta / 2 / variance)) if beta < 2 * variance else variance


RIGHT = {
    "08-third": [1.0996, 1.10],
    "08-two-directions": [
        lambda beta, first, second: one(beta, first) + one(beta, second),
        lambda beta, first, second: min(beta / 2, first) - beta / 2 * math.log(min(beta / (2 * first), 1)) + min(beta / 2, second) - beta / 2 * math.log(min(beta / (2 * second), 1)),
    ],
    "08-too-low": [lambda d, n: d / 2 * math.log(n / (n - 1)), lambda d, n: -d / 2 * math.log1p(-1 / n)],
    "08-noise": [4 / 3, 1.333],
    "08-white": [lambda d, beta: max(d / 2 * math.log(2 / beta), 0)],
}
WRONG = {
    "08-third": [0.5498, 0.275, "third"],
    "08-two-directions": [
        lambda beta, first, second: beta / 2 * (2 - math.log(beta**2 / (4 * first * second))),  # as if both were always alive
        lambda beta, first, second: min(beta / 2, first) + min(beta / 2, second),  # the error alone
        lambda beta, first, second: one(beta, first + second),
    ],
    "08-too-low": [
        lambda d, n: math.log(n / (n - 1)) / 2,  # of one direction
        lambda d, n: d * math.log(n / (n - 1)),
        lambda d, n: d / 2 * math.log((n - 1) / n),  # too high
        0.392,
    ],
    "08-noise": [2 / 3, 1, 4, 1.6],
    "08-white": [
        lambda d, beta: d / 2 * math.log(2 / beta),  # negative beyond the threshold
        lambda d, beta: max(math.log(2 / beta) / 2, 0),
        lambda d, beta: max(d / 2 * math.log(1 / beta), 0),
    ],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)
