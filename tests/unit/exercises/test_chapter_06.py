"""Right and wrong answers of chapter 06: the variational autoencoder."""

import math
from statistics import NormalDist

import torch

from answers import both_tests

RIGHT = {
    "06-untrained": [784 * math.log(2), 543.43],
    "06-curvature": [lambda sigma: (1 - sigma**2) / sigma**2],
    "06-rounded": [
        lambda x_hat, s: -torch.special.log_ndtr(torch.tensor((0.5 - x_hat) / s, dtype=torch.float64)),
        lambda x_hat, s: math.log(2) - math.log(math.erfc((x_hat - 0.5) / s / math.sqrt(2))),
    ],
    "06-three": [lambda w: math.sqrt(1 - 4 * w + 6 * w**2)],
    "06-pictures": [27 / math.log(10), 11.726],
}
WRONG = {
    "06-untrained": [784, math.log(2), 784, 784 / math.log(2), 64 * math.log(2)],
    "06-curvature": [
        3.0,
        lambda sigma: 1 / sigma**2,  # forgets the rate's own curvature
        lambda sigma: 1 - sigma**2,
        lambda sigma: 1 / (1 + sigma**2),
    ],
    "06-rounded": [
        lambda x_hat, s: -math.log(NormalDist(0.5, s).cdf(x_hat)),  # black
        lambda x_hat, s: -math.log(1 - math.erf((x_hat - 0.5) / (s * math.sqrt(2)))),  # forgets the half
        lambda x_hat, s: -math.log((1 - math.erf((x_hat - 0.5) / (s * math.sqrt(2)))) / 2),  # right near ½, lost far out
        lambda x_hat, s: x_hat**2 / (2 * s**2) + math.log(s * math.sqrt(2 * math.pi)),  # the density at white
    ],
    "06-three": [
        0.58,
        lambda w: 1.0,
        lambda w: 2 * w**2 + (1 - 2 * w) ** 2,  # the variance
        lambda w: math.sqrt(w**2 + (1 - w) ** 2),  # two codes
    ],
    "06-pictures": [27, math.exp(27), 27 / math.log(2), 27 * math.log(10)],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)
