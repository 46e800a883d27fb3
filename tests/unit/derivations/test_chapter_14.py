"""The derivations of chapter 14: no step is taken for another; the bound and the twin by NumPy, the soft draw by drawing."""

import numpy as np
import pytest

from chapters import derivation_names
from corruptions import check_corruptions


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("14")


def test_the_bound_and_the_twin_by_sums():
    rng = np.random.default_rng(1)
    prior_y, prior_z = rng.dirichlet(np.ones(3)), np.full(2, 0.5)
    decoder = rng.dirichlet(np.ones(4), (3, 2)).transpose(2, 0, 1)  # (x, y, z)
    guess, style = rng.dirichlet(np.ones(3), 4), rng.dirichlet(np.ones(2), (4, 3))  # (x, y), (x, y, z)

    def elbo(style, decoder):
        inside = (style * (np.log(decoder) + np.log(prior_z) - np.log(style))).sum(2)
        return (guess * (inside + np.log(prior_y) - np.log(guess))).sum(1)

    evidence = np.log((decoder * prior_y[:, None] * prior_z).sum((1, 2)))
    assert (elbo(style, decoder) <= evidence).all()
    posterior = decoder * prior_y[:, None] * prior_z
    posterior /= posterior.sum((1, 2), keepdims=True)
    guess = posterior.sum(2)
    assert elbo(posterior / guess[..., None], decoder) == pytest.approx(evidence)
    flip = [0, 1, 0]  # in class 1 the bit is exchanged
    moved = lambda table: np.stack([table[:, y, ::-1] if flip[y] else table[:, y] for y in range(3)], 1)  # noqa: E731
    assert elbo(moved(style), moved(decoder)) == pytest.approx(elbo(style, decoder), abs=1e-12)


@pytest.mark.parametrize("tau", [0.1, 1.0, 7.0])
def test_the_larger_share_falls_as_often_as_it_should(tau):
    names = derivation_names("14")
    a, b, u = 3.0, 1.0, (np.arange(4000) + 0.5) / 4000
    share = names["share"].subs({names["a"]: a, names["b"]: b, names["tau"]: tau})
    found = np.array([float(share.subs(names["u"], value)) for value in u[::40]])
    assert (found > 0.5).mean() == pytest.approx(a / (a + b), abs=0.02) and (np.diff(found) > -1e-12).all() and found[-1] > found[0]
