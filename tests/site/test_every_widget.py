"""Every widget in a reader's hands, on the first page that shows it: every number is the one that Python gives.

What no other widget does is tested in widgets/, and what differs between browsers in test_engines.py.
"""

import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import page as benchmark
from hands import READ, take
from reader import SITE, Reader
from vaeedu import widgets

FIRST = {}
for path in benchmark.PAGES:
    for name in re.findall(r'class="vae-mount[ "][^>]* data-widget="(\w+)"', (SITE / path).read_text(encoding="utf8")):
        FIRST.setdefault(name, path)


@pytest.fixture(scope="module", params=sorted(FIRST) or ["none"])  # never none: without a site the tests fail
def hands(request, browser, address):
    """A widget whose page is opened once; each test finds it as the one before has left it."""
    reader = Reader(browser, address)
    yield take(reader.open(FIRST[request.param]), request.param)
    reader.context.close()
    assert not reader.troubles


def sliders(hands):
    return hands.root.locator("input[type=range]").evaluate_all("(inputs) => inputs.map((input) => input.dataset.name)")


def test_every_slider_by_mouse(hands):
    hands.check()
    for name in sliders(hands):
        low, high = (float(hands.slider(name).get_attribute(end)) for end in ("min", "max"))
        for asked in hands.drag(name, [low + share * (high - low) for share in (0.2, 0.45, 0.9)]):
            hands.check()
            assert hands.value(name) == pytest.approx(asked, abs=0.05 * (high - low))


def test_every_slider_by_keyboard(hands):
    for name in sliders(hands):
        hands.slider(name).focus()
        hands.press("Home")
        hands.check()
        least = hands.value(name)
        assert least == float(hands.slider(name).get_attribute("min"))
        hands.press("ArrowRight")
        hands.check()
        assert hands.value(name) > least
        hands.press("PageUp", "ArrowRight", "ArrowRight", "ArrowLeft")
        hands.check()
        assert hands.value(name) > least


def test_every_handle_by_mouse(hands):
    for number in range(hands.root.locator(".vae-handle").count()):
        handle = hands.root.locator(".vae-handle").nth(number)
        before = repr(hands.widget())
        hands.carry(handle)
        hands.check()
        assert repr(hands.widget()) != before


UNNAMED = """
window.unnamed = [];
new MutationObserver(() => document.querySelectorAll(".vae-panels [role=img]:not([aria-label])").forEach((picture) => requestAnimationFrame(() => {
  if (picture.isConnected && !picture.hasAttribute("aria-label")) window.unnamed.push(picture.outerHTML.slice(0, 80));
}))).observe(document, { childList: true, subtree: true });
"""


def test_pictures_have_names_from_the_first_frame_on(browser, address):
    """What they are called may be told late; that they have a name may not."""
    reader = Reader(browser, address)
    reader.context.add_init_script(UNNAMED)
    page = reader.open(FIRST["code_path"])
    assert take(page, "code_path").root.locator("[role=img][aria-label]").count() >= 3
    assert page.evaluate("window.unnamed") == []
    reader.context.close()


ASTRAY = """(figure) => [...figure.querySelectorAll("dl dt")].filter((name) => {
  const [text, below] = [document.createRange(), name.nextElementSibling.getBoundingClientRect()];
  text.selectNodeContents(name);
  const above = text.getBoundingClientRect();
  return above.bottom > below.top + 1 || Math.abs(above.left - below.left) > 1;
}).map((name) => name.textContent)"""


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_each_name_stands_over_its_number_and_not_on_it(hands, width):
    hands.resize(width)
    assert hands.root.evaluate(ASTRAY) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_slider_does(hands, width):
    hands.resize(width)
    hands.press_button("Reset")
    heights = {}
    for name in sliders(hands):
        hands.slider(name).focus()
        for key in ("Home", "PageUp", "End", "PageDown"):
            hands.press(key)
            heights[name, key] = hands.root.evaluate("(figure) => figure.offsetHeight")
    assert len(set(heights.values())) <= 1, heights


def test_two_fingers_zoom_the_page_wherever_they_lie(hands):
    dead = """(figure) => [...figure.querySelectorAll("*")].map((node) => getComputedStyle(node).touchAction)
      .filter((action) => !["auto", "manipulation"].includes(action) && !action.includes("pinch-zoom"))"""
    assert hands.root.evaluate(dead) == []


