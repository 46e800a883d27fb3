"""Hands on StyleTwin, whose pictures are in colour."""

import numpy as np

import hands
from hands.pictures import SIDE, STEP

# A canvas that is read again and again makes the browser warn, so its copy is read.
COLOURS = """(canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    return [...copy.getImageData(0, 0, canvas.width, canvas.height).data];
}"""


class Hands(hands.Hands):
    def check(self):
        """Every number and every picture shown is the one that Python gives for the page's inputs; returns Python's widget."""
        w = super().check()
        rows = [[w.x, w.written, w.written_twin], w.row, w.row_twin]
        canvas = self.root.locator(".vae-colours canvas")
        shown = np.array(canvas.evaluate(COLOURS)).reshape(canvas.evaluate("(canvas) => canvas.height"), -1, 4)[..., :3] / 255
        assert len(shown) == STEP * len(rows) - (STEP - SIDE)
        for j, row in enumerate(rows):
            for i, picture in enumerate(row):
                part = shown[STEP * j :, STEP * i :][:SIDE, :SIDE]
                assert np.abs(part - np.clip(picture, 0, 1).transpose(1, 2, 0)).max() < 1 / 255
        return w
