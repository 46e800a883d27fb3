"""Evaluation against models whose log p(x), posterior, rate and distortion are known exactly."""

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch import nn
from torch.distributions import Categorical, Independent, Normal

from vaeedu import data, divergences, evaluation, objectives
from vaeedu.closed_forms import collapse, gaussians, linear_gaussian
from vaeedu.data import Batch, Dataset
from vaeedu.distributions import ClassMeanPrior, GaussianHead, SharedScaleHead, StandardNormal
from vaeedu.models import VAE, Draw, mlp_vae
from vaeedu.networks import mlp_decoder, mlp_encoder

STRETCHES = (2.0, 1.0, 0.4, 0.0)  # of the four code coordinates in the decoder: the last one has collapsed
D_X, D_Z, SCALE = 6, len(STRETCHES), 0.5


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


class Linear:
    """Probabilistic PCA as a VAE of the book's own parts, in float64, and its exact results.

    Its decoder's columns are orthogonal, so the exact posterior has independent coordinates, and with move = 0 and
    stretch = 1 it is what the encoder gives; else q's means are moved by `move` and its scales are `stretch` times as large.
    """

    def __init__(self, move=0.0, stretch=1.0, scale=SCALE):
        self.scale = scale
        self.weights = np.linalg.qr(np.random.default_rng(0).normal(size=(D_X, D_Z)))[0] * STRETCHES
        slopes, covariance = linear_gaussian.posterior(np.eye(D_X), self.weights, scale)
        scales = stretch * np.sqrt(np.diagonal(covariance))
        encoder, decoder = mlp_encoder((D_X,), (), GaussianHead((D_Z,))), mlp_decoder(D_Z, (), SharedScaleHead((D_X,), scale))
        self.model = VAE(encoder, decoder, StandardNormal(D_Z)).double()
        with torch.no_grad():
            encoder[1][0].weight[:] = torch.tensor(np.concatenate([slopes.T, np.zeros((D_Z, D_X))]))
            encoder[1][0].bias[:] = torch.tensor(np.concatenate([np.full(D_Z, move), np.log(scales)]))
            decoder[1][0].weight[:], decoder[1][0].bias[:] = torch.tensor(self.weights), 0.0
            decoder[2].log_scale.fill_(np.log(scale))  # the head made it in float32

    def data(self, n):
        return self.model.sample(n).sample()

    def log_likelihood(self, x):
        return torch.tensor(linear_gaussian.log_likelihood(x.numpy(), self.weights, self.scale))

    def gap(self, x):
        """KL(q(z|x)‖p(z|x)) of each item."""
        q = self.model.encoder(x).base_dist
        mean, covariance = linear_gaussian.posterior(x.numpy(), self.weights, self.scale)
        return gaussians.kl_diagonal(q.mean.detach().numpy(), q.stddev.detach().numpy(), mean, np.sqrt(np.diagonal(covariance)))


def near(estimates, exact, standard_errors=4.0):
    """Whether independent estimates, the first axis, agree with an exact mean."""
    error = estimates.std(0) / len(estimates) ** 0.5
    return bool(((estimates.mean(0) - exact).abs() <= standard_errors * error).all())


# log p(x) by importance sampling ---------------------------------------------------------------------------------------


def test_with_the_exact_posterior_every_single_code_gives_log_p_of_x():
    linear = Linear()
    x = linear.data(50)
    log_w = evaluation.log_weights(linear.model, x, 3)
    torch.testing.assert_close(log_w, linear.log_likelihood(x).expand(3, -1), rtol=0, atol=1e-12)
    torch.testing.assert_close(evaluation.log_likelihood(linear.model, x, 1), linear.log_likelihood(x), rtol=0, atol=1e-12)
    torch.testing.assert_close(evaluation.effective_sample_size(log_w), torch.full((50,), 3.0, dtype=torch.float64))


