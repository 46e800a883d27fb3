"""Hands on a widget whose results are rows of small pictures as well, each row on a canvas of `decoders.mjs`."""

import numpy as np

import hands

SIDE, STEP = 8, 10  # pixels of the canvas: of a picture, and from one to the next

# A canvas that is read again and again makes the browser warn, so its copy is read.
COLOURS = """(canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    return [...copy.getImageData(0, 0, canvas.width, canvas.height).data];
}"""


def colours(canvas):
    """What a canvas holds, (height, width, 3): red, green and blue from 0 to 1; 0 where nothing has been drawn."""
    return np.array(canvas.evaluate(COLOURS)).reshape(canvas.evaluate("(canvas) => canvas.height"), -1, 4)[..., :3] / 255


def on_paper(picture):
    """A picture as its canvas has it, (8, 8, 3): coloured as it is, of a grey one the ink."""
    return np.clip(picture.transpose(1, 2, 0) if picture.ndim == 3 else 1 - picture[..., None], 0, 1)


class Hands(hands.Hands):
    """Whose widget shows pictures: `rows(w)` gives, for each canvas in turn, the rows of pictures that Python's widget w has."""

    def rows(self, w):
        raise NotImplementedError

    def check(self):
        """Every number and every picture shown is the one that Python gives for the page's inputs; returns Python's widget."""
        w = super().check()
        wanted, papers = self.rows(w), self.root.locator(":is(.vae-paper, .vae-colours) canvas")
        assert papers.count() == len(wanted)
        for number, rows in enumerate(wanted):
            shown = colours(papers.nth(number))
            assert len(shown) == STEP * len(rows) - (STEP - SIDE)
            for j, row in enumerate(rows):
                for i, picture in enumerate(row):
                    assert np.abs(shown[STEP * j :, STEP * i :][:SIDE, :SIDE] - on_paper(picture)).max() < 1 / 255
        return w
