"""The widget LinearVAE on the page, in a reader's hands: mouse, keyboard, touch, ears, and without JavaScript."""

import io
import math

import pytest
from PIL import Image

from hands import touch
from hands import take as take_widget
from reader import CHAPTER, INTRO
from vaeedu.closed_forms import linear_vae

PAGES = [INTRO, CHAPTER]
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
FIGURE = "figure.vae-mount[data-widget=linear_vae]"


def take(page, number=0):
    return take_widget(page, "linear_vae", number)


def start_of(hands):
    return hands.root.evaluate("(figure) => figure.vaeModel.get('start')")


@pytest.mark.parametrize("path", PAGES)
def test_it_starts_from_the_inputs_of_its_page(visit, path):
    hands = take(visit(path))
    assert hands.check() == (1, 1)
    assert hands.root.locator("img").is_hidden()


@pytest.mark.parametrize("path", PAGES)
def test_beta_dragged_by_the_mouse_past_the_threshold(visit, path):
    hands = take(visit(path))
    for asked in hands.drag("beta", [0.25, 0.5, 1.3, 1.9, 2.03, 2.6, 3.7, 1.97, 0.8]):
        beta, _ = hands.check()
        if abs(asked - 2) < 0.05:
            assert beta == 2, "near the threshold means at it"
            assert (hands.value("a"), hands.value("b"), hands.value("c")) == (0, 1, 0)
            assert "collapsed" in hands.verdict().inner_text()
        else:
            assert beta == pytest.approx(asked, abs=0.02)
    assert hands.check()[0] == pytest.approx(0.8, abs=0.02), "it stays where it was dropped"


@pytest.mark.parametrize("path", PAGES)
def test_beta_and_t_by_keyboard(visit, path):
    hands = take(visit(path))
    hands.slider("t").focus()
    hands.press(*["ArrowLeft"] * 27)
    assert hands.check() == (1, 0.73)
    hands.slider("beta").focus()
    seen = []
    for _ in range(9):
        hands.press("ArrowRight")
        seen.append(hands.check()[0])
    threshold = linear_vae.threshold(0.73)  # 1.0658, between two steps of the slider
    assert seen == [1.01, 1.02, 1.03, 1.04, 1.05, 1.06, threshold, 1.07, 1.08]
    hands.press("PageUp")
    assert hands.check()[0] == 1.18
    hands.press("Home")
    assert hands.check() == (0, 0.73)
    assert hands.value("rate") == math.inf and hands.value("a") * hands.value("c") == pytest.approx(1)
    hands.press("End")
    beta, _ = hands.check()
    assert beta == 4 and hands.verdict().get_attribute("data-state") == "collapsed"


def test_the_keyboard_reaches_every_control(visit):
    hands = take(visit(INTRO))
    hands.slider("beta").focus()
    reached = []
    for _ in range(5):
        reached.append(hands.page.evaluate("document.activeElement.dataset.name || document.activeElement.className"))
        hands.press("Tab")
    assert reached == ["beta", "t", "vae-result", "vae-button", "vae-handle"]


def test_t_dragged_by_the_mouse_moves_the_threshold(visit):
    hands = take(visit(INTRO))
    for asked in hands.drag("t", [0.8, 0.6, 1.2, 0.2]):
        beta, t = hands.check()
        assert beta == 1 and t == pytest.approx(asked, abs=0.01)
    assert hands.check() == (1, 0.2)


def test_no_control_reaches_what_python_refuses(visit):
    hands = take(visit(INTRO))
    for name, key in [("beta", "Home"), ("t", "Home"), ("beta", "PageDown"), ("t", "PageDown"), ("t", "ArrowLeft")]:
        hands.slider(name).focus()
        hands.press(key)
        beta, t = hands.check()
        assert beta >= 0 and t > 0
    for name, least in (("t", 0.2), ("beta", 0)):
        for _ in hands.drag(name, [least]):
            hands.page.mouse.move(0, 300)  # far past the end of the slider
            hands.check()
            assert hands.value(name) == least


