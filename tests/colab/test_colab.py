"""As Colab does it: the package joins an environment that has its own torch, numpy and ipywidgets 7.7.1, and touches none of them.

tools/readers.py has installed it there by a notebook's first cell; all notebooks are run there (pyproject.toml). What that
kernel sends to the page is shown in a browser.
"""

import base64
import json
import subprocess
from types import SimpleNamespace

import nbformat
import pytest
from nbclient import NotebookClient

import notebooks as tool
import readers
from hands.linear_vae import Hands
from tree import ROOT, files

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


@pytest.fixture(scope="module")
def packages():
    """The environment's packages before and after a notebook installed the book."""
    return json.loads(readers.PACKAGES.read_text())


def test_nothing_that_was_there_is_touched(packages):
    before, after = packages["before"], packages["after"]
    wanted = dict(line.split("==") for line in (ROOT / "tests/colab/requirements.txt").read_text().splitlines() if "==" in line)
    assert before["torch"][0].startswith("2.13.0") and {name: before[name][0] for name in wanted} == wanted
    assert {name: after.get(name) for name in before} == before and "vaeedu" not in before


def test_the_package_is_that_of_the_working_tree_and_complete(packages):
    assert readers.digest() == packages["digest"], "run `make test`, or tools/readers.py, to install it anew"
    found = subprocess.run([readers.READERS / "bin/python", "-c", "import vaeedu; print(vaeedu.__path__[0])"], cwd="/", capture_output=True, text=True)
    place = readers.READERS / found.stdout.strip()
    assert place.is_relative_to(readers.READERS / "lib")
    wanted = [path.relative_to("vaeedu") for path in files() if path.parts[0] == "vaeedu"]
    shipped = [path for path in wanted if path.suffix == ".py" or path.stem in ("bundle", "weights") or path.parent.name == "weights"]
    assert len(shipped) > 50 and [path for path in shipped if (place / path).read_bytes() != (ROOT / "vaeedu" / path).read_bytes()] == []


@pytest.fixture(scope="module")
def widget():
    """A widget made in the readers' kernel: its output, and its state as the kernel has sent it."""
    cells = ["from vaeedu.widgets import LinearVAE\nw = LinearVAE(beta=1, t=1)\nw", "moved = LinearVAE()\nmoved.beta = 2.5"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    NotebookClient(notebook, kernel_name="readers", timeout=60).execute()
    [output] = notebook.cells[0].outputs
    models = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    return SimpleNamespace(data=output.data, models=models, model=models[output.data[tool.WIDGET_VIEW]["model_id"]])


def test_a_widget_shows_itself_live_and_as_a_picture(widget):
    assert base64.b64decode(widget.data["image/png"]).startswith(b"\x89PNG")
    assert widget.data["application/vnd.vaeedu.widget+json"]["widget"] == "linear_vae"
    assert widget.data["text/plain"] == "LinearVAE(beta=1.0, t=1.0, start=[-1.6, 0.4])"
    assert (widget.model["model_module"], widget.model["state"]["_view_module"]) == ("anywidget", "anywidget")


def test_python_moves_the_widget(widget):
    """What Python sets, the kernel has told the page."""
    assert sorted(model["state"]["beta"] for model in widget.models.values() if "beta" in model["state"]) == [1, 2.5]


def test_the_widget_works_where_it_is_shown(browser, widget):
    page = browser.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: request.url.startswith("http") and errors.append(request.url))
    page.evaluate(HOST, {name: widget.model["state"][name] for name in ("_esm", "_css", "about", "beta", "t", "start")})
    hands = Hands(page.locator("body"))
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
