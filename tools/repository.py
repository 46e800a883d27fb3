"""The project's public address: `python tools/repository.py https://github.com/you/vae-book` writes it where it is needed.

It stands in one place, `_config.yml`. From there go the notebooks' first cells, the Colab line of the README and the
citation file. Everything else that needs it calls `repository_url()`.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "_config.yml"
LINE = re.compile(r'^(  url: *)("[^"\n]*"|[^\s#]*)', re.MULTILINE)
ADDRESS = re.compile(r"https://github\.com/([A-Za-z0-9-]+)/([A-Za-z0-9._-]+?)(?:\.git)?/?")


def repository_url():
    """The address without a trailing slash, or None while it is unset."""
    return LINE.search(CONFIG.read_text(encoding="utf-8"))[2].strip('"') or None


def colab_url(path):
    """Where Colab opens the notebook `path`, or None while the address is unset."""
    url = repository_url()
    return url and f"https://colab.research.google.com/github/{url.removeprefix('https://github.com/')}/blob/main/{path}"


def normalise(text):
    """The address in its one form; ValueError, saying what was expected, for anything else."""
    match = ADDRESS.fullmatch(text.strip())
    if not match:
        raise ValueError(
            f"The address should look like https://github.com/you/vae-book, but it is {text!r}. "
            "Try: make repository URL=https://github.com/you/vae-book"
        )
    return f"https://github.com/{match[1]}/{match[2]}"


def between(path, start, end, text):
    """Replace what stands between two markers; a file without them, or no file, is left alone."""
    if not path.exists():
        return
    before = path.read_text(encoding="utf-8")
    pattern = re.compile(f"({re.escape(start)}\n).*?({re.escape(end)})", re.DOTALL)
    after = pattern.sub(lambda match: match[1] + text + match[2], before)
    if after != before:
        path.write_text(after, encoding="utf-8")


def badges():
    """The README's Colab lines, one for each notebook."""
    badge = "https://colab.research.google.com/assets/colab-badge.svg"
    notebooks = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").glob("*.ipynb"))
    return "".join(f"[![Open {path} in Colab]({badge})]({colab_url(path)})\n" for path in notebooks)


def main(text):
    try:
        url = normalise(text)
    except ValueError as error:
        sys.exit(str(error))
    config = CONFIG.read_text(encoding="utf-8")
    CONFIG.write_text(LINE.sub(lambda match: f'{match[1]}"{url}"', config, count=1), encoding="utf-8")
    between(ROOT / "README.md", "<!-- colab -->", "<!-- /colab -->", badges())
    between(ROOT / "CITATION.cff", "# repository", "# /repository", f"repository-code: {url}\n")
    subprocess.run([sys.executable, str(ROOT / "tools" / "notebooks.py"), "setup-cells"], check=True)
    print(f"The address is now {url}. Commit the changes and push them there.")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
