"""Answers of chapter 12: taking the ELBO apart."""

import math

from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "12-correlated": Exercise(
        truth=-math.log(1 - 0.8**2) / 2,
        hint="The total correlation of two normal coordinates is −½ log(1 − ρ²).",
    ),
    "12-row": Exercise(
        truth=lambda alpha, lam: 1 - alpha - lam,
        inputs=drawn(120, (0.0, 1.0), (0.5, 10.0)),
        hint="KL(q(z|x)‖p) is the sum of all three parts, KL(q(z)‖p) of the last two. Add up what each part is multiplied by.",
    ),
    "12-constant": Exercise(
        truth=9 * math.log(60_000 * 64),
        hint="The constant is missing once in log q(z), and once for each coordinate.",
    ),
    "12-own": Exercise(
        truth=1499 / 63,
        hint="Take the ratio own to other in both weightings, and then the ratio of these.",
    ),
}
