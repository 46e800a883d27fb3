"""The linear 1-D VAE's closed forms: right at every β ≥ 0 and t > 0, against calculus, chance and extremes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaeedu.closed_forms import linear_vae

betas = st.floats(0, 1e3)
positive_betas = st.floats(1e-6, 1e3)
scales = st.floats(1e-2, 1e2)
slopes = st.floats(-10, 10)
noises = st.floats(1e-3, 10)


@given(positive_betas, scales, st.booleans())
def test_gradient_is_zero_at_the_minimiser(beta, t, mirror):
    best = linear_vae.minimiser(beta, t, mirror=mirror)
    slope = linear_vae.gradient(*best, beta, t)
    # Each component cancels terms of this size, so its rounding error is in proportion.
    size = np.array([t, 1 / max(best.b, 1e-300), 1 / t]) * max(t**2, beta)
    assert np.all(np.abs(slope) <= 1e-12 * size)


@given(betas, scales, slopes, noises, slopes)
def test_no_point_beats_the_minimum(beta, t, at, b, c_over_t):
    least = linear_vae.minimum(beta, t)
    assert linear_vae.loss(at / t, b, c_over_t * t, beta, t) >= least - 1e-12 * (t**2 + beta)


@given(positive_betas, scales, st.booleans())
def test_the_minimiser_attains_the_minimum(beta, t, mirror):
    best = linear_vae.minimiser(beta, t, mirror=mirror)
    assert linear_vae.loss(*best, beta, t) == pytest.approx(float(linear_vae.minimum(beta, t)), rel=1e-12, abs=1e-300)


@given(scales)
def test_everything_is_continuous_at_the_threshold(t):
    threshold = float(linear_vae.threshold(t))
    for beta in (threshold * (1 - 1e-12), threshold, threshold * (1 + 1e-12)):
        a, b, c = linear_vae.minimiser(beta, t)
        assert abs(a * t) < 2e-6 and abs(c / t) < 2e-6 and b == pytest.approx(1)
        assert linear_vae.minimum(beta, t) == pytest.approx(t**2, rel=1e-9)
    assert linear_vae.minimiser(threshold, t) == (0, 1, 0)


@given(positive_betas, scales)
def test_below_the_threshold_the_hessian_is_positive_and_the_dead_point_a_saddle(beta, t):
    share = beta / (2 * t**2)
    in_units_of_t = np.diag([1 / t, 1.0, t])
    dead = in_units_of_t @ linear_vae.hessian(0, 1, 0, beta, t) @ in_units_of_t / t**2
    best = linear_vae.minimiser(beta, t)
    alive = in_units_of_t @ linear_vae.hessian(*best, beta, t) @ in_units_of_t / t**2
    if 1e-3 < share < 1 - 1e-6:
        assert np.linalg.eigvalsh(dead)[0] < 0 < np.linalg.eigvalsh(alive)[0]
    elif share > 1 + 1e-6:
        assert np.linalg.eigvalsh(dead)[0] > 0


@given(slopes, noises, slopes, betas, st.floats(0.1, 10))
def test_gradient_and_hessian_agree_with_finite_differences(a, b, c, beta, t):
    point, h = np.array([a, b, c]), 1e-4 * np.array([1, min(b, 1), 1])
    steps = np.diag(h)
    slope = [(linear_vae.loss(*(point + s), beta, t) - linear_vae.loss(*(point - s), beta, t)) / (2 * s.sum()) for s in steps]
    bend = [(linear_vae.gradient(*(point + s), beta, t) - linear_vae.gradient(*(point - s), beta, t)) / (2 * s.sum()) for s in steps]
    # Rounding in the loss, divided by the step, and the third derivative of β log b, which grows as b shrinks.
    noise = 1e-11 * (abs(linear_vae.loss(a, b, c, beta, t)) + 1) / h + 1e-7 * (1 + beta / b)
    assert np.all(np.abs(linear_vae.gradient(a, b, c, beta, t) - slope) <= 1e-4 * np.abs(slope) + noise + 1e-3)
    assert linear_vae.hessian(a, b, c, beta, t) == pytest.approx(np.array(bend), rel=1e-4, abs=1e-3 * (1 + beta / b**2))


@given(positive_betas, scales)
def test_the_aggregated_posterior_is_the_prior_and_the_marginal_is_the_data(beta, t):
    a, b, c = linear_vae.minimiser(beta, t)
    assert linear_vae.aggregate_scale(a, b, t) == pytest.approx(1, rel=1e-12)
    expected = t if beta < 2 * t**2 else np.sqrt(beta / 2)
    assert linear_vae.marginal_scale(c, beta) == pytest.approx(expected, rel=1e-12)


def test_sampling_agrees_with_the_integrated_loss():
    rng = np.random.default_rng(0)
    a, b, c, beta, t = 0.7, 0.4, -0.9, 1.3, 1.7
    x = t * rng.normal(size=1_000_000)
    z = a * x + b * rng.normal(size=x.size)
    kl = 0.5 * ((a * x) ** 2 + b**2 - np.log(b**2) - 1)
    sampled = (c * z - x) ** 2 + beta * kl
    assert linear_vae.loss(a, b, c, beta, t) == pytest.approx(sampled.mean(), abs=4 * sampled.std() / 1000)


def test_known_values():
    half = np.sqrt(0.5)
    assert linear_vae.minimiser(1, 1) == pytest.approx((half, half, half), rel=1e-15)
    assert linear_vae.minimum(1, 1) == pytest.approx(0.5 * (1 + np.log(2)), rel=1e-15)
    assert linear_vae.minimiser(0, 2) == (0.5, 0, 2) and linear_vae.minimum(0, 2) == 0
    assert linear_vae.minimiser(9, 2) == (0, 1, 0) and linear_vae.minimum(9, 2) == 4


def test_broadcasting_and_dtype():
    a, b, c = linear_vae.minimiser(np.float32([0.5, 1, 3])[:, None], [1, 2])
    assert a.shape == b.shape == c.shape == (3, 2) and a.dtype == np.float64
    assert linear_vae.gradient(a, b, c, 1, [1, 2]).shape == (3, 2, 3)
    assert linear_vae.hessian(a, b, c, 1, [1, 2]).shape == (3, 2, 3, 3)


@pytest.mark.parametrize(("beta", "t"), [(1e-300, 1e-150), (1, 1e-200), (1, 1e200), (5e-324, 1), (1e308, 1), (1e308, 1e154)])
def test_float_extremes_stay_finite(beta, t):
    a, b, c = linear_vae.minimiser(beta, t)
    assert np.isfinite([a, b, c]).all() and 0 <= b <= 1 and 0 <= a * t <= 1 and 0 <= c / t <= 1
    assert (a * t) ** 2 + b**2 == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: linear_vae.minimiser(-1, 1), "beta must be finite >= 0, got -1.0"),
        (lambda: linear_vae.minimiser(1, 0), "t must be finite > 0, got 0.0"),
        (lambda: linear_vae.minimiser(1, np.nan), "t must be finite > 0, got nan"),
        (lambda: linear_vae.minimum([1, np.inf], 1), "beta must be finite >= 0, got inf"),
        (lambda: linear_vae.loss(1, -0.1, 1, 1, 1), "b must be finite >= 0, got -0.1"),
        (lambda: linear_vae.hessian(0, 0, 0, 1, 1), "b must be finite > 0, got 0.0"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_words_are_not_numbers():
    with pytest.raises(TypeError, match="beta must be a real number or an array of them, got 'much'"):
        linear_vae.minimiser("much", 1)


def test_a_share_too_small_for_a_number_still_has_its_root():
    assert linear_vae.minimiser(1, 1e200).b == pytest.approx(np.sqrt(0.5) * 1e-200, rel=1e-15)
    assert linear_vae.minimum(1, 1e200) == pytest.approx(0.5 * (1 + np.log(2) + 400 * np.log(10)), rel=1e-12)
    assert linear_vae.minimiser(0, 1e-200) == (1e200, 0, 1e-200)


def test_a_number_beyond_float64_is_named():
    with pytest.raises(ValueError, match="t must be finite in float64"):
        linear_vae.threshold(10**400)
