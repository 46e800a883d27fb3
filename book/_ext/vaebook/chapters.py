"""A chapter's number is its file's: notebooks/07_linear_vae is chapter 7, whichever chapters exist so far."""

import re

from docutils import nodes
from sphinx.environment.collectors.toctree import TocTreeCollector

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


def setup(app):
    TocTreeCollector.assign_figure_numbers = number_by_file
