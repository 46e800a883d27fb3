"""The project as git would hand it on: tracked and untracked files, without what it ignores."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def files() -> list[Path]:
    """Their paths from the root, without those that have been deleted since."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    return sorted(Path(name) for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file())


def copy_tree(target: Path) -> Path:
    for name in files():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    return target
