"""Answers of chapter 20: the generator alone."""

import numpy as np

from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "20-left": Exercise(
        truth=lambda x, y, phi: (x * np.sin(phi) - y * np.cos(phi)) ** 2,
        inputs=drawn(20, (0.5, 2.0), (-2.0, -0.5), (0.2, 1.2)),
        hint="The best code is the score x cos φ + y sin φ. Put it into the error, or take its square from the squared length of the point.",
    ),
    "20-extra": Exercise(
        truth=lambda w, s: w**2 * s**2,
        inputs=drawn(21, (-3.0, -0.5), (0.1, 2.0)),
        hint="The error of a cloud is that of its middle, and one more term, in which both the weight and the scale are squared.",
    ),
    "20-ball": Exercise(
        truth=8 / 9,
        hint="The chance of a length below r is r⁸. Differentiate for the density, and integrate r times that from 0 to 1.",
    ),
    "20-saved": Exercise(
        truth=lambda c, q: q / 2 * (1 - 1 / c**2),
        inputs=drawn(22, (1.2, 5.0), (0.5, 9.0)),
        hint="−log p(z) is half of the squared length, and a constant. The squared length becomes q/c².",
    ),
}
