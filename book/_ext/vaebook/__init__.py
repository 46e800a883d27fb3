"""What the book adds to Sphinx, one idea to a module."""

import hashlib
from pathlib import Path

from . import addresses, chapters, claim, contents, derivation, exercises, finish, html, katex, ledger, outputs, proofs, repository, search, slim, widget

MODULES = (html, katex, outputs, widget, derivation, claim, proofs, addresses, exercises, ledger, contents, chapters, repository, search, finish, slim)


def setup(app):
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it even without its comments extension
    for module in MODULES:
        module.setup(app)
    # Pages are read anew when this extension changes.
    sources = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    version = int(hashlib.sha256(sources).hexdigest()[:8], 16)
    return {"env_version": version, "parallel_read_safe": True, "parallel_write_safe": True}
