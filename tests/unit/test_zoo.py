"""The zoo: every entry is there, whole, as its card says; a recipe can be run again; damage is named."""

import json

import numpy as np
import pytest
import torch
from torch.distributions import Independent, Normal

from vaeedu import zoo
from vaeedu.data import Dataset
from vaeedu.distributions import StandardNormal
from vaeedu.models import VAE
from vaeedu.training import fit
from vaeedu.zoo import measures
from vaeedu.zoo.recipes import Recipe, games

MEGABYTE = 1_000_000


@pytest.fixture
def small_data(monkeypatch):
    """Random pictures in place of the downloads, so that a recipe runs in a second."""
    generator = torch.Generator().manual_seed(0)
    data = {True: Dataset(torch.rand(64, 1, 28, 28, generator=generator)), False: Dataset(torch.rand(8, 1, 28, 28, generator=generator))}

    def small(train=True):
        return data[train]

    for name, recipe in zoo.RECIPES.items():
        if recipe.terms is not None:  # those of several players have points that need no download
            monkeypatch.setitem(zoo.RECIPES, name, Recipe(recipe.about, recipe.build, small, recipe.terms, recipe.held_out))
    for name, few in (("IMPORTANCE_SAMPLES", 3), ("ITEMS", 6), ("CHAINS", 2), ("STEPS", 5)):
        monkeypatch.setattr(measures, name, few)


@pytest.mark.parametrize("name", zoo.RECIPES)
def test_every_entry_is_whole_and_its_card_complete(name):
    model, card = zoo.load(name), zoo.card(name)
    assert not model.training
    assert sum(tensor.numel() for tensor in model.state_dict().values()) == card["parameters"]
    assert {"recipe", "seed", "data", "device", "date", "torch", "sha256", "held_out", "curves"} <= card.keys()
    assert card["curves"][-1]["epoch"] == zoo.RECIPES[name].epochs and all(np.isfinite(value).all() for row in card["curves"] for value in row.values())
    # of a VAE whose rate is warmed up, the loss rises with its weight, and the rate falls
    told = [term for term in ("loss", "VAE/loss", "elbo/loss", "narrow: VAE/rate") if term in card["curves"][0]]
    assert told or set(card["curves"][0]) >= {"critic/loss", "generator/loss"}, "who only plays a game may lose more at its end"
    for term in told[:1]:
        assert np.all(np.less(card["curves"][-1][term], card["curves"][0][term]))
    figure = next(iter(card["held_out"].values()))
    assert figure["low"] < figure["mean"] < figure["high"] and card["data"].endswith(f", {figure['items']} held out")


def test_the_zoo_is_small_and_holds_nothing_else():
    files = sorted(zoo.WEIGHTS.iterdir())
    assert [file.name for file in files] == sorted(f"{name}.{kind}" for name in zoo.RECIPES for kind in ("json", "safetensors"))
    assert sum(file.stat().st_size for file in files) <= 20 * MEGABYTE


def test_the_models_draw_digits_and_not_noise():
    """Decoder means of codes from the prior are mostly paper, with some ink: nobody mistakes them for noise."""
    for name in ("vae-mnist-2d", "vae-mnist-20d", "vae-mnist-20d-gaussian"):
        torch.manual_seed(0)
        mean = zoo.load(name).sample(100).mean
        assert 0.05 < mean.mean() < 0.2 and (mean < 0.1).float().mean() > 0.6, name


@pytest.mark.parametrize("name", ["ae-mnist-2d", "vae-mnist-2d", "vae-mnist-20d-gaussian"])
def test_a_recipe_makes_an_entry_that_loads(name, small_data, tmp_path):
    made = zoo.train(name, tmp_path, epochs=2)
    assert made == zoo.card(name, tmp_path) and sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".safetensors"]
    state = zoo.load(name, tmp_path).state_dict()
    assert all(torch.equal(tensor, tensor.half().float()) for tensor in state.values())
    again = zoo.train(name, tmp_path / "again", epochs=2)
    assert again["sha256"] == made["sha256"] and again["held_out"] == made["held_out"]


