"""`{derivation}`: verified equations in order, each with its reason and how it was verified."""

from docutils import nodes
from sphinx.directives.patches import MathDirective

from . import html
from .body import content

VERIFIED = {"definition": "by definition", "symbolic": "proved", "numeric": "searched, not proved"}


class Derivation(MathDirective):
    """Built on Sphinx's own maths directive, so that a labelled step is an equation like any other."""

    optional_arguments = 0
    option_spec = {}

    def run(self):
        derivation = content(self)
        steps = html.build("ol", *map(self.step, derivation["steps"]))
        title = html.build("p", *html.text(self, derivation["title"]), classes=["derivation-title"])
        self.env.metadata[self.env.docname]["shows_derivations"] = True
        name = f"derivation-{derivation['id']}"
        block = html.build("div", title, steps, classes=["derivation"], ids=[name])
        block["names"] = [name]  # a name that {ref} and the proof index can point at
        self.state.document.note_explicit_target(block, block)
        return [block]

    def step(self, step):
        reason = html.build("div", *html.text(self, step["because"]), classes=["derivation-reason"])
        return html.build(
            "li",
            html.build("div", *self.equation(step), classes=["derivation-equation"]),
            html.build("div", reason, self.check(step["verified"]), classes=["derivation-why"]),
            classes=["derivation-step", f"derivation-{step['kind']}"],
        )

    def equation(self, step):
        node = nodes.math_block(
            step["latex"], step["latex"], docname=self.env.docname, label=step["label"], number=None, nowrap=False
        )
        self.set_source_info(node)
        with_target = [node]
        if step["label"]:
            self.add_target(with_target)
        return with_target

    def check(self, verified):
        mark = html.build("span", nodes.Text("?" if verified["how"] == "numeric" else "✓"), classes=["derivation-tick"], aria_hidden="true")
        summary = html.build("summary", mark, nodes.Text(" " + VERIFIED[verified["how"]]))
        detail = html.build("p", *html.text(self, verified["detail"]))
        return html.build("details", summary, detail, classes=["derivation-check"])


def load(app, page, template, context, doctree):
    """The stepping button's script goes only into pages that show a derivation."""
    if app.env.metadata.get(page, {}).get("shows_derivations"):
        app.add_js_file("derivation.js", loading_method="defer")


def setup(app):
    app.add_directive("derivation", Derivation)
    app.connect("html-page-context", load)
