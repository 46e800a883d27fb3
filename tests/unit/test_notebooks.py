"""Text and notebooks agree, notebooks are clean, and few outputs escape comparison."""

import re
import sys
import warnings

import jupytext
import nbformat
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from chapters import CHAPTERS, NOTEBOOKS, ROOT

sys.path.insert(0, str(ROOT / "tools"))
import notebooks as tool  # noqa: E402
import plain  # noqa: E402
from repository import repository_url  # noqa: E402

MARKUP = re.compile(r":::.*|\{[\w:]+\}`.*|\{(?:eq|cite:[tp]|chapter)\}.*|\*\*.*|:label:.*|</?\w+>")  # left over in what the reader sees


def test_every_chapter_has_its_notebook_and_is_in_the_contents():
    assert [c.stem for c in CHAPTERS] == [n.stem for n in NOTEBOOKS]
    contents = (ROOT / "_toc.yml").read_text(encoding="utf8")
    assert all(f"notebooks/{n.stem}" in contents for n in NOTEBOOKS)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_text_and_notebook_agree(chapter):
    stored = nbformat.read(tool.NOTEBOOKS / f"{chapter.stem}.ipynb", 4)
    made = tool.from_chapter(chapter, repository_url())
    tool.carry_outputs(stored, made)
    tool.make_plain(made, int(chapter.stem[:2]))
    assert tool.same_source(made, stored), "run `make notebooks`"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_executed_normalised_and_strict(path):
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    assert "widgets" not in notebook.metadata
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), "run from the top in one go"
    outputs = [output for cell in code for output in cell.outputs]
    assert not any(output.output_type == "error" or output.get("name") == "stderr" for output in outputs)
    assert not any(tool.WIDGET_VIEW in output.get("data", {}) for output in outputs)
    printing = [cell for cell in code if cell.outputs]
    loose = [cell for cell in printing if "nbval-ignore-output" in cell.metadata.get("tags", [])]
    assert len(loose) <= len(printing) / 5, "at most one output cell in five may escape comparison"
    for cell in loose:
        following = code[code.index(cell) + 1].source if cell is not code[-1] else ""
        assert "assert " in cell.source + following, f"an uncompared output needs an assertion:\n{cell.source}"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_speaks_of_others_by_links_and_ends_with_the_next_question(chapter):
    text = [cell.source for cell in jupytext.read(chapter, fmt="md:myst").cells if cell.cell_type == "markdown"]
    bare = [line for cell in text for line in cell.splitlines() if re.search(r"[Cc]hapters? \d", line)]
    assert not bare, "write {chapter}`7`: it links to the chapter, or says that it is planned"
    assert re.search(r"\{[Cc]hapter\}`\d+`", text[-1].splitlines()[-1]), "the last line says which chapter goes on from here"


def test_a_chapter_that_is_not_written_is_called_planned():
    assert plain_text("({chapter}`7`)") == "([chapter 7](07_linear_vae.ipynb))"
    assert plain_text("{Chapter}`98` and {chapter}`99`") == "The planned chapter 98 and the planned chapter 99"


MYST = """By {eq}`eq-a`, see {cite:t}`kingma2014auto` {cite:p}`tipping1999probabilistic`. {eq}`eq-a` again.

:::{exercise} One
:label: ex-one
How many *nats*?
:::

::::{solution} ex-one
:class: dropdown
So $x$.

- Two.
::::

:::{admonition} Stop
Think.

:::
"""
PLAIN = """By line 2 of *Bayes*, see [Kingma and Welling (2014)](https://arxiv.org/abs/1312.6114) (Tipping and Bishop, 1999). Line 2 of *Bayes* again.

> **Exercise 5.1 (One).**
>
> How many *nats*?

<details>
<summary>Solution to Exercise 5.1 (One)</summary>

So $x$.

- Two.

</details>

> **Stop.**
>
> Think.
"""


def plain_text(text, derivation=None):
    output = nbformat.v4.new_output("display_data", {plain.DERIVATION: derivation or {"title": "", "steps": []}})
    code = nbformat.v4.new_code_cell("", outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[code, nbformat.v4.new_markdown_cell(text)])
    plain.make_plain(notebook, 5)
    return notebook.cells[1].source


