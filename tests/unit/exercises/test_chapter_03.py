"""Right and wrong answers of chapter 03: the ELBO."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers import both_tests
from vaeedu.closed_forms import gaussians, linear_vae
from vaeedu.exercises import exercises

slopes = st.floats(-5, 5)
scales = st.floats(0.05, 10)

RIGHT = {
    "03-wide": [(3 - math.log(4)) / 2, 0.80685],
    "03-elbo": [
        lambda x, c, sigma, mean, scale: -math.log(sigma) - math.log(2 * math.pi) / 2 - ((x - c * mean) ** 2 + (c * scale) ** 2) / (2 * sigma**2)
        - (mean**2 + scale**2 - 2 * math.log(scale) - 1) / 2,
    ],
    "03-room": [1.3 - 1.75 * math.log(2), 0.08699],
    "03-mean-field": [lambda c, sigma: -math.log(1 - (c**2 / (sigma**2 + c**2)) ** 2) / 2],
    "03-stiff": [lambda s, sigma, t: math.sqrt(max(sigma * t / s - sigma**2, 0))],
    "03-beyond": [0.378, (1 / 0.36 - math.log(1 / 0.36) - 1) / 2],
}
WRONG = {
    "03-wide": [(0.25 + math.log(4) - 1) / 2, 3 - math.log(4), math.log(2), 2, "wide"],
    "03-elbo": [
        -2.0,
        lambda x, c, sigma, mean, scale: -math.log(sigma) - math.log(2 * math.pi) / 2 - (x - c * mean) ** 2 / (2 * sigma**2)
        - (mean**2 + scale**2 - 2 * math.log(scale) - 1) / 2,  # forgets the noise of q
        lambda x, c, sigma, mean, scale: -((x - c * mean) ** 2 + (c * scale) ** 2) / (2 * sigma**2)
        - (mean**2 + scale**2 - 2 * math.log(scale) - 1) / 2,  # drops the constants
        lambda x, c, sigma, mean, scale: -math.log(sigma) - math.log(2 * math.pi) / 2 - ((x - c * mean) ** 2 + (c * scale) ** 2) / (2 * sigma**2)
        + (mean**2 + scale**2 - 2 * math.log(scale) - 1) / 2,  # adds the KL
        lambda x: x,
    ],
    "03-room": [1.3 - 1.75, 1.3, 1.75 * math.log(2), 1.3 - math.log(4), -0.08699],
    "03-mean-field": [
        0.5,
        lambda c, sigma: -math.log(1 - (c**2 / (sigma**2 + c**2)) ** 2),  # forgets the half
        lambda c, sigma: 0.0,
        lambda c, sigma: math.log(1 + (c / sigma) ** 2) / 2,
    ],
    "03-stiff": [
        lambda s, sigma, t: math.sqrt(max(t**2 - sigma**2, 0)),  # the slope of a free encoder
        lambda s, sigma, t: math.sqrt(sigma * (t / s - sigma)),  # forgets that the code may die
        lambda s, sigma, t: max(sigma * (t / s - sigma), 0),
    ],
    "03-beyond": [0, 0.292, (0.36 - math.log(0.36) - 1) / 2, 1.67, "for ever"],
}


test_right_answers, test_wrong_answers_get_a_hint = both_tests(RIGHT, WRONG)


@given(slopes, scales)
def test_the_mean_field_gap_is_a_kl_of_two_covariances(c, sigma):
    precision = np.eye(2) + (c / sigma) ** 2
    gap = gaussians.kl_full(np.zeros(2), np.diag(1 / np.diag(precision)), np.zeros(2), np.linalg.inv(precision))
    assert exercises()["03-mean-field"].truth(c, sigma) == pytest.approx(float(gap), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize(("s", "sigma", "t"), [(0.3, 0.6, 1), (0.6, 0.6, 1), (1.2, 0.6, 1), (1.9, 0.6, 1), (0.5, 1.2, 0.8)])
def test_no_decoder_beats_the_stiff_encoders_best_slope(s, sigma, t):
    slope = exercises()["03-stiff"].truth(s, sigma, t)
    loss = lambda c: linear_vae.loss(c / (c**2 + sigma**2), s, c, 2 * sigma**2, t)  # with the best encoder slope
    assert np.all(loss(np.linspace(0, 4, 2001)) >= loss(slope) - 1e-12)


def test_beyond_the_edge_the_model_error_stays_and_the_gap_rises():
    widths = np.array([1.7, 2.0, 3.0])
    assert all(exercises()["03-stiff"].truth(s, 0.6, 1) == 0 for s in widths) and exercises()["03-stiff"].truth(1.66, 0.6, 1) > 0
    for s in widths:  # no decoder slope, with its best encoder, does better than none
        loss = lambda c: linear_vae.loss(c / (c**2 + 0.36), s, c, 0.72, 1)
        assert np.all(loss(np.linspace(0, 2, 401)) >= loss(0.0) - 1e-12)
    assert exercises()["03-beyond"].truth == pytest.approx(float(gaussians.kl(0, 1, 0, 0.6)))
    assert np.all(np.diff(gaussians.kl(0, widths)) > 0)
