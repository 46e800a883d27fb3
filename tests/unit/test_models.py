"""Heads, networks, models and objectives: any shape round-trips, and every term agrees with an exact value."""

import copy
import math
from itertools import product

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch import nn
from torch.distributions import Categorical

from vaeedu import data, distributions, networks, objectives
from vaeedu.closed_forms import gaussians, linear_gaussian, linear_gaussian_1d
from vaeedu.data import Dataset
from vaeedu.evaluation import annealed_log_likelihood, log_likelihood
from vaeedu.models import VAE, Autoencoder, Draw, conv_vae, mlp_vae
from vaeedu.objectives import elbo
from vaeedu.training import sweep


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def linear_gaussian_vae(d_x=5, d_z=3, scale=0.7):
    """A linear VAE whose encoder is the exact posterior, with the weights of its decoder."""
    weights = torch.randn(d_x, d_z, dtype=torch.float64)
    posterior = linear_gaussian.posterior(np.zeros(d_x), weights.numpy(), scale)
    head = distributions.SharedScaleHead((d_x,), scale)
    head.log_scale = torch.tensor(scale, dtype=torch.float64).log()
    decoder = nn.Sequential(nn.Linear(d_z, d_x, bias=False), head).double()
    decoder[0].weight.data = weights

    class Posterior(nn.Module):
        def forward(self, x):
            mean = torch.tensor(linear_gaussian.posterior(x.numpy(), weights.numpy(), scale).mean)
            return torch.distributions.MultivariateNormal(mean, torch.tensor(posterior.covariance))

    return VAE(Posterior(), decoder, distributions.StandardNormal(d_z).double()), weights.numpy(), scale


# Heads -------------------------------------------------------------------------------------------------------------------

HEADS = [distributions.GaussianHead, distributions.SharedScaleHead, distributions.BernoulliHead, distributions.UniformHead]


@pytest.mark.parametrize("head", HEADS)
@given(shape=st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple), batch=st.lists(st.integers(1, 3), max_size=2).map(tuple))
@settings(max_examples=20, deadline=None)
def test_a_head_makes_a_distribution_of_its_shape(head, shape, batch):
    head = head(shape)
    distribution = head(torch.randn(*batch, head.features))
    assert (distribution.batch_shape, distribution.event_shape) == (batch, shape)
    assert distribution.log_prob(distribution.sample()).shape == batch


def test_the_heads_log_probabilities_are_those_of_torch():
    numbers, x = torch.randn(6, 8), torch.rand(6, 4)
    mean, log_scale = numbers.chunk(2, -1)
    normal = torch.distributions.Normal
    torch.testing.assert_close(distributions.GaussianHead((4,))(numbers).log_prob(x), normal(mean, log_scale.exp()).log_prob(x).sum(-1))
    torch.testing.assert_close(distributions.GaussianHead((4,), floor=0.5)(numbers).log_prob(x), normal(mean, 0.5 + log_scale.exp()).log_prob(x).sum(-1))
    torch.testing.assert_close(distributions.SharedScaleHead((4,), 0.3)(mean).log_prob(x), normal(mean, 0.3).log_prob(x).sum(-1))
    black_and_white = x.round()
    expected = torch.distributions.Bernoulli(logits=mean).log_prob(black_and_white).sum(-1)
    torch.testing.assert_close(distributions.BernoulliHead((4,))(mean).log_prob(black_and_white), expected)
    width = log_scale.exp()
    box = torch.distributions.Uniform(mean - width, mean + width)
    inside = mean + width * 0.5
    torch.testing.assert_close(distributions.UniformHead((4,))(numbers).log_prob(inside), box.log_prob(inside).sum(-1))


def test_a_squared_error_is_a_gaussian_likelihood_only_with_its_scale():
    x, mean, scale = torch.rand(3, 4), torch.rand(3, 4), 0.2
    expected = -((x - mean) ** 2).sum(-1) / (2 * scale**2) - 4 * math.log(scale * math.sqrt(2 * math.pi))
    torch.testing.assert_close(distributions.SharedScaleHead((4,), scale)(mean).log_prob(x), expected)


def test_grey_values_are_the_mean_over_coin_tosses():
    logits, grey = torch.randn(4), torch.rand(4)
    on, off = (distributions.Bernoulli(logits).log_prob(torch.full((4,), value)) for value in (1.0, 0.0))
    torch.testing.assert_close(distributions.Bernoulli(logits).log_prob(grey), grey * on + (1 - grey) * off)


