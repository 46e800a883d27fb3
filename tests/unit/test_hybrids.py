"""VAE and GAN together: what is finished, who moves whom by finite differences, each loss by its formula, the rule of who waits, and what is refused."""

import math

import pytest
import torch
from torch import nn
from torch.distributions import kl_divergence
from torch.nn.functional import softplus

from differences import differences
from vaeedu.data import Dataset
from vaeedu.distributions import GaussianHead, SharedScaleHead, StandardNormal
from vaeedu.hybrids import VAEGAN, Balance, Hybrid, feature_players, finishers
from vaeedu.models import VAE
from vaeedu.networks import MLP, mlp_decoder, mlp_encoder
from vaeedu.training import Ensemble, fit

X = torch.randn(6, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def hybrid(seed=0, dtype=torch.float64, **options):
    torch.manual_seed(seed)
    vae = VAE(mlp_encoder(3, 5, GaussianHead(2)), mlp_decoder(2, 5, GaussianHead(3, floor=0.1)), StandardNormal(2))
    return Hybrid(vae, MLP(9, 6, 3), MLP(9, 6, 1), **options).to(dtype)


def vaegan(seed=0, dtype=torch.float64):
    torch.manual_seed(seed)
    vae = VAE(mlp_encoder(3, 5, GaussianHead(2)), mlp_decoder(2, 5, SharedScaleHead(3)), StandardNormal(2))
    return VAEGAN(vae, nn.Sequential(nn.Linear(3, 5), nn.Tanh()), nn.Linear(5, 1)).to(dtype)


def of_player(players, name):
    return next(player for player in players if player.name == name)


def loss_of(player, seed=7):
    torch.manual_seed(seed)
    return player.terms(Dataset(X)[:], 0)["loss"].item()


def slopes_of(player, seed=7):
    torch.manual_seed(seed)
    player.gradient(Dataset(X)[:], 0)
    return [parameter.grad.clone() for parameter in player.parameters]


# The finisher ----------------------------------------------------------------------------------------------------------


def test_without_a_generator_the_finished_item_is_the_vaes_own_sample():
    model = hybrid()
    nn.init.zeros_(model.generator[-1].weight)
    nn.init.zeros_(model.generator[-1].bias)
    mean, scale = model.told(torch.zeros(4, 2, dtype=torch.float64))
    torch.manual_seed(3)
    finished = model.finish(mean, scale)
    torch.manual_seed(3)
    assert torch.allclose(finished, mean + scale * torch.randn_like(mean))


def test_pairs_hold_the_noise_beside_the_mean_and_scale_of_a_code_of_the_real_item():
    model = hybrid()
    torch.manual_seed(1)
    real, fake = model.pairs(X)
    torch.manual_seed(1)
    mean, scale = model.told(model.vae.encode(X).rsample())
    finished = model.finish(mean, scale)
    for pair, items in ((real, X), (fake, finished)):
        assert torch.allclose(pair[:, 3:6], mean) and torch.allclose(pair[:, 6:], scale)
        assert torch.allclose(mean + scale * pair[:, :3].sinh(), items)


@pytest.mark.parametrize("name", ["critic", "generator"])
def test_a_finishers_gradient_is_that_of_finite_differences_and_the_vae_stands_still(name):
    model = hybrid()
    player = of_player(finishers(model, penalty=0.3), name)
    found = slopes_of(player)
    for gradient, slope in zip(found, differences(player.parameters, lambda: loss_of(player)), strict=True):
        assert torch.allclose(gradient, slope, rtol=1e-4, atol=1e-7)
    assert {id(parameter) for parameter in player.parameters} == {id(parameter) for parameter in getattr(model, name).parameters()}
    assert all(parameter.grad is None for parameter in model.vae.parameters())


def test_both_finishers_move_and_the_vae_does_not():
    model = hybrid(dtype=torch.float32)
    before = {name: parameter.clone() for name, parameter in model.named_parameters()}
    rows = fit(finishers(model, penalty=0.3), Dataset(X.float()), 2, 3, progress=False)
    moved = {name.partition(".")[0] for name, parameter in model.named_parameters() if (parameter != before[name]).any()}
    assert moved == {"generator", "critic"} and rows[-1]["critic/penalty"] >= 0


def test_samples_and_others_of_the_same_code():
    model = hybrid()
    assert model.sample(5).shape == (5, 3) and model.redraw(X).shape == X.shape
    assert (model.redraw(X) != model.redraw(X)).all()


def test_pictures_keep_their_channels_side_by_side():
    vae = VAE(mlp_encoder((1, 4, 4), 5, GaussianHead(2)), mlp_decoder(2, 5, GaussianHead((1, 4, 4), floor=0.1)), StandardNormal(2))
    model = Hybrid(vae, nn.Conv2d(3, 1, 3, padding=1), nn.Sequential(nn.Flatten(), nn.Linear(48, 1)))
    assert model.sample(2).shape == (2, 1, 4, 4) and model.pairs(torch.rand(2, 1, 4, 4))[0].shape == (2, 3, 4, 4)
    fit(finishers(model, game="Wasserstein", penalty=1.0), Dataset(torch.rand(8, 1, 4, 4)), 1, 4, progress=False)


def test_a_scale_is_cut_at_most():
    wild = hybrid(most=0.2)
    assert wild.told(5 * torch.randn(50, 2, dtype=torch.float64))[1].max() == 0.2
    with pytest.raises(ValueError, match="most, the largest scale, must be > 0, got 0; 0.5 is that of numbers in"):
        hybrid(most=0)


def test_an_ensembles_models_learn_as_each_by_itself():
    ensemble = Ensemble([hybrid(seed, torch.float32) for seed in (0, 1)])
    rows = fit(finishers(ensemble, penalty=0.3, batch_size=4), Dataset(X.float()), 20, 6, progress=False)
    assert len(rows[-1]["critic/loss"]) == 2 and rows[-1]["critic/loss"][0] != rows[-1]["critic/loss"][1]


# The VAE/GAN -----------------------------------------------------------------------------------------------------------


def by_hand(model):
    """Rate, feature error and the two costs, from the paper's words."""
    torch.manual_seed(7)
    draw = model.vae.draw(X)
    again = draw.likelihood.mean[0]
    made = torch.cat([model.critic(again), model.critic(model.vae.sample(len(X)).mean)])
    features = model.critic[0]
    error = -torch.distributions.Normal(features(again), 1).log_prob(features(X)).sum(1).mean() - 5 * math.log(2 * math.pi) / 2
    rate = kl_divergence(draw.q, draw.prior).mean()
    return rate, error, -torch.sigmoid(model.critic(X)).log().mean(), -torch.sigmoid(-made).log().mean()


def test_the_three_losses_are_those_of_their_formulas():
    model = vaegan()
    rate, error, real, made = by_hand(model)
    players = feature_players(model, weight=0.3, balance=None)
    assert [player.name for player in players] == ["encoder", "decoder", "critic"]
    assert loss_of(of_player(players, "decoder")) == pytest.approx((0.3 * error - 0.7 * (real + made)).item())
    assert loss_of(of_player(players, "critic")) == pytest.approx((real + made).item())
    torch.manual_seed(7)
    assert of_player(players, "encoder").terms(Dataset(X)[:], 0)["loss"].item() == pytest.approx((rate + error).item())


@pytest.mark.parametrize("name", ["encoder", "decoder", "critic"])
def test_everybody_moves_his_own_by_the_gradient_of_his_own_loss(name):
    model = vaegan()
    player = of_player(feature_players(model, weight=0.3, balance=None), name)
    found = slopes_of(player)
    own = model.critic if name == "critic" else getattr(model.vae, name)
    assert {id(parameter) for parameter in player.parameters} == {id(parameter) for parameter in own.parameters()}
    for gradient, slope in zip(found, differences(player.parameters, lambda: loss_of(player)), strict=True):
        assert torch.allclose(gradient, slope, rtol=1e-4, atol=1e-7)
    others = [parameter for parameter in model.parameters() if all(parameter is not mine for mine in player.parameters)]
    assert all(parameter.grad is None for parameter in others)


@pytest.mark.parametrize(
    ("real", "made", "critic", "decoder"),
    [(0.69, 0.69, True, True), (0.25, 0.6, False, True), (0.6, 0.25, False, True), (0.5, 1.2, True, False), (1.2, 0.5, True, False), (0.2, 1.5, True, True), (0.331, 1.029, True, True)],
)
def test_who_waits(real, made, critic, decoder):
    assert Balance().moves(torch.tensor(real), torch.tensor(made)) == (critic, decoder)


@pytest.mark.parametrize(("name", "logit"), [("critic", 6.0), ("decoder", -2.0)])
def test_who_waits_has_no_gradient_and_does_not_move(name, logit):
    """A critic that is sure of real items waits; where it takes real items for made ones and made ones for real, costs are high, and the decoder waits."""
    model = vaegan(dtype=torch.float32)
    nn.init.zeros_(model.critic[1].weight)
    nn.init.constant_(model.critic[1].bias, logit)
    if name == "critic":  # only the real cost is low, so that the decoder may not wait: an equilibrium that its cost of made ones does not pass
        balance = Balance(equilibrium=4.0, margin=3.5)
    else:
        balance = Balance(equilibrium=0.6, margin=0.5)
    real, made = softplus(torch.tensor(-logit)), softplus(torch.tensor(logit))
    player = of_player(feature_players(model, balance=balance), name)
    before = [parameter.clone() for parameter in player.parameters]
    terms = player.gradient(Dataset(X.float())[:], 0)
    player.move()
    waits = not balance.moves(real, made)[0 if name == "critic" else 1]
    assert waits == (terms["moves"] == 0) == all((parameter == old).all() for parameter, old in zip(player.parameters, before))
    free = of_player(feature_players(model, balance=None), name)
    free.gradient(Dataset(X.float())[:], 0)
    free.move()
    assert any((parameter != old).any() for parameter, old in zip(free.parameters, before))


def test_an_ensemble_of_them_trains_and_tells_who_moved():
    ensemble = Ensemble([vaegan(seed, torch.float32) for seed in (0, 1)])
    rows = fit(feature_players(ensemble, batch_size=4), Dataset(X.float()), 20, 6, progress=False)
    assert len(rows[-1]["encoder/feature error"]) == 2 and set(rows[-1]["critic/moves"]) <= {0.0, 1.0}


# What is refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: finishers(vaegan()), TypeError, "finishers takes a Hybrid, or an Ensemble of them, got VAEGAN"),
        (lambda: finishers(hybrid(), game="WGAN"), ValueError, "game must be one of 'saturating'"),
        (lambda: finishers(hybrid(), penalty=-1.0), ValueError, "penalty must be"),
        (lambda: finishers(hybrid(), lr=0.0), ValueError, "a learning rate must be"),
        (lambda: feature_players(hybrid()), TypeError, "feature_players takes a VAEGAN, or an Ensemble of them, got Hybrid"),
        (lambda: feature_players(vaegan(), weight=1.0), ValueError, r"weight, that of the feature error .* must be between 0 and 1, got 1.0"),
        (lambda: feature_players(vaegan(), balance=Balance(margin=0.0)), ValueError, "margin, how far a cost may be from it, must be"),
        (lambda: feature_players(vaegan(), lr=-1.0), ValueError, "a learning rate must be"),
    ],
)
def test_bad_input_is_refused(make, error, says):
    with pytest.raises(error, match=says):
        make()
