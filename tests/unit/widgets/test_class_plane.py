"""ClassPlane: what it carries against the zoo's model in PyTorch, its inputs, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest
import torch

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu import data, zoo
from vaeedu.widgets import ClassPlane
from vaeedu.widgets.class_plane.network import model


@pytest.fixture(scope="module")
def trained():
    return zoo.load("cvae-digits-2d").double(), data.digits(train=False)


def test_codes_pictures_and_rates_are_those_of_the_zoos_model(trained):
    vae, digits = trained
    shown = [int(i) for number in range(10) for i in (digits.y == number).nonzero()[:3, 0]]
    w = ClassPlane()
    with torch.no_grad():
        q = vae.encoder(digits.x[shown].double())
        np.testing.assert_allclose(model().mean, q.mean, atol=1e-5)
        np.testing.assert_allclose(model().cloud, vae.encoder(digits.x.double()).mean, atol=1e-5)
        for item in (0, 6, 29):
            w.item = item
            assert w.own == digits.y[shown[item]] and w.x == pytest.approx(digits.x[shown[item], 0].numpy())
            prior = torch.distributions.Normal(torch.tensor(w.mu[w.own]), 1.0)
            of_one = torch.distributions.Normal(q.mean[item], q.stddev[item])
            assert w.rate == pytest.approx(float(torch.distributions.kl_divergence(of_one, prior).sum()), abs=1e-4)
            moved = torch.tensor(w.mu) + q.mean[item] - torch.tensor(w.mu[w.own])
            np.testing.assert_allclose(w.written, vae.decoder(moved).mean[:, 0], atol=5e-3)  # the weights are in half precision
    np.testing.assert_allclose(w.mu, vae.prior.means.detach(), atol=0.5 / 16 + 1e-9)


def test_dragging_a_mean_moves_what_is_told_of_its_class_alone():
    w = ClassPlane(item=6, label=9)
    before = w.rate, w.rate_as, w.distance, w.samples, w.written
    means = w.mu
    means[9] += 1
    w.mu = means
    assert w.rate == before[0] and w.rate_as != before[1] and w.distance != before[2] and not np.allclose(w.samples, before[3])
    changed = [not np.allclose(now, then) for now, then in zip(w.written, before[4])]
    assert changed == [False] * 9 + [True]
    w.label = 2
    assert w.rate == w.rate_as and w.distance == 0


def test_samples_are_drawn_from_the_prior_of_the_class_picked():
    w = ClassPlane(label=3)
    one = w.samples
    w.seed = 1
    assert not np.allclose(w.samples, one)
    w.seed, w.label = 0, 4
    assert not np.allclose(w.samples, one)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("item", 30, "item, which digit is read, must be from 0 to 29, got 30"),
        ("label", -1, "label, the class picked, must be from 0 to 9, got -1"),
        ("means", [0] * 19, r"means must be 20 levels from 0 to 255, got 19 numbers; set mu to points \(10, 2\)"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(ClassPlane(), name, value, says)


def test_means_outside_the_plane_are_refused():
    w = ClassPlane()
    with pytest.raises(ValueError, match=r"mu must be points \(10, 2\) with coordinates from -8 to 7.9375, got shape \(9, 2\)"):
        w.mu = np.zeros((9, 2))
    with pytest.raises(ValueError, match="coordinates from -8"):
        w.mu = np.full((10, 2), 9.0)


def test_what_it_shows_where_no_javascript_runs():
    w = ClassPlane(item=3, label=7)
    stored = stand_in(w)
    assert stored["widget"] == "class_plane" and stored["inputs"]["item"] == 3
    assert "A held-out 1 costs" in stored["alt"] and "as a 7" in stored["alt"] and w.picture() == w.picture()


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(2)
    widgets = [ClassPlane(), ClassPlane(item=29, label=0, seed=7, means=[0] * 20), *(ClassPlane(item=int(i), label=int(k), means=rng.integers(0, 256, 20)) for i, k in rng.integers(0, 10, (4, 2)))]
    calls = [("solve", {name: getattr(w, name) for name in w.inputs}) for w in widgets]
    for w, got in zip(widgets, javascript("class_plane", calls), strict=True):
        assert [got[name] for name in ("rate", "rate_as", "distance")] == pytest.approx([w.rate, w.rate_as, w.distance], rel=1e-9, abs=1e-12)
        np.testing.assert_allclose(np.reshape(got["written"], (10, 8, 8)), w.written, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(np.reshape(got["samples"], (10, 8, 8)), w.samples, rtol=1e-9, atol=1e-9)
