"""The four scores on codes whose scores are known by construction, and what they refuse."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import ortho_group

from vaeedu.disentanglement import DCI, dci, factor_vae_score, mig, mutual_informations, sap

FACTORS = torch.cartesian_prod(torch.arange(4), torch.arange(5), torch.arange(6)).repeat(8, 1)  # all combinations, eight times each
PERFECT = FACTORS[:, [2, 0, 1]].double() * torch.tensor([3.0, -0.1, 20.0]) + 7


def generator():
    return torch.Generator().manual_seed(0)


def test_a_code_that_is_the_factors_gets_one_by_all_scores():
    assert mig(PERFECT, FACTORS) == pytest.approx(1) and sap(PERFECT, FACTORS) == pytest.approx(1)
    assert dci(PERFECT, FACTORS) == pytest.approx((1, 1, 1), abs=0.02)
    assert factor_vae_score(PERFECT, FACTORS, generator=generator()) == 1


def test_two_factors_turned_by_half_a_right_angle_get_nothing_from_a_gap():
    factors = torch.cartesian_prod(torch.arange(6), torch.arange(6)).repeat(10, 1)
    u, v = (factors.double() - 2.5).T
    turned = torch.stack([u + v, u - v], 1)
    assert mig(turned, factors, bins=30) == pytest.approx(0, abs=1e-9) and sap(turned, factors) == pytest.approx(0, abs=1e-9)
    assert dci(turned, factors).disentanglement < 0.1 and dci(turned, factors).informativeness > 0.95
    assert factor_vae_score(turned, factors, generator=generator()) < 0.75


def test_the_scores_disagree_where_they_should():
    """A factor told twice is no fault for the FactorVAE score and for disentanglement; for MIG, SAP and completeness it is one."""
    twice = torch.cat([PERFECT, PERFECT], 1)
    assert mig(twice, FACTORS) == pytest.approx(0) and sap(twice, FACTORS) == pytest.approx(0)
    found = dci(twice, FACTORS)
    assert found.disentanglement > 0.97 and found.completeness < 0.75
    assert factor_vae_score(twice, FACTORS, generator=generator()) == 1
    # One coordinate for two factors: each factor has one place, and one place has two factors.
    both = torch.stack([FACTORS[:, 0] + 4.0 * FACTORS[:, 1], FACTORS[:, 2].double()], 1)
    found = dci(both, FACTORS)
    assert found.completeness > 0.97 and found.disentanglement < 0.8
    assert mig(both, FACTORS, bins=40) == pytest.approx(1)


def test_noise_tells_nothing():
    torch.manual_seed(0)
    noise = torch.randn(len(FACTORS), 4)
    assert mig(noise, FACTORS) < 0.05 and sap(noise, FACTORS) < 0.02
    assert dci(noise, FACTORS).informativeness < 0.4 and factor_vae_score(noise, FACTORS, generator=generator()) < 0.6


def test_mutual_information_by_hand():
    factors = torch.tensor([[0], [0], [1], [1]]).repeat(4, 1)
    codes = torch.tensor([[0.0, 5.0], [0.0, 6.0], [1.0, 5.0], [1.0, 6.0]]).repeat(4, 1)
    assert mutual_informations(codes, factors, bins=2)[:, 0].tolist() == pytest.approx([math.log(2), 0])
    half = torch.tensor([[0.0], [0.0], [0.0], [1.0]]).repeat(4, 1)  # H(v) − H(v|z) = log 2 − ¾ H(⅓)
    third = -(1 / 3) * math.log(1 / 3) - (2 / 3) * math.log(2 / 3)
    assert float(mutual_informations(half, factors, bins=2)) == pytest.approx(math.log(2) - 0.75 * third)


def test_mig_is_a_mean_of_gaps_over_factors_and_not_over_coordinates():
    """The transposed table would give another number: two coordinates, three factors."""
    codes = FACTORS[:, :2].double()
    assert mig(codes, FACTORS) == pytest.approx(2 / 3)


def test_sap_of_a_mixed_code_in_closed_form():
    u, v = (FACTORS[:, k].double() for k in (0, 1))
    codes = torch.stack([u + v, v], 1)
    share = u.var(correction=0) / (u.var(correction=0) + v.var(correction=0))
    assert sap(codes, FACTORS[:, :2]) == pytest.approx(float((share - 0 + 1 - (1 - share)) / 2))


def test_scores_do_not_depend_on_the_order_or_units_of_the_code():
    torch.manual_seed(1)
    codes = PERFECT @ torch.from_numpy(ortho_group.rvs(3, random_state=np.random.RandomState(2))) + 0.3 * torch.randn(len(PERFECT), 3)
    other = codes[:, [1, 2, 0]] * torch.tensor([0.01, -5.0, 3.0]) + 9
    for score in (mig, sap, lambda z, v: factor_vae_score(z, v, generator=generator())):
        assert score(codes, FACTORS) == pytest.approx(score(other, FACTORS), abs=0.02)


def test_a_dead_coordinate_has_no_vote():
    dead = torch.cat([PERFECT, torch.zeros(len(PERFECT), 1)], 1)
    assert factor_vae_score(dead, FACTORS, generator=generator()) == 1 == mig(dead, FACTORS)


@pytest.mark.parametrize("score", [mig, sap, dci, factor_vae_score, mutual_informations])
def test_bad_input_is_refused(score):
    for codes, factors, says in (
        (PERFECT[:5], FACTORS, r"got shapes \(5, 3\) and \(960, 3\)"),
        (PERFECT, FACTORS[:, 0], r"factors\[:, None\]"),
        ((PERFECT - 20).log(), FACTORS, "the codes must be finite"),
        (PERFECT, torch.cat([FACTORS, torch.full((960, 1), 3)], 1), "factor 3 has one value only, 3"),
        (PERFECT, torch.arange(960.0)[:, None], "factor 0 has 960 values for 960 items, too many to count; bin it"),
    ):
        with pytest.raises(ValueError, match=says):
            score(codes, factors)


def test_what_only_some_refuse():
    for score in (mig, sap):
        with pytest.raises(ValueError, match="at least two coordinates, got one"):
            score(PERFECT[:, :1], FACTORS)
    with pytest.raises(ValueError, match="no coordinate varies over the data"):
        factor_vae_score(torch.ones(960, 2), FACTORS)
    with pytest.raises(ValueError, match="at least 10 items, got 4"):
        dci(torch.rand(4, 2), torch.tensor([[0], [0], [1], [1]]))
    assert isinstance(dci(PERFECT, FACTORS), DCI)


def test_factors_that_are_real_numbers_are_numbered_without_a_warning(recwarn):
    generator = torch.Generator().manual_seed(9)
    numbers = torch.randint(4, (200, 2), generator=generator)
    codes = numbers + 0.1 * torch.randn(200, 2, generator=generator)
    assert mig(codes, numbers * 0.37 - 1.0) == pytest.approx(mig(codes, numbers)) and not recwarn.list
