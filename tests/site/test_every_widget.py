"""Every widget in a reader's hands, on the first page that shows it: every number is the one that Python gives.

What no other widget does is tested in widgets/, and what differs between browsers in test_engines.py.
"""

import re

import pytest

import page as benchmark
from hands import take
from reader import SITE, Reader

FIRST = {}
for path in benchmark.PAGES:
    for name in re.findall(r'class="vae-mount"[^>]* data-widget="(\w+)"', (SITE / path).read_text(encoding="utf8")):
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


OVERPRINTED = """(figure) => [...figure.querySelectorAll("dl dt")].filter((name) => {
  const [above, below] = [document.createRange(), name.nextElementSibling.getBoundingClientRect()];
  above.selectNodeContents(name);
  return above.getBoundingClientRect().bottom > below.top + 1;
}).map((name) => name.textContent)"""


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_name_is_printed_over_its_number(hands, width):
    hands.page.set_viewport_size({"width": width, "height": 800})
    hands.settle()
    assert hands.root.evaluate(OVERPRINTED) == []
