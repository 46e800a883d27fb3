"""The parts of the rate: against closed forms and enumeration, the estimators' known traps, and the named models by their papers' formulas."""

import math
from itertools import combinations

import numpy as np
import pytest
import torch
from torch.distributions import Independent, MultivariateNormal, Normal

from vaeedu.data import Dataset
from vaeedu.distributions import SharedScaleHead, StandardNormal
from vaeedu.models import Draw, mlp_vae
from vaeedu.objectives import (
    aggregated, analytic_rate, capacity, criticised, dip, elbo, grouped_parts, minibatch, parts, permuted, sampled_rate, stratified, tells_apart, weigh,
)  # fmt: skip
from vaeedu.training import Ensemble, Player, fit

A, B = torch.tensor([[0.9, 0.3], [-0.5, 0.6]], dtype=torch.float64), torch.tensor([0.4, 0.7], dtype=torch.float64)


def linear_draw(n, samples=1, seed=0):
    """Codes of n data x ~ N(0, I) by q(z|x) = N(A x, diag B²); the likelihood does not matter here."""
    generator = torch.Generator().manual_seed(seed)
    means = torch.randn(n, 2, generator=generator, dtype=torch.float64) @ A.T
    q, prior = Independent(Normal(means, B.expand(n, 2)), 1), StandardNormal(2).double()()
    z = means + B * torch.randn(samples, n, 2, generator=generator, dtype=torch.float64)
    likelihood = Independent(Normal(z, 1.0), 1)
    return Draw(q, prior, z, likelihood, likelihood.log_prob(means))


COVARIANCE = A @ A.T + torch.diag(B**2)
INFORMATION = 0.5 * (torch.logdet(COVARIANCE) - 2 * B.log().sum())
CORRELATION = 0.5 * (COVARIANCE.diagonal().log().sum() - torch.logdet(COVARIANCE))
EACH = 0.5 * (COVARIANCE.diagonal() - 1 - COVARIANCE.diagonal().log()).sum()


def test_closed_forms_of_a_linear_encoder_with_all_data_as_the_batch():
    draw = linear_draw(3000)
    found = parts(draw, 3000)
    assert [float(part) for part in found] == pytest.approx([float(INFORMATION), float(CORRELATION), float(EACH)], abs=0.06)
    at = MultivariateNormal(torch.zeros(2, dtype=torch.float64), COVARIANCE).log_prob(draw.z)
    assert (aggregated(draw, 3000, [[0, 1]])[..., 0] - at).abs().mean() < 0.06


@pytest.mark.parametrize("shares", [minibatch, stratified])
def test_the_parts_sum_to_the_rate_whatever_the_shares(shares):
    draw = linear_draw(20, samples=3)
    assert sum(map(float, parts(draw, 500, shares))) == pytest.approx(float((draw.log_q - draw.log_prior).mean()))
    loss = weigh(draw, parts(draw, 500, shares))["loss"]
    assert float(loss) == pytest.approx(float(elbo(draw, rate=sampled_rate)["loss"]))


def test_brute_force_of_both_shares():
    draw, items = linear_draw(4), 10
    for shares, own, other in ((minibatch, 1 / 40, 1 / 40), (stratified, 1 / 10, 9 / 30)):
        found = aggregated(draw, items, [[0, 1], [1]], shares)
        for i in range(4):
            density = [Normal(draw.q.mean[j], B).log_prob(draw.z[0, i]).exp() for j in range(4)]
            share = [own if i == j else other for j in range(4)]
            assert float(found[0, i, 0]) == pytest.approx(math.log(sum(s * float(d.prod()) for s, d in zip(share, density))))
            assert float(found[0, i, 1]) == pytest.approx(math.log(sum(s * float(d[1]) for s, d in zip(share, density))))


