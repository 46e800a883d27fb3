"""TwoKLs in a reader's hands: descent ends where Python says, and a hand stops it."""

import pytest

from hands import take


def test_descent_ends_where_python_says(visit):
    hands = take(visit("notebooks/17_gan_practice.html"), "two_kls")
    for direction in ("reverse", "forward"):
        wanted = hands.check().descended(direction)
        hands.press_button(f"Lower {direction}")
        hands.page.wait_for_function(
            "([root, wanted]) => ['mean', 'scale'].every((name, i) => Math.abs(root.vaeModel.get(name) - wanted[i]) < 0.002)", arg=[hands.root.element_handle(), list(wanted)]
        )
        hands.page.wait_for_timeout(200)
        widget = hands.check()
        assert (widget.mean, widget.scale) == pytest.approx(wanted, abs=1e-3)
