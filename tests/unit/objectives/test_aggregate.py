"""The losses that hold all codes together to the prior: their special cases, their papers' formulas, and what they refuse."""

import math

import pytest
import torch
from torch import nn

from vaeedu.data import Dataset
from vaeedu.distributions import GaussianHead, SharedScaleHead, StandardNormal
from vaeedu.divergences import imq, mmd, over_scales, sliced_wasserstein
from vaeedu.models import VAE
from vaeedu.networks import mlp_decoder, mlp_encoder
from vaeedu.objectives import analytic_rate, elbo, fools, match, parts, sampled_rate, tells_apart, weigh
from vaeedu.training import Ensemble, Player, fit, sweep


@pytest.fixture
def draw():
    torch.manual_seed(0)
    vae = VAE(mlp_encoder(6, 8, GaussianHead(3)), mlp_decoder(3, 8, SharedScaleHead(6, 0.3)), StandardNormal(3))
    with torch.no_grad():
        return vae.draw(torch.rand(20, 6), samples=2)


def test_a_wae_asks_for_no_rate(draw):
    loss = match(draw, torch.tensor(0.25), weight=8.0)
    assert float(loss["loss"]) == pytest.approx(float(-draw.log_likelihood.mean()) + 2.0) and "rate" not in loss


@pytest.mark.parametrize(("alpha", "weight"), [(0.0, 1.0), (-3.0, 4.0), (0.5, 0.5)])
def test_the_beta_vae_is_a_case_whatever_the_divergence(draw, alpha, weight):
    assert float(match(draw, torch.tensor(123.0), weight, alpha)["loss"]) == pytest.approx(float(elbo(draw, beta=1 - alpha)["loss"]), rel=1e-5)


def test_infovae_by_its_papers_formula(draw):
    alpha, weight, apart = 0.3, 12.0, torch.tensor(0.07)
    expected = -draw.log_likelihood.mean() + (1 - alpha) * analytic_rate(draw).mean() + (alpha + weight - 1) * apart
    assert float(match(draw, apart, weight, alpha)["loss"]) == pytest.approx(float(expected))


def test_with_the_kl_for_the_divergence_it_is_a_row_of_weights(draw):
    of_rate = parts(draw, 500)
    gap = of_rate.total_correlation + of_rate.dimension_wise
    loss = match(draw, gap, 5.0, 0.4, rate=sampled_rate)["loss"]
    assert float(loss) == pytest.approx(float(weigh(draw, of_rate, 0.6, 5.0, 5.0)["loss"]), rel=1e-5)


def test_an_adversarial_autoencoders_losses_by_its_papers_formulas():
    codes, prior = torch.randn(50), torch.randn(50)
    chance = torch.sigmoid  # that it is a code
    assert float(fools(codes)) == pytest.approx(float(-(1 - chance(codes)).log().mean()), rel=1e-5)
    expected = -(chance(codes).log().mean() + (1 - chance(prior)).log().mean()) / 2
    assert float(tells_apart(codes, prior)["loss"]) == pytest.approx(float(expected), rel=1e-5)


def test_the_waes_published_loss_in_nats(draw):
    """0.05·SSE + λ·D, times 10/σ², is the distortion but for a constant, and 10 λ/σ² D."""
    x, sigma, apart, weight = draw.likelihood.mean + 0.1, 0.3, torch.tensor(0.2), 10.0
    squares = (draw.likelihood.mean - x).square().sum(-1).mean()
    constant = 6 * (math.log(sigma) + 0.5 * math.log(2 * math.pi))
    loss = -draw.likelihood.log_prob(x).mean() + 10 * weight / sigma**2 * apart
    assert float(loss) == pytest.approx(float(10 / sigma**2 * (0.05 * squares + weight * apart)) + constant, rel=1e-4)


@pytest.mark.parametrize(
    ("weight", "alpha", "says"),
    [
        (-1.0, 1.0, "weight, that of the divergence, must be finite and >= 0, got -1.0; try 10.0"),
        (math.nan, 1.0, "weight, that of the divergence, must be finite"),
        (0.5, 0.2, r"alpha \+ weight - 1, the weight of the divergence, must be finite and >= 0, got -0.3"),
        (5.0, 1.5, "1 - alpha, the weight of the rate, must be finite and >= 0, got -0.5; alpha=1 leaves the rate out"),
    ],
)
def test_weights_without_a_least_loss_are_refused(draw, weight, alpha, says):
    with pytest.raises(ValueError, match=says):
        match(draw, torch.tensor(0.1), weight, alpha)


def test_every_distance_pulls_codes_onto_the_prior_and_an_ensemble_takes_its_weights():
    torch.manual_seed(1)
    points = Dataset(torch.randn(200, 2))
    kernel = over_scales(imq, 2.0)

    def new(_):
        return VAE(mlp_encoder(2, 8, GaussianHead(2, floor=0.1)), mlp_decoder(2, 8, SharedScaleHead(2, 0.5)), StandardNormal(2))

    for distance, weights in ((lambda z, prior: mmd(z, prior, kernel), [0.0, 30.0]), (sliced_wasserstein, [0.0, 30.0])):

        def loss(vae, batch, step, weight, distance=distance):
            draw = vae.draw(3 * batch.x)
            return match(draw, distance(draw.z[0], torch.randn_like(draw.z[0])), weight)

        free, held = sweep(new, loss, points, weights, seeds=2, epochs=80, batch_size=50)
        far, near = ([float(sliced_wasserstein(vae.draw(3 * points.x).z[0], torch.randn(200, 2))) for vae in group] for group in (free, held))
        assert 3 * max(near) < min(far)


def test_an_adversarial_autoencoder_is_two_players():
    torch.manual_seed(2)
    points = Dataset(torch.randn(200, 2))

    class Both(nn.Module):
        def __init__(self):
            super().__init__()
            self.vae = VAE(mlp_encoder(2, 8, GaussianHead(2, floor=0.1)), mlp_decoder(2, 8, SharedScaleHead(2, 0.5)), StandardNormal(2))
            self.critic = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))

    def of_vae(both, batch, step, number):
        draw = both.vae.draw(batch.x + 4)
        return match(draw, fools(both.critic(draw.z)), 10.0)

    def of_critic(both, batch, step, number):
        z = both.vae.draw(batch.x + 4).z.detach()
        return tells_apart(both.critic(z), both.critic(torch.randn_like(z)))

    ensemble = Ensemble([Both() for _ in range(2)])
    players = [
        Player(ensemble, ensemble.loss(loss), torch.optim.Adam([p for key, p in ensemble.named_parameters() if key.startswith(name)], 1e-2, (0.5, 0.999)), name=name)
        for name, loss in (("vae", of_vae), ("critic", of_critic))
    ]
    fit(players, points, 150, 50, progress=False)
    for both in ensemble.models():
        z = both.vae.draw(points.x + 4).z[0]
        assert z.mean(0).abs().max() < 0.5 and (z.std(0) - 1).abs().max() < 0.5