@pytest.mark.parametrize("x", [torch.full((2, 4), 255.0), torch.full((2, 4), -0.1)])
def test_a_bernoulli_decoder_refuses_what_lies_outside_its_range(x):
    vae = mlp_vae((4,), 2, (8,))
    with pytest.raises(ValueError, match=r"needs values in \[0, 1\], got values from .* divide pixels by 255"):
        vae.draw(x)


@pytest.mark.parametrize(
    ("x", "says"),
    [
        (torch.full((2, 3, 4, 4), math.nan), "NaN or infinite; mend or leave out those items"),
        (torch.full((2, 3, 4, 4), 1 + 1e-6), r"got values from 1.000001 to 1.000001; cut off what rounding left outside: x.clamp\(0, 1\)"),
        (torch.zeros(2, 4, 4, 3), r"got a tensor of shape \(2, 4, 4, 3\).* channels come first here: x.permute\(0, 3, 1, 2\)"),
        (torch.zeros(2, 3, 5, 5), r"its last axes must be \(3, 4, 4\): make the network for their shape"),
    ],
)
def test_pictures_that_a_model_cannot_read_are_refused_with_what_to_do(x, says):
    for vae in (mlp_vae((3, 4, 4), 2, (8,)), conv_vae((3, 4, 4), 2, (4,))):
        with pytest.raises(ValueError, match=says):
            vae.draw(x)


def test_labels_are_one_for_each_item():
    with pytest.raises(ValueError, match="got 1 labels for 3 items"):
        mlp_vae((4,), 2, (8,)).draw(torch.rand(3, 4), torch.zeros(1, dtype=torch.int64))


@pytest.mark.parametrize("prior", [distributions.StandardNormal(2), distributions.MixturePrior(3, 2)])
def test_labels_are_not_taken_and_ignored(prior):
    vae = mlp_vae((4,), 2, (8,))
    vae.prior = prior
    for call in (lambda y: vae.draw(torch.rand(3, 4), y), lambda y: vae.sample(3, y)):
        with pytest.raises(ValueError, match=r"this prior knows no labels, and got some of shape \(3,\); leave them out, draw\(x\) and sample\(n\)"):
            call(torch.arange(3))


def test_one_hot_labels_are_told_how_to_become_classes():
    y = torch.eye(3)
    with pytest.raises(ValueError, match=r"got torch.float32 of shape \(3, 3\); y.argmax\(1\) makes it of one-hot rows"):
        distributions.ClassMeanPrior(3, 2)(y)
    assert distributions.ClassMeanPrior(3, 2)(y.argmax(1)).batch_shape == (3,)


def test_pictures_with_their_channels_last_are_not_trained_on():
    """The README's recipe, (n, 32, 32, 3): 32 channels of 32 × 3 pixels would train without a word."""
    for make in (lambda shape: conv_vae(shape, 16), lambda shape: networks.conv_decoder(2, (4,), distributions.BernoulliHead(shape))):
        with pytest.raises(ValueError, match=r"got \(32, 32, 3\), which looks like .*; x.permute\(0, 3, 1, 2\) puts the channels first: \(3, 32, 32\)"):
            make((32, 32, 3))
    with pytest.raises(ValueError, match=r"got \(28, 28\); grey pictures get their channel by x\[:, None\], and the shape is then \(1, 28, 28\)"):
        conv_vae((28, 28), 2)
    with pytest.raises(ValueError, match=r"got \(784,\); grey 28×28 is \(1, 28, 28\)"):
        conv_vae((784,), 2)


def with_batch_norm(batch_norm, wrap=lambda body: body):
    head = distributions.BernoulliHead((4,))
    body = nn.Sequential(nn.Linear(2, 64), batch_norm, nn.ReLU(), nn.Linear(64, head.features))
    return VAE(networks.mlp_encoder((4,), (8,), distributions.GaussianHead((2,))), nn.Sequential(wrap(body), head), distributions.StandardNormal(2))