def test_with_a_wrong_posterior_the_estimate_is_low_on_average_and_converges():
    linear = Linear(move=0.3, stretch=1.3)
    x = linear.data(4)
    exact = linear.log_likelihood(x)
    errors = {k: evaluation.log_likelihood(linear.model, x.repeat(400, 1), k).reshape(400, 4) - exact for k in (1, 10, 100)}
    # With one sample it is the ELBO, whose gap is known; then the gap shrinks, and stays one.
    assert near(errors[1], -torch.tensor(linear.gap(x)))
    means = {k: error.mean(0) for k, error in errors.items()}
    assert (means[1] < means[10]).all() and (means[10] < means[100]).all() and (means[10] < 0).all() and means[100].mean() < 0
    assert (evaluation.log_likelihood(linear.model, x, 200_000) - exact).abs().max() < 0.01


def test_mean_weights_are_unbiased():
    linear = Linear(stretch=1.3)
    x = linear.data(5)
    assert near(torch.exp(evaluation.log_weights(linear.model, x, 20_000) - linear.log_likelihood(x)), 1.0)


class Finite(nn.Module):
    """A code of 3 values and x of 4 bits; q and p(x|z) are tables. draw counts what it is asked for."""

    def __init__(self):
        super().__init__()
        self.logits, self.q_logits = torch.randn(3, 4, dtype=torch.float64), torch.randn(3, dtype=torch.float64)
        self.asked = []

    def draw(self, x, y=None, samples=1):
        self.asked.append((samples, len(x)))
        q = Categorical(logits=self.q_logits + x[:, :3])
        prior = Categorical(probs=torch.tensor([0.2, 0.3, 0.5], dtype=torch.float64))
        z = q.sample((samples,))
        likelihood = self.likelihood(z)
        return Draw(q, prior, z, likelihood, likelihood.log_prob(x))

    def likelihood(self, z):
        return Independent(torch.distributions.Bernoulli(logits=self.logits[z]), 1)

    def log_likelihood(self, x):
        log_joint = self.likelihood(torch.arange(3)[:, None]).log_prob(x) + torch.tensor([[0.2], [0.3], [0.5]]).double().log()
        return log_joint.logsumexp(0)


def test_a_finite_model_agrees_with_the_sum_over_its_codes():
    model, x = Finite(), torch.randint(2, (6, 4)).double()
    weights = torch.exp(evaluation.log_weights(model, x, 20_000) - model.log_likelihood(x))
    assert near(weights, 1.0)
    error = evaluation.log_likelihood(model, x, 20_000) - model.log_likelihood(x)
    assert (error.abs() < 4 * weights.std(0) / 20_000**0.5).all()


@given(n=st.integers(1, 7), samples=st.integers(1, 30), chunk=st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_exactly_the_samples_asked_for_are_used_and_never_more_than_a_chunk_at_once(n, samples, chunk):
    model, x = Finite(), torch.zeros(n, 4).double()
    torch.manual_seed(1)
    log_w = evaluation.log_weights(model, x, samples, chunk)
    assert log_w.shape == (samples, n)
    assert sum(s * items for s, items in model.asked) == samples * n and max(s * items for s, items in model.asked) <= chunk
    torch.manual_seed(1)
    torch.testing.assert_close(evaluation.log_likelihood(model, x, samples, chunk), evaluation.log_mean_exp(log_w), rtol=1e-12, atol=0)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=8), st.floats(-1e4, 1e4))
def test_log_mean_exp_and_the_effective_sample_size_are_their_definitions_at_any_level(values, level):
    w = torch.tensor(values, dtype=torch.float64)[:, None]
    weights = w.exp()
    torch.testing.assert_close(evaluation.log_mean_exp(w + level), weights.mean(0).log() + level)
    # Adding a level of 10⁴ rounds the weights' logarithms to 10⁻¹².
    torch.testing.assert_close(evaluation.effective_sample_size(w + level), weights.sum(0) ** 2 / (weights**2).sum(0), rtol=1e-9, atol=0)


# log p(x) by annealing -------------------------------------------------------------------------------------------------


