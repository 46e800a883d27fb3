"""Right and wrong answers of chapter 07: the linear VAE."""

import math

from answers import both_tests

RIGHT = {
    "07-half": [1, 1.0],
    "07-squared-error": [lambda beta, t: min(beta / 2, t**2)],
    "07-other-data": [math.sqrt(2) / 2, 0.707],
    "07-one-nat": [2 / math.e**2, 0.27067],
    "07-any-noise": [lambda sigma, t: math.sqrt(max(t**2 - sigma**2, 0))],
}
WRONG = {
    "07-half": [0.5, 2, "one", 1.01, math.nan],
    "07-squared-error": [
        1.0,
        lambda beta, t: beta / 2,  # goes on rising beyond the threshold
        lambda beta, t: t**2,
        lambda beta, t: min(beta / 2, t**2) * (1 - min(beta / (2 * t**2), 1)),  # forgets the lost signal
        lambda beta, t: min(beta, t**2),
    ],
    "07-other-data": [1, 0.5, 0, "the same"],
    "07-one-nat": [2 / math.e, math.exp(-1), 1, lambda: 0],
    "07-any-noise": [
        3,
        lambda sigma, t: math.sqrt(max(t**2 - sigma**2 / 2, 0)),
        lambda sigma, t: math.sqrt(t**2 - sigma**2),  # forgets sigma > t
        lambda sigma, t: max(t**2 - sigma**2, 0),
        lambda sigma: sigma,
    ],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)
