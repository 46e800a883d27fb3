"""A chapter's text for front ends that know no MyST: JupyterLab, Colab, GitHub, nbconvert.

Exercises and theorems get their numbers, notes become quotes, solutions fold, and references become words.
"""

import re
from functools import cache
from itertools import count
from pathlib import Path

import nbformat
from pybtex.database import parse_file

from vaeedu import widgets

BOOK = Path(__file__).resolve().parent.parent / "book"
NOTEBOOKS = BOOK.parent / "notebooks"
DERIVATION = "application/vnd.vaeedu.derivation+json"

DIRECTIVE = re.compile(r"^(:{3,})\{([\w:]+)\} *(.*)\n((?::[\w-]+:.*\n)*)((?:.*\n)*?)\1$", re.MULTILINE)
ROLE = re.compile(r"\{([\w:]+)\}`([^`]+)`")
STATE = re.compile(r"\[([^\]]+)\]\(#(\w+)(?:\.\d+)?:([^)]*)\)")  # a link to a widget's state
SENTENCE = re.compile(r"(?:\A|\n\n|[.!?]\s)\Z")  # where one begins
NUMBERED = {"exercise": "Exercise", "prf:theorem": "Theorem"}


def chapter(number: int, word: str = "chapter") -> str:
    """A link to the chapter, or words where it is not written."""
    written = sorted((BOOK / "chapters").glob(f"{number:02}_*.md"))
    if written:
        return f"[{word} {number}]({written[0].stem}.ipynb)"
    return f"{'The' if word[0] == 'C' else 'the'} planned chapter {number}"


@cache
def bibliography():
    return parse_file(BOOK / "references.bib").entries


def paper(key: str, in_brackets: bool) -> str:
    """`Kingma and Welling (2014)`, with a link where arXiv has it."""
    entry = bibliography()[key]
    names = [" ".join(person.prelast_names + person.last_names).replace("{", "").replace("}", "") for person in entry.persons["author"]]
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    text = f"{who}, {entry.fields['year']}" if in_brackets else f"{who} ({entry.fields['year']})"
    arxiv = re.search(r"arXiv:(\S+)", entry.fields.get("note", ""))
    return f"[{text}](https://arxiv.org/abs/{arxiv[1]})" if arxiv else text


def lines(notebook) -> dict[str, str]:
    """Where the notebook shows each labelled equation: its derivation and its line there."""
    found = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            derivation = output.get("data", {}).get(DERIVATION, {"steps": []})
            for number, step in enumerate(derivation["steps"], 1):
                if step["label"]:
                    found[step["label"]] = f"line {number} of *{derivation['title']}*"
    return found


def elsewhere(label: str) -> str:
    """The same for an equation of another chapter."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        place = lines(nbformat.read(path, 4)).get(label)
        if place:
            return f"{place} in {chapter(int(path.stem[:2]))}"
    raise ValueError(f"no notebook shows an equation {label!r}; chapters whose equations are referred to come first")


def make_plain(notebook, number: int) -> None:
    """Rewrite the text of chapter `number`, whose outputs are there."""
    counters = {kind: count(1) for kind in NUMBERED}
    equations, named = lines(notebook), {}

    def directive(match: re.Match) -> str:
        _, kind, argument, options, text = match.groups()
        text = text.strip()
        if kind == "solution":
            return folded(f"Solution to {named[argument]}", text)
        if kind in NUMBERED:
            name = f"{NUMBERED[kind]} {number}.{next(counters[kind])}"
            label = re.search(r":label: *(\S+)", options)
            named[label[1]] = f"{name} ({argument})"
            return quote(f"**{name} ({argument}).**\n\n{text}")
        if kind == "admonition":
            return folded(argument, text) if "dropdown" in options else quote(f"**{argument}.**\n\n{text}")
        raise ValueError(f"chapter {number}: tools/plain.py has no plain form for :::{{{kind}}}, so give it one")

    def role(match: re.Match) -> str:
        kind, text = match.groups()
        if kind in ("chapter", "Chapter"):
            return chapter(int(text), kind)
        if kind == "eq":
            place = equations.get(text) or elsewhere(text)
            return place[0].upper() + place[1:] if SENTENCE.search(match.string, 0, match.start()) else place
        if kind == "prf:ref":
            return named[text]
        if kind == "cite:t":
            return paper(text, in_brackets=False)
        if kind == "cite:p":
            return f"({'; '.join(paper(key, in_brackets=True) for key in text.split(','))})"
        raise ValueError(f"chapter {number}: tools/plain.py has no plain form for {{{kind}}}, so give it one")

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell["source"] = STATE.sub(state, ROLE.sub(role, DIRECTIVE.sub(directive, cell.source)))


def state(match: re.Match) -> str:
    """Where there is no page with an address, the state is told as Python takes it."""
    text, room, address = match.groups()
    [widget] = (each for each in (getattr(widgets, name) for name in widgets.__all__) if each.name == room)
    return f"{text} (`{widget.from_address(address)!r}`)"


def folded(title: str, text: str) -> str:
    """The blank lines make front ends read what is inside as Markdown, with its formulas."""
    return f"<details>\n<summary>{title}</summary>\n\n{text}\n\n</details>"


def quote(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
