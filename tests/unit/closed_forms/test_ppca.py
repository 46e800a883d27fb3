"""Linear VAEs in many dimensions: against chance, against one dimension at a time, and against the exact likelihood."""

import numpy as np
import pytest

from vaeedu.closed_forms import linear_gaussian, linear_vae, ppca

rng = np.random.default_rng(8)
X = rng.normal(size=(300, 6)) @ rng.normal(size=(6, 6)) + rng.normal(size=6)
DATA = ppca.spectrum(X)
COVARIANCE = np.cov(X.T, bias=True)
LEVELS = [0.5 * DATA.eigenvalues[-1], 0.5 * sum(DATA.eigenvalues[3:5]), DATA.eigenvalues[2], 1.01 * DATA.eigenvalues[0]]


def test_the_spectrum_is_that_of_the_covariance_with_divisor_n():
    assert (DATA.axes * DATA.eigenvalues) @ DATA.axes.T == pytest.approx(COVARIANCE)
    assert DATA.mean == pytest.approx(X.mean(0)) and np.all(np.diff(DATA.eigenvalues) < 0)


def test_with_fewer_items_than_dimensions_the_rest_of_the_spectrum_is_zero():
    few = ppca.spectrum(X[:4])
    assert few.eigenvalues[:3].min() > 0 and few.eigenvalues[3:] == pytest.approx(0, abs=1e-12)
    assert few.axes.shape == (6, 6) and few.axes.T @ few.axes == pytest.approx(np.eye(6))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("codes", [0, 2, 6])
def test_each_direction_is_the_linear_vae_of_one_dimension(level, codes):
    beta, t = 2 * level, np.sqrt(DATA.eigenvalues)
    best = linear_vae.minimiser(beta, t)
    alone = linear_vae.minimum(beta, t)
    assert ppca.rates(DATA.eigenvalues, beta, codes)[:codes] == pytest.approx(linear_vae.rate(best.a, best.b, t)[:codes])
    assert ppca.distortions(DATA.eigenvalues, beta, codes)[:codes] == pytest.approx(linear_vae.distortion(*best, t)[:codes])
    assert ppca.minimum(DATA.eigenvalues, beta, codes) == pytest.approx(alone[:codes].sum() + DATA.eigenvalues[codes:].sum())
    assert not ppca.rates(DATA.eigenvalues, beta, codes)[codes:].any()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("codes", [1, 3, 6])
def test_the_minimiser_has_the_least_loss_and_its_elbo_is_the_exact_likelihood(level, codes):
    beta = 2 * level
    best = ppca.minimiser(DATA, beta, codes)
    least = ppca.loss(COVARIANCE, *best, beta)
    assert least == pytest.approx(float(ppca.minimum(DATA.eigenvalues, beta, codes)))
    exact = linear_gaussian.log_likelihood(X - DATA.mean, best.weights, np.sqrt(level)).mean()
    assert ppca.log_likelihood(DATA.eigenvalues, beta, codes) == pytest.approx(exact)
    for size in (1e-3, 0.1, 1.0):
        moved = [value + size * rng.normal(size=value.shape) for value in best[:2]]
        assert ppca.loss(COVARIANCE, *moved, best.scales * np.exp(size * rng.normal(size=codes)), beta) > least


@pytest.mark.parametrize("level", LEVELS)
def test_the_encoder_is_the_posterior(level):
    best = ppca.minimiser(DATA, 2 * level, 4)
    exact = linear_gaussian.posterior(X - DATA.mean, best.weights, np.sqrt(level))
    assert exact.mean == pytest.approx((X - DATA.mean) @ best.encoder.T)
    assert exact.covariance == pytest.approx(np.diag(best.scales**2), abs=1e-12)


@pytest.mark.parametrize("codes", [0, 1, 4])
def test_no_beta_has_a_greater_likelihood_than_the_best(codes):
    best = ppca.best_beta(DATA.eigenvalues, codes)
    top = ppca.log_likelihood(DATA.eigenvalues, best, codes)
    assert np.all(ppca.log_likelihood(DATA.eigenvalues, best * np.array([0.5, 0.99, 1.01, 2]), codes) < top)


def test_it_broadcasts_over_beta():
    beta = np.array([[0.1, 1.0, 30.0]])
    assert ppca.rates(DATA.eigenvalues, beta).shape == (1, 3, 6)
    assert ppca.minimum(DATA.eigenvalues, beta, 2).shape == ppca.log_likelihood(DATA.eigenvalues, beta, 2).shape == (1, 3)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ppca.rates(DATA.eigenvalues, -1), "beta must be finite > 0, got -1.0"),
        (lambda: ppca.minimum(DATA.eigenvalues, 0), "beta must be finite > 0, got 0.0"),
        (lambda: ppca.rates(DATA.eigenvalues, 1, 7), "codes must be a whole number from 0 to the data's 6 dimensions, got 7; more codes"),
        (lambda: ppca.rates(DATA.eigenvalues, 1, 1.5), "codes must be a whole number"),
        (lambda: ppca.spectrum(np.ones((5, 3))), "the data have no variance: all 3 eigenvalues are 0"),
        (lambda: ppca.spectrum(np.ones(5)), r"x must have shape \(n, d\) with n >= 2 items, got \(5,\); flatten"),
        (lambda: ppca.spectrum(np.ones((1, 3))), r"n >= 2 items, got \(1, 3\)"),
        (lambda: ppca.spectrum([[0.0, np.nan], [1, 1]]), "x must be finite, got nan"),
        (lambda: ppca.rates(np.zeros(3), 1), "no variance"),
        (lambda: ppca.rates([1.0, 2.0], 1), "eigenvalues must be sorted, the largest first"),
        (lambda: ppca.rates([[2.0, 1.0]], 1), r"eigenvalues must have shape \(d,\), got \(1, 2\)"),
        (lambda: ppca.rates([2.0, -1.0], 1), "eigenvalues must be finite >= 0, got -1.0"),
        (lambda: ppca.best_beta([2.0, 1.0], 2), "2 codes leave no variance to the noise"),
        (lambda: ppca.loss(COVARIANCE, *ppca.minimiser(DATA, 1, 2)[:2], [1, 0], 1), "scales must be finite > 0, got 0.0"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()
