"""A box under each exercise: the page checks an answer by the rules of `vaeedu.exercises.check` (book/_static/exercises.js)."""

import json
import re

from docutils import nodes
from sphinx_exercise.nodes import exercise_enumerable_node

from vaeedu import exercises

from . import html

CHECK = re.compile(r'^check\("([^"]+)", (\w+)\)', re.MULTILINE)


def add(app, doctree):
    """On `doctree-read`: the next cell that checks something checks the exercise, and names its arguments."""
    known = exercises.exercises()
    for node in doctree.findall(exercise_enumerable_node):
        later = node.parent.children[node.parent.index(node) + 1 :]
        code = next((text for text in (block.astext() for other in later for block in other.findall(nodes.literal_block)) if CHECK.search(text)), "")
        if found := CHECK.search(code):
            node.append(html.build("div", classes=["answer"], data_exercise=found[1], data_answer=json.dumps(answer(known[found[1]], code, found[2]))))
            app.env.metadata[app.env.docname]["has_answers"] = True


def answer(exercise, code, name):
    """The names of the arguments, the points where functions are compared, the truth there, and the hint."""
    if not callable(exercise.truth):
        return {"names": [], "points": [[]], "truth": [exercise.truth], "hint": exercise.hint, "number": True}
    points = [[float(f"{value:.4g}") for value in point] for point in zip(*exercise.inputs)]
    return {
        "names": re.search(rf"^def {name}\((.*)\)", code, re.MULTILINE)[1].split(", "),
        "points": points,
        "truth": [float(f"{float(exercise.truth(*point)):.7g}") for point in points],
        "hint": exercise.hint,
        "number": False,
    }


def load(app, page, template, context, doctree):
    if app.env.metadata.get(page, {}).get("has_answers"):
        app.add_js_file("exercises.js", loading_method="defer")


def setup(app):
    app.connect("doctree-read", add)
    app.connect("html-page-context", load)
