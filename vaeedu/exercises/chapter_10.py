"""Answers of chapter 10: posterior collapse."""

import math

from vaeedu.exercises import Exercise, drawn

EXERCISES = {
    "10-batch": Exercise(
        truth=math.exp(12) / 1000,
        hint="No code contributes more than log B. For which B is that 12?",
    ),
    "10-noise": Exercise(
        truth=1 / math.sqrt(math.expm1(2)),
        hint="Set ½ log(1 + a²t²/b²) to 1 and solve for b.",
    ),
    "10-alive": Exercise(
        truth=lambda beta, variance: max(0.0, math.log(2 * variance / beta) / 2),
        inputs=drawn(100, (0.05, 3.0), (0.05, 1.0)),
        hint="The rate at the optimum is ½ log(2λ/β) while the unit lives. Where does it die, and what is its rate from there on?",
    ),
    "10-root": Exercise(
        truth=lambda delta: 2 * delta**2,
        inputs=drawn(101, (0.01, 1.0)),
        hint="At σ = 1 the KL is ½μ². Which μ does that code set?",
    ),
}
