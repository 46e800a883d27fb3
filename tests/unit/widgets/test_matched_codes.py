"""MatchedCodes: its gradients against PyTorch's, its divergence against the closed form, its inputs, its picture, and its training in JavaScript."""

import numpy as np
import pytest
import torch

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.closed_forms import gaussians
from vaeedu.widgets import MatchedCodes
from vaeedu.widgets.matched_codes import CLUSTERS, KINDS, LINE, RING, players

RNG = np.random.default_rng(1)


def codes(n=8):
    return RNG.normal(size=(n, 2)), RNG.normal(-1, 0.4, size=(n, 2))


def slopes(value, *inputs):
    tensors = [torch.tensor(array, requires_grad=True) for array in inputs]
    total = value(*tensors)
    return [total.item(), *(gradient.numpy() for gradient in torch.autograd.grad(total, tensors))]


def check(found, wanted):
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)


def test_the_rate_and_its_gradient():
    mean, log_scale = codes()
    check(players.kl(mean, log_scale), slopes(lambda m, s: (0.5 * (m**2 + (2 * s).exp() - 1) - s).sum() / len(m), mean, log_scale))


def test_the_divergence_and_its_gradient():
    mean, log_scale = codes()

    def divergence(m, s):
        v, total = (2 * s).exp(), 0.0
        for h in players.BANDWIDTHS:
            k = lambda gap, u: (h / (h * h + u).sqrt() * torch.exp(-(gap**2) / (2 * (h * h + u)))).prod(-1)  # noqa: B023, E731
            total = total + k(m[:, None] - m, v[:, None] + v).mean() - 2 * k(m, v + 1).mean() + h**2 / (h**2 + 2)
        return total

    check(players.mmd(mean, log_scale), slopes(divergence, mean, log_scale))


def test_one_code_for_all_is_a_normal_whose_divergence_is_known():
    mean, scale = np.array([0.4, -1.1]), np.array([0.7, 0.2])
    found, *_ = players.mmd(np.tile(mean, (8, 1)), np.tile(np.log(scale), (8, 1)))
    wanted = sum(gaussians.mmd(mean, np.diag(scale**2), np.zeros(2), np.eye(2), h) for h in players.BANDWIDTHS)
    assert found == pytest.approx(float(wanted))


def test_a_network_and_its_gradient():
    network = players.first_network(2, 5, 3, RNG.normal(size=25))
    network[1], network[3] = RNG.normal(size=5), RNG.normal(size=3)
    inputs, slope = RNG.normal(size=(4, 2)), RNG.normal(size=(4, 3))

    def value(w1, b1, w2, b2, x):
        return ((torch.tanh(x @ w1.T + b1) @ w2.T + b2) * torch.tensor(slope)).sum()

    h, _ = players.forward(network, inputs)
    of_weights, of_inputs = players.backward(network, inputs, h, slope)
    check([*of_weights, of_inputs], slopes(value, *network, inputs)[1:])


def test_the_critic_moves_as_adam_does_and_the_codes_are_told_to_pass_for_the_prior():
    critic = players.first_network(2, 4, 1, RNG.normal(size=12))
    twin = [torch.tensor(p.copy(), requires_grad=True) for p in critic]
    opponent, theirs = players.Adam(critic), torch.optim.Adam(twin, players.RATE, (0.5, 0.999))
    logits = lambda x: torch.tanh(x @ twin[0].T + twin[1]) @ twin[2].T + twin[3]  # noqa: E731
    for _ in range(3):
        z, prior = RNG.normal(1, 0.5, size=(6, 2)), RNG.normal(size=(6, 2))
        found = players.criticise(critic, opponent, z, prior)
        both = logits(torch.tensor(np.concatenate([z, prior])))[:, 0]
        theirs.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(both, torch.tensor([1.0] * 6 + [0.0] * 6, dtype=torch.float64)).backward()
        theirs.step()
        check([found], slopes(lambda z: torch.nn.functional.softplus(logits(z)).mean(), z)[1:])
    check(critic, [p.detach().numpy() for p in twin])


