"""How long the commands take, from nothing on: `python3 benchmarks/commands.py` clones the project into an empty folder and runs them there.

Prints a table in Markdown. It takes as long as they do, and the times belong to the machine that measured them.
"""

import platform
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ["make site", "make site", "make test", "make check CHAPTER=07"]


def cpu() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def main():
    print(f"{date.today()}, {cpu()}\n\n| command | minutes |\n|---|---:|", flush=True)
    with tempfile.TemporaryDirectory(prefix="commands-") as folder:
        subprocess.run(["git", "clone", "-q", ROOT, folder], check=True)
        for number, command in enumerate(COMMANDS):
            start = time.perf_counter()
            result = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True)
            if result.returncode:
                sys.exit(f"{command} failed:\n{result.stdout[-4000:]}{result.stderr[-2000:]}")
            again = " again" if command in COMMANDS[:number] else ""
            print(f"| `{command}`{again} | {(time.perf_counter() - start) / 60:.1f} |", flush=True)


if __name__ == "__main__":
    main()
