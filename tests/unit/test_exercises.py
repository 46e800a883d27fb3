"""The exercises' checks: the right answer is accepted, wrong ones are not, and no answer is given away."""

import math
from statistics import NormalDist

import pytest
import torch

from vaeedu.exercises import EXERCISES, check

RIGHT = {
    "01-apple": [0.005 / 2.3263479, 0.0021493],
    "01-noise": [lambda names: 5 * (names**2 - 1) ** -0.5],
    "01-two-shelves": [26 / math.sqrt(51), 3.6407],
    "01-given-up": [0.2, 1 / 5],
    "01-price": [lambda beta, c: (1 + 2 * c**2 / beta) ** -0.5],
    "02-die": [-math.log(0.0024) / 4 - math.log(4), 0.12178],
    "02-two-looks": [lambda x1, x2, w, sigma: w * (x1 + x2) / (2 * w**2 + sigma**2)],
    "02-by-hand": [math.log(0.8) / 2, -0.11157],
    "02-samples": [lambda bias, ratio, d: ((1 + ratio) ** d - 1) / 2 / bias],
    "03-wide": [(3 - math.log(4)) / 2, 0.80685],
    "03-elbo": [
        lambda x, c, sigma, mean, scale: -math.log(sigma) - math.log(2 * math.pi) / 2 - ((x - c * mean) ** 2 + (c * scale) ** 2) / (2 * sigma**2)
        - (mean**2 + scale**2 - 2 * math.log(scale) - 1) / 2,
    ],
    "03-room": [1.3 - 1.75 * math.log(2), 0.08699],
    "03-mean-field": [lambda c, sigma: -math.log(1 - (c**2 / (sigma**2 + c**2)) ** 2) / 2],
    "03-stiff": [lambda s, sigma, t: math.sqrt(max(sigma * t / s - sigma**2, 0))],
    "04-halving": [math.log(2), 0.6931],
    "04-reverse": [lambda mu, sigma: (mu**2 / sigma**2 + 1 / sigma**2 + 2 * math.log(sigma) - 1) / 2],
    "04-prior-scale": [lambda mu, sigma: math.sqrt(mu**2 + sigma**2)],
    "04-best-box": [math.sqrt(3), 1.7321],
    "05-step": [lambda mu, sigma: NormalDist(mu, sigma).pdf(0)],
    "05-exponential": [lambda z, rate: 2 * z * -z / rate],
    "05-how-many": [lambda between, within, cost: (within / between / cost) ** 0.5],
    "05-wave": [100, 1e2],
    "06-untrained": [784 * math.log(2), 543.43],
    "06-curvature": [lambda sigma: (1 - sigma**2) / sigma**2],
    "06-rounded": [
        lambda x_hat, s: -torch.special.log_ndtr(torch.tensor((0.5 - x_hat) / s, dtype=torch.float64)),
    ],
    "06-pictures": [27 / math.log(10), 11.726],
    "07-half": [1, 1.0],
    "07-one-nat": [2 / math.e**2, 0.27067],
    "07-any-noise": [lambda sigma, t: math.sqrt(max(t**2 - sigma**2, 0))],
    "16-ratio": [lambda d: 1 / (1 / d - 1)],
    "16-missing-letter": [1.5 * math.log(2) - 0.75 * math.log(3), 0.2158],
    "16-certificate": [lambda value: max((value + 2 * math.log(2)) / 2, 0)],
    "16-weighted": [lambda p, g, w: p / (p + g / w)],
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
    "01-price": [
        1.0,
        lambda beta, c: beta / (2 * c**2 + beta),  # the variance
        lambda beta, c: math.sqrt(beta / (c**2 + beta)),
        lambda beta, c: 0.0,
        lambda c: 1.0,
    ],
    "02-die": [0.1064, 1.508, -0.12178, "less", 0],  # first: the divergence the other way round
    "02-two-looks": [
        0.5,
        lambda x1, x2, w, sigma: w * (x1 + x2) / (w**2 + sigma**2),
        lambda x1, x2, w, sigma: w * (x1 + x2) / 2 / (w**2 + sigma**2),
        lambda x1, x2, w, sigma: (x1 + x2) / (2 * w),
    ],
    "02-by-hand": [-0.09, 0, math.log(0.64) / 2, 0.11157],
    "02-samples": [
        10,
        lambda bias, ratio, d: (1 + ratio) ** d / (2 * bias),  # forgets the squared mean
        lambda bias, ratio, d: ((1 + ratio) ** d - 1) / bias,
        lambda bias, ratio, d: d * ratio / (2 * bias),
        lambda bias, ratio, d: math.sqrt((1 + ratio) ** d) / (2 * bias),
    ],
    "03-wide": [(0.25 + math.log(4) - 1) / 2, 3 - math.log(4), math.log(2), 2, "wide"],
    "03-elbo": [
        -2.0,
        lambda x, c, sigma, mean, scale: -math.log(sigma) - math.log(2 * math.pi) / 2 - (x - c * mean) ** 2 / (2 * sigma**2)
        - (mean**2 + scale**2 - 2 * math.log(scale) - 1) / 2,  # forgets the noise of q
        lambda x, c, sigma, mean, scale: -((x - c * mean) ** 2 + (c * scale) ** 2) / (2 * sigma**2)
        - (mean**2 + scale**2 - 2 * math.log(scale) - 1) / 2,  # drops the constants
        lambda x, c, sigma, mean, scale: -math.log(sigma) - math.log(2 * math.pi) / 2 - ((x - c * mean) ** 2 + (c * scale) ** 2) / (2 * sigma**2)
        + (mean**2 + scale**2 - 2 * math.log(scale) - 1) / 2,  # adds the KL
        lambda x: x,
    ],
    "03-room": [1.3 - 1.75, 1.3, 1.75 * math.log(2), 1.3 - math.log(4), -0.08699],
    "03-mean-field": [
        0.5,
        lambda c, sigma: -math.log(1 - (c**2 / (sigma**2 + c**2)) ** 2),  # forgets the half
        lambda c, sigma: 0.0,
        lambda c, sigma: math.log(1 + (c / sigma) ** 2) / 2,
    ],
    "03-stiff": [
        lambda s, sigma, t: math.sqrt(max(t**2 - sigma**2, 0)),  # the slope of a free encoder
        lambda s, sigma, t: math.sqrt(sigma * (t / s - sigma)),  # forgets that the code may die
        lambda s, sigma, t: max(sigma * (t / s - sigma), 0),
    ],
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
    "05-step": [
        0.0,
        lambda mu, sigma: 0.0,  # the pathwise estimate
        lambda mu, sigma: NormalDist(mu, sigma).cdf(0),
        lambda mu, sigma: NormalDist(0, 1).pdf(mu / sigma),  # forgets that a wide bell is a low one
    ],
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
    "06-pictures": [27, math.exp(27), 27 / math.log(2), 27 * math.log(10)],
    "07-half": [0.5, 2, "one", 1.01, math.nan],
    "07-one-nat": [2 / math.e, math.exp(-1), 1, lambda: 0],
    "07-any-noise": [
        3,
        lambda sigma, t: math.sqrt(max(t**2 - sigma**2 / 2, 0)),
        lambda sigma, t: math.sqrt(t**2 - sigma**2),  # forgets sigma > t
        lambda sigma, t: max(t**2 - sigma**2, 0),
        lambda sigma: sigma,
    ],
    "16-ratio": [2.0, lambda d: (1 - d) / d, lambda d: d, lambda d: math.log(d / (1 - d)), lambda d, g: d],
    "16-missing-letter": [
        math.log(2),
        math.inf,
        2 * 0.2157616,  # forgets the halves
        0.2157616 / math.log(2),  # in bits
        math.log(2) / 2,
    ],
    "16-certificate": [
        lambda value: value / 2 + math.log(2),  # forgets that no divergence is below 0
        lambda value: max(value + 2 * math.log(2), 0),
        lambda value: math.log(2),
        0.0,
    ],
    "16-weighted": [
        lambda p, g, w: p / (p + g),  # forgets the weight
        lambda p, g, w: p / (p + w * g),
        lambda p, g, w: w * p / (p + g),
        lambda p, g: p / (p + g),
    ],
}


def test_every_exercise_is_tested():
    assert RIGHT.keys() == WRONG.keys() == EXERCISES.keys()


@pytest.mark.parametrize(("id", "answer"), [(id, answer) for id, answers in RIGHT.items() for answer in answers])
def test_right_answers(id, answer, capsys):
    check(id, answer)
    assert capsys.readouterr().out == f"{id}: right\n"


@pytest.mark.parametrize(("id", "answer"), [(id, answer) for id, answers in WRONG.items() for answer in answers])
def test_wrong_answers_get_a_hint(id, answer, capsys):
    check(id, answer)
    out = capsys.readouterr().out
    assert out.startswith(f"{id}: not yet (") and EXERCISES[id].hint in out


@pytest.mark.parametrize("id", EXERCISES)
def test_no_answer_and_no_giveaway(id, capsys):
    check(id)
    assert capsys.readouterr().out == f"{id}: not answered yet\n"
    truth = EXERCISES[id].truth
    assert callable(truth) or f"{truth:g}" not in EXERCISES[id].hint.split()


def test_an_unknown_exercise_lists_the_known_ones():
    with pytest.raises(KeyError, match="no exercise '07-none'; there are .*07-any-noise, 07-half"):
        check("07-none", 1)
