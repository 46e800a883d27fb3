"""Answers of chapter 13: matching the aggregate."""

import math

from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "13-flat": Exercise(
        truth=math.exp(-2 / 64),
        hint="The squared distance is about 2d, and the kernel divides it by d².",
    ),
    "13-square": Exercise(
        truth=lambda m, s: (m**2 + s**2 - 1) ** 2,
        inputs=drawn(130, (-2.0, 2.0), (0.2, 2.0)),
        hint="Which feature has this kernel? Take its mean under both distributions.",
    ),
    "13-weight": Exercise(
        truth=4000.0,
        hint="Multiply the loss such that the squared error S has the factor 1/2σ².",
    ),
    "13-diagonal": Exercise(
        truth=2 * (1 - (200 / 202) ** 10) / 200,
        hint="Each of the two samples adds (A − B)/n.",
    ),
}
