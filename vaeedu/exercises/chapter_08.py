"""Answers of chapter 08: many dimensions."""

import math

import numpy as np

from vaeedu.closed_forms import ppca
from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "08-third": Exercise(
        truth=2 * 0.5498,
        hint="A code dies where the water reaches the top of its bar. How is the level called in the formulas?",
    ),
    "08-two-directions": Exercise(
        truth=lambda beta, first, second: ppca.minimum(np.sort([first, second])[::-1], beta),
        inputs=drawn(80, (0.1, 3.0), (0.2, 1.2), (0.2, 1.2)),
        hint="Each direction has a loss of its own, which chapter 7 gives below the threshold and above it. Add the two.",
    ),
    "08-too-low": Exercise(
        truth=lambda d, n: 0.5 * d * math.log(n / (n - 1)),
        inputs=drawn(81, (2, 800), (50, 5000)),
        hint="At its maximum the likelihood is −½ Σ (log 2πv + 1) over the d directions. By which factor are all v too large?",
    ),
    "08-noise": Exercise(
        truth=ppca.best_beta(np.array([4.0, 2.0, 1.0, 0.5, 0.5]), 2),
        hint="The noise has one variance for all the directions that get no code. Which one fits 1, 0.5 and 0.5 best? And β is twice that.",
    ),
    "08-white": Exercise(
        truth=lambda d, beta: ppca.rates(np.ones(int(d)), beta).sum(),
        inputs=(np.arange(1, 51), drawn(82, (0.05, 3.0))[0]),
        hint="All eigenvalues are 1, so all codes carry the same. What does one carry at this β, and from which β on nothing?",
    ),
}
