"""OneCode in a reader's hands: the ring is dragged, the noise drawn again and taken away."""

import pytest

from hands import take


def test_the_ring_noise_and_draws_change_what_they_should(visit):
    hands = take(visit("notebooks/19_hybrids.html"), "one_code")
    first = hands.check()
    hands.press_button("Draw again")
    again = hands.check()
    assert again.draw == first.draw + 1 and again.mean_sharpness == first.mean_sharpness and again.noisy_sharpness != first.noisy_sharpness
    hands.root.locator(".vae-handle").first.press("Shift+ArrowRight")
    moved = hands.check()
    assert moved.code[0].tolist() == pytest.approx([first.code[0, 0] + 0.5, first.code[0, 1]]) and moved.mean_sharpness != first.mean_sharpness
    noise = hands.root.get_by_role("slider", name="percent of the noise")
    noise.focus()
    noise.press("Home")
    still = hands.check()
    assert still.noise == 0 and still.noisy_sharpness == pytest.approx(still.mean_sharpness) and still.together_noisy == 0
    hands.press_button("Reset")
    assert (hands.value("noise"), hands.value("draw")) == (100, 3)
