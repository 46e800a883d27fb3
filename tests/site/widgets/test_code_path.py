"""CodePath in a reader's hands: both ways and both networks, and the two digits exchanged."""

from hands import take


def test_ways_and_networks_change_what_is_between_and_not_the_ends(visit):
    hands = take(visit("notebooks/20_generator_only.html"), "code_path")
    straight = hands.check()
    hands.press_button("On the ball")
    around = hands.check()
    assert around.length > straight.length and around.mixed_sharpness == straight.mixed_sharpness
    hands.root.locator("select[data-name=network]").select_option("VAE")
    assert hands.check().length > 1.5 * around.length  # codes of a standard normal prior are longer than a ball of radius 1
    hands.press_button("Exchange the two")
    assert (hands.value("first"), hands.value("second"), hands.value("percent")) == (16, 9, 60)
    assert abs(hands.check().mixed_sharpness - straight.mixed_sharpness) < 1e-6
    hands.press_button("Reset")
    assert hands.value("percent") == 40 and hands.root.get_by_role("button", name="On the ball").get_attribute("aria-pressed") == "false"
