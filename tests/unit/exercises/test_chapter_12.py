"""Right and wrong answers of chapter 12: taking the ELBO apart."""

import math

from answers import both_tests

RIGHT = {
    "12-correlated": [-0.5 * math.log(0.36), 0.511],
    "12-row": [lambda alpha, lam: 1 - alpha - lam],
    "12-constant": [9 * math.log(3_840_000), 136.4, 136],
    "12-own": [1499 / 63, 23.8],
}
WRONG = {
    "12-correlated": [0.8, 0.223, -0.511, 1.02],
    "12-row": [0, lambda alpha, lam: 1 - alpha, lambda alpha, lam: lam, lambda alpha, lam: 1 - alpha - (alpha + lam - 1)],
    "12-constant": [15.16, 10 * math.log(3_840_000), 9 * math.log(60_000), "many"],
    "12-own": [64, 63 / 1499, 1, 1500],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)
