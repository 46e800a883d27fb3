"""Introspective VAEs: each player's loss by its paper's formula, who moves whom by finite differences, and what is refused."""

import math

import pytest
import torch
from torch.distributions import kl_divergence

from differences import differences
from vaeedu.data import Dataset
from vaeedu.distributions import ClassMeanPrior, GaussianHead, MixturePrior, SharedScaleHead, StandardNormal
from vaeedu.introspective import Hinge, Soft, introspect, made, rate
from vaeedu.models import VAE
from vaeedu.networks import mlp_decoder, mlp_encoder
from vaeedu.training import Ensemble, fit

GAMES = {"hinge": Hinge(3.0, 0.7, 1.3), "of the batch": Hinge(3.0, 0.7, 1.3, of_batch=True), "soft": Soft(0.3, 0.9, 0.2, again=0.1, perfect=-0.4)}
X = torch.randn(6, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def small(seed=0, dtype=torch.float64):
    torch.manual_seed(seed)
    return VAE(mlp_encoder(3, 5, GaussianHead(2)), mlp_decoder(2, 5, SharedScaleHead(3, 0.5)), StandardNormal(2)).to(dtype)


def player_of(model, game, name):
    return next(player for player in introspect(model, game) if player.name == name)


def loss_of(model, game, name):
    """The player's loss, always with the same noise."""
    torch.manual_seed(7)
    return player_of(model, game, name).terms(Dataset(X)[:], 0)["loss"]


def drawn_by(model):
    """What a move draws, in the order in which it does: codes of the items, and codes from the prior."""
    torch.manual_seed(7)
    draw = model.draw(X)
    return draw, *made(model, draw)


@pytest.mark.parametrize("of_batch", [False, True])
def test_the_hinge_by_the_formulas_of_its_paper(of_batch):
    """L_E = KL(x) + α Σ [m − KL(s)]₊ + β AE and L_G = α Σ KL(s) + β AE, with α = ½ weight."""
    model, m, alpha, beta = small(), 2.0, 0.4, 1.7
    draw, *fakes = drawn_by(model)
    kl = lambda x: kl_divergence(model.encoder(x), model.prior_of())  # noqa: E731
    error = -model.decoder(draw.z[0]).log_prob(X).mean()
    hinges = [torch.clamp(m - (kl(fake).mean() if of_batch else kl(fake)), min=0).mean() for fake in fakes]
    game = Hinge(m, 2 * alpha, beta, of_batch)
    assert loss_of(model, game, "encoder").item() == pytest.approx((kl(X).mean() + alpha * sum(hinges) + beta * error).item())
    assert loss_of(model, game, "decoder").item() == pytest.approx((alpha * sum(kl(fake).mean() for fake in fakes) + beta * error).item())


def test_the_hinge_of_the_batch_and_of_each_item_differ_where_some_are_beyond_the_margin():
    model = small()
    _, *fakes = drawn_by(model)
    charged = torch.cat([rate(model, fake) for fake in fakes])
    m = charged.median().item()
    assert loss_of(model, Hinge(m), "encoder") > loss_of(model, Hinge(m, of_batch=True), "encoder")


def test_the_soft_game_by_the_formulas_of_its_authors_program():
    """Squared errors in place of densities: a decoder of scale √½, whose perfect reconstruction costs d/2 log π."""
    model = small()
    model.decoder[-1].log_scale.fill_(math.log(0.5) / 2)
    s, kl_weight, rec, neg, gamma = 0.5, 0.3, 0.2, 0.9, 0.01
    game = Soft(kl_weight, neg, rec, s, gamma, perfect=1.5 * math.log(math.pi))
    draw, *fakes = drawn_by(model)
    kl = lambda x: kl_divergence(model.encoder(x), model.prior_of())  # noqa: E731
    error = lambda x, z: (x - model.decoder(z).mean).square().sum(-1)  # noqa: E731
    codes = [model.encoder(fake).rsample() for fake in fakes]  # drawn next, in this order
    rewards = sum(torch.exp(-2 * s * (rec * error(fake, z) + neg * kl(fake))).mean() for fake, z in zip(fakes, codes)) / 4
    lost = s * (rec * error(X, draw.z[0]).mean() + kl_weight * kl(X).mean()) + rewards
    constant = s * rec * 1.5 * math.log(math.pi)  # of the real items' density, which moves nobody
    assert loss_of(model, game, "encoder").item() == pytest.approx((lost + constant).item())

    again = sum(error(fake, z).mean() for fake, z in zip(fakes, codes)) / 2
    lost = s * (rec * error(X, draw.z[0]).mean() + kl_weight * sum(kl(fake).mean() for fake in fakes) / 2 + gamma * rec * again)
    assert loss_of(model, game, "decoder").item() == pytest.approx((lost + (1 + gamma) * constant).item())


@pytest.mark.parametrize("name", GAMES)
def test_the_decoder_feels_its_loss_through_an_encoder_that_stands_still(name):
    """Its gradient is that of its loss in its own parameters: what it makes, and how that is charged, both move with them. (Reconstructing what is made once more is held, as the authors do.)"""
    game = GAMES[name] if name != "soft" else Soft(0.3, 0.9, 0.2, again=0.0)
    model = small()
    player = player_of(model, game, "decoder")
    torch.manual_seed(7)
    player.gradient(Dataset(X)[:], 0)
    for parameter, slope in zip(model.decoder.parameters(), differences(model.decoder.parameters(), lambda: loss_of(model, game, "decoder").item()), strict=True):
        assert torch.allclose(parameter.grad, slope, rtol=1e-4, atol=1e-7)
    assert all(parameter.grad is None for parameter in model.encoder.parameters())


@pytest.mark.parametrize("name", GAMES)
def test_the_encoder_takes_what_is_made_as_given(name, monkeypatch):
    """Its gradient is that of its loss with the made items held: the encoder may not make reconstructions worse in order to tell them apart."""
    game, model = GAMES[name], small()
    _, *fakes = drawn_by(model)
    fakes = [fake.detach() for fake in fakes]
    player = player_of(model, game, "encoder")
    torch.manual_seed(7)
    player.gradient(Dataset(X)[:], 0)
    found = [parameter.grad.clone() for parameter in model.encoder.parameters()]
    assert all(parameter.grad is None for parameter in model.decoder.parameters())

    def held(model, draw):
        torch.randn(len(X), 2, dtype=torch.float64)  # the noise that the samples would take
        return fakes

    monkeypatch.setattr("vaeedu.introspective.made", held)
    for gradient, slope in zip(found, differences(model.encoder.parameters(), lambda: loss_of(model, game, "encoder").item()), strict=True):
        assert torch.allclose(gradient, slope, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("name", GAMES)
def test_both_move_by_turns_and_each_its_own(name):
    model = small(dtype=torch.float32)
    before = {key: tensor.clone() for key, tensor in model.named_parameters()}
    players = introspect(model, GAMES[name])
    owned = [{id(parameter) for parameter in player.parameters} for player in players]
    assert [player.name for player in players] == ["encoder", "decoder"]
    assert not owned[0] & owned[1] and len(owned[0] | owned[1]) == len(before)
    rows = fit(players, Dataset(X.float()), 2, 3, progress=False)
    assert {"encoder/rate", "encoder/rate of samples", "encoder/rate of reconstructions", "decoder/rate of made"} < rows[-1].keys()
    assert all((tensor != before[key]).any() for key, tensor in model.named_parameters())


def test_an_ensembles_settings_are_its_margins():
    models = [small(dtype=torch.float32) for _ in range(3)]
    ensemble = Ensemble(models, [1.0, 5.0, 5.0])
    rows = fit(introspect(ensemble, Hinge(), batch_size=16), Dataset(X.float().repeat(4, 1)), 3, 24, progress=False)
    low, high, other = rows[0]["encoder/loss"]
    assert low < min(high, other) - 1 and high != other  # each draws for itself
    with pytest.raises(ValueError, match="model 1 of the ensemble, setting 0.0: margin, what a made item is to cost, must be finite and > 0, got 0.0"):
        fit(introspect(Ensemble(models, [1.0, 0.0, 2.0]), Hinge()), Dataset(X.float()), 1, 6, progress=False)


def test_the_rate_is_that_of_any_item():
    model = small()
    assert torch.allclose(rate(model, X), kl_divergence(model.encoder(X), model.prior_of()))


@pytest.mark.parametrize(
    ("game", "message"),
    [
        (Hinge(0.0), "margin, what a made item is to cost, must be finite and > 0, got 0.0; 0 would ask nothing"),
        (Hinge(-3.0), "margin, what a made item is to cost, must be finite and > 0, got -3.0"),
        (Hinge(math.nan), "margin, what a made item is to cost, must be finite and > 0"),
        (Hinge(3.0, 0.0), "weight, that of what is made, must be finite and > 0, got 0.0"),
        (Hinge(3.0, distortion=-1.0), "distortion, the weight of the reconstruction, must be finite and > 0"),
        (Soft(beta=0.0), "beta must be finite and > 0, got 0.0; for their ring the authors take"),
        (Soft(negative=math.inf), "negative must be finite and > 0"),
        (Soft(again=-1.0), "again, the weight of how made items are reconstructed, must be finite and >= 0"),
    ],
)
def test_what_cannot_be_played_is_refused(game, message):
    with pytest.raises(ValueError, match=message):
        introspect(small(), game)


def test_what_is_no_vae_for_it_is_refused():
    encoder, decoder = mlp_encoder(3, 5, GaussianHead(2)), mlp_decoder(2, 5, SharedScaleHead(3, 0.5))
    with pytest.raises(TypeError, match="introspect takes a VAE, or an Ensemble of VAEs, got Sequential"):
        introspect(encoder, Hinge(3.0))
    with pytest.raises(TypeError, match="introspect is for a VAE that takes no labels"):
        introspect(VAE(encoder, decoder, ClassMeanPrior(3, 2)), Hinge(3.0))
    with pytest.raises(ValueError, match="the prior, MixturePrior, has parameters, and neither player would move them; take StandardNormal"):
        introspect(VAE(encoder, decoder, MixturePrior(4, 2)), Hinge(3.0))


@pytest.mark.parametrize(("items", "batch_size"), [(7, None), (8, 1)])
def test_a_batch_of_one_is_refused(items, batch_size):
    with pytest.raises(ValueError, match="a batch of one item tells real from made by two numbers; take a larger batch_size"):
        fit(introspect(small(dtype=torch.float32), Hinge(3.0), batch_size=batch_size), Dataset(torch.randn(items, 3)), 1, 3, progress=False)


def test_a_game_without_a_margin_is_told_to_have_one():
    with pytest.raises(ValueError, match="this game has no margin; give one"):
        fit(introspect(small(dtype=torch.float32), Hinge()), Dataset(torch.randn(8, 3)), 1, 4, progress=False)
    with pytest.raises(ValueError, match="a learning rate must be finite and > 0, got 0"):
        introspect(small(), Hinge(3.0), lr=0.0)
