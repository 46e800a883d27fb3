"""GANFilms: its film is the zoo's, its numbers are those of other code, its picture, and its reading in JavaScript."""

import numpy as np
import pytest
import torch

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu import data, zoo
from vaeedu.evaluation import mode_counts
from vaeedu.widgets import GANFilms
from vaeedu.widgets.gan_films.film import CENTRES, DATA, FRAMES, GAMES, SCALE, STEPS, Films, films, seen
from vaeedu.zoo.recipes import games

NUMBERS = ("step", "modes", "near", "critic_loss", "generator_loss")


def test_what_it_says_of_the_recordings_is_what_the_recipe_says():
    assert GAMES == games.RUNS and FRAMES == games.FRAMES and STEPS == games.STEPS // (FRAMES - 1) and SCALE == games.SCALE
    np.testing.assert_allclose(CENTRES["ring"], data.ring_centres(), atol=1e-6)
    np.testing.assert_allclose(CENTRES["grid"], data.grid_centres(spacing=games.SPACING))


@pytest.mark.parametrize("name", DATA)
def test_the_file_holds_the_zoos_recordings(name):
    recorded, k = zoo.load(f"gan-{name}-runs"), DATA.index(name)
    inside = recorded.samples.abs() < 1.9
    assert inside.float().mean() > 0.95
    np.testing.assert_allclose(films().points[k][inside.numpy()], recorded.samples[inside], atol=0.51 / 64)
    logits = recorded.answers.clone()
    logits[GAMES.index("WGAN-GP")] -= recorded.answers[GAMES.index("WGAN-GP")].mean((-2, -1), keepdim=True)
    np.testing.assert_allclose(films().answers[k], logits.clamp(-6.4, 6.35), atol=0.51 / 20)
    np.testing.assert_allclose(films().losses[k], recorded.losses, rtol=1e-6)


def test_the_last_frame_is_drawn_and_judged_by_the_stored_networks():
    """Filmed at step 4,992 of 5,000, so nearly: the critic at the corner of the picture, the generator at the film's codes, an eighth of the ring's width apart at most."""
    recorded, codes = zoo.load("gan-ring-runs"), torch.randn(games.SHOWN, 2, generator=torch.Generator().manual_seed(0))
    gan = recorded.models("packs of 2")[0]
    with torch.no_grad():
        drawn, corner = gan.generator(codes), gan.critic(torch.tensor([[-1.5, 1.5, -1.5, 1.5]])).item()
    w = GANFilms(game="packs of 2", frame=FRAMES - 1)
    assert np.median(np.linalg.norm(w.points - drawn.numpy(), axis=1)) < 0.25
    assert w.answers[0, 0] == pytest.approx(max(corner, -6.4), abs=1.0)


def test_modes_are_those_that_the_package_counts():
    for frame, game, name in ((0, "VAE", "ring"), (9, "non-saturating", "grid"), (32, "forward KL", "ring"), (20, "WGAN-GP", "grid")):
        w = GANFilms(frame=frame, game=game, data=name, seed=1)
        counts = mode_counts(torch.tensor(w.points), torch.tensor(CENTRES[name]), SCALE)
        assert w.modes == (counts > 0).sum() and w.near == pytest.approx(counts.sum().item() / 80)
        assert np.array_equal(seen(w.points, CENTRES[name]), counts)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("frame", 33, "frame, the moment of the film, must be from 0 to 32, got 33"),
        ("game", "hinge", "game must be one of 'non-saturating'"),
        ("data", "moons", "data must be one of 'ring', 'grid', got 'moons'"),
        ("seed", 2, "seed, which of the runs, must be from 0 to 1, got 2"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(GANFilms(), name, value, says)


def test_a_file_that_was_cut_short_is_refused():
    with pytest.raises(ValueError, match="the films must be 329472 bytes, got 3: the file is not whole; install vaeedu again"):
        Films(b"abc")


def test_what_it_shows_where_no_javascript_runs():
    w = GANFilms(frame=32, data="grid", game="VAE")
    stored = stand_in(w)
    assert stored["widget"] == "gan_films" and stored["inputs"] == {"frame": 32, "data": "grid", "game": "VAE", "seed": 0}
    assert "after 4992 steps (VAE, seed 0)" in stored["alt"] and w.picture() == w.picture()


def test_javascript_agrees_with_numpy():
    widgets = [GANFilms(frame=frame, data=name, game=game, seed=seed) for frame, name, game, seed in ((0, "ring", "VAE", 1), (32, "grid", "packs of 2", 0), (17, "ring", "reverse KL", 1), (5, "grid", "WGAN-GP", 0))]
    for w, got in zip(widgets, javascript("gan_films", [("solve", {name: getattr(w, name) for name in w.inputs}) for w in widgets]), strict=True):
        assert [got[name] for name in NUMBERS] == pytest.approx([getattr(w, name) for name in NUMBERS], rel=1e-9)
        np.testing.assert_allclose(got["points"], w.points, atol=1e-12)
        np.testing.assert_allclose(np.reshape(got["answers"], (12, 12)), w.answers, atol=1e-12)
