"""Objectives: pure functions from a `Draw` to named terms in nats, a module a topic.

Every term is a mean over the batch (and over the samples of each item); the term `loss` is what training lowers. A new
objective is a new function.
"""

from vaeedu.objectives.aggregate import fools, match
from vaeedu.objectives.classes import class_rate, enumerated, gumbel_softmax, relaxed, under_every_class
from vaeedu.objectives.decomposition import (
    GroupedParts, Parts, aggregated, capacity, criticised, dip, grouped_parts, minibatch, parts, permuted, stratified, tells_apart, weigh,
)  # fmt: skip
from vaeedu.objectives.elbo import Rate, analytic_rate, closed_rate, elbo, free_bits, sampled_rate, unit_rates
from vaeedu.objectives.importance import dreg, iwae, stl
from vaeedu.objectives.terms import Terms

__all__ = [
    "GroupedParts", "Parts", "Rate", "Terms", "aggregated", "analytic_rate", "capacity", "class_rate", "closed_rate", "criticised", "dip", "dreg", "elbo", "enumerated", "fools", "free_bits", "grouped_parts",
    "gumbel_softmax", "iwae", "match", "minibatch", "parts", "permuted", "relaxed", "sampled_rate", "stl", "stratified", "tells_apart", "under_every_class", "unit_rates", "weigh",
]  # fmt: skip
