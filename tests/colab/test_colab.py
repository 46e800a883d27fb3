"""As Colab does it: the package joins an environment that has its own torch, numpy and ipywidgets 7.7.1, and touches none of them.

The first notebook installs it by its own first cell, from a git address of this working tree, and every notebook runs in
an empty folder. What the kernel then sends to the page is shown in a browser.
"""

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import nbformat
import pytest

import notebooks as tool
from chapters import NOTEBOOKS, ROOT
from hands import LinearVAEHands
from tree import copy_tree

TORCH = re.search(r"^torch==\S+", (ROOT / "requirements.txt").read_text(encoding="utf8"), re.MULTILINE)[0]
# Older than in requirements.txt, so that "as they were" says something. pip, IPython and ipywidgets are Colab's.
PIP = "pip==24.1.2"
OWN = [TORCH, "numpy<2.4", "matplotlib<3.11", "sympy<1.14", "scikit-learn<1.9", "notebook<7", "ipykernel<7", "nbclient"]
OWN += ["ipywidgets==7.7.1", "ipython==7.34.0; python_version < '3.13'"]

PACKAGES = """
import importlib.metadata, json
written = lambda package: [file.locate().stat().st_mtime_ns for file in package.files if file.name in ("METADATA", "RECORD")]
print(json.dumps({package.name: [package.version, *written(package)] for package in importlib.metadata.distributions()}))
"""
EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
source, target = sys.argv[1:]
notebook = nbformat.read(source, 4)
NotebookClient(notebook, kernel_name="python3", timeout=600).execute()
nbformat.write(notebook, target)
"""
# The part of a notebook's page that anywidget's front end needs; what the kernel would be sent is kept in `sent`.
HOST = """async ({ _esm, _css, ...values }) => {
  document.head.append(Object.assign(document.createElement("style"), { textContent: _css }));
  const { default: widget } = await import(URL.createObjectURL(new Blob([_esm], { type: "text/javascript" })));
  const events = new EventTarget();
  const pending = {};
  window.sent = [];
  window.model = {
    get: (name) => values[name],
    set: (name, value) => {
      values[name] = pending[name] = value;
      events.dispatchEvent(new Event(`change:${name}`));
    },
    save_changes: () => {
      window.sent.push({ ...pending });
      for (const name in pending) delete pending[name];
    },
    on: (name, call) => events.addEventListener(name, call),
    off: (name, call) => events.removeEventListener(name, call),
  };
  const el = document.body.appendChild(document.createElement("div"));
  window.leave = await widget.render({ model: window.model, el });
}"""


def run(*command, **options):
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-4000:]
    return result.stdout


@pytest.fixture(scope="module")
def colab():
    """Colab's state after a reader has run every notebook: the packages before and after, and what the notebooks show."""
    with TemporaryDirectory(prefix="colab-") as folder:
        yield run_everything(Path(folder).resolve())


def run_everything(folder):
    run(sys.executable, "-m", "venv", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV", "PYTEST_CURRENT_TEST")}
    environment |= {"PATH": f"{python.parent}:{os.environ['PATH']}", "OMP_NUM_THREADS": "1"}
    environment |= {name: str(folder / "own") for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "MPLCONFIGDIR")}
    empty = folder / "empty"
    empty.mkdir()
    here = {"cwd": empty, "env": environment}
    for packages in ([PIP], OWN):
        run(python, "-m", "pip", "install", "-q", "--no-compile", *packages, **here)
    before = json.loads(run(python, "-c", PACKAGES, **here))

    clone = copy_tree(folder / "clone")
    as_somebody = ["-c", "user.name=Reader", "-c", "user.email=reader@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*as_somebody, "commit", "-q", "-m", "The working tree"]):
        run("git", *command, cwd=clone)
    executed = {}
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, 4)
        setup = next(cell for cell in notebook.cells if "setup" in cell.metadata.get("tags", []))
        setup.source = tool.setup_source(clone.as_uri())
        nbformat.write(notebook, folder / path.name)
        run(python, "-c", EXECUTE, folder / path.name, folder / f"run-{path.name}", **here)
        executed[path.stem] = nbformat.read(folder / f"run-{path.name}", 4)
    after = json.loads(run(python, "-c", PACKAGES, **here))
    place = run(python, "-c", "import vaeedu; print(vaeedu.__file__)", **here).strip()
    return SimpleNamespace(before=before, after=after, executed=executed, place=Path(place), left=list(empty.iterdir()), folder=folder)


