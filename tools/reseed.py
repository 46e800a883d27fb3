"""Repeat a chapter with other seeds: `.venv/bin/python tools/reseed.py 07 [HOW_MANY]`.

Every seed that the notebook, or the package on its behalf, hands to PyTorch or NumPy is shifted, 3 times unless told otherwise. Prints
the verdicts that flip and the cells that no longer hold: a claim should survive, or its card say "undecided". What was found is kept in
notebooks/reseeds/NN_name.json, for the ledger, with a digest of the code that it holds for.
"""

import json
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from notebooks import NOTEBOOKS, RESEEDS, ROOT
from vaeedu.claims import MIME as CLAIM

sys.path.append(str(ROOT / "book" / "_ext"))
from vaebook.stored import digest  # noqa: E402

SHIFT = """
import numpy, torch
def shifted(call): return lambda seed=None, *rest, **named: call(seed + {shift} if isinstance(seed, int) else seed, *rest, **named)
class Generator(torch.Generator):
    def manual_seed(self, seed): return super().manual_seed(seed + {shift})
torch.Generator, torch.manual_seed, numpy.random.default_rng = Generator, shifted(torch.manual_seed), shifted(numpy.random.default_rng)
"""


def claims(notebook) -> dict:
    """The cards of the claims by their ids."""
    outputs = [output.data[CLAIM] for cell in notebook.cells for output in cell.get("outputs", []) if CLAIM in output.get("data", {})]
    return {claim["id"]: claim for claim in outputs}


def failures(notebook) -> list[str]:
    """The cells that raised, by their first line, and what they raised."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                where = next(line.strip("- >") for line in [*output.traceback, cell.source] if "assert" in line or line == cell.source)
                found.append(f"{cell.id}: {output.ename} {output.evalue}".strip() + f" in {where.splitlines()[0][:100]}")
    return found


def repeat(path: Path, shift: int):
    notebook = nbformat.read(path, 4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(SHIFT.format(shift=shift)))
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=1200, allow_errors=True, resources={"metadata": {"path": folder}}).execute()
    return notebook


def main(number: str, repeats: int) -> None:
    found = sorted(NOTEBOOKS.glob(f"{number.zfill(2)}_*.ipynb"))
    if not found:
        sys.exit(f"There is no notebook of chapter {number!r}. Try: make reseed CHAPTER=07")
    stored, verdicts, bad = claims(nbformat.read(found[0], 4)), {}, 0
    for shift in (1000 * number for number in range(1, repeats + 1)):
        notebook = repeat(found[0], shift)
        now, broken = claims(notebook), failures(notebook)
        reached = {id: now[id]["verdict"] if id in now else "not reached" for id in stored}
        flipped = [id for id in stored if reached[id] != stored[id]["verdict"]]
        print(f"{found[0].stem}, seeds + {shift}: {len(stored) - len(flipped)} of {len(stored)} verdicts stand", flush=True)
        for id in flipped:
            print(f"  {id}: “{stored[id]['verdict']}” became “{reached[id]}”")
        for failure in broken:
            print(f"  {failure}")
        bad += bool(flipped or broken)
        # A claim of which no number has changed was not repeated: it rests on a record, or on no chance at all.
        verdicts[shift] = {id: verdict for id, verdict in reached.items() if now.get(id) != stored[id]}
    if stored:
        RESEEDS.mkdir(exist_ok=True)
        kept = json.dumps({"code": digest(found[0]), "verdicts": verdicts}, indent=1, ensure_ascii=False)
        (RESEEDS / f"{found[0].stem}.json").write_text(kept + "\n", encoding="utf8")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "", int(sys.argv[2]) if len(sys.argv) > 2 else 3)
