"""Right and wrong answers of chapter 14: style and content."""

import math

import numpy as np
import torch

from answers import both_tests
from vaeedu.disentanglement import mig
from vaeedu.exercises.chapter_14 import EXERCISES

RIGHT = {
    "14-guess": [0.368, math.log(2) - 0.325083],
    "14-often": [0.25, 1 / 4],
    "14-turned": [2.818, 2.125 + math.log(2)],
    "14-mig": [0.5, 1 / 2],
}
WRONG = {
    "14-guess": [0.325, 0.693, -0.368, 0.9],
    "14-often": [0.75, 0.5, 0.05, "none"],
    "14-turned": [2.125, 4.25, 3.511, 0],
    "14-mig": [1, 0, 0.667, 0.333],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)


def test_the_turned_code_and_the_score_by_the_package():
    angle = math.pi / 6
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    mean, covariance = turn @ [1, 2], turn @ np.diag([0.25, 1.0]) @ turn.T
    q = torch.distributions.MultivariateNormal(torch.tensor(mean), torch.tensor(covariance))
    prior = torch.distributions.MultivariateNormal(torch.zeros(2, dtype=torch.float64), torch.eye(2, dtype=torch.float64))
    assert abs(float(torch.distributions.kl_divergence(q, prior)) - EXERCISES["14-turned"].truth) < 1e-9
    factors = torch.cartesian_prod(torch.arange(4), torch.arange(4)).repeat(4, 1)
    assert abs(mig(factors[:, [0, 0, 1]].double(), factors) - EXERCISES["14-mig"].truth) < 1e-9
