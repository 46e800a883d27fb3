"""What nbval leaves out of its comparison: pictures, and the cards of claims in cells whose output depends on the machine.

Pictures are compared as an eye compares them that squints: the means of a grid of 32 columns, in each colour. Other versions of
matplotlib draw the same figure with letters and lines moved by parts of a pixel, and cut it a pixel wider or narrower, which changes a
mean by up to 0.06 of the way from black to white; a picture turned upside down changes one by 0.16 or more.

In a cell whose output depends on the machine, one small digit among many may be another: which of a thousand codes wins can hang on the last bit.
There a few squares may differ.
"""

import base64
import io
from functools import partial

import numpy as np
import pytest
from PIL import Image

from vaeedu.claims import MIME as CLAIM

MARKDOWN = "text/markdown"  # in which a card tells its numbers once more
COLUMNS, TOLERANCE = 32, 0.1
SPARED = 0.03  # the share of squares that may differ where the output depends on the machine


def means(encoded):
    """The means of the grid's squares, (rows, 32, 3), from 0 to 1, and the picture's size in pixels."""
    picture = Image.open(io.BytesIO(base64.b64decode("".join(encoded)))).convert("RGB")
    rows = round(COLUMNS * picture.height / picture.width)
    return np.asarray(picture.resize((COLUMNS, rows), Image.BOX), float) / 255, picture.size


def compare_pictures(stored, made, spared=0.0):
    """Say what differs, or nothing, also where no more than the share ``spared`` of the squares does."""
    (one, size), (other, other_size) = means(stored), means(made)
    if max(abs(size[0] - other_size[0]), abs(size[1] - other_size[1])) > 2 or one.shape != other.shape:
        return f"the picture has {other_size} pixels, the stored one {size}"
    off = np.abs(one - other).max(-1)
    if (off > TOLERANCE).mean() > spared:
        row, column = np.unravel_index(off.argmax(), off.shape)
        return f"the picture differs from the stored one by {off.max():.2f} in row {row} of {off.shape[0]}, column {column} of {COLUMNS}"
    return None


def compare_claims(stored, made):
    """Say what differs, or nothing: words and verdicts exactly, each estimate by no more than its two intervals are wide together."""
    plain = lambda claim: {**claim, "findings": [{k: v for k, v in f.items() if k not in ("estimate", "low", "high")} for f in claim["findings"]]}  # noqa: E731
    if plain(stored) != plain(made):
        return f"the card is {plain(made)}, the stored one {plain(stored)}"
    for one, other in zip(stored["findings"], made["findings"], strict=True):
        if abs(one["estimate"] - other["estimate"]) > (one["high"] - one["low"] + other["high"] - other["low"]):
            return f"{one['case']}, {one['quantity']}: {other['estimate']} was measured, {one['estimate']} [{one['low']}, {one['high']}] is stored"
    return None


def of_kind(outputs, mime, cards=True):
    return [output["data"][mime] for output in outputs if mime in output.get("data", {}) and (cards or CLAIM not in output["data"])]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """After nbval has run a cell and compared the rest: without the cards, whose numbers may have other last digits on another processor."""
    if hasattr(item.parent, "skip_compare") and CLAIM not in item.parent.skip_compare:
        item.parent.skip_compare += (CLAIM, MARKDOWN)
    result = yield
    if not hasattr(item, "test_outputs"):
        return result
    loose = "nbval-ignore-output" in item.cell.metadata.get("tags", [])
    for mime, compare in {"image/png": partial(compare_pictures, spared=SPARED if loose else 0.0), CLAIM: compare_claims}.items():
        stored, made = of_kind(item.cell.outputs, mime), of_kind(item.test_outputs, mime)
        assert len(stored) == len(made), f"{item.name} makes {len(made)} outputs of {mime}, {len(stored)} are stored"
        for one, other in zip(stored, made):
            if difference := compare(one, other):
                item.raise_cell_error("Cell outputs differ", difference)
    stored, made = of_kind(item.cell.outputs, MARKDOWN, cards=False), of_kind(item.test_outputs, MARKDOWN, cards=False)
    if stored != made and not loose:
        item.raise_cell_error("Cell outputs differ", f"the text is {made}, the stored one {stored}")
    return result
