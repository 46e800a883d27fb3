"""The widget LatentExplorer: its networks are the zoo's, in NumPy and in JavaScript, and its file is what the zoo gives."""

import json
import os

import numpy as np
import pytest
import torch

import export_weights
from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu import data, zoo
from vaeedu.widgets import LatentExplorer
from vaeedu.widgets.latent_explorer.network import network, uniforms, weights

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(12, 2)) * 1.5
X = RNG.uniform(size=(12, 28, 28)) * (RNG.uniform(size=(12, 28, 28)) < 0.2)


@pytest.fixture(scope="module")
def model():
    return zoo.load("vae-mnist-2d")


# The file ------------------------------------------------------------------------------------------------------------


def test_the_file_holds_the_weights_of_the_zoo(model):
    expected = export_weights.weights(model)
    assert weights()[: len(expected)] == expected and len(weights()) <= 820_000


def test_half_precision_loses_nothing_of_the_zoo(model):
    """The zoo stores half precision itself, so what the page computes with are the weights that its card was measured with."""
    stored = np.concatenate([tensor.numpy().ravel() for tensor in model.state_dict().values()])
    assert (np.frombuffer(weights(), "<f2")[: len(stored)].astype(np.float32) == stored).all()


@pytest.mark.skipif(not os.environ.get("VAEEDU_DATA"), reason="VAEEDU_DATA names no folder with the published files")
def test_the_file_holds_the_codes_of_the_test_digits(model):
    found, expected = (np.frombuffer(halves, "<f2") for halves in (weights()[-4000:], export_weights.codes(model, data.mnist(train=False))))
    assert np.allclose(found.astype(float), expected.astype(float), rtol=0, atol=4e-3)  # a last digit may round either way


def test_weights_too_large_for_half_precision_are_refused():
    with pytest.raises(ValueError, match="half precision ends at 65504, the largest weight is 1e"):
        export_weights.halves([torch.tensor([1.0, -1e6])])


# The networks in three languages -------------------------------------------------------------------------------------


@torch.no_grad()
def test_numpy_agrees_with_torch(model):
    z, x = torch.tensor(Z), torch.tensor(X)[:, None]
    for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 2e-6)):  # float32 rounds by itself
        q, p = model.to(dtype).encoder(x.to(dtype)), model.decoder(z.to(dtype))
        found = network().encode(X)
        assert np.allclose(found.mean, q.mean, rtol=tolerance, atol=5 * tolerance)
        assert np.allclose(found.scale, q.stddev, rtol=10 * tolerance)
        assert np.allclose(network().logits(Z), p.base_dist.logits[:, 0], rtol=tolerance, atol=10 * tolerance)
        assert np.allclose(network().decode(Z), p.mean[:, 0], atol=tolerance)
        assert np.allclose(network().log_likelihood(X, Z), p.log_prob(x.to(dtype)), rtol=tolerance)


def test_the_distortion_is_the_mean_over_many_codes(model):
    w = LatentExplorer()
    torch.manual_seed(0)
    with torch.no_grad():
        draw = model.draw(torch.tensor(w.x, dtype=torch.float32)[None, None], samples=20_000)
    losses = -draw.log_likelihood[:, 0].double()
    error = float(losses.std() / len(losses) ** 0.5)
    assert w.distortion == pytest.approx(float(losses.mean()), abs=4 * error + 0.1) and error < 0.1


@torch.no_grad()
def test_javascript_agrees_with_torch_and_with_numpy(model):
    answers = javascript("latent_explorer", [("logits", z.tolist()) for z in Z] + [("encode", x.ravel().tolist()) for x in X])
    logits, codes = np.array(answers[:12]), answers[12:]
    assert np.allclose(logits, network().logits(Z).reshape(12, -1), rtol=1e-12, atol=1e-12)
    assert np.allclose(logits, model.decoder(torch.tensor(Z).float()).base_dist.logits.flatten(1), rtol=2e-6, atol=2e-5)
    q = model.encoder(torch.tensor(X)[:, None].float())
    for part, exact, single in zip(("mean", "scale"), network().encode(X), (q.mean, q.stddev)):
        found = np.array([code[part] for code in codes])
        assert np.allclose(found, exact, rtol=1e-12, atol=1e-12) and np.allclose(found, single, rtol=2e-5, atol=1e-5)