@pytest.mark.parametrize("layer", [nn.BatchNorm1d(64), nn.InstanceNorm1d(64), nn.GroupNorm(4, 64)])
@pytest.mark.parametrize("batch", [64, 32])
def test_a_layer_that_takes_the_batch_for_its_features_is_refused(layer, batch):
    vae = copy.deepcopy(with_batch_norm(layer))
    with pytest.raises(ValueError, match=rf"takes the second axis for its features, .* here \(1, {batch}, 64\); put the layers .* nn.Sequential\(Rows\(body\), head\)"):
        vae.draw(torch.rand(batch, 4))


def test_rows_give_a_body_its_one_leading_axis():
    torch.manual_seed(0)
    vae = with_batch_norm(nn.BatchNorm1d(64), networks.Rows)
    body, head = vae.decoder
    draw = vae.draw(torch.rand(64, 4), samples=3)
    assert draw.log_w.shape == (3, 64)
    torch.testing.assert_close(draw.likelihood.mean.flatten(0, 1), head(body.body(draw.z.flatten(0, 1))).mean)
    assert vae.sample(5).mean.shape == (5, 4)
    convolutions = nn.Sequential(nn.Unflatten(1, (2, 1)), nn.Conv1d(2, 4, 1), nn.BatchNorm1d(4), nn.Flatten())
    VAE(vae.encoder, nn.Sequential(networks.Rows(convolutions), head), vae.prior).draw(torch.rand(3, 4))  # three axes may be meant


def test_a_decoder_keeps_the_axes_of_samples_and_batch():
    vae = mlp_vae((4,), 2, (8,))
    vae.decoder.insert(0, nn.Flatten(0, 1))
    with pytest.raises(ValueError, match=r"codes \(samples, batch, ...\), here \(1, 3, 2\), and must keep these two axes, got .* of shape \(3,\)"):
        vae.draw(torch.rand(3, 4))


def test_a_slice_of_a_perceptron_is_its_layers():
    mlp = networks.MLP(3, 4, 5, 2)
    x = torch.rand(6, 3)
    assert len(mlp[:2]) == 2 and torch.equal(mlp[2:](mlp[:2](x)), mlp(x)) and mlp[-1] is list(mlp)[-1]


def test_one_number_is_a_shape_and_a_width():
    torch.manual_seed(0)
    one = mlp_vae(784, 20, 400)
    torch.manual_seed(0)
    other = mlp_vae((784,), 20, hidden=(400,))
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
    assert one.sample(2).mean.shape == (2, 784) and conv_vae((1, 8, 8), 2, 4).sample(2).mean.shape == (2, 1, 8, 8)


def test_only_a_learned_scale_is_a_parameter():
    assert not list(distributions.SharedScaleHead((4,), 0.5).parameters())
    learned = distributions.SharedScaleHead((4,), 0.5, learned=True)
    assert [parameter.exp().item() for parameter in learned.parameters()] == pytest.approx([0.5])


@pytest.mark.parametrize(
    "make",
    [
        lambda: distributions.GaussianHead((4,), floor=-1),
        lambda: distributions.SharedScaleHead((4,), 0.0),
        lambda: distributions.SharedScaleHead((4,), math.nan),
        lambda: distributions.BernoulliHead(()),
        lambda: distributions.BernoulliHead((0,)),
        lambda: distributions.StandardNormal(0),
        lambda: distributions.ClassMeanPrior(0, 2),
        lambda: distributions.BernoulliHead((4,))(torch.zeros(2, 5)),
        lambda: distributions.ClassMeanPrior(3, 2)(torch.zeros(4)),
        lambda: distributions.ClassMeanPrior(3, 2)(torch.zeros(4, 1, dtype=torch.int64)),
        lambda: distributions.ClassMeanPrior(3, 2)(torch.tensor([0, -1])),
        lambda: distributions.ClassMeanPrior(3, 2)(torch.tensor([0, 3])),
    ],
)
def test_bad_input_to_a_head_or_a_prior_is_refused_with_a_reason(make):
    with pytest.raises(ValueError, match="got|must"):
        make()


# Priors ------------------------------------------------------------------------------------------------------------------


