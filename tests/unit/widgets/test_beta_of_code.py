"""BetaOfCode: the code that it shows, run; its inputs, its picture, and its formulas in JavaScript."""

import itertools
import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from torch.nn import functional

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import observation_noise as noise
from vaeedu.widgets import BetaOfCode
from vaeedu.widgets.beta_of_code.picture import DIGIT, KNOWN, NOISE, beta_of, drawn

PLAIN = {"over_pixels": "sum", "kl_weight": 1.0}
WAYS = list(itertools.product(noise.ERRORS, noise.OVER_PIXELS, noise.REDUCTIONS, noise.REDUCTIONS, noise.REDUCTIONS))
NAMES = ("error", "over_pixels", "rec_over_batch", "over_codes", "kl_over_batch")


def state(widget):
    return {name: getattr(widget, name) for name in widget.inputs}


def keras_names():
    """NumPy in the place of Keras's `ops`, and its two losses, which average over the last axis."""
    ops = SimpleNamespace(sum=np.sum, mean=np.mean, square=np.square, exp=np.exp)
    losses = SimpleNamespace(
        mean_squared_error=lambda x, x_hat: np.mean((x - x_hat) ** 2, -1),
        binary_crossentropy=lambda x, x_hat: -np.mean(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat), -1),
    )
    return {"ops": ops, "losses": losses}


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("framework", ["PyTorch", "Keras"])
def test_the_code_shown_is_the_loss_meant(framework, channels):
    """Run the lines: the loss is a multiple of the error of whole pictures plus β times the KL, and the other line has the β wanted."""
    rng = np.random.default_rng(0)
    x, x_hat = rng.uniform(0.1, 0.9, (2, 5, channels, 4, 6))
    mu, log_var = rng.normal(size=(2, 5, 3))
    kl = 0.5 * (mu**2 + np.exp(log_var) - log_var - 1).sum(1).mean()
    for way in WAYS:
        w = BetaOfCode(framework=framework, pixels=24, channels=channels, codes=3, batch=5, rec_weight=1.7, kl_weight=0.3, sigma=0.25, wanted=4.0, **dict(zip(NAMES, way)))
        if framework == "PyTorch":
            names = {"F": functional} | {name: torch.tensor(value) for name, value in dict(x=x, x_hat=x_hat, mu=mu, log_var=log_var).items()}
        else:
            names = keras_names() | {"x": x.transpose(0, 2, 3, 1), "x_hat": x_hat.transpose(0, 2, 3, 1), "mu": mu, "log_var": log_var}
        error = -(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat)) if w.error == "cross entropy" else (x - x_hat) ** 2 / (2 * noise.declared_scale(w.error, w.sigma) ** 2)
        error = error.sum((1, 2, 3)).mean()
        exec("\n".join(w.lines), names)
        per_error = 1.7 * float(names["rec"]) / error  # what one nat of a whole picture's error counts
        assert float(names["loss"]) == pytest.approx(per_error * (error + w.beta * kl), rel=1e-9)
        exec(w.other_line, names)
        assert float(names["loss"]) == pytest.approx(per_error * (error + 4 * kl), rel=1e-5)  # the weight has six digits


def test_setting_an_input_moves_every_result():
    w = BetaOfCode()
    assert (w.beta, w.weight) == (784, pytest.approx(1 / 784)) and w.scale == pytest.approx(392**0.5)
    w.over_pixels = "sum"
    assert w.beta == w.weight == 1 and w.scale == pytest.approx(0.5**0.5)
    w.error = "cross entropy"
    assert w.scale is None and "noise" not in w.describe()
    with pytest.raises(AttributeError):
        w.beta = 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("over_pixels", "none", "over_pixels must be one of 'sum', 'mean', 'mean over channels', got 'none'; try over_pixels='mean'"),
        ("framework", "JAX", "framework must be one of 'PyTorch', 'Keras', got 'JAX'"),
        ("error", 1, "error must be one of 'cross entropy'"),
        ("pixels", 0, "pixels, the places of a picture, must be from 1 to 100000000, got 0"),
        ("kl_weight", 0, "kl_weight, the weight of the KL, must be finite and > 0, got 0"),
        ("sigma", -0.1, "sigma, the σ written into the loss, must be finite and > 0, got -0.1"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(BetaOfCode(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = BetaOfCode(kl_weight=0.01)
    stored = stand_in(w)
    assert stored["inputs"] == state(w) and "β = 7.84" in stored["alt"] and "σ_x = 1.98" in stored["alt"]
    assert repr(eval(repr(w), {"BetaOfCode": BetaOfCode})) == repr(w)
    assert w.picture() == w.picture()


def test_the_digit_is_scikit_learns_and_the_noise_normal():
    assert (DIGIT == load_digits().images[9] / 16).all()
    assert abs(NOISE.mean()) < 3 / 8 and 0.7 < NOISE.std() < 1.3 and (drawn(2.0) == DIGIT + 2 * NOISE).all()
    assert set(drawn(None).ravel()) == {0, 1} and (drawn(None)[DIGIT == 0] == 0).all()


def test_javascript_agrees_with_python():
    rng = np.random.default_rng(4)
    calls, expected = [], []
    for way in WAYS:
        for framework in ("PyTorch", "Keras"):
            sizes = dict(zip(("pixels", "channels", "codes", "batch"), rng.integers(1, 5000, 4).tolist()))
            weights = dict(zip(("rec_weight", "kl_weight", "sigma", "wanted"), np.exp(rng.normal(scale=3, size=4)).tolist()))
            w = BetaOfCode(framework=framework, **sizes, **weights, **dict(zip(NAMES, way)))
            inputs = state(w)
            calls += [("beta", inputs), ("trainedScale", inputs), ("weight", inputs), ("lines", inputs), ("lastLine", inputs, w.weight)]
            expected.append((w.beta, w.scale, w.weight, [*w.lines, w.other_line]))
    found = iter(javascript("beta_of_code", calls))
    numbers = re.compile(r"\d+\.?\d*(?:e[+-]?\d+)?")
    for beta, scale, weight, code in expected:
        assert next(found) == pytest.approx(beta, rel=1e-9)
        got = next(found)
        assert got == "NaN" if scale is None else got == pytest.approx(scale, rel=1e-9)
        assert next(found) == pytest.approx(weight, rel=1e-9)
        written = [*next(found), next(found)]
        assert [numbers.sub("#", line) for line in written] == [numbers.sub("#", line) for line in code]
        assert [float(n) for line in written for n in numbers.findall(line)] == pytest.approx([float(n) for line in code for n in numbers.findall(line)], rel=1e-12)


def test_known_losses_and_samples_are_the_same_in_javascript():
    names = list(KNOWN)
    shown = javascript("beta_of_code", [("drawn", 0.3), ("drawn", 2.0)])
    assert shown == [pytest.approx(drawn(scale).ravel()) for scale in (0.3, 2.0)]
    assert [beta_of(KNOWN[name]) for name in names] == pytest.approx([1, 1, 1, 1 / 255, 3.072, 9.6])
