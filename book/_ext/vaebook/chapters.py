"""A chapter's number is its file's: notebooks/07_linear_vae is chapter 7, whichever chapters exist so far. {chapter}`7` leads there."""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.util.docutils import SphinxRole

number_figures = TocTreeCollector.assign_figure_numbers


def number_by_file(collector, env):
    """Replace the chapters' numbers before figures, equations and exercises are numbered after them."""
    for page, numbers in env.toc_secnumbers.items():
        match = re.search(r"(?:^|/)(\d+)_[^/]*$", page)
        if match:
            chapter = int(match[1])
            env.toc_secnumbers[page] = {anchor: old and (chapter, *old[1:]) for anchor, old in numbers.items()}
            for node in (env.titles[page], *env.tocs[page].findall(nodes.reference)):
                if node.get("secnumber"):
                    node["secnumber"] = [chapter, *node["secnumber"][1:]]
    return number_figures(collector, env)


class Chapter(SphinxRole):
    """A link to the chapter, or words where it is not written; {Chapter} starts a sentence. Notebooks have the same (tools/plain.py)."""

    def run(self):
        first = "C" if "Chapter" in self.rawtext else "c"  # as typed: Sphinx itself tells no capitals of roles
        name = f"{first}hapter {int(self.text)}"
        written = [page for page in self.env.found_docs if page.startswith(f"notebooks/{int(self.text):02}_")]
        if not written:
            return [nodes.Text(f"{'The' if first == 'C' else 'the'} planned {name.lower()}")], []
        link = addnodes.pending_xref(
            "", nodes.inline("", name, classes=["std", "std-doc"]), refdomain="std", reftype="doc", refexplicit=True, refwarn=True,
            reftarget=f"/{written[0]}", refdoc=self.env.docname,
        )  # fmt: skip
        return [link], []


def setup(app):
    app.add_role("chapter", Chapter())
    TocTreeCollector.assign_figure_numbers = number_by_file
