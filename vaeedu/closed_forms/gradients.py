"""Gradient estimators (chapter 05).

z = mean + scale ε with ε ~ N(0, 1), and a quadratic f. What is estimated is the gradient of E f(z), on a new last axis
(∂/∂mean, ∂/∂scale): pathwise from the slope of f at z, or by the score function from f's value there, less a baseline.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from vaeedu.closed_forms.checks import Array, real


class Quadratic(NamedTuple):
    """f(z) = constant + slope z + ½ curvature z²."""

    curvature: ArrayLike
    slope: ArrayLike = 0.0
    constant: ArrayLike = 0.0


def _taylor(mean: ArrayLike, scale: ArrayLike, f: Quadratic) -> tuple[Array, Array, Array, Array]:
    """The scale, and f's value, slope and curvature at the mean."""
    mean, scale = real("mean", mean), real("scale", scale, low=0, open_low=True)
    curvature, slope, constant = (real(name, value) for name, value in zip(Quadratic._fields, f))
    return scale, constant + slope * mean + 0.5 * curvature * mean**2, slope + curvature * mean, curvature


def _pair(of_mean: Array, of_scale: Array) -> Array:
    return np.stack(np.broadcast_arrays(of_mean, of_scale), axis=-1)


def gradient(mean: ArrayLike, scale: ArrayLike, f: Quadratic) -> Array:
    """The exact gradient of E f(z): (f'(mean), curvature · scale)."""
    scale, _, slope, curvature = _taylor(mean, scale, f)
    return _pair(slope, curvature * scale)


def pathwise(epsilon: ArrayLike, mean: ArrayLike, scale: ArrayLike, f: Quadratic) -> Array:
    """The pathwise estimate of each ε: f'(z) (1, ε)."""
    epsilon = real("epsilon", epsilon)
    scale, _, slope, curvature = _taylor(mean, scale, f)
    slope = slope + curvature * scale * epsilon
    return _pair(slope, slope * epsilon)


def score(epsilon: ArrayLike, mean: ArrayLike, scale: ArrayLike, f: Quadratic, baseline: ArrayLike = 0.0) -> Array:
    """The score-function estimate of each ε: (f(z) − baseline) (ε, ε² − 1)/scale. Williams (1992)."""
    epsilon, baseline = real("epsilon", epsilon), real("baseline", baseline)
    scale, value, slope, curvature = _taylor(mean, scale, f)
    push = (value - baseline + slope * scale * epsilon + 0.5 * curvature * (scale * epsilon) ** 2) / scale
    return _pair(push * epsilon, push * (epsilon**2 - 1))


def pathwise_variance(mean: ArrayLike, scale: ArrayLike, f: Quadratic) -> Array:
    """Variance of one pathwise estimate; with slope g at the mean and curvature h it is (h²σ², g² + 2h²σ²)."""
    scale, _, slope, curvature = _taylor(mean, scale, f)
    return _pair((curvature * scale) ** 2, slope**2 + 2 * (curvature * scale) ** 2)


def best_baselines(mean: ArrayLike, scale: ArrayLike, f: Quadratic) -> Array:
    """The baselines of least variance, f(mean) + (3/2, 5/2) hσ²: one for each half of the gradient, neither the mean of f."""
    scale, value, _, curvature = _taylor(mean, scale, f)
    return _pair(value + 1.5 * curvature * scale**2, value + 2.5 * curvature * scale**2)


def score_variance(mean: ArrayLike, scale: ArrayLike, f: Quadratic, baseline: ArrayLike = 0.0) -> Array:
    """Variance of one score-function estimate: (1, 2)(best baseline − baseline)²/σ² + (2, 10) g² + (3/2, 6) h²σ²."""
    baseline = real("baseline", baseline)
    best = best_baselines(mean, scale, f)
    scale, _, slope, curvature = _taylor(mean, scale, f)
    missed = ((best - baseline[..., None]) / scale[..., None]) ** 2
    return missed * [1, 2] + _pair(2 * slope**2 + 1.5 * (curvature * scale) ** 2, 10 * slope**2 + 6 * (curvature * scale) ** 2)
