"""Automatic checks for the book's exercises: they say right or not yet, and give a hint instead of the answer."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from vaeedu import closed_forms


@dataclass(frozen=True)
class Exercise:
    """``truth`` is compared with the answer: a number, or a function evaluated on ``inputs``."""

    truth: float | Callable
    hint: str
    inputs: tuple = ()


def _rng_inputs(seed: int, *ranges: tuple[float, float]) -> tuple:
    rng = np.random.default_rng(seed)
    return tuple(rng.uniform(low, high, 50) for low, high in ranges)


def _best_slope(beta, t):
    return closed_forms.linear_vae_minimiser(beta, t).c


def _reverse_kl(mu, sigma):
    return closed_forms.gaussian_kl(0.0, 1.0, mu, sigma)


def _mean_field_gap(c, sigma):
    k = (c / sigma) ** 2
    return 0.5 * math.log((1 + k) ** 2 / (1 + 2 * k))


EXERCISES = {
    "01-apple": Exercise(
        truth=0.005 / NormalDist().inv_cdf(0.99),
        hint="The reading must be carried over the middle between the two. Which quantile of a standard normal does one in a hundred exceed?",
    ),
    "01-noise": Exercise(
        truth=lambda names: 5 / math.sqrt(names**2 - 1),
        inputs=_rng_inputs(1, (1.1, 100.0)),
        hint="The ceiling is exp of the capacity, with P = 25. Set it to the number of names and solve for s.",
    ),
    "01-two-shelves": Exercise(
        truth=math.exp(2 * float(closed_forms.shelf_capacity(1.0)) - float(closed_forms.shelf_capacity(math.sqrt(0.5)))),
        hint="To average two readings halves the variance of the noise. Two shelves hold pairs: the numbers of names multiply.",
    ),
    "01-given-up": Exercise(
        truth=(1.5 + 0.4 + 0.1) / (5 + 3 + 1.5 + 0.4 + 0.1),
        hint="The best code keeps the widest directions. What is lost is the variance of the others.",
    ),
    "01-price": Exercise(
        truth=lambda beta, c: math.sqrt(beta / (2 * c**2 + beta)),
        inputs=_rng_inputs(10, (0.1, 3.0), (-2.0, 2.0)),
        hint="Collect what depends on σ: c²σ² and β/2 (σ² − log σ²). Where is the slope 0?",
    ),
    "02-die": Exercise(
        truth=-math.log(0.4 * 0.3 * 0.2 * 0.1) / 4 - math.log(4),
        hint="Mean surprise of the model over the four faces, less the entropy of a fair die. The average is over the data, not over the model.",
    ),
    "02-two-looks": Exercise(
        truth=lambda x1, x2, w, sigma: closed_forms.linear_gaussian_posterior([x1, x2], [[w], [w]], sigma).mean[0],
        inputs=_rng_inputs(2, (-3.0, 3.0), (-3.0, 3.0), (0.2, 2.0), (0.2, 2.0)),
        hint="Multiply the prior by both likelihoods. The exponent is a parabola in z; where is its top?",
    ),
    "02-by-hand": Exercise(
        truth=math.log(0.64) / 4,
        hint="There are four equally likely pairs of draws. Average each pair first, then take the logarithm, then the mean.",
    ),
    "02-samples": Exercise(
        truth=lambda bias, ratio, d: ((1 + ratio) ** d - 1) / (2 * bias),
        inputs=_rng_inputs(3, (0.01, 1.0), (0.1, 4.0), (1.0, 20.0)),
        hint="The bias is half the variance of the weight over k. The variance is the second moment minus 1, and the second moments of independent directions multiply.",
    ),
    "03-wide": Exercise(
        truth=(3 - math.log(4)) / 2,
        hint="The gap is a KL between two normal distributions with one mean. Measure both scales in units of the posterior's.",
    ),
    "03-elbo": Exercise(
        truth=closed_forms.gaussian_elbo,
        inputs=_rng_inputs(3, (-2.0, 2.0), (-1.5, 1.5), (0.3, 2.0), (-2.0, 2.0), (0.2, 2.0)),
        hint="Expected log-likelihood minus KL to the prior. The noise of q reaches x as c times scale, and log sigma and log 2π count.",
    ),
    "03-room": Exercise(
        truth=1.3 - 1.75 * math.log(2),
        hint="The loss cannot fall below the entropy of the source. Mind the unit.",
    ),
    "03-mean-field": Exercise(
        truth=_mean_field_gap,
        inputs=_rng_inputs(30, (-2.0, 2.0), (0.3, 2.0)),
        hint="Only the log-determinants survive. What are those of a diagonal matrix, and of the whole precision matrix?",
    ),
    "03-stiff": Exercise(
        truth=lambda s, sigma, t: math.sqrt(max(sigma * (t / s - sigma), 0)),
        inputs=_rng_inputs(31, (0.1, 2.0), (0.2, 1.5), (0.5, 2.0)),
        hint="Put the best encoder slope into the loss first; what is left is a curve in c². And where may c² not go?",
    ),
    "04-halving": Exercise(
        truth=math.log(2),
        hint="For small σ the terms σ² and −1 hardly change. What does −½ log σ² do when σ becomes σ/2?",
    ),
    "04-reverse": Exercise(
        truth=_reverse_kl,
        inputs=_rng_inputs(4, (-2.0, 2.0), (0.2, 3.0)),
        hint="Use the general formula with the roles exchanged: q is N(0, 1) now, and the prior has mean μ and scale σ.",
    ),
    "04-prior-scale": Exercise(
        truth=lambda mu, sigma: math.hypot(mu, sigma),
        inputs=_rng_inputs(5, (-2.0, 2.0), (0.1, 2.0)),
        hint="Write the KL to N(0, s²) with m = 0, differentiate by s, and look for the one sign change.",
    ),
    "04-best-box": Exercise(
        truth=math.sqrt(3),
        hint="With c = 0 the KL is −log w + w²/6 and a constant. Where is its slope 0?",
    ),
    "05-step": Exercise(
        truth=lambda mu, sigma: math.exp(-((mu / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * math.pi)),
        inputs=_rng_inputs(50, (-2.0, 2.0), (0.3, 2.0)),
        hint="E f(z) is the probability that z > 0. How much of it comes in when the bell is moved a little to the right?",
    ),
    "05-exponential": Exercise(
        truth=lambda z, rate: -2 * z**2 / rate,
        inputs=_rng_inputs(51, (0.05, 3.0), (0.2, 3.0)),
        hint="Hold u fixed and differentiate z by λ; then say the result with z instead of u. The slope of f is the other factor.",
    ),
    "05-how-many": Exercise(
        truth=lambda between, within, cost: math.sqrt(within / (cost * between)),
        inputs=_rng_inputs(52, (0.2, 5.0), (0.2, 5.0), (0.1, 3.0)),
        hint="A datum with K samples costs 1 + cost·K. Variance times budget is (between + within/K)(1 + cost·K): where does its slope in K vanish?",
    ),
    "05-wave": Exercise(
        truth=100.0,
        hint="For such a fast wave the exponentials in both variances are gone. What is left of each?",
    ),
    "06-untrained": Exercise(
        truth=784 * math.log(2),
        hint="A logit of 0 says that black and white are equally likely. What does one such pixel cost, and how many are there?",
    ),
    "06-curvature": Exercise(
        truth=lambda sigma: 1 / sigma**2 - 1,
        inputs=_rng_inputs(60, (0.05, 1.0)),
        hint="At the best noise the two forces cancel: h·σ² on one side, 1 − σ² on the other. Solve for h.",
    ),
    "06-rounded": Exercise(
        truth=lambda x_hat, s: -math.log(math.erfc((x_hat - 0.5) / (s * math.sqrt(2))) / 2),
        inputs=_rng_inputs(61, (-1.0, 3.0), (0.1, 2.0)),
        hint="White means a grey value below one half. Far out, 1 minus the probability of black has lost all its digits: use erfc, or a log_ndtr.",
    ),
    "06-pictures": Exercise(
        truth=27 / math.log(10),
        hint="The information in a code is at most log N. Which N makes room for 27 nats? Then its logarithm to base 10.",
    ),
    "07-half": Exercise(
        truth=float(closed_forms.linear_vae_threshold(1.0)) / 2,
        hint="The mean decoder draws c·z with variance c². Set it to half of t² and solve for β.",
    ),
    "07-one-nat": Exercise(
        truth=2 * math.exp(-2),
        hint="At the optimum a²t² + b² = 1, so the rate is −log b. Which b gives 1 nat, and which β/2t² gives that b?",
    ),
    "07-any-noise": Exercise(
        truth=lambda sigma, t: _best_slope(2 * sigma**2, t),
        inputs=_rng_inputs(7, (0.1, 3.0), (0.2, 2.0)),
        hint="σ² plays the part of β/2. And what should c be when σ is larger than t?",
    ),
    "16-ratio": Exercise(
        truth=lambda d: d / (1 - d),
        inputs=_rng_inputs(16, (0.02, 0.98)),
        hint="D* = p/(p + g). Divide above and below by g, and solve for p/g.",
    ),
    "16-missing-letter": Exercise(
        truth=float(closed_forms.jensen_shannon([0.5, 0.5], [1.0, 0.0])),
        hint="The mixture m puts 3/4 on the letter that both have. Sum ½p log(p/m) + ½g log(g/m); a term with probability 0 counts 0.",
    ),
    "16-certificate": Exercise(
        truth=lambda value: max(value / 2 + math.log(2), 0.0),
        inputs=_rng_inputs(17, (-4.0, 0.0)),
        hint="V(G, D) ≤ V(G, D*) = −2 log 2 + 2 JSD. Solve for JSD, and remember what it never falls below.",
    ),
    "16-weighted": Exercise(
        truth=lambda p, g, w: w * p / (w * p + g),
        inputs=_rng_inputs(18, (0.05, 2.0), (0.05, 2.0), (0.2, 5.0)),
        hint="At one x the value is a log u + b log(1 − u). What are a and b now?",
    ),
}


def check(id: str, answer: object = None) -> None:
    """Print whether ``answer`` solves the exercise: ``None`` is not answered yet, a number or a function is compared."""
    if id not in EXERCISES:
        raise KeyError(f"no exercise {id!r}; there are {', '.join(sorted(EXERCISES))}")
    exercise = EXERCISES[id]
    if answer is None:
        print(f"{id}: not answered yet")
        return
    right, got = _compare(exercise, answer)
    print(f"{id}: right" if right else f"{id}: not yet ({got}). Hint: {exercise.hint}")


def _compare(exercise: Exercise, answer: object) -> tuple[bool, str]:
    if not callable(exercise.truth):
        try:
            value = float(answer)
        except (TypeError, ValueError):
            return False, f"the answer is a number, this is a {type(answer).__name__}"
        return math.isclose(value, exercise.truth, rel_tol=1e-3), f"got {value:g}"
    if not callable(answer):
        return False, f"the answer is a function, this is a {type(answer).__name__}"
    for point in zip(*exercise.inputs):
        truth = float(exercise.truth(*point))
        shown = ", ".join(f"{x:.3g}" for x in point)
        try:
            value = float(answer(*point))
        except Exception as error:  # the reader's own function: report, don't hide which error it was
            return False, f"at ({shown}) your function raised {type(error).__name__}: {error}"
        if not math.isclose(value, truth, rel_tol=1e-3, abs_tol=1e-6):
            return False, f"at ({shown}) your function gives {value:.4g}"
    return True, ""