def test_an_interrupted_recipe_goes_on(small_data, tmp_path, monkeypatch):
    whole = zoo.train("ae-mnist-2d", tmp_path / "whole", epochs=3)
    monkeypatch.setattr(zoo.training, "fit", lambda players, data, epochs, *rest, **options: fit(players, data, 1, *rest, **options))
    with pytest.raises(KeyboardInterrupt, match="stopped at epoch 1 of 3; the same command goes on"):
        zoo.train("ae-mnist-2d", tmp_path, epochs=3)
    assert (tmp_path / "ae-mnist-2d.checkpoint").exists()
    monkeypatch.setattr(zoo.training, "fit", fit)
    assert zoo.train("ae-mnist-2d", tmp_path, epochs=3)["sha256"] == whole["sha256"]


def test_a_recipe_of_several_players_goes_on_and_keeps_its_film(tmp_path, monkeypatch):
    monkeypatch.setattr(games, "STEPS", games.FRAMES - 1)  # a frame a step
    whole = zoo.train("gan-ring-runs", tmp_path / "whole", epochs=4)
    assert f"batches of {games.POINTS}" in whole["recipe"] and "cosine" not in whole["recipe"]
    model = zoo.load("gan-ring-runs", tmp_path / "whole")
    rows = whole["curves"]
    for number, name in ((0, "non-saturating"), (4, "WGAN-GP")):
        kept = model.losses[number, :, 1:5, 0].T
        assert kept.numpy() == pytest.approx(np.array([row[f"{name}: critic/loss"][: games.FILMED] for row in rows]), rel=2e-3)
    moved = (model.samples[:, :, 1:5] - model.samples[:, :, :4]).abs().amax((-2, -1))
    assert (moved[[0, 1, 2, 3, 5, 6, 7]] > 0).all() and (model.samples[:, :, 5:] == 0).all()  # the Wasserstein generator moves once in five steps
    assert (model.answers[:7, :, :5] != 0).any((-2, -1)).all() and (model.answers[7] == 0).all()

    monkeypatch.setattr(zoo.training, "fit", lambda players, data, epochs, *rest, **options: fit(players, data, 1, *rest, **options))
    with pytest.raises(KeyboardInterrupt, match="stopped at epoch 1 of 4"):
        zoo.train("gan-ring-runs", tmp_path, epochs=4)
    monkeypatch.setattr(zoo.training, "fit", fit)
    assert zoo.train("gan-ring-runs", tmp_path, epochs=4)["sha256"] == whole["sha256"]


def copy_of(name, folder):
    for kind in ("json", "safetensors"):
        (folder / f"{name}.{kind}").write_bytes((zoo.WEIGHTS / f"{name}.{kind}").read_bytes())
    return folder / f"{name}.safetensors", folder / f"{name}.json"


def test_damaged_weights_are_refused(tmp_path):
    weights, _ = copy_of("vae-mnist-2d", tmp_path)
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    for damaged in (bytes(content), bytes(content[:1000]), b""):
        weights.write_bytes(damaged)
        with pytest.raises(ValueError, match="has the checksum .*, its card says .*python -m vaeedu.zoo train vae-mnist-2d"):
            zoo.load("vae-mnist-2d", tmp_path)


def test_weights_of_another_model_are_refused(tmp_path):
    weights, card = copy_of("vae-mnist-2d", tmp_path)
    other = (zoo.WEIGHTS / "vae-mnist-20d.safetensors").read_bytes()
    weights.write_bytes(other)
    card.write_text(json.dumps(zoo.card("vae-mnist-2d") | {"sha256": zoo.card("vae-mnist-20d")["sha256"]}))
    with pytest.raises(ValueError, match="holds the weights of another model than vae-mnist-2d"):
        zoo.load("vae-mnist-2d", tmp_path)


