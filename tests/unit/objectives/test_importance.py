"""IWAE and its relatives: values by hand with M ≠ K, gradients against quadrature, two players for PIWAE and DReG."""

import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.distributions import AffineTransform, Categorical, Independent, Normal, TransformedDistribution

from vaeedu.data import Batch, Dataset
from vaeedu.distributions import SharedScaleHead, StandardNormal
from vaeedu.models import VAE, Draw, mlp_vae
from vaeedu.objectives import dreg, elbo, iwae, sampled_rate, stl
from vaeedu.training import Ensemble, Player, fit

X, NODES = 1.3, 40


class Line(nn.Module):
    """z ↦ N(weight · z, 0.6²) or, as an encoder, x ↦ N(mean, scale²) whatever x is; all parameters free."""

    def __init__(self, weight=0.8):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(weight))

    def forward(self, z):
        return Independent(Normal(self.weight * z, 0.6), 1)


class Bell(nn.Module):
    def __init__(self, mean=0.3, log_scale=-0.4):
        super().__init__()
        self.mean, self.log_scale = nn.Parameter(torch.tensor(mean)), nn.Parameter(torch.tensor(log_scale))

    def forward(self, x):
        return Independent(Normal(self.mean.expand(len(x), 1), self.log_scale.exp().expand(len(x), 1)), 1)


def model():
    return VAE(Bell(), Line(), StandardNormal(1)).double()


AT = (0.3, -0.4, 0.8)  # mean and log scale of q, weight of the decoder


