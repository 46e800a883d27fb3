"""Objectives: pure functions from a `Draw` to named terms in nats, a module a topic.

Every term is a mean over the batch (and over the samples of each item); the term `loss` is what training lowers. A new
objective is a new function.
"""

from vaeedu.objectives.elbo import Rate, analytic_rate, elbo, free_bits, sampled_rate, unit_rates
from vaeedu.objectives.importance import dreg, iwae, stl
from vaeedu.objectives.terms import Terms

__all__ = ["Rate", "Terms", "analytic_rate", "dreg", "elbo", "free_bits", "iwae", "sampled_rate", "stl", "unit_rates"]
