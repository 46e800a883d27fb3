"""Codes without an encoder: who moves, the ball, principal scores, new items, and what is refused."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from differences import differences
from vaeedu.codes import CodeTable, coding, found_codes, numbered, scores, within
from vaeedu.data import Dataset
from vaeedu.distributions import SharedScaleHead
from vaeedu.networks import mlp_decoder
from vaeedu.training import Ensemble, fit

X = torch.randn(40, 5, generator=torch.Generator().manual_seed(0))


def table(seed=0, radius=1.0, n=40):
    torch.manual_seed(seed)
    return CodeTable(torch.randn(n, 2), mlp_decoder(2, 8, SharedScaleHead(5, 0.5)), radius)


def test_codes_outside_the_ball_come_to_its_surface_and_others_stay():
    z = torch.tensor([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]])
    assert torch.allclose(within(z, 1.0), torch.tensor([[0.6, 0.8], [0.3, 0.4], [0.0, 0.0]]))
    assert torch.equal(within(z, math.inf), z) and torch.allclose(within(z, 2.0)[0], torch.tensor([1.2, 1.6]))


def test_a_code_moves_with_its_own_item_only_and_stays_in_the_ball():
    model = table()
    before = model.codes.detach().clone()
    player = coding(model, codes_lr=0.5)
    data = numbered(Dataset(X))
    player.gradient(data[torch.tensor([3, 7])], 0)
    assert model.codes.grad.abs().sum(1).nonzero().flatten().tolist() == [3, 7]
    fit(coding(model, codes_lr=0.5), data, 3, 8, progress=False)
    assert (model.codes.norm(dim=1) <= 1 + 1e-6).all() and (model.codes != before).any(1).all()
    assert (model.codes.norm(dim=1) > 1 - 1e-6).any()  # the step would have left the ball


def test_the_gradient_is_that_of_finite_differences_for_codes_and_decoder():
    model = table().double()
    player, batch = coding(model), numbered(Dataset(X.double()))[torch.arange(6)]
    player.gradient(batch, 0)
    for parameter, slopes in zip(model.parameters(), differences(model.parameters(), lambda: player.terms(batch, 0)["loss"].item()), strict=True):
        assert torch.allclose(parameter.grad, slopes, rtol=1e-4, atol=1e-7)


def test_models_of_an_ensemble_draw_items_of_their_own_and_end_in_the_ball():
    ensemble = Ensemble([table(), table()])
    rows = fit(coding(ensemble, batch_size=16, codes_lr=0.5), numbered(Dataset(X)), 40, 40, progress=False)
    first, second = ensemble.models()
    assert max(rows[-1]["loss"]) < min(rows[0]["loss"])
    assert (first.codes != second.codes).any() and max(model.codes.norm(dim=1).max() for model in (first, second)) <= 1 + 1e-6


def test_scores_are_those_of_an_eigendecomposition_in_one_unit():
    found = scores(X, 2, radius=0.5).numpy()
    centred = (X - X.mean(0)).double().numpy()
    values, vectors = np.linalg.eigh(centred.T @ centred)
    direct = centred @ vectors[:, [-1, -2]]
    unit = 0.5 / np.linalg.norm(direct, axis=1).max()
    assert np.abs(found) == pytest.approx(np.abs(unit * direct), abs=1e-5) and np.linalg.norm(found, axis=1).max() == pytest.approx(0.5)


def test_a_found_code_is_the_best_one_of_a_linear_decoder():
    """x̂ = Wz: the code of least squares, where it lies in the ball."""
    torch.manual_seed(0)
    line = nn.Linear(2, 5, bias=False)
    model = CodeTable(0.1 * torch.randn(40, 2), nn.Sequential(line, SharedScaleHead(5, 1.0)), radius=math.inf)
    weights = [parameter.clone() for parameter in model.parameters()]
    found = found_codes(model, X, 3000, starts=2, lr=0.02)
    direct = torch.linalg.lstsq(line.weight.detach(), X.T).solution.T
    assert torch.allclose(found, direct, atol=1e-3)
    assert all(torch.equal(a, b) and b.grad is None for a, b in zip(weights, model.parameters()))


def test_more_starts_are_never_worse():
    model = table()
    fit(coding(model), numbered(Dataset(X)), 20, 8, progress=False)
    cost = lambda z: -model.decode(z).log_prob(X)  # noqa: E731
    torch.manual_seed(0)
    many = cost(found_codes(model, X, 50, starts=8)).mean()
    assert many <= np.mean([cost(found_codes(model, X, 50)).mean().item() for _ in range(5)])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: table(radius=0.0), ValueError, "radius, that of the ball of codes, must be > 0, got 0.0; math.inf leaves codes free"),
        (lambda: CodeTable(torch.zeros(0, 2), nn.Identity()), ValueError, r"codes must have shape \(items, latent\), one row for each item, got \(0, 2\)"),
        (lambda: coding(nn.Linear(2, 2)), TypeError, "coding takes a CodeTable, or an Ensemble of them, got Linear"),
        (lambda: coding(table(), codes_lr=0.0), ValueError, "a learning rate must be finite and > 0, got 0.0"),
        (lambda: fit(coding(table()), Dataset(X), 1, 8, progress=False), TypeError, "codes are found by the numbers of their items, .* numbered\\(dataset\\) numbers them"),
        (lambda: fit(coding(table(n=30)), numbered(Dataset(X)), 1, 40, progress=False), ValueError, "these are codes of 30 items, 0 to 29, and items 0 to 39 were asked for; codes belong to the data"),
        (lambda: fit(coding(Ensemble([table(n=30)] * 2), batch_size=8), numbered(Dataset(X)), 1, 40, progress=False), ValueError, "these are codes of 30 items"),
        (lambda: numbered(X), TypeError, "numbered takes a Dataset, got Tensor"),
        (lambda: scores(X, 6), ValueError, "40 items of 5 numbers have 5 principal scores, got latent=6"),
        (lambda: found_codes(table(), X, 0), ValueError, "steps must be a whole number >= 1, got 0"),
    ],
)
def test_what_cannot_be_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
