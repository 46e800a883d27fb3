"""`{proof-index}`: every derivation of the book, its steps, and how each was verified, read off the notebooks."""

import json
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from . import html
from .derivation import VERIFIED

MIME = "application/vnd.vaeedu.derivation+json"


class ProofIndex(SphinxDirective):
    def run(self):
        chapters = [(path, list(derivations(path))) for path in self.notebooks()]
        total = [step for _, found in chapters for derivation in found for step in derivation["steps"]]
        return [self.summary(total), *(self.chapter(path, found) for path, found in chapters if found)]

    def notebooks(self):
        """In the book's order, each a reason to read this page anew when it changes."""
        for name in self.env.found_docs:
            if name.startswith("notebooks/"):
                self.env.note_dependency(self.env.doc2path(name))
        return [Path(self.env.doc2path(name)) for name in sorted(self.env.found_docs) if name.startswith("notebooks/")]

    def summary(self, steps):
        count = {how: sum(step["verified"]["how"] == how for step in steps) for how in VERIFIED}
        text = (
            f"{len(steps)} displayed formulas: {count['symbolic']} proved, {count['numeric']} searched and not proved,"
            f" {count['definition']} that state a definition or a premise."
        )
        return html.build("p", nodes.Text(text), classes=["proof-summary"])

    def chapter(self, path, found):
        name = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
        title = "".join(name).splitlines()[0].lstrip("# ")
        section = nodes.section(ids=[f"proofs-{path.stem}"])
        section += nodes.title(title, title)
        for derivation in found:
            section += self.derivation(derivation)
        return section

    def derivation(self, derivation):
        link = addnodes.pending_xref(
            "", nodes.inline("", derivation["title"]), refdomain="std", reftype="ref", refexplicit=True, refwarn=True,
            reftarget=f"derivation-{derivation['id']}", refdoc=self.env.docname,
        )  # fmt: skip
        rows = [self.row(number, step) for number, step in enumerate(derivation["steps"], 1)]
        table = html.build("table", html.build("tbody", *rows), classes=["proof-steps"])
        return html.build("div", nodes.paragraph("", "", link, classes=["proof-title"]), html.build("div", table, classes=["proof-scroll"]))

    def row(self, number, step):
        return html.build(
            "tr",
            html.build("td", nodes.Text(str(number)), classes=["number"]),
            html.build("td", nodes.math(step["latex"], step["latex"])),
            html.build("td", nodes.Text(VERIFIED[step["verified"]["how"]]), classes=["proof-how"]),
        )


def derivations(path):
    """The derivations stored in a notebook's outputs, in order."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}):
                yield output["data"][MIME]


def setup(app):
    app.add_directive("proof-index", ProofIndex)
