"""Divergences of normal distributions: against integration, chance and each other."""

from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaeedu.closed_forms import gaussians

means = st.floats(-10, 10)
scales = st.floats(1e-3, 10)


def integral(values, z):
    return float(((values[1:] + values[:-1]) / 2 * np.diff(z)).sum())


def random_covariance(rng, d):
    factor = rng.normal(size=(d, d)) + 2 * np.eye(d)
    return factor @ factor.T


# The KL divergence ---------------------------------------------------------------------------------------------------


def test_known_values():
    assert gaussians.kl(0, 1) == 0 and gaussians.kl(1, 1) == 0.5
    assert gaussians.kl(0, 2) == pytest.approx(1.5 - np.log(2), rel=1e-15)
    assert gaussians.kl(0, 0.5) == pytest.approx(np.log(2) - 0.375, rel=1e-15)
    assert gaussians.kl(0, 0) == np.inf and gaussians.uniform_kl_to_normal(0, 0) == np.inf
    assert gaussians.kl(3, 0.2, 3, 0.2) == 0
    assert gaussians.uniform_kl_to_normal(0, np.sqrt(3)) == pytest.approx(0.5 * np.log(np.pi * np.e / 6), rel=1e-15)
    assert gaussians.kl_estimate_variance(0, 1) == 0


@pytest.mark.parametrize(("mean", "scale", "m", "s"), [(0.7, 0.4, 0, 1), (-2, 1.7, 0.5, 0.8), (0, 3, 1, 2), (5, 0.1, 0, 1)])
def test_the_closed_form_is_the_integral(mean, scale, m, s):
    z = mean + scale * np.linspace(-12, 12, 20_001)
    log_q = -0.5 * ((z - mean) / scale) ** 2 - np.log(scale)
    log_p = -0.5 * ((z - m) / s) ** 2 - np.log(s)
    q = np.exp(log_q) / np.sqrt(2 * np.pi)
    assert gaussians.kl(mean, scale, m, s) == pytest.approx(integral(q * (log_q - log_p), z), rel=1e-9)


@pytest.mark.parametrize(("centre", "half_width"), [(0, 1), (1.5, 0.3), (-2, 4)])
def test_the_uniform_closed_form_is_the_integral(centre, half_width):
    z = np.linspace(centre - half_width, centre + half_width, 20_001)
    ratio = -np.log(2 * half_width) + 0.5 * z**2 + 0.5 * np.log(2 * np.pi)
    assert gaussians.uniform_kl_to_normal(centre, half_width) == pytest.approx(integral(ratio, z) / (2 * half_width), rel=1e-8)


def test_one_sample_estimates_have_the_right_mean_and_variance():
    rng = np.random.default_rng(0)
    for mean, scale in [(0.8, 0.3), (-1.5, 1.6), (0, 2.5)]:
        eps = rng.normal(size=2_000_000)
        estimate = 0.5 * ((mean + scale * eps) ** 2 - eps**2) - np.log(scale)
        variance = float(gaussians.kl_estimate_variance(mean, scale))
        assert gaussians.kl(mean, scale) == pytest.approx(estimate.mean(), abs=5 * np.sqrt(variance / eps.size))
        assert variance == pytest.approx(estimate.var(), rel=0.02)


@given(means, scales)
def test_the_parts_add_up_and_are_never_negative(mean, scale):
    parts = gaussians.kl_mean_part(mean), gaussians.kl_scale_part(scale)
    assert min(parts) >= 0 and gaussians.kl(mean, scale) == pytest.approx(float(sum(parts)), rel=1e-14)
    if abs(scale - 1) > 1e-6:
        assert parts[1] > 0


@given(means, scales, means, scales, st.floats(-5, 5), st.floats(0.1, 10))
def test_moving_and_stretching_both_densities_changes_nothing(mean, scale, m, s, shift, stretch):
    moved = gaussians.kl(stretch * mean + shift, stretch * scale, stretch * m + shift, stretch * s)
    assert moved == pytest.approx(float(gaussians.kl(mean, scale, m, s)), rel=1e-6, abs=1e-9)


