"""Right and wrong answers of chapter 02: maximum likelihood."""

import math

from answers import both_tests

RIGHT = {
    "02-die": [-math.log(0.0024) / 4 - math.log(4), 0.12178],
    "02-two-looks": [lambda x1, x2, w, sigma: w * (x1 + x2) / (2 * w**2 + sigma**2)],
    "02-by-hand": [math.log(0.8) / 2, -0.11157],
    "02-centre": [lambda k, d: ((4 / math.sqrt(7)) ** d - 1) / (2 * k)],
    "02-samples": [lambda bias, ratio, d: ((1 + ratio) ** d - 1) / 2 / bias],
}
WRONG = {
    "02-die": [0.1064, 1.508, -0.12178, "less", 0],  # first: the divergence the other way round
    "02-two-looks": [
        0.5,
        lambda x1, x2, w, sigma: w * (x1 + x2) / (w**2 + sigma**2),
        lambda x1, x2, w, sigma: w * (x1 + x2) / 2 / (w**2 + sigma**2),
        lambda x1, x2, w, sigma: (x1 + x2) / (2 * w),
    ],
    "02-by-hand": [-0.09, 0, math.log(0.64) / 2, 0.11157],
    "02-centre": [
        0.1,
        lambda k, d: (4**d - 1) / (2 * k),  # the mean over the data
        lambda k, d: (4 / math.sqrt(7)) ** d / (2 * k),  # forgets the squared mean
        lambda k, d: ((4 / math.sqrt(7) * math.exp(3 / 7)) ** d - 1) / (2 * k),  # at x = (2, ..., 2)
        lambda k, d: d * (4 / math.sqrt(7) - 1) / (2 * k),
    ],
    "02-samples": [
        10,
        lambda bias, ratio, d: (1 + ratio) ** d / (2 * bias),  # forgets the squared mean
        lambda bias, ratio, d: ((1 + ratio) ** d - 1) / bias,
        lambda bias, ratio, d: d * ratio / (2 * bias),
        lambda bias, ratio, d: math.sqrt((1 + ratio) ** d) / (2 * bias),
    ],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)
