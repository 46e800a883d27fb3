"""A class that nobody told: the bound against a mixture's exact log p(x) and against a loop; soft draws; what is refused."""

import math

import pytest
import torch
from torch import nn

from vaeedu.data import Dataset
from vaeedu.distributions import GaussianHead, Normal, SharedScaleHead, StandardNormal
from vaeedu.models import VAE
from vaeedu.networks import mlp_decoder, mlp_encoder
from vaeedu.objectives import class_rate, elbo, enumerated, gumbel_softmax, relaxed, under_every_class
from vaeedu.training import sweep

CENTRES = torch.tensor([[-1.0, 0.0], [0.5, 1.0], [2.0, -1.0]])


class OfItsClass(nn.Module):
    """N(centre of the class, 0.5² I), whatever z is."""

    conditional = True

    def forward(self, z, y=None):
        return torch.distributions.Independent(Normal(CENTRES[y].expand(*z.shape[:-1], 2), torch.tensor(0.5)), 1)


class Nothing(nn.Module):
    """N(0, I), whatever x is."""

    def forward(self, x):
        return torch.distributions.Independent(Normal(torch.zeros(len(x), 1), torch.ones(len(x), 1)), 1)


@pytest.fixture
def made():
    torch.manual_seed(0)
    vae = VAE(mlp_encoder(6, 8, GaussianHead(2), classes=4), mlp_decoder(2, 8, SharedScaleHead(6, 0.3), classes=4), StandardNormal(2))
    return vae, torch.rand(5, 6), torch.randn(5, 4)


def test_at_the_true_posterior_the_bound_is_the_mixtures_log_likelihood():
    vae, x = VAE(Nothing(), OfItsClass(), StandardNormal(1)), torch.randn(40, 2)
    each = torch.distributions.Independent(Normal(CENTRES, torch.tensor(0.5)), 1).log_prob(x[:, None])  # (item, class)
    exact = each.logsumexp(1) - math.log(3)
    tight = enumerated(vae.draw(*under_every_class(x, 3)), each)
    assert float(tight["loss"]) == pytest.approx(-float(exact.mean()), rel=1e-5) and float(tight["rate"]) == pytest.approx(0, abs=1e-6)
    looser = enumerated(vae.draw(*under_every_class(x, 3)), each + torch.randn(40, 3))
    assert looser["loss"] > tight["loss"] + 0.01


def test_the_bound_by_a_loop(made):
    vae, x, logits = made
    draw = vae.draw(*under_every_class(x, 4), samples=3)
    found = enumerated(draw, logits, beta=2.0)
    q = logits.softmax(1)
    expected = 0.0
    for label in range(4):
        for item in range(5):
            of_one = 5 * label + item
            mean, scale = draw.q.base_dist.mean[of_one], draw.q.base_dist.stddev[of_one]
            rate = (0.5 * (mean**2 + scale**2 - 2 * scale.log() - 1)).sum() + q[item, label].log() - math.log(1 / 4)
            expected += q[item, label] * (-draw.log_likelihood[:, of_one].mean() + 2.0 * rate) / 5
    assert float(found["loss"].detach()) == pytest.approx(float(expected.detach()), rel=1e-5)
    found["loss"].backward()
    assert all(parameter.grad is not None for parameter in vae.parameters())


def test_the_class_rate_is_the_kl_from_the_uniform_law(made):
    logits = made[2]
    uniform = torch.distributions.Categorical(logits=torch.zeros(5, 4))
    expected = torch.distributions.kl_divergence(torch.distributions.Categorical(logits=logits), uniform)
    assert class_rate(logits) == pytest.approx(expected.numpy(), rel=1e-5)
    assert class_rate(torch.zeros(3, 7)) == pytest.approx([0, 0, 0], abs=1e-6)
    assert class_rate(torch.tensor([[0.0, 1000.0]])) == pytest.approx([math.log(2)])


@pytest.mark.parametrize("temperature", [5.0, 1.0, 0.1])
def test_the_largest_share_falls_on_a_class_as_often_as_its_probability(temperature):
    torch.manual_seed(1)
    logits = torch.tensor([[0.0, 1.0, -1.0, 2.0]])
    drawn = gumbel_softmax(logits.expand(40_000, 4), temperature)
    assert drawn.sum(1) == pytest.approx(1.0, abs=1e-5)
    counts = drawn.argmax(1).bincount(minlength=4) / 40_000
    assert counts == pytest.approx(logits.softmax(1)[0].numpy(), abs=0.01)  # four standard errors at most
    assert (drawn.max(1).values.mean() > 0.95) == (temperature < 1)