@given(st.floats(-20, 20), st.floats(1e-3, 20))
def test_the_uniform_pays_a_fixed_amount_more_than_the_normal_of_equal_moments(centre, half_width):
    normal = float(gaussians.kl(centre, half_width / np.sqrt(3)))
    assert float(gaussians.uniform_kl_to_normal(centre, half_width)) - normal == pytest.approx(0.5 * np.log(np.pi * np.e / 6), abs=1e-10)


def test_full_covariance_contains_the_diagonal_case_and_broadcasts():
    rng = np.random.default_rng(1)
    mean, scale, m, s = rng.normal(size=(4, 3)), rng.uniform(0.2, 3, (4, 3)), rng.normal(size=3), rng.uniform(0.2, 3, 3)
    full = gaussians.kl_full(mean, scale[..., None] ** 2 * np.eye(3), m, np.diag(s**2))
    assert full.shape == (4,) and full == pytest.approx(gaussians.kl_diagonal(mean, scale, m, s), rel=1e-12)
    assert gaussians.kl_full([0.7], [[0.16]], [0], [[1]]) == pytest.approx(float(gaussians.kl(0.7, 0.4)), rel=1e-14)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_full_covariance_is_invariant_under_linear_maps_and_agrees_with_the_textbook(d):
    rng = np.random.default_rng(d)
    mean, m, cov, prior = rng.normal(size=d), rng.normal(size=d), random_covariance(rng, d), random_covariance(rng, d)
    value, delta = gaussians.kl_full(mean, cov, m, prior), mean - m
    inverse = np.linalg.inv(prior)
    textbook = 0.5 * (np.trace(inverse @ cov) + delta @ inverse @ delta - d + np.linalg.slogdet(prior)[1] - np.linalg.slogdet(cov)[1])
    assert value == pytest.approx(textbook, rel=1e-10) and value > 0
    w = rng.normal(size=(d, d)) + 2 * np.eye(d)
    assert gaussians.kl_full(w @ mean, w @ cov @ w.T, w @ m, w @ prior @ w.T) == pytest.approx(value, rel=1e-9)
    assert gaussians.kl_full(mean, cov, mean, cov) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("scale", [5e-324, 1e-160, 1e-10, 1 - 1e-16, 1 + 1e-16, 1e10, 1e160])
