"""EpsilonCloud in a reader's hands: what its buttons do."""

from hands import take


def test_a_new_draw_is_the_next_cloud_and_reset_the_first(visit):
    hands = take(visit("notebooks/05_reparameterisation.html"), "epsilon_cloud")
    means = [hands.value("score_mean_mu")]
    for draw in (1, 2):
        hands.root.get_by_role("button", name="New draw").click()
        assert hands.check().draw == draw
        means.append(hands.value("score_mean_mu"))
    assert len(set(means)) == 3
    hands.root.get_by_role("button", name="Reset").click()
    assert hands.check().draw == 0 and hands.value("score_mean_mu") == means[0]