def test_a_soft_draw_carries_a_gradient_and_stays_a_number_in_the_extremes():
    logits = torch.tensor([[0.0, 300.0], [-5.0, 5.0]], requires_grad=True)
    for temperature in (1e-3, 1.0, 1e3):
        (gradient,) = torch.autograd.grad(gumbel_softmax(logits, temperature)[:, 0].sum(), logits)
        assert gradient.isfinite().all()
    assert gradient.abs().sum() > 0


def test_cold_soft_draws_give_the_enumerated_bound_on_average(made):
    vae, x, logits = made
    torch.manual_seed(2)
    with torch.no_grad():
        many = x.repeat(4000, 1), logits.repeat(4000, 1)
        soft = relaxed(vae.draw(many[0], gumbel_softmax(many[1], 1e-3)), many[1])
        exact = enumerated(vae.draw(*under_every_class(x, 4), samples=4000), logits)
    assert soft["class rate"] == pytest.approx(float(exact["class rate"]), rel=1e-4)
    assert soft["loss"] == pytest.approx(float(exact["loss"]), abs=0.6)


def test_shares_that_are_sure_are_labels(made):
    vae, x, _ = made
    y = torch.tensor([0, 3, 1, 2, 2])
    torch.manual_seed(3)
    told = elbo(vae.draw(x, y))["loss"]
    torch.manual_seed(3)
    assert elbo(vae.draw(x, torch.eye(4)[y]))["loss"] == told


def test_many_train_at_once():
    data = Dataset(CENTRES.repeat(40, 1) + 0.3 * torch.randn(120, 2))

    class Sorter(nn.Module):
        def __init__(self):
            super().__init__()
            self.classifier = nn.Linear(2, 3)
            self.vae = VAE(mlp_encoder(2, 8, GaussianHead(1)), mlp_decoder(1, 8, SharedScaleHead(2, 0.3), classes=3), StandardNormal(1))

    def loss(model, batch, step, soft):
        logits = model.classifier(batch.x)
        drawn = relaxed(model.vae.draw(batch.x, gumbel_softmax(logits, 0.5)), logits)
        summed = enumerated(model.vae.draw(*under_every_class(batch.x, 3)), logits)
        return {"loss": soft * drawn["loss"] + (1 - soft) * summed["loss"]}

    groups = sweep(lambda _: Sorter(), loss, data, [0.0, 1.0], 2, 60, 30)
    with torch.no_grad():
        untrained = loss(Sorter(), data[:], 0, 0.0)["loss"]
        for model in (model for group in groups for model in group):
            assert loss(model, data[:], 0, 0.0)["loss"] < 0.5 * untrained


@pytest.mark.parametrize("temperature", [0, -1.0, math.nan, math.inf])
def test_temperatures_that_are_none_are_refused(temperature):
    with pytest.raises(ValueError, match=r"the temperature must be finite and > 0, got (0|-1|nan|inf).*; start at 1 and let it fall towards 0.1"):
        gumbel_softmax(torch.zeros(2, 3), temperature)


def test_what_else_is_refused(made):
    vae, x, logits = made
    with pytest.raises(ValueError, match=r"at least 2 classes, got shape \(5, 1\)"):
        gumbel_softmax(logits[:, :1], 1.0)
    with pytest.raises(ValueError, match=r"5 items under 4 classes each, 20, got 5; take draw\(\*under_every_class\(x, 4\)\)"):
        enumerated(vae.draw(x, torch.zeros(5, dtype=torch.long)), logits)
    with pytest.raises(ValueError, match="beta, the weight of the rate, must be finite and >= 0, got -1"):
        enumerated(vae.draw(*under_every_class(x, 4)), logits, beta=-1.0)
    with pytest.raises(ValueError, match="classes must be a whole number >= 1, got 0"):
        under_every_class(x, 0)
    with pytest.raises(ValueError, match=r"shares of 4 classes are rows of 4 numbers, got shape \(5, 3\)"):
        vae.draw(x, torch.full((5, 3), 1 / 3))
    with pytest.raises(ValueError, match=r"together 1 for each item, got \d+ rows that are not; of logits, logits.softmax\(1\) makes shares"):
        vae.draw(x, logits)
