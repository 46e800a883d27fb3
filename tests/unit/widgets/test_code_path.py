"""CodePath: what it carries against the zoo's models in PyTorch, its inputs, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest
import torch

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu import data, zoo
from vaeedu.widgets import CodePath
from vaeedu.widgets.code_path.network import MODELS, Model, between, model

NUMBERS = ("length", "sharpness", "mixed_sharpness", "apart")


@pytest.fixture(scope="module")
def trained():
    return zoo.load("codes-digits-8d"), data.digits()


def test_codes_and_pictures_are_those_of_the_zoos_models(trained):
    pair, digits = trained
    shown = [int(i) for number in range(10) for i in (digits.y == number).nonzero()[:3, 0]]
    with torch.no_grad():
        codes = {"learned codes": pair.table.codes, "VAE": pair.vae.encoder(digits.x).mean}
        for k, (name, decoder) in enumerate((("learned codes", pair.table.decoder), ("VAE", pair.vae.decoder))):
            np.testing.assert_allclose(model().codes[k], codes[name][shown], atol=1e-6)
            np.testing.assert_allclose(model().long[k], np.quantile(codes[name].norm(dim=1), (0.05, 0.5, 0.95)), rtol=1e-5)
            w = CodePath(first=4, second=25, percent=0, network=name)
            np.testing.assert_allclose(w.x, decoder(codes[name][shown[4]]).mean[0], atol=5e-3)  # the weights are in half precision
            w.percent = 100
            np.testing.assert_allclose(w.x, decoder(codes[name][shown[25]]).mean[0], atol=5e-3)
            w.percent = 30
            half_way = 0.7 * codes[name][shown[4]] + 0.3 * codes[name][shown[25]]
            np.testing.assert_allclose(w.x, decoder(half_way).mean[0], atol=5e-3)
            assert w.length == pytest.approx(half_way.norm().item(), rel=1e-5)
        np.testing.assert_allclose(w.ends, digits.x[[shown[4], shown[25]], 0])


def test_ways():
    a, b = np.array([1.0, 0.0, 0.0]), np.array([0.0, 3.0, 0.0])
    shares = np.linspace(0, 1, 5)
    on_the_ball = between(a, b, shares, True)
    assert np.linalg.norm(on_the_ball, axis=1) == pytest.approx(1 + 2 * shares)
    assert np.arctan2(on_the_ball[:, 1], on_the_ball[:, 0]) == pytest.approx(shares * np.pi / 2)
    for first, second in ((a, 2 * a), (a, -a), (0 * a, b)):
        np.testing.assert_array_equal(between(first, second, shares, True), between(first, second, shares, False))


def test_the_strip_goes_from_one_digit_to_the_other_and_mixtures_are_of_pixels():
    w = CodePath(percent=30)
    np.testing.assert_allclose(w.strip[3], w.x)
    np.testing.assert_allclose(w.mixture, 0.7 * w.ends[0] + 0.3 * w.ends[1])
    assert w.apart == pytest.approx(np.sqrt(((w.x - w.mixture) ** 2).mean()))
    w.percent = 0
    assert w.mixture == pytest.approx(w.ends[0])


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("percent", 101, "percent, how far along the way, must be from 0 to 100, got 101"),
        ("first", 30, "first, the first digit, must be from 0 to 29, got 30"),
        ("way", "curved", "way must be one of 'straight', 'on the ball', got 'curved'"),
        ("network", "GAN", "network must be one of 'learned codes', 'VAE', got 'GAN'"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(CodePath(), name, value, says)


def test_a_file_that_was_cut_short_is_refused():
    with pytest.raises(ValueError, match="not whole; install vaeedu again"):
        Model(bytes(8))


def test_what_it_shows_where_no_javascript_runs():
    w = CodePath(first=0, second=29, way="on the ball", network="VAE")
    stored = stand_in(w)
    assert stored["widget"] == "code_path" and stored["inputs"]["way"] == "on the ball"
    assert "A 0 and a 9" in stored["alt"] and w.picture() == w.picture()


def test_javascript_agrees_with_numpy():
    widgets = [CodePath(percent=p, first=a, second=b, way=kind, network=net) for p, a, b, kind, net in ((0, 0, 29, "straight", "VAE"), (73, 9, 16, "on the ball", "learned codes"), (50, 7, 7, "on the ball", "VAE"))]
    for w, got in zip(widgets, javascript("code_path", [("solve", {name: getattr(w, name) for name in w.inputs}) for w in widgets]), strict=True):
        assert [got[name] for name in NUMBERS] == pytest.approx([getattr(w, name) for name in NUMBERS], rel=1e-9)
        np.testing.assert_allclose(got["x"], w.x.ravel(), atol=1e-9)
        np.testing.assert_allclose(np.reshape(got["strip"], (11, 8, 8)), w.strip, atol=1e-9)
        assert got["usual"] == pytest.approx(model().long[MODELS.index(w.network)])
