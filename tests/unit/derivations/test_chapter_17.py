"""The derivations of chapter 17: no step is taken for another, and NumPy and PyTorch agree with what they end in."""

import numpy as np
import pytest
import torch

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.adversarial import GAMES, forward_kl_bound, reverse_kl_bound
from vaeedu.closed_forms import bumps, game
from vaeedu.closed_forms.bumps import Bumps


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("17")


def test_slopes_are_those_of_the_package():
    names = derivation_names("17")
    for label, loss in (("eq-gan-saturating", "saturating"), ("eq-gan-non-saturating", "non-saturating")):
        logit = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
        GAMES[loss].generator(logit).backward()
        chance = 1 / (1 + np.exp(-0.7))
        assert logit.grad.item() == pytest.approx(float(names["slopes"][label].right.subs(names["D"](names["a"]), chance)))


def test_the_best_critic_of_two_blurred_points():
    names = derivation_names("17")
    point = {names["theta"]: 1.3, names["sigma"]: 0.4, names["x"]: 0.2}
    assert float(names["noisy"]["eq-gan-line"].right.subs(point)) == pytest.approx(float(bumps.log_ratio(0.2, Bumps(0, 0.4), Bumps(1.3, 0.4))))


def test_the_coins_value_is_that_of_the_divergence():
    names = derivation_names("17")
    for chance in (0.1, 0.55, 0.8):
        found = float(names["steps_of_game"]["eq-gan-coin"].right.subs(names["t"], chance))
        assert found == pytest.approx(-2 * np.log(2) + 2 * float(game.jensen_shannon([0.5, 0.5], [chance, 1 - chance])))


def test_moments_are_those_of_any_data():
    names = derivation_names("17")
    cross = names["moments"]["eq-gan-cross"].right
    data, model = Bumps(0.3, 0.4, 2.0), Bumps(-0.5, 1.7)
    point = {names["mu"]: 0.3, names["w"]: 0.4**2 + 1.0, names["m"]: -0.5, names["s"]: 1.7}
    assert float(cross.subs(point)) == pytest.approx(-float(bumps.expectation(lambda x: bumps.log_density(x, model), data)))


def test_bounds_are_those_of_the_package():
    names = derivation_names("17")
    p, g, v = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5]), np.array([0.3, -0.2, 1.1])
    items = lambda shares: torch.tensor(np.repeat(v, (4 * shares).astype(int)))  # noqa: E731
    for label, bound in (("eq-gan-F", forward_kl_bound), ("eq-gan-R", reverse_kl_bound)):
        step = names["two_kls"][label]
        *_, (_, (_, right), _) = names["two_kls"].instances(step.left, step.right)
        values = {}
        for symbol in right.free_symbols | right.atoms():
            name = str(symbol)
            if name[:1] in "pg" and "=" in name:
                values[symbol] = (p if name[0] == "p" else g)[int(name.partition("=")[2][0]) - 1]
            elif name.startswith("v"):
                values[symbol] = v[int("".join(filter(str.isdigit, name))[-1]) - 1]
        assert float(right.subs(values)) == pytest.approx(bound(items(p), items(g)).item())
