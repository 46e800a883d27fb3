"""MarginFilms: its film is the zoo's, its numbers are those of other code, its picture, and its reading in JavaScript."""

import numpy as np
import pytest
import torch

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu import data, zoo
from vaeedu.evaluation import mode_counts
from vaeedu.introspective import rate
from vaeedu.widgets import MarginFilms
from vaeedu.widgets.margin_films.film import CENTRES, COUNTS, FRAMES, MARGINS, SCALE, STEPS, TOLD, Films, films
from vaeedu.zoo.recipes import introspective as recipe


def test_what_it_says_of_the_recordings_is_what_the_recipe_says():
    assert MARGINS == recipe.FILMED and FRAMES == recipe.FRAMES and STEPS * (FRAMES - 1) == recipe.STEPS and SCALE == recipe.SCALE and COUNTS == recipe.COUNTS
    np.testing.assert_allclose(CENTRES, data.ring_centres(), atol=1e-6)


def test_the_file_holds_the_zoos_recordings():
    recorded = zoo.load("intro-ring-runs")
    inside = (recorded.samples.abs() < 1.9).numpy()
    assert inside.mean() > 0.95
    np.testing.assert_allclose(films().points[inside], recorded.samples.numpy()[inside], atol=0.51 / 64)
    np.testing.assert_allclose(films().told, recorded.told, rtol=1e-6)


def test_the_last_frame_is_what_the_stored_networks_make_and_charge():
    w = MarginFilms(frame=FRAMES - 1, margin=5)
    model = zoo.load("intro-ring-runs").models("hinge", 5)[0]
    codes = torch.randn(2000, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        made = model.decode(codes).mean
        rates = [rate(model, x).mean().item() for x in (recipe.uneven_ring(train=False).x, made)]
    assert np.abs(w.points - made[:80].numpy()).max() < 0.05  # weights in half precision, points in 64ths
    assert [w.real_rate, w.made_rate] == pytest.approx(rates, rel=0.02)
    counts = mode_counts(made, data.ring_centres(), SCALE)
    assert w.near == pytest.approx(counts.sum().item() / 2000, abs=0.02)
    nearest = torch.bincount(torch.cdist(made, data.ring_centres()).argmin(1), minlength=8) / 2000
    assert w.away == pytest.approx((nearest - torch.tensor(COUNTS) / 36).clamp(min=0).sum().item(), abs=0.02)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("frame", 26, "frame, the moment of the film, must be from 0 to 25, got 26"),
        ("margin", 0, "margin, the margin of the game, in nats, must be from 1 to 12, got 0"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(MarginFilms(), name, value, says)


def test_a_file_that_was_cut_short_is_refused():
    with pytest.raises(ValueError, match="the films must be 54912 bytes, got 3: the file is not whole; install vaeedu again"):
        Films(b"abc")


def test_what_it_shows_where_no_javascript_runs():
    w = MarginFilms(frame=25, margin=12)
    stored = stand_in(w)
    assert stored["widget"] == "margin_films" and stored["inputs"] == {"frame": 25, "margin": 12}
    assert "of margin 12 makes after 5000 steps" in stored["alt"] and w.picture() == w.picture()


def test_javascript_agrees_with_numpy():
    widgets = [MarginFilms(frame=frame, margin=margin) for frame, margin in ((0, 1), (25, 12), (13, 4))]
    for w, got in zip(widgets, javascript("margin_films", [("solve", {name: getattr(w, name) for name in w.inputs}) for w in widgets]), strict=True):
        assert [got[name] for name in (*TOLD, "step")] == pytest.approx([getattr(w, name) for name in (*TOLD, "step")], rel=1e-9)
        np.testing.assert_allclose(got["points"], w.points, atol=1e-12)
        at_this_moment = films().told[:, w.frame]
        np.testing.assert_allclose([[each[name] for name in TOLD] for each in got["margins"]], at_this_moment, atol=1e-12)
