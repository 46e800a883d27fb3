"""Each game's critic at its exact optimum, its gradients, and what is refused."""

import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.distributions import Normal

from differences import differences
from vaeedu.adversarial import GAMES, GAN, falling, forward_kl_bound, gradient_penalty, jensen_shannon_bound, reverse_kl_bound, rivals, value
from vaeedu.closed_forms import bumps
from vaeedu.closed_forms.bumps import Bumps
from vaeedu.data import Dataset
from vaeedu.networks import MLP
from vaeedu.training import Ensemble, fit

P, G = torch.tensor([0.5, 0.3, 0.15, 0.05], dtype=torch.float64), torch.tensor([0.1, 0.2, 0.3, 0.4], dtype=torch.float64)
BOUNDS = {
    "JSD": (jensen_shannon_bound, lambda p, g: (p * (2 * p / (p + g)).log() + g * (2 * g / (p + g)).log()).sum() / 2),
    "forward": (forward_kl_bound, lambda p, g: (p * (p / g).log()).sum()),
    "reverse": (reverse_kl_bound, lambda p, g: (g * (g / p).log()).sum()),
}


def on_letters(of, logits, p=P, g=G):
    """A bound's expectation over two alphabets: items come in the shares that p and g say, in twentieths."""
    letters = torch.arange(4)
    return of(logits[letters.repeat_interleave((20 * p).round().long())], logits[letters.repeat_interleave((20 * g).round().long())])


@pytest.mark.parametrize("name", BOUNDS)
def test_a_bound_is_the_divergence_at_the_log_ratio_and_less_elsewhere(name):
    bound, exact = BOUNDS[name]
    best = (P / G).log()
    assert on_letters(bound, best) == pytest.approx(exact(P, G).item(), abs=1e-12)
    for seed in range(50):
        other = best + torch.randn(4, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
        assert on_letters(bound, other) < on_letters(bound, best)


@pytest.mark.parametrize("name", [name for name in GAMES if name != "Wasserstein"])
def test_the_critic_of_each_game_ends_at_the_log_ratio(name):
    logits = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([logits], line_search_fn="strong_wolfe", max_iter=200, tolerance_grad=1e-12, tolerance_change=1e-14)

    def loss():
        optimizer.zero_grad()
        lost = on_letters(GAMES[name].critic, logits)
        lost.backward()
        return lost

    optimizer.step(loss)
    assert logits.detach().numpy() == pytest.approx((P / G).log().numpy(), abs=1e-5)


def test_a_critic_trained_to_the_end_agrees_with_the_best_one():
    """On normal densities, where p/(p + g) is known."""
    torch.manual_seed(0)
    real, fake = Bumps(0.5, 1.0), Bumps(-0.5, 0.7)
    x = torch.linspace(-5, 5, 2001)[:, None]
    p, g = (Normal(density.mean, density.scale).log_prob(x[:, 0]).exp() for density in (real, fake))
    critic = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
    optimizer = torch.optim.Adam(critic.parameters(), 1e-2)
    for _ in range(2000):
        logits = critic(x)[:, 0]
        loss = 0.005 * (p * nn.functional.softplus(-logits) + g * nn.functional.softplus(logits)).sum()  # dx, and V over the whole line
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    seen = p + g > 0.02  # where there is anything to see
    assert (critic(x)[:, 0].sigmoid() - p / (p + g))[seen].abs().max() < 0.01
    assert -loss.item() == pytest.approx(float(bumps.best_value(real, fake)), abs=1e-3)


@pytest.mark.parametrize("logit", [-30.0, -3.0, 0.0, 2.0, 30.0])
def test_the_slopes_of_the_generators_two_losses_are_those_of_the_text(logit):
    slopes = {}
    for name in ("saturating", "non-saturating"):
        a = torch.tensor([logit], dtype=torch.float64, requires_grad=True)
        GAMES[name].generator(a).backward()
        slopes[name] = a.grad.item()
    d = 1 / (1 + math.exp(-logit))
    assert slopes == pytest.approx({"saturating": -d, "non-saturating": -1 / (1 + math.exp(logit))}, rel=1e-9, abs=1e-300)


def test_the_value_of_a_guess_is_minus_two_log_two_and_certain_wrong_answers_stay_finite():
    half = torch.zeros(3)
    assert value(half, half).item() == pytest.approx(-2 * math.log(2))
    assert value(torch.tensor([-500.0]), torch.tensor([500.0])).item() == pytest.approx(-1000)


def test_the_penalty_is_that_of_the_slopes_and_its_gradient_that_of_finite_differences():
    torch.manual_seed(0)
    critic = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1)).double()
    real, fake = torch.randn(5, 3, dtype=torch.float64), torch.randn(5, 3, dtype=torch.float64)

    def penalty():
        torch.manual_seed(1)
        return gradient_penalty(critic, real, fake)

    torch.manual_seed(1)
    x = (fake + torch.rand(5, 1, dtype=torch.float64) * (real - fake)).numpy()
    h = 1e-5
    steps = h * np.eye(3)[:, None]
    answer = lambda points: critic(torch.as_tensor(points)).detach().numpy()[..., 0]
    slopes = (answer(x + steps) - answer(x - steps)) / (2 * h)  # (3, 5)
    assert penalty().item() == pytest.approx(((np.sqrt((slopes**2).sum(0)) - 1) ** 2).mean(), rel=1e-6)

    penalty().backward()
    for parameter, slopes in zip(critic.parameters(), differences(critic.parameters(), lambda: penalty().item(), h), strict=True):
        found = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad  # the last bias moves no slope
        assert torch.allclose(found, slopes, rtol=1e-5, atol=1e-8)