def test_the_phase_diagram_is_a_handle_for_beta(visit):
    hands = take(visit(INTRO))
    box = hands.root.locator(".lv-slides").bounding_box()
    middle = box["y"] + box["height"] / 2
    hands.page.mouse.move(box["x"] + 0.3 * box["width"], middle)
    hands.page.mouse.down()
    before = -1
    for share in (0.3, 0.5, 0.7, 0.9):
        hands.page.mouse.move(box["x"] + share * box["width"], middle, steps=4)
        beta, _ = hands.check()
        assert beta > before
        before = beta
    hands.page.mouse.up()
    assert hands.check()[0] == before


def descent(hands):
    """Where the path begins and ends, where the handle is, and the nearest minimum, in pixels of the screen."""
    return hands.root.evaluate(
        """(figure) => {
          const middle = (node) => {
            const box = node.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
          };
          const path = figure.querySelector("path.lv-path");
          const point = (at) => {
            const p = path.getPointAtLength(at).matrixTransform(path.getScreenCTM());
            return [p.x, p.y];
          };
          const minima = [...figure.querySelectorAll("circle.lv-minimum")].filter((node) => node.getAttribute("display") !== "none");
          return { first: point(0), last: point(path.getTotalLength()), handle: middle(figure.querySelector(".vae-handle")), minima: minima.map(middle) };
        }"""
    )


def check_descent(hands):
    """The path begins under the handle and ends in a minimum."""
    hands.settle()
    seen = descent(hands)
    assert seen["first"] == pytest.approx(seen["handle"], abs=1)
    assert min(math.dist(seen["last"], minimum) for minimum in seen["minima"]) < 2
    return seen["handle"]


def test_the_start_of_the_descent_follows_the_mouse(visit):
    hands = take(visit(INTRO))
    hands.handle().scroll_into_view_if_needed()
    x, y = check_descent(hands)
    before = start_of(hands)
    hands.page.mouse.move(x, y)
    hands.page.mouse.down()
    for dx, dy in [(30, 0), (90, 20), (150, 60)]:
        hands.page.mouse.move(x + dx, y + dy, steps=3)
        assert check_descent(hands) == pytest.approx((x + dx, y + dy), abs=1)
    hands.page.mouse.up()
    (a0, c0), (a1, c1) = before, start_of(hands)
    assert a1 > a0 and c1 < c0
    hands.page.mouse.click(x + 10, y - 30)  # a click into the plot brings the start there
    assert check_descent(hands) == pytest.approx((x + 10, y - 30), abs=1)
    assert hands.check() == (1, 1)


def test_the_start_of_the_descent_by_keyboard(visit):
    hands = take(visit(INTRO))
    hands.handle().focus()
    assert hands.handle().get_attribute("role") == "slider"
    hands.press("ArrowRight", "ArrowRight", "ArrowUp")
    assert start_of(hands) == pytest.approx([-1.6 + 2 * 0.044, 0.4 + 0.044])
    hands.press("Shift+ArrowDown", "ArrowLeft")
    assert start_of(hands) == pytest.approx([-1.6 + 0.044, 0.4 - 0.176])
    assert hands.handle().get_attribute("aria-valuetext") == "a −1.56, c 0.22"
    check_descent(hands)


def test_reset_brings_the_beginning_back(visit):
    hands = take(visit(INTRO))
    hands.slider("beta").focus()
    hands.press("PageUp")
    hands.slider("t").focus()
    hands.press("PageUp")
    hands.handle().focus()
    hands.press("ArrowUp")
    assert hands.check() == (1.1, 1.1) and start_of(hands) != [-1.6, 0.4]
    hands.root.get_by_role("button", name="Reset").click()
    assert hands.check() == (1, 1) and start_of(hands) == [-1.6, 0.4]


