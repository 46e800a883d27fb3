"""MarginFilms in a reader's hands: its film runs and rests at the end, and the margin is scrubbed at any moment."""

from hands import take


def test_the_film_runs_to_its_end_for_each_margin(visit):
    hands = take(visit("notebooks/18_introvae.html"), "margin_films")
    hands.press_button("Step")
    assert hands.value("frame") == 9 and hands.check().step == 1800
    hands.root.get_by_role("button", name="Run", exact=True).click()
    hands.page.wait_for_function("(root) => root.vaeModel.get('frame') === 25", arg=hands.root.element_handle())
    hands.root.get_by_role("button", name="Run", exact=True).wait_for()
    at_4 = hands.check()
    slider = hands.root.locator("input[type=range]").nth(1)
    slider.press("End")
    assert hands.value("margin") == 12 and hands.value("frame") == 25
    assert hands.check().real_rate > 1.5 * at_4.real_rate
    hands.press_button("Reset")
    assert hands.value("margin") == 4 and hands.value("frame") == 8
