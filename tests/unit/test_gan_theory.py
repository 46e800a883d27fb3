"""The adversarial game's closed forms and its widget: against definitions, bounds and each other, in three languages."""

import base64
import json
import subprocess

import numpy as np
import pytest
import sympy as sp
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from chapters import ROOT, derivation_names
from vaeedu import closed_forms as cf
from vaeedu.closed_forms import Bumps
from vaeedu.widgets import OptimalDiscriminator

LOG2 = np.log(2)
bumps = st.builds(Bumps, st.floats(-4, 4), st.floats(0.2, 3), st.one_of(st.just(0.0), st.floats(0, 6)))
weights = st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1)), min_size=4, max_size=4).filter(lambda w: sum(w) > 0.1).map(lambda w: np.array(w) / sum(w))
PAIRS = [
    ((0, 1, 0), (0, 1, 0)),
    ((0, 0.5, 2.4), (0.8, 1, 0)),
    ((1, 0.25, 0), (-1, 2, 0)),
    ((-3, 0.3, 0), (3, 0.3, 0)),
    ((0, 2, 0), (0.3, 0.2, 5)),
]


# Finite alphabets ----------------------------------------------------------------------------------------------------


@given(weights, weights)
def test_jsd_is_symmetric_and_between_0_and_log_2(p, g):
    jsd = cf.jensen_shannon(p, g)
    assert 0 <= jsd <= LOG2 + 1e-12
    assert jsd == pytest.approx(float(cf.jensen_shannon(g, p)), abs=1e-14)


@given(weights, weights, st.lists(st.floats(0.01, 0.99), min_size=4, max_size=4))
def test_no_discriminator_beats_the_optimal_one(p, g, guess):
    met = (p > 0) | (g > 0)
    p, g, guess = p[met], g[met], np.array(guess)[met]

    def value(d):
        with np.errstate(divide="ignore", invalid="ignore"):
            return (np.where(p > 0, p * np.log(d), 0) + np.where(g > 0, g * np.log1p(-d), 0)).sum()

    best = value(cf.optimal_discriminator(p, g))
    assert value(guess) <= best + 1e-12
    assert best == pytest.approx(-2 * LOG2 + 2 * float(cf.jensen_shannon(p, g)), abs=1e-9)


