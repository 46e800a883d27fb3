"""What the tests of a chapter's exercises share: answers by their exercises' ids, and what the check says of them."""

import contextlib
import io

import pytest

from vaeedu.exercises import check, exercises


def said(id: str, *answer) -> str:
    """What the check of an exercise prints, of an answer or of none."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        check(id, *answer)
    return printed.getvalue()


def both_tests(right: dict, wrong: dict) -> tuple:
    """The two tests of a chapter: one case for each right answer to each exercise, and one for each wrong one."""
    cases = lambda answers: pytest.mark.parametrize(("id", "answer"), [(id, answer) for id, given in answers.items() for answer in given])  # noqa: E731

    @cases(right)
    def right_answers(id, answer):
        assert said(id, answer) == f"{id}: right\n"

    @cases(wrong)
    def wrong_answers_get_a_hint(id, answer):
        out = said(id, answer)
        assert out.startswith(f"{id}: not yet (") and exercises()[id].hint in out

    return right_answers, wrong_answers_get_a_hint