def test_a_flat_critic_has_a_penalty_with_a_gradient():
    critic = nn.Linear(2, 1)
    nn.init.zeros_(critic.weight)
    loss = gradient_penalty(critic, torch.ones(4, 2), torch.zeros(4, 2))
    loss.backward()
    assert loss.item() == pytest.approx(1, abs=1e-5) and critic.weight.grad.isfinite().all()


def test_wasserstein_with_the_penalty_measures_a_distance():
    """Two points 3 apart: the best slope is 1 + a little, for the penalty's price is quadratic there: slope 1 + d/(2 · weight)."""
    line = nn.Linear(1, 1).double()
    nn.init.ones_(line.weight)  # uphill to the data: the penalty has a second valley, downhill
    real, fake = torch.full((8, 1), 3.0, dtype=torch.float64), torch.zeros(8, 1, dtype=torch.float64)
    optimizer = torch.optim.Adam(line.parameters(), 0.01)
    for _ in range(2000):
        loss = GAMES["Wasserstein"].critic(line(real), line(fake)) + 100 * gradient_penalty(line, real, fake)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert line.weight.item() == pytest.approx(1 + 3 / 200, abs=1e-3)
    assert (line(real) - line(fake)).mean().item() == pytest.approx(3 * (1 + 3 / 200), abs=3e-3)


def points(n=64):
    return Dataset(torch.randn(n, 2, generator=torch.Generator().manual_seed(0)))


def small(packed=1):
    return GAN(MLP(2, 8, 2), MLP(2 * packed, 8, 1), 2, packed)


def test_the_generator_moves_once_in_k_steps_and_each_player_alone():
    torch.manual_seed(0)
    gan, moves = small(), {"critic": 0, "generator": 0}
    players = rivals(gan, "non-saturating", k=3)
    weights = {player.name: [p.detach().clone() for p in player.parameters] for player in players}
    for player in players:
        player.optimizer.register_step_post_hook(lambda *_, name=player.name: moves.__setitem__(name, moves[name] + 1))
    fit(players, points(), 1, 8, progress=False)
    assert moves == {"critic": 8, "generator": 3}
    owned = [{id(p) for p in player.parameters} for player in players]
    assert not owned[0] & owned[1] and len(owned[0] | owned[1]) == len(list(gan.parameters()))
    assert all((before != after).any() for player in players for before, after in zip(weights[player.name], player.parameters))


