"""BetaOnDigits: its file is what the zoo gives, its networks are PyTorch's in NumPy and in JavaScript, its inputs and its picture."""

import numpy as np
import pytest
import torch

import export_weights
from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu import data, zoo
from vaeedu.closed_forms import ppca
from vaeedu.evaluation import active_units, rate_distortion
from vaeedu.widgets import BetaOnDigits
from vaeedu.widgets.beta_on_digits.network import BETAS, CODE, models, weights
from vaeedu.widgets.draws import normals
from vaeedu.zoo.recipes import beta as recipe


@pytest.fixture(scope="module")
def ensemble():
    return zoo.load("vae-digits-8d-betas").double()


def test_the_file_holds_the_models_of_the_zoo_and_held_out_digits(ensemble):
    assert np.frombuffer(weights()[:76_800], "<f2") == pytest.approx(np.frombuffer(export_weights.beta_on_digits()[:76_800], "<f2"), abs=0)
    assert len(weights()) < 110_000 and BETAS == pytest.approx(recipe.BETAS)
    assert ensemble.settings.tolist() == pytest.approx(recipe.BETAS, rel=1e-3)  # half precision
    held_out = data.digits(train=False)
    number = [held_out.y[(held_out.x.flatten(1) == torch.tensor(row)).all(1)].tolist() for row in models().digits]
    assert number == [[digit] for digit in range(10)]
    assert ppca.spectrum(data.digits().x.flatten(1)).eigenvalues[:CODE] == pytest.approx(models().eigenvalues, rel=1e-6)


@torch.no_grad()
def test_numpy_agrees_with_torch(ensemble):
    x, z = torch.tensor(models().digits), torch.tensor(normals(7, 5 * CODE).reshape(5, CODE))
    for k, model in enumerate(ensemble.models()):
        q = model.encoder(x.unflatten(1, (1, 8, 8)))
        assert np.allclose(models().means[k], q.mean, rtol=1e-6, atol=1e-6) and np.allclose(models().scales[k], q.stddev, rtol=1e-6)
        assert np.allclose(models().decode(k, z.numpy()), model.decoder(z).mean.flatten(1), rtol=1e-12, atol=1e-12)


def test_the_numbers_are_those_of_the_models(ensemble):
    held_out = data.digits(train=False)
    torch.manual_seed(0)
    for beta, model in zip(recipe.BETAS, ensemble.models()):
        w = BetaOnDigits(beta=beta)
        exact = rate_distortion(model, held_out.x.double(), samples=50)
        assert w.trained == beta and w.rate == pytest.approx(exact.rate.mean().item(), rel=1e-6)
        error = exact.distortion - 32 * np.log(np.pi)  # −log p is the squared error and 32 log π, for σ² = ½
        assert w.error == pytest.approx(error.mean().item(), rel=0.01)
        assert w.active == active_units(model, held_out.x.double()).active.sum() and len(w.rates) == CODE
        assert w.loss == pytest.approx(w.error + beta * w.rate) and w.linear == pytest.approx(ppca.rates(models().eigenvalues, beta).sum())


def test_what_the_chapter_and_the_front_page_promise():
    """Cheap codes rebuild, dear ones do not; the rates are near the linear theory; at the end all digits are rebuilt as one."""
    for beta in BETAS[4:-3]:
        w = BetaOnDigits(beta=beta)
        assert 0.9 < w.rate / w.linear < 2.1
    collapsed, cheap = BetaOnDigits(beta=1.6), BetaOnDigits(beta=0.02)
    assert collapsed.active == 0 and collapsed.rate < 0.01 and np.ptp(collapsed.rebuilt, axis=0).max() < 0.15 < 0.9 < np.ptp(cheap.rebuilt, axis=0).max()
    assert cheap.active == 8 and cheap.error < 0.3 * collapsed.error


def test_a_beta_between_two_models_shows_the_nearer_and_says_so():
    w = BetaOnDigits(beta=0.24)
    assert w.trained == 0.2 and "trained at beta 0.2" in w.describe()
    w.beta = 0.25
    assert w.trained == 0.3
    with pytest.raises(AttributeError):
        w.rate = 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("beta", 0, "beta, the KL weight, must be finite and > 0, got 0"),
        ("beta", float("nan"), "beta, the KL weight, must be finite and > 0, got nan"),
        ("seed", -1, "seed must be a whole number from 0 to 1048575, got -1"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(BetaOnDigits(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = BetaOnDigits(beta=0.3)
    stored = stand_in(w)
    assert stored["widget"] == "beta_on_digits" and stored["inputs"] == {"beta": 0.3, "seed": 1}
    assert "8 of 8 units are in use" in stored["alt"] and repr(w) == "BetaOnDigits(beta=0.3, seed=1)" and w.picture() == w.picture()


def test_javascript_agrees_with_numpy():
    names = ("trained", "rate", "error", "active", "loss", "linear")
    widgets = [BetaOnDigits(beta=beta, seed=seed) for beta, seed in zip((*BETAS, 0.24, 1e-9, 1e9), (*range(17), 2**20 - 1, 3))]
    calls = [("solve", {"beta": w.beta, "seed": w.seed}) for w in widgets]
    for w, got in zip(widgets, javascript("beta_on_digits", calls), strict=True):
        assert {name: got[name] for name in names} == pytest.approx({name: getattr(w, name) for name in names}, rel=1e-9)
        assert got["rates"] == pytest.approx(list(w.rates), rel=1e-9)
        for row, pictures in zip(got["pictures"], (w.digits, w.rebuilt, w.samples), strict=True):
            assert np.allclose(row, pictures.reshape(10, -1), rtol=1e-9, atol=1e-12)
