"""The derivations of chapter 19: no step is taken for another, and NumPy agrees with what they end in."""

import numpy as np
import pytest

from chapters import derivation_names
from corruptions import check_corruptions


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("19")


def test_noise_whose_neighbours_go_together_adds_what_its_covariance_says():
    """The Laplacian is a weighted sum of five pixels, so its variance is w C w."""
    names = derivation_names("19")
    weights = np.array([1.0, 1, 1, 1, -4])
    for rho in (-0.3, 0.0, 0.2, 0.45):
        covariance = np.eye(5)
        covariance[4, :4] = covariance[:4, 4] = rho
        values = {names["ell"]: 0.0, names["sigma"]: 0.7, names["rho"]: rho, names["kappa"]: np.sqrt(1 - 4 * rho**2)}
        assert float(names["shape"]["eq-hybrid-seen"].right.subs(values)) == pytest.approx(0.7**2 * weights @ covariance @ weights)
        assert float(names["shape"]["eq-hybrid-together"].right.subs(values)) == pytest.approx(weights @ covariance @ weights)
