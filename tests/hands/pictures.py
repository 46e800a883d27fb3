"""Hands on a widget whose results are rows of small pictures as well, each row on a canvas of `decoders.mjs`."""

import numpy as np

import hands
from hands.latent_explorer import LEVELS

SIDE, STEP = 8, 10  # pixels of the canvas: of a picture, and from one to the next


class Hands(hands.Hands):
    """Whose widget shows pictures: `rows(w)` gives, for each canvas in turn, the rows of pictures that Python's widget w has."""

    def rows(self, w):
        raise NotImplementedError

    def check(self):
        """Every number and every picture shown is the one that Python gives for the page's inputs; returns Python's widget."""
        w = super().check()
        wanted, papers = self.rows(w), self.root.locator(".vae-paper canvas")
        assert papers.count() == len(wanted)
        for number, rows in enumerate(wanted):
            canvas = papers.nth(number)
            shown = 1 - np.array(canvas.evaluate(LEVELS)).reshape(canvas.evaluate("(canvas) => canvas.height"), -1) / 255
            assert len(shown) == STEP * len(rows) - (STEP - SIDE)
            for j, row in enumerate(rows):
                for i, picture in enumerate(row):
                    assert np.abs(shown[STEP * j :, STEP * i :][:SIDE, :SIDE] - np.clip(picture, 0, 1)).max() < 1 / 255
        return w
