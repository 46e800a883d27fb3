"""Answers of chapter 14: style and content."""

import math

from vaeedu.exercises import Exercise

EXERCISES = {
    "14-guess": Exercise(
        truth=math.log(2) + 0.9 * math.log(0.9) + 0.1 * math.log(0.1),
        hint="It is the KL from the uniform prior: log 2 less the entropy of the guess.",
    ),
    "14-often": Exercise(
        truth=0.25,
        hint="At which u does the share of the first class pass one half? Does the temperature matter for that?",
    ),
    "14-turned": Exercise(
        truth=(5 + 0.25 + 1 - math.log(0.25) - 2) / 2,
        hint="What does a turn do to the prior's density at a code, and to the area that q covers?",
    ),
    "14-mig": Exercise(
        truth=0.5,
        hint="For each factor: how much the best coordinate tells, less what the second best tells, over the factor's entropy. Then the mean.",
    ),
}