def test_the_priors_are_what_they_say():
    z = torch.randn(5, 2)
    torch.testing.assert_close(distributions.StandardNormal(2)().log_prob(z), -0.5 * (z**2).sum(-1) - math.log(2 * math.pi))
    prior = distributions.ClassMeanPrior(3, 2)
    y = torch.tensor([0, 2, 1, 1, 0])
    by_class = torch.stack([-0.5 * ((z - mean) ** 2).sum(-1) - math.log(2 * math.pi) for mean in prior.means])
    torch.testing.assert_close(prior(y).log_prob(z), by_class[y, torch.arange(5)])
    torch.testing.assert_close(prior().log_prob(z), by_class.logsumexp(0) - math.log(3))
    mixture = distributions.MixturePrior(3, 2)
    mixture.means.data = prior.means.data
    torch.testing.assert_close(mixture().log_prob(z), prior().log_prob(z))


def test_class_means_make_the_kl_of_the_curriculum():
    vae = mlp_vae((4,), 2, (8,))
    vae.prior = distributions.ClassMeanPrior(3, 2)
    x, y = torch.rand(6, 4), torch.tensor([0, 1, 2, 0, 1, 2])
    draw = vae.draw(x, y)
    mean, scale = draw.q.base_dist.loc, draw.q.base_dist.scale
    expected = 0.5 * ((mean - vae.prior.means[y]) ** 2 + scale**2 - 2 * scale.log() - 1).sum(-1)
    torch.testing.assert_close(objectives.analytic_rate(draw), expected)
    assert vae.sample(6, y).mean.shape == (6, 4) and vae.sample(5).mean.shape == (5, 4)


# Networks ----------------------------------------------------------------------------------------------------------------


@given(
    shape=st.tuples(st.integers(1, 3), st.integers(1, 21), st.integers(1, 21)),
    channels=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    latent=st.integers(1, 3),
)
@settings(max_examples=40, deadline=None)
def test_pictures_of_any_shape_come_back_in_their_shape(shape, channels, latent):
    x = torch.rand(2, *shape)
    for vae in (conv_vae(shape, latent, channels), mlp_vae(shape, latent, channels), conv_vae(shape, latent, channels, head=distributions.GaussianHead)):
        draw = vae.draw(x, samples=3)
        assert draw.z.shape == (3, 2, latent) and draw.log_w.shape == (3, 2)
        assert draw.likelihood.mean.shape == (3, 2, *shape)
        assert vae.sample(4).mean.shape == (4, *shape)


def test_the_reference_model_has_the_layers_of_its_name():
    vae = mlp_vae((1, 28, 28), 20)
    sizes = [tuple(parameter.shape) for name, parameter in vae.named_parameters() if name.endswith("weight")]
    assert sizes == [(400, 784), (40, 400), (400, 20), (784, 400)]


def test_a_head_reads_the_channels_that_the_decoder_wrote():
    """Mean and log scale of a convolutional decoder are its first and its last channels, not alternating pixels."""
    head = distributions.GaussianHead((3, 5, 6))
    decoder = networks.conv_decoder(2, (4,), head)
    z = torch.randn(7, 2)
    maps = decoder[0].layers[:-1](z)
    assert maps.shape == (7, 6, 5, 6)
    torch.testing.assert_close(decoder(z).mean, maps[:, :3])
    torch.testing.assert_close(decoder(z).base_dist.scale, maps[:, 3:].exp())


@pytest.mark.parametrize(
    "make",
    [
        lambda: networks.MLP(3),
        lambda: networks.MLP(3, 0, 2),
        lambda: conv_vae((8, 8), 2),
        lambda: mlp_vae((1, 8, 8), 2).draw(torch.rand(4, 64)),
        lambda: conv_vae((1, 8, 8), 2).draw(torch.rand(4, 1, 9, 8)),
        lambda: mlp_vae((1, 8, 8), 2).decoder(torch.randn(4, 3)),
    ],
)
def test_a_wrong_shape_is_named_with_the_right_one(make):
    with pytest.raises(ValueError, match="got"):
        make()


# Models ------------------------------------------------------------------------------------------------------------------


def test_a_draw_from_the_exact_posterior_weighs_every_code_alike():
    """log p(x|z) + log p(z) − log q(z|x) is log p(x) for every z, so one sample gives the exact log-likelihood."""
    vae, weights, scale = linear_gaussian_vae()
    x = torch.randn(6, 5, dtype=torch.float64)
    draw = vae.draw(x, samples=4)
    exact = torch.tensor(linear_gaussian.log_likelihood(x.numpy(), weights, scale))
    torch.testing.assert_close(draw.log_w, exact.expand(4, 6), rtol=1e-10, atol=1e-10)


