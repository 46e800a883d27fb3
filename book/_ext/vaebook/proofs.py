"""`{proof-index}`: every derivation of the book, its steps, and how each was verified, read off the notebooks."""

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from . import html, stored
from .derivation import VERIFIED


class ProofIndex(SphinxDirective):
    def run(self):
        stored.depend(self.env)
        chapters = [(path, list(stored.outputs(path, "derivation"))) for path in stored.notebooks(self.env)]
        total = [step for _, found in chapters for derivation in found for step in derivation["steps"]]
        return [self.summary(total), *(self.chapter(path, found) for path, found in chapters if found)]

    def summary(self, steps):
        count = {how: sum(step["verified"]["how"] == how for step in steps) for how in VERIFIED}
        text = (
            f"{len(steps)} displayed formulas: {count['symbolic']} proved, {count['numeric']} searched and not proved,"
            f" {count['definition']} that state a definition or a premise."
        )
        return html.build("p", nodes.Text(text), classes=["proof-summary"])

    def chapter(self, path, found):
        title = stored.title(path)
        section = nodes.section(ids=[f"proofs-{path.stem}"])
        section += nodes.title(title, title)
        for derivation in found:
            section += self.derivation(derivation)
        return section

    def derivation(self, derivation):
        link = addnodes.pending_xref(
            "", *html.text(self, derivation["title"]), refdomain="std", reftype="ref", refexplicit=True, refwarn=True,
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


def setup(app):
    app.add_directive("proof-index", ProofIndex)
