"""OneCode: what it carries against the zoo's hybrid in PyTorch, its inputs, its picture, and its formulas in JavaScript."""

import numpy as np
import pytest
import torch

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu import data, zoo
from vaeedu.widgets import OneCode
from vaeedu.widgets.one_code.network import Model, model

NUMBERS = ("mean_sharpness", "noisy_sharpness", "finished_sharpness", "together_noisy", "together_finished")
STATES = ({}, {"placed": [0, 255], "draw": 40}, {"noise": 0}, {"placed": [160, 100], "draw": 17, "noise": 63})


@pytest.fixture(scope="module")
def trained():
    return zoo.load("hybrid-digits-2d")


@pytest.mark.parametrize("state", STATES)
def test_it_tells_draws_and_finishes_as_the_zoos_hybrid_does(trained, state):
    w = OneCode(**state)
    mean, scale = (part[0].numpy() for part in trained.told(torch.tensor(w.code, dtype=torch.float32)))
    np.testing.assert_allclose(w.mean.ravel(), mean, atol=5e-3)  # the weights are in half precision
    np.testing.assert_allclose(w.scale.ravel(), scale, atol=5e-3)
    noise = torch.tensor(w._drawn, dtype=torch.float32)
    both = (torch.tensor(part, dtype=torch.float32).expand_as(noise) for part in (mean, scale))
    mean, scale = both
    with torch.no_grad():
        finished = mean + scale * (noise + trained.generator(torch.cat([mean, scale, noise], 1)))
    np.testing.assert_allclose(w.noisy.reshape(9, 64), mean + scale * noise, atol=3e-2)
    np.testing.assert_allclose(w.finished.reshape(9, 64), finished, atol=5e-2)


def test_the_codes_are_those_of_held_out_digits(trained):
    held_out = data.digits(train=False)
    with torch.no_grad():
        np.testing.assert_allclose(model().cloud, trained.vae.encoder(held_out.x.flatten(1)).mean, atol=1e-6)
    np.testing.assert_array_equal(model().labels, held_out.y)


def test_noise_that_is_the_same_in_all_pixels_goes_together_and_chequered_noise_does_not():
    w = OneCode()
    pattern = np.indices((8, 8)).sum(0) % 2 * 2.0 - 1
    assert w._together(w.mean + w.scale * np.ones((9, 8, 8))) == pytest.approx(1)
    assert w._together(w.mean + w.scale * np.stack([pattern] * 9)) == pytest.approx(-1)


def test_the_code_can_be_put_by_its_coordinates():
    w = OneCode()
    w.code = [[1.0, -2.0]]
    assert w.placed == [160, 64] and w.code.tolist() == [[1.0, -2.0]]
    with pytest.raises(ValueError, match="code must be points"):
        w.code = [[9.0, 0.0]]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("draw", 41, "draw, which noise is drawn, must be from 0 to 40, got 41"), ("noise", 151, "noise, the percent of the noise, must be from 0 to 150, got 151"), ("placed", [0], "placed must be")],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(OneCode(), name, value, says)


def test_a_file_that_was_cut_short_is_refused():
    with pytest.raises(ValueError, match="not whole; install vaeedu again"):
        Model(bytes(8))


def test_what_it_shows_where_no_javascript_runs():
    w = OneCode(noise=50)
    stored = stand_in(w)
    assert stored["widget"] == "one_code" and stored["inputs"]["noise"] == 50
    assert "A code at" in stored["alt"] and w.picture() == w.picture()


def test_javascript_agrees_with_numpy():
    widgets = [OneCode(**state) for state in STATES]
    for w, got in zip(widgets, javascript("one_code", [("solve", {name: getattr(w, name) for name in w.inputs}) for w in widgets]), strict=True):
        assert [got[name] for name in NUMBERS] == pytest.approx([getattr(w, name) for name in NUMBERS], rel=1e-9, abs=1e-12)
        for name in ("mean", "scale", "noisy", "finished"):
            np.testing.assert_allclose(np.reshape(got[name], getattr(w, name).shape), getattr(w, name), atol=1e-9)
