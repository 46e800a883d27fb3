"""GANFilms in a reader's hands: its film runs, rests at the end, and can be stepped through."""

from hands import take


def test_the_film_runs_to_its_end_and_begins_again(visit):
    hands = take(visit("notebooks/17_gan_practice.html"), "gan_films")
    hands.press_button("Step")
    assert hands.value("frame") == 9
    hands.press_button("Back")
    hands.press_button("Back")
    assert hands.value("frame") == 7 and hands.check().step == 7 * 156
    hands.root.locator("select[data-name=game]").select_option("packs of 2")
    hands.check()
    hands.root.get_by_role("button", name="Run", exact=True).click()
    hands.page.wait_for_function("(root) => root.vaeModel.get('frame') === 32", arg=hands.root.element_handle())
    hands.root.get_by_role("button", name="Run", exact=True).wait_for()
    assert hands.check().modes == 8
    hands.root.get_by_role("button", name="Run slowly").click()
    hands.page.wait_for_function("(root) => root.vaeModel.get('frame') === 1", arg=hands.root.element_handle())
    hands.root.get_by_role("button", name="Pause").click()
    hands.page.wait_for_timeout(900)
    assert hands.value("frame") < 3
