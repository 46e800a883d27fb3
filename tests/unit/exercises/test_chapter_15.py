"""Right and wrong answers of chapter 15: labels."""

import math

import numpy as np

from answers import both_tests

RIGHT = {
    "15-far": [0.5, 1 / 2],
    "15-behind": [4.5, 9 / 2],
    "15-rate": [lambda mu, m, sigma: ((mu - m) ** 2 + sigma**2 - 2 * np.log(sigma) - 1) / 2],
    "15-gain": [math.log(10), 2.303],
}
WRONG = {
    "15-far": [0, 450, 1, -0.5, "none"],
    "15-behind": [9, 3, 0, -4.5],
    "15-rate": [0, lambda mu, m, sigma: (mu - m) ** 2 / 2, lambda mu, m, sigma: (mu**2 + sigma**2 - np.log(sigma**2) - 1) / 2, lambda mu, m, sigma: ((mu - m) ** 2 + sigma**2 - np.log(sigma) - 1) / 2],
    "15-gain": [10, 1, math.log2(10), 0],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)
