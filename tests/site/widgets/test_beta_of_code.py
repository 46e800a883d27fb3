"""BetaOfCode in a reader's hands: lists, fields, and the losses of well-known repositories."""

import pytest

from hands import take
from vaeedu.widgets.beta_of_code.picture import KNOWN, beta_of


def test_lists_fields_and_known_losses(visit):
    hands = take(visit("notebooks/09_noisy_not_blurry.html"), "beta_of_code")
    for name, words in {"error": ("cross entropy", "squared error / 2σ²"), "over_pixels": ("mean over channels", "sum"), "over_codes": ("mean",), "kl_over_batch": ("sum",), "framework": ("Keras",)}.items():
        for word in words:
            hands.choose(name, word)
            assert getattr(hands.check(), name) == word
    for name, value in {"pixels": 12288, "kl_weight": 0.5, "sigma": 0.3, "wanted": 4}.items():
        hands.type(name, value)
        assert getattr(hands.check(), name) == value
    before = hands.value("beta")
    for wrong in ("", "0", "-3", "1.5"):
        hands.type("codes", wrong)
        assert hands.value("beta") == before and hands.root.locator("input[data-name=codes]").get_attribute("aria-invalid") == "true"
    hands.root.locator("input[data-name=codes]").blur()
    hands.check()
    for name, loss in KNOWN.items():
        hands.root.get_by_role("button", name=name, exact=True).click()
        hands.check()
        assert hands.value("beta") == pytest.approx(beta_of(loss))
    hands.root.get_by_role("button", name="Reset").click()
    assert hands.check().beta == 784


def test_the_ring_by_keyboard_changes_the_weight(visit):
    hands = take(visit("notebooks/09_noisy_not_blurry.html"), "beta_of_code")
    hands.root.locator(".vae-handle").focus()
    before = hands.value("beta")
    hands.press("ArrowRight")
    hands.check()
    assert hands.value("beta") == pytest.approx(before * 10**0.1, rel=0.01)