def test_a_finger_moves_everything(visit):
    hands = take(visit(INTRO, **PHONE))
    hands.slider("beta").scroll_into_view_if_needed()
    touch(hands.page, *(hands.point("beta", value) for value in (1, 1.2, 1.6, 2.6)))
    assert hands.check()[0] == pytest.approx(2.6, abs=0.03)
    touch(hands.page, *(hands.point("beta", value) for value in (2.6, 2.3, 2.02)))
    assert hands.check()[0] == 2

    diagram = hands.root.locator(".lv-slides")
    diagram.evaluate("(node) => node.scrollIntoView({ block: 'center' })")  # not under the sliders, which stay in sight
    box = diagram.bounding_box()
    touch(hands.page, *((box["x"] + share * box["width"], box["y"] + box["height"] / 2) for share in (0.6, 0.5, 0.4, 0.35)))
    assert 0.5 < hands.check()[0] < 2

    hands.handle().scroll_into_view_if_needed()
    x, y = check_descent(hands)
    scrolled = hands.page.evaluate("scrollY")
    touch(hands.page, (x, y), (x + 20, y + 5), (x + 60, y + 15), (x + 100, y + 40))
    assert check_descent(hands) == pytest.approx((x + 100, y + 40), abs=1)
    assert hands.page.evaluate("scrollY") == scrolled, "a finger on the handle does not scroll the page"


def test_a_swipe_that_scrolls_the_page_changes_nothing(visit):
    hands = take(visit(INTRO, **PHONE))
    hands.slider("beta").scroll_into_view_if_needed()
    for place in (hands.slider("beta"), hands.root.locator(".lv-slides")):
        box = place.bounding_box()
        x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
        scrolled = hands.page.evaluate("scrollY")
        touch(hands.page, *((x - step / 5, y - 2 * step) for step in range(0, 100, 4)))
        hands.page.wait_for_function("(before) => scrollY > before + 50", arg=scrolled)
        assert hands.check() == (1, 1)
    hands.slider("beta").scroll_into_view_if_needed()
    touch(hands.page, hands.point("beta", 3))
    assert hands.check()[0] == pytest.approx(3, abs=0.03), "a tap still counts"


def test_in_forced_colours_the_slider_and_the_legend_can_be_seen(visit):
    hands = take(visit(INTRO, forced_colors="active", color_scheme="dark"))
    for place in (hands.slider("beta"), *hands.root.locator(".vae-swatch").all()):
        with Image.open(io.BytesIO(place.screenshot())) as shot:
            darkest, lightest = shot.convert("L").getextrema()
        assert lightest - darkest > 100
    swatches = {swatch.evaluate("(node) => getComputedStyle(node).borderTopColor") for swatch in hands.root.locator(".vae-swatch:is(.lv-b, .lv-c)").all()}
    assert len(swatches) == 2, "and tells the curves apart"


def test_the_box_that_asks_to_predict_opens_the_widget_for_it(visit):
    page = visit(CHAPTER)
    page.get_by_role("button", name="Write down a guess").first.click()
    hands = take(page)
    guess = hands.root.locator(".vae-guess").first
    guess.wait_for()
    assert hands.root.locator(".vae-guess").count() == 6 and not hands.root.locator(".vae-panels").is_visible()
    guess.fill("0.5")
    hands.root.get_by_role("button", name="Predict").click()
    said = "redicted for LinearVAE(beta=1, t=1): a 0.50, it"
    assert f"You p{said} is 0.71 (error −0.21)." in hands.root.locator(".vae-notice").text_content()
    page.reload()
    assert f"Last time you p{said} was 0.71 (error −0.21)." in take(page).root.locator(".vae-notice").text_content()


def test_a_widget_opens_in_the_state_of_the_address_and_is_seen(visit):
    page = visit(f"{CHAPTER}#linear_vae:beta=2.5&t=1.2")
    hands = take(page)
    assert hands.check() == (2.5, 1.2)
    page.wait_for_function("document.querySelector('.vae-mount').getBoundingClientRect().top < 100")


def test_where_the_page_may_keep_nothing_the_widget_says_so_and_works(visit):
    page = visit("book/notation.html")
    page.add_init_script("""for (const what of ["getItem", "setItem"]) {
        const own = Storage.prototype[what];
        Storage.prototype[what] = function (key, ...value) {
            if (key.startsWith("vaeedu")) throw new DOMException("forbidden", "SecurityError");
            return own.call(this, key, ...value);
        };
    }""")
    page.goto(page.url.replace("notation", "intro"))
    hands = take(page)
    predict = hands.root.get_by_role("button", name="Predict")
    predict.click()
    hands.root.locator(".vae-guess").first.fill("1")
    predict.click()
    assert hands.root.locator(".vae-notice").text_content().endswith("This browser does not let the page keep it.")
    assert hands.check() == (1, 1)


