"""Make notebooks/NN_name.ipynb from book/chapters/NN_name.md.

    python tools/notebooks.py               execute what changed, normalise, write
    python tools/notebooks.py --all         execute every notebook again
    python tools/notebooks.py setup-cells   rewrite only the first code cells (after `make repository`)

A chapter's text and code are edited in its .md file alone; the notebook has the text in plain Markdown (plain.py). Two
executions give the same bytes, except in cells tagged `nbval-ignore-output`, so a changed notebook is a changed result.
"""

import argparse
import base64
import io
import os
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from PIL import Image

from plain import make_plain
from repository import repository_url

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS, NOTEBOOKS = ROOT / "book" / "chapters", ROOT / "notebooks"
RESEEDS = NOTEBOOKS / "reseeds"  # what tools/reseed.py found
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

SETUP = """\
try: import vaeedu
except ImportError:
    {install}
"""
INSTALL = '%pip install -q "vaeedu @ git+{url}"  # leaves an installed torch and numpy as they are'
NO_ADDRESS = 'raise ImportError("vaeedu is missing: run `pip install .` in the book\'s folder, or `make repository` to give it an address")'


def setup_source(url: str | None) -> str:
    """The first code cell: it installs the package where it is missing, which needs the repository's public address."""
    return SETUP.format(install=INSTALL.format(url=url) if url else NO_ADDRESS).rstrip()


def from_chapter(chapter: Path, url: str | None) -> nbformat.NotebookNode:
    """The chapter as a notebook without outputs, its text still MyST, with stable cell ids and its setup cell filled in."""
    notebook = jupytext.read(chapter, fmt="md:myst")
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:03d}"
        if "setup" in cell.metadata.get("tags", []):
            cell["source"] = setup_source(url)
    return notebook


def same_source(one: nbformat.NotebookNode, other: nbformat.NotebookNode, kind: str | None = None) -> bool:
    """Whether the cells agree in type, text and metadata; with ``kind``, whether the cells of that type do."""

    def of(notebook):
        return [
            (cell.cell_type, cell.source, cell.metadata)
            for cell in notebook.cells
            if kind in (None, cell.cell_type)
        ]

    return of(one) == of(other)


def execute(notebook: nbformat.NotebookNode) -> None:
    """Run every cell in a fresh kernel, in an empty folder, with one thread and no progress bars, as the tests do."""
    os.environ |= {"OMP_NUM_THREADS": "1", "TQDM_DISABLE": "1"}  # progress bars would differ from run to run
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(notebook, timeout=600, store_widget_state=False, resources={"metadata": {"path": folder}})
        client.execute()


def small_png(encoded: str) -> str:
    """The picture with a palette of 256 colours: a line drawing looks the same and is three times smaller."""
    buffer = io.BytesIO()
    picture = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def merge_streams(outputs: list) -> list:
    """Printed text in one piece: where it was cut depends on how fast the kernel was."""
    merged: list = []
    for output in outputs:
        before = merged[-1] if merged else {}
        if output.output_type == "stream" and before.get("name") == output.name:
            before["text"] += output.text
        else:
            merged.append(output)
    return merged


def normalise(notebook: nbformat.NotebookNode) -> None:
    """Strip what differs from run to run: timings, versions, and the live views of widgets, whose pictures stay."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if "outputs" in cell:
            cell["outputs"] = merge_streams(cell.outputs)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET_VIEW, None)
            if "image/png" in data:
                data["image/png"] = small_png(data["image/png"])


def carry_outputs(old: nbformat.NotebookNode, new: nbformat.NotebookNode) -> None:
    """Give the new notebook's code cells the old one's outputs; only text has changed between them."""
    code = lambda notebook: [cell for cell in notebook.cells if cell.cell_type == "code"]  # noqa: E731
    for before, after in zip(code(old), code(new), strict=True):
        after["outputs"], after["execution_count"] = before.outputs, before.execution_count


def make(chapter: Path, url: str | None, rerun: bool) -> str:
    """Bring the chapter's notebook up to date; returns what was done."""
    target = NOTEBOOKS / f"{chapter.stem}.ipynb"
    new = from_chapter(chapter, url)
    old = nbformat.read(target, 4) if target.exists() else None
    carried = old and not rerun and same_source(old, new, "code")
    if carried:
        carry_outputs(old, new)
    else:
        execute(new)
        normalise(new)
    make_plain(new, int(chapter.stem[:2]))
    if carried and same_source(old, new):
        return "up to date"
    NOTEBOOKS.mkdir(exist_ok=True)
    nbformat.write(new, target)
    return "text updated" if carried else "executed"


def rewrite_setup_cells(url: str | None) -> None:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = nbformat.read(path, 4)
        for cell in notebook.cells:
            if "setup" in cell.metadata.get("tags", []):
                cell["source"] = setup_source(url)
        nbformat.write(notebook, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs="?", choices=["setup-cells"])
    parser.add_argument("--all", action="store_true", help="execute every notebook, changed or not")
    arguments = parser.parse_args()
    if arguments.command == "setup-cells":
        return rewrite_setup_cells(repository_url())
    chapters = sorted(CHAPTERS.glob("*.md"))
    for stray in sorted({p.stem for p in NOTEBOOKS.glob("*.ipynb")} - {c.stem for c in chapters}):
        sys.exit(f"notebooks/{stray}.ipynb has no chapter book/chapters/{stray}.md: write one, or delete the notebook")
    for chapter in chapters:
        print(f"{chapter.stem}: {make(chapter, repository_url(), arguments.all)}", flush=True)


if __name__ == "__main__":
    main()
