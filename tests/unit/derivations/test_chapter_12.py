"""The derivations of chapter 12: no step is taken for another, and the normal case is what NumPy finds."""

import numpy as np
import pytest

from chapters import derivation_names
from corruptions import check_corruptions


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("12")


def test_the_total_correlation_of_normal_coordinates_by_determinants():
    names = derivation_names("12")
    a, b, s = 0.7, 0.4, 1.3
    point = {names["a"]: a, names["b"]: b, names["s"]: s}
    covariance = np.array([[s**2, a * s**2], [a * s**2, a**2 * s**2 + b**2]])
    expected = 0.5 * (np.log(np.diag(covariance)).sum() - np.linalg.slogdet(covariance)[1])
    assert float(names["normal_tc"].subs(point)) == pytest.approx(expected, rel=1e-12)
    assert float(names["correlation"].subs(point)) == pytest.approx(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]), rel=1e-12)


def test_the_three_parts_by_sums_over_an_alphabet():
    names = derivation_names("12")
    rng = np.random.default_rng(3)
    data, prior_1, prior_2 = (rng.dirichlet(np.ones(2)) for _ in range(3))
    e_1, e_2 = rng.dirichlet(np.ones(2), 2), rng.dirichlet(np.ones(2), 2)  # (x, letter)
    pair = data[:, None, None] * e_1[:, :, None] * e_2[:, None, :]
    q = pair.sum(0)
    parts = {
        "info": (pair * (np.log(e_1[:, :, None] * e_2[:, None, :]) - np.log(q))).sum(),
        "tc": (q * (np.log(q) - np.log(q.sum(1)[:, None] * q.sum(0)))).sum(),
        "each": (q * (np.log(q.sum(1)[:, None] * q.sum(0)) - np.log(prior_1[:, None] * prior_2))).sum(),
    }
    values = {"z_1": {0: e_1[0], 1: e_1[1], None: prior_1}, "z_2": {0: e_2[0], 1: e_2[1], None: prior_2}}
    for name, expected in parts.items():
        _, [value], _ = next(names["apart"].instances(names[name]))
        point = {symbol: probability(symbol.name, data, values) for symbol in value.free_symbols}
        assert float(value.subs(point)) == pytest.approx(expected, rel=1e-10), name


def probability(name, data, values):
    """The number that a symbol of the engine stands for: `p_{z_1=0|}` of a prior, `q_{z_1=0|1}` of the encoder at the second x, `p_{data}..` of the data."""
    place = name[name.rindex("_{") if "z_" not in name else name.index("z_") :]
    letter = int(name[name.rindex("=") + 1 : name.rindex("|")]) - 1  # letters are 1, 2
    if "z_" not in name:
        return data[letter]
    given = name[name.rindex("|") + 1 :].rstrip("}")
    return values[place[:3]][int(given) - 1 if given else None][letter]
