"""Answers of chapter 11: importance weighting."""

import math

from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "11-signs": Exercise(
        truth=2 * 0.866 - 1.607,
        hint="With the posterior for q the right ELBO is log p(x). What is the reconstruction, then?",
    ),
    "11-soft": Exercise(
        truth=math.log(64),
        hint="How small can the entropy of the shares be?",
    ),
    "11-effective": Exercise(
        truth=lambda shares: 1 / (shares**2 + (1 - shares) ** 2),
        inputs=drawn(110, (0.0, 1.0)),
        hint="One over the sum of the squared shares; there are two of them, and they sum to 1.",
    ),
    "11-snr": Exercise(
        truth=0.25,
        hint="Put M = 4, k = 16 and then M = 1, k = 64 into the square root of M/k, and divide.",
    ),
}
