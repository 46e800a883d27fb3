"""OptimalDiscriminator in a reader's hands: the discriminator that is trained in the page."""

from hands import take


def test_the_discriminator_is_trained_in_the_page_and_never_beats_the_best(visit):
    hands = take(visit("notebooks/16_gan_theory.html"), "optimal_discriminator")
    step = hands.root.get_by_role("button", name="Step")
    values = []
    for number in range(1, 6):
        step.click()
        hands.settle()
        assert hands.value("steps") == number
        values.append(hands.value("trained_value"))
    assert len(set(values)) == 5 and max(values) <= hands.value("value")
