"""The gradient estimators' closed forms: against finite differences, chance and each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaeedu.closed_forms import gradients

numbers = st.floats(-3, 3)
scales = st.floats(0.05, 3)
quadratics = st.builds(gradients.Quadratic, numbers, numbers, numbers)

# Gauss–Hermite quadrature is exact for polynomials, and all that is asked of it here are polynomials in ε.
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(12)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def value(f, z):
    return f.constant + f.slope * z + 0.5 * f.curvature * z**2


@given(numbers, scales, quadratics)
def test_the_gradient_is_that_of_the_mean(mean, scale, f):
    average = lambda m, s: WEIGHTS @ value(f, m + s * NODES)
    step = 1e-4
    slopes = average(mean + step, scale) - average(mean - step, scale), average(mean, scale + step) - average(mean, scale - step)
    assert gradients.gradient(mean, scale, f) == pytest.approx(np.array(slopes) / (2 * step), abs=1e-6)


@given(numbers, scales, quadratics, numbers)
def test_means_and_variances_of_both_estimates(mean, scale, f, baseline):
    exact = gradients.gradient(mean, scale, f)
    pathwise, score = gradients.pathwise(NODES, mean, scale, f), gradients.score(NODES, mean, scale, f, baseline)
    for estimates, variance in ((pathwise, gradients.pathwise_variance(mean, scale, f)), (score, gradients.score_variance(mean, scale, f, baseline))):
        assert WEIGHTS @ estimates == pytest.approx(exact, abs=1e-8 * (1 + variance.max()))
        assert WEIGHTS @ (estimates - exact) ** 2 == pytest.approx(variance, rel=1e-8, abs=1e-10)


def test_chance_agrees():
    epsilon, f = np.random.default_rng(0).normal(size=400_000), gradients.Quadratic(1.5, -0.5, 2.0)
    exact = gradients.gradient(1.2, 0.6, f)
    for estimates, variance in (
        (gradients.pathwise(epsilon, 1.2, 0.6, f), gradients.pathwise_variance(1.2, 0.6, f)),
        (gradients.score(epsilon, 1.2, 0.6, f, 2.5), gradients.score_variance(1.2, 0.6, f, 2.5)),
    ):
        assert np.all(np.abs(estimates.mean(0) - exact) < 5 * np.sqrt(variance / len(epsilon)))
        assert estimates.var(0) == pytest.approx(variance, rel=0.03)


@given(numbers, scales, quadratics)
def test_no_baseline_is_better_than_the_best(mean, scale, f):
    best = gradients.best_baselines(mean, scale, f)
    for half in range(2):
        least = gradients.score_variance(mean, scale, f, best[half])[half]
        for off in (-0.5, 0.5):
            assert gradients.score_variance(mean, scale, f, best[half] + off)[half] > least
        assert least >= gradients.pathwise_variance(mean, scale, f)[half] * (1 - 1e-9)


def test_arguments_broadcast():
    f = gradients.Quadratic([1.0, 2.0, 3.0])
    assert gradients.score(np.zeros((4, 1)), 1.0, 0.5, f).shape == (4, 3, 2)
    variance = gradients.score_variance([[0.0], [1.0]], 0.5, f, baseline=np.ones(3))
    assert variance.shape == (2, 3, 2) and variance[1, 2] == pytest.approx(gradients.score_variance(1.0, 0.5, gradients.Quadratic(3.0), 1.0))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: gradients.gradient(0, 0, gradients.Quadratic(1)), "scale must be finite > 0, got 0.0"),
        (lambda: gradients.gradient(np.nan, 1, gradients.Quadratic(1)), "mean must be finite, got nan"),
        (lambda: gradients.pathwise(np.inf, 0, 1, gradients.Quadratic(1)), "epsilon must be finite, got inf"),
        (lambda: gradients.score(0, 0, 1, gradients.Quadratic(1), np.nan), "baseline must be finite, got nan"),
        (lambda: gradients.pathwise_variance(0, 1, gradients.Quadratic(np.inf)), "curvature must be finite, got inf"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()