@pytest.mark.parametrize("game", GAMES)
def test_models_of_an_ensemble_play_each_game_and_draw_batches_of_their_own(game):
    torch.manual_seed(0)
    one = small()
    ensemble = Ensemble([one, one])
    penalty = 1.0 if game == "Wasserstein" else 0.0
    rows = fit(rivals(ensemble, game, noise=falling(0.1, 2), penalty=penalty, batch_size=16), points(), 3, 64, progress=False)
    assert len(rows) == 3 and len(rows[-1]["critic/loss"]) == 2
    assert ("critic/penalty" in rows[-1]) == (penalty > 0)
    first, second = ensemble.models()
    assert any((a != b).any() for a, b in zip(first.parameters(), second.parameters()))


def test_packs_are_rows_of_items_side_by_side():
    gan = small(packed=2)
    x = torch.arange(12.0).reshape(6, 2)
    assert gan.packs(x).tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert gan.logits(x).shape == (3,)
    with pytest.raises(ValueError, match="5 items cannot be packed by 2; take a batch of 4"):
        gan.logits(x[:5])
    fit(rivals(gan, "non-saturating", penalty=1.0), points(), 1, 16, progress=False)


def test_noise_falls_in_a_straight_line_to_nothing():
    assert [falling(0.5, 4)(step) for step in range(6)] == [0.5, 0.375, 0.25, 0.125, 0, 0]


def test_instance_noise_reaches_the_critic():
    seen = []

    class Watching(nn.Linear):
        def forward(self, x):
            seen.append(x.detach().clone())
            return super().forward(x)

    gan = GAN(nn.Linear(2, 2), Watching(2, 1), 2)
    fit(rivals(gan, "non-saturating", noise=100.0), Dataset(torch.zeros(64, 2)), 1, 64, progress=False)
    assert all(80 < x.std() < 120 for x in seen) and len(seen) == 3


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"game": "hinge"}, "game must be one of 'saturating', .* got 'hinge'"),
        ({"k": 0}, "k must be a whole number >= 1, got 0; the critic moves"),
        ({"noise": -0.1}, "noise must be finite and >= 0, got -0.1"),
        ({"noise": math.nan}, "noise must be finite"),
        ({"penalty": -1.0}, "penalty must be finite and >= 0, got -1.0"),
        ({"lr": 0.0}, "a learning rate must be finite and > 0, got 0.0"),
        ({"lr": (1e-3, math.inf)}, "a learning rate must be finite and > 0, got inf"),
        ({"batch_size": 0}, "batch_size must be a whole number >= 1, got 0"),
    ],
)
def test_what_cannot_be_played_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        rivals(small(), **({"game": "non-saturating"} | wrong))


@pytest.mark.parametrize("wrong", [MLP(2, 2), Ensemble([MLP(2, 2), MLP(2, 2)]), GAN(nn.Identity(), MLP(2, 1), 2)], ids=["network", "ensemble", "nothing to train"])
def test_what_is_no_gan_is_refused(wrong):
    with pytest.raises(TypeError, match="rivals takes a GAN, or an Ensemble of GANs, .* got (MLP|Ensemble|GAN); GAN\\(generator, critic, latent\\) makes one"):
        rivals(wrong, "non-saturating")


def test_a_schedule_that_goes_below_zero_is_told():
    with pytest.raises(ValueError, match="noise at step 3 must be finite and >= 0, got -0.5"):
        fit(rivals(small(), "non-saturating", noise=lambda step: 1 - 0.5 * step), points(), 1, 8, progress=False)


def test_sizes_and_schedules_are_checked():
    for make in (lambda: GAN(MLP(2, 2), MLP(2, 1), 0), lambda: GAN(MLP(2, 2), MLP(2, 1), 2, packed=0), lambda: small().sample(0), lambda: falling(0.1, 0)):
        with pytest.raises(ValueError, match="must be a whole number >= 1, got 0"):
            make()
    with pytest.raises(ValueError, match="start must be finite and >= 0, got -1"):
        falling(-1.0, 10)
    with pytest.raises(ValueError, match="real and generated items are joined in pairs, got shapes"):
        gradient_penalty(nn.Linear(2, 1), torch.zeros(4, 2), torch.zeros(3, 2))


def test_a_rate_that_blows_up_is_told_by_fit():
    torch.manual_seed(0)
    with pytest.raises(FloatingPointError, match="player (critic|generator), step .* not finite.*Lower the learning rate"):
        fit(rivals(small(), "forward KL", lr=50.0), points(), 200, 64, progress=False)