def test_float_extremes(scale):
    value = float(gaussians.kl_scale_part(scale))
    assert value >= 0 and not np.isnan(value)
    if scale < 1e-9:
        assert value == pytest.approx(-np.log(scale) - 0.5)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: gaussians.kl(0, -1), "scale must be finite >= 0, got -1.0"),
        (lambda: gaussians.kl(np.nan, 1), "mean must be finite, got nan"),
        (lambda: gaussians.kl(0, 1, 0, 0), "prior_scale must be finite > 0, got 0.0"),
        (lambda: gaussians.kl_diagonal(0, 1), "got numbers without one; use kl for"),
        (lambda: gaussians.uniform_kl_to_normal(0, -2), "half_width must be finite >= 0, got -2.0"),
        (lambda: gaussians.kl_full([0, 0], [[1, 2], [2, 1]], [0, 0], np.eye(2)), "covariance must be positive definite, but its least eigenvalue is -1"),
        (lambda: gaussians.kl_full([0, 0], np.eye(2), [0, 0], [[1, 1], [1, 1]]), "prior_covariance must be positive definite"),
        (lambda: gaussians.kl_full([0, 0], [[1, 0.5], [0, 1]], [0, 0], np.eye(2)), "covariance must be symmetric, but differs from its transpose by 0.5"),
        (lambda: gaussians.kl_full([0, 0], [1, 1], [0, 0], np.eye(2)), r"covariance must have shape \(..., d, d\), got \(2,\)"),
        (lambda: gaussians.kl_full([0, 0, 0], np.eye(2), [0, 0], np.eye(2)), r"mean must have 2 as its last axis, like covariance, got \(3,\)"),
        (lambda: gaussians.kl_full([0, 0], np.eye(2), 0, np.eye(2)), "prior_mean must have 2 as its last axis, like covariance, got a single number"),
        (lambda: gaussians.kl_full([0, 0], np.eye(2), [0, 0], np.eye(3)), "prior_covariance must have 2 as its last axis"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()


# The squared MMD ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mean", "scale", "m", "s", "h"), [(0.7, 0.4, 0, 1, 1), (-2, 1.7, 0.5, 0.8, 0.3), (0, 3, 0, 1, 5)])
def test_the_mmd_is_the_integral(mean, scale, m, s, h):
    # The witness E k(x, ·) − E k(y, ·) at u is a difference of two normal densities; MMD² is its mean under p less that under q.
    u = np.linspace(-30, 30, 40_001)

    def density(centre, width):
        return np.exp(-0.5 * ((u - centre) / width) ** 2) / (np.sqrt(2 * np.pi) * width)

    witness = np.sqrt(2 * np.pi) * h * (density(mean, np.hypot(scale, h)) - density(m, np.hypot(s, h)))
    integral = (witness * (density(mean, scale) - density(m, s))).sum() * (u[1] - u[0])
    assert gaussians.mmd([mean], [[scale**2]], [m], [[s**2]], h) == pytest.approx(integral, rel=1e-9)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_mmd_is_the_mean_of_the_kernel(d):
    rng = np.random.default_rng(d)
    mean, m, factor, prior = rng.normal(size=d), rng.normal(size=d), rng.normal(size=(d, d)), rng.normal(size=(d, d))
    x, y, u, v = rng.normal(size=(4, 400_000, d))
    x, u, y, v = mean + x @ factor.T, mean + u @ factor.T, m + y @ prior.T, m + v @ prior.T

    def k(a, b):
        return np.exp(-((a - b) ** 2).sum(-1) / (2 * 1.5**2))

    values = k(x, u) + k(y, v) - k(x, y) - k(u, v)
    exact = gaussians.mmd(mean, factor @ factor.T, m, prior @ prior.T, 1.5)
    assert exact == pytest.approx(values.mean(), abs=4 * values.std() / np.sqrt(len(values)))


def test_the_mmd_broadcasts_and_knows_its_extremes():
    eye, far = np.eye(2), np.array([1e3, 0.0])
    assert gaussians.mmd([0, 0], eye, [0, 0], eye, 1) == 0
    assert gaussians.mmd([0, 0], 1e-12 * eye, far, 1e-12 * eye, 1) == pytest.approx(2)
    values = gaussians.mmd(np.zeros((4, 1, 2)), eye, [1, 0], eye, [0.5, 1, 2])
    assert values.shape == (4, 3) and values[0, 1] == pytest.approx(float(gaussians.mmd([0, 0], eye, [1, 0], eye, 1)))
    with pytest.raises(ValueError, match="bandwidth must be finite > 0, got 0.0"):
        gaussians.mmd([0], [[1]], [0], [[1]], 0)
    with pytest.raises(ValueError, match="prior_mean must have 1 as its last axis"):
        gaussians.mmd([0], [[1]], [0, 0], [[1]], 1)


@pytest.mark.parametrize("call", [lambda: gaussians.uniform_kl_to_normal(0, 1e308), lambda: gaussians.kl(0, 1, 1e308, 1e-10), lambda: gaussians.kl(1e308, 1, -1e308, 1), lambda: gaussians.kl(0, 1e300, 0, 1e-300)])
def test_what_is_too_large_for_a_number_is_infinite(call):
    assert call() == np.inf


@pytest.mark.parametrize(("off", "refused"), [(5e-11, False), (2e-10, True)])
def test_a_covariance_is_symmetric_up_to_rounding(off, refused):
    with pytest.raises(ValueError, match="must be symmetric") if refused else nullcontext():
        gaussians.kl_full([0, 0], [[1, 0.5 + off], [0.5, 1]], [0, 0], np.eye(2))
