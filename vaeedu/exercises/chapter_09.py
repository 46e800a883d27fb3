"""Answers of chapter 09: noisy, not blurry."""

import math

from vaeedu.closed_forms import observation_noise as noise
from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "09-means": Exercise(
        truth=float(noise.beta_of_loss(32 * 32, 64, channels=3, over_pixels="mean", over_codes="mean")),
        hint="By how much does each of the two means divide its sum? Mind the colours.",
    ),
    "09-weight": Exercise(
        truth=lambda numbers, codes, sigma: 2 * sigma**2 / noise.beta_of_loss(numbers, codes, over_pixels="mean", over_codes="mean"),
        inputs=drawn(90, (10.0, 4000.0), (2.0, 200.0), (0.05, 1.0)),
        hint="Which β does the weight 1 train, and which β is noise of scale σ?",
    ),
    "09-constant": Exercise(
        truth=784 * float(noise.gaussian_cost(0.0, 1.0) - noise.gaussian_cost(0.0, math.sqrt(0.5))),
        hint="What does a pixel without any error cost at σ² = 1, and what at σ² = ½?",
    ),
    "09-sharp": Exercise(
        truth=lambda m, d: math.sqrt((d - m) / 20),
        inputs=drawn(91, (0.1, 0.7), (0.8, 2.0)),
        hint="White noise adds 20 σ² to the sharpness of the mean. How much is missing?",
    ),
    "09-floor": Exercise(
        truth=lambda v, f: noise.gaussian_cost(v, noise.best_scale(v, f)),
        inputs=drawn(92, (0.0, 0.2), (0.05, 0.6)),
        hint="The cost falls in σ while σ² < v and rises beyond. Where is its least value on σ ≥ f?",
    ),
}
