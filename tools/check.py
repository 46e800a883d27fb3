"""Test one chapter: its text, its rooms, its notebook, its widgets and its page: `.venv/bin/python tools/check.py 07`.

The rooms are those that the chapter imports; every test whose file or case is named after the chapter or one of them is run.
"""

import re
import subprocess
import sys

import build_site
import readers
from tree import ROOT


def rooms(text: str) -> set[str]:
    """The modules of closed forms and the widgets that a chapter's code imports."""
    found = set()
    for package, inner, names in re.findall(r"^from vaeedu\.(closed_forms|widgets)((?:\.\w+)*) import (.+)$", text, re.MULTILINE):
        for name in (*inner.split("."), *names.split(", ")):
            # LinearVAE lives in linear_vae, GaussianKL in gaussian_kl, ELBO in elbo.
            room = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
            place = ROOT / "vaeedu" / package / room
            if room and (place.is_dir() or place.with_suffix(".py").exists()):
                found.add(room)
    return found


def main(number: str) -> None:
    chapters = {path.stem[:2]: path for path in sorted((ROOT / "book" / "chapters").glob("*.md"))}
    chapter = chapters.get(number.zfill(2))
    if not chapter:
        sys.exit(f"There is no chapter {number!r}; there are {', '.join(chapters)}. Try: make check CHAPTER={next(iter(chapters))}")
    build_site.main()
    readers.main()
    words = [chapter.stem, f"chapter_{chapter.stem[:2]}", *sorted(f"test_{room}" for room in rooms(chapter.read_text(encoding="utf8")))]
    print(f"· Testing what is named {', '.join(words)}", flush=True)
    sys.exit(subprocess.run([sys.executable, "-m", "pytest", "-q", "-k", " or ".join(words)], cwd=ROOT).returncode)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