def test_without_steps_all_are_where_they_began_and_training_lowers_the_error():
    first, last = MatchedCodes(steps=0), MatchedCodes()
    assert first.vae_rate == first.wae_rate == first.aae_rate and first.vae_mmd == first.aae_mmd
    for kind in KINDS:
        assert getattr(last, f"{kind}_error") < 0.4 * getattr(first, f"{kind}_error") and getattr(last, f"{kind}_mmd") < 0.5 * getattr(first, f"{kind}_mmd")


def test_each_input_reaches_its_model_alone():
    w = MatchedCodes(steps=60)
    before = {kind: w.trained(kind).mean for kind in KINDS}
    w.beta = 3
    assert not np.allclose(w.trained("vae").mean, before["vae"]) and all(np.array_equal(w.trained(kind).mean, before[kind]) for kind in ("wae", "aae"))
    w.beta, w.weight = 1, 30
    assert np.array_equal(w.trained("vae").mean, before["vae"]) and not any(np.allclose(w.trained(kind).mean, before[kind]) for kind in ("wae", "aae"))


def test_points_are_set_as_coordinates_too():
    w = MatchedCodes()
    w.x = np.linspace(-1, 1, 16).reshape(8, 2)
    assert np.abs(w.x - np.linspace(-1, 1, 16).reshape(8, 2)).max() <= 0.5 / 40 and w.points[0] == 88
    with pytest.raises(ValueError, match=r"x must be points \(8, 2\) with coordinates from -3.2 to 3.175, got shape \(7, 2\)"):
        w.x = np.zeros((7, 2))
    with pytest.raises(ValueError, match="kind must be one of 'vae', 'wae', 'aae', got 'gan'"):
        w.trained("gan")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("steps", 161, "steps, how long they are trained, must be from 0 to 160, got 161"),
        ("noise", 0, "noise, the decoders' scale, must be finite and > 0, got 0"),
        ("beta", -1, "beta, the weight of the VAE's rate, must be finite and >= 0, got -1"),
        ("weight", float("nan"), "weight, that of the divergence, must be finite and >= 0"),
        ("points", [1, 2], r"points must be 16 levels from 0 to 255, got 2 numbers; set x to points \(8, 2\)"),
        ("points", [256] * 16, "points must be 16 levels from 0 to 255"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(MatchedCodes(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = MatchedCodes(steps=20, points=LINE)
    stored = stand_in(w)
    assert stored["widget"] == "matched_codes" and stored["inputs"] == {"steps": 20, "noise": 0.3, "beta": 1.0, "weight": 10.0, "points": LINE}
    assert "after 20 steps" in stored["alt"] and w.picture() == w.picture()


def test_javascript_trains_the_same_models():
    points = [(0, 0.3, 1, 10, RING), (160, 0.05, 0, 0, RING), (160, 1, 10, 100, CLUSTERS), (37, 0.3, 1, 10, LINE), (160, 0.3, 1, 10, [128] * 16), (160, 0.2, 2, 30, RNG.integers(0, 256, 16).tolist())]
    widgets = [MatchedCodes(steps=steps, noise=noise, beta=beta, weight=weight, points=list(where)) for steps, noise, beta, weight, where in points]
    for w, got in zip(widgets, javascript("matched_codes", [("solve", {name: getattr(w, name) for name in w.inputs}) for w in widgets]), strict=True):
        for kind in KINDS:
            trained = w.trained(kind)
            assert [got[kind][name] for name in ("rate", "mmd", "error")] == pytest.approx([getattr(w, f"{kind}_{name}") for name in ("rate", "mmd", "error")], rel=1e-9, abs=1e-9)
            assert got[kind]["mean"] == pytest.approx(list(trained.mean.ravel()), abs=1e-9) and got[kind]["scale"] == pytest.approx(list(trained.scale.ravel()), abs=1e-9)
            np.testing.assert_allclose(got[kind]["rebuilt"], trained.decode(trained.mean), atol=1e-9)
