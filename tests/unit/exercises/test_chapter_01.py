"""Right and wrong answers of chapter 01: autoencoders."""

import math

from answers import both_tests

RIGHT = {
    "01-apple": [0.005 / 2.3263479, 0.0021493],
    "01-noise": [lambda names: 5 * (names**2 - 1) ** -0.5],
    "01-two-shelves": [26 / math.sqrt(51), 3.6407],
    "01-given-up": [0.2, 1 / 5],
    "01-noisy-code": [lambda s, numbers: s * s * numbers],
    "01-price": [lambda beta, c: (1 + 2 * c**2 / beta) ** -0.5],
}
WRONG = {
    "01-apple": [0.01 / 2.3263, 0.005 / 2.5758, 0.005, "small", 0],  # first: over the whole distance; second: two sides
    "01-noise": [
        2.0,
        lambda names: 5 / names,  # forgets the 1 + ...
        lambda names: 25 / (names**2 - 1),  # the variance
        lambda names: 5 / math.sqrt(names - 1),
    ],
    "01-two-shelves": [math.sqrt(26), 26, 26 / math.sqrt(26), 2, math.nan],
    "01-given-up": [0.8, 2, 0.5, 0.02],
    "01-noisy-code": [
        8.0,
        lambda s, numbers: s**2,  # of one number
        lambda s, numbers: numbers * s,  # the scale
        lambda s, numbers: math.sqrt(numbers) * s,
        lambda s, numbers: 64 * s**2,  # as if every pixel had the noise
    ],
    "01-price": [
        1.0,
        lambda beta, c: beta / (2 * c**2 + beta),  # the variance
        lambda beta, c: math.sqrt(beta / (c**2 + beta)),
        lambda beta, c: 0.0,
        lambda c: 1.0,
    ],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)