# The tools below every widget -------------------------------------------------------------------------------------------


def press(hands, name):
    """Presses one of the tools; returns what the widget then says."""
    hands.press_button(name)
    return hands.root.locator(".vae-notice").text_content()


def saved(hands, name):
    with hands.page.expect_download() as download:
        press(hands, name)
    return Path(download.value.path()).read_text(encoding="utf8")


def presets(hands):
    return hands.root.locator(".vae-preset").all()


def python(hands):
    """The widget that Python makes of what the page copies for it."""
    return eval(re.search(r"\w+\(.*\)", press(hands, "Copy as Python"))[0], vars(widgets))


def test_presets_and_the_state_as_python(hands):
    for preset in presets(hands):
        preset.click()
        hands.check()
        shown = hands.widget()
        assert repr(python(hands)) == repr(shown)
        expected = shown.presets[preset.text_content()]
        assert {name: getattr(shown, name) for name in expected} == expected


def test_a_link_leads_back_to_the_state_and_a_damaged_one_to_a_sentence(hands):
    presets(hands)[-1].click()
    hands.check()
    told = repr(hands.widget())
    press(hands, "Link to this state")
    place, address = hands.root.get_attribute("data-widget"), hands.page.url
    assert f"#{place}:" in address
    hands.press_button("Reset")
    assert repr(hands.widget()) != told
    follow = "async (hash) => { const seen = new Promise((done) => addEventListener('hashchange', done, { once: true })); location.hash = hash; await seen; }"
    for damaged in ("nothing=1", f"{hands.widget().inputs[0]}=x", f"{hands.widget().inputs[-1]}=1e99", "%E0%A4%A"):
        before = repr(hands.widget())
        hands.page.evaluate(follow, f"{place}:{damaged}")
        assert hands.root.locator(".vae-notice").text_content().startswith("This link cannot be followed: ")
        assert repr(hands.widget()) == before
    hands.page.evaluate(follow, address.partition("#")[2])
    hands.check()
    assert repr(hands.widget()) == told and hands.root.locator(".vae-notice").text_content() == ""


def test_the_numbers_as_a_table_with_those_that_are_frozen(hands):
    hands.press_button("Reset")
    first = {name: value for name, (value, _) in hands.root.evaluate(READ).items()}
    assert press(hands, "Freeze").startswith("Kept to compare with: ")
    presets(hands)[-1].click()
    hands.check()
    now = {name: value for name, (value, _) in hands.root.evaluate(READ).items()}
    header, *rows = csv.reader(saved(hands, "Save the numbers").splitlines())
    assert header == ["name", "value", "frozen"] and {name: value for name, value, _ in rows} == now
    frozen = {name: float(value) for name, _, value in rows}
    assert len(hands.root.locator(".vae-ghost").all()) > 0
    press(hands, "Freeze")
    assert hands.root.locator(".vae-ghost").count() == 0
    hands.press_button("Reset")
    assert {name: value for name, (value, _) in hands.root.evaluate(READ).items()} == first
    assert frozen == pytest.approx({name: float(value) for name, value in first.items()})
    assert saved(hands, "Save the numbers").startswith("name,value\n")


def test_the_pictures_as_a_file_that_opens_alone(hands):
    text = saved(hands, "Save the pictures")
    drawing = ElementTree.fromstring(text)
    tags = [node.tag.rpartition("}")[2] for node in drawing.iter()]
    assert tags.count("image") == hands.root.locator(".vae-panels canvas").count()
    assert tags.count("svg") == 1 + hands.root.locator(".vae-panels svg").evaluate_all("(all) => all.reduce((sum, svg) => sum + svg.checkVisibility(), 0)")
    assert {"path", "circle", "rect"} & set(tags) and "text" in tags
    assert not re.search(r'class="|var\(|light-dark|href="(?!data:)', text), "nothing in it needs the page"
    assert repr(python(hands)).partition("(")[0] in text


