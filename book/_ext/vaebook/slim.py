"""The theme's heavy parts that no page needs are left out of the site."""

import re
from pathlib import Path

# The theme draws its icons by half a megabyte of script, or by fonts; three kilobytes in book/_static/fonts do the same.
HEAVY = re.compile(r'\s*<(?:script [^>]*src="[^"]*fontawesome[^"]*\.js[^"]*"></script>|link [^>]*href="[^"]*/fa-[^"]*"[^>]*>)')
UNUSED = ("**/*.map", "**/fontawesome*.js*", "**/fa-*.ttf", "**/fa-*.woff2")


def rewrite(text, page):
    return HEAVY.sub("", text)


def remove(app, exception):
    if not exception and app.builder.format == "html":
        for pattern in UNUSED:
            for path in (Path(app.outdir) / "_static").glob(pattern):
                path.unlink()


def setup(app):
    app.connect("build-finished", remove)