def test_javascript_agrees_with_numpy_on_everything_else():
    w = LatentExplorer(z=(-1.1, 0.4))
    x, q, z, seed = w.x.ravel().tolist(), {"mean": w.q.mean.tolist(), "scale": w.q.scale.tolist()}, list(w.z), 7
    mean = w.mean.ravel().tolist()
    decoded, rate, distortion, sample, draws, nearest = javascript(
        "latent_explorer", [("decode", z), ("rate", q), ("distortion", x, q), ("sample", mean, seed), ("uniforms", 2**20 - 1), ("nearest", z)]
    )
    assert decoded == pytest.approx(mean, rel=1e-12, abs=1e-15)
    assert rate == pytest.approx(w.rate, rel=1e-12) and distortion == pytest.approx(w.distortion, rel=1e-12)
    w.seed = seed
    assert sample == w.sample.ravel().tolist()
    assert draws == uniforms(2**20 - 1).ravel().tolist()
    assert (nearest["digit"], nearest["votes"]) == network().nearest(w.z)


# The widget ----------------------------------------------------------------------------------------------------------


def test_setting_an_input_moves_every_result():
    w = LatentExplorer()
    assert w.mean.shape == w.sample.shape == w.x.shape == w.reconstruction.shape == (28, 28)
    before = w.mean, w.rate, w.distortion_at_z
    w.z = np.array([-1, 2])
    assert w.z == (-1.0, 2.0) and (w.mean != before[0]).any() and w.rate == before[1] and w.distortion_at_z != before[2]
    w.x = w.sample
    assert set(w.grey) == {0, 255} and (w.x == w.sample).all() and w.rate != before[1]
    assert np.allclose(w.q.mean, w.z, atol=0.5), "a sample is recognised as what it was drawn from"
    assert w.encode(np.stack([w.x, w.x])).mean == pytest.approx(np.stack([w.q.mean] * 2))
    with pytest.raises(AttributeError):
        w.rate = 1


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("z", (float("nan"), 0), r"z must be two finite numbers, got \(nan, 0\); try z=\(0, 1\)"),
        ("z", (1, 2, 3), r"z must be two finite numbers, got \(1, 2, 3\)"),
        ("z", 1, "z must be two finite numbers, got 1"),
        ("a", "left", "a must be two finite numbers, got 'left'"),
        ("b", (0, float("inf")), r"b must be two finite numbers, got \(0, inf\); try b=\(0, 1\)"),
        ("seed", -1, "seed must be a whole number from 0 to 1048575, got -1; try seed=0"),
        ("grey", [0] * 783, "grey must be 784 levels from 0 to 255, got 783 numbers; set x to a picture"),
        ("grey", [256] * 784, "grey must be 784 levels from 0 to 255"),
        ("weights", b"", "read-only"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(LatentExplorer(), name, value, says)


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (np.zeros((8, 8)), r"x must be pictures of 28×28 pixels, got shape \(8, 8\); a flat one takes"),
        (np.full((28, 28), 255), "x must be grey values in \\[0, 1\\], got values from 255 to 255; divide levels by 255"),
        (np.full((28, 28), np.nan), "x must be grey values in \\[0, 1\\], got values from nan to nan"),
    ],
)
def test_a_picture_of_another_kind_is_refused(picture, says):
    w = LatentExplorer()
    before = w.grey
    with pytest.raises(ValueError, match=says):
        w.x = picture
    with pytest.raises(ValueError, match=says):
        w.encode(picture)
    assert w.grey == before
    with pytest.raises(ValueError, match=r"x takes one picture, got shape \(2, 28, 28\)"):
        w.x = np.zeros((2, 28, 28))


def test_what_it_shows_where_no_javascript_runs():
    w = LatentExplorer(z=(-1.2, 2.0))
    stored = stand_in(w)
    assert stored["widget"] == "latent_explorer" and set(stored["inputs"]) == {"z", "a", "b", "sampled", "seed", "grey"}
    assert len(json.dumps(stored)) < 6000, "the inputs, and no weights"
    assert "z = (-1.20, 2.00), where 10 of the ten nearest codes of test digits belong to the digit 0" in stored["alt"]
    assert repr(w).startswith("LatentExplorer(z=(-1.2, 2.0), a=(-1.2, 2.0),") and repr(eval(repr(w))) == repr(w)
    assert w.picture() == w.picture()
    assert LatentExplorer(z=(-30, 4), sampled=True, seed=3).picture().startswith(b"\x89PNG")
