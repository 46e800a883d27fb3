"""Answers of chapter 02: maximum likelihood."""

import math

from vaeedu.closed_forms import linear_gaussian
from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "02-die": Exercise(
        truth=-math.log(0.4 * 0.3 * 0.2 * 0.1) / 4 - math.log(4),
        hint="Mean surprise of the model over the four faces, less the entropy of a fair die. The average is over the data, not over the model.",
    ),
    "02-two-looks": Exercise(
        truth=lambda x1, x2, w, sigma: linear_gaussian.posterior([x1, x2], [[w], [w]], sigma).mean[0],
        inputs=drawn(2, (-3.0, 3.0), (-3.0, 3.0), (0.2, 2.0), (0.2, 2.0)),
        hint="Multiply the prior by both likelihoods. The exponent is a parabola in z; where is its top?",
    ),
    "02-by-hand": Exercise(
        truth=math.log(0.64) / 4,
        hint="There are four equally likely pairs of draws. Average each pair first, then take the logarithm, then the mean.",
    ),
    "02-centre": Exercise(
        truth=lambda k, d: float(linear_gaussian.weight_variance([0.0], [[math.sqrt(3)]], 1.0) + 1) ** d / (2 * k) - 1 / (2 * k),
        inputs=drawn(4, (1.0, 10_000.0), (1.0, 8.0)),
        hint="The second moment of the weight has a formula in this chapter. Put x = 0 there; for d directions the second moments multiply.",
    ),
    "02-samples": Exercise(
        truth=lambda bias, ratio, d: ((1 + ratio) ** d - 1) / (2 * bias),
        inputs=drawn(3, (0.01, 1.0), (0.1, 4.0), (1.0, 20.0)),
        hint="The bias is half the variance of the weight over k. The variance is the second moment minus 1, and the second moments of independent directions multiply.",
    ),
}
