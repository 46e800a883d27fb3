"""`{widget} NAME`: a live widget over the picture that stands in for it."""

import base64
import json
import re
from pathlib import Path

import traitlets
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from vaeedu import widgets

from . import html
from .body import content

LOADER = "vaewidgets.js"
STATE = re.compile(r"(?P<widget>\w+)(\.\d+)?:(?P<state>.*)")

logger = logging.getLogger(__name__)


def rooms(app):
    """The folders of the widgets; each holds a bundle.mjs, its style sheet and, for a trained model, its weights."""
    return Path(app.srcdir) / "vaeedu" / "widgets"


class Widget(SphinxDirective):
    required_arguments = 1
    option_spec = {"picture": directives.uri, "alt": directives.unchanged_required}
    has_content = True

    def run(self):
        name = self.arguments[0]
        if not (rooms(self.env.app) / name / "bundle.mjs").exists():
            raise self.error(f"There is no bundle in vaeedu/widgets/{name}. `make widgets` builds them.")
        inputs = content(self)
        mount = html.build(
            "figure",
            classes=["vae-mount"],
            data_widget=name,
            data_inputs=json.dumps(inputs, separators=(",", ":"), ensure_ascii=False),
        )
        if "picture" in self.options:
            mount += nodes.image(uri=self.options["picture"], alt=self.options.get("alt", ""))
        self.env.metadata[self.env.docname].setdefault("first_widget", name)
        return [mount]


def link_states(app, doctree):
    """A link to a widget's state, `[β = 2.5](#linear_vae:beta=2.5&t=1)`, is an address in its page, if Python's widget takes the state."""
    for node in list(doctree.findall(addnodes.pending_xref)):
        match = STATE.fullmatch(node["reftarget"]) if node["reftype"] == "myst" else None
        if not match:
            continue
        try:
            by_room()[match["widget"]].from_address(match["state"])
        except (KeyError, TypeError, traitlets.TraitError) as error:
            logger.warning(f"the link #{node['reftarget']} leads to no state of a widget: {error}", location=node)
        node.replace_self(nodes.reference("", "", *node.children, refuri=f"#{node['reftarget']}"))


def load(app, page, template, context, doctree):
    """The loader goes only into pages that show a widget, and is not to wait for anything there: nor is the first widget."""
    name = app.env.metadata.get(page, {}).get("first_widget")
    if name:
        app.add_js_file(LOADER, loading_method="async", fetchpriority="high")
        for kind, ending in (("script", "js"), ("style", "css")):
            address = context["pathto"](f"_static/widgets/{name}.{ending}", resource=True)
            context["metatags"] += f'\n<link rel="preload" as="{kind}" href="{address}" />'


def wrap(app, exception):
    """Put each bundle, and its weights if it has any, into the site as classic scripts: that is all that a page opened
    from a file may load."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "widgets"
    target.mkdir(parents=True, exist_ok=True)
    for bundle in sorted(rooms(app).glob("*/bundle.mjs")):
        room = bundle.parent
        define(target, room.name, bundle.read_text(encoding="utf-8"), about(room.name))
        (target / f"{room.name}.css").write_bytes((room / "bundle.css").read_bytes())
        if (room / "weights.bin").exists():
            define(target, f"{room.name}.bin", base64.b64encode((room / "weights.bin").read_bytes()).decode())


def by_room():
    """The widgets' classes by the names of their rooms."""
    return {widget.name: widget for widget in (getattr(widgets, each) for each in widgets.__all__)}


def about(name):
    """What Python tells a page of the widget of that room: its class, presets, and what its inputs take."""
    return by_room()[name]().about


def define(folder, name, *what):
    """The script that hands the loader a text, and what Python knows of the widget."""
    (folder / f"{name}.js").write_text(f"vaewidgets.define({', '.join(map(json.dumps, (name, *what)))});\n", encoding="utf-8")


def setup(app):
    app.add_directive("widget", Widget)
    app.connect("doctree-read", link_states)
    app.connect("html-page-context", load)
    app.connect("build-finished", wrap)