def test_a_code_may_be_discrete():
    """Three codes, tables for q and p: averaging over many samples gives the ELBO that can be summed by hand."""
    q_logits, x_logits = torch.randn(3), torch.randn(3, 4)

    class Table(nn.Module):
        def forward(self, x):
            return Categorical(logits=q_logits.expand(len(x), 3))

    class Decoder(nn.Module):
        def forward(self, z):
            return distributions.BernoulliHead((4,))(x_logits[z])

    class Prior(nn.Module):
        def forward(self, y=None):
            return Categorical(logits=torch.zeros(3))

    x = torch.rand(2, 4).round()
    draw = VAE(Table(), Decoder(), Prior()).draw(x, samples=20_000)
    q = q_logits.softmax(-1)
    log_p = torch.stack([distributions.BernoulliHead((4,))(row).log_prob(x) for row in x_logits], -1)
    exact = (q * (log_p - math.log(3) - q.log())).sum(-1)
    error = draw.log_w.std(0) / math.sqrt(20_000)
    assert ((draw.log_w.mean(0) - exact).abs() < 5 * error).all()


def test_an_autoencoder_is_an_encoder_and_a_decoder_without_noise():
    autoencoder = Autoencoder(nn.Linear(4, 2), networks.mlp_decoder(2, (8,), distributions.BernoulliHead((4,))))
    x = torch.rand(3, 4)
    assert torch.equal(autoencoder(x).mean, autoencoder.decoder(autoencoder.encoder(x)).mean)


def test_bad_input_to_a_model_is_refused_with_a_reason():
    vae = mlp_vae((4,), 2, (8,))
    with pytest.raises(ValueError, match="the batch is empty"):
        vae.draw(torch.rand(0, 4))
    for samples in (0, -1):
        with pytest.raises(ValueError, match="number of samples must be a whole number >= 1, got"):
            vae.draw(torch.rand(3, 4), samples=samples)
    with pytest.raises(ValueError, match="labels for 3 samples, got 2"):
        vae.sample(3, torch.tensor([0, 1]))
    with pytest.raises(ValueError, match=r"the data have \(\); a single item is a batch of one: x\[None\]"):
        vae.draw(torch.rand(4))
    with pytest.raises(TypeError, match=r"a VAE answers by name: draw\(x\) gives .*decoder\(encoder\(x\).mean\).mean a reconstruction"):
        vae(torch.rand(3, 4))
    vae.decoder = networks.mlp_decoder(2, (8,), distributions.BernoulliHead((5,)))
    with pytest.raises(ValueError, match=r"decoder makes items of shape \(5,\), the data have \(4,\); encoder and decoder"):
        vae.draw(torch.rand(3, 4))


# Objectives --------------------------------------------------------------------------------------------------------------


def test_the_elbo_of_the_linear_model_is_exact():
    """With q = N(mean, scale²) and a linear decoder, both terms are known in closed form."""
    decoder = nn.Sequential(nn.Linear(1, 1, bias=False), distributions.SharedScaleHead((1,), 0.6)).double()
    decoder[0].weight.data.fill_(1.3)
    head = distributions.GaussianHead((1,))
    encoder = nn.Sequential(nn.Linear(1, 2), head).double()
    x = torch.tensor([[0.4]], dtype=torch.float64)
    draw = VAE(encoder, decoder, distributions.StandardNormal(1).double()).draw(x, samples=200_000)
    mean, scale = draw.q.base_dist.loc.item(), draw.q.base_dist.scale.item()
    terms = objectives.elbo(draw)
    arguments = (0.4, 1.3, 0.6, mean, scale)
    error = (draw.log_likelihood.std() / math.sqrt(200_000)).item()
    assert -terms["distortion"].item() == pytest.approx(float(linear_gaussian_1d.expected_log_likelihood(*arguments)), abs=5 * error)
    assert terms["rate"].item() == pytest.approx(float(gaussians.kl(mean, scale)), rel=1e-12)
    assert -terms["loss"].item() == pytest.approx(float(linear_gaussian_1d.elbo(*arguments)), abs=5 * error)
    sampled = objectives.elbo(draw, rate=objectives.sampled_rate)["rate"].item()
    noise = ((draw.log_q - draw.log_prior).std() / math.sqrt(200_000)).item()
    assert sampled == pytest.approx(terms["rate"].item(), abs=5 * noise)


