"""Hands on WeighedParts, whose results are pictures as well."""

import numpy as np

import hands
from hands.latent_explorer import LEVELS

STEP = 10  # pixels of the canvas from picture to picture


class Hands(hands.Hands):
    def ink(self, number):
        canvas = self.root.locator(".vae-paper canvas").nth(number)
        return 1 - np.array(canvas.evaluate(LEVELS)).reshape(canvas.evaluate("(canvas) => canvas.height"), -1) / 255

    def check(self):
        """Every number and every picture shown is the one that Python gives for the page's inputs; returns Python's widget."""
        w = super().check()
        for shown, rows in ((self.ink(0), (w.digits, w.rebuilt)), (self.ink(1), w.traversals)):
            for j, row in enumerate(rows):
                for i, picture in enumerate(row):
                    assert np.abs(shown[STEP * j :, STEP * i :][:8, :8] - np.clip(picture, 0, 1)).max() < 1 / 255
        return w