def test_a_guess_is_asked_for_before_the_numbers_and_kept(hands):
    hands.press_button("Reset")
    result = hands.root.locator(".vae-numbers output, td output").first
    assert "write your guess" in press(hands, "Predict")
    assert not result.is_visible() and not hands.root.locator(".vae-panels").is_visible()
    guess = hands.root.locator(".vae-guess").first
    assert guess.get_attribute("aria-label").startswith("Your guess: ")
    guess.fill("3.5")
    said = press(hands, "Predict")
    truth = float(result.get_attribute("data-value"))
    shown, error = (float(number.replace("−", "-")) for number in re.search(r" 3\.50, it is (\S+) \(error (\S+)\)\.$", said).groups())
    assert (shown, error) == pytest.approx((truth, 3.5 - truth), abs=0.0051)
    assert result.is_visible() and hands.root.locator(".vae-guess").count() == 0
    kept = hands.page.evaluate("Object.values(localStorage)")
    assert said in kept and repr(eval(re.search(r"\w+\(.*?\)(?=:)", said)[0], vars(widgets))) == repr(hands.widget())


def test_on_a_phone_the_sliders_stay_above_the_last_picture(hands):
    if len(sliders(hands)) not in range(1, 5):
        pytest.skip("it has no sliders, or so many that they would cover the pictures")
    hands.resize(375, 780)
    hands.root.locator(".vae-panel").last.evaluate("(panel) => panel.scrollIntoView({ block: 'end' })")
    hands.settle()
    controls, panel = (hands.root.locator(part).last.bounding_box() for part in (".vae-controls", ".vae-panel"))
    header = hands.page.locator(".bd-header-article").bounding_box()
    assert header["y"] + header["height"] <= controls["y"] + 1
    assert controls["y"] + controls["height"] <= panel["y"]
    name = sliders(hands)[0]
    before = hands.value(name)
    x, y = hands.point(name, before)
    hands.page.mouse.click(x + 40, y)
    hands.check()
    assert hands.value(name) != before, "and can be used there"


def test_a_slider_runs_by_itself_until_a_hand_comes(hands):
    if not sliders(hands):
        pytest.skip("it has no sliders")
    name = sliders(hands)[0]
    before = hands.value(name)
    hands.slider(name).focus()  # the one that is to run
    press(hands, "Play")
    hands.page.wait_for_function("([figure, name, before]) => Number(figure.querySelector(`output[data-name=${name}]`).dataset.value) !== before", arg=[hands.root.element_handle(), name, before])
    hands.slider(name).focus()
    hands.press("ArrowRight")
    hands.check()
    resting = hands.value(name)
    hands.settle()
    assert hands.value(name) == resting and hands.root.get_by_role("button", name="Play: a").get_attribute("aria-pressed") == "false"


def test_full_width_and_back(hands):
    hands.resize(1280)
    hands.root.locator(".vae-tools").scroll_into_view_if_needed()
    box = lambda: hands.root.locator(".vae").bounding_box()  # noqa: E731
    before = box()
    press(hands, "Full width")
    assert box() == {"x": 0, "y": 0, "width": 1280, "height": 800}
    hands.check()
    hands.press("Escape")
    # On the screen, not on the page: what lies unseen above may get its true height meanwhile. Half a pixel nobody sees.
    assert box() == pytest.approx(before, abs=0.5)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_tools_have_names_and_room(hands, width):
    hands.resize(width)
    tools = hands.root.locator(".vae-tool, .vae-preset")
    boxes = [tool.bounding_box() for tool in tools.all()]
    frame = hands.root.bounding_box()
    for box in boxes:
        assert min(box["width"], box["height"]) >= 24 and frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"] + 0.1
    names = tools.evaluate_all("(all) => all.map((tool) => tool.ariaLabel ?? tool.textContent)")
    assert all(names) and len(set(names)) == len(names)
    hands.page.emulate_media(media="print")
    assert not hands.root.locator(".vae-tools").is_visible()
    hands.page.emulate_media(media="screen")


# Numbers and curves -----------------------------------------------------------------------------------------------------

LIT = """(figure) => [".vae-svg .vae-lit", ":is(dt, tr, .vae-swatch).vae-lit"].map((lit) => figure.querySelectorAll(lit).length)"""


