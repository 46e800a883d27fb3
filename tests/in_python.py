"""What the tests of every widget ask of it in Python alike."""

import base64

import pytest
import traitlets


def check_refused(widget, name, value, says):
    """Bad input is refused in these words, and changes nothing."""
    before = getattr(widget, name)
    with pytest.raises(traitlets.TraitError, match=says):
        setattr(widget, name, value)
    assert getattr(widget, name) == before


def stand_in(widget):
    """What an output holds of the widget where no JavaScript runs: its name, inputs and alternative text, beside a PNG."""
    data, _ = widget._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    return data["application/vnd.vaeedu.widget+json"]
