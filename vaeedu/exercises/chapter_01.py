"""Answers of chapter 01: autoencoders."""

import math

from scipy.special import ndtri

from vaeedu.closed_forms import noisy_channel
from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "01-apple": Exercise(
        truth=0.005 / float(ndtri(0.99)),
        hint="The reading must be carried over the middle between the two. Which quantile of a standard normal does one in a hundred exceed?",
    ),
    "01-noise": Exercise(
        truth=lambda names: 5 / math.sqrt(names**2 - 1),
        inputs=drawn(1, (1.1, 100.0)),
        hint="The ceiling is exp of the capacity, with P = 25. Set it to the number of names and solve for s.",
    ),
    "01-two-shelves": Exercise(
        truth=math.exp(2 * float(noisy_channel.shelf_capacity(1.0)) - float(noisy_channel.shelf_capacity(math.sqrt(0.5)))),
        hint="To average two readings halves the variance of the noise. Two shelves hold pairs: the numbers of names multiply.",
    ),
    "01-given-up": Exercise(
        truth=(1.5 + 0.4 + 0.1) / (5 + 3 + 1.5 + 0.4 + 0.1),
        hint="The best code keeps the widest directions. What is lost is the variance of the others.",
    ),
    "01-noisy-code": Exercise(
        truth=lambda s, numbers: numbers * s**2,
        inputs=drawn(11, (0.05, 2.0), (1.0, 32.0)),
        hint="The noise of each number is multiplied by a picture of length 1, and the pictures are at right angles. What is the mean squared length of their sum?",
    ),
    "01-price": Exercise(
        truth=lambda beta, c: math.sqrt(beta / (2 * c**2 + beta)),
        inputs=drawn(10, (0.1, 3.0), (-2.0, 2.0)),
        hint="Collect what depends on σ: c²σ² and β/2 (σ² − log σ²). Where is the slope 0?",
    ),
}
