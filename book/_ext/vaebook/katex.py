"""Formulas become HTML while the book is built: options, Node, and a start that cannot race."""

import os
import shutil
import socket
import sys
import time

import sphinxcontrib.katex as sphinx_katex
from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util import logging

# Short forms for the markdown pages. Chapters spell formulas out: Jupyter and Colab do not know these.
MACROS = {
    r"\KL": r"\mathrm{KL}\!\left(#1\,\middle\|\,#2\right)",
    r"\E": r"\mathbb{E}",
}


logger = logging.getLogger(__name__)
render = sphinx_katex.render_latex


def render_or_warn(latex, options=None):
    """A formula that KaTeX refuses is a warning that shows it, so that one build names them all."""
    try:
        html = render(latex, options)
    except sphinx_katex.KaTeXError as error:
        logger.warning("%s\n    in the formula %s", error, latex)
        return ""
    if (options or {}).get("displayMode"):
        return html
    # At its relation signs a formula in the text may break, even where the text around it must not (see .unbroken).
    return html.replace('</span><span class="base">', '</span><wbr><span class="base">')


def find_node():
    """The path of Node: the environment's own first, then the machine's."""
    places = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")
    return shutil.which("node", path=places) or "node"


@classmethod
def start_server(server, rundir, timeout):
    """Start the renderer and connect, waiting until it listens (its socket file appears a moment earlier)."""
    path = rundir / "katex.sock"
    process = sphinx_katex.Popen(
        server.build_command(socket=path), stdin=sphinx_katex.PIPE, stdout=sphinx_katex.PIPE, cwd=rundir
    )
    deadline = time.monotonic() + timeout
    while process.poll() is None and time.monotonic() < deadline:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
            return process, connection
        except OSError:
            connection.close()
            time.sleep(0.01)
    process.kill()
    raise ExtensionError(f"Node ({sphinx_katex.NODEJS_BINARY}) did not start KaTeX, which sets the formulas.")


def hold_punctuation(app, doctree):
    """No line starts with the comma after a formula: the two are kept together (see .unbroken in book.css)."""
    for formula in list(doctree.findall(nodes.math)):
        after = formula.next_node(descend=False, siblings=True)
        if isinstance(after, nodes.Text) and after[0] in ",.;:!?)’”":
            parent, place = formula.parent, formula.parent.index(formula)
            together = nodes.inline("", "", formula.deepcopy(), nodes.Text(after[0]), classes=["unbroken"])
            parent[place : place + 2] = [together, nodes.Text(after[1:])]


def setup(app):
    app.connect("doctree-read", hold_punctuation)
    app.setup_extension("sphinxcontrib.katex")
    # The extension's own option is ignored when formulas are rendered at build time.
    sphinx_katex.KATEX_DEFAULT_OPTIONS.update(throwOnError=True, strict=False, macros=MACROS)
    sphinx_katex.render_latex = render_or_warn
    sphinx_katex.NODEJS_BINARY = find_node()
    sphinx_katex.STARTUP_TIMEOUT = sphinx_katex.RENDER_TIMEOUT = 60  # seconds: a busy machine is no error
    sphinx_katex.KaTeXServer.start_server_process = start_server
