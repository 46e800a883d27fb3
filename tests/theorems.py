"""What stands in a theorem's box: it names the steps that prove it, and each of its formulas is derived once more from these."""

import re

from chapters import CHAPTERS, derivation_names
from vaeedu.derivations import Derivation

_BOX = re.compile(r"^:::\{prf:theorem\}.*?\n:label: (\S+)\n(.*?)^:::", re.S | re.M)
_RELATION = re.compile(r"[=<>]|\\(le|ge|to|sim|approx|ne)\b")
BOXES = {label: (chapter.name[:2], text) for chapter in CHAPTERS for label, text in _BOX.findall(chapter.read_text(encoding="utf8"))}


def check_theorem(label: str, derivation: Derivation, formulas: dict):
    """``formulas``: each formula of the box that states a relation, with the equations that it comes to; none, if it is a premise."""
    number, text = BOXES[label]
    steps = {step.label for value in derivation_names(number).values() if isinstance(value, Derivation) for step in value.steps}
    cited = set(re.findall(r"\{eq\}`([^`]+)`", text))
    assert cited and cited <= steps
    assert {formula for formula in re.findall(r"\$([^$]+)\$", text) if _RELATION.search(formula)} == formulas.keys()
    again = Derivation(label, "Once more", where=derivation.where, given=derivation)
    for equations in formulas.values():
        for left, right in equations:
            again.equal(left, right, "")
    assert {step.how for step in again.steps} == {"symbolic"}
