"""A reader's hands and eyes on a widget: its controls, and its numbers against Python's."""

import numpy as np
import pytest

from vaeedu import closed_forms
from vaeedu.widgets import LatentExplorer

THUMB = 18  # pixels, chart.css
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
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
    """On any widget of the book."""

    def __init__(self, root):
        self.root, self.page = root, root.page
        root.locator(".vae").wait_for()

    def slider(self, name):
        return self.root.locator(f'input[data-name="{name}"]')

    def settle(self):
        """Let what was asked for be drawn."""
        self.page.evaluate(FRAMES)

    def value(self, name):
        return float(self.root.evaluate(READ)[name][0])

    def check_against(self, widget_class):
        """Every number shown is the one that the Python widget gives for the page's inputs; returns these."""
        self.settle()
        names = list(widget_class.inputs)
        inputs = dict(zip(names, self.root.evaluate("(figure, names) => names.map((name) => figure.vaeModel.get(name))", names)))
        widget = widget_class(**inputs)
        shown = {name: float(value) for name, (value, _) in self.root.evaluate(READ).items() if hasattr(widget, name)}
        assert len(shown) > len(names)
        assert shown == pytest.approx({name: getattr(widget, name) for name in shown}, rel=1e-9, abs=1e-9)
        return inputs

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

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()


class LinearVAEHands(Hands):
    """On LinearVAE, which also says in words whether the code is alive."""

    def handle(self):
        return self.root.locator(".vae-handle")

    def verdict(self):
        return self.root.locator(".vae-verdict")

    def check(self):
        """Every number shown equals the closed forms at the β and t shown; returns these two."""
        self.settle()
        shown = self.root.evaluate(READ)
        number = {name: float(value) for name, (value, _) in shown.items()}
        beta, t = number["beta"], number["t"]
        a, b, c = closed_forms.linear_vae_minimiser(beta, t)
        threshold = closed_forms.linear_vae_threshold(t)
        loss, rate = closed_forms.linear_vae_minimum(beta, t), closed_forms.linear_vae_rate(a, b, t)
        expected = {"beta": beta, "t": t, "a": a, "b": b, "c": c, "loss": loss, "rate": rate, "threshold": threshold}
        expected = {name: float(value) for name, value in expected.items()}
        assert number == pytest.approx(expected, rel=1e-9, abs=1e-9)
        rounded = {name: float(text.replace("−", "-").replace("∞", "inf")) for name, (_, text) in shown.items()}
        assert rounded == pytest.approx(expected, abs=5.1e-4), "what is written is the number, rounded"
        collapsed = bool(beta >= threshold)
        assert self.verdict().get_attribute("data-state") == ("collapsed" if collapsed else "alive")
        assert ("collapsed" in self.verdict().inner_text()) == collapsed
        return beta, t


# A canvas that is read again and again makes the browser warn, so its copy is read.
LEVELS = """(canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    return [...copy.getImageData(0, 0, canvas.width, canvas.height).data].filter((_, i) => i % 4 === 0);
}"""


class ExplorerHands(Hands):
    """On LatentExplorer, whose results are pictures as well."""

    def handle(self, name):
        return self.root.locator(f".vae-handle.le-{name}")

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def ink(self, panel):
        """What a panel's canvas shows, (height, width), from 0 for paper to 1 for ink; 1 where nothing has been drawn."""
        canvas = self.root.locator(f".le-{panel} canvas")
        return 1 - np.array(canvas.evaluate(LEVELS)).reshape(canvas.evaluate("(canvas) => canvas.height"), -1) / 255

    def check(self):
        """Every number and every picture shown is the one that Python gives for the page's inputs; returns Python's widget."""
        self.settle()
        names = LatentExplorer.inputs
        w = LatentExplorer(**dict(zip(names, self.root.evaluate("(figure, names) => names.map((name) => figure.vaeModel.get(name))", names))))
        expected = dict(zip(("z1", "z2", "mean1", "mean2", "scale1", "scale2"), (*w.z, *w.q.mean, *w.q.scale)))
        expected |= {name: getattr(w, name) for name in ("rate", "distortion", "distortion_at_z")}
        assert {name: float(value) for name, (value, _) in self.root.evaluate(READ).items()} == pytest.approx(expected, rel=1e-9, abs=1e-9)
        for panel, picture in (("picture", w.sample if w.sampled else w.mean), ("input", w.x), ("rebuilt", w.reconstruction)):
            assert np.abs(self.ink(panel) - picture).max() < 1 / 255
        return w

    def move(self, handle, *steps):
        """Take a handle with the mouse and carry it by each step in turn, in pixels; pauses there with the button down."""
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for dx, dy in steps:
            x, y = x + dx, y + dy
            self.page.mouse.move(x, y, steps=4)
            yield self.check()
        self.page.mouse.up()
        self.settle()

    def draw(self, *strokes):
        """Draw on the pad, each stroke through points in [0, 1]², from the upper left corner."""
        sheet = self.root.locator(".le-pad-sheet")
        sheet.scroll_into_view_if_needed()
        box = sheet.bounding_box()
        for stroke in strokes:
            at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
            self.page.mouse.move(*at[0])
            self.page.mouse.down()
            for point in at[1:]:
                self.page.mouse.move(*point, steps=5)
            self.page.mouse.up()
        return self.check()
