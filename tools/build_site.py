"""Build the site into _build/html. A warning is an error."""

import shutil
import subprocess
import sys
from pathlib import Path

from repository import repository_url
from tree import ROOT, files

BUILD = ROOT / "_build"
STAMP = BUILD / "begun"  # its time is when the last build that came to its end had begun
MACHINERY = ("book/_ext", "_config.yml", "requirements.txt")  # what Sphinx does not watch: a change of it concerns every page
SOURCES = (*MACHINERY, "_toc.yml", "book", "notebooks", "vaeedu/widgets")


def newer(sources) -> list[Path]:
    """Which files of these places have changed since the site was built; all of them if it never was."""
    begun = STAMP.stat().st_mtime if STAMP.exists() else 0
    return [path for path in files() if any(path.is_relative_to(place) for place in sources) and (ROOT / path).stat().st_mtime > begun]


def main():
    if newer(MACHINERY) and BUILD.exists():
        shutil.rmtree(BUILD)
    BUILD.mkdir(exist_ok=True)
    begun = BUILD / "begins"
    begun.touch()
    build = [Path(sys.executable).with_name("jupyter-book"), "build", str(ROOT), "-W", "-n", "--keep-going", "-q"]
    result = subprocess.run(build, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode:
        sys.exit(result.stdout + "\nThe site was not built: the warnings above say what to mend.")
    begun.rename(STAMP)
    print("· The site is in _build/html")
    if not repository_url():
        print("  Its chapters have no button for Colab: make repository URL=https://github.com/you/vae-book gives this copy its public address")


if __name__ == "__main__":
    main()
