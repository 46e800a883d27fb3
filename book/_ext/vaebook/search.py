"""The search finds sections and terms: their words and, by its spoken name, their mathematics; no code. book/_static/search.js ranks."""

import json
import re
import unicodedata
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

GREEK = "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega".split()
SIGNS = {
    "varepsilon": "ε", "star": "*", "mid": "|", "|": "‖", "int": "∫", "sum": "∑", "to": "→", "infty": "∞", "ge": "≥", "le": "≤", "cdot": "·", "sim": "∼",
    "geq": "≥", "leq": "≤", "approx": "≈", "times": "×", "partial": "∂", "nabla": "∇", "sqrt": "√", "in": "∈", "circ": "∘", "ne": "≠", "ell": "ℓ",
    "KL": "KL", "E": "E", "log": "log", "exp": "exp", "min": "min", "max": "max", "ldots": "…", "pm": "±",
} | {name: unicodedata.lookup(f"GREEK SMALL LETTER {'LAMDA' if name == 'lambda' else name}") for name in GREEK}
SIGNS |= {name.capitalize(): SIGNS[name].upper() for name in ("gamma", "delta", "theta", "phi", "sigma", "psi", "omega")}  # fmt: skip
SILENT = (nodes.literal_block, nodes.raw, nodes.comment, nodes.image, addnodes.toctree, addnodes.glossary)
SILENT_CLASSES = {"headerlink", "cell_input", "derivation-check", "proof-scroll"}


def spoken(tex):
    r"""`D^\star` as `D*`, `\tfrac{\beta}{2}` as `β/2`: one line that can be read, and found by its letters."""
    tex = re.sub(r"\\(?:math\w+|text|operatorname|hat|tilde|bar|left|right|[,;!])(?![a-z])", " ", tex)
    tex = re.sub(r"\\KL\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"KL(\1\\|\2)", tex)  # the macro of katex.py
    tex = re.sub(r"(?<=[_^])\{([^{}]*)\}", r"\1", tex)
    tex = re.sub(r"\\[td]?frac\s*(\{[^{}]*\}|\w)\s*(\{[^{}]*\}|\w)", over, tex)
    tex = re.sub(r"\\([a-zA-Z]+|\|)", lambda command: f" {SIGNS.get(command[1], '')} ", tex)
    tex = re.sub(r"\\.|[{}&]", "", tex)
    return re.sub(r"\s+(?=[)\],_^*(|‖/])|(?<=[(\[_^‖/])\s+", "", re.sub(r"\s+", " ", tex)).replace("^*", "*").strip()


def over(fraction):
    above, below = (f"({part})" if " " in part else part for part in (group.strip("{} ") for group in fraction.groups()))
    return f"{above}/{below}"


def titled(node):
    """Whether it is a section of the page: what is in an exercise is one to docutils, too."""
    return isinstance(node, nodes.section) and bool(node.children) and isinstance(node[0], nodes.title)


def unresolved(node):
    """A reference to an equation or a paper: not yet a number or a name, only its label."""
    return isinstance(node, addnodes.pending_xref) and (node["reftype"] == "eq" or node["refdomain"] == "cite")


def words(node):
    """What a reader would read of the node, without the sections inside it."""
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, SILENT) or titled(node) or unresolved(node) or isinstance(node, nodes.title) and titled(node.parent) or SILENT_CLASSES & set(node.get("classes", ())):
        return ""
    if isinstance(node, nodes.math | nodes.math_block):
        return spoken(node.astext())
    gap = "" if isinstance(node, nodes.TextElement) and not isinstance(node, nodes.title) else " "
    return gap.join(map(words, node.children))


def line(parts):
    return re.sub(r"\s+", " ", " ".join(parts)).strip()


def entries(page, doctree):
    """A page's places, each with its address, title and text."""
    address = f"{page}.html"
    title = line(map(words, next(doctree.findall(nodes.title)).children))
    number = re.search(r"/(\d+)_", page)
    place = f"Chapter {int(number[1])}: {title}" if number else title
    for section in doctree.findall(titled):
        top = section.parent is doctree
        yield {
            "kind": "section",
            "address": address if top else f"{address}#{section['ids'][0]}",
            "place": place,
            "title": line(map(words, section[0].children)),
            "text": line(map(words, section.children)),
        }
    for item in (item for glossary in doctree.findall(addnodes.glossary) for item in glossary.findall(nodes.definition_list_item)):
        term, meaning = item.next_node(nodes.term), item.next_node(nodes.definition)
        yield {
            "kind": "term",
            "address": f"{address}#{term['ids'][0]}",
            "place": place,
            "title": words(term),
            "text": line(words(meaning).split()),
        }


def replace(app):
    """Sphinx would make an index of its own."""
    app.builder.search = False


def collect(app):
    yield "search", {}, "search.html"


def load(app, page, template, context, doctree):
    if page == "search":
        app.add_js_file("search-index.js", loading_method="defer")
        app.add_js_file("search.js", loading_method="defer")


def write(app, exception):
    """A script and no JSON, because a page opened from a file may load the one and not the other."""
    if exception or app.builder.format != "html":
        return
    found = [entry for page in sorted(app.env.found_docs) for entry in entries(page, app.env.get_doctree(page))]
    script = f"window.searchIndex = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"
    (Path(app.outdir) / "_static" / "search-index.js").write_text(script, encoding="utf-8")


def setup(app):
    app.connect("builder-inited", replace)
    app.connect("html-collect-pages", collect)
    app.connect("html-page-context", load)
    app.connect("build-finished", write)
