"""A perfect finisher on alphabets, against brute force over pairs."""

import numpy as np
import pytest

from vaeedu.closed_forms import finishing

P = np.array([0.5, 0.3, 0.2])
ROWS = np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]])


def test_codes_of_the_data_finished_are_the_data():
    assert finishing.finished(P, ROWS, finishing.all_codes(P, ROWS)) == pytest.approx(P)


def test_what_is_behind_a_code_is_counted_out_of_pairs():
    pairs = P[:, None] * ROWS
    for code in range(2):
        assert finishing.behind(P, ROWS)[code] == pytest.approx(pairs[:, code] / pairs[:, code].sum())
    assert finishing.finished(P, ROWS, [0.0, 1.0]) == pytest.approx(pairs[:, 1] / pairs[:, 1].sum())


def test_finishing_adds_nothing_to_the_codes_divergence():
    random = np.random.default_rng(0)
    kl = lambda p, q: (p * np.log(p / q)).sum()
    for _ in range(200):
        p, rows, prior = random.dirichlet(np.ones(4)), random.dirichlet(np.ones(3), 4), random.dirichlet(np.ones(3))
        assert kl(p, finishing.finished(p, rows, prior)) <= kl(finishing.all_codes(p, rows), prior) + 1e-12


@pytest.mark.parametrize(
    ("p", "rows", "prior", "says"),
    [
        (P, ROWS[:2], [0.5, 0.5], "encoder must have a row of codes for each of the 3 letters of a single p, got the shape"),
        (P, ROWS, [0.2, 0.3, 0.5], "prior must have a chance for each of the 2 codes, got the shape"),
        (P, [[1.0, 0.0]] * 3, [0.5, 0.5], "code 1 belongs to no letter of the data"),
        (P, ROWS, [0.5, 0.6], "prior must be probabilities that sum to 1"),
    ],
)
def test_bad_input_is_refused(p, rows, prior, says):
    with pytest.raises(ValueError, match=says):
        finishing.finished(p, rows, prior)
