"""What the notebooks hold, for the pages that are made of all of them."""

import hashlib
import json
from pathlib import Path


def notebooks(env):
    """The chapters' notebooks in the book's order."""
    return [Path(env.doc2path(name)) for name in sorted(env.found_docs) if name.startswith("notebooks/")]


def depend(env):
    """Each notebook is a reason to read the present page anew."""
    for path in notebooks(env):
        env.note_dependency(str(path))


def cells(notebook):
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def title(notebook):
    """The chapter's title."""
    return "".join(cells(notebook)[0]["source"]).splitlines()[0].lstrip("# ")


def digest(notebook):
    """What the measurements are made of: the code, less the first cell, the exercises, the derivations and what is imported for these."""
    code = []
    for cell in cells(notebook):
        if cell["cell_type"] == "code" and not {"derivation", "setup"} & set(cell["metadata"].get("tags", [])):
            lines = "".join(cell["source"]).splitlines()
            if any(line.startswith("check(") for line in lines):
                continue
            code.append("\n".join(line for line in lines if not line.startswith(("import sympy", "from vaeedu.derivations"))))
    return hashlib.sha256("\n\n".join(code).encode()).hexdigest()


def outputs(notebook, kind):
    """Our outputs of one kind (derivation, claim, widget) in a notebook, in order."""
    mime = f"application/vnd.vaeedu.{kind}+json"
    for cell in cells(notebook):
        for output in cell.get("outputs", []):
            if mime in output.get("data", {}):
                yield output["data"][mime]
