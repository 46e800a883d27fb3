"""Answers of chapter 03: the ELBO."""

import math

from vaeedu.closed_forms import gaussians, linear_gaussian_1d
from vaeedu.exercises import Exercise, drawn


def _mean_field_gap(c, noise):
    k = (c / noise) ** 2
    return 0.5 * math.log((1 + k) ** 2 / (1 + 2 * k))


EXERCISES = {
    "03-wide": Exercise(
        truth=(3 - math.log(4)) / 2,
        hint="The gap is a KL between two normal distributions with one mean. Measure both scales in units of the posterior's.",
    ),
    "03-elbo": Exercise(
        truth=linear_gaussian_1d.elbo,
        inputs=drawn(3, (-2.0, 2.0), (-1.5, 1.5), (0.3, 2.0), (-2.0, 2.0), (0.2, 2.0)),
        hint="Expected log-likelihood minus KL to the prior. The noise of q reaches x as c times scale, and log noise and log 2π count.",
    ),
    "03-room": Exercise(
        truth=1.3 - 1.75 * math.log(2),
        hint="The loss cannot fall below the entropy of the source. Mind the unit.",
    ),
    "03-mean-field": Exercise(
        truth=_mean_field_gap,
        inputs=drawn(30, (-2.0, 2.0), (0.3, 2.0)),
        hint="Only the log-determinants survive. What are those of a diagonal matrix, and of the whole precision matrix?",
    ),
    "03-stiff": Exercise(
        truth=lambda scale, noise, t: math.sqrt(max(noise * (t / scale - noise), 0)),
        inputs=drawn(31, (0.1, 2.0), (0.2, 1.5), (0.5, 2.0)),
        hint="Put the best encoder slope into the loss first; what is left is a curve in c². And where may c² not go?",
    ),
    "03-beyond": Exercise(
        truth=float(gaussians.kl(0, 1, 0, 0.6)),
        hint="Where the best c is 0 the model makes N(0, σ_x²) whatever the code is. How far is N(0, 1), the data, from that?",
    ),
}
