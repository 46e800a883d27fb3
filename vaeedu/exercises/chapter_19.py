"""Answers of chapter 19: VAE and GAN together."""

import math

from vaeedu.exercises import Exercise, drawn


def _first(t, a, b, c):
    return c * t * a / (t * a + (1 - t) * b) + (1 - c) * t * (1 - a) / (t * (1 - a) + (1 - t) * (1 - b))


EXERCISES = {
    "19-sure": Exercise(
        truth=math.exp(-0.33),
        hint="The cost is −log D. Set it to 0.68 − 0.35 and solve for D.",
    ),
    "19-first": Exercise(
        truth=_first,
        inputs=drawn(20, (0.1, 0.9), (0.1, 0.9), (0.1, 0.9), (0.1, 0.9)),
        hint="First find the chance of the first letter behind each of the two codes, by Bayes' rule. Then take the codes as often as the prior does.",
    ),
    "19-rho": Exercise(
        truth=lambda m, d, v: (20 - (d - m) / v) / 32,
        inputs=drawn(21, (0.1, 0.5), (0.8, 1.2), (0.05, 0.2)),
        hint="The noise adds (20 − 32ρ)v to the mean's sharpness. Set the sum to d and solve for ρ.",
    ),
    "19-weight": Exercise(
        truth=(1 - 1e-6) / 1e-6,
        hint="The loss is w times the feature error less (1 − w) times the costs. Which feature error weighs as much as one nat of cost?",
    ),
}
