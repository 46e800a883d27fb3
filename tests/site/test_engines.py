"""The first widget of each page in Firefox and in WebKit, by mouse and by keyboard: every number is the one that Python gives."""

import io
import re

import pytest
from PIL import Image

import page as benchmark
from chapters import ROOT
from engines import Firefox, WebKit
from environment import command
from hands import FRAMES, hands_on
from reader import CHAPTER, INTRO, SITE
from vaeedu import widgets

PAGES = [path for path in benchmark.PAGES if "vae-mount" in (SITE / path).read_text(encoding="utf8")]


@pytest.fixture(scope="module", params=[Firefox, WebKit], ids=lambda engine: engine.__name__)
def page(request):
    """A page of one engine, whose process all tests share."""
    engine = request.param
    missing = [package for package in engine.packages if not command(package)]
    if missing:
        pytest.skip(f"{engine.__name__} needs {' and '.join(missing)}. Where root runs `make test` on Debian, they are installed.")
    with engine.open() as page:
        page.resize(1280, 900)
        yield page


def see_canvases(hands):
    """What a canvas holds is what the eye sees: in one engine, a layer over it once hid the largest under a grey square."""
    canvases = hands.root.locator("canvas")
    for number in range(canvases.count()):
        canvas = canvases.nth(number)
        canvas.scroll_into_view_if_needed()
        hands.settle()
        box = canvas.bounding_box()
        with Image.open(io.BytesIO(hands.page.screenshot())) as screen:
            cut = screen.convert("L").crop([round(box[side]) + shift for side, shift in (("x", 2), ("y", 2))] + [round(box["x"] + box["width"]) - 2, round(box["y"] + box["height"]) - 2])
        darkest, lightest = cut.getextrema()
        assert lightest - darkest > 60, f"canvas {number} looks alike all over"


def carry(hands, handle):
    handle.scroll_into_view_if_needed()
    said, seen = handle.get_attribute("aria-valuetext"), hands.page.screenshot()
    hands.carry(handle)
    hands.check()
    assert handle.get_attribute("aria-valuetext") != said
    assert hands.page.screenshot() != seen


def by_mouse(hands, name):
    low, high = (float(hands.slider(name).get_attribute(end)) for end in ("min", "max"))
    for asked in hands.drag(name, [low + share * (high - low) for share in (0.2, 0.45, 0.9)]):
        hands.check()
        dropped = hands.value(name)
        assert dropped == pytest.approx(asked, abs=0.05 * (high - low))
    hands.check()
    assert hands.value(name) == dropped, "it stays where it was dropped"


def by_keyboard(hands, name):
    hands.slider(name).focus()
    before = hands.value(name)
    for key in ("ArrowRight", "PageUp"):
        hands.press(key)
        hands.check()
        assert hands.value(name) > before
        before = hands.value(name)
    for key, end in (("Home", "min"), ("End", "max")):
        hands.press(key)
        hands.check()
        assert hands.value(name) == float(hands.slider(name).get_attribute(end))


def by_typing(hands, field):
    field.focus()
    field.evaluate("(node) => node.select()")
    hands.press("7")
    hands.check()
    assert hands.root.evaluate("(figure, name) => figure.vaeModel.get(name)", field.get_attribute("data-name")) == 7


def by_tools(hands):
    """The tools below the widget: freeze, full width, and the state in Python's words."""
    press = "(figure, name) => figure.querySelector(`.vae-tool[aria-label^=${name}]`).click()"
    hands.root.evaluate(press, "Freeze")
    hands.root.evaluate("(figure) => figure.querySelector('.vae-preset').click()")
    hands.check()
    assert hands.root.locator(".vae-ghost").count() > 0
    hands.root.evaluate(press, "Full")
    assert hands.root.locator(".vae").bounding_box()["width"] == hands.page.evaluate("() => document.documentElement.clientWidth")
    hands.root.evaluate(press, "Full")
    hands.root.evaluate(press, "Copy")
    hands.settle()
    said = hands.root.evaluate("(figure) => figure.querySelector('.vae-notice').textContent")
    assert repr(eval(re.search(r"\w+\(.*\)", said)[0], vars(widgets))) == repr(hands.widget())


@pytest.mark.parametrize("width", [1280, 500])
def test_the_button_stays_under_the_pointer_while_lines_come_and_go(address, page, width):
    page.resize(width, 900)
    page.goto(address + CHAPTER)
    page.evaluate(FRAMES)
    derivations = page.locator(".derivation")
    for number in (0, derivations.count() - 1):
        button = derivations.nth(number).locator(".derivation-tools button")
        button.scroll_into_view_if_needed()
        page.evaluate(FRAMES)
        box = button.bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
        for _ in range(derivations.nth(number).locator(".derivation-step").count() + 1):
            page.mouse.down()
            page.mouse.up()
            page.evaluate(FRAMES)
            assert button.bounding_box()["y"] == pytest.approx(box["y"], abs=2)
    page.resize(1280, 900)


@pytest.mark.parametrize("path", PAGES or [INTRO])  # never none: without a site the test fails
def test_the_first_widget(address, page, path):
    page.mouse.up()  # a test that failed may have left it pressed
    page.resize(1280, 900)
    page.goto(address + path)
    hands = hands_on(benchmark.first_widget(page))
    hands.check()
    see_canvases(hands)
    sliders, handles, fields = (hands.root.locator(kind) for kind in ("input[type=range]", ".vae-handle", "input[type=number]"))
    assert sliders.count() + handles.count() + fields.count() > 0
    if handles.count():
        carry(hands, handles.first)
    if sliders.count():
        name = sliders.first.get_attribute("data-name")
        by_mouse(hands, name)
        by_keyboard(hands, name)
    if fields.count():
        by_typing(hands, fields.first)
    by_tools(hands)
    page.resize(360, 740)
    assert page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth") <= 0, "the page fits a phone, or WebKit's narrowest window"
    assert not page.errors


TRAINED = [view.parent.name for view in sorted((ROOT / "vaeedu" / "widgets").glob("*/view.mjs")) if 'button("Train"' in view.read_text(encoding="utf8")]
STEPS = """(figure) => new Promise((done) => {
  const look = () => Number(figure.querySelector("output[data-name=steps]").dataset.value) > 9 ? done() : requestAnimationFrame(look);
  look();
})"""


@pytest.mark.parametrize("room", TRAINED)
def test_what_is_trained_in_the_page(address, page, room):
    """Some of it in a worker, which a page starts from a blob."""
    (path,) = [path for path in PAGES if f'data-widget="{room}"' in (SITE / path).read_text(encoding="utf8")]
    page.resize(1280, 900)
    page.goto(address + path)
    figure = page.locator(f"figure.vae-mount[data-widget={room}]")
    figure.scroll_into_view_if_needed()
    figure.locator(".vae-button").wait_for()
    press = "(figure, name) => [...figure.querySelectorAll('.vae-button')].find((node) => node.textContent === name).click()"
    figure.evaluate(press, "Train")
    figure.evaluate(STEPS)
    figure.evaluate(press, "Pause")
    page.evaluate(FRAMES)
    steps = "(figure) => figure.vaeModel.get('steps')"
    rested = figure.evaluate(steps)
    page.evaluate(FRAMES)
    assert rested > 9 and figure.evaluate(steps) == rested
    assert not page.errors