def every_draw(k, at=AT):
    """All k-tuples of quadrature nodes as a batch of one datum each, with parameters of its own for each: a weighted mean over it is an expectation."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    noise = torch.tensor(np.stack(np.meshgrid(*[nodes] * k, indexing="ij")).reshape(k, -1, 1))
    share = torch.tensor(np.prod(np.meshgrid(*[weights / weights.sum()] * k, indexing="ij"), axis=0).ravel())
    mean, log_scale, weight = parameters = [torch.full((len(share), 1), value, dtype=torch.float64, requires_grad=True) for value in at]
    q, prior = Independent(Normal(mean, log_scale.exp()), 1), StandardNormal(1).double()()
    z = mean + log_scale.exp() * noise
    likelihood = Independent(Normal(weight * z, 0.6), 1)
    return Draw(q, prior, z, likelihood, likelihood.log_prob(torch.full((len(share), 1), X, dtype=torch.float64))), share, parameters


def expected_gradient(objective, k):
    """The expectation over all draws of the gradient that a batch of one would have: (mean, log scale, weight)."""
    draw, share, parameters = every_draw(k)
    of_each = torch.autograd.grad(objective(draw)["loss"] * len(share), parameters)
    return np.array([(share @ gradient[:, 0]).item() for gradient in of_each])


def exact_gradient(k, h=1e-5):
    """Finite differences of the bound itself, by the same quadrature."""

    def loss(i, change):
        draw, share, _ = every_draw(k, [value + change * (i == j) for j, value in enumerate(AT)])
        return -(share @ (draw.log_w.logsumexp(0) - math.log(k))).item()

    return np.array([(loss(i, h) - loss(i, -h)) / (2 * h) for i in range(3)])


def test_values_by_hand_where_groups_and_samples_differ():
    """M = 2 groups of K = 3 and M = 3 of K = 2: two different numbers, which M = K would hide."""
    torch.manual_seed(0)
    draw = model().draw(torch.full((4, 1), X, dtype=torch.float64), samples=6)
    w = draw.log_w.exp()
    assert iwae(draw)["bound"].item() == pytest.approx(w.mean(0).log().mean().item())
    two, three = (torch.stack([part.mean(0).log() for part in w.split(size)]).mean().item() for size in (3, 2))
    assert iwae(draw, groups=2)["bound"].item() == pytest.approx(two) and iwae(draw, groups=3)["bound"].item() == pytest.approx(three)
    assert two > three and iwae(draw, groups=6)["bound"].item() == pytest.approx(draw.log_w.mean().item())
    mixed = iwae(draw, weight=0.3)
    assert mixed["loss"].item() == pytest.approx(-(0.3 * mixed["elbo"] + 0.7 * mixed["bound"]).item())
    assert iwae(draw, weight=1.0)["loss"].item() == pytest.approx(elbo(draw, rate=sampled_rate)["loss"].item())
    for objective in (stl, dreg):
        assert objective(draw, groups=2)["bound"].item() == pytest.approx(two)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_iwae_and_dreg_have_the_gradient_of_the_bound_and_stl_has_not(k):
    exact = exact_gradient(k)
    assert expected_gradient(iwae, k) == pytest.approx(exact, abs=1e-6)
    assert expected_gradient(dreg, k)[:2] == pytest.approx(exact[:2], abs=1e-6)
    landed = expected_gradient(stl, k)
    assert landed[2] == pytest.approx(exact[2], abs=1e-6)  # the decoder's is right
    if k == 1:
        assert landed == pytest.approx(exact, abs=1e-6)
    else:
        assert np.abs(landed[:2] - exact[:2]).min() > 0.01


def test_where_q_is_the_posterior_the_path_gradients_are_zero_draw_by_draw():
    vae = model()
    with torch.no_grad():  # p(z|x) of the linear model
        precision = 1 + 0.8**2 / 0.6**2
        vae.encoder.mean.fill_(0.8 / 0.6**2 * X / precision), vae.encoder.log_scale.fill_(-0.5 * math.log(precision)), vae.decoder.weight.fill_(0.8)
    torch.manual_seed(0)
    draw = vae.draw(torch.full((3, 1), X, dtype=torch.float64), samples=4)
    for objective, largest in ((stl, 1e-6), (dreg, 1e-6), (iwae, None)):
        gradient = torch.stack(torch.autograd.grad(objective(draw)["loss"], [vae.encoder.mean, vae.encoder.log_scale], retain_graph=True)).abs().max()
        assert gradient < largest if largest else gradient > 1e-3


def test_piwae_is_two_players_and_each_gets_its_own_gradient():
    """Encoder: M bounds of K samples. Decoder: one bound of M K. With M ≠ K both are told apart from their exchange."""
    vae = model()
    x = torch.full((5, 1), X, dtype=torch.float64)
    players = {
        "encoder": (vae.encoder, lambda batch, step: iwae(vae.draw(batch.x, samples=6), groups=2)),
        "decoder": (vae.decoder, lambda batch, step: iwae(vae.draw(batch.x, samples=6))),
    }
    for name, (part, loss) in players.items():
        player = Player(vae, loss, torch.optim.SGD(part.parameters(), lr=0.0), name=name)
        torch.manual_seed(1)
        player.gradient(Batch(x), 0)
        found = [parameter.grad.clone() for parameter in part.parameters()]
        torch.manual_seed(1)
        w = vae.draw(x, samples=6).log_w
        sizes = {"encoder": 3, "decoder": 6}
        right, exchanged = (
            torch.autograd.grad(-torch.stack([piece.logsumexp(0) - math.log(size) for piece in w.split(size)]).mean(), list(part.parameters()), retain_graph=True)
            for size in (sizes[name], 2)
        )
        assert torch.allclose(torch.stack(found), torch.stack(right)) and not torch.allclose(torch.stack(found), torch.stack(exchanged))


@pytest.mark.parametrize("objective", [lambda draw: iwae(draw, 2), lambda draw: stl(draw, 2), lambda draw: dreg(draw, 2)])
def test_an_ensemble_trains_with_it(objective):
    torch.manual_seed(0)
    data = Dataset(torch.rand(40, 6))
    ensemble = Ensemble([mlp_vae(6, 2, 8, SharedScaleHead) for _ in range(3)])
    loss = ensemble.loss(lambda vae, batch, step, setting: objective(vae.draw(batch.x, samples=4)))
    rows = fit(Player(ensemble, loss, torch.optim.Adam(ensemble.parameters(), lr=1e-2)), data, 12, 20, progress=False)
    assert np.all(np.array(rows[-1]["bound"]) > np.array(rows[0]["bound"]))


@pytest.mark.parametrize("cache_size", [0, 1])
def test_how_q_is_written_makes_no_difference(cache_size):
    """A normal, and a standard normal that is stretched and moved: the same codes, the same gradient."""

    def gradients(objective, transformed):
        mean, log_scale = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in AT[:2])
        loc, scale = mean.expand(50), log_scale.exp().expand(50)
        stretched = TransformedDistribution(Normal(torch.zeros_like(loc), torch.ones_like(loc)), [AffineTransform(loc, scale, cache_size=cache_size)])
        q = stretched if transformed else Normal(loc, scale)
        torch.manual_seed(0)
        z = q.rsample((6,))
        likelihood = Normal(0.8 * z, 0.6)
        draw = Draw(q, Normal(torch.zeros((), dtype=torch.float64), 1.0), z, likelihood, likelihood.log_prob(torch.tensor(X, dtype=torch.float64)))
        return torch.stack(torch.autograd.grad(objective(draw, groups=2)["loss"], [mean, log_scale]))

    for objective in (iwae, stl, dreg):
        assert torch.allclose(gradients(objective, False), gradients(objective, True), rtol=1e-9)
    assert not torch.allclose(gradients(stl, True), gradients(iwae, True), rtol=0.05)


def test_bad_input_is_refused():
    draw = model().draw(torch.full((4, 1), X, dtype=torch.float64), samples=6)
    for groups in (0, 4, -1):
        with pytest.raises(ValueError, match=f"groups must divide the 6 samples of the draw, got {groups}; take one of 1, 2, 3, 6"):
            iwae(draw, groups)
    for weight in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match=f"weight, the ELBO's share, must be from 0 to 1, got {weight}"):
            iwae(draw, weight=weight)
    discrete = Categorical(logits=torch.zeros(4, 3))
    for objective in (stl, dreg):
        with pytest.raises(NotImplementedError, match="codes of Categorical carry no gradient"):
            objective(Draw(discrete, discrete, discrete.sample((2,)), discrete, torch.zeros(2, 4)))
