"""Right and wrong answers of chapter 05: the reparameterisation trick."""

import math
from statistics import NormalDist

from answers import both_tests
from vaeedu.closed_forms import gradients
from vaeedu.exercises import exercises

RIGHT = {
    "05-step": [
        lambda mu, sigma: NormalDist(mu, sigma).pdf(0),
        lambda mu, sigma: math.exp(-(mu**2) / (2 * sigma**2)) / math.sqrt(2 * math.pi * sigma**2),
    ],
    "05-twenty": [1.2 * math.sqrt(2 / 18.5), 0.395],
    "05-exponential": [lambda z, rate: 2 * z * -z / rate],
    "05-how-many": [lambda between, within, cost: (within / between / cost) ** 0.5],
    "05-wave": [100, 1e2],
}
WRONG = {
    "05-step": [
        0.0,
        lambda mu, sigma: 0.0,  # the pathwise estimate
        lambda mu, sigma: NormalDist(mu, sigma).cdf(0),
        lambda mu, sigma: NormalDist(0, 1).pdf(mu / sigma),  # forgets that a wide bell is a low one
    ],
    "05-twenty": [1.2 * math.sqrt(2 / 20), 20, 1.2, (2 * 1.2**2) / 18.5],
    "05-exponential": [
        lambda z, rate: 2 * z,  # the slope of f alone
        lambda z, rate: 2 * z**2 / rate,
        lambda z, rate: -4 / rate**3,  # the exact slope, not an estimate of it
        -2.0,
    ],
    "05-how-many": [
        1.0,
        lambda between, within, cost: within / between / cost,
        lambda between, within, cost: math.sqrt(within / between),  # forgets the cost
        lambda between, within, cost: math.sqrt(between / (cost * within)),
    ],
    "05-wave": [10, 0.01, 50, math.inf, "many"],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)


def test_at_the_twentieth_the_variances_are_twenty_to_one():
    sigma, f = exercises()["05-twenty"].truth, gradients.Quadratic(1.0)
    best = gradients.best_baselines(1.2, sigma, f)[0]
    ratio = gradients.score_variance(1.2, sigma, f, best)[0] / gradients.pathwise_variance(1.2, sigma, f)[0]
    assert math.isclose(ratio, 20, rel_tol=1e-12)
