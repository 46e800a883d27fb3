"""The theme's heavy parts that no page needs are left out of the site."""

import re
from pathlib import Path

# The theme draws its icons by half a megabyte of script, or by fonts; three kilobytes in book/_static/fonts do the same.
HEAVY = re.compile(r'\s*<(?:script [^>]*src="[^"]*fontawesome[^"]*\.js[^"]*"></script>|link [^>]*href="[^"]*/fa-[^"]*"[^>]*>)')
FONT_FACE = re.compile(r"@font-face\s*\{[^{}]*/fa-[^{}]*\}")
UNUSED = ("**/*.map", "**/fontawesome*.js*", "**/fa-*.ttf", "**/fa-*.woff2")


def rewrite(text, page):
    return HEAVY.sub("", text)


def remove(app, exception):
    if not exception and app.builder.format == "html":
        for pattern in UNUSED:
            for path in (Path(app.outdir) / "_static").glob(pattern):
                path.unlink()
        for sheet in (Path(app.outdir) / "_static").rglob("*.css"):
            written = sheet.read_text(encoding="utf-8")
            text = FONT_FACE.sub("", written)
            if text != written:
                sheet.write_text(text, encoding="utf-8")


def setup(app):
    app.connect("build-finished", remove)
