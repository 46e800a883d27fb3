"""Lines of derivations, figures, widgets and exercises have addresses, and a quiet link to copy them from, as headings have."""

from collections import Counter

from docutils import nodes
from sphinx_exercise.nodes import exercise_enumerable_node

from . import html


def link(name, what):
    return html.build("a", nodes.Text("#"), classes=["headerlink"], href=f"#{name}", title=f"Link to this {what}")


def give(app, doctree):
    """On `doctree-read`. Figures and widgets are counted through the page, lines through their derivation."""
    seen = Counter()

    def number(kind):
        seen[kind] += 1
        return kind if kind.startswith("widget") and seen[kind] == 1 else f"{kind}-{seen[kind]}"

    for node in list(doctree.findall(nodes.Element)):
        if isinstance(node, exercise_enumerable_node):
            node.insert(1, link(node["ids"][0], "exercise"))
        elif "derivation" in node["classes"]:
            for step in node.findall(lambda child: isinstance(child, html.element) and "derivation-step" in child["classes"]):
                mark(step, number(f"{node['ids'][0]}-line"), "line")
        elif "vae-mount" in node["classes"]:
            mark(node, number(f"widget-{node['attributes']['data-widget']}"), "widget")
        elif "cell_output" in node["classes"] and any(image.parent.get("mime_type") == "image/png" for image in node.findall(nodes.image)):
            mark(node, number("figure"), "figure")


def mark(node, name, what):
    node["ids"].append(name)
    node["classes"].append("addressed")
    node.insert(0, link(name, what))


def setup(app):
    app.connect("doctree-read", give)