def test_known_values():
    assert cf.jensen_shannon([0.5, 0.5], [0.5, 0.5]) == 0
    assert cf.jensen_shannon([1, 0, 0], [0, 0.5, 0.5]) == pytest.approx(LOG2, rel=1e-15)
    assert cf.jensen_shannon([0.5, 0.5], [1, 0]) == pytest.approx(1.5 * LOG2 - 0.75 * np.log(3), rel=1e-14)
    assert cf.jensen_shannon(np.eye(3)[:, None], np.eye(3)) == pytest.approx(LOG2 * (1 - np.eye(3)))
    assert list(cf.optimal_discriminator([0, 1, 3], [2, 1, 0])) == [0, 0.5, 1]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: cf.jensen_shannon([0.5, 0.6], [1, 0]), "p must be probabilities that sum to 1 over the last axis, got a sum of 1.1"),
        (lambda: cf.jensen_shannon([0.5, 0.5], [1.5, -0.5]), "g must be finite >= 0, got -0.5"),
        (lambda: cf.jensen_shannon(1.0, [1.0]), "p must be probabilities"),
        (lambda: cf.optimal_discriminator([0, 1], [0, 1]), "p and g are both 0 at some point"),
        (lambda: cf.bumps_jsd(Bumps(0, 0), Bumps(0, 1)), "scale must be finite > 0, got 0.0"),
        (lambda: cf.bumps_kl(Bumps(0, 1, -1), Bumps(0, 1)), "gap must be finite >= 0, got -1.0"),
        (lambda: cf.bumps_best_value(Bumps(np.nan, 1), Bumps(0, 1)), "mean must be finite, got nan"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()


# Densities -----------------------------------------------------------------------------------------------------------


@given(bumps, bumps)
def test_value_jsd_and_bounds(p, g):
    jsd = float(cf.bumps_jsd(p, g))
    assert -1e-12 <= jsd <= LOG2 + 1e-12
    assert jsd == pytest.approx(float(cf.bumps_jsd(g, p)), abs=1e-12)
    assert cf.bumps_best_value(p, g) == pytest.approx(-2 * LOG2 + 2 * jsd, abs=1e-12)


@given(bumps, bumps, st.floats(-3, 3), st.floats(-3, 3))
def test_any_discriminator_is_a_lower_bound(p, g, slope, offset):
    best = cf.bumps_best_value(p, g)
    assert cf.bumps_value(lambda x: slope * x + offset, p, g) <= best + 1e-12
    assert cf.bumps_value(lambda x: cf.bumps_log_ratio(x, p, g) + offset, p, g) <= best + 1e-12
    assert cf.bumps_value(np.zeros_like, p, g) == pytest.approx(-2 * LOG2, rel=1e-14)


@given(st.floats(-4, 4), st.floats(0.2, 3), st.floats(-4, 4), st.floats(0.2, 3))
def test_without_a_gap_the_kl_is_the_gaussian_one(mean, scale, other_mean, other_scale):
    measured = cf.bumps_kl(Bumps(mean, scale), Bumps(other_mean, other_scale))
    assert measured == pytest.approx(float(cf.gaussian_kl(mean, scale, other_mean, other_scale)), rel=1e-10, abs=1e-12)


@given(bumps, bumps, st.floats(0.1, 10), st.floats(-100, 100))
def test_divergences_do_not_depend_on_the_units(p, g, unit, shift):
    other = [Bumps(unit * b.mean + shift, unit * b.scale, unit * b.gap) for b in (p, g)]
    assert cf.bumps_jsd(*other) == pytest.approx(float(cf.bumps_jsd(p, g)), abs=1e-9)
    assert cf.bumps_kl(*other) == pytest.approx(float(cf.bumps_kl(p, g)), rel=1e-8, abs=1e-9)


def test_quadrature_agrees_with_a_finer_sum_and_with_chance():
    p, g = Bumps(0.3, 0.4, 2.0), Bumps(-0.5, 1.2)
    x, dx = np.linspace(-20, 20, 400_001, retstep=True)
    heights = [np.exp(cf.bumps_log_density(x, b)) for b in (p, g)]
    assert [h.sum() * dx for h in heights] == pytest.approx([1, 1])
    mixture = sum(heights) / 2
    direct = sum(0.5 * (h * np.log(np.maximum(h, 1e-300) / mixture)).sum() * dx for h in heights)
    assert cf.bumps_jsd(p, g) == pytest.approx(direct, abs=1e-10)
    rng = np.random.default_rng(0)
    draws = p.mean + p.gap / 2 * rng.choice([-1, 1], 400_000) + p.scale * rng.normal(size=400_000)
    ratio = cf.bumps_log_ratio(draws, p, g)
    assert cf.bumps_kl(p, g) == pytest.approx(ratio.mean(), abs=4 * ratio.std() / 630)


def test_broadcasting():
    means = np.linspace(-2, 2, 6).reshape(2, 3)
    jsd = cf.bumps_jsd(Bumps(0, 1), Bumps(means, [1, 2, 3]))
    assert jsd.shape == (2, 3)
    assert jsd[1, 2] == pytest.approx(float(cf.bumps_jsd(Bumps(0, 1), Bumps(2, 3))), rel=1e-12)
    assert cf.bumps_mean(lambda x: x, Bumps(means, 1, 2)) == pytest.approx(means)


def test_far_apart_is_log_2_and_no_more():
    assert cf.bumps_jsd(Bumps(0, 1), Bumps([10, 100, 1e6], 1)) == pytest.approx([LOG2] * 3, abs=1e-6)
    assert np.isfinite(cf.bumps_kl(Bumps(0, 1), Bumps(1e6, 1)))


# The widget ----------------------------------------------------------------------------------------------------------


def test_setting_an_input_moves_every_result():
    w = OptimalDiscriminator(data_mean=0, data_scale=1, data_gap=0, generator_mean=0, generator_scale=1)
    assert (w.jsd, w.value, w.kl_pq, w.kl_qp) == pytest.approx((0, -2 * LOG2, 0, 0), abs=1e-12)
    w.generator_mean = 2.0
    assert (w.kl_pq, w.kl_qp) == pytest.approx((2, 2)) and 0 < w.jsd < LOG2
    assert w.value == pytest.approx(-2 * LOG2 + 2 * w.jsd)
    with pytest.raises(AttributeError):
        w.jsd = 0


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("data_mean", float("nan"), "data_mean must be finite, got nan"),
        ("generator_mean", float("inf"), "generator_mean must be finite"),
        ("data_scale", 0, "data_scale must be finite and > 0, got 0"),
        ("generator_scale", -1, "generator_scale must be finite and > 0, got -1"),
        ("data_gap", -0.1, "data_gap, the distance of the two bumps, must be finite and >= 0, got -0.1"),
        ("data_scale", "wide", "float"),
    ],
)
def test_bad_widget_input_is_refused_and_changes_nothing(name, value, says):
    w = OptimalDiscriminator()
    before = getattr(w, name)
    with pytest.raises(traitlets.TraitError, match=says):
        setattr(w, name, value)
    assert getattr(w, name) == before
    with pytest.raises(traitlets.TraitError, match=says):
        OptimalDiscriminator(**{name: value})


