"""Who may import whom inside the package: the contracts in pyproject.toml hold, and would notice."""

import subprocess
import sys

import pytest

from chapters import ROOT
from tree import copy_tree


def lint(folder):
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    # From the folder and not as installed: in a copy, it is the copy that is looked at.
    return subprocess.run([sys.executable, "-c", program, "--no-cache"], cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder)})


def test_every_contract_is_kept():
    result = lint(ROOT)
    assert result.returncode == 0 and "0 broken" in result.stdout, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("closed_forms/linear_vae.py", "import torch", "The site builds without torch"),
        ("training.py", "from vaeedu import models", "One way: down, and not beside"),
        ("widgets/elbo/__init__.py", "from vaeedu.widgets import gaussian_kl", "Widgets know nothing of each other"),
        ("derivations/notation.py", "import numpy", "Derivations are SymPy alone"),
        ("new_topic.py", "", "One way: down, and not beside"),  # a new module has to be given its place
    ],
)
def test_a_forbidden_import_is_named(tmp_path, module, line, broken):
    folder = copy_tree(tmp_path)
    path = folder / "vaeedu" / module
    path.write_text((path.read_text(encoding="utf8") if path.exists() else "") + f"\n{line}\n", encoding="utf8")
    result = lint(folder)
    assert result.returncode == 1 and f"{broken} BROKEN" in " ".join(result.stdout.split()), result.stdout + result.stderr


@pytest.mark.parametrize("module", ["vaeedu", "vaeedu.closed_forms", "vaeedu.derivations", "vaeedu.claims", "vaeedu.exercises", "vaeedu.widgets"])
def test_nothing_that_the_site_needs_pulls_in_torch(module):
    subprocess.run([sys.executable, "-c", f"import {module}, sys; assert 'torch' not in sys.modules"], check=True)
