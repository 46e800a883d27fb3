"""`{widget} NAME`: a live widget over the picture that stands in for it."""

import json
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from . import html
from .body import content

LOADER = "vaewidgets.js"


def bundles(app):
    return Path(app.srcdir) / "vaeedu" / "widgets" / "static"


class Widget(SphinxDirective):
    required_arguments = 1
    option_spec = {"picture": directives.uri, "alt": directives.unchanged_required}
    has_content = True

    def run(self):
        name = self.arguments[0]
        if not (bundles(self.env.app) / f"{name}.mjs").exists():
            raise self.error(f"There is no widget {name!r} in vaeedu/widgets/static. `make widgets` builds them.")
        inputs = content(self)
        mount = html.build(
            "figure",
            classes=["vae-mount"],
            data_widget=name,
            data_inputs=json.dumps(inputs, separators=(",", ":"), ensure_ascii=False),
        )
        if "picture" in self.options:
            mount += nodes.image(uri=self.options["picture"], alt=self.options.get("alt", ""))
        self.env.metadata[self.env.docname]["shows_widgets"] = True
        return [mount]


def load(app, page, template, context, doctree):
    """The loader goes only into pages that show a widget."""
    if app.env.metadata.get(page, {}).get("shows_widgets"):
        app.add_js_file(LOADER, loading_method="defer")


def wrap(app, exception):
    """Put each bundle into the site as a classic script: pages opened from a file may not import modules."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "widgets"
    target.mkdir(parents=True, exist_ok=True)
    for bundle in sorted(bundles(app).glob("*.mjs")):
        text = f"vaewidgets.define({json.dumps(bundle.stem)}, {json.dumps(bundle.read_text(encoding='utf-8'))});\n"
        (target / f"{bundle.stem}.js").write_text(text, encoding="utf-8")
        style = bundle.with_suffix(".css")
        if style.exists():
            (target / style.name).write_bytes(style.read_bytes())


def setup(app):
    app.add_directive("widget", Widget)
    app.connect("html-page-context", load)
    app.connect("build-finished", wrap)
