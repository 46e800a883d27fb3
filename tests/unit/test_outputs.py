"""The comparison of pictures and cards notices what a reader would notice, and nothing less."""

import base64
import io
from copy import deepcopy
from types import SimpleNamespace

import nbformat
import pytest
from PIL import Image, ImageFilter, ImageOps

from chapters import NOTEBOOKS
from outputs import CLAIM, COLUMNS, SPARED, compare_claims, compare_pictures, of_kind, pytest_runtest_call


def stored(mime):
    return [data for path in NOTEBOOKS for cell in nbformat.read(path, 4).cells for data in of_kind(cell.get("outputs", []), mime)]


def changed(encoded, change):
    """The picture after ``change``, encoded again."""
    picture = change(Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB"))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture(scope="module")
def pictures():
    return stored("image/png")


@pytest.fixture(scope="module")
def claim():
    return max(stored(CLAIM), key=lambda claim: len(claim["findings"]))


def test_a_picture_is_itself_also_when_its_lines_are_a_little_softer(pictures):
    for picture in pictures:
        assert compare_pictures(picture, changed(picture, lambda image: image.filter(ImageFilter.GaussianBlur(1)))) is None


@pytest.mark.parametrize("change", [ImageOps.flip, ImageOps.mirror, ImageOps.invert, lambda image: Image.new("RGB", image.size, "white")])
def test_a_picture_turned_round_or_wiped_is_noticed(pictures, change):
    for picture in pictures:
        assert "differs from the stored one by" in compare_pictures(picture, changed(picture, change))


def test_where_the_output_depends_on_the_machine_a_digit_may_be_another_and_the_picture_not(pictures):
    loose = [
        data
        for path in NOTEBOOKS
        for cell in nbformat.read(path, 4).cells
        if "nbval-ignore-output" in cell.metadata.get("tags", [])
        for data in of_kind(cell.get("outputs", []), "image/png")
    ]
    assert loose
    for picture in loose:
        for change in (ImageOps.flip, ImageOps.invert, lambda image: Image.new("RGB", image.size, "white")):
            assert compare_pictures(picture, changed(picture, change), SPARED), "this one is compared with nothing"

    def one_square(image):
        side = image.width // COLUMNS
        box = (8 * side, 4 * side, 10 * side, 6 * side)
        image.paste(ImageOps.invert(image.crop(box)), box)
        return image

    assert compare_pictures(loose[0], changed(loose[0], one_square), SPARED) is None and compare_pictures(loose[0], changed(loose[0], one_square))


def test_a_picture_of_another_size_is_noticed(pictures):
    assert "pixels, the stored one" in compare_pictures(pictures[0], changed(pictures[0], lambda image: image.resize((image.width, image.height - 9))))


@pytest.mark.parametrize(("where", "value"), [("verdict", "holds, 500 runs"), ("outcome", "?"), ("says", "Something else."), ("id", "C-other")])
def test_a_card_rewritten_is_noticed(claim, where, value):
    assert "the stored one" in compare_claims(claim | {where: value}, claim)


@pytest.mark.parametrize(("where", "value"), [("runs", 500), ("holds", "maybe"), ("wanted", "< 1e9"), ("case", "elsewhere")])
def test_a_finding_rewritten_is_noticed(claim, where, value):
    other = deepcopy(claim)
    other["findings"][-1][where] = value
    assert "the stored one" in compare_claims(other, claim)


def test_an_estimate_may_move_within_its_intervals_and_no_further(claim):
    for share, noticed in ((1, False), (5, True)):
        other = deepcopy(claim)
        finding = other["findings"][0]
        for name in ("estimate", "low", "high"):
            finding[name] += share * (claim["findings"][0]["high"] - claim["findings"][0]["low"])
        assert bool(compare_claims(claim, other)) is noticed


def run(cell, made):
    """What the hook does about a strict cell whose outputs are `made`; the error that it raises, or nothing."""
    raised = []
    item = SimpleNamespace(
        name="Cell 0", cell=cell, parent=SimpleNamespace(skip_compare=("metadata",)), raise_cell_error=lambda *said: raised.append(said[1]), test_outputs=made
    )
    hook = pytest_runtest_call(item)
    next(hook)
    assert {CLAIM, "text/markdown"} <= set(item.parent.skip_compare)  # before nbval compares, and it would compare to the last digit
    with pytest.raises(StopIteration):
        next(hook)
    return raised


def test_a_card_may_have_other_last_digits_in_any_cell_and_no_other_verdict(claim):
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", {CLAIM: claim, "text/markdown": "3.907"})])
    near, far = deepcopy(claim), deepcopy(claim)
    near["findings"][0]["estimate"] += 1e-4 * (claim["findings"][0]["high"] - claim["findings"][0]["low"])
    far["verdict"] = "holds"
    assert run(cell, [{"data": {CLAIM: near, "text/markdown": "3.906"}}]) == []
    (said,) = run(cell, [{"data": {CLAIM: far, "text/markdown": "3.907"}}])
    assert said.startswith("the card is")


def test_text_that_is_no_cards_is_compared_letter_by_letter():
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", {"text/markdown": "$x = 1$"})])
    assert run(cell, [{"data": {"text/markdown": "$x = 1$"}}]) == []
    assert run(cell, [{"data": {"text/markdown": "$x = 2$"}}]) == ["the text is ['$x = 2$'], the stored one ['$x = 1$']"]
    cell.metadata["tags"] = ["nbval-ignore-output"]
    assert run(cell, [{"data": {"text/markdown": "$x = 2$"}}]) == []
