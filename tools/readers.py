"""Install the book in the readers' environment, .venv-readers, as a reader in Colab does: by a notebook's first cell.

    .venv/bin/python tools/readers.py

The cell installs from a git address; here it is that of a copy of the working tree. Nothing is done when the package has not
changed since. What was there before and after stands in .venv-readers/packages.json, for the tests.
"""

import hashlib
import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient

import notebooks
from tree import ROOT, copy_tree, files

READERS = ROOT / ".venv-readers"
PACKAGES = READERS / "packages.json"

LIST = """
import importlib.metadata, json
written = lambda package: [file.locate().stat().st_mtime_ns for file in package.files if file.name in ("METADATA", "RECORD")]
print(json.dumps({package.name: [package.version, *written(package)] for package in importlib.metadata.distributions()}))
"""


def installed() -> dict:
    """The packages of the readers' environment: version, and when the files that describe them were written."""
    return json.loads(subprocess.run([READERS / "bin" / "python", "-c", LIST], check=True, capture_output=True, text=True).stdout)


def digest() -> str:
    """What the package is made of."""
    found = hashlib.sha256()
    for name in (path for path in files() if path.parts[0] in ("vaeedu", "pyproject.toml")):
        found.update(str(name).encode() + (ROOT / name).read_bytes())
    return found.hexdigest()


def install(clone: Path) -> None:
    """Run a notebook's first cell, with the clone as the address that it installs from."""
    copy_tree(clone)
    as_somebody = ["-c", "user.name=Reader", "-c", "user.email=reader@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*as_somebody, "commit", "-q", "-m", "The working tree"]):
        subprocess.run(["git", *command], cwd=clone, check=True)
    cells = [notebooks.setup_source(clone.as_uri()), "import vaeedu"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    NotebookClient(notebook, kernel_name="readers", timeout=600).execute()


def main() -> None:
    before, content = installed(), digest()
    if "vaeedu" in before and PACKAGES.exists() and json.loads(PACKAGES.read_text())["digest"] == content:
        return
    print("· Installing the book in the readers' environment, as a notebook's first cell does", flush=True)
    PACKAGES.unlink(missing_ok=True)
    if before.pop("vaeedu", None):
        subprocess.run([READERS / "bin" / "python", "-m", "pip", "uninstall", "-q", "-y", "vaeedu"], check=True)
    with TemporaryDirectory(prefix="clone-") as folder:
        install(Path(folder).resolve())
    PACKAGES.write_text(json.dumps({"digest": content, "before": before, "after": installed()}))


if __name__ == "__main__":
    main()
