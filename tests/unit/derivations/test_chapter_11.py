"""The derivations of chapter 11: no step is taken for another, and what they end in is what is counted."""

import numpy as np
import pytest

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import importance


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("11")


def test_the_bounds_of_the_derivation_are_those_that_are_counted():
    names = derivation_names("11")
    rng = np.random.default_rng(4)
    posterior, q, p_x = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(3)), 0.3
    for k, name in ((1, "L_1"), (2, "L_2"), (3, "L_3")):
        _, [value], simplices = next(names["bounds"].instances(names[name]))
        point = {names["p_x"]: p_x}
        for symbols in simplices:  # of one of the two distributions, told by its name
            values = posterior if "pi" in symbols[0].name else q
            point |= dict(zip(symbols, values))
        assert float(value.subs(point)) == pytest.approx(importance.bound(p_x * posterior, q, k), rel=1e-12)


def test_shares_are_those_of_the_softmax():
    names = derivation_names("11")
    a = np.array([0.3, -1.0, 0.8])
    at = dict(zip((names["a_1"], names["a_2"], names["a_3"]), a))
    shares = np.exp(a) / np.exp(a).sum()
    assert float(names["share"].subs(at)) == pytest.approx(shares[0], rel=1e-12)
    excess = shares @ a - np.log(np.exp(a).mean())
    entropy = -(shares @ np.log(shares))
    assert excess == pytest.approx(np.log(3) - entropy, rel=1e-12)
    assert float(names["shares"].meaning(names["soft"]).subs(at)) == pytest.approx(excess, rel=1e-12)
