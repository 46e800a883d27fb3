"""Answers of chapter 18: IntroVAE."""

import numpy as np

from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "18-letter": Exercise(
        truth=lambda p, g, m, a: m * np.minimum(p, a * g),
        inputs=drawn(18, (0.05, 0.9), (0.05, 0.9), (1.0, 10.0), (0.2, 3.0)),
        hint="The cost is a straight line in the charge, so one of its ends is best: charge nothing, or the whole margin. np.minimum compares arrays.",
    ),
    "18-farthest": Exercise(
        truth=lambda a: 1 - np.minimum(a, 1 / a),
        inputs=(np.array([0.1, 0.25, 0.5, 0.8, 1.25, 2.0, 4.0]),),
        hint="Below 1 the total variation is 1 − a times one that can be as large as 1. Above 1 it is 1 − 1/a times such a one.",
    ),
    "18-downhill": Exercise(
        truth=lambda t, gamma: gamma * np.log(t / (1 - t)),
        inputs=drawn(19, (0.55, 0.95), (0.1, 2.0)),
        hint="The last line of the derivation is the slope, by how much it rises. Falling is the opposite.",
    ),
    "18-noise": Exercise(
        truth=float(np.sqrt(10)),
        hint="The distortion of a Gaussian decoder is the squared error over twice the variance. Here that factor, 1/(2σ²), is 0.05.",
    ),
}