def test_stratified_shares_are_unbiased_for_the_density_and_the_published_matrix_is_not():
    """Over all batches that hold a code's own item, the mean of the estimated q(z) is q(z) of all items."""
    n, size = 7, 3
    whole = linear_draw(n)
    exact = aggregated(whole, n, [[0, 1]])[0, 0, 0].exp()  # all items: 1/n each
    found = {stratified: [], "column": []}
    for others in combinations(range(1, n), size - 1):
        chosen = [others[0], 0, others[1]]  # the code's own item is the second
        q = Independent(Normal(whole.q.mean[chosen], B.expand(size, 2)), 1)
        draw = Draw(q, whole.prior, whole.z[:, chosen], Independent(Normal(whole.z[:, chosen], 1.0), 1), whole.log_likelihood[:, chosen])
        found[stratified].append(aggregated(draw, n, [[0, 1]])[0, 1, 0].exp())

        def column(batch, items):  # W.view(-1)[::M+1] = 1/N with M = B − 1 fills the first column and not the diagonal
            m = batch - 1
            w = torch.full((batch, batch), 1 / m)
            w.view(-1)[:: m + 1] = 1 / items
            w.view(-1)[1 :: m + 1] = (items - m) / (items * m)
            w[m - 1, 0] = (items - m) / (items * m)
            return w

        found["column"].append(aggregated(draw, n, [[0, 1]], column)[0, 1, 0].exp())
    own = {name: float(torch.stack(values).mean(0)) for name, values in found.items()}
    assert own[stratified] == pytest.approx(float(exact), rel=1e-6) and abs(own["column"] / float(exact) - 1) > 0.05
    assert torch.allclose(stratified(5, 40).sum(1), torch.ones(5)) and torch.allclose(stratified(5, 5), torch.full((5, 5), 0.2))


def test_dropping_the_constant_moves_the_total_correlation_by_so_many_logarithms():
    """Without log(N·B) log q(z) is too high by it once, and Σ log q(z_j) once for each coordinate."""
    draw, items = linear_draw(30), 400
    bare = parts(draw, items, lambda batch, items: torch.ones(batch, batch))
    right = parts(draw, items, minibatch)
    assert float(bare.total_correlation - right.total_correlation) == pytest.approx((1 - 2) * math.log(items * 30))


def test_groups_split_the_total_correlation():
    generator = torch.Generator().manual_seed(1)
    means = torch.randn(50, 4, generator=generator, dtype=torch.float64) @ torch.randn(4, 4, generator=generator, dtype=torch.float64)
    q = Independent(Normal(means, torch.full_like(means, 0.5)), 1)
    z = (means + 0.5 * torch.randn(50, 4, generator=generator, dtype=torch.float64))[None]
    likelihood = Independent(Normal(z, 1.0), 1)
    draw = Draw(q, StandardNormal(4).double()(), z, likelihood, likelihood.log_prob(means))
    groups = [[0, 1], [2, 3]]
    whole, of_groups, alone = (aggregated(draw, 50, g) for g in ([range(4)], groups, None))
    between = (whole[..., 0] - of_groups.sum(-1)).mean()
    within = (of_groups.sum(-1) - alone.sum(-1)).mean()
    assert float(between + within) == pytest.approx(float(parts(draw, 50).total_correlation))
    found, three = grouped_parts(draw, 50, groups), parts(draw, 50)
    assert [float(found.between), float(found.within)] == pytest.approx([float(between), float(within)])
    assert found.information == three.information and found.dimension_wise == three.dimension_wise
    # HFVAE with the names of its authors: β1 within, β2 each coordinate, β3 the information, β4 between.
    rec, (b1, b2, b3, b4) = float(-draw.log_likelihood.mean()), (2.0, 1.5, 0.7, 5.0)
    expected = rec + b3 * float(found.information) + b4 * float(between) + b1 * float(within) + b2 * float(found.dimension_wise)
    assert float(weigh(draw, found, b3, b4, b1, b2)["loss"]) == pytest.approx(expected)
    assert float(weigh(draw, found, within=b1, between=b4, dimension_wise=b2, information=b3)["loss"]) == pytest.approx(expected)
    assert float(weigh(draw, found)["loss"]) == pytest.approx(rec + float((draw.log_q - draw.log_prior).mean()))


