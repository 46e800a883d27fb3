"""What holds for every widget of the book, whichever it is: its picture, its inputs, and what it does with odd ones."""

import matplotlib
import matplotlib.pyplot as plt
import pytest

from vaeedu import widgets

EVERY = [getattr(widgets, name) for name in widgets.__all__]


@pytest.fixture(scope="module")
def pictures():
    return {widget: widget().picture() for widget in EVERY}


@pytest.mark.parametrize("widget", EVERY)
@pytest.mark.parametrize("settings", ["dark_background", "xkcd", {"text.usetex": True, "font.size": 20, "axes.grid": True, "savefig.dpi": 50, "savefig.bbox": "tight"}])
def test_a_picture_is_the_same_file_whatever_the_caller_has_set(pictures, widget, settings):
    with matplotlib.rc_context():
        plt.xkcd() if settings == "xkcd" else plt.style.use(settings)
        assert widget().picture() == pictures[widget]
