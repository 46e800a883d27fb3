"""Answers of chapter 05: the reparameterisation trick."""

import math

from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "05-step": Exercise(
        truth=lambda mu, sigma: math.exp(-((mu / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * math.pi)),
        inputs=drawn(50, (-2.0, 2.0), (0.3, 2.0)),
        hint="E f(z) is the probability that z > 0. How much of it comes in when the bell is moved a little to the right?",
    ),
    "05-twenty": Exercise(
        truth=1.2 * math.sqrt(2 / 18.5),
        hint="Divide the two variances in μ of this f, the second without its square. Which part of the ratio depends on σ?",
    ),
    "05-exponential": Exercise(
        truth=lambda z, rate: -2 * z**2 / rate,
        inputs=drawn(51, (0.05, 3.0), (0.2, 3.0)),
        hint="Hold u fixed and differentiate z by λ; then say the result with z instead of u. The slope of f is the other factor.",
    ),
    "05-how-many": Exercise(
        truth=lambda between, within, cost: math.sqrt(within / (cost * between)),
        inputs=drawn(52, (0.2, 5.0), (0.2, 5.0), (0.1, 3.0)),
        hint="A datum with K samples costs 1 + cost·K. Variance times budget is (between + within/K)(1 + cost·K): where does its slope in K vanish?",
    ),
    "05-wave": Exercise(
        truth=100.0,
        hint="For such a fast wave the exponentials in both variances are gone. What is left of each?",
    ),
}
