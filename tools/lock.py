"""Write requirements.txt: the exact version of everything that reads, builds, runs and tests the book.

    .venv/bin/python tools/lock.py [--upgrade]

Versions that still fit are kept; `--upgrade` moves all of them. One file serves every platform and Python
from 3.11 on, and is used only as constraints: pyproject.toml says what is wanted, this file which version.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
TORCH = "torch==2.13.0"
# torch brings the accelerator libraries that fit it; pinning them here would force them on machines without one.
ACCELERATOR = re.compile(r"^(nvidia|cuda|triton)[-=]")
HEADER = """\
# The exact versions the book is built and tested with, for every platform and Python from 3.11 on.
# Used as constraints by tools/environment.py. Made by `make lock` from pyproject.toml; do not edit.
"""


def main() -> None:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    resolve = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    resolve += ["--all-extras", "--no-header", "--no-annotate", "--no-emit-index-url", "--constraints", "-"]
    resolve += ["--output-file", str(LOCK), str(ROOT / "pyproject.toml"), *sys.argv[1:]]
    subprocess.run(resolve, input=TORCH, text=True, check=True)
    pins = [line for line in LOCK.read_text().splitlines() if line[:1] not in "# " and not ACCELERATOR.match(line)]
    LOCK.write_text(HEADER + "\n".join(pins) + "\n")


if __name__ == "__main__":
    main()
