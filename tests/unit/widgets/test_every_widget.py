"""What holds for every widget of the book, whichever it is: its picture, its inputs, and what it does with odd ones."""

import json
import warnings
from fractions import Fraction

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import traitlets

from vaeedu import plotting, widgets
from vaeedu.closed_forms import linear_vae as closed_form
from vaeedu.widgets.base import MIME, Point, Real, Whole
from vaeedu.widgets.latent_explorer.network import network
from vaeedu.widgets.linear_vae.picture import slice_descent

EVERY = [getattr(widgets, name) for name in widgets.__all__]


@pytest.fixture(scope="module")
def pictures():
    return {widget: widget().picture() for widget in EVERY}


@pytest.mark.parametrize("widget", EVERY)
@pytest.mark.parametrize("settings", ["dark_background", "xkcd", {"text.usetex": True, "font.size": 20, "axes.grid": True, "savefig.dpi": 50, "savefig.bbox": "tight"}])
def test_a_picture_is_the_same_file_whatever_the_caller_has_set(pictures, widget, settings):
    with matplotlib.rc_context():
        plt.xkcd() if settings == "xkcd" else plt.style.use(settings)
        assert widget().picture() == pictures[widget]


# Inputs ------------------------------------------------------------------------------------------------------------------


def extremes(trait):
    """The least and the largest that a trait takes, and 0 if it does."""
    if isinstance(trait, Real):
        return {"": [-1e12, 0, 1e12], ">= 0": [0, 1e-300, 1e12], "> 0": [1e-12, 1e-3, 1e12]}[trait.sign]
    if isinstance(trait, Whole):
        return [trait.low, trait.high]
    if isinstance(trait, Point):
        return [(-1e12, 1e12), (0, 0), (10, 10)]
    if isinstance(trait, traitlets.Enum):
        return list(trait.values)
    return [False, True] if isinstance(trait, traitlets.Bool) else [[0] * trait.count, [255] * trait.count]


@pytest.mark.parametrize("widget", EVERY)
def test_what_an_input_accepts_its_picture_shows(widget, monkeypatch):
    """Each input at its extremes while the others are as they begin, and all of them at once."""
    monkeypatch.setitem(plotting.STYLE, "savefig.dpi", 30)  # coarse is quick
    traits = {name: extremes(widget.class_traits()[name]) for name in widget.inputs}
    corners = [{name: value} for name, values in traits.items() for value in values]
    corners += [{name: values[place] for name, values in traits.items()} for place in (0, -1)]
    for inputs in corners:
        w = widget(**inputs)
        assert w.picture().startswith(b"\x89PNG") and "nan" not in w.describe(), inputs
    assert not plt.get_fignums()


@pytest.mark.parametrize("inputs", [{"t": 5}, {"t": 0.1}, {"beta": 100}, {"start": [10, 10]}])
def test_the_descent_in_the_picture_falls_from_wherever_it_starts(inputs):
    w = widgets.LinearVAE(**inputs)
    path = slice_descent(w.start, w.b, w.beta, w.t)
    losses = closed_form.loss(path[:, 0], max(w.b, 1e-9), path[:, 1], w.beta, w.t)
    assert np.all(np.diff(losses) <= 1e-9 * losses[:-1]) and losses[-1] < losses[0]


def within(schema):
    """The least and the largest value that a schema takes, and what it does not take."""
    if schema["type"] == "boolean":
        return [False, True], [2, "x"]
    if schema["type"] == "string":
        return schema["enum"], ["x", 2]
    if schema["type"] == "array":
        n, (kept, refused) = schema["minItems"], within(schema["items"])
        return [[value] * n for value in kept], [[value] * n for value in refused] + [kept[:1] * (n + 1)]
    low, high = schema["minimum"], schema["maximum"]
    return [low, high], [low - 1e-9 if low >= 0 else 2 * low, 2 * high]


@pytest.mark.parametrize("widget", EVERY)
def test_the_page_is_told_what_python_takes(widget):
    about = json.loads(json.dumps(widget().about))
    assert about["name"] == widget.__name__ and list(about["inputs"]) == list(widget.inputs)
    for name, schema in about["inputs"].items():
        kept, refused = within(schema)
        for value in kept:
            assert getattr(widget(**{name: value}), name) == pytest.approx(value)
        for value in refused:
            with pytest.raises(traitlets.TraitError):
                widget(**{name: value})
        if schema["type"] == "array":
            assert list(getattr(widget(), name)) == schema["default"]


@pytest.mark.parametrize("widget", EVERY)
def test_presets_are_a_few_states_that_differ(widget):
    states = [widget(**state) for state in widget.presets.values()]
    assert 2 <= len(states) <= 6 and len({repr(state) for state in states}) == len(states)
    assert widget().about["presets"] == widget.presets