def test_annealing_is_right_where_q_is_badly_wrong_and_importance_sampling_fails():
    # q is far too narrow and in the wrong place: no sample of it comes near the posterior.
    linear = Linear(move=2.0, stretch=0.3)
    x = linear.data(30)
    exact = linear.log_likelihood(x)
    sampled = evaluation.log_likelihood(linear.model, x, 2000) - exact
    annealed = evaluation.annealed_log_likelihood(linear.model, x, chains=32, steps=200)
    assert sampled.max() < -1 and sampled.mean() < -5
    assert (annealed.log_likelihood - exact).abs().max() < 1 and (annealed.log_likelihood - exact).mean().abs() < 0.1
    assert evaluation.effective_sample_size(annealed.log_w).mean() > 10
    assert annealed.acceptance.shape == (199, 30) and 0.6 < annealed.acceptance[-50:].mean() < 0.8


def test_annealed_weights_are_unbiased_though_step_sizes_are_adapted():
    # One chain an item is where it shows: a chain that adapted its own step sizes would give a mean of 1.075 here, 7 errors off.
    linear = Linear()
    x = linear.data(1).repeat(5000, 1)
    log_w = evaluation.annealed_log_likelihood(linear.model, x, chains=1, steps=100, chunk=5000).log_w[0]
    assert near(torch.exp(log_w - linear.log_likelihood(x)), 1.0)


def test_the_moves_leave_the_posterior_as_it_is():
    # Chains that start at the exact posterior and move under it must end there: mean and covariance say whether they do.
    linear = Linear()
    x = linear.data(1)
    mean, covariance = linear_gaussian.posterior(x.numpy(), linear.weights, SCALE)
    q, ends = linear.model.encoder(x), []

    def target(z, t):
        ends.append(z)
        with torch.enable_grad():
            z = z.detach().requires_grad_()
            log_density = q.log_prob(z)
            (slope,) = torch.autograd.grad(log_density.sum(), z)
        return log_density.detach(), slope, torch.zeros(z.shape[:2]).double()

    steps = torch.full((5, 1), 0.4).double()
    with torch.no_grad():
        log_w, acceptance, _ = evaluation._anneal(target, q.sample((40_000,)), [1.0] * 7, 3, steps)
    z = ends[-1][:, 0]
    assert 0.2 < acceptance.mean() < 0.9  # so that a move that ignored it would show
    assert near(z, torch.tensor(mean[0]))
    assert near((z - torch.tensor(mean[0])).square(), torch.tensor(np.diagonal(covariance).copy()))


def test_one_step_is_importance_sampling_from_the_prior():
    linear = Linear()
    x = linear.data(3)
    torch.manual_seed(1)
    log_w = evaluation.annealed_log_likelihood(linear.model, x, chains=50, steps=1).log_w
    torch.manual_seed(1)
    linear.model.prior().sample((evaluation.PILOTS, 3))
    z = linear.model.prior().sample((50, 3))
    torch.testing.assert_close(log_w, linear.model.decoder(z).log_prob(x).detach())


def test_labels_choose_the_prior_of_each_item():
    linear = Linear(stretch=1.5)
    linear.model.prior = ClassMeanPrior(3, D_Z).double()
    y = torch.randint(3, (20,))
    x = linear.model.sample(20, y).sample()
    shifts = linear.model.prior.means.detach() @ torch.tensor(linear.weights).T
    of_classes = torch.stack([linear.log_likelihood(x - shift) for shift in shifts])
    exact = {"with": of_classes[y, torch.arange(20)], "without": evaluation.log_mean_exp(of_classes)}
    for data, log_p in [(Batch(x, y), exact["with"]), (x, exact["without"])]:
        assert (evaluation.log_likelihood(linear.model, data, 5000) - log_p).abs().mean() < 0.05
        annealed = evaluation.annealed_log_likelihood(linear.model, data, 16, 150, chunk=16 * 7)
        assert (annealed.log_likelihood - log_p).abs().mean() < 0.3 and annealed.log_w.shape == (16, 20)
    assert (exact["with"] - exact["without"]).abs().mean() > 0.3


