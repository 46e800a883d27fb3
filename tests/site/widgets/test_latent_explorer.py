"""LatentExplorer in a reader's hands: dragged, drawn on, walked, sampled; every picture on the page is the one that Python gives."""

import math

import numpy as np
import pytest

from hands import take, touch
from vaeedu.widgets import LatentExplorer
from vaeedu.widgets.latent_explorer.network import network

ONE, SEVEN = [(0.55, 0.2), (0.45, 0.8)], [(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]


def explore(visit, **options):
    return take(visit("notebooks/06_vae.html", **options), "latent_explorer")


def digit_of(w):
    """The digit whose codes lie around that of the picture x."""
    return network().nearest(w.q.mean)[0]


def test_the_explorer_fills_the_plane_with_the_pictures_of_its_codes(visit):
    hands = explore(visit)
    w = hands.check()
    corners = np.ix_([0, 587], [0, 587])  # they come last
    while (hands.ink("tiles")[corners] == 1).any():
        hands.page.wait_for_timeout(100)
    middles = np.linspace(-3.5, 3.5, 43)[1::2]
    tiles = network().decode(np.stack(np.meshgrid(middles, middles[::-1]), -1))
    assert np.abs(hands.ink("tiles") - np.block([list(row) for row in tiles])).max() < 1 / 255
    stills = [a + t * (b - a) for a, b in [(np.array(w.a), np.array(w.b))] for t in np.linspace(0, 1, 9)]
    assert np.abs(hands.ink("strip") - np.hstack(network().decode(np.stack(stills)))).max() < 1 / 255


def test_the_decoder_follows_z_under_the_mouse(visit):
    hands = explore(visit)
    places = [hands.check().z] + [w.z for w in hands.move(hands.handle("z"), (60, 0), (0, -40), (-130, 70))]
    moved = np.diff(places, axis=0)
    assert moved[0][0] > 0 == moved[0][1] and moved[1][0] == 0 < moved[1][1] and moved[2][0] < 0 > moved[2][1]
    unit = moved[0][0] / 60
    assert moved[2] == pytest.approx([-130 * unit, -70 * unit], abs=2e-3)
    for w in hands.move(hands.handle("z"), (2000, -2000)):
        assert w.z == (3.5, 3.5), "it stays in the plane"
    hands.root.locator(".le-slides").click(position={"x": 200, "y": 200})
    assert math.hypot(*hands.check().z) < 0.5, "a click into the plane brings z there"


def test_the_plane_keeps_its_size_whatever_is_dragged_to_its_edge(visit):
    hands = explore(visit)
    for handle in ("z", "a", "z", "b"):
        for _ in hands.move(hands.handle(handle), (2000, 2000)):
            pass
    w = hands.check()
    assert w.z == w.a == w.b == (3.5, -3.5)
    assert "where no test digit has its code" in hands.root.locator(".vae-verdict").text_content()


def test_one_button_brings_z_to_q_and_the_verdict_speaks_of_both(visit):
    hands = explore(visit)
    verdict = hands.root.locator(".vae-verdict")
    for digit in (7, 0):
        hands.button(f"Draw a {digit}").click()
        w = hands.check()
        assert f"x has its code among the {digit}s. z, among the 3s, explains it" in verdict.inner_text()
        assert f"{w.distortion_at_z + network().log_likelihood(w.x, w.q.mean):.1f} nats worse" in verdict.inner_text()
    hands.button("z to q").click()
    w = hands.check()
    assert w.z == pytest.approx(tuple(w.q.mean), abs=5.1e-4)
    assert "z, among the 0s, explains it as well as the mean of q" in verdict.inner_text()


def test_pressed_shows_in_forced_colours(visit):
    hands = explore(visit, forced_colors="active")
    colours = [hands.button(name).evaluate("(node) => getComputedStyle(node).backgroundColor") for name in ("Mean", "Sample")]
    assert colours[0] != colours[1]


def test_the_explorer_by_keyboard(visit):
    hands = explore(visit)
    hands.handle("z").focus()
    hands.press("ArrowRight", "ArrowUp", "ArrowUp")
    assert hands.check().z == (0.15, 0.4)
    hands.press("Shift+ArrowLeft", "Shift+ArrowDown")
    assert hands.check().z == (-0.1, 0.15)
    assert hands.handle("z").get_attribute("aria-valuetext") == "(−0.10, 0.15)"
    hands.handle("a").focus()
    hands.press("ArrowDown")
    assert hands.check().a == (-1.2, 1.95)
    hands.button("Draw a 7").focus()
    hands.press("Enter")
    assert digit_of(hands.check()) == 7
    hands.button("Reset").focus()
    hands.press("Enter")
    w = hands.check()
    assert (w.z, w.a, w.grey) == (LatentExplorer().z, LatentExplorer().a, LatentExplorer().grey)


def test_a_sample_is_the_one_that_python_draws(visit):
    hands = explore(visit)
    hands.button("Sample").click()
    first = hands.check()
    assert first.sampled and set(hands.ink("picture").ravel()) == {0, 1}
    hands.button("Sample").click()
    second = hands.check()
    assert second.seed == first.seed + 1 and (second.sample != first.sample).any()
    hands.button("Encode it").click()
    w = hands.check()
    assert (w.x == second.sample).all() and digit_of(w) == network().nearest(w.z)[0]
    hands.button("Mean").click()
    assert not hands.check().sampled


def test_a_drawn_digit_is_centred_and_encoded(visit):
    hands = explore(visit)
    w = hands.draw(ONE)
    assert digit_of(w) == 1 and w.x.max() == 1
    middle = [(w.x.sum(axis) * (np.arange(28) + 0.5)).sum() / w.x.sum() for axis in (0, 1)]
    assert middle == pytest.approx([14.5, 14.5], abs=0.1)
    hands.button("Clear").click()
    assert hands.check().x.max() == 0
    large = hands.draw(SEVEN)
    hands.button("Clear").click()
    small = hands.draw([(0.1 + 0.4 * x, 0.5 + 0.4 * y) for x, y in SEVEN])
    assert digit_of(large) == digit_of(small) == 7
    assert np.abs(large.x - small.x).mean() < 0.01, "where and how large it is drawn makes no difference"
    hands.button("Draw a 0").click()
    assert digit_of(hands.check()) == 0
    assert digit_of(hands.draw(ONE)) == 1, "a pen that comes to a ready-made digit begins anew"
    hands.button("Encode it").click()
    hands.check()
    assert hands.root.locator(".le-hint").is_visible(), "the pad is empty when x is not what lies on it"


def test_z_walks_from_a_to_b_and_rests_when_asked_to(visit):
    hands = explore(visit)
    hands.button("Play").click()
    hands.page.wait_for_timeout(500)
    hands.button("Pause").click()
    w = hands.check()
    rest, (a, b) = w.z, map(np.array, (w.a, w.b))
    share = np.dot(w.z - a, b - a) / np.dot(b - a, b - a)
    assert 0 < share < 1 and a + share * (b - a) == pytest.approx(w.z, abs=1e-3)
    assert hands.root.locator(".le-on-path").count() == 1
    hands.page.wait_for_timeout(200)
    assert hands.check().z == rest
    hands.button("Play").click()
    hands.root.locator(".le-slides").click(position={"x": 200, "y": 360})
    assert hands.button("Play").is_visible(), "a hand in the plane ends the walk"
    assert hands.check().z[1] < -2


def test_with_reduced_motion_z_goes_from_still_to_still(visit):
    hands = explore(visit, reduced_motion="reduce")
    hands.root.evaluate("""(figure) => {
        window.seen = [];
        figure.vaeModel.on("change:z", () => {
            const z = figure.vaeModel.get("z").join(" ");
            if (z !== window.seen.at(-1)?.z) window.seen.push({ z, at: performance.now() });
        });
    }""")
    hands.button("Play").click()
    hands.page.wait_for_function("window.seen.length === 4")
    seen = hands.page.evaluate("window.seen")
    w = LatentExplorer()
    stills = [np.round(np.array(w.a) + t * (np.array(w.b) - w.a), 3) for t in np.linspace(0, 1, 9)]
    places = [next(k for k, still in enumerate(stills) if still == pytest.approx(list(map(float, step["z"].split())), abs=1.1e-3)) for step in seen]
    assert places == sorted(places) and seen[-1]["at"] - seen[0]["at"] > 2900, "one still a second"


def test_a_finger_moves_z_and_draws(visit):
    hands = explore(visit, viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    for target, steps in ((hands.handle("z"), [(30, 0), (40, -30)]), (hands.root.locator(".le-pad-sheet"), [(10, 20), (-10, 40)])):
        target.scroll_into_view_if_needed()
        before, scrolled = hands.check(), hands.page.evaluate("scrollY")
        box = target.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        touch(hands.page, (x, y), *((x + dx, y + dy) for dx, dy in steps))
        after = hands.check()
        assert (after.z, after.grey) != (before.z, before.grey)
        assert hands.page.evaluate("scrollY") == scrolled


def test_a_screen_reader_hears_where_z_is(visit):
    hands = explore(visit)
    hands.handle("z").focus()
    hands.press("ArrowRight")
    hands.spoken().filter(has_text="z is (0.15, 0.30)").wait_for(state="attached")
    w = hands.check()
    digit, votes = network().nearest(w.z)
    assert f"of the ten nearest codes of test digits {votes} are those of {digit}s" in hands.spoken().text_content()
    names = [picture.get_attribute("aria-label") for picture in hands.root.locator("[role=img]:not([aria-hidden] *)").all()]
    assert len(names) == len(set(names)) == 6 and all(names)


def test_the_explorer_fetches_its_weights_when_it_is_seen_and_keeps_its_picture_until_they_have_come(visit):
    page = visit("book/intro.html")
    held = []
    page.route("**/latent_explorer.bin.js", lambda route: held.append(route))
    page.goto(page.url.replace("book/intro.html", "notebooks/06_vae.html"), wait_until="networkidle")
    figure = page.locator("figure.vae-mount[data-widget=latent_explorer]")
    assert figure.evaluate("(figure) => figure.getBoundingClientRect().top > innerHeight + 200") and not held
    with page.expect_request("**/latent_explorer.bin.js"):
        figure.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert figure.locator("img").is_visible() and figure.locator(".vae").count() == 0 and len(held) == 1
    held[0].continue_()
    figure.locator(".vae").wait_for()
    assert figure.locator("img").is_hidden()


def test_the_explorer_works_from_a_file(visit, site):
    hands = explore(visit, base=site.as_uri() + "/")
    for w in hands.move(hands.handle("z"), (50, 50)):
        assert w.z != LatentExplorer().z