def test_a_missing_entry_says_how_to_make_it(tmp_path):
    with pytest.raises(KeyError, match="not in the zoo; it has .*ae-mnist-2d"):
        zoo.load("vae-cifar")
    with pytest.raises(KeyError, match="not in the zoo"):
        zoo.train("vae-cifar", tmp_path)
    with pytest.raises(FileNotFoundError, match="is missing; make it with `python -m vaeedu.zoo train vae-mnist-2d"):
        zoo.load("vae-mnist-2d", tmp_path)


def test_a_model_is_measured_anew_and_only_its_figures_change(small_data, tmp_path):
    made = zoo.train("vae-mnist-2d", tmp_path, epochs=2)
    path = tmp_path / "vae-mnist-2d.json"
    path.write_text(json.dumps(made | {"held_out": {}}), encoding="utf8")
    assert zoo.measure("vae-mnist-2d", tmp_path) == made == zoo.card("vae-mnist-2d", tmp_path)


class Normals(torch.nn.Module):
    """N(slope · input, scale²), each coordinate by itself."""

    def __init__(self, slope, scale):
        super().__init__()
        self.slope, self.scale = slope, scale

    def forward(self, inputs):
        return Independent(Normal(self.slope * inputs, self.scale * torch.ones_like(inputs)), 1)


def test_the_nll_of_a_card_is_the_true_one_where_importance_sampling_is_far_off():
    torch.manual_seed(0)
    s = 0.3
    vae = VAE(Normals(0.5, 0.05), Normals(1, s), StandardNormal(4))
    x = (1 + s**2) ** 0.5 * torch.randn(400, 4)
    exact = -Independent(Normal(torch.zeros(4), (1 + s**2) ** 0.5), 1).log_prob(x).mean().item()
    found = measures.nll(vae, Dataset(x))
    assert found["bound"]["low"] > exact + 1, "the bound's interval says nothing of its bias"
    assert found["nll"]["low"] < exact < found["nll"]["high"] and found["nll"]["mean"] == pytest.approx(exact, abs=0.2)


def test_paths_may_begin_with_a_tilde(small_data, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    zoo.train("ae-mnist-2d", "~/models", epochs=1)
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == ["ae-mnist-2d.json", "ae-mnist-2d.safetensors"]
    assert zoo.load("ae-mnist-2d", "~/models") and zoo.card("ae-mnist-2d", "~/models")


def test_nothing_is_trained_for_a_folder_or_a_device_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setattr(zoo.training, "fit", lambda *_: pytest.fail("trained"))
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="nothing can be written into the folder .*/file/models: .*Name another"):
        zoo.train("ae-mnist-2d", tmp_path / "file" / "models")
    with pytest.raises(ValueError, match="PyTorch has no device 'gpu' here, it has .*cpu.*; a graphics card of NVIDIA's is called cuda"):
        zoo.train("ae-mnist-2d", tmp_path, device="gpu")


def test_the_zoo_is_in_single_precision_whatever_the_default(monkeypatch):
    torch.set_default_dtype(torch.float64)
    try:
        model = zoo.load("vae-mnist-20d-gaussian")
    finally:
        torch.set_default_dtype(torch.float32)
    assert {tensor.dtype for tensor in (*model.parameters(), *model.buffers(), model.sample(2).mean)} == {torch.float32}


def test_a_record_is_kept_with_its_date_and_read_again(tmp_path):
    values = {"worse": [[1.23456, 2.0], [3.0, 4.0]], "codes": [10]}
    assert zoo.record("trial", values, tmp_path) == zoo.record("trial", folder=tmp_path) == {"worse": [[1.235, 2.0], [3.0, 4.0]], "codes": [10]}
    assert set(json.loads((tmp_path / "trial.json").read_text())) == {"date", "torch", "values"}
    with pytest.raises(FileNotFoundError, match="VAEEDU_PROFILE=full"):
        zoo.record("nobody", folder=tmp_path)
