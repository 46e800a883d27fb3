"""The derivations of chapter 01: no step is taken for another, and NumPy's closed forms are what they end in."""

import math

import pytest

from chapters import derivation_names
from corruptions import check_corruptions
from vaeedu.closed_forms import noisy_channel


def test_every_corruption_of_a_step_is_caught():
    check_corruptions("01")


def test_sympy_agrees_with_numpy():
    names = derivation_names("01")

    def value(derivation, label, **point):
        right = names[derivation].meaning(names[derivation][label].right)
        return float(right.subs({symbol: point[symbol.name] for symbol in right.free_symbols}))

    for count, noise, scale in ((2, 3.0, 0.4), (21, 0.5, 5.0), (101, 0.07, 2.0)):
        assert value("reading", "eq-read-right", n=count, s=noise) == pytest.approx(float(noisy_channel.read_right(count, noise)), rel=1e-12)
        assert value("channel", "eq-capacity", t=scale, s=noise) == pytest.approx(float(noisy_channel.capacity(scale**2, noise)), rel=1e-12)
        assert value("channel", "eq-ceiling", s=noise) == pytest.approx(math.exp(noisy_channel.shelf_capacity(noise)), rel=1e-12)
