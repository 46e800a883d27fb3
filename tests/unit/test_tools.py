"""The developer's tools: what they change, and what they say when something is amiss."""

import ast
import importlib.metadata
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from functools import partial
from urllib.request import urlopen

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import environment
import repository
from chapters import ROOT
from tree import copy_tree

HERE, THERE = "https://github.com/you/vae-book", "https://github.com/Some-One/other.book"


def run(folder, *arguments):
    return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True)


# ---- serve.py ----


@pytest.fixture
def built(tmp_path):
    """A project whose site is one page."""
    for name in ("tools/serve.py", "_build/html/index.html"):
        (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / "tools/serve.py").write_bytes((ROOT / "tools/serve.py").read_bytes())
    (tmp_path / "_build/html/index.html").write_text("the book")
    return tmp_path


def test_a_busy_port_is_named_with_another_to_try(built):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        result = run(built, "tools/serve.py", str(port))
    assert result.returncode == 1
    assert result.stderr.strip() == f"Port {port} is in use by another program. Choose another: make book PORT={port + 1}"


@pytest.mark.parametrize("port", ["http", "-1", "65536", "80.5"])
def test_a_port_that_is_none_is_refused(built, port):
    result = run(built, "tools/serve.py", port)
    assert result.returncode == 1 and f"not '{port}'" in result.stderr and "Traceback" not in result.stderr


def test_serving_without_a_site_says_how_to_build_it(built):
    (built / "_build/html/index.html").unlink()
    result = run(built, "tools/serve.py", "0")
    assert result.returncode == 1 and "make book" in result.stderr and "Traceback" not in result.stderr


def test_it_prints_the_address_serves_there_and_stops_quietly(built):
    # `make test &` lets its children ignore Ctrl-C, and a Python that was started so never hears it.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    server = subprocess.Popen([sys.executable, "tools/serve.py", "0"], cwd=built, preexec_fn=heard, **pipes)
    try:
        line = next(line for line in server.stdout if "http" in line)
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)[0]
        assert urlopen(address).read() == b"the book"
    finally:
        server.send_signal(signal.SIGINT)
        _, complaints = server.communicate(timeout=20)
    assert server.returncode == 0 and complaints == ""


# ---- repository.py ----


@pytest.mark.parametrize("text", ["", "you/vae-book", "http://github.com/you/book", "https://github.com/you", "https://example.org/you/book", "https://github.com/you/book/tree/main"])
def test_an_address_that_is_none_is_refused_and_nothing_changes(tmp_path, text):
    folder = copy_tree(tmp_path)
    before = contents(folder)
    result = run(folder, "tools/repository.py", text)
    assert result.returncode == 1
    assert "should look like https://github.com/you/vae-book" in result.stderr and repr(text) in result.stderr
    assert contents(folder) == before


@pytest.mark.parametrize("text", [HERE, HERE + "/", HERE + ".git", f"  {HERE}\n"])
def test_an_address_has_one_form(text):
    assert repository.normalise(text) == HERE


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def test_the_address_goes_where_it_is_needed_and_back(tmp_path):
    folder = copy_tree(tmp_path)
    before = contents(folder)
    states = []
    for url in (HERE, THERE, HERE):
        result = run(folder, "tools/repository.py", url)
        assert result.returncode == 0, result.stderr
        states.append(contents(folder))
    here, there, again = states
    assert here == again != there
    changed = {name for name in before if before[name] != here[name] or here[name] != there[name]}
    notebooks = {name for name in before if name.endswith(".ipynb")}
    assert changed == {"_config.yml", "README.md", "CITATION.cff"} | notebooks
    for name in changed:
        text = here[name].decode()
        assert "you/vae-book" in text and "other.book" not in text
    for name in notebooks:
        cells = nbformat.reads(here[name].decode(), 4).cells
        setup = next(cell for cell in cells if cell.cell_type == "code")
        assert f'%pip install -q "vaeedu @ git+{HERE}"' in setup.source
        badge = f"https://colab.research.google.com/github/you/vae-book/blob/main/{name}"
        assert badge in here["README.md"].decode()


# ---- environment.py ----


def test_the_environment_tool_can_be_read_by_an_old_python():
    ast.parse((ROOT / "tools" / "environment.py").read_text(encoding="utf8"), feature_version=(3, 5))


def test_an_old_python_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 8, 1))
    monkeypatch.setattr(environment, "version_of", lambda python: (0, 0))
    with pytest.raises(environment.Trouble, match=r"needs Python 3\.11 or newer; this is Python 3\.8.*make book PYTHON="):
        environment.find_python()


