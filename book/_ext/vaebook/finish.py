"""Finishing touches on the written pages, each module's `rewrite` in turn."""

from pathlib import Path

from . import accessible, pictures, slim


def finish(app, exception):
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        written = text = page.read_text(encoding="utf-8")
        for module in (slim, pictures, accessible):
            text = module.rewrite(text, page)
        if text != written:
            page.write_text(text, encoding="utf-8")


def setup(app):
    app.connect("build-finished", finish)
