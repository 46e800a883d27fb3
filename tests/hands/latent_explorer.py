"""Hands on LatentExplorer, whose results are pictures as well."""

import numpy as np
import pytest

import hands
from hands import READ
from hands.pictures import colours


class Hands(hands.Hands):
    def handle(self, name):
        return self.root.locator(f".vae-handle.le-{name}")

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def ink(self, panel):
        """What a panel's canvas shows, (height, width), from 0 for paper to 1 for ink; 1 where nothing has been drawn."""
        return 1 - colours(self.root.locator(f".le-{panel} canvas"))[..., 0]

    def check(self):
        """Every number and every picture shown is the one that Python gives for the page's inputs; returns Python's widget."""
        self.settle()
        w = self.widget()
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
