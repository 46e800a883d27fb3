"""`{map-of-the-book}`: the parts and the chapters that are written, each with its question, read off _toc.yml and the chapters."""

import re
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.errors import SphinxError
from sphinx.util.docutils import SphinxDirective

from . import html

CHAPTER = re.compile(r"^# (?P<title>[^\n]+)\n+\*\*(?P<question>[^*]+)\*\*", re.MULTILINE)


class Map(SphinxDirective):
    def run(self):
        root = Path(self.env.srcdir)
        parts = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))["parts"]
        self.env.note_dependency(str(root / "_toc.yml"))
        found = []
        for part in parts:
            chapters = [Path(entry["file"]) for entry in part["chapters"] if entry["file"].startswith("notebooks/")]
            if chapters:
                found.append(html.build("dt", nodes.Text(part["caption"])))
                found.append(html.build("dd", html.build("ol", *map(self.chapter, chapters))))
        return [html.build("dl", *found, classes=["map"])]

    def chapter(self, notebook):
        source = Path(self.env.srcdir) / "book" / "chapters" / f"{notebook.name}.md"
        self.env.note_dependency(str(source))
        match = CHAPTER.search(source.read_text(encoding="utf-8"))
        if not match:
            raise SphinxError(f"{source.name}: a chapter begins with its title and, in bold, its question, and the map of the book wants both")
        number = int(notebook.name[:2])
        link = html.build("a", nodes.Text(match["title"]), href=f"../{notebook}.html")
        return html.build("li", link, html.build("p", *html.text(self, " ".join(match["question"].split()))), value=str(number))


def setup(app):
    app.add_directive("map-of-the-book", Map)
