"""Right and wrong answers of chapter 04: the Gaussian KL."""

import math

from scipy.optimize import brentq
from scipy.special import lambertw

from answers import both_tests
from vaeedu.exercises import exercises

RIGHT = {
    "04-halving": [math.log(2), 0.6931],
    "04-reverse": [lambda mu, sigma: (mu**2 / sigma**2 + 1 / sigma**2 + 2 * math.log(sigma) - 1) / 2],
    "04-prior-scale": [lambda mu, sigma: math.sqrt(mu**2 + sigma**2)],
    "04-best-box": [math.sqrt(3), 1.7321],
    "04-penalty-curve": [
        lambda h: math.exp(brentq(lambda v: h * math.exp(v) / 2 + v, -50, 0) / 2),
        lambda h: math.sqrt(2 * lambertw(h / 2).real / h),
    ],
}
WRONG = {
    "04-halving": [0.5, 2 * math.log(2), math.log(2) / 2, 0, "log 2"],
    "04-reverse": [
        1.0,
        lambda mu, sigma: (mu**2 + sigma**2 - 2 * math.log(sigma) - 1) / 2,  # the KL the usual way round
        lambda mu, sigma: (mu**2 + 1 / sigma**2 + 2 * math.log(sigma) - 1) / 2,  # forgets to measure μ in units of σ
        lambda mu, sigma: (mu**2 / sigma**2 + 1 / sigma**2 - 2 * math.log(sigma) - 1) / 2,
        lambda mu: mu,
    ],
    "04-prior-scale": [2.0, lambda mu, sigma: sigma, lambda mu, sigma: mu**2 + sigma**2, lambda mu, sigma: abs(mu) + sigma],
    "04-best-box": [3, 1, math.sqrt(2), math.sqrt(12), math.nan],
    "04-penalty-curve": [
        0.24,
        lambda h: 1 / math.sqrt(1 + h),  # the KL's
        lambda h: math.exp(brentq(lambda v: h * math.exp(v) / 2 + v, -50, 0)),  # the variance
        lambda h: math.exp(brentq(lambda v: h * math.exp(v) / 2 + 2 * v, -50, 0) / 2),  # ω = 1
    ],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)


def test_no_other_scale_is_cheaper_under_the_penalty():
    for h in (0.1, 1, 99, 1000):
        cost = lambda scale: h * scale**2 / 2 + math.log(scale**2) ** 2 / 2
        best = exercises()["04-penalty-curve"].truth(h)
        assert all(cost(best) <= cost(best * factor) for factor in (0.5, 0.99, 1.01, 2))
    assert round(exercises()["04-penalty-curve"].truth(99), 3) == 0.240