def test_text_becomes_plain_markdown():
    assert plain_text(MYST, {"title": "Bayes", "steps": [{"label": None}, {"label": "eq-a"}]}) == PLAIN


@pytest.mark.parametrize("text", [":::{figure} x\n:::", "{numref}`x`"])
def test_what_has_no_plain_form_is_refused(text):
    with pytest.raises(ValueError, match="chapter 5: .* no plain form for .*(figure|numref)"):
        plain_text(text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_front_end_without_myst_shows_no_markup_and_folds_the_solutions(path):
    front_end = MarkdownIt("commonmark", {"html": True})
    written = (tool.CHAPTERS / f"{path.stem}.md").read_text(encoding="utf8")
    html = [front_end.render(cell.source) for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown"]
    page = BeautifulSoup("".join(html), "html.parser")
    for code in page.select("code"):
        code.clear()
    assert MARKUP.findall(page.get_text()) == []
    folded = page.select("details")
    assert len(folded) == written.count(":class: dropdown") > 0
    assert sum("Solution to Exercise" in node.summary.get_text() for node in folded) == written.count("{solution}")
    assert all(node.p and not node.has_attr("open") for node in folded), "what is inside is read as Markdown"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_no_backslash_is_taken_for_a_letter(chapter):
    """A title "$\\log p_\\theta$" that is no raw string has a tab in it: Python warns of its other backslashes."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for cell in jupytext.read(chapter, fmt="md:myst").cells:
            if cell.cell_type == "code":
                compile(cell.source, f"{chapter.name}:\n{cell.source}", "exec")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_pours_out_what_nobody_would_read(path):
    """Such as the rows of a training that a last line returns."""
    outputs = [(cell["id"], "".join(output.get("text", output.get("data", {}).get("text/plain", "")))) for cell in nbformat.read(path, 4).cells for output in cell.get("outputs", [])]
    assert [(cell, len(text)) for cell, text in outputs if len(text) > 6000 or text.count("\n") > 60] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_figure_is_described_for_those_who_cannot_see_it(path):
    for cell in nbformat.read(path, 4).cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data and "application/vnd.vaeedu.widget+json" not in data:
                alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
                assert len(alt) > 30, f"give the cell an alt text (mystnb: image: alt):\n{cell.source[:200]}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_first_code_cell_installs_the_package_and_is_short(path):
    first = next(cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code")
    assert first.source == tool.setup_source(repository_url()) and len(first.source.splitlines()) <= 4


def test_the_setup_cell_installs_from_the_address_and_says_so_when_there_is_none():
    assert '%pip install -q "vaeedu @ git+https://github.com/o/r"' in tool.setup_source("https://github.com/o/r")
    assert "make repository" in tool.setup_source(None) and "http" not in tool.setup_source(None)


def test_normalising_strips_live_views_and_timings_and_keeps_pictures():
    picture = next(o.data["image/png"] for c in nbformat.read(NOTEBOOKS[0], 4).cells for o in c.get("outputs", []) if "image/png" in o.get("data", {}))
    output = nbformat.v4.new_output("display_data", {tool.WIDGET_VIEW: {"model_id": "x"}, "image/png": picture, "text/plain": "w"})
    printed = [nbformat.v4.new_output("stream", name="stdout", text=text) for text in ("one\n", "two\n")]
    cell = nbformat.v4.new_code_cell("w", outputs=[output, *printed], metadata={"execution": {"shell.execute_reply": "now"}})
    notebook = nbformat.v4.new_notebook(cells=[cell])
    tool.normalise(notebook)
    assert notebook.cells[0].metadata == {} and notebook.cells[0].outputs[0].data.keys() == {"image/png", "text/plain"}
    assert [output.text for output in notebook.cells[0].outputs[1:]] == ["one\ntwo\n"]
    once = notebook.cells[0].outputs[0].data["image/png"]
    tool.normalise(notebook)
    assert notebook.cells[0].outputs[0].data["image/png"] == once