def test_the_terms_are_sums_over_coordinates_and_means_over_the_batch():
    vae = mlp_vae((2, 3), 4, (8,))
    x = torch.rand(5, 2, 3)
    draw = vae.draw(x, samples=7)
    per_item = torch.distributions.Bernoulli(logits=draw.likelihood.base_dist.logits, validate_args=False).log_prob(x.round())
    rounded = draw.likelihood.log_prob(x.round())
    torch.testing.assert_close(rounded, per_item.sum((-1, -2)))
    terms = objectives.elbo(draw, beta=3.0)
    torch.testing.assert_close(terms["distortion"], -draw.log_likelihood.sum() / (7 * 5))
    torch.testing.assert_close(terms["rate"], objectives.unit_rates(draw).sum() / 5)
    torch.testing.assert_close(terms["loss"], terms["distortion"] + 3 * terms["rate"])


def test_beta_zero_leaves_the_distortion_and_a_negative_beta_is_refused():
    draw = mlp_vae((4,), 2, (8,)).draw(torch.rand(3, 4))
    terms = objectives.elbo(draw, beta=0)
    assert terms["loss"] == terms["distortion"]
    for beta in (-1.0, math.nan, math.inf, torch.tensor(-0.5)):
        with pytest.raises(ValueError, match="beta, the weight of the rate, must be finite and >= 0, got"):
            objectives.elbo(draw, beta=beta)


def test_free_bits_charge_each_coordinate_its_floor_at_least():
    draw = mlp_vae((4,), 3, (8,)).draw(torch.rand(5, 4))
    units = objectives.unit_rates(draw).mean(0)
    floor = units.sort().values[1].item()  # one coordinate lies below it
    expected = sum(max(floor, unit) for unit in units.tolist())
    assert objectives.elbo(draw, rate=objectives.free_bits(floor))["rate"].item() == pytest.approx(expected)
    assert objectives.elbo(draw, rate=objectives.free_bits(0.0))["rate"].item() == pytest.approx(units.sum().item())
    with pytest.raises(ValueError, match="floor"):
        objectives.free_bits(-0.1)


def test_a_kl_without_a_closed_form_points_to_the_sampled_one():
    vae = mlp_vae((4,), 2, (8,))
    vae.prior = distributions.MixturePrior(3, 2)
    draw = vae.draw(torch.rand(5, 4))
    with pytest.raises(NotImplementedError, match="Normal to MixtureSameFamily.*rate=sampled_rate"):
        objectives.elbo(draw)
    assert objectives.elbo(draw, rate=objectives.sampled_rate)["loss"].isfinite()
    with pytest.raises(ValueError, match="independent coordinates"):
        objectives.unit_rates(draw)


def test_a_draw_computes_only_what_is_asked_for():
    draw = mlp_vae((4,), 2, (8,)).draw(torch.rand(5, 4))
    assert isinstance(draw, Draw) and "log_prior" not in vars(draw)
    assert draw.log_prior is draw.log_prior


# Labels, told to any of the three --------------------------------------------------------------------------------------


def of_digits(encoder=0, decoder=0, prior=0, latent=3):
    return VAE(
        networks.mlp_encoder((1, 4, 4), 8, distributions.GaussianHead(latent), classes=5 * encoder),
        networks.mlp_decoder(latent, 8, distributions.SharedScaleHead((1, 4, 4), 0.3), classes=5 * decoder),
        distributions.ClassMeanPrior(5, latent) if prior else distributions.StandardNormal(latent),
    )


@pytest.mark.parametrize("told", list(product((0, 1), repeat=3)))
def test_labels_reach_exactly_those_that_are_told(told):
    torch.manual_seed(0)
    vae, x, y, other = of_digits(*told), torch.rand(6, 1, 4, 4), torch.arange(6) % 5, torch.arange(6).flip(0) % 5
    assert vae.takes_labels == any(told)
    if not any(told):
        with pytest.raises(ValueError, match="this prior knows no labels"):
            vae.draw(x, y)
        assert vae.sample(6).batch_shape == (6,)
        return
    z = torch.randn(2, 6, 3)
    changed = (
        not torch.equal(vae.encode(x, y).mean, vae.encode(x, other).mean),
        not torch.equal(vae.decode(z, y).mean, vae.decode(z, other).mean),
        vae.prior_of(y).mean.shape == (6, 3) and not torch.equal(vae.prior_of(y).mean, vae.prior_of(other).mean),
    )
    assert changed == tuple(map(bool, told))
    draw = vae.draw(x, y, samples=2)
    assert draw.log_w.shape == (2, 6) and torch.equal(draw.q.mean, vae.encode(x, y).mean)
    assert vae.sample(6, y).batch_shape == (6,)
    assert log_likelihood(vae, Dataset(x, y), 20).shape == (6,) == annealed_log_likelihood(vae, Dataset(x, y), 2, 5).log_likelihood.shape
    if told[0] or told[1]:
        with pytest.raises(ValueError, match=r"made to be told one of 5 classes, and got no labels; give them: draw\(x, y\), sample\(n, y\)"):
            vae.draw(x)


