"""Objectives: pure functions from a `Draw` to named terms in nats, a module a topic.

Every term is a mean over the batch (and over the samples of each item); the term `loss` is what training lowers. A new
objective is a new function.
"""

from vaeedu.objectives.aggregate import fools, match
from vaeedu.objectives.decomposition import (
    GroupedParts, Parts, aggregated, capacity, criticised, dip, grouped_parts, minibatch, parts, permuted, stratified, tells_apart, weigh,
)  # fmt: skip
from vaeedu.objectives.elbo import Rate, analytic_rate, elbo, free_bits, sampled_rate, unit_rates
from vaeedu.objectives.importance import dreg, iwae, stl
from vaeedu.objectives.terms import Terms

__all__ = [
    "GroupedParts", "Parts", "Rate", "Terms", "aggregated", "analytic_rate", "capacity", "criticised", "dip", "dreg", "elbo", "fools", "free_bits", "grouped_parts", "iwae", "match", "minibatch", "parts", "permuted",
    "sampled_rate", "stl", "stratified", "tells_apart", "unit_rates", "weigh",
]  # fmt: skip
