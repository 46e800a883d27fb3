"""The exercises' checks as such: none goes untested, and none gives its answer away."""

import io
import runpy
from pathlib import Path

import pytest

from answers import said
from vaeedu.exercises import check, exercises


def test_every_exercise_is_tested():
    tested = set()
    for path in Path(__file__).parent.glob("test_chapter_*.py"):
        names = runpy.run_path(str(path))
        assert names["RIGHT"].keys() == names["WRONG"].keys() and all(id[:2] == path.stem[-2:] for id in names["RIGHT"]), path
        assert all(names["RIGHT"].values()) and all(names["WRONG"].values()), path
        tested |= names["RIGHT"].keys()
    assert tested == exercises().keys()


@pytest.mark.parametrize("id", exercises())
def test_no_answer_and_no_giveaway(id):
    assert said(id) == f"{id}: not answered yet\n"
    truth = exercises()[id].truth
    assert callable(truth) or f"{truth:g}" not in exercises()[id].hint.split()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_hint_can_be_printed_wherever_there_are_no_greek_letters(encoding, monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding, write_through=True))
    check("07-any-noise", lambda noise, t: -1.0)
    assert rb"Hint: \N{GREEK SMALL LETTER SIGMA}_x" in written.getvalue()


@pytest.mark.parametrize(
    ("id", "rounded"),  # as the solutions print them
    [("02-die", 0.122), ("02-by-hand", -0.112), ("06-pictures", 11.7), ("07-one-nat", 0.271), ("16-missing-letter", 0.216), ("04-best-box", 1.73)],
)
def test_a_number_is_right_to_the_digits_it_is_given_with(id, rounded):
    step = 10.0 ** -len(str(rounded).partition(".")[2])
    assert said(id, rounded) == f"{id}: right\n"
    for other in (rounded + step, rounded - step, -rounded, round(rounded, 1) if id != "06-pictures" else 12):
        assert said(id, other).startswith(f"{id}: not yet"), other


def test_a_function_that_is_half_written_is_not_answered_or_says_what_it_raised():
    def unfinished(names): ...

    def broken(names):
        return 5 / maths.sqrt(names)  # noqa: F821

    assert said("01-noise", unfinished) == "01-noise: not answered yet\n"
    assert "your function raised NameError: name 'maths' is not defined" in said("01-noise", broken)
    assert "your function raised TypeError" in said("01-noise", lambda: 3)


def test_an_unknown_exercise_lists_the_known_ones():
    with pytest.raises(KeyError, match="no exercise '07-none'; there are 01-apple, .*07-any-noise, .*07-half"):
        check("07-none", 1)
