"""The linear-Gaussian model of one number: its ELBO and gap, against integration, chance and each other."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaeedu.closed_forms import gaussians, linear_gaussian_1d, linear_vae

places = st.floats(-10, 10)
slopes = st.floats(-5, 5)
scales = st.floats(0.05, 10)


@given(places, slopes, scales, places, scales)
def test_bound_and_gap_add_up_to_the_log_marginal(x, c, noise, mean, scale):
    terms = (x, c, noise, mean, scale)
    elbo, gap, log_px = float(linear_gaussian_1d.elbo(*terms)), float(linear_gaussian_1d.gap(*terms)), float(linear_gaussian_1d.log_marginal(x, c, noise))
    assert gap >= 0
    assert elbo + gap == pytest.approx(log_px, rel=1e-9, abs=1e-9 * (1 + abs(elbo)))
    assert elbo == pytest.approx(float(linear_gaussian_1d.expected_log_likelihood(*terms) - gaussians.kl(mean, scale)), rel=1e-12)


@given(places, slopes, scales)
def test_the_posterior_leaves_no_gap(x, c, noise):
    best = linear_gaussian_1d.posterior(x, c, noise)
    assert linear_gaussian_1d.gap(x, c, noise, *best) == 0
    assert float(linear_gaussian_1d.elbo(x, c, noise, *best)) == pytest.approx(float(linear_gaussian_1d.log_marginal(x, c, noise)), rel=1e-9, abs=1e-9)


@given(places, slopes, scales, st.floats(0.1, 10))
def test_a_wrong_width_costs_what_the_chapter_says(x, c, noise, rho):
    best = linear_gaussian_1d.posterior(x, c, noise)
    gap = float(linear_gaussian_1d.gap(x, c, noise, best.mean, rho * best.scale))
    assert gap == pytest.approx((rho**2 - 2 * math.log(rho) - 1) / 2, rel=1e-6, abs=1e-12)


def test_known_values():
    assert linear_gaussian_1d.posterior(2, 1, 1) == pytest.approx((1, math.sqrt(0.5)), rel=1e-15)
    assert linear_gaussian_1d.log_marginal(0, 0, 1) == pytest.approx(-0.5 * math.log(2 * math.pi), rel=1e-15)
    assert linear_gaussian_1d.elbo(3, 0, 1, 0, 1) == pytest.approx(-0.5 * math.log(2 * math.pi) - 4.5, rel=1e-15)  # no code: q = prior is best
    assert linear_gaussian_1d.elbo(1, 1, 1, 0, 0) == -math.inf and linear_gaussian_1d.gap(1, 1, 1, 0, 0) == math.inf


def test_the_integrals_agree_with_quadrature_and_with_sampling():
    x, c, noise, mean, scale = 1.3, -0.8, 0.6, 0.4, 0.9
    z = np.linspace(-14, 14, 200_001)
    log_normal = lambda v, m, s: -0.5 * ((v - m) / s) ** 2 - np.log(s) - 0.5 * np.log(2 * np.pi)
    q, log_joint = np.exp(log_normal(z, mean, scale)), log_normal(z, 0, 1) + log_normal(x, c * z, noise)
    assert linear_gaussian_1d.log_marginal(x, c, noise) == pytest.approx(np.log(np.trapezoid(np.exp(log_joint), z)), rel=1e-9)
    assert linear_gaussian_1d.elbo(x, c, noise, mean, scale) == pytest.approx(np.trapezoid(q * (log_joint - log_normal(z, mean, scale)), z), rel=1e-9)
    draws = mean + scale * np.random.default_rng(0).normal(size=400_000)
    log_weights = log_normal(draws, 0, 1) + log_normal(x, c * draws, noise) - log_normal(draws, mean, scale)
    assert linear_gaussian_1d.elbo(x, c, noise, mean, scale) == pytest.approx(log_weights.mean(), abs=4 * log_weights.std() / 632)


def test_the_linear_vae_at_its_optimum_has_no_gap():
    beta, x = np.linspace(0.05, 1.95, 7)[:, None], np.linspace(-3, 3, 9)
    a, b, c = linear_vae.minimiser(beta, 1.0)
    assert np.max(linear_gaussian_1d.gap(x, c, np.sqrt(beta / 2), a * x, b)) < 1e-14


def test_broadcasting_and_dtype():
    best = linear_gaussian_1d.posterior(np.float32([1, 2, 3])[:, None], 1, [0.5, 1])
    assert best.mean.shape == best.scale.shape == (3, 2) and best.mean.dtype == np.float64
    assert linear_gaussian_1d.elbo(np.zeros((4, 1)), 1, [1, 2], 0, 1).shape == (4, 2)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: linear_gaussian_1d.elbo(1, 1, 0, 0, 1), "noise must be finite > 0, got 0.0"),
        (lambda: linear_gaussian_1d.elbo(1, 1, 1, 0, -1), "scale must be finite >= 0, got -1.0"),
        (lambda: linear_gaussian_1d.gap(1, 1, 1, np.nan, 1), "mean must be finite, got nan"),
        (lambda: linear_gaussian_1d.log_marginal([1, np.inf], 1, 1), "x must be finite, got inf"),
        (lambda: linear_gaussian_1d.posterior(1, np.inf, 1), "c must be finite, got inf"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_the_smallest_noise_has_a_likelihood():
    assert linear_gaussian_1d.log_marginal(0, 0, 1e-200) == pytest.approx(200 * np.log(10) - 0.5 * np.log(2 * np.pi), rel=1e-12)
    assert linear_gaussian_1d.log_marginal(1, 0, 1e-200) == -np.inf
