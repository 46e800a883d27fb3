"""The squared MMD's estimate and its null distribution, against exact values."""

import math
from itertools import combinations, permutations

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import given, settings

from vaeedu.closed_forms import gaussians
from vaeedu.divergences import imq, mmd, mmd_null, mmd_test, over_scales, rbf, sliced_wasserstein

KERNELS = {"rbf": rbf(1.3), "imq": imq(1.3)}
kernels = pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def normal(n, d, dtype=torch.float64):
    return torch.randn(n, d, dtype=dtype)


# Kernels -------------------------------------------------------------------------------------------------------------


def test_kernels_have_their_values():
    x, y = torch.tensor([[0.0, 0.0], [3.0, 4.0]]), torch.tensor([[0.0, 0.0]])
    torch.testing.assert_close(rbf(5.0)(x, y), torch.tensor([[1.0], [math.exp(-0.5)]]))
    torch.testing.assert_close(imq(5.0)(x, y), torch.tensor([[1.0], [0.5]]))


@kernels
@given(offset=st.floats(-1e3, 1e3), n=st.integers(1, 5), m=st.integers(1, 5), d=st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_kernels_depend_on_differences_alone_also_far_from_the_origin(kernel, offset, n, m, d):
    x, y = normal(n, d, torch.float32), normal(m, d, torch.float32)
    moved = kernel(x + offset, y + offset)
    assert moved.shape == (n, m)
    # x + offset is rounded to float32, and the kernels change by less than 1 per unit of distance.
    torch.testing.assert_close(moved, kernel(x, y), rtol=0, atol=1e-5 + 4e-7 * abs(offset) * d)
    torch.testing.assert_close(kernel(y, x), kernel(x, y).T)


def test_the_usual_constant_of_imq_is_the_mean_squared_distance_of_two_codes():
    x, y = normal(200_000, 8), normal(200_000, 8)
    squares = (x - y).square().sum(1)
    assert abs(squares.mean() - 2 * 8) < 4 * squares.std() / len(squares) ** 0.5


# The estimate --------------------------------------------------------------------------------------------------------


@kernels
@given(n=st.integers(2, 6), m=st.integers(2, 6), d=st.integers(1, 3))
@settings(max_examples=30, deadline=None)
def test_the_estimate_is_the_sum_in_its_definition(kernel, n, m, d):
    x, y = normal(n, d), normal(m, d)

    def k(a, b):
        return float(kernel(a[None], b[None]))

    within_x = sum(k(x[i], x[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
    within_y = sum(k(y[i], y[j]) for i in range(m) for j in range(m) if i != j) / (m * (m - 1))
    between = sum(k(a, b) for a in x for b in y) / (n * m)
    assert float(mmd(x, y, kernel)) == pytest.approx(within_x + within_y - 2 * between, abs=1e-12)
    assert float(mmd(y, x, kernel)) == pytest.approx(float(mmd(x, y, kernel)), abs=1e-12)


@pytest.mark.parametrize("shift", [0.0, 0.7])
def test_the_estimate_is_unbiased(shift):
    kernel, scale = rbf(1.2), torch.tensor([1.0, 0.5], dtype=torch.float64)
    values = torch.stack([mmd(shift + scale * normal(7, 2), normal(5, 2), kernel) for _ in range(2000)])
    exact = gaussians.mmd([shift, shift], np.diag(scale.numpy() ** 2), [0, 0], np.eye(2), 1.2)
    assert abs(float(values.mean()) - exact) < 3.5 * float(values.std()) / len(values) ** 0.5
    # With the pairs of a point and itself left in, the mean would be 1/7 + 1/5 of 1 − E k too high: the test can tell.
    assert float(values.std()) / len(values) ** 0.5 < 0.03 * (1 / 7 + 1 / 5)


@kernels
def test_between_equal_distributions_the_estimate_falls_on_both_sides_of_zero(kernel):
    values = torch.stack([mmd(normal(20, 2), normal(20, 2), kernel) for _ in range(300)])
    assert (values < 0).any() and (values > 0).any()
    assert abs(values.mean()) < 3.5 * values.std() / 300**0.5


@kernels
def test_gradients_reach_both_samples(kernel):
    x, y = normal(4, 2).requires_grad_(), normal(3, 2).requires_grad_()
    assert torch.autograd.gradcheck(lambda x, y: mmd(x, y, kernel), (x, y))


# Its null distribution and the test ----------------------------------------------------------------------------------


@kernels
def test_the_null_distribution_is_over_all_ways_to_deal_the_points(kernel):
    x, y = normal(2, 2), 1 + normal(3, 2)
    pooled = torch.cat([x, y])
    deals = [list(first) for first in combinations(range(5), 2)]
    exact = torch.stack([mmd(pooled[first], pooled[[i for i in range(5) if i not in first]], kernel) for first in deals])
    null = mmd_null(x, y, kernel, permutations=5000)
    which = (null[:, None] - exact).abs().argmin(1)
    torch.testing.assert_close(null, exact[which], rtol=0, atol=1e-12)
    counts = torch.bincount(which, minlength=10).double()
    assert ((counts - 500) ** 2 / 500).sum() < 27.9  # chi-square with 9 degrees of freedom, P = 0.001


def test_a_generator_makes_the_null_distribution_repeatable():
    x, y = normal(10, 2), normal(12, 2)
    first, second = (mmd_null(x, y, rbf(1), 50, torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(first, second) and first.unique().numel() > 40
    assert not torch.equal(first, mmd_null(x, y, rbf(1), 50, torch.Generator().manual_seed(4)))


def test_the_test_keeps_its_level_and_finds_a_difference():
    level = [mmd_test(normal(15, 2), normal(15, 2), rbf(1), 99).p_value for _ in range(400)]
    share = np.mean(np.array(level) <= 0.1)
    assert abs(share - 0.1) < 3.5 * np.sqrt(0.1 * 0.9 / 400)
    found = mmd_test(normal(200, 2), 0.5 * normal(200, 2), rbf(1), 99)
    assert found.p_value == 0.01 and found.mmd > found.null.max() and found.null.shape == (99,)


def test_the_test_keeps_its_level_where_many_permutations_are_the_sample_itself():
    """Three and three points can be dealt in twenty ways, so that no p-value is below 1/20: rounding must not make one."""
    values = [mmd_test(torch.randn(3, 2), torch.randn(3, 2), rbf(1), 499).p_value for _ in range(300)]
    assert min(values) > 0.02
    assert np.mean(np.array(values) <= 0.1) < 0.1 + 3.5 * np.sqrt(0.1 * 0.9 / 300)


# Bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: rbf(0.0), "bandwidth must be finite and > 0, got 0.0"),
        (lambda: imq(float("nan")), "scale must be finite and > 0, got nan"),
        (lambda: mmd(normal(1, 2), normal(3, 2), rbf(1)), r"at least 2 points each are needed, got \(1, 2\) and \(3, 2\)"),
        (lambda: mmd(normal(3, 2), normal(3, 1), rbf(1)), r"got \(3, 2\) and \(3, 1\)"),
        (lambda: mmd(torch.randn(3), torch.randn(3), rbf(1)), r"shapes \(n, d\) and \(m, d\)"),
        (lambda: mmd_null(normal(0, 2), normal(3, 2), rbf(1)), r"got \(0, 2\)"),
        (lambda: mmd_null(normal(3, 2), normal(3, 2), rbf(1), 0), "permutations must be a whole number >= 1, got 0; 1000 give"),
        (lambda: mmd_test(normal(3, 2) / 0, normal(3, 2), rbf(1)), "the points must be finite, got 6 numbers that are not"),
    ],
)
def test_bad_input_is_refused_with_what_to_do(call, says):
    with pytest.raises(ValueError, match=says):
        call()


@kernels
def test_a_point_that_is_no_number_is_not_hidden(kernel):
    x = normal(4, 2)
    x[0, 0] = torch.nan
    assert mmd(x, normal(3, 2), kernel).isnan()


# Sums over scales, and the sliced Wasserstein distance ----------------------------------------------------------------


def test_a_sum_over_scales_is_that_of_the_waes_authors():
    x, y, d = normal(5, 3), normal(4, 3), 3
    squares = (x[:, None] - y).square().sum(-1)
    expected = sum(2 * d * s / (2 * d * s + squares) for s in (0.1, 0.2, 0.5, 1, 2, 5, 10))
    torch.testing.assert_close(over_scales(imq, math.sqrt(2 * d))(x, y), expected)
    torch.testing.assert_close(over_scales(rbf, 0.7, (1, 4))(x, y), rbf(0.7)(x, y) + rbf(1.4)(x, y))


def test_the_sliced_distance_on_a_line_is_that_of_sorted_samples():
    x, y = normal(7, 1), normal(7, 1)
    best = min(((x[list(order), 0] - y[:, 0]) ** 2).mean() for order in permutations(range(7)))
    torch.testing.assert_close(sliced_wasserstein(x, y, 3), best)


@pytest.mark.parametrize("d", [1, 3, 8])
def test_the_sliced_distance_of_round_bells_has_a_closed_form(d):
    mean = torch.linspace(-1, 1, d, dtype=torch.float64) + 0.2
    found = sliced_wasserstein(mean + 0.6 * normal(20_000, d), normal(20_000, d), 400)
    assert float(found) == pytest.approx(float(mean.square().sum() / d + 0.16), rel=0.1)


def test_the_sliced_distance_takes_a_generator_gives_gradients_and_refuses_other_sizes():
    x, y = normal(20, 3).requires_grad_(), normal(20, 3)
    one, other = (sliced_wasserstein(x, y, 5, torch.Generator().manual_seed(1)) for _ in range(2))
    assert one == other != sliced_wasserstein(x, y, 5, torch.Generator().manual_seed(2))
    one.backward()
    assert x.grad.abs().min() > 0
    with pytest.raises(ValueError, match="must be of one size, got 20 and 19 points; draw as many from the prior"):
        sliced_wasserstein(x, y[1:])
    with pytest.raises(ValueError, match="projections"):
        sliced_wasserstein(x, y, 0)
    with pytest.raises(ValueError, match="at least 2 points"):
        sliced_wasserstein(x[:1], y[:1])