def test_nothing_that_was_there_is_touched(colab):
    assert colab.before["torch"][0].startswith("2.13.0") and colab.before["ipywidgets"][0] == "7.7.1" and "numpy" in colab.before
    assert {name: colab.after.get(name) for name in colab.before} == colab.before
    print("before:", {name: version for name, (version, *_) in colab.before.items()})
    print("added:", {name: version for name, (version, *_) in colab.after.items() if name not in colab.before})


def test_the_package_comes_from_the_address_and_is_complete(colab):
    assert "vaeedu" not in colab.before and colab.place.is_relative_to(colab.folder / "venv")
    package = ROOT / "vaeedu"
    wanted = {path.relative_to(package) for path in package.rglob("*") if path.suffix == ".py" or path.parent.name in ("static", "weights")}
    installed = {path.relative_to(colab.place.parent) for path in colab.place.parent.rglob("*") if path.is_file()}
    assert wanted <= installed


def test_every_notebook_runs_to_its_end_and_leaves_no_files(colab):
    """Every assertion in them has held: a cell that fails ends the run."""
    for path in NOTEBOOKS:
        stored = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        ran = [cell for cell in colab.executed[path.stem].cells if cell.cell_type == "code"]
        assert len(ran) == len(stored) and all(cell.execution_count for cell in ran)
    assert colab.left == []


@pytest.fixture(scope="module")
def widget(colab):
    """The first widget of chapter 7: its output, and its state as the kernel has sent it."""
    notebook = colab.executed["07_linear_vae"]
    output = next(o for cell in notebook.cells for o in cell.get("outputs", []) if tool.WIDGET_VIEW in o.get("data", {}))
    models = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    return SimpleNamespace(data=output.data, models=models, model=models[output.data[tool.WIDGET_VIEW]["model_id"]])


def test_a_widget_shows_itself_live_and_as_a_picture(widget):
    assert base64.b64decode(widget.data["image/png"]).startswith(b"\x89PNG")
    assert widget.data["application/vnd.vaeedu.widget+json"]["widget"] == "linear_vae"
    assert widget.data["text/plain"] == "LinearVAE(beta=1.0, t=1.0, start=[-1.6, 0.4])"
    assert (widget.model["model_module"], widget.model["state"]["_view_module"]) == ("anywidget", "anywidget")


def test_python_moves_the_widget(widget):
    """The chapter sets `w.beta = 2.5` on its second widget; the kernel has told the page."""
    assert sorted(model["state"]["beta"] for model in widget.models.values() if "beta" in model["state"]) == [1, 2.5]


def test_the_widget_works_where_it_is_shown(browser, widget):
    page = browser.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: request.url.startswith("http") and errors.append(request.url))
    page.evaluate(HOST, {name: widget.model["state"][name] for name in ("_esm", "_css", "beta", "t", "start")})
    hands = LinearVAEHands(page.locator("body"))
    assert hands.check() == (1, 1)
    for asked in hands.drag("beta", [0.4, 1.7, 2.02, 3]):
        beta, _ = hands.check()
        assert beta == (2 if asked == 2.02 else pytest.approx(asked, abs=0.02))
        assert page.evaluate("sent.at(-1)") == {"beta": beta}
    hands.slider("t").focus()
    hands.press("ArrowRight")
    assert hands.check() == (beta, 1.01) and page.evaluate("sent.at(-1)") == {"t": 1.01}
    page.evaluate("model.set('beta', 0.5)")  # as when Python sets it
    assert hands.check() == (0.5, 1.01)
    page.evaluate("leave()")
    assert page.locator(".vae").count() == 0 and errors == []
    page.close()
