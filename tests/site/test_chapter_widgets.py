"""The chapters' other widgets in a reader's hands: every number on the page is the one that Python gives."""

import pytest

from hands import Hands
from vaeedu.widgets import ELBO, EpsilonCloud, GaussianKL, NoisyChannel, OptimalDiscriminator

WIDGETS = [
    pytest.param(NoisyChannel, "notebooks/01_autoencoders.html", id="NoisyChannel"),
    pytest.param(ELBO, "notebooks/03_elbo.html", id="ELBO"),
    pytest.param(GaussianKL, "notebooks/04_gaussian_kl.html", id="GaussianKL"),
    pytest.param(EpsilonCloud, "notebooks/05_reparameterisation.html", id="EpsilonCloud"),
    pytest.param(OptimalDiscriminator, "notebooks/16_gan_theory.html", id="OptimalDiscriminator"),
]


def take(page, widget_class):
    figure = page.locator(f"figure.vae-mount[data-widget={widget_class.name}]").first
    figure.scroll_into_view_if_needed()
    page.locator(f"figure.vae-mount[data-widget={widget_class.name}][data-ready=true]").first.wait_for()
    return Hands(figure)


def sliders(hands):
    return hands.root.locator("input[type=range]").evaluate_all("(inputs) => inputs.map((input) => input.dataset.name)")


@pytest.mark.parametrize(("widget_class", "path"), WIDGETS)
def test_every_slider_by_mouse(visit, widget_class, path):
    hands = take(visit(path), widget_class)
    hands.check_against(widget_class)
    for name in sliders(hands):
        low, high = (float(hands.slider(name).get_attribute(end)) for end in ("min", "max"))
        places = [low + share * (high - low) for share in (0.2, 0.45, 0.9)]
        for asked in hands.drag(name, places):
            assert hands.check_against(widget_class)[name] == pytest.approx(asked, abs=0.05 * (high - low))


@pytest.mark.parametrize(("widget_class", "path"), WIDGETS)
def test_every_slider_by_keyboard(visit, widget_class, path):
    hands = take(visit(path), widget_class)
    for name in sliders(hands):
        before = hands.check_against(widget_class)[name]
        hands.slider(name).focus()
        hands.press("ArrowRight", "ArrowRight", "PageDown")
        assert hands.check_against(widget_class)[name] != before
        hands.press("Home")
        assert hands.check_against(widget_class)[name] == float(hands.slider(name).get_attribute("min"))


@pytest.mark.parametrize(("widget_class", "path"), WIDGETS)
def test_every_handle_by_mouse(visit, widget_class, path):
    hands = take(visit(path), widget_class)
    for number in range(hands.root.locator(".vae-handle").count()):
        handle = hands.root.locator(".vae-handle").nth(number)
        handle.scroll_into_view_if_needed()
        before = hands.check_against(widget_class)
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        hands.page.mouse.move(x, y)
        hands.page.mouse.down()
        hands.page.mouse.move(x + 25, y - 12, steps=5)
        hands.page.mouse.up()
        assert hands.check_against(widget_class) != before


def test_a_new_draw_is_the_next_cloud_and_reset_the_first(visit):
    hands = take(visit("notebooks/05_reparameterisation.html"), EpsilonCloud)
    means = [hands.value("score_mean_mu")]
    for draw in (1, 2):
        hands.root.get_by_role("button", name="New draw").click()
        assert hands.check_against(EpsilonCloud)["draw"] == draw
        means.append(hands.value("score_mean_mu"))
    assert len(set(means)) == 3
    hands.root.get_by_role("button", name="Reset").click()
    assert hands.check_against(EpsilonCloud)["draw"] == 0 and hands.value("score_mean_mu") == means[0]


def test_the_discriminator_is_trained_in_the_page_and_never_beats_the_best(visit):
    hands = take(visit("notebooks/16_gan_theory.html"), OptimalDiscriminator)
    step = hands.root.get_by_role("button", name="Step")
    values = []
    for number in range(1, 6):
        step.click()
        hands.settle()
        assert hands.value("steps") == number
        values.append(hands.value("trained_value"))
    assert len(set(values)) == 5 and max(values) <= hands.value("value")
