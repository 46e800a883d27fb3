"""The exercises' checks as such: none goes untested, and none gives its answer away."""

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


def test_an_unknown_exercise_lists_the_known_ones():
    with pytest.raises(KeyError, match="no exercise '07-none'; there are .*07-any-noise, 07-half"):
        check("07-none", 1)
