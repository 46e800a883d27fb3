"""Pictures put together: mosaics, and films in a fold."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from vaeedu import plotting


def test_a_mosaic_has_each_picture_in_its_place():
    pictures = np.arange(1, 7)[:, None, None] * np.ones((6, 2, 3))
    whole = plotting.mosaic(pictures, columns=3)
    assert whole.shape == (5, 11)
    assert whole[::3, ::4].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert not whole[2].any() and not whole[:, 3].any()  # the gaps
    assert plotting.mosaic(pictures, columns=3, gap=0).shape == (4, 9)


@pytest.mark.parametrize("shape", [(5, 2, 3), (6, 1, 2, 3), (2, 3)])
def test_a_mosaic_refuses_what_does_not_fill_its_rows(shape):
    with pytest.raises(ValueError, match="needs pictures of shape"):
        plotting.mosaic(np.zeros(shape), columns=3)


def test_a_film_goes_there_and_back_and_rests_until_it_is_opened():
    pictures = np.linspace(0, 1, 4)[:, None, None] * np.ones((4, 5, 6))
    film = plotting.Film(pictures, 'from "white" to black', width=60)
    page = film._repr_html_()
    assert page.startswith("<details><summary>Play</summary>") and 'width="60"' in page and "&quot;white&quot;" in page
    source = base64.b64decode(re.search('base64,([^"]*)"', page)[1])
    with Image.open(io.BytesIO(source)) as gif:
        assert (gif.format, gif.size, gif.n_frames, gif.info["loop"]) == ("GIF", (6, 5), 6, 0)
        shades = []
        for frame in range(gif.n_frames):
            gif.seek(frame)
            shades.append(gif.convert("L").getpixel((2, 2)))
    assert np.allclose(shades, [255, 170, 85, 0, 85, 170], atol=2)
