"""The derivations of chapter 13: no step is taken for another, and closed forms are what NumPy finds."""

import numpy as np
import pytest

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import gaussians


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("13")


def test_three_mean_kernels_are_the_closed_form_of_the_mmd():
    names = derivation_names("13")
    h, m, s = (names[letter] for letter in "hms")
    mean_kernel = names["mean_kernel"]
    for values in ((0.7, 0.3, 0.5), (2.0, -1.5, 1.8)):
        between, within_p = (float(mean_kernel.subs({h: values[0], m: mean, s: scale})) for mean, scale in ((values[1], values[2]), (0, 1)))
        within_q = float(mean_kernel.subs({h: values[0] / values[2], m: 0, s: 1}))  # in units of s
        expected = gaussians.mmd([values[1]], [[values[2] ** 2]], [0.0], [[1.0]], values[0])
        assert within_q + within_p - 2 * between == pytest.approx(float(expected), rel=1e-10)


def test_what_the_text_computes_by_hand():
    names = derivation_names("13")
    a, b, t = (names[letter] for letter in "abt")
    at = {a: 0.6, b: 0.3, t: 1.4}
    v = 0.6**2 * 1.4**2 + 0.3**2
    assert float(names["of_variance"].subs(at)) == pytest.approx(0.5 * (v - 1 - np.log(v)))
    rate = float(gaussians.kl(0.6 * 1.4, 0.3))  # of the datum at one scale of the data, as of all on the average
    assert rate - float(names["says"].subs(at)) == pytest.approx(0.5 * (v - 1 - np.log(v)))
    assert float(names["typical"].subs({names["d"]: 20})) == pytest.approx(0.905, abs=5e-4)
    assert 0.5 * (5.49**2 - 1 - np.log(5.49**2)) == pytest.approx(12.9, abs=0.05) and 1 / 0.18215 == pytest.approx(5.49, abs=5e-3)
