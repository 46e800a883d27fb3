"""A notebook as Sphinx is to read it: its text is the chapter's own, and the widgets, derivations and claims in its outputs become
the directives that markdown pages use."""

import base64
import hashlib
import json
import os
import re
from pathlib import Path

import jupytext
from sphinx.errors import ExtensionError

MIME = re.compile(r"application/vnd\.vaeedu\.(widget|derivation|claim)\+json")


def rewrite(app, docname, source):
    """On `source-read`: put the chapter's text into the notebook's JSON, and for each of our outputs the text of a directive."""
    path = Path(app.env.doc2path(docname))
    if path.suffix != ".ipynb":
        return
    notebook = json.loads(source[0])
    chapter = Path(app.srcdir) / "book" / "chapters" / f"{path.stem}.md"
    app.env.note_dependency(str(chapter))
    cells = jupytext.read(chapter, fmt="md:myst").cells
    if [cell.cell_type for cell in cells] != [cell["cell_type"] for cell in notebook["cells"]]:
        raise ExtensionError(f"{path.name} has other cells than its chapter, {chapter.name}: run `make notebooks`.")
    for written, cell in zip(cells, notebook["cells"], strict=True):
        if written.cell_type == "markdown":
            cell["source"] = written.source
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for mime in filter(MIME.fullmatch, list(data)):
                kind = MIME.fullmatch(mime)[1]
                output["data"] = {"text/markdown": directive(kind, data, data[mime], app)}
    source[0] = json.dumps(notebook)


def directive(kind, data, content, app):
    """The MyST directive that shows `content`."""
    if kind != "widget":
        return fence(kind, "", {}, content)
    options = {"alt": content["alt"]}
    if "image/png" in data:
        options["picture"] = store(data["image/png"], app)
    return fence("widget", content["widget"], options, content["inputs"])


def fence(name, argument, options, content):
    body = json.dumps(content, indent=1, ensure_ascii=False)
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", body)), default=0))
    lines = [f":{key}: {' '.join(value.split())}" for key, value in options.items()]
    return "\n".join([f"{ticks}{{{name}}} {argument}".rstrip(), *lines, "", body, ticks])


def store(picture, app):
    """Write a stored picture beside myst-nb's own and return its path as Sphinx wants it."""
    content = base64.b64decode("".join(picture))
    path = Path(app.outdir).parent / "jupyter_execute" / f"{hashlib.sha256(content).hexdigest()}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return "/" + Path(os.path.relpath(path, app.srcdir)).as_posix()


def setup(app):
    app.connect("source-read", rewrite)