def test_annealing_survives_a_decoder_of_single_precision_too_sharp_for_its_steps():
    # The first trajectories overflow. They are refused, and the steps get smaller until moves are accepted.
    linear = Linear(scale=1e-3)
    x = linear.data(5).float()
    annealed = evaluation.annealed_log_likelihood(linear.model.float(), x, chains=8, steps=60, leapfrog=40)
    assert annealed.log_likelihood.isfinite().all() and annealed.acceptance.isfinite().all()
    assert annealed.acceptance.min() == 0 and annealed.acceptance[-1].min() > 0.1


# Rate and distortion, and the code ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [objectives.analytic_rate, objectives.sampled_rate])
def test_rate_and_distortion_are_exact_and_add_up_to_the_bound(rate):
    linear = Linear(move=0.4, stretch=0.7)
    x = linear.data(6)
    q = linear.model.encoder(x).base_dist
    mean, scale = q.mean.detach().numpy(), q.stddev.detach().numpy()
    exact_rate = gaussians.kl_diagonal(mean, scale)
    squares = ((x.numpy() - mean @ linear.weights.T) ** 2).sum(1) + (scale**2) @ (linear.weights**2).sum(0)
    exact_distortion = squares / (2 * SCALE**2) + D_X * np.log(SCALE * np.sqrt(2 * np.pi))
    # One code an item, each item 5000 times: their scatter says how near the means must be.
    found = evaluation.rate_distortion(linear.model, x.repeat(5000, 1), rate=rate)
    assert near(found.distortion.reshape(5000, 6), torch.tensor(exact_distortion))
    # 5000 codes an item, in pieces: the same means.
    means = evaluation.rate_distortion(linear.model, x, 5000, rate, chunk=700)
    error = found.distortion.reshape(5000, 6).std(0) / 5000**0.5
    assert ((means.distortion - torch.tensor(exact_distortion)).abs() < 4 * error).all()
    if rate is objectives.analytic_rate:
        torch.testing.assert_close(means.rate, torch.tensor(exact_rate), rtol=1e-12, atol=0)
    else:
        assert near(found.rate.reshape(5000, 6), torch.tensor(exact_rate))
    # rate + distortion = −log p(x) + KL(q‖posterior)
    assert exact_rate + exact_distortion == pytest.approx(linear.gap(x) - linear.log_likelihood(x).numpy(), rel=1e-12)


def test_rate_plus_distortion_is_the_negative_elbo_of_the_objectives():
    model, x = mlp_vae((3,), 2), torch.rand(8, 3)
    torch.manual_seed(1)
    loss = objectives.elbo(model.draw(x, samples=4))["loss"]
    torch.manual_seed(1)
    found = evaluation.rate_distortion(model, x, samples=4)
    torch.testing.assert_close((found.rate + found.distortion).mean(), loss.detach())


def test_active_units_are_those_the_decoder_uses():
    linear = Linear(move=3.0)  # the mean code's variance counts, not its size
    x = linear.data(20_000)
    units = evaluation.active_units(linear.model, x)
    assert units.active.tolist() == [True, True, True, False]
    # The posterior mean's variance over the model's own data is 1 less the posterior's variance.
    eigenvalues = np.square(STRETCHES)
    assert units.variance.numpy() == pytest.approx(eigenvalues / (eigenvalues + SCALE**2), rel=0.05, abs=1e-12)
    above = evaluation.active_units(linear.model, x, threshold=0.5)
    assert above.active.tolist() == [True, True, False, False]


@pytest.mark.parametrize("stretch", [1.0, 0.5])
def test_the_mutual_information_is_that_of_the_linear_model_where_the_items_suffice(stretch):
    linear = Linear(move=2.0, stretch=stretch)
    found = evaluation.mutual_information(linear.model, linear.data(4000))
    eigenvalues = np.square(STRETCHES)
    scales = stretch * SCALE / np.sqrt(eigenvalues + SCALE**2)
    slopes = np.array(STRETCHES) / (eigenvalues + SCALE**2)  # along the decoder's columns, where the data have variance λ + SCALE²
    exact = collapse.mutual_information(slopes, scales, np.sqrt(eigenvalues + SCALE**2)).sum()
    assert found.mean().item() == pytest.approx(exact, abs=0.12) and exact > 2


