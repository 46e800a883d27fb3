"""Answers of chapter 15: labels."""

import math

import numpy as np

from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "15-far": Exercise(
        truth=0.5,
        hint="What does the rate depend on: where the code lies, or how far it is from the mean of its class?",
    ),
    "15-behind": Exercise(
        truth=4.5,
        hint="A class mean that is elsewhere costs half its squared distance from the centre of its codes.",
    ),
    "15-rate": Exercise(
        truth=lambda mu, m, sigma: ((mu - m) ** 2 + sigma**2 - np.log(sigma**2) - 1) / 2,
        inputs=drawn(150, (-3.0, 3.0), (-3.0, 3.0), (0.1, 2.0)),
        hint="It is the rate under N(0, 1) of a code that was moved by −m.",
    ),
    "15-gain": Exercise(
        truth=math.log(10),
        hint="The mean of log p(x|y) − log p(x) is the mutual information of datum and label. How much can a label say?",
    ),
}
