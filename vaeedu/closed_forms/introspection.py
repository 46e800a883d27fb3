"""Introspective games on a finite alphabet (chapter 18): what the best critic answers, and where a generator comes to rest.

Data p and generator g are arrays of probabilities over the last axis. In the hinge game the critic charges each letter E >= 0 nats and lowers
Σ p E + weight · Σ g [margin − E]₊, while the generator lowers Σ g E; in the soft game the best encoder has left the decoder with KL(p ‖ g) + weight · H(g).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import log_softmax, xlogy

from vaeedu.closed_forms.checks import Array, probabilities, real


def best_charge(p: ArrayLike, g: ArrayLike, margin: ArrayLike, weight: ArrayLike = 1.0) -> Array:
    """What the hinge's best critic charges: the margin where weight · g > p, and else nothing. (Where the two are equal, any charge up to the margin is as good.)"""
    p, g = probabilities("p", p), probabilities("g", g)
    margin, weight = real("margin", margin, low=0, open_low=True), real("weight", weight, low=0, open_low=True)
    return np.where(weight * g > p, margin, 0.0)


def hinge_cost(p: ArrayLike, g: ArrayLike, charge: ArrayLike, margin: ArrayLike, weight: ArrayLike = 1.0) -> Array:
    """Σ p E + weight · Σ g [margin − E]₊, what the hinge's critic lowers, in nats; at its least margin · Σ min(p, weight · g)."""
    p, g, charge = probabilities("p", p), probabilities("g", g), real("charge", charge, low=0)
    margin, weight = real("margin", margin, low=0, open_low=True), real("weight", weight, low=0, open_low=True)
    return (p * charge + weight * g * np.maximum(margin - charge, 0)).sum(-1)


def total_variation(p: ArrayLike, g: ArrayLike) -> Array:
    """½Σ|p − g|, from 0 to 1: the share of one distribution that would have to be moved to make the other."""
    return np.abs(probabilities("p", p) - probabilities("g", g)).sum(-1) / 2


def narrow_rest(p: ArrayLike, weight: float, order: ArrayLike) -> Array:
    """For a weight < 1, a generator at rest that leaves letters out: in the given order each gets p/weight, until nothing is left. p has shape (letters,)."""
    p, order = probabilities("p", p), np.asarray(order)
    if p.ndim != 1 or sorted(order.tolist()) != list(range(len(p))):
        raise ValueError(f"order must name each of the letters 0 to {p.shape[-1] - 1} of a single p once, got {order.tolist()}")
    weight = float(real("weight", weight, low=0, open_low=True))
    if weight > 1:
        raise ValueError(f"with a weight above 1 no letter may get less than p/weight, so none is left out; got {weight:g}")
    filled = np.minimum(np.cumsum(p[order]) / weight, 1.0)
    g = np.empty_like(p)
    g[order] = np.diff(filled, prepend=0.0)
    return g


def soft_rest(p: ArrayLike, weight: float) -> Array:
    """The distribution that minimises KL(p ‖ g) + weight · H(g), as a descent from p finds it; p > 0 has shape (letters,). Daniel & Tamar (2021), theorem 3."""
    p, weight = probabilities("p", p), float(real("weight", weight, low=0))
    if p.ndim != 1 or not np.all(p > 0):
        raise ValueError(f"p must be one distribution, (letters,), with no letter of probability 0, got shape {p.shape} and the smallest {p.min():g}")

    def goal(logits):
        log_g = log_softmax(logits)
        g = np.exp(log_g)
        slope = -p - weight * g * (1 + log_g)  # g ∂/∂g of −Σ p log g − weight Σ g log g
        return -(p * log_g).sum() - weight * xlogy(g, g).sum(), slope - g * slope.sum()

    return np.exp(log_softmax(minimize(goal, np.log(p), jac=True, method="BFGS", options={"gtol": 1e-10}).x))