def test_what_the_presets_promise():
    preset = lambda widget, name: widget(**widget.presets[name])  # noqa: E731
    linear = [preset(widgets.LinearVAE, name) for name in ("free rate", "at the threshold", "collapsed")]
    assert np.isinf(linear[0].rate) and linear[1].beta == linear[1].threshold and linear[2].rate == 0
    assert preset(widgets.ELBO, "the posterior").gap == pytest.approx(0, abs=1e-12)
    assert preset(widgets.GaussianKL, "the prior").kl == 0
    best, poor = (preset(widgets.EpsilonCloud, name) for name in ("the best baseline", "a poor baseline"))
    assert best.score_variance_mu == min(widgets.EpsilonCloud(mu=1.2, sigma=0.5, baseline=best.baseline + d).score_variance_mu for d in (-0.1, 0, 0.1)) < poor.score_variance_mu
    equal, apart = (preset(widgets.OptimalDiscriminator, name) for name in ("equal", "far apart"))
    assert equal.jsd == pytest.approx(0, abs=1e-9) and apart.jsd == pytest.approx(np.log(2), abs=1e-6)
    assert preset(widgets.NoisyChannel, "fewer tell more").surviving > widgets.NoisyChannel(noise=0.5, names=21).surviving
    assert network().nearest(preset(widgets.LatentExplorer, "where no code is").z)[1] == 0


@pytest.mark.parametrize("widget", EVERY)
def test_a_picture_that_fails_takes_nothing_along(widget, monkeypatch):
    def broken(self):
        with plotting.book_style():
            plt.subplots()
            raise ValueError("no such picture")

    monkeypatch.setattr(widget, "picture", broken)
    w = widget()
    with pytest.warns(UserWarning, match=f"{widget.__name__}.* is shown without its static picture, which could not be drawn: no such picture"):
        data, _ = w._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"] and data[MIME]["alt"] == w.describe() and "image/png" not in data
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert w._repr_mimebundle_()
    assert not plt.get_fignums()


@pytest.mark.parametrize("widget", EVERY)
def test_any_kind_of_number_will_do(widget):
    for name in widget.inputs:
        trait, before = widget.class_traits()[name], getattr(widget(), name)
        if isinstance(trait, Real):
            kinds = [float, np.float32, np.float64, np.array, torch.tensor, Fraction]
        elif isinstance(trait, Whole):
            kinds = [int, float, np.int64, np.uint16, np.array, torch.tensor]
        elif isinstance(trait, traitlets.Bool):
            kinds = [bool]
        elif isinstance(trait, traitlets.Enum):
            continue
        else:
            kinds = [list, tuple, np.array, torch.tensor]
        for kind in kinds:
            w = widget(**{name: kind(before)})
            assert getattr(w, name) == pytest.approx(before, rel=1e-6) and type(getattr(w, name)) is type(before)
            repr(w), w.get_state()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("t", 1e13, "t, the data's scale, must be from 1e-12 to 1e\\+12, or no picture can show it, got 10000000000000.0"),
        ("t", 1e-13, "must be from 1e-12 to 1e\\+12"),
        ("beta", 1e13, "beta, the KL weight, must be at most 1e\\+12"),
        ("start", [0, 1e13], "start must be two numbers of at most 1e\\+12"),
        ("start", [1.0], r"start must be two finite numbers, got \[1.0\] of length 1"),
        ("t", "3", "float"),
        ("t", np.ones(1), "float"),
        ("t", True, "float"),
    ],
)
def test_what_no_picture_can_show_is_refused(name, value, says):
    w = widgets.LinearVAE()
    before = getattr(w, name)
    with pytest.raises(traitlets.TraitError, match=says):
        setattr(w, name, value)
    assert getattr(w, name) == before


def test_a_whole_number_is_whole():
    with pytest.raises(traitlets.TraitError, match="int"):
        widgets.NoisyChannel(names=21.5)


def test_each_widget_has_a_list_of_its_own():
    one, other = widgets.LinearVAE(), widgets.LinearVAE()
    one.start.append(3.0)
    assert other.start == widgets.LinearVAE().start == [-1.6, 0.4]


@pytest.mark.parametrize("widget", EVERY)
def test_a_name_that_is_not_there_is_refused_and_the_near_one_suggested(widget):
    near = max(widget.inputs, key=len)
    with pytest.raises(TypeError, match=f"{widget.__name__} has no {near}x; did you mean {near}\\?"):
        widget(**{f"{near}x": 1})
    w = widget()
    with pytest.raises(AttributeError, match=f"{widget.__name__} has no {near}x; did you mean {near}\\?"):
        setattr(w, f"{near}x", 1)
    with pytest.raises(AttributeError, match=f"has no qqq; its inputs are {', '.join(widget.inputs)}"):
        w.qqq = 1
    with pytest.raises(TypeError):
        widget(1)


def test_what_is_set_later_is_said_to_be():
    with pytest.raises(TypeError, match="LatentExplorer does not take x where it is made; set it afterwards"):
        widgets.LatentExplorer(x=np.zeros((28, 28)))
    with pytest.raises(TypeError, match="LinearVAE does not take rate where it is made; its inputs are beta, t, start"):
        widgets.LinearVAE(rate=1)