def test_the_estimated_information_ends_at_the_logarithm_of_the_items_and_is_zero_for_a_lost_code():
    sharp = Linear(stretch=1e-3)
    for n in (10, 100):
        assert evaluation.mutual_information(sharp.model, sharp.data(n)).max().item() == pytest.approx(np.log(n), abs=1e-3)
    lost = mlp_vae((3,), 2)
    with torch.no_grad():
        for weights in lost.encoder.parameters():
            weights.zero_()
    assert evaluation.mutual_information(lost, torch.rand(50, 3)).abs().max() < 1e-5


def test_the_information_is_its_definition_whatever_the_pieces(monkeypatch):
    model, x = Linear().model, Linear().data(30)
    torch.manual_seed(1)
    q = model.encoder(x)
    z = q.sample()
    expected = q.log_prob(z) - q.log_prob(z[:, None]).logsumexp(1) + np.log(30)
    for cache in (evaluation.CACHE, 30 * D_Z * 8 * 7):  # all bells at a time, and seven
        monkeypatch.setattr(evaluation, "CACHE", cache)
        torch.manual_seed(1)
        torch.testing.assert_close(evaluation.mutual_information(model, x, chunk=30), expected.detach())


def test_the_aggregated_posterior_of_the_right_model_is_the_prior_and_the_test_says_so():
    linear = Linear()
    x = linear.data(1500)
    found = evaluation.aggregated_posterior(linear.model, x, chunk=400)
    assert found.z.shape == found.prior_z.shape == (1500, D_Z)
    assert near(found.z, 0.0) and near(found.z.square(), 1.0) and near(found.prior_z, 0.0) and near(found.prior_z.square(), 1.0)
    torch.testing.assert_close(found.mean, found.z.mean(0))
    torch.testing.assert_close(found.covariance, (found.z - found.mean).T @ (found.z - found.mean) / 1499)
    kernel = divergences.imq((2 * D_Z) ** 0.5)
    assert divergences.mmd_test(found.z, found.prior_z, kernel, 200).p_value > 0.01
    wrong = evaluation.aggregated_posterior(Linear(stretch=0.2).model, x)
    assert divergences.mmd_test(wrong.z, wrong.prior_z, kernel, 200).p_value < 0.01


def test_the_tests_p_values_are_level_over_repeated_data():
    linear, kernel = Linear(), divergences.rbf(2.0)
    values = []
    for _ in range(150):
        found = evaluation.aggregated_posterior(linear.model, linear.data(60))
        values.append(divergences.mmd_test(found.z, found.prior_z, kernel, 49).p_value)
    share = np.mean(np.array(values) <= 0.2)
    assert abs(share - 0.2) < 3.5 * np.sqrt(0.2 * 0.8 / 150)


# What holds for all ------------------------------------------------------------------------------------------------------

ESTIMATORS = {
    "log_likelihood": lambda model, data, **chunk: evaluation.log_likelihood(model, data, 3, **chunk),
    "log_weights": lambda model, data, **chunk: evaluation.log_weights(model, data, 3, **chunk),
    "annealed": lambda model, data, **chunk: evaluation.annealed_log_likelihood(model, data, 3, 4, **chunk),
    "rate_distortion": lambda model, data, **chunk: evaluation.rate_distortion(model, data, 3, **chunk),
    "active_units": lambda model, data, **chunk: evaluation.active_units(model, data, **chunk),
    "aggregated": lambda model, data, **chunk: evaluation.aggregated_posterior(model, data, **chunk),
    "mutual_information": lambda model, data, **chunk: evaluation.mutual_information(model, data, **chunk),
}
every_estimator = pytest.mark.parametrize("estimate", ESTIMATORS.values(), ids=ESTIMATORS)


