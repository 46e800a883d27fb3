"""Pictures put together: mosaics, and films in a fold."""

import base64
import io
import re

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
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


def test_means_a_little_outside_are_clipped_wherever_they_become_grey_levels():
    """A Gaussian decoder's mean of 1.02 is ink, and not the white that 8 bits would wrap it to."""
    values = np.array([-0.03, 0.0, 1.0, 1.02])
    pictures = values[:, None, None] * np.ones((4, 3, 3))
    for picture, shade in zip(pictures, [255, 255, 0, 0]):
        with Image.open(io.BytesIO(plotting.Film([picture], "grey").gif())) as gif:
            assert gif.convert("L").getpixel((0, 0)) == shade
    axis = Figure().subplots()
    plotting.plot_pictures(axis, pictures, columns=4, gap=0)
    assert axis.images[0].get_array()[0, ::3].tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("pictures, says", [
    (np.full((2, 3, 3), np.nan), "got values from nan to nan; mend or drop what is not finite"),
    (np.linspace(0, 255, 18).reshape(2, 3, 3), "got values from 0 to 255; divide levels by 255"),
    (np.linspace(0, 255, 18).astype(np.uint8).reshape(2, 3, 3), "got values from 0 to 255; divide levels by 255"),
    (np.zeros((2, 1, 3, 3)), r"must have the shape \(n, h, w\), got \(2, 1, 3, 3\); of \(n, 1, h, w\), pictures\[:, 0\]"),
    (np.zeros((0, 3, 3)), r"must have the shape \(n, h, w\), got \(0, 3, 3\)"),
])
def test_what_is_no_grey_value_is_refused(pictures, says):
    with pytest.raises(ValueError, match=says):
        plotting.Film(pictures, "grey")
    with pytest.raises(ValueError, match=says):
        plotting.plot_pictures(Figure().subplots(), pictures, columns=1)


def test_a_mosaic_has_columns():
    with pytest.raises(ValueError, match="a mosaic of 0 columns"):
        plotting.mosaic(np.zeros((2, 3, 3)), columns=0)


def test_a_picture_that_fails_leaves_no_figure_and_the_callers_settings_alone():
    before, settings = plt.get_fignums(), dict(matplotlib.rcParams)
    with pytest.raises(ZeroDivisionError), plotting.book_style():
        plt.subplots()
        1 / 0
    figure = Figure()
    figure.text(0, 0, r"$\broken$")
    with pytest.raises(ValueError):
        plotting.png(figure)
    assert plt.get_fignums() == before and dict(matplotlib.rcParams) == settings


def test_coloured_pictures_stand_apart_on_white():
    figure, axis = plt.subplots()
    pictures = np.zeros((4, 3, 2, 2))
    pictures[1, 0] = 1.2  # red, and a little too much
    plotting.plot_pictures(axis, pictures, 2)
    shown = axis.images[0].get_array()
    assert shown.shape == (5, 5, 3) and (shown[2] == 1).all() and (shown[:, 2] == 1).all()
    assert shown[0, 3].tolist() == [1, 0, 0] and shown[0, 0].tolist() == [0, 0, 0]
    plt.close(figure)
