"""Posterior collapse's closed forms: against integration, the KL of the two bells, and their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaeedu.closed_forms import collapse, gaussians, linear_vae

floors = st.floats(1e-4, 20.0)


def test_the_information_is_the_integral_of_its_definition():
    a, b, t = 0.7, 0.4, 1.3
    x, z = np.meshgrid(np.linspace(-8, 8, 801) * t, np.linspace(-12, 12, 1601), indexing="ij")
    p = np.exp(-0.5 * (x / t) ** 2) / (t * np.sqrt(2 * np.pi))
    log_q = -0.5 * ((z - a * x) / b) ** 2 - np.log(b * np.sqrt(2 * np.pi))
    cell = (x[1, 0] - x[0, 0]) * (z[0, 1] - z[0, 0])
    all_codes = (p * np.exp(log_q)).sum(0) * (x[1, 0] - x[0, 0])
    information = (p * np.exp(log_q) * (log_q - np.log(all_codes))).sum() * cell
    assert collapse.mutual_information(a, b, t) == pytest.approx(information, rel=1e-9)


@given(st.floats(0.01, 1.99))
def test_at_the_optimum_of_the_linear_vae_the_rate_is_all_information(beta):
    a, b, _ = linear_vae.minimiser(beta, 1.0)
    assert collapse.mutual_information(a, b, 1.0) == pytest.approx(linear_vae.rate(a, b, 1.0), rel=1e-9, abs=1e-12)


@given(floors, st.floats(0, 1))
def test_between_the_roots_the_rate_is_the_floor(delta, share):
    least, most = collapse.committed_variances(delta)
    assert least < 1 < most
    variance = least + share * (most - least)
    assert gaussians.kl(collapse.committed_mean(variance, delta), np.sqrt(variance)) == pytest.approx(delta, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("delta", "least", "most"), [(0.08, 0.536, 1.677), (0.12, 0.457, 1.861), (0.2, 0.350, 2.179), (0.5, 0.159, 3.146)])
def test_known_roots(delta, least, most):
    assert collapse.committed_variances(delta) == (pytest.approx(least, abs=5e-4), pytest.approx(most, abs=5e-4))


def test_outside_the_roots_no_mean_is_needed():
    assert collapse.committed_mean(10.0, 0.1) == 0 and gaussians.kl(0.0, np.sqrt(10.0)) > 0.1


@pytest.mark.parametrize(("mu", "sigma"), [(0, 0.5), (0.8, 0.6), (1.5, 0.5), (1, 1.4), (3, 0.1)])
def test_two_bells_are_the_integrals_of_their_definitions(mu, sigma):
    z = np.linspace(-mu - 14 * sigma, mu + 14 * sigma, 200_001)
    bells = np.exp(-0.5 * ((z - np.array([[mu], [-mu]])) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    both, step = bells.mean(0), z[1] - z[0]
    log = lambda density: np.log(density, out=np.zeros_like(density), where=density > 0)  # noqa: E731
    information = (bells * (log(bells) - log(both))).sum() * step / 2
    gap = (both * (log(both) + 0.5 * z**2 + 0.5 * np.log(2 * np.pi))).sum() * step
    assert collapse.two_bells(mu, sigma) == (pytest.approx(information, abs=1e-9), pytest.approx(gap, rel=1e-9, abs=1e-9))


@given(st.floats(0, 1e6), st.floats(1e-6, 1e3))
def test_the_parts_of_two_bells_add_up_to_their_rate(mu, sigma):
    information, gap = collapse.two_bells(mu, sigma)
    assert 0 <= information <= np.log(2) and gap >= 0
    assert information + gap == pytest.approx(gaussians.kl(mu, sigma), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("delta", [0, -0.1, np.nan, np.inf])
def test_a_floor_is_above_zero(delta):
    with pytest.raises(ValueError, match="delta must be finite > 0, got .*; mend the input of delta"):
        collapse.committed_variances(delta)
    with pytest.raises(ValueError, match="delta"):
        collapse.committed_mean(1.0, delta)


def test_a_code_without_noise_or_a_word_for_a_number_is_refused():
    with pytest.raises(ValueError, match="b must be finite > 0, got 0"):
        collapse.mutual_information(1, 0, 1)
    with pytest.raises(ValueError, match="sigma must be finite > 0, got 0"):
        collapse.two_bells(1, 0)
    with pytest.raises(TypeError, match="a must be a real number"):
        collapse.mutual_information("much", 1, 1)
