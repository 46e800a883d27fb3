"""Densities of two bumps and the game between them: against quadrature, chance and each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import trapezoid
from scipy.special import rel_entr

from vaeedu.closed_forms import bumps, gaussians

LOG2 = np.log(2)
densities = st.builds(bumps.Bumps, st.floats(-4, 4), st.floats(0.2, 3), st.one_of(st.just(0.0), st.floats(0, 6)))


@given(densities, densities)
def test_value_jsd_and_bounds(p, g):
    jsd = float(bumps.jsd(p, g))
    assert -1e-12 <= jsd <= LOG2 + 1e-12
    assert jsd == pytest.approx(float(bumps.jsd(g, p)), abs=1e-12)
    assert bumps.best_value(p, g) == pytest.approx(-2 * LOG2 + 2 * jsd, abs=1e-12)


@given(densities, densities, st.floats(-3, 3), st.floats(-3, 3))
def test_any_discriminator_is_a_lower_bound(p, g, slope, offset):
    best = bumps.best_value(p, g)
    assert bumps.value(lambda x: slope * x + offset, p, g) <= best + 1e-12
    assert bumps.value(lambda x: bumps.log_ratio(x, p, g) + offset, p, g) <= best + 1e-12
    assert bumps.value(np.zeros_like, p, g) == pytest.approx(-2 * LOG2, rel=1e-14)


@given(st.floats(-4, 4), st.floats(0.2, 3), st.floats(-4, 4), st.floats(0.2, 3))
def test_without_a_gap_the_kl_is_the_gaussian_one(mean, scale, other_mean, other_scale):
    measured = bumps.kl(bumps.Bumps(mean, scale), bumps.Bumps(other_mean, other_scale))
    assert measured == pytest.approx(float(gaussians.kl(mean, scale, other_mean, other_scale)), rel=1e-10, abs=1e-12)


@given(densities, densities, st.floats(0.1, 10), st.floats(-100, 100))
def test_divergences_do_not_depend_on_the_units(p, g, unit, shift):
    other = [bumps.Bumps(unit * b.mean + shift, unit * b.scale, unit * b.gap) for b in (p, g)]
    assert bumps.jsd(*other) == pytest.approx(float(bumps.jsd(p, g)), abs=1e-9)
    assert bumps.kl(*other) == pytest.approx(float(bumps.kl(p, g)), rel=1e-8, abs=1e-9)


def test_quadrature_agrees_with_a_finer_sum_and_with_chance():
    p, g = bumps.Bumps(0.3, 0.4, 2.0), bumps.Bumps(-0.5, 1.2)
    x, dx = np.linspace(-20, 20, 400_001, retstep=True)
    heights = [np.exp(bumps.log_density(x, b)) for b in (p, g)]
    assert [h.sum() * dx for h in heights] == pytest.approx([1, 1])
    mixture = sum(heights) / 2
    direct = sum(0.5 * (h * np.log(np.maximum(h, 1e-300) / mixture)).sum() * dx for h in heights)
    assert bumps.jsd(p, g) == pytest.approx(direct, abs=1e-10)
    rng = np.random.default_rng(0)
    draws = p.mean + p.gap / 2 * rng.choice([-1, 1], 400_000) + p.scale * rng.normal(size=400_000)
    ratio = bumps.log_ratio(draws, p, g)
    assert bumps.kl(p, g) == pytest.approx(ratio.mean(), abs=4 * ratio.std() / 630)


def test_broadcasting():
    means = np.linspace(-2, 2, 6).reshape(2, 3)
    jsd = bumps.jsd(bumps.Bumps(0, 1), bumps.Bumps(means, [1, 2, 3]))
    assert jsd.shape == (2, 3)
    assert jsd[1, 2] == pytest.approx(float(bumps.jsd(bumps.Bumps(0, 1), bumps.Bumps(2, 3))), rel=1e-12)
    assert bumps.expectation(lambda x: x, bumps.Bumps(means, 1, 2)) == pytest.approx(means)


def test_far_apart_is_log_2_and_no_more():
    assert bumps.jsd(bumps.Bumps(0, 1), bumps.Bumps([10, 100, 1e6], 1)) == pytest.approx([LOG2] * 3, abs=1e-6)
    assert np.isfinite(bumps.kl(bumps.Bumps(0, 1), bumps.Bumps(1e6, 1)))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: bumps.jsd(bumps.Bumps(0, 0), bumps.Bumps(0, 1)), "scale must be finite > 0, got 0.0"),
        (lambda: bumps.kl(bumps.Bumps(0, 1, -1), bumps.Bumps(0, 1)), "gap must be finite >= 0, got -1.0"),
        (lambda: bumps.best_value(bumps.Bumps(np.nan, 1), bumps.Bumps(0, 1)), "mean must be finite, got nan"),
    ],
)
def test_bad_input_names_the_argument(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def integral(p, g):
    """The Jensen–Shannon divergence by a plain sum over millions of points, some close together."""
    x = np.unique(np.concatenate([np.linspace(-12, 12, 4_000_001), p.mean + p.scale * np.linspace(-12, 12, 400_001), g.mean + g.scale * np.linspace(-12, 12, 400_001)]))
    dp, dg = (np.exp(bumps.log_density(x, one)) for one in (p, g))
    mixture = (dp + dg) / 2
    return trapezoid(0.5 * (rel_entr(dp, mixture) + rel_entr(dg, mixture)), x)


@pytest.mark.parametrize(("p", "g"), [(bumps.Bumps(*p), bumps.Bumps(*g)) for p, g in (((0, 0.001), (0, 1)), ((0.3, 0.01), (0, 1, 3)), ((0, 0.02, 1), (0, 2)))])
def test_a_narrow_bump_is_seen_beside_a_wide_one(p, g):
    assert bumps.jsd(p, g) == pytest.approx(integral(p, g), rel=1e-7)
    assert bumps.jsd(g, p) == bumps.jsd(p, g)
    assert bumps.best_value(p, g) == pytest.approx(2 * bumps.jsd(p, g) - 2 * np.log(2), abs=1e-13)