@pytest.mark.parametrize("groups", [[[0]], [[0, 1], [1]], [[0, 1], [2]]])
def test_groups_hold_each_coordinate_once(groups):
    with pytest.raises(ValueError, match=r"the groups must hold each of the coordinates 0 to 1 once, got \[\[0"):
        grouped_parts(linear_draw(10), 20, groups)


# The named models, by the formulas of their papers -----------------------------------------------------------------------


def test_named_models_are_rows_of_weights():
    draw, items = linear_draw(25, samples=2), 300
    found = parts(draw, items)
    rec, kl = float(-draw.log_likelihood.mean()), float((draw.log_q - draw.log_prior).mean())
    tc, marginal = float(found.total_correlation), float(found.total_correlation + found.dimension_wise)
    alpha, lam, beta, gamma = 0.4, 3.0, 5.0, 6.4
    papers = {
        (beta, beta, beta): rec + beta * kl,  # β-VAE: Higgins et al. (2017)
        (1, beta, 1): rec + kl + (beta - 1) * tc,  # β-TCVAE
        (1, 1 + gamma, 1): rec + kl + gamma * tc,  # FactorVAE
        (1 - alpha, lam, lam): rec + (1 - alpha) * kl + (alpha + lam - 1) * marginal,  # InfoVAE
        (0, lam, lam): rec + lam * marginal,  # WAE with the KL as its divergence
    }
    for row, expected in papers.items():
        assert float(weigh(draw, found, *row)["loss"]) == pytest.approx(expected), row
    assert float(criticised(torch.full((2, 25), 0.7, dtype=torch.float64), draw, gamma)["loss"]) == pytest.approx(rec + kl + gamma * 0.7)


def test_those_that_are_no_rows():
    draw = linear_draw(25)
    rec, kl = float(-draw.log_likelihood.mean()), float((draw.log_q - draw.log_prior).mean())
    assert float(capacity(draw, 100.0, 2.0)["loss"]) == pytest.approx(rec + 100 * abs(kl - 2))
    means, variances = draw.q.mean.numpy(), draw.q.variance.numpy()
    for of_codes in (False, True):
        c = np.cov(means.T, bias=True) + (np.diag(variances.mean(0)) if of_codes else 0)
        penalty = 10 * (c[0, 1] ** 2 + c[1, 0] ** 2) + 5 * ((np.diag(c) - 1) ** 2).sum()
        assert float(dip(draw, 10.0, 5.0, of_codes)["loss"]) == pytest.approx(rec + kl + penalty)


def test_a_permutation_moves_each_coordinate_by_itself():
    torch.manual_seed(0)
    z = torch.arange(200.0).reshape(100, 2)
    shuffled = permuted(z)
    assert torch.equal(shuffled.sort(0).values, z) and (shuffled[:, 1] - shuffled[:, 0] != 1).float().mean() > 0.9


def test_the_best_critic_is_the_logarithm_of_the_ratio():
    """Its logits: log q(z) − Σ log q(z_j); moved either way, it tells less."""
    whole = MultivariateNormal(torch.zeros(2, dtype=torch.float64), COVARIANCE)
    alone = Independent(Normal(torch.zeros(2, dtype=torch.float64), COVARIANCE.diagonal().sqrt()), 1)
    ratio = lambda z, scale=1.0, shift=0.0: scale * (whole.log_prob(z) - alone.log_prob(z)) + shift  # noqa: E731
    torch.manual_seed(0)
    z, z_alone = whole.sample((200_000,)), alone.sample((200_000,))
    least = tells_apart(ratio(z), ratio(z_alone))["loss"]
    assert all(tells_apart(ratio(z, *change), ratio(z_alone, *change))["loss"] > least for change in ((0.8, 0), (1.25, 0), (1, 0.2), (1, -0.2)))
    assert ratio(z).mean() == pytest.approx(float(CORRELATION), abs=0.01)


