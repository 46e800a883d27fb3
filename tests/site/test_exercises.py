"""The boxes under the exercises judge as `vaeedu.exercises.check` does, on every answer that the tests of the check know, and on bad ones."""

import ast
import json
import math
import re
from functools import cache
from html import unescape

import pytest
from scipy.special import erfc, lambertw

from answers import said
from chapters import ROOT
from reader import CHAPTER, SITE, Reader
from vaeedu.exercises import exercises

TESTS = ROOT / "tests" / "unit" / "exercises"
BAD = ["2 +", "(1", "1)", "1 2", "sqrt", "zebra", "'small'", "alert(1)", "constructor", "1; 2", "f(x)", ",", "[1]", "0/0", "sqrt(-1)", "log(0)", "1e999", "-1e-300"]
NAMESPACE = {**vars(math), "math": math, "erfc": erfc, "lambertw": lambda x: lambertw(x).real}


BOX = re.compile(r'class="answer" data-answer="([^"]*)" data-exercise="([^"]*)"')


@cache
def boxes():
    """What each box of the built site knows, by the exercise's id."""
    pages = [path.read_text(encoding="utf8") for path in sorted(SITE.glob("notebooks/*.html"))]
    return {id: json.loads(unescape(answer)) for page in pages for answer, id in BOX.findall(page)}


@pytest.fixture(scope="module")
def page(browser, address):
    reader = Reader(browser, address)
    yield reader.open(CHAPTER)
    reader.context.close()
    assert not reader.troubles


class Renamed(ast.NodeTransformer):
    """A formula with the argument names that the box uses, functions without their module, and nothing complex."""

    def __init__(self, names):
        self.names = names

    def visit_Name(self, node):
        return ast.Name(self.names.get(node.id, node.id))

    def visit_Attribute(self, node):
        if node.attr == "real":
            return self.visit(node.value)
        return ast.Name(node.attr) if isinstance(node.value, ast.Name) and node.value.id == "math" else self.generic_visit(node)


def typed(answer, names):
    """A test's answer as a reader would type it."""
    if isinstance(answer, ast.Lambda):
        answer = Renamed(dict(zip([given.arg for given in answer.args.args], names))).visit(answer.body)
    else:
        answer = Renamed({}).visit(answer)
    return ast.unparse(answer)


def answers(table):
    """(exercise, answer as its source) from the tables RIGHT and WRONG of the check's own tests."""
    for path in sorted(TESTS.glob("test_chapter_*.py")):
        for statement in ast.parse(path.read_text(encoding="utf8")).body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets) == table:
                for id, given in zip(statement.value.keys, statement.value.values, strict=True):
                    yield from ((id.value, answer) for answer in given.elts)


def judge(page, box, texts):
    return page.evaluate("([box, texts]) => texts.map((text) => vaeexercises.judge(box, text))", [box, texts])


def test_every_exercise_has_its_box():
    assert boxes().keys() == exercises().keys()


def test_what_the_check_calls_right_or_wrong_the_page_does_too(page):
    known, right = boxes(), set()
    for table in ("RIGHT", "WRONG"):
        for id, answer in answers(table):
            text = typed(answer, known[id]["names"])
            verdict = judge(page, known[id], [text])[0]
            if verdict["right"]:
                right.add(id)
            if "is not known" in verdict["says"] or "cannot be read" in verdict["says"] or "[" in text or " if " in text:
                continue  # it uses what a formula does not have
            assert verdict["right"] == (table == "RIGHT"), (id, text, verdict["says"])
            assert table == "RIGHT" or verdict["says"].startswith("Not yet: ")
    assert right == known.keys(), "each has a right answer that one can type"