def test_a_number_and_its_curve_point_at_each_other(hands):
    hands.resize(1280)
    pointing = hands.root.locator(".vae-result[tabindex], tr[class]")
    if not pointing.count():
        pytest.skip("none of its numbers has a curve")
    for place in pointing.all():
        place.scroll_into_view_if_needed()
        place.hover()
        curves, names = hands.root.evaluate(LIT)
        assert curves > 0 and names > 0 and hands.root.locator(".vae-pointing").count() == 1
    curve = hands.root.locator(".vae-svg .vae-lit").first
    name = curve.get_attribute("class")
    hands.page.mouse.move(1, 1)
    assert hands.root.evaluate(LIT) == [0, 0]
    curve = hands.root.locator(f".vae-svg [class='{name.replace(' vae-lit', '')}']").first
    curve.dispatch_event("pointerover")
    curves, names = hands.root.evaluate(LIT)
    assert curves > 0 and names > 0 and hands.root.locator(".vae-pointing").count() == 0
    hands.root.locator(".vae").dispatch_event("pointerleave")
    focusable = hands.root.locator(".vae-result[tabindex]")
    if focusable.count():
        focusable.first.focus()
        for number in range(focusable.count()):
            assert focusable.nth(number).evaluate("(node) => node === document.activeElement") and hands.root.evaluate(LIT)[0] > 0
            hands.press("ArrowRight")


# What JupyterLab 4 has for whatever stands in an output of a notebook, and, last, for HTML there (.jp-RenderedHTMLCommon).
HOST = """
.jp-OutputArea-output dl, .jp-OutputArea-output dt, .jp-OutputArea-output dd { display: block; }
.jp-OutputArea-output dl { width: 100%; overflow: hidden; padding: 0; margin: 0; }
.jp-OutputArea-output dt { font-weight: bold; float: left; width: 20%; padding: 0; margin: 0; }
.jp-OutputArea-output dd { float: left; width: 80%; padding: 0; margin: 0; }
.jp-ThemedContainer button { border-radius: 2px; }
.jp-ThemedContainer button:focus-visible { outline: 1px solid red; outline-offset: -1px; }
.jp-ThemedContainer a { text-decoration: unset; color: unset; }
.jp-OutputArea-output p { text-align: left; margin: 0; margin-bottom: 1em; }
.jp-OutputArea-output table { border-collapse: collapse; border-spacing: 0; border: none; color: red; font-size: 30px; table-layout: fixed; margin: 0 auto 1em; }
.jp-OutputArea-output :is(td, th, tr) { vertical-align: middle; padding: 0.5em; line-height: normal; white-space: normal; max-width: none; border: none; }
.jp-OutputArea-output th { font-weight: bold; }
.jp-OutputArea-output tbody tr:nth-child(odd) { background: red; }
"""
LOOKS = """(figure) => [...figure.querySelectorAll(".vae, .vae *")].filter((node) => node.checkVisibility()).map((node) => {
  const [style, box] = [getComputedStyle(node), node.getBoundingClientRect()];
  const looks = ["color", "background-color", "font-size", "font-weight", "border-radius", "outline-offset"].map((name) => style[name]);
  const from = figure.querySelector(".vae").getBoundingClientRect();
  return [node.tagName, node.className.baseVal ?? node.className, box.x - from.x, box.y - from.y, box.width, box.height, ...looks].join(" ");
})"""


def test_the_styles_of_jupyterlab_change_nothing(hands):
    hands.root.get_by_role("button").first.focus()
    hands.press("Shift")  # now the focus is visible
    alone = hands.root.evaluate(LOOKS)
    style = hands.page.add_style_tag(content=HOST)
    hands.root.evaluate("(figure) => figure.classList.add('jp-ThemedContainer', 'jp-OutputArea-output')")
    hands.settle()
    changed = [f"{before} -> {after}" for before, after in zip(alone, hands.root.evaluate(LOOKS), strict=True) if before != after]
    style.evaluate("(node) => node.remove()")
    assert not changed, "\n".join(changed)


def test_typed_keys_stay_in_the_widget_and_those_that_leave_it_go_on(hands):
    hands.page.evaluate("() => { window.heard = []; document.addEventListener('keydown', ({ key }) => window.heard.push(key)); }")
    focusable = hands.root.locator("input[type=range], .vae-handle, .vae-button")
    for place in (focusable.first, focusable.last):
        place.focus()
        for key in ("a", "D", "1", "ArrowRight", "PageDown", "Escape", "Control+s", "Tab"):
            hands.page.keyboard.press(key)
        assert hands.page.evaluate("window.heard.splice(0)") == ["Escape", "Control", "s", "Tab"]
