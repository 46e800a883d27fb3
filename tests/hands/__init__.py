"""A reader's hands and eyes on a widget: its controls, and its numbers against Python's.

A widget that shows more than sliders, handles and numbers has hands of its own, in a file of this folder with its name.
"""

import importlib
from importlib.util import find_spec

import pytest

from vaeedu import widgets

CLASSES = {widget.name: widget for widget in (getattr(widgets, name) for name in widgets.__all__)}

THUMB = 18  # pixels, chart.css
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
REST = """async (figure) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => done(JSON.stringify(figure.getBoundingClientRect()))));
  for (let [before, now, still] = ["", await frame(), 0]; still < 3; [before, now] = [now, await frame()]) still = before === now ? still + 1 : 0;
}"""
READ = """(root) => Object.fromEntries(
    [...root.querySelectorAll("output")].map((output) => [output.dataset.name, [output.dataset.value, output.textContent]]))"""


def touch(page, *points):
    """A finger goes down at the first point, moves through the others, and leaves."""
    devtools = page.context.new_cdp_session(page)
    kinds = ["touchStart"] + ["touchMove"] * (len(points) - 1)
    for kind, (x, y) in zip(kinds, points, strict=True):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


class Hands:
    """On any widget of the book, in a page of Playwright's or of one of the engines."""

    def __init__(self, root):
        self.root, self.page = root, root.page
        root.locator(".vae").wait_for()

    def slider(self, name):
        return self.root.locator(f'input[data-name="{name}"]')

    def settle(self):
        """Let what was asked for be drawn."""
        self.page.evaluate(FRAMES)

    def resize(self, width, height=800):
        """Gives the window another size, and waits until the page has made room: its side bars slide."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.root.evaluate(REST)

    def press_button(self, name):
        self.root.get_by_role("button", name=name).click()
        self.settle()

    def spoken(self):
        """What a screen reader hears of the state."""
        return self.root.locator(".vae-hidden[role=status]")

    def value(self, name):
        return float(self.root.evaluate(READ)[name][0])

    def widget(self):
        """Python's widget with the inputs that the page has."""
        widget_class = CLASSES[self.root.get_attribute("data-widget")]
        names = list(widget_class.inputs)
        return widget_class(**dict(zip(names, self.root.evaluate("(figure, names) => names.map((name) => figure.vaeModel.get(name))", names))))

    def check(self):
        """Every number shown is the one that Python gives for the page's inputs; returns Python's widget."""
        self.settle()
        widget = self.widget()
        shown = {name: float(value) for name, (value, _) in self.root.evaluate(READ).items() if hasattr(widget, name)}
        assert len(shown) > self.root.locator("input[type=range]").count()
        assert shown == pytest.approx({name: getattr(widget, name) for name in shown}, rel=1e-9, abs=1e-9)
        return widget

    def point(self, name, value):
        """Where on the screen the slider's thumb stands for a value."""
        box = self.slider(name).bounding_box()
        low, high = (float(self.slider(name).get_attribute(end)) for end in ("min", "max"))
        share = (value - low) / (high - low)
        return box["x"] + THUMB / 2 + share * (box["width"] - THUMB), box["y"] + box["height"] / 2

    def drag(self, name, values):
        """Press the thumb and move the mouse to each value in turn; pauses there with the button down."""
        self.slider(name).scroll_into_view_if_needed()
        self.page.mouse.move(*self.point(name, self.value(name)))
        self.page.mouse.down()
        for value in values:
            self.page.mouse.move(*self.point(name, value), steps=4)
            self.settle()
            yield value
        self.page.mouse.up()
        self.settle()

    def carry(self, handle):
        """Take a handle with the mouse and lay it down a little further, to the right and up."""
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 25, y - 12, steps=5)
        self.page.mouse.up()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()


def hands_on(figure):
    """The hands that fit the widget of a figure."""
    own = f"hands.{figure.get_attribute('data-widget')}"
    return importlib.import_module(own).Hands(figure) if find_spec(own) else Hands(figure)


def take(page, name, number=0):
    """Hands on the page's widget of that name, once it is ready."""
    figure = page.locator(f"figure.vae-mount[data-widget={name}]").nth(number)
    figure.scroll_into_view_if_needed()
    page.locator(f"figure.vae-mount[data-widget={name}][data-ready=true]").nth(number).wait_for()
    return hands_on(figure)
