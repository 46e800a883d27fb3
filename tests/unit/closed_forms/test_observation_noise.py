"""The decoder's noise: the β of a loss against the loss itself, the best scale against all others, sharpness against SciPy."""

import itertools
import math

import numpy as np
import pytest
from scipy.ndimage import laplace
from scipy.stats import norm

from vaeedu.closed_forms import observation_noise as noise


def reduced(values, how, axes):
    return values.sum(axes) if how == "sum" else values.mean(axes)


@pytest.mark.parametrize(
    "ways", list(itertools.product(noise.OVER_PIXELS, noise.REDUCTIONS, noise.REDUCTIONS, noise.REDUCTIONS)), ids=lambda ways: ", ".join(ways)
)
def test_every_loss_is_a_multiple_of_error_and_beta_kl_of_whole_pictures(ways):
    over_pixels, over_codes, rec_over_batch, kl_over_batch = ways
    rng = np.random.default_rng(0)
    error, kl = rng.uniform(size=(2, 7, 3, 5, 4))[0], rng.uniform(size=(7, 6))  # (batch, channels, height, width), (batch, codes)
    picture = error.mean(1).sum((1, 2)) if over_pixels == "mean over channels" else reduced(error, over_pixels, (1, 2, 3))
    beta = noise.beta_of_loss(20, 6, 7, 3, over_pixels, over_codes, rec_over_batch, kl_over_batch, rec_weight=1.7, kl_weight=0.3)

    def loss(error_at, kl_at):
        return 1.7 * reduced(picture * error_at, rec_over_batch, 0) + 0.3 * reduced(reduced(kl * kl_at, over_codes, 1), kl_over_batch, 0)

    unit = loss(1, 0) / error.sum((1, 2, 3)).mean()  # how much one unit of a whole picture's error counts
    assert loss(1, 1) == pytest.approx(unit * (error.sum((1, 2, 3)).mean() + beta * kl.sum(1).mean()), rel=1e-12)


def test_known_losses():
    assert noise.beta_of_loss(784, 20) == 1
    assert noise.beta_of_loss(784, 20, 128, rec_over_batch="sum", kl_over_batch="sum") == 1
    assert noise.beta_of_loss(784, 20, over_pixels="mean") == 784
    assert noise.beta_of_loss(784, 20, 100, over_pixels="mean", over_codes="mean") == pytest.approx(39.2)
    assert noise.beta_of_loss(64 * 64, 128, 144, 3, over_pixels="mean", kl_weight=0.00025) == pytest.approx(3.072)
    assert noise.beta_of_loss(64 * 64, 128, channels=3, over_pixels="mean over channels") == 3
    assert noise.beta_of_loss(784, 20, 128, over_pixels="mean", kl_over_batch="sum") == 784 * 128
    assert noise.beta_of_loss([1, 2], 3, over_pixels="mean", kl_weight=[[0], [1]]).tolist() == [[0, 0], [1, 2]]


@pytest.mark.parametrize(("error", "sigma"), [("squared error", 9.0), ("squared error / 2", 9.0), ("squared error / 2σ²", 0.3)])
def test_only_beta_times_the_declared_variance_counts(error, sigma):
    """The error term is −log N up to a constant, and the loss over β that of the trained scale."""
    scale, beta = noise.declared_scale(error, sigma), 0.37
    term = lambda miss: {"squared error": miss**2, "squared error / 2": miss**2 / 2}.get(error, miss**2 / (2 * sigma**2))
    trained = noise.trained_scale(beta, error, sigma)
    for miss in (0.2, 1.3):
        assert term(miss) == pytest.approx(norm.logpdf(0, 0, scale) - norm.logpdf(miss, 0, scale))
        assert term(miss) / beta == pytest.approx(norm.logpdf(0, 0, trained) - norm.logpdf(miss, 0, trained))


def test_a_cross_entropy_has_no_scale():
    assert noise.declared_scale("cross entropy") is None and noise.trained_scale(2.0, "cross entropy") is None


def test_no_other_scale_costs_less():
    errors = np.array([1e-4, 0.03, 2.0])
    best = noise.best_scale(errors)
    assert best == pytest.approx(np.sqrt(errors))
    least = noise.gaussian_cost(errors, best)
    assert least == pytest.approx(0.5 * np.log(2 * math.pi * math.e * errors))
    for factor in (0.5, 0.99, 1.01, 2):
        assert np.all(noise.gaussian_cost(errors, factor * best) > least)
    assert noise.best_scale(0.0) == 0 and noise.best_scale([0.0, 1e-4, 4.0], floor=0.1).tolist() == [0.1, 0.1, 2]
    assert noise.gaussian_cost(0.09, 0.5) == pytest.approx(-norm.logpdf(0.3, 0, 0.5))


def test_sharpness_is_the_variance_of_the_laplacian():
    rng = np.random.default_rng(1)
    pictures = rng.uniform(size=(2, 3, 9, 7))
    for index in np.ndindex(2, 3):
        assert noise.sharpness(pictures)[index] == pytest.approx(laplace(pictures[index])[1:-1, 1:-1].var(), rel=1e-12)
    assert noise.sharpness(np.add.outer(np.arange(5.0), np.arange(6.0))) == pytest.approx(0)  # a slope has no edges


def test_white_noise_adds_twenty_times_its_variance():
    rng = np.random.default_rng(2)
    smooth = np.sin(np.add.outer(np.arange(64), np.arange(64)) / 3)
    noisy = noise.sharpness(smooth + 0.3 * rng.normal(size=(400, 64, 64)))
    assert noisy.mean() == pytest.approx(noise.sharpness(smooth) + 20 * 0.09, abs=5 * noisy.std() / 20)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: noise.beta_of_loss(0, 20), "pixels must be finite > 0, got 0.0"),
        (lambda: noise.beta_of_loss(784, np.nan), "codes must be finite > 0, got nan"),
        (lambda: noise.beta_of_loss(784, 20, batch=-1), "batch must be finite > 0, got -1.0"),
        (lambda: noise.beta_of_loss(784, 20, kl_weight=-1), "kl_weight must be finite >= 0, got -1.0"),
        (lambda: noise.beta_of_loss(784, 20, rec_weight=0), "rec_weight must be finite > 0, got 0.0"),
        (lambda: noise.beta_of_loss(784, 20, over_pixels="avg"), "over_pixels must be one of 'sum', 'mean', 'mean over channels', got 'avg'; take over_pixels='sum'"),
        (lambda: noise.beta_of_loss(784, 20, over_codes="none"), "over_codes must be one of 'sum', 'mean', got 'none'"),
        (lambda: noise.beta_of_loss(784, 20, rec_over_batch="none"), "rec_over_batch must be one of"),
        (lambda: noise.beta_of_loss(784, 20, kl_over_batch="Mean"), "kl_over_batch must be one of"),
        (lambda: noise.trained_scale(1, "L1"), "error must be one of 'cross entropy', 'squared error', .* got 'L1'"),
        (lambda: noise.trained_scale(1, "squared error / 2σ²", 0), "sigma must be finite > 0, got 0.0"),
        (lambda: noise.trained_scale(-1, "squared error"), "beta must be finite >= 0, got -1.0"),
        (lambda: noise.best_scale(-1), "mean_squared_error must be finite >= 0, got -1.0"),
        (lambda: noise.best_scale(1, floor=-0.1), "floor must be finite >= 0, got -0.1"),
        (lambda: noise.gaussian_cost(1, 0), "scale must be finite > 0, got 0.0"),
        (lambda: noise.sharpness(np.zeros((5, 64))[:, :3]), "sides of at least 4, got \\(5, 3\\)"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()
