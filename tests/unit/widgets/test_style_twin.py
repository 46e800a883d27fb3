"""StyleTwin: what it carries against the zoo's model in PyTorch, the twin's loss by PyTorch's own normal laws, its inputs, its formulas in JavaScript."""

import math

import numpy as np
import pytest
import torch

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu import data, zoo
from vaeedu.widgets import StyleTwin
from vaeedu.widgets.style_twin import share_told, turned
from vaeedu.widgets.style_twin.network import PLANE, model

NUMBERS = ("rate", "rate_twin", "distortion", "distortion_twin", "told", "told_twin")


@pytest.fixture(scope="module")
def trained():
    held_out = data.digits(train=False)
    return zoo.load("cvae-coloured-6d").double(), data.coloured_digits(held_out, seed=1), held_out.y


@torch.no_grad()
def test_codes_pictures_and_losses_are_those_of_the_zoos_model(trained):
    vae, coloured, labels = trained
    shown = [int((labels == number).nonzero()[0, 0]) for number in range(10)]
    q = vae.encode(coloured.x.double(), labels).base_dist
    np.testing.assert_allclose(model().mean, q.mean[shown], atol=1e-5)
    np.testing.assert_allclose(model().cloud, q.mean[:, PLANE], atol=1e-5)
    np.testing.assert_allclose(model().hue, coloured.y[:, 1], atol=1e-6)
    w = StyleTwin(angle=0)
    for item in (0, 5, 9):
        w.item = item
        x = coloured.x[shown[item]].double()
        np.testing.assert_allclose(w.x, x, atol=1e-6)
        prior = torch.distributions.Normal(torch.zeros(6, dtype=torch.float64), 1.0)
        of_one = torch.distributions.Normal(q.mean[shown[item]], q.stddev[shown[item]])
        assert w.rate == pytest.approx(float(torch.distributions.kl_divergence(of_one, prior).sum()), abs=1e-4)
        p = vae.decode(q.mean[shown[item]].expand(10, 6), torch.arange(10))
        np.testing.assert_allclose(w.row, p.mean, atol=5e-3)  # the weights are in half precision
        assert w.distortion == pytest.approx(-float(p.log_prob(x)[item]), abs=0.5)


def test_the_twins_rate_by_pytorch_and_its_distortion_by_its_own_decoder():
    w = StyleTwin(item=7, label=2, angle=25)
    w.offset = [[0.5, -1.0]]
    turn = torch.eye(6, dtype=torch.float64)
    angle = math.radians(7 * 25)
    turn[2, 2] = turn[3, 3] = math.cos(angle)
    turn[2, 3], turn[3, 2] = -math.sin(angle), math.sin(angle)
    covariance = turn @ torch.diag(torch.tensor(model().scale[7]) ** 2) @ turn.T
    z_twin = turn @ torch.tensor(w.z)
    np.testing.assert_allclose(w.z_twin, z_twin, atol=1e-12)
    q, prior = (torch.distributions.MultivariateNormal(m, c) for m, c in ((z_twin, covariance), (torch.zeros(6, dtype=torch.float64), torch.eye(6, dtype=torch.float64))))
    assert w.rate_twin == pytest.approx(float(torch.distributions.kl_divergence(q, prior)), abs=1e-9) and w.rate_twin == pytest.approx(w.rate, abs=1e-9)
    assert w.distortion_twin == pytest.approx(w.distortion, abs=1e-9)
    np.testing.assert_allclose(w.row_twin[7], w.row[7], atol=1e-9)  # of its own class the twin says the same
    assert np.abs(w.row_twin[2] - w.row[2]).max() > 0.1  # and of others something else
    np.testing.assert_allclose(w.written_twin, w.row_twin[2])
    np.testing.assert_allclose(w.written, w.row[2])


def test_a_turn_hides_the_hue_from_a_linear_reading():
    told = [StyleTwin(angle=angle).told_twin for angle in (0, 10, 20, 36)]
    assert told[0] == pytest.approx(StyleTwin().told) and told[0] > 0.8 and told == sorted(told, reverse=True) and told[-1] < 0.05


def test_the_share_that_is_told_is_scikit_learns():
    from sklearn.linear_model import LinearRegression

    rng = np.random.default_rng(3)
    points, hue = rng.normal(size=(50, 2)), rng.random(50)
    targets = np.stack([np.cos(2 * np.pi * hue), np.sin(2 * np.pi * hue)], 1)
    left = targets - LinearRegression().fit(points, targets).predict(points)
    assert share_told(points, hue) == pytest.approx(1 - (left**2).sum() / ((targets - targets.mean(0)) ** 2).sum())
    np.testing.assert_allclose(turned(points, 90), np.stack([-points[:, 1], points[:, 0]], 1), atol=1e-12)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("item", 10, "item, which digit is read, must be from 0 to 9, got 10"),
        ("label", -1, "label, the class that is written, must be from 0 to 9, got -1"),
        ("angle", 91, "angle, the degrees of the twin for each class, must be from 0 to 90, got 91"),
        ("moved", [0], r"moved must be 2 levels from 0 to 255, got 1 numbers; set offset to a point \(1, 2\)"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(StyleTwin(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = StyleTwin(item=3, label=7)
    stored = stand_in(w)
    assert stored["widget"] == "style_twin" and stored["inputs"]["item"] == 3
    assert "A held-out 3 costs" in stored["alt"] and "36 degrees" in stored["alt"] and w.picture() == w.picture()


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(2)
    states = [{}, {"angle": 0}, {"item": 9, "label": 0, "angle": 90, "moved": [0, 255]}]
    states += [{"item": int(i), "label": int(k), "angle": int(a), "moved": rng.integers(0, 256, 2).tolist()} for i, k, a in rng.integers(0, 10, (4, 3))]
    widgets = [StyleTwin(**state) for state in states]
    calls = [("solve", {name: getattr(w, name) for name in w.inputs}) for w in widgets]
    for w, got in zip(widgets, javascript("style_twin", calls), strict=True):
        assert [got[name] for name in NUMBERS] == pytest.approx([getattr(w, name) for name in NUMBERS], rel=1e-9, abs=1e-9)
        for name in ("row", "row_twin"):
            np.testing.assert_allclose(np.reshape(got[name], (10, 3, 8, 8)), getattr(w, name), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(got["cloud_twin"], w.cloud_twin, rtol=1e-9, atol=1e-9)