def test_two_widgets_on_one_page_leave_each_other_alone(visit):
    page = visit("book/notation.html")
    html = page.context.request.get(page.url.replace("notation", "intro")).text()
    start = html.rindex("<figure ", 0, html.index('data-widget="linear_vae"'))
    figure = html[start : html.index("</figure>", start) + len("</figure>")]
    twice = html.replace(figure, figure + figure)
    page.route("**/book/intro.html", lambda route: route.fulfill(body=twice, content_type="text/html"))
    page.goto(page.url.replace("notation", "intro"))
    first, second = take(page, 0), take(page, 1)
    second.slider("beta").focus()
    second.press("PageUp", "PageUp")
    second.handle().focus()
    second.press("ArrowUp")
    assert first.check() == (1, 1) and second.check() == (1.2, 1)
    assert start_of(first) == [-1.6, 0.4] != start_of(second)
    for _ in first.drag("t", [0.5]):
        first.check()
    assert second.check() == (1.2, 1)


def test_a_screen_reader_hears_the_numbers(visit):
    hands = take(visit(INTRO))
    spoken = hands.spoken()
    hands.slider("beta").focus()
    hands.press("End")
    spoken.filter(has_text="collapsed").wait_for(state="attached")
    assert spoken.text_content() == "β ≥ 2t²: collapsed, every x gets the same code. a 0.000, b 1.000, c 0.000, loss 1.000."
    assert hands.slider("beta").get_attribute("aria-valuetext") == "4.000, collapsed"
    hands.press("Home", "PageUp")
    spoken.filter(has_text="carries").wait_for(state="attached")
    a, b, c = linear_vae.minimiser(0.1, 1)
    assert f"a {a:.3f}, b {b:.3f}, c {c:.3f}" in spoken.text_content()
    names = [hands.root.locator("svg.vae-svg").nth(number).get_attribute("aria-label") for number in range(4)]
    assert f"a {a:.3f}, b {b:.3f}, c {c:.3f}" in names[0] and all(names) and len(set(names)) == 4
    assert hands.page.get_by_role("slider", name="β weight of the rate").count() == 1


def test_nothing_moves_by_itself(visit):
    hands = take(visit(INTRO, reduced_motion="reduce"))
    hands.slider("beta").focus()
    hands.press("PageUp")
    hands.root.get_by_role("button", name="Reset").click()
    assert hands.check() == (1, 1)
    assert hands.page.evaluate("document.getAnimations().length") == 0
    assert hands.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(26, 26, 26)")])
def test_it_lies_on_the_paper_of_the_page(visit, scheme, paper):
    hands = take(visit(INTRO, color_scheme=scheme))
    colour = "(node) => getComputedStyle(node).backgroundColor"
    assert hands.root.locator(".vae").evaluate(colour) == paper == hands.page.locator("body").evaluate(colour)


@pytest.mark.parametrize("path", PAGES)
def test_without_javascript_the_picture_shows(visit, path):
    page = visit(path, java_script_enabled=False)
    picture = page.locator(f"{FIGURE} img").first
    picture.scroll_into_view_if_needed()
    assert picture.is_visible()
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 600
    assert "a" in picture.get_attribute("alt")


def test_a_widget_that_cannot_load_leaves_its_picture(browser, address):
    page = browser.new_page()
    page.route("**/_static/widgets/*.js", lambda route: route.abort())
    with page.expect_console_message(lambda message: "its picture stays" in message.text):
        page.goto(address + INTRO)
    assert page.locator(f"{FIGURE} img").is_visible() and page.locator(".vae").count() == 0
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_it_works_from_a_file(visit, site, path):
    hands = take(visit(path, base=site.as_uri() + "/"))
    for asked in hands.drag("beta", [1.5, 2.01, 3]):
        beta, _ = hands.check()
        assert beta == (2 if asked == 2.01 else pytest.approx(asked, abs=0.02))
