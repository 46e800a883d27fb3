"""What the tests of a chapter's exercises share: answers by their exercises' ids, and what the check says of them."""

import contextlib
import io

import pytest

from vaeedu.exercises import check


def each(answers: dict):
    """One test for each answer to each exercise."""
    return pytest.mark.parametrize(("id", "answer"), [(id, answer) for id, given in answers.items() for answer in given])


def said(id: str, *answer) -> str:
    """What the check of an exercise prints, of an answer or of none."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        check(id, *answer)
    return printed.getvalue()
