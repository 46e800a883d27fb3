"""The linear-Gaussian latent-variable model's closed forms: against dense algebra, integration and chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaeedu.closed_forms import linear_gaussian

seeds = st.integers(0, 10_000)
sizes = st.tuples(st.integers(1, 6), st.integers(1, 6))  # (d_x, d_z), wide and tall
scales = st.floats(0.05, 20)


def drawn(seed, size):
    rng = np.random.default_rng(seed)
    return 2 * rng.normal(size=(7, size[0])), rng.normal(size=size)


@given(seeds, sizes, scales)
def test_the_log_likelihood_is_that_of_the_dense_covariance(seed, size, scale):
    x, weights = drawn(seed, size)
    covariance = weights @ weights.T + scale**2 * np.eye(size[0])
    dense = -0.5 * ((x * np.linalg.solve(covariance, x.T).T).sum(-1) + np.linalg.slogdet(2 * np.pi * covariance)[1])
    assert linear_gaussian.log_likelihood(x, weights, scale) == pytest.approx(dense, rel=1e-9, abs=1e-9)


@given(seeds, sizes, scales)
def test_bayes_rule_holds_at_every_code(seed, size, scale):
    x, weights = drawn(seed, size)
    mean, covariance = linear_gaussian.posterior(x, weights, scale)
    z = np.random.default_rng(seed + 1).normal(size=(7, size[1]))
    log_normal = lambda d, v: -0.5 * ((d * np.linalg.solve(v, d.T).T).sum(-1) + np.linalg.slogdet(2 * np.pi * v)[1])  # noqa: E731
    joint = log_normal(z, np.eye(size[1])) + log_normal(x - z @ weights.T, scale**2 * np.eye(size[0]))
    other = linear_gaussian.log_likelihood(x, weights, scale) + log_normal(z - mean, covariance)
    assert other == pytest.approx(joint, rel=1e-6, abs=1e-6)


def test_sampling_agrees_with_the_likelihood_and_the_weight_variance():
    rng = np.random.default_rng(0)
    weights, scale, x = np.array([[0.8, 0.1], [0.3, -0.5], [0.0, 0.6]]), 0.9, np.array([0.7, -0.4, 1.1])
    z = rng.normal(size=(400_000, 2))
    log_decoder = -0.5 * (((x - z @ weights.T) / scale) ** 2).sum(-1) - 1.5 * np.log(2 * np.pi * scale**2)
    weight = np.exp(log_decoder - linear_gaussian.log_likelihood(x, weights, scale))
    assert weight.mean() == pytest.approx(1, abs=4 * weight.std() / len(z) ** 0.5)
    squares = (weight - 1) ** 2
    assert squares.mean() == pytest.approx(linear_gaussian.weight_variance(x, weights, scale), abs=4 * squares.std() / len(z) ** 0.5)


def test_the_mean_weight_variance_is_the_exponential_of_twice_the_information():
    weights, scale = np.array([[1.2, 0.0], [0.0, 0.5]]), 0.8
    information = 0.5 * np.linalg.slogdet(np.eye(2) + weights.T @ weights / scale**2)[1]
    line = np.linspace(-25, 25, 801)
    x = np.stack(np.meshgrid(line, line), -1)
    density = np.exp(linear_gaussian.log_likelihood(x, weights, scale))
    total = (density * linear_gaussian.weight_variance(x, weights, scale)).sum() * (line[1] - line[0]) ** 2
    assert total == pytest.approx(np.exp(2 * information) - 1, rel=1e-6)


def test_known_values():
    assert linear_gaussian.log_likelihood([0.0], [[0.0]], 1.0) == pytest.approx(-0.5 * np.log(2 * np.pi), rel=1e-15)
    assert linear_gaussian.weight_variance([1.3, -2.0], np.zeros((2, 3)), 0.7) == pytest.approx(0, abs=1e-12)  # a code without effect
    mean, covariance = linear_gaussian.posterior([2.0], [[1.0]], 1.0)
    assert mean == pytest.approx([1.0]) and covariance == pytest.approx(np.array([[0.5]]))


def test_small_noise_keeps_its_digits():
    # A code of as many dimensions as x: the covariance is W Wᵀ up to 1e-16, and the dense formula still well conditioned.
    weights = np.array([[2.0, 0.3], [-0.4, 1.0]])
    covariance = weights @ weights.T
    x = np.array([0.6, -1.1])
    dense = -0.5 * (x @ np.linalg.solve(covariance, x) + np.linalg.slogdet(2 * np.pi * covariance)[1])
    assert linear_gaussian.log_likelihood(x, weights, 1e-8) == pytest.approx(dense, rel=1e-7)


def test_leading_axes_and_overflow():
    x = np.zeros((4, 5, 3))
    assert linear_gaussian.log_likelihood(x, np.ones((3, 2)), 1).shape == (4, 5)
    mean, covariance = linear_gaussian.posterior(x, np.ones((3, 2)), 1)
    assert mean.shape == (4, 5, 2) and covariance.shape == (2, 2)
    assert linear_gaussian.weight_variance(np.full(500, 5.0), np.eye(500), 0.1) == np.inf  # beyond float64, and said so


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: linear_gaussian.log_likelihood([1.0], [[1.0]], 0), "scale must be finite > 0, got 0.0"),
        (lambda: linear_gaussian.log_likelihood([np.nan], [[1.0]], 1), "x must be finite, got nan"),
        (lambda: linear_gaussian.log_likelihood([1.0], [1.0], 1), r"weights must have shape \(d_x, d_z\), got \(1,\)"),
        (lambda: linear_gaussian.log_likelihood([1.0, 2.0], [[1.0]], 1), r"x must have 1 as its last axis"),
        (lambda: linear_gaussian.log_likelihood(1.0, [[1.0]], 1), "a single number"),
        (lambda: linear_gaussian.posterior([1.0], [[1.0]], [1.0, 2.0]), "scale must be one number"),
        (lambda: linear_gaussian.weight_variance([1.0], 2.0, 1), "weights must have shape"),
    ],
)
def test_bad_input_is_named(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_the_smallest_noise_has_a_likelihood():
    exact = 200 * np.log(10) - 0.5 * np.log(2 * np.pi)
    assert linear_gaussian.log_likelihood([0.0], [[0.0]], 1e-200) == pytest.approx(exact, rel=1e-12)
    assert linear_gaussian.log_likelihood([1.0], [[0.0]], 1e-200) == -np.inf


@pytest.mark.parametrize(("dimensions", "ratio", "squared_norm"), [(1, 3.0, 0.0), (1, 0.5, 2.0), (2, 3.0, 100.0), (8, 3.0, 32.0), (20, 10.0, 300.0)])
def test_bias_of_one_sample_is_a_gaussian_integral(dimensions, ratio, squared_norm):
    # −E log(p(x|z)/p(x)): the squared distance of a code from x/w is d + |x/w|² on average.
    log_weight = squared_norm / (2 * (1 + ratio)) + dimensions / 2 * np.log1p(ratio) - ratio / 2 * (dimensions + squared_norm / ratio)
    assert linear_gaussian.naive_bias(1, squared_norm, ratio, dimensions) == pytest.approx(-log_weight, rel=1e-7)


def test_bias_of_two_samples_by_double_integration():
    z = np.linspace(-9, 9, 1201)
    prior = np.exp(-(z**2) / 2) * (z[1] - z[0]) / np.sqrt(2 * np.pi)
    log_weight = -0.5 * (1.5 - np.sqrt(3) * z) ** 2 + 1.5**2 / 8 + np.log(2)
    log_mean = np.logaddexp(log_weight[:, None], log_weight) - np.log(2)
    assert linear_gaussian.naive_bias(2, 1.5**2, 3.0, 1) == pytest.approx(-prior @ log_mean @ prior, rel=1e-7)


def test_bias_of_many_samples_is_half_the_variance_of_the_weight_over_them():
    variance = linear_gaussian.weight_variance([1.0, 0.5], np.sqrt(2) * np.eye(2), 1.0)
    assert linear_gaussian.naive_bias(1e6, 1.25, 2.0, 2) * 2e6 == pytest.approx(variance, rel=1e-4)


def test_bias_by_chance():
    rng = np.random.default_rng(3)
    weights = np.exp(-0.5 * ((np.full(3, 1.0) - 1.2 * rng.normal(size=(20_000, 50, 3))) ** 2).sum(-1))
    exact = linear_gaussian.log_likelihood(np.full(3, 1.0), 1.2 * np.eye(3), 1.0) + 1.5 * np.log(2 * np.pi)
    misses = exact - np.log(weights.mean(-1))
    assert linear_gaussian.naive_bias(50, 3.0, 1.44, 3) == pytest.approx(misses.mean(), abs=4 * misses.std() / np.sqrt(len(misses)))


@given(st.floats(1, 1e6), st.floats(0, 200), st.floats(0.1, 10), st.integers(1, 20))
def test_more_samples_have_less_bias(samples, squared_norm, ratio, dimensions):
    one, two = linear_gaussian.naive_bias([samples, 2 * samples], squared_norm, ratio, dimensions)
    assert one > two > -1e-9


def test_bias_refuses_what_the_quadrature_cannot_do():
    with pytest.raises(ValueError, match="ratios up to 30 and 50 dimensions"):
        linear_gaussian.naive_bias(10, 1.0, 100.0, 2)
