"""Hands on ClassPlane, whose results are pictures as well."""

import numpy as np

import hands
from hands.latent_explorer import LEVELS

STEP = 10  # pixels of the canvas from picture to picture


class Hands(hands.Hands):
    def check(self):
        """Every number and every picture shown is the one that Python gives for the page's inputs; returns Python's widget."""
        w = super().check()
        canvas = self.root.locator(".vae-paper canvas")
        shown = 1 - np.array(canvas.evaluate(LEVELS)).reshape(4 * STEP - 2, -1) / 255
        for j, row in enumerate(([w.x, *w.written[:5]], [w.x, *w.written[5:]], w.samples[:6], w.samples[6:])):
            for i, picture in enumerate(row):
                assert np.abs(shown[STEP * j :, STEP * i :][:8, :8] - np.clip(picture, 0, 1)).max() < 1 / 255
        return w
