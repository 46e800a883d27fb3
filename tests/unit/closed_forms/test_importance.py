"""The k-sample bound, counted: against every tuple of draws, against its ends, and its order in k."""

from itertools import product

import numpy as np
import pytest

from vaeedu.closed_forms import importance

RNG = np.random.default_rng(3)


def model(letters):
    return RNG.dirichlet(np.ones(letters)) * RNG.uniform(0.1, 0.9), RNG.dirichlet(np.ones(letters))


@pytest.mark.parametrize("letters", [1, 2, 3, 5])
@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_every_tuple_of_draws_counted_one_by_one(letters, k):
    joint, q = model(letters)
    w = joint / q
    expected = sum(np.prod([q[i] for i in draws]) * np.log(np.mean([w[i] for i in draws])) for draws in product(range(letters), repeat=k))
    assert importance.bound(joint, q, k) == pytest.approx(expected, abs=1e-12)


def test_it_rises_with_k_from_the_elbo_and_stays_below_log_p():
    for _ in range(30):
        joint, q = model(4)
        bounds = [importance.bound(joint, q, k) for k in range(1, 9)]
        assert bounds[0] == pytest.approx(q @ np.log(joint / q)) and np.all(np.diff(bounds) > 0) and bounds[-1] < np.log(joint.sum())
    assert importance.bound(joint, joint / joint.sum(), 3) == pytest.approx(np.log(joint.sum()))  # the posterior itself


def test_codes_that_q_never_draws_do_not_count():
    assert importance.bound([0.1, 0.2, 0], [0.5, 0.5, 0], 2) == pytest.approx(importance.bound([0.1, 0.2], [0.5, 0.5], 2))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (([0.1, 0.2], [0.5, 0.5], 0), "k, the number of samples, must be a whole number >= 1, got 0"),
        (([0.1, 0.2], [0.5, 0.5], 1.5), "got 1.5"),
        (([0.1, 0.2, 0.3], [0.5, 0.5], 1), r"got shapes \(3,\) and \(2,\)"),
        (([0.1, 0.2], [0.5, 0.4], 1), "must be probabilities that sum to 1"),
        (([0.1, 0], [0.5, 0.5], 1), "joint must be > 0 wherever q is"),
        (([0.1, -1], [0.5, 0.5], 1), "joint must be finite >= 0, got -1"),
    ],
)
def test_bad_input_is_refused(arguments, says):
    with pytest.raises(ValueError, match=says):
        importance.bound(*arguments)
