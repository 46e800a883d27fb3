"""The derivations of chapter 03: no step is taken for another, and NumPy's closed forms are what they end in."""

import pytest
import sympy as sp

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import gaussians, linear_gaussian_1d


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("03")


def test_sympy_agrees_with_numpy():
    names = derivation_names("03")
    normal = names["normal"]
    right = lambda label: normal[label].right.doit()
    point = {"x": 1.3, "c": -0.8, "noise": 0.6, "mean": 0.4, "scale": 0.9}
    values = {names["xr"]: 1.3, names["c"]: -0.8, names["sigma_x"]: 0.6, names["mu"]: 0.4, names["sigma"]: 0.9}
    model = [point[k] for k in ("x", "c", "noise")]
    assert linear_gaussian_1d.expected_log_likelihood(**point) == pytest.approx(float(right("eq-elbo-gaussian-reconstruction").subs(values)), rel=1e-12)
    assert gaussians.kl(0.4, 0.9) == pytest.approx(float(right("eq-elbo-gaussian-rate").subs(values)), rel=1e-12)
    assert linear_gaussian_1d.log_marginal(*model) == pytest.approx(float(sp.log(right("eq-elbo-gaussian-evidence")).subs(values)), rel=1e-12)
    best = linear_gaussian_1d.posterior(*model)
    gap = right("eq-elbo-gaussian-gap").subs({names["m"]: float(best.mean), names["s"]: float(best.scale)})
    assert linear_gaussian_1d.gap(**point) == pytest.approx(float(gap.subs(values)), rel=1e-12)