def test_a_factor_vae_is_two_players():
    torch.manual_seed(0)
    data = Dataset(torch.randn(60, 2) @ torch.randn(2, 6))
    vae, critic = mlp_vae(6, 2, 8, SharedScaleHead), torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    logits = lambda z: critic(z)[..., 0]  # noqa: E731
    of_vae = Player(vae, lambda batch, step: criticised(logits((draw := vae.draw(batch.x)).z), draw, 3.0), torch.optim.Adam(vae.parameters(), 1e-2), name="vae")

    def told(batch, step):
        with torch.no_grad():
            z = vae.draw(batch.x).z[0]
        return tells_apart(logits(z), logits(permuted(z)))

    before = [parameter.clone() for parameter in critic.parameters()]
    rows = fit([of_vae, Player(critic, told, torch.optim.Adam(critic.parameters(), 1e-2), name="critic")], data, 30, 20, progress=False)
    assert rows[-1]["vae/distortion"] < rows[0]["vae/distortion"] and any(not torch.equal(a, b) for a, b in zip(before, critic.parameters()))


def test_an_ensemble_trains_with_weights_of_its_own():
    torch.manual_seed(0)
    data = Dataset(torch.rand(40, 6))
    ensemble = Ensemble([mlp_vae(6, 2, 8, SharedScaleHead) for _ in range(3)], torch.tensor([[1.0, 1, 1], [1, 4, 1], [0, 2, 2]]))

    def loss(vae, batch, step, row):
        draw = vae.draw(batch.x)
        return weigh(draw, parts(draw, 40), *row)

    rows = fit(Player(ensemble, ensemble.loss(loss), torch.optim.Adam(ensemble.parameters(), lr=1e-2)), data, 12, 20, progress=False)
    assert np.all(np.array(rows[-1]["loss"]) < np.array(rows[0]["loss"]))


def test_bad_input_is_refused():
    draw = linear_draw(4)
    for call, says in (
        (lambda: parts(draw, 3), "items, the size of the data, must be at least that of the batch, 4, got 3"),
        (lambda: parts(linear_draw(1), 10), "cannot be estimated from a batch of one item"),
        (lambda: aggregated(draw, 10, [[0], []]), r"each group needs at least one coordinate of 0 to 1, got \[\[0\], \[\]\]"),
        (lambda: weigh(draw, parts(draw, 10), total_correlation=-1.0), "total_correlation, the weight of that part, must be finite and >= 0, got -1.0"),
        (lambda: weigh(draw, parts(draw, 10), 1, 1, 1, 1), "one weight for each of information, total_correlation, dimension_wise, got 4 in their order and none by name"),
        (lambda: weigh(draw, parts(draw, 10), 1, information=2.0), r"got 1 in their order and \['information'\] by name"),
        (lambda: weigh(draw, parts(draw, 10), within=2.0), r"got 0 in their order and \['within'\] by name"),
        (lambda: weigh(draw, parts(draw, 10), information=math.nan), "information, the weight of that part, must be finite"),
        (lambda: capacity(draw, 1.0, -2.0), "nats, the capacity, must be finite and >= 0, got -2.0"),
        (lambda: dip(linear_draw(1), 1.0, 1.0), "needs at least 2 items, got 1"),
        (lambda: dip(draw, -1.0, 1.0), "off_diagonal, the weight of the covariances, must be finite and >= 0"),
        (lambda: permuted(torch.zeros(1, 2)), "one code cannot be permuted"),
        (lambda: criticised(torch.zeros(1, 4), draw, math.inf), "weight, that of the total correlation, must be finite"),
    ):
        with pytest.raises(ValueError, match=says):
            call()
    mixture = Draw(MultivariateNormal(torch.zeros(4, 2), torch.eye(2)), draw.prior, draw.z, draw.likelihood, draw.log_likelihood)
    with pytest.raises(ValueError, match="for a q with independent coordinates, got MultivariateNormal"):
        parts(mixture, 10)
    assert float(analytic_rate(draw).mean()) > 0
