"""Answers of chapter 04: the Gaussian KL."""

import math

from scipy.special import lambertw

from vaeedu.closed_forms import gaussians
from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "04-halving": Exercise(
        truth=math.log(2),
        hint="For small σ the terms σ² and −1 hardly change. What does −½ log σ² do when σ becomes σ/2?",
    ),
    "04-reverse": Exercise(
        truth=lambda mu, sigma: gaussians.kl(0.0, 1.0, mu, sigma),
        inputs=drawn(4, (-2.0, 2.0), (0.2, 3.0)),
        hint="Use the general formula with the roles exchanged: q is N(0, 1) now, and the prior has mean μ and scale σ.",
    ),
    "04-prior-scale": Exercise(
        truth=lambda mu, sigma: math.hypot(mu, sigma),
        inputs=drawn(5, (-2.0, 2.0), (0.1, 2.0)),
        hint="Write the KL to N(0, s²) with m = 0, differentiate by s, and look for the one sign change.",
    ),
    "04-best-box": Exercise(
        truth=math.sqrt(3),
        hint="With c = 0 the KL is −log w + w²/6 and a constant. Where is its slope 0?",
    ),
    "04-penalty-curve": Exercise(
        truth=lambda h: math.exp(-lambertw(h / 2).real / 2),
        inputs=drawn(6, (0.1, 1000.0)),
        hint="Differentiate by v = log σ²: the slope is ½h·exp(v) + v. It changes its sign once, at a negative v.",
    ),
}
