"""GaussianKL: its inputs and results, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import gaussians
from vaeedu.widgets import GaussianKL


def test_setting_an_input_moves_every_result():
    w = GaussianKL(mu=1, sigma=1)
    assert (w.kl, w.l_mu, w.l_sigma) == (0.5, 0.5, 0)
    w.mu, w.sigma = 0, 2
    assert w.l_mu == 0 and w.kl == w.l_sigma == pytest.approx(1.5 - np.log(2))
    with pytest.raises(AttributeError):
        w.kl = 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("mu", float("nan"), "mu, the mean of q, must be finite, got nan"),
        ("sigma", 0, "sigma, the scale of q, must be finite and > 0, got 0"),
        ("sigma", float("inf"), "sigma, the scale of q, must be finite and > 0, got inf"),
        ("mu", "left", "float"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(GaussianKL(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = GaussianKL(mu=1, sigma=0.5)
    stored = stand_in(w)
    assert stored["widget"] == "gaussian_kl" and stored["inputs"] == {"mu": 1.0, "sigma": 0.5}
    assert "0.818 nats" in stored["alt"]
    assert repr(w) == "GaussianKL(mu=1.0, sigma=0.5)" and repr(eval(repr(w))) == repr(w)
    assert w.picture() == w.picture()
    for extreme in (GaussianKL(mu=-30, sigma=1e-3), GaussianKL(mu=0, sigma=40)):
        assert extreme.picture().startswith(b"\x89PNG")


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(3)
    points = [(0, 1), (1, 0.5), (-3, 0.05), (2.2, 2.5), (0, 1e-9), (0, 1 + 1e-9), *zip(rng.normal(size=20), rng.uniform(0.05, 2.5, 20))]
    calls, expected = [], []
    for mean, scale in points:
        z = mean + scale * rng.normal()
        q = np.exp(-0.5 * ((z - mean) / scale) ** 2) / (scale * np.sqrt(2 * np.pi))
        log_ratio = -np.log(scale) - 0.5 * ((z - mean) / scale) ** 2 + 0.5 * z**2
        for name, args, value in [
            ("meanPart", [mean], gaussians.kl_mean_part(mean)),
            ("scalePart", [scale], gaussians.kl_scale_part(scale)),
            ("kl", [mean, scale], gaussians.kl(mean, scale)),
            ("density", [z, mean, scale], q),
            ("integrand", [z, mean, scale], q * log_ratio),
        ]:
            calls.append((name, *args))
            expected.append(float(value))
    assert javascript("gaussian_kl", calls) == pytest.approx(expected, rel=1e-9, abs=1e-12)
