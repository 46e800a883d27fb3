"""GANTrainer: its steps in JavaScript against PyTorch's on the same weights and samples, its inputs, its picture."""

import numpy as np
import pytest
import torch

from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu.adversarial import GAMES, GAN
from vaeedu.evaluation import mode_counts
from vaeedu.networks import MLP
from vaeedu.widgets import GANTrainer
from vaeedu.widgets.gan_trainer import GRID, RING


def settings(**changes):
    w = GANTrainer(**changes)
    return {name: getattr(w, name) for name in w.inputs}


def shaped(values, parameter):
    """The page keeps the weights from one input together, PyTorch those to one output."""
    return torch.tensor(values, dtype=torch.float64).reshape(parameter.T.shape).T.contiguous() if parameter.ndim == 2 else torch.tensor(values, dtype=torch.float64)


def as_in_javascript(gan, first):
    for network, lists in zip((gan.generator, gan.critic), first, strict=True):
        for parameter, values in zip(network.parameters(), lists, strict=True):
            parameter.data = shaped(values, parameter)


@pytest.mark.parametrize(
    "changes",
    [{}, {"game": "saturating", "k": 3}, {"game": "forward KL", "generator_rate": 0.002}, {"game": "reverse KL", "noise": 0.4}, {"packed": 3, "noise": 0.1, "k": 2}],
    ids=str,
)
def test_a_hundred_steps_are_pytorchs_on_the_same_weights_and_samples(changes):
    given = settings(**changes)
    (traced,) = javascript("gan_trainer", [("trace", given, 100)])
    gan = GAN(MLP(2, 32, 32, 2), MLP(2 * given["packed"], 32, 32, 1), 2, given["packed"]).double()
    as_in_javascript(gan, traced["first"])
    rules = GAMES[given["game"]]
    critic, generator = (torch.optim.Adam(network.parameters(), given[f"{name}_rate"], (0.5, 0.9)) for name, network in (("critic", gan.critic), ("generator", gan.generator)))
    constant = {"forward KL": 1, "reverse KL": 1}.get(given["game"], 0)  # which the page leaves out of the critic's loss
    losses = []
    for step, drawn in enumerate(traced["draws"]):
        real, *blur = (torch.tensor(values, dtype=torch.float64).reshape(-1, 2) for values in (drawn["real"], *drawn["blur"]))
        codes = [torch.tensor(values, dtype=torch.float64).reshape(-1, 2) for values in drawn["codes"]]
        loss = rules.critic(gan.logits(real + blur[0]), gan.logits(gan.generator(codes[0]).detach() + blur[1]))
        critic.zero_grad()
        loss.backward()
        critic.step()
        if step % given["k"] == 0:
            paid = rules.generator(gan.logits(gan.generator(codes[1]) + blur[2]))
            generator.zero_grad()
            paid.backward()
            generator.step()
        losses.append((loss.item() + constant, paid.item()))
    np.testing.assert_allclose(traced["losses"][0], losses[0], rtol=1e-10)
    np.testing.assert_allclose(traced["losses"], losses, rtol=1e-5, atol=1e-5)
    for network, lists in zip((gan.generator, gan.critic), traced["last"], strict=True):
        for parameter, values in zip(network.parameters(), lists, strict=True):
            np.testing.assert_allclose(shaped(values, parameter), parameter.detach(), rtol=1e-5, atol=1e-5)
    with torch.no_grad():
        shown = gan.generator(torch.tensor(traced["codes"], dtype=torch.float64).reshape(-1, 2))
        middles = -1.75 + (np.arange(16) + 0.5) * 3.5 / 16
        places = torch.tensor([(x, -y) for y in middles for x in middles])
        answers = gan.critic(places.repeat(1, given["packed"]))
    np.testing.assert_allclose(np.reshape(traced["points"], (-1, 2)), shown, atol=1e-5)
    np.testing.assert_allclose(traced["answers"], answers[:, 0], rtol=1e-5, atol=1e-5)


def test_samples_are_those_of_the_bells():
    (traced,) = javascript("gan_trainer", [("trace", settings(seed=3), 20)])
    real = np.reshape([drawn["real"] for drawn in traced["draws"]], (-1, 2))
    counts = mode_counts(torch.tensor(real), torch.tensor(GANTrainer().centres[:8]), 0.05, within=5.0)
    assert counts.sum() == len(real) and counts.min() > len(real) / 8 / 2
    nearest = GANTrainer().centres[:8][np.linalg.norm(real[:, None] - GANTrainer().centres[:8], axis=-1).argmin(1)]
    assert np.std(real - nearest) == pytest.approx(0.05, rel=0.05)
    codes = np.ravel([drawn["codes"] for drawn in traced["draws"]])
    assert abs(codes.mean()) < 0.05 and codes.std() == pytest.approx(1, rel=0.05)


def test_bells_are_judged_as_by_the_package():
    rng, w = np.random.default_rng(0), GANTrainer(count=25, places=GRID)
    points = w.centres[rng.integers(0, 18, 300)] + 0.08 * rng.normal(size=(300, 2))
    (found,) = javascript("gan_trainer", [("judge", points.ravel().tolist(), w.centres.tolist())])
    counts = mode_counts(torch.tensor(points), torch.tensor(w.centres), 0.05)
    assert found == {"modes": int((counts >= 300 / 25 / 4).sum()), "near": pytest.approx(counts.sum().item() / 300)}


def test_bells_are_set_as_coordinates_too():
    w = GANTrainer()
    np.testing.assert_allclose(w.centres[:3], [(1, 0), (45 / 64, 45 / 64), (0, 1)])
    w.centres = np.linspace(-1, 1, 50).reshape(25, 2)
    assert w.places[0] == 64
    with pytest.raises(ValueError, match=r"centres must be points \(25, 2\) with coordinates from -2 to 1.98438, got shape \(8, 2\)"):
        w.centres = np.zeros((8, 2))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("k", 0, "k, the critic's steps for one of the generator, must be from 1 to 10, got 0"),
        ("noise", -0.1, "noise, the scale of the noise at the start, must be finite and >= 0, got -0.1"),
        ("generator_rate", 0, "generator_rate, Adam's, must be finite and > 0, got 0"),
        ("packed", 5, "packed, the points that the critic sees at once, must be from 1 to 4, got 5"),
        ("count", 26, "count, how many bells there are, must be from 0 to 25, got 26"),
        ("game", "hinge", "game must be one of 'non-saturating'"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(GANTrainer(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = GANTrainer(count=0, game="reverse KL")
    stored = stand_in(w)
    assert stored["widget"] == "gan_trainer" and stored["inputs"]["count"] == 0 and stored["inputs"]["places"] == RING
    assert "0 bells in the plane" in stored["alt"] and w.picture() == w.picture()