def test_a_newer_python_in_the_path_is_taken(monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 8, 1))
    monkeypatch.setattr(environment, "version_of", lambda python: (3, 11) if python == "python3.11" else (0, 0))
    assert environment.find_python() == "python3.11"


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("Temporary failure in name resolution", "There is no network"),
        ("npm error code ENOTFOUND", "There is no network"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("PermissionError: [Errno 13] Permission denied", "Check that you own the folder"),
        ("something unheard of", "something unheard of"),
    ],
)
def test_a_command_that_fails_is_explained(monkeypatch, tmp_path, words, advice):
    monkeypatch.setattr(environment, "LOG", str(tmp_path / "install.log"))
    with pytest.raises(environment.Trouble, match=re.escape(advice)) as trouble:
        environment.run([sys.executable, "-c", f"print({words!r}); raise SystemExit(1)"], "Installing")
    assert str(trouble.value).startswith("Installing did not work.")
    assert "Traceback" not in str(trouble.value)


def test_a_command_that_is_missing_is_explained(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "LOG", str(tmp_path / "install.log"))
    with pytest.raises(environment.Trouble, match="Running it did not work"):
        environment.run(["no-such-program"], "Running it")


def test_an_unknown_purpose_is_refused():
    result = run(ROOT, "tools/environment.py", "everything")
    assert result.returncode != 0 and "book|edit|run|test|widgets" in result.stderr


def test_what_is_installed_stays(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "STAMP", str(tmp_path / "environment.json"))
    monkeypatch.setattr(environment, "pip", lambda *arguments: asked.append(arguments))
    asked = []
    for extras, calls in [(["book"], 1), (["book"], 1), (["book", "run"], 2), (["book"], 2)]:
        environment.install(extras)
        installs = [arguments for arguments in asked if "-e" in arguments]
        assert len(installs) == calls
    assert installs[-1][-1] == ".[book,run]", "what was there is kept"
    monkeypatch.setattr(environment, "wanted", lambda: "something else")
    environment.install(["book"])
    assert len([arguments for arguments in asked if "-e" in arguments]) == 3


def test_the_browser_in_the_path_is_found(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert environment.browser() is None
    chrome = tmp_path / "google-chrome"
    chrome.write_text("#!/bin/sh\n")
    os.chmod(chrome, 0o755)
    assert environment.browser() == str(chrome)


@pytest.mark.parametrize("root", [True, False])
def test_browsers_are_installed_at_once_or_gone_without(monkeypatch, capsys, root):
    programs, asked = {"chromium": "/usr/bin/chromium"}, []

    def run(command, what, **options):
        asked.append(command)
        if "install" in command:
            programs.update({"firefox-esr": "/usr/bin/firefox-esr", "WebKitWebDriver": "/usr/bin/WebKitWebDriver"})

    monkeypatch.setattr(environment, "run", run)
    monkeypatch.setattr(environment, "output", lambda command: command[-1] != "xvfb")
    monkeypatch.setattr(environment.shutil, "which", lambda name: programs.get(name) or (name == "apt-get" and name))
    monkeypatch.setattr(environment.os.path, "exists", lambda path: path == "/etc/debian_version")
    monkeypatch.setattr(environment.os, "geteuid", lambda: 0 if root else 1000)
    environment.add_browsers(list(environment.BROWSERS))
    missing = ["firefox-esr", "webkit2gtk-driver", "xvfb"]
    assert [command[-3:] for command in asked if "install" in command] == ([["--no-install-recommends", *missing[:2]]] if root else [])
    assert f"Going on without {', '.join(missing[2:] if root else missing)}:" in capsys.readouterr().out


def brought_by(extra):
    """The distributions that installing the project with one extra brings, by their normalised names."""
    found, waiting = set(), [("vaeedu", {"", extra})]
    while waiting:
        name, extras = waiting.pop()
        for line in importlib.metadata.requires(name) or []:
            requirement = Requirement(line)
            asked = any(requirement.marker is None or requirement.marker.evaluate({"extra": each}) for each in extras)
            needed = canonicalize_name(requirement.name)
            if asked and needed not in found:
                found.add(needed)
                with suppress(importlib.metadata.PackageNotFoundError):
                    importlib.metadata.version(needed)
                    waiting.append((needed, {"", *requirement.extras}))
    return found


def test_the_site_is_built_with_what_make_book_installs():
    """`make book` in a new environment has fewer packages than the tests have: what it lacks is hidden here, and the extension still loads."""
    brought = brought_by("book")
    assert {"jupyter-book", "sympy", "anywidget"} <= brought and not {"torch", "pytest"} & brought
    hidden = [top for top, of in importlib.metadata.packages_distributions().items() if not brought & set(map(canonicalize_name, of)) and top not in ("vaeedu", "pip")]
    assert "torch" in hidden and "pytest" in hidden
    code = f"""
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(f"make book installs no {{name}}")
sys.meta_path.insert(0, Hidden())
sys.path[:0] = ["tools", "book/_ext"]
import build_site, serve, vaebook
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
