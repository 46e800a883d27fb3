"""The derivations of chapter 02: no step is taken for another, and NumPy's closed forms are what they end in."""

import numpy as np
import pytest
import sympy as sp

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import linear_gaussian


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("02")


def test_numpy_agrees_with_the_chapter():
    names = derivation_names("02")
    symbols = names["x"], names["w"], names["sigma"]
    density = sp.lambdify(symbols, names["linear"].meaning(names["evidence"]), modules="mpmath")
    moment = sp.lambdify(symbols, names["moment"], modules="mpmath")
    for x, w, sigma in np.random.default_rng(0).uniform([-5, -3, 0.2], [5, 3, 3], (50, 3)):
        assert linear_gaussian.log_likelihood([x], [[w]], sigma) == pytest.approx(float(sp.log(density(x, w, sigma))), rel=1e-11, abs=1e-12)
        assert linear_gaussian.weight_variance([x], [[w]], sigma) == pytest.approx(float(moment(x, w, sigma) - 1), rel=1e-9, abs=1e-9)
