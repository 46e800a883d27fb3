"""HTML elements that docutils has no node for, and MyST text inside them."""

from docutils import nodes
from docutils.statemachine import StringList


class element(nodes.Element):
    """Any HTML element; `build` makes one."""


def build(tag, *children, classes=(), ids=(), **attributes):
    """The element `tag`; the keyword `data_widget="x"` becomes the attribute `data-widget`."""
    attributes = {name.replace("_", "-"): value for name, value in attributes.items()}
    return element("", *children, tag=tag, classes=list(classes), ids=list(ids), attributes=attributes)


def text(directive, source):
    """The nodes of a MyST text; a single paragraph is given as inline text, which may hold links."""
    holder = nodes.container()
    lines = StringList(source.splitlines(), directive.state.document.current_source)
    directive.state.nested_parse(lines, directive.content_offset, holder)
    if len(holder) == 1 and isinstance(holder[0], nodes.paragraph):
        return [nodes.inline("", "", *holder[0].children)]
    return holder.children


def visit(translator, node):
    translator.body.append(translator.starttag(node, node["tag"], "", **node["attributes"]))


def depart(translator, node):
    translator.body.append(f"</{node['tag']}>")


def setup(app):
    app.add_node(element, html=(visit, depart))