def tensors(result):
    return (result,) if isinstance(result, torch.Tensor) else tuple(result)


@every_estimator
def test_a_batch_and_a_data_set_give_the_same_and_no_gradients(estimate):
    model, x, y = mlp_vae((3,), 2), torch.rand(8, 3), torch.arange(8)
    results = []
    for data in (x, Batch(x, y), Dataset(x, y)):
        torch.manual_seed(1)
        results.append(tensors(estimate(model, data)))
    for result in zip(*results):
        assert all(torch.equal(result[0], other) for other in result[1:])
        assert not result[0].requires_grad


def test_large_items_are_decoded_few_at_a_time():
    """By default 64 MB of them: of 3 × 128 × 128 pixels 341 and not 4096, which took gigabytes."""

    class Watch(nn.Module):
        seen = []

        def forward(self, z):
            self.seen.append(z.shape[0] * z.shape[1])
            return SharedScaleHead((3, 128, 128))(z.new_zeros(1).expand(*z.shape[:2], 3 * 128 * 128))

    model = VAE(mlp_vae((3, 128, 128), 2, (1,)).encoder, Watch(), StandardNormal(2))
    evaluation.log_likelihood(model, torch.rand(2, 3, 128, 128), 512)
    assert Watch.seen == [341, 171] * 2
    Watch.seen.clear()
    evaluation.log_likelihood(model, torch.rand(2, 3, 128, 128), 20, chunk=40)  # who asks for a number gets it
    assert Watch.seen == [40]


@every_estimator
def test_pieces_join_to_one_result_of_the_same_shapes(estimate):
    model, x = mlp_vae((3,), 2), torch.rand(7, 3)
    shapes = [[t.shape for t in tensors(estimate(model, x, chunk=chunk))] for chunk in (1, 4, 1000)]
    assert shapes[0] == shapes[1] == shapes[2]


@every_estimator
def test_the_model_is_in_evaluation_mode_and_left_in_its_own(estimate):
    class Watch(nn.Identity):
        seen = set()

        def forward(self, x):
            self.seen.add(self.training)
            return x

    model = mlp_vae((3,), 2)
    model.encoder.insert(0, Watch())
    model.decoder.insert(0, Watch())
    model.train()
    model.decoder[-1].eval()  # say, a frozen part
    before = [module.training for module in model.modules()]
    estimate(model, torch.rand(4, 3))
    assert Watch.seen == {False} and [module.training for module in model.modules()] == before
    with pytest.raises(ValueError):
        estimate(model, torch.full((4, 3), 2.0))  # no Bernoulli data
    assert [module.training for module in model.modules()] == before and torch.is_grad_enabled()


@every_estimator
@pytest.mark.parametrize(
    ("x", "says"),
    [
        (torch.zeros(0, 3), "the data are empty"),
        (torch.tensor([[0.0, torch.nan, torch.inf]]), "the data must be finite, got 2 values"),
        (torch.zeros(4, 5), r"items of shape \(3,\), got a tensor of shape"),
    ],
)
def test_bad_data_are_refused(estimate, x, says):
    with pytest.raises(ValueError, match=says):
        estimate(mlp_vae((3,), 2), x)


@pytest.mark.parametrize("count", [0, -1])
def test_counts_are_positive(count):
    model, x = mlp_vae((3,), 2), torch.rand(4, 3)
    calls = {
        "samples": [evaluation.log_likelihood, evaluation.log_weights, evaluation.rate_distortion],
        "chains": [evaluation.annealed_log_likelihood],
        "chunk": [evaluation.active_units, evaluation.aggregated_posterior, evaluation.annealed_log_likelihood],
        "steps": [evaluation.annealed_log_likelihood],
        "leapfrog": [evaluation.annealed_log_likelihood],
    }
    for name, functions in calls.items():
        for function in functions:
            with pytest.raises(ValueError, match=f"{name} must be a whole number >= 1, got {count}"):
                function(model, x, **{name: count})


