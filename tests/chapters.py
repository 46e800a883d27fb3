"""The chapters' sources, as the tests read them."""

from functools import cache
from pathlib import Path

import jupytext

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted((ROOT / "book" / "chapters").glob("*.md"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@cache  # some take ten seconds
def derivation_names(number: str) -> dict:
    """The names that a chapter's derivation cells define, run in order with the chapter's own imports and nothing else."""
    [chapter] = (path for path in CHAPTERS if path.name.startswith(f"{number}_"))
    names: dict = {}
    for cell in jupytext.read(chapter, fmt="md:myst").cells:
        if cell.cell_type != "code":
            continue
        if "derivation" in cell.metadata.get("tags", []):
            exec(compile(cell.source, f"{chapter.name}, derivation cell", "exec"), names)
        else:
            wanted = ("import sympy", "from vaeedu.derivations")
            exec("\n".join(line for line in cell.source.splitlines() if line.startswith(wanted)), names)
    return names
