"""Claims: intervals cover what they should, and verdicts follow from the numbers alone."""

import math
import random
from dataclasses import replace

import pytest

from vaeedu.claims import Finding, claim, interval


@pytest.mark.parametrize(("runs", "quantile"), [(5, 2.776445), (10, 2.262157), (30, 2.045230), (1000, 1.962341)])
def test_interval_uses_students_quantile(runs, quantile):
    """Two-sided 95 % quantiles of Student's t with runs − 1 degrees of freedom, as printed in any table."""
    values = [(-1) ** i for i in range(runs)] if runs % 2 == 0 else [0, *[(-1) ** i for i in range(runs - 1)]]
    spread = math.sqrt(sum(v * v for v in values) / (runs - 1))
    assert interval(values).high / (spread / math.sqrt(runs)) == pytest.approx(quantile, rel=2e-3)


def test_interval_covers_the_mean_in_95_of_100_cases():
    rng = random.Random(0)
    covered = sum(abs((m := interval(rng.gauss(3, 2) for _ in range(8))).estimate - 3) <= m.high - m.estimate for _ in range(4000))
    assert 0.94 <= covered / 4000 <= 0.96


def about(value, n=10):
    return [value + 0.001 * (-1) ** i for i in range(n)]


@pytest.mark.parametrize(
    ("finding", "holds"),
    [
        (Finding("c", "q", about(1), "<", 2), True),
        (Finding("c", "q", about(3), "<", 2), False),
        (Finding("c", "q", about(2), "<", 2), None),
        (Finding("c", "q", about(3), ">", 2), True),
        (Finding("c", "q", about(2), "=", 2, margin=0.1), True),
        (Finding("c", "q", about(2.2), "=", 2, margin=0.1), False),
        (Finding("c", "q", about(2.1), "=", 2, margin=0.1), None),
    ],
)
def test_a_finding_is_true_false_or_undecided(finding, holds):
    assert finding.holds is holds


TRUE, FALSE, OPEN = (Finding(case, "q", about(v), "<", 2) for case, v in (("low", 1), ("high", 3), ("edge", 2)))


@pytest.mark.parametrize(
    ("findings", "outcome", "verdict"),
    [
        ((TRUE, TRUE), "holds", "holds for low (2 findings)"),
        ((FALSE,), "fails", "fails for high (1 finding)"),
        (tuple(replace(TRUE, case=name) for name in "abcd"), "holds", "holds in each case (4 findings)"),
        ((TRUE, FALSE), "partly", "holds for low, fails for high (2 findings)"),
        ((OPEN, TRUE), "undecided", "holds for low, is undecided for edge (2 findings)"),
        ((TRUE, FALSE, replace(FALSE, case="higher"), replace(FALSE, case="highest")), "partly", "holds for low, fails for high, higher and highest (4 findings)"),
        ((TRUE, replace(FALSE, case="low", quantity="p")), "partly", "holds for low (q), fails for low (p) (2 findings)"),
    ],
)
def test_the_verdict_follows_from_the_findings(findings, outcome, verdict):
    card = claim("C-x", "people say so", *findings)
    assert (card.outcome, card.verdict) == (outcome, verdict)
    assert verdict in card.as_markdown() and card.as_json()["verdict"] == verdict


def test_numbers_reach_the_reader_with_four_digits():
    row = claim("C-x", "says", Finding("c", "q", [1.23456, 1.23457, 1.23455, 1.23456, 1.23456], "<", 2)).as_json()["findings"][0]
    assert row["estimate"] == 1.235 and row["runs"] == 5 and row["wanted"] == "< 2" and row["holds"] is True


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: interval([1, 2, 3]), "at least 5 finite values"),
        (lambda: interval([1, 2, 3, 4, math.nan]), "at least 5 finite values"),
        (lambda: Finding("c", "q", about(1), "!=", 1), "relation must be <, > or =, got '!='"),
        (lambda: Finding("c", "q", about(1), "=", 1), "a margin > 0 belongs to ="),
        (lambda: Finding("c", "q", about(1), "<", 1, margin=0.1), "a margin > 0 belongs to ="),
        (lambda: claim("x", "says", TRUE), "starts with 'C-', got 'x'"),
        (lambda: claim("C-x", "says"), "C-x has no finding"),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_an_interval_is_the_textbooks():
    """Sample variance with n − 1, and Student's quantile for 4 degrees of freedom, 2.776445."""
    measured = interval([1, 2, 3, 4, 5])
    assert (measured.estimate, measured.low, measured.high) == pytest.approx((3, 3 - 1.9632432, 3 + 1.9632432), rel=1e-6)