def test_what_it_shows_where_no_javascript_runs():
    w = OptimalDiscriminator(data_gap=0, generator_mean=1.0)
    assert repr(eval(repr(w))) == repr(w)
    data, _ = w._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG") and w.picture() == w.picture()
    stored = data["application/vnd.vaeedu.widget+json"]
    assert stored["widget"] == "optimal_discriminator" and set(stored["inputs"]) == set(w.inputs)
    assert "Data p: N(0, 0.5²); generator g: N(1, 1²)" in stored["alt"] and f"divergence is {w.jsd:.3f}" in stored["alt"]


# Three languages -----------------------------------------------------------------------------------------------------


def javascript(calls):
    calls = [{"module": "optimal_discriminator", "fn": fn, "args": args} for fn, *args in calls]
    run = subprocess.run(["node", ROOT / "tests" / "js" / "golden.mjs"], input=json.dumps(calls), capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_javascript_agrees_with_numpy():
    calls, expected = [], []
    for p, g in PAIRS:
        for name, function in [("jsd", cf.bumps_jsd), ("bestValue", cf.bumps_best_value), ("kl", cf.bumps_kl)]:
            calls += [(name, p, g), (name, g, p)]
            expected += [function(Bumps(*p), Bumps(*g)), function(Bumps(*g), Bumps(*p))]
        for x in (-4.0, -0.3, 0.0, 1.7):
            calls += [("logDensity", x, p), ("logRatio", x, p, g), ("optimal", x, p, g)]
            density, other = (np.exp(cf.bumps_log_density(x, Bumps(*one))) for one in (p, g))
            expected += [cf.bumps_log_density(x, Bumps(*p)), cf.bumps_log_ratio(x, Bumps(*p), Bumps(*g)), cf.optimal_discriminator(density, other)]
    assert javascript(calls) == pytest.approx([float(value) for value in expected], rel=1e-9, abs=1e-12)


def test_the_trained_discriminator_starts_as_a_coin_and_stays_below_the_most():
    for p, g in PAIRS[:4]:
        start, later = javascript([("trainedValue", 0, p, g), ("trainedValue", 300, p, g)])
        most = float(cf.bumps_best_value(Bumps(*p), Bumps(*g)))
        assert start == pytest.approx(-2 * LOG2, rel=1e-12)
        assert most - 0.06 < later <= most + 1e-12


def test_sympy_agrees_with_numpy():
    names = derivation_names(ROOT / "book" / "chapters" / "16_gan_theory.md")
    optimum, identity = names["optimum"], names["identity"]
    best_step, value_step = optimum["eq-gan-best"], identity["eq-gan-jsd"]
    rng = np.random.default_rng(2)
    p, g = rng.dirichlet(np.ones(3), 2)
    jsd = float(cf.jensen_shannon(p, g))

    def number(case):
        values = {s: (p if "data" in s.name else g)[int(s.name.partition("=")[2][0]) - 1] for s in case.free_symbols}
        return float(case.subs(values))

    shares = [number(right) for _, (_, right), _ in optimum.instances(best_step.left, best_step.right)][-3:]  # three letters
    assert shares == pytest.approx(list(cf.optimal_discriminator(p, g)))
    *_, (_, (left, right), _) = identity.instances(value_step.left, value_step.right)
    assert number(left) == pytest.approx(-2 * LOG2 + 2 * jsd) and number(right) == pytest.approx(-2 * LOG2 + 2 * jsd)
    point = {names["a"]: 0.3, names["b"]: 1.1}
    assert float(names["pointwise"]["eq-gan-top"].right.subs(point)) == pytest.approx(float(cf.optimal_discriminator(0.3, 1.1)))
    assert isinstance(value_step.right, sp.Expr)
