"""The theme's heavy parts that no page needs are left out of the site."""

import re
from pathlib import Path

# The theme draws its icons by half a megabyte of script, or by fonts; three kilobytes in book/_static/fonts do the same.
HEAVY = re.compile(r'\s*<(?:script [^>]*src="[^"]*fontawesome[^"]*\.js[^"]*"></script>|link [^>]*href="[^"]*/fa-[^"]*"[^>]*>)')
FONT_FACE = re.compile(r"@font-face\s*\{[^{}]*/fa-[^{}]*\}")
ICON = re.compile(r'((?:\.fa-[\w-]+::?before,?)+)\{content:"[^"]*"\}')
NAME = re.compile(r"\bfa-[\w-]+")
# What asks first for the line's room though the page needs it last: scripts that are deferred anyway.
PRELOAD = re.compile(r'\s*<link rel="preload" as="script" href="[^"]*/scripts/[^"]*" />')
# The book has a search of its own (search.py).
SEARCH = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>')
UNUSED = ("**/*.map", "**/fontawesome*.js*", "**/fa-*.ttf", "**/fa-*.woff2", "searchtools.js", "language_data.js")


def rewrite(text, page):
    for pattern in (HEAVY, PRELOAD, SEARCH):
        text = pattern.sub("", text)
    return text


def remove(app, exception):
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for pattern in UNUSED:
        for path in (site / "_static").glob(pattern):
            path.unlink()
    # Of two thousand icons the rules of those stay that a page or a script names.
    naming = [path for ending in ("html", "js") for path in site.rglob(f"*.{ending}")]
    named = {name for path in naming for name in NAME.findall(path.read_text(encoding="utf-8"))}
    for sheet in (site / "_static").rglob("*.css"):
        written = sheet.read_text(encoding="utf-8")
        text = FONT_FACE.sub("", written)
        text = ICON.sub(lambda rule: rule[0] if named & set(NAME.findall(rule[1])) else "", text)
        if text != written:
            sheet.write_text(text, encoding="utf-8")


def setup(app):
    app.connect("build-finished", remove)