def test_what_cannot_be_is_refused_with_what_to_do():
    model, x, finite, bits = mlp_vae((3,), 2), torch.rand(4, 3), Finite(), torch.ones(4, 4).double()
    for threshold in (-0.1, float("nan")):
        with pytest.raises(ValueError, match=f"threshold, a variance, must be finite and >= 0, got {threshold}"):
            evaluation.active_units(model, x, threshold)
    for one in (evaluation.active_units, evaluation.aggregated_posterior, evaluation.mutual_information):
        with pytest.raises(ValueError, match="at least 2 items, got 1"):
            one(model, x[:1])
    with pytest.raises(ValueError, match="moments are for codes of real numbers, got torch.int64"):
        evaluation.aggregated_posterior(finite, bits)
    with pytest.raises(ValueError, match="posterior mean is not a number"):
        evaluation.active_units(finite, bits)
    with pytest.raises(ValueError, match="one number per item, 4 in all, got shape"):
        evaluation.rate_distortion(model, x, rate=objectives.free_bits(0.1))
    with pytest.raises(NotImplementedError, match="take rate=sampled_rate"):
        model.prior = ClassMeanPrior(2, 2)
        evaluation.rate_distortion(model, x)
    with pytest.raises(ValueError, match="samples must be a whole number >= 1, got 0"):
        evaluation.log_mean_exp(torch.zeros(0, 3))

    class Codes(nn.Module):
        def forward(self, y=None):
            return Categorical(logits=torch.zeros(3))

    with pytest.raises(ValueError, match="annealing moves codes along a gradient, so they must be real numbers, got torch.int64"):
        evaluation.annealed_log_likelihood(VAE(nn.Identity(), finite, Codes()), bits)


@pytest.mark.parametrize("estimate", ["log_likelihood", "log_weights", "annealed"])
def test_weights_that_are_no_numbers_are_refused(estimate):
    model = mlp_vae((3,), 2, head=GaussianHead)
    with torch.no_grad():
        model.decoder[1][0].weight[0, 0] = torch.nan
    with pytest.raises(ValueError, match="log weights of 4 of 4 items are NaN"):
        ESTIMATORS[estimate](model, torch.rand(4, 3))


# Modes ------------------------------------------------------------------------------------------------------------------


def test_modes_are_counted_by_the_nearest_centre_within_three_scales():
    centres = torch.tensor([[0.0, 0.0], [1.0, 0.0], [5.0, 5.0]])
    samples = torch.tensor([[0.0, 0.29], [0.0, 0.31], [0.49, 0.0], [0.9, 0.0], [1.3, 0.0], [9.0, 9.0]])
    assert evaluation.mode_counts(samples, centres, 0.1).tolist() == [1, 2, 0]
    assert evaluation.mode_counts(samples, centres, 0.1, within=5).tolist() == [3, 2, 0]
    assert evaluation.mode_counts(samples, centres, 0.1, within=100).tolist() == [3, 2, 1]


def test_of_the_data_themselves_nearly_all_lie_within_three_scales():
    x = data.ring(8000, scale=0.01).x
    counts = evaluation.mode_counts(x, data.ring_centres(), 0.01)
    assert counts.sum().item() / 8000 == pytest.approx(1 - np.exp(-4.5), abs=0.003) and counts.min() > 850  # in two dimensions


def test_modes_of_what_cannot_be_counted():
    centres = torch.zeros(2, 2)
    with pytest.raises(ValueError, match=r"must have the same d, got \(4, 3\) and \(2, 2\)"):
        evaluation.mode_counts(torch.zeros(4, 3), centres, 0.1)
    with pytest.raises(ValueError, match="samples must be finite, got 1 rows that are not; has the generator's training blown up"):
        evaluation.mode_counts(torch.tensor([[0.0, torch.nan], [0.0, 0.0]]), centres, 0.1)
    for name, options in (("scale", {"scale": 0.0}), ("within", {"scale": 0.1, "within": -1})):
        with pytest.raises(ValueError, match=f"{name} must be finite and > 0"):
            evaluation.mode_counts(torch.zeros(4, 2), centres, **options)
