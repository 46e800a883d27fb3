"""Answers of chapter 07: the linear VAE."""

import math

from vaeedu.closed_forms import linear_vae
from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "07-half": Exercise(
        truth=float(linear_vae.threshold(1.0)) / 2,
        hint="The mean decoder draws c·z with variance c². Set it to half of t² and solve for β.",
    ),
    "07-squared-error": Exercise(
        truth=lambda beta, t: linear_vae.distortion(*linear_vae.minimiser(beta, t), t),
        inputs=drawn(70, (0.0, 6.0), (0.4, 2.0)),
        hint="Put the best a, b and c into the squared error. What does it come to at the threshold, and can it grow from there?",
    ),
    "07-other-data": Exercise(
        truth=float(linear_vae.minimiser(1.0, 1.0).c),
        hint="Which property of the data did the integrals of the loss use, and what is it for these data?",
    ),
    "07-one-nat": Exercise(
        truth=2 * math.exp(-2),
        hint="At the optimum a²t² + b² = 1, so the rate is −log b. Which b gives 1 nat, and which β/2t² gives that b?",
    ),
    "07-any-noise": Exercise(
        truth=lambda noise, t: linear_vae.minimiser(2 * noise**2, t).c,
        inputs=drawn(7, (0.1, 3.0), (0.2, 2.0)),
        hint="σ_x² plays the part of β/2. And what should c be when the noise is larger than t?",
    ),
}