def test_a_label_is_a_one_among_zeros_beside_the_numbers():
    network = networks.Labelled((2, 2), 3, distributions.SharedScaleHead(7))  # the mean is what the head reads
    x = torch.arange(16.0).reshape(2, 2, 2, 2)
    own = torch.tensor([[0.0, 0, 1], [1, 0, 0]])
    assert torch.equal(network(x, torch.tensor([2, 0])).mean, torch.cat([x.flatten(2), own.expand(2, 2, 3)], -1))


@pytest.mark.parametrize(
    ("y", "says"),
    [
        (torch.tensor([0, 5]), "class labels must be from 0 to 4, got 0 to 5"),
        (torch.tensor([-1, 0]), "class labels must be from 0 to 4, got -1 to 0"),
        (torch.zeros(2), r"must be a vector of whole numbers, got torch.float32 of shape \(2,\)"),
        (torch.eye(5)[:2].long(), r"y.argmax\(1\) makes it of one-hot rows"),
    ],
)
def test_labels_that_are_no_classes_are_refused_by_each_of_the_three(y, says):
    for told in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
        with pytest.raises(ValueError, match=says):
            of_digits(*told).draw(torch.rand(2, 1, 4, 4), y)


def test_classes_are_counted_and_none_may_be_without_items():
    assert data.class_count(torch.tensor([2, 0, 1, 1])) == 3
    with pytest.raises(ValueError, match="no item has the class 1, so nothing could be learned of it; look where its items went"):
        data.class_count(torch.tensor([0, 2, 3]))
    with pytest.raises(ValueError, match="no item has the class 0, 1, 2, 3, 4 and others"):
        data.class_count(torch.tensor([9]))
    with pytest.raises(ValueError, match="got some below 0, the least -1"):
        data.class_count(torch.tensor([0, -1]))
    with pytest.raises(ValueError, match="got none"):
        data.class_count(torch.zeros(0, dtype=torch.long))
    with pytest.raises(ValueError, match="whole numbers, got torch.float32"):
        data.class_count(torch.zeros(3))


def test_models_told_labels_are_trained_as_an_ensemble():
    torch.manual_seed(0)
    y = torch.arange(40) % 5
    pictures = Dataset(torch.rand(40, 1, 4, 4) * 0.1 + y[:, None, None, None] / 5, y)
    for told in ((0, 1, 0), (0, 0, 1)):
        models = sweep(lambda _: of_digits(*told), lambda vae, batch, step, _: elbo(vae.draw(batch.x, batch.y)), pictures, [0.0], 2, 150, 20)[0]  # noqa: B023
        for vae in models:
            right, wrong = (vae.draw(pictures.x, labels, 50).log_w.mean() for labels in (y, (y + 1) % 5))
            assert right > wrong + 0.5


def test_the_bernoullis_density_is_the_cross_entropy_of_logits_to_the_last_digits_and_so_is_its_slope():
    logits = torch.tensor([-800.0, -45, -39, -1, 0, 3, 39, 41, 800], dtype=torch.float64, requires_grad=True)
    for x in (0.0, 0.3, 1.0):
        values = torch.full_like(logits, x)
        found = distributions.Bernoulli(logits).log_prob(values)
        expected = -torch.nn.functional.binary_cross_entropy_with_logits(logits, values, reduction="none")
        assert torch.allclose(found, expected, rtol=1e-14, atol=1e-14)
        slopes = [torch.autograd.grad(each.sum(), logits)[0] for each in (found, expected)]
        assert torch.allclose(*slopes, rtol=1e-14, atol=1e-14)