@pytest.mark.parametrize("change", ["({})*1.0005", "({})*0.9995", "({})*1.002", "({})*0.998", "({}) + 0.01", "-({})", "({})**2", "0*({})"])
def test_answers_that_are_nearly_right_are_judged_alike(page, change):
    known = boxes()
    firsts = {id: typed(answer, known[id]["names"]) for id, answer in reversed(list(answers("RIGHT")))}
    for id, first in firsts.items():
        text = change.format(first)
        names = ", ".join(known[id]["names"])
        try:
            answer = eval(f"lambda {names}: {text}" if names else text, NAMESPACE)
            expected = said(id, answer)
        except NameError:
            continue
        if "raised NameError" not in expected:
            assert judge(page, known[id], [text])[0]["right"] == (expected == f"{id}: right\n"), (id, text, expected)


@pytest.mark.parametrize("digits", range(1, 7))
def test_numbers_are_right_to_the_digits_that_they_have(page, digits):
    known = boxes()
    for id, box in known.items():
        if box["number"]:
            for off in (-1, 0, 1):
                truth = box["truth"][0]
                text = f"{truth + off * 10 ** (math.floor(math.log10(abs(truth))) - digits + 1):.{digits}g}"
                assert judge(page, box, [text])[0]["right"] == (said(id, float(text)) == f"{id}: right\n"), (id, text)


def test_a_bad_answer_gets_words_and_nothing_runs(page):
    for box in boxes().values():
        for text, verdict in zip(BAD, judge(page, box, BAD), strict=True):
            assert not verdict["right"] and verdict["says"].startswith("Not yet: "), text
        assert judge(page, box, ["", "  "]) == [{"right": False, "says": ""}] * 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2^3^2", 512), ("-2^2", -4), ("2**-1", 0.5), ("6/2/3", 1), ("1 - 2 - 3", -4), ("1.5e1", 15), (".5", 0.5), ("2·3 − 1", 5),
        ("math.sqrt(16)", 4), ("max(1, 3, 2)", 3), ("π", math.pi), ("ln(e)", 1), ("3²", 9), ("Phi(0.7)", 0.758036347777), ("erf(0.3)", 0.328626759459),
        ("erfc(6)/erfc(5)", 1.400097e-05), ("lambertw(500)", 4.672409196), ("lambertw(0.05)", 0.047672308600), ("lambertw(-0.3)", -0.489402227),
    ],
)  # fmt: skip
def test_formulas_mean_what_they_mean_in_python(page, text, value):
    box = {"names": [], "points": [[]], "truth": [value * 1.1 or 1], "hint": "", "number": True}
    assert not judge(page, box, [text])[0]["right"]
    assert judge(page, {**box, "truth": [value]}, [text])[0]["right"]


def test_a_reader_answers_and_finds_the_answer_again(page):
    box = page.locator('.answer[data-exercise="07-half"]')
    field, verdict = box.get_by_label("Your number"), box.locator("output")
    field.fill("7")
    field.press("Enter")
    assert verdict.inner_text().startswith("Not yet: your answer is 7. Hint: ")
    field.fill("1.0")
    assert verdict.inner_text() == "", "what was said was said of another answer"
    box.get_by_role("button", name="Check").click()
    assert verdict.inner_text() == "Right."
    page.reload()
    assert field.input_value() == "1.0"


FORBIDDEN = """for (const name of ["getItem", "setItem"]) {
  const real = Storage.prototype[name];
  Storage.prototype[name] = function (key, ...rest) {
    if (key.startsWith("vaeedu-")) throw new DOMException("denied", "SecurityError"); // the theme's own keys it could not do without
    return real.call(this, key, ...rest);
  };
}"""


def test_a_browser_that_keeps_nothing_still_checks(visit):
    page = visit("book/intro.html")
    page.context.add_init_script(FORBIDDEN)
    page.goto(page.url.replace("book/intro.html", CHAPTER))
    box = page.locator('.answer[data-exercise="07-one-nat"]')
    box.get_by_label("Your number").fill("2*exp(-2)")
    box.get_by_role("button", name="Check").click()
    assert box.locator("output").inner_text() == "Right."
