"""WeighedParts: its file is what the zoo gives, its numbers those of the models, its formulas in JavaScript."""

import numpy as np
import pytest
import torch

import export_weights
from in_python import check_refused, stand_in
from javascript import javascript
from vaeedu import data, zoo
from vaeedu.objectives import parts
from vaeedu.widgets import WeighedParts
from vaeedu.widgets.weighed_parts.network import CODE, ROWS, models, weights
from vaeedu.zoo.recipes import weights as recipe


@pytest.fixture(scope="module")
def ensemble():
    return zoo.load("vae-digits-4d-weights").double()


def ask(row, **more):
    return WeighedParts(information=row[0], total_correlation=row[1], dimension_wise=row[2], **more)


@torch.no_grad()
def test_the_file_holds_the_models_of_the_zoo(ensemble):
    decoders = export_weights.decoders(ensemble)
    assert weights()[: len(decoders)] == decoders and len(weights()) < 160_000
    assert ROWS == recipe.ROWS and ensemble.settings.tolist() == pytest.approx(np.array(ROWS))
    shown = export_weights.of_each(data.digits(train=False), 1).double()
    assert models().digits == pytest.approx(shown.flatten(1).numpy())
    z = torch.randn(5, CODE, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    for k, model in enumerate(ensemble.models()):
        assert np.allclose(models().means[k], model.encoder(shown).mean, rtol=1e-6, atol=1e-6)
        assert np.allclose(models().decode(k, z.numpy()), model.decoder(z).mean.flatten(1), rtol=1e-12, atol=1e-12)


@torch.no_grad()
def test_the_parts_are_those_of_the_models_by_other_code(ensemble):
    """log q(z) and log q(z_j) of 300 codes by a loop over the data, instead of the package's."""
    x, held_out = data.digits().x.double(), data.digits(train=False).x.double()
    for row in ((1, 1, 1), (0, 4, 4), (1, 10, 1)):
        model, w = ensemble.models()[ROWS.index(row)], ask(row)
        q = model.encoder(x).base_dist
        torch.manual_seed(5)
        z = (q.mean + q.stddev * torch.randn_like(q.mean))[:300]
        log_q = torch.stack([torch.distributions.Normal(q.mean[i], q.stddev[i]).log_prob(z) for i in range(len(x))])  # (item, code, coordinate)
        together, alone = log_q.sum(-1).logsumexp(0) - np.log(len(x)), log_q.logsumexp(0) - np.log(len(x))
        own = log_q[range(300), range(300)].sum(-1)
        prior = torch.distributions.Normal(0.0, 1.0).log_prob(z).sum(-1)
        found = [(own - together).mean(), (together - alone.sum(-1)).mean(), (alone.sum(-1) - prior).mean()]
        assert [w.mutual, w.dependence, w.marginals] == pytest.approx([float(part) for part in found], abs=0.15)
        assert w.distortion == pytest.approx(-model.draw(held_out, samples=5).log_likelihood.mean().item(), abs=0.6)
    whole = torch.stack(parts(ensemble.models()[0].draw(x), len(x)))
    assert models().parts[0] == pytest.approx(whole.numpy(), abs=0.1)


def test_what_the_chapter_promises():
    elbo = ask((1, 1, 1))
    assert ask((1, 10, 1)).dependence < 0.6 * elbo.dependence
    assert ask((0, 1, 1)).mutual > elbo.mutual + 0.5 and ask((2, 1, 1)).mutual < elbo.mutual - 0.5


def test_weights_in_between_show_the_nearest_model_and_say_so():
    w = WeighedParts(information=0.7, total_correlation=6, dimension_wise=2)
    assert w.row == (0.5, 4.0, 1.0) and "trained with the weights 0.5, 4, 1" in w.describe()
    with pytest.raises(AttributeError):
        w.mutual = 1


def test_a_traversal_moves_one_coordinate():
    w = ask((1, 1, 1), digit=5)
    start = models().means[ROWS.index((1, 1, 1)), 5]
    moved = np.array([start[0], -2.4, start[2], start[3]])
    assert w.traversals[1, 0].ravel() == pytest.approx(models().decode(ROWS.index((1, 1, 1)), moved))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("information", -0.1, "information, its weight, must be finite and >= 0, got -0.1"),
        ("total_correlation", float("nan"), "total_correlation, its weight, must be finite"),
        ("digit", 10, "digit, whose code is traversed, must be from 0 to 9, got 10"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(name, value, says):
    check_refused(WeighedParts(), name, value, says)


def test_what_it_shows_where_no_javascript_runs():
    w = ask((0, 4, 4), digit=2)
    stored = stand_in(w)
    assert stored["widget"] == "weighed_parts" and stored["inputs"] == {"information": 0.0, "total_correlation": 4.0, "dimension_wise": 4.0, "digit": 2}
    assert "trained with the weights 0, 4, 4" in stored["alt"] and w.picture() == w.picture()
    assert repr(w) == "WeighedParts(information=0.0, total_correlation=4.0, dimension_wise=4.0, digit=2)"


def test_javascript_agrees_with_numpy():
    rng = np.random.default_rng(2)
    asked = [*ROWS[::5], *(tuple(rng.uniform((0, 0, 0), (3, 12, 5))) for _ in range(6)), (1e9, 0, 0)]
    widgets = [ask(row, digit=i % 10) for i, row in enumerate(asked)]
    calls = [("solve", {name: getattr(w, name) for name in w.inputs}) for w in widgets]
    names = ("mutual", "dependence", "marginals", "distortion")
    for w, got in zip(widgets, javascript("weighed_parts", calls), strict=True):
        assert tuple(got["row"]) == w.row and {name: got[name] for name in names} == pytest.approx({name: getattr(w, name) for name in names}, rel=1e-9)
        assert np.allclose(got["rebuilt"], w.rebuilt.reshape(10, -1), rtol=1e-9, atol=1e-12)
        assert np.allclose(got["traversals"], w.traversals.reshape(CODE, 9, -1), rtol=1e-9, atol=1e-12)
