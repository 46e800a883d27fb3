"""The chapters' pages say what their notebooks store: formulas, numbers, pictures, verdicts; and derivations can be read step by step."""

import base64
import json
import re
from copy import copy
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from chapters import NOTEBOOKS, ROOT
from reader import CHAPTER, Reader

NOTEBOOK = ROOT / Path(CHAPTER).with_suffix(".ipynb")
MIME = "application/vnd.vaeedu.{}+json"
HOW = {"definition": "by definition", "symbolic": "proved", "numeric": "searched, not proved"}
RAW = re.compile(r"\\[a-zA-Z]+|\$|\{[a-z:]+\}`")  # TeX or MyST that nobody has set


def outputs(path):
    return [output for cell in nbformat.read(path, 4).cells for output in cell.get("outputs", [])]


def stored(path, kind):
    mime = MIME.format(kind)
    return [output.data[mime] for output in outputs(path) if mime in output.get("data", {})]


def tex(node):
    return [squeeze(formula.get_text()) for formula in node.select('annotation[encoding="application/x-tex"]')]


def typed(node):
    """The node's text with its formulas as they were typed, between dollars."""
    node = copy(node)
    for formula in node.select(".katex"):
        formula.replace_with(f"${formula.select_one('annotation').get_text()}$")
    return node.get_text()


def squeeze(text):
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return request.param


@pytest.fixture(scope="module")
def html(site, notebook):
    return BeautifulSoup((site / "notebooks" / f"{notebook.stem}.html").read_text(encoding="utf8"), "html.parser")


@pytest.fixture(scope="module")
def page(browser, address):
    """A chapter, opened once; each test finds it as the one before has left it."""
    reader = Reader(browser, address, reduced_motion="reduce")
    yield reader.open(CHAPTER)
    reader.context.close()
    assert not reader.troubles


# ---- what is stored is what is shown ----


def test_every_formula_of_a_derivation_is_the_stored_one(html, notebook):
    derivations = stored(notebook, "derivation")
    assert [node["id"] for node in html.select(".derivation")] == [f"derivation-{d['id']}" for d in derivations]
    for derivation, node in zip(derivations, html.select(".derivation"), strict=True):
        steps = node.select(".derivation-step")
        assert [tex(step.select_one(".derivation-equation")) for step in steps] == [[squeeze(s["latex"])] for s in derivation["steps"]]
        for step, shown in zip(derivation["steps"], steps, strict=True):
            assert bool(shown.select(".eqno")) == bool(step["label"])
            assert HOW[step["verified"]["how"]] in shown.summary.get_text()
            assert shown.select_one(".derivation-check p").get_text(strip=True)
            assert re.findall(r"\$(.*?)\$", step["because"].replace(" ", "")) == tex(shown.select_one(".derivation-reason"))


def test_every_printed_text_is_the_stored_one(html, notebook):
    printed = [output.text for output in outputs(notebook) if output.output_type == "stream"]
    assert [node.get_text() for node in html.select(".cell_output .output.stream pre")] == printed


def test_every_picture_is_the_stored_one(site, html, notebook):
    pictures = [output.data["image/png"] for output in outputs(notebook) if "image/png" in output.get("data", {})]
    shown = [(site / "notebooks" / image["src"]).read_bytes() for image in html.select(".cell_output img:not(details img)")]  # a film is HTML
    assert shown == [base64.b64decode(picture) for picture in pictures]


def test_every_claim_shows_the_stored_verdict_and_its_numbers(html, notebook):
    claims = stored(notebook, "claim")
    cards = html.select(".claim")
    assert [card["id"] for card in cards] == [claim["id"] for claim in claims]
    for claim, card in zip(claims, cards, strict=True):
        assert f"claim-{claim['outcome']}" in card["class"]
        shown = typed(card.select_one(".claim-verdict")).replace("’", "'")  # the site sets apostrophes as print does
        assert shown == f"Verdict: {claim['verdict']}."
        assert [squeeze(part) for part in re.findall(r"\$(.*?)\$", claim["says"])] == tex(card.select_one(".claim-says"))
        rows = card.select("tbody tr")
        for finding, row in zip(claim["findings"], rows, strict=True):
            cell = {node["data-title"]: node.get_text() for node in row.select("td")}
            shown = re.findall(r"−?\d+(?:\.\d+)?", cell["Measured"])
            decimals = {len(number.partition(".")[2]) for number in shown}
            assert len(shown) == 3 and len(decimals) == 1
            step = 10.0 ** -decimals.pop()
            numbers = [float(number.replace("−", "-")) for number in shown]
            assert numbers == pytest.approx([finding[key] for key in ("estimate", "low", "high")], abs=0.501 * step)
            assert step <= finding["high"] - finding["low"] or finding["high"] == finding["low"], "as fine as the interval"
            assert cell["Runs"] == f"{finding['runs']:,}"
            assert cell["True?"] == {True: "yes", False: "no", None: "unclear"}[finding["holds"]]


def test_every_widget_starts_from_the_stored_inputs(html, notebook):
    figures = html.select("figure.vae-mount")
    widgets = stored(notebook, "widget")
    assert [figure["data-widget"] for figure in figures] == [widget["widget"] for widget in widgets]
    for figure, widget in zip(figures, widgets, strict=True):
        assert json.loads(figure["data-inputs"]) == widget["inputs"]
        assert figure.img["alt"] == widget["alt"]


def test_every_formula_is_set(html):
    assert html.select(".katex") and not html.select(".katex-error")
    assert all(node.select(".katex") for node in html.select("article .math"))
    read = [text for text in html.article.find_all(string=True) if not text.find_parent(["pre", "code", "script", "annotation"])]
    assert RAW.findall(" ".join(read)) == []


# ---- in a reader's hands ----


def test_a_mark_opens_and_says_how_the_line_was_verified(page):
    for derivation in stored(NOTEBOOK, "derivation"):
        checks = page.locator(f"#derivation-{derivation['id']} .derivation-check")
        assert checks.first.locator("p").is_hidden()
        checks.first.locator("summary").click()
        assert checks.first.locator("p").is_visible()
        for step, said in zip(derivation["steps"], checks.locator("p").all_text_contents(), strict=True):
            if not re.search("[$`*]", step["verified"]["detail"]):
                assert said.split() == step["verified"]["detail"].split()


def test_a_mark_opens_by_keyboard(page):
    check = page.locator(".derivation-check").first
    before = check.evaluate("(details) => details.open")
    check.locator("summary").focus()
    page.keyboard.press("Enter")
    assert check.evaluate("(details) => details.open") != before


def visible(derivation):
    return derivation.locator(".derivation-step:visible").count()


def test_a_derivation_is_stepped_through_by_button(page):
    derivation = page.locator(".derivation").first
    every = derivation.locator(".derivation-step").count()
    place = derivation.locator("[aria-live]")
    assert visible(derivation) == every
    button = derivation.locator(".derivation-tools button").first
    button.scroll_into_view_if_needed()
    height = button.bounding_box()["y"]
    derivation.get_by_role("button", name="Step through").click()
    assert visible(derivation) == 1
    for shown in range(2, every):
        assert button.bounding_box()["y"] == pytest.approx(height, abs=2), "it stays under the pointer"
        derivation.get_by_role("button", name="Next line").click()
        assert visible(derivation) == shown and place.inner_text() == f"Line {shown} of {every}"
    derivation.get_by_role("button", name="Next line").click()
    assert visible(derivation) == every and place.inner_text() == ""
    derivation.get_by_role("button", name="Step through").click()
    derivation.get_by_role("button", name="Show all").click()
    assert visible(derivation) == every


def test_a_derivation_is_stepped_through_by_keyboard(page):
    derivation = page.locator(".derivation").first
    every = derivation.locator(".derivation-step").count()
    derivation.locator("summary").last.focus()
    page.keyboard.press("Tab")  # the button comes after the last line
    for key, shown in [("Enter", 1), ("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("Enter", 3), ("Space", 4)]:
        page.keyboard.press(key)
        assert visible(derivation) == shown
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert visible(derivation) == every
    assert page.evaluate("document.activeElement.textContent") == "Step through", "the focus is not lost"


def test_code_and_solutions_are_folded_and_open(page):
    code = page.locator("details.hide").first
    assert code.locator("pre").first.is_hidden()
    code.locator("summary").click()
    assert code.locator("pre").first.is_visible()
    solution = page.locator(".solution").first
    assert solution.locator("section, p:not(.admonition-title)").first.is_hidden()
    solution.get_by_text("Show").or_(solution.locator("button, summary")).first.click()
    solution.locator("section, p:not(.admonition-title)").first.wait_for()


@pytest.mark.parametrize("start", [".katex-mathml mi", ".katex-html .mord", None])
def test_a_formula_is_copied_once_as_tex(page, start):
    copied = page.evaluate(
        """(start) => {
          const paragraph = [...document.querySelectorAll("article p")].find((node) => node.querySelector(".katex") && node.firstChild.nodeType === 3);
          const from = start ? paragraph.querySelector(start) : paragraph;
          getSelection().setBaseAndExtent(from, 0, paragraph, paragraph.childNodes.length);
          const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
          paragraph.dispatchEvent(event);
          getSelection().removeAllRanges();
          return { text: event.clipboardData.getData("text/plain"), html: paragraph.outerHTML };
        }""",
        start,
    )
    whole = typed(BeautifulSoup(copied["html"], "html.parser"))
    assert squeeze(copied["text"]) == squeeze(whole if start is None else whole[whole.index("$") :])


FOCUSED = """(node) => {
  node.focus();
  const style = getComputedStyle(node);
  return node === document.activeElement && style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2;
}"""


def test_one_sees_where_the_focus_is(page):
    page.keyboard.press("Tab")  # from now on the focus comes by keyboard
    for name in (".primary-toggle", ".toggle-button", "article summary", ".copybtn", ".answer button", ".derivation-tools button", ".headerlink", ".theme-switch-button", ".dropdown-download-buttons button"):
        assert page.locator(f"{name}:visible").first.evaluate(FOCUSED), name
    assert page.locator(".addressed > .headerlink").first.evaluate("(node) => { node.focus(); return getComputedStyle(node).opacity; }") == "1"


def test_who_asks_for_contrast_gets_no_grey(visit):
    page = visit(CHAPTER, contrast="more")
    colours = "() => ['--muted', '--rule'].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name) === getComputedStyle(document.documentElement).getPropertyValue('--ink'))"
    assert page.evaluate(colours) == [True, True]


def test_a_finger_finds_the_buttons_that_copy(visit):
    page = visit(CHAPTER, has_touch=True, is_mobile=True)
    assert float(page.locator(".copybtn").first.evaluate("(node) => getComputedStyle(node).opacity")) > 0.5


def test_without_javascript_every_line_is_there(visit):
    page = visit(CHAPTER, java_script_enabled=False)
    steps = page.locator(".derivation-step")
    assert steps.count() == sum(len(derivation["steps"]) for derivation in stored(NOTEBOOK, "derivation"))
    assert page.locator(".derivation-step:visible").count() == steps.count()
    assert page.locator(".derivation-equation .katex-html:visible").count() == steps.count()
    assert page.locator(".solution .math:visible").count() > 0, "nothing is folded away that cannot be unfolded"
    assert page.locator(".claim-verdict").is_visible()


def test_paper_shows_every_line(visit):
    page = visit(CHAPTER)
    derivation = page.locator(".derivation").first
    derivation.get_by_role("button", name="Step through").click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert visible(derivation) == derivation.locator(".derivation-step").count() > 1
    laid_out = "(steps) => [...new Set(steps.map((step) => getComputedStyle(step).contentVisibility))]"
    assert page.locator(".derivation-step").evaluate_all(laid_out) == ["auto"]
    page.emulate_media(media="print")
    assert page.locator(".derivation-step").evaluate_all(laid_out) == ["visible"]


def test_paper_has_the_fonts_of_lines_that_the_screen_has_not_shown(visit, notebook):
    page = visit(f"notebooks/{notebook.stem}.html")
    page.wait_for_load_state("networkidle")
    fonts = "() => [...document.fonts].filter((font) => font.status !== 'unloaded').map((font) => font.family + font.weight + font.style)"
    before = page.evaluate(fonts)
    page.add_style_tag(content=".derivation-step { content-visibility: visible !important }")
    page.locator(".derivation details").evaluate_all("(all) => all.forEach((one) => (one.open = true))")
    page.wait_for_load_state("networkidle")
    page.evaluate("async () => { document.body.offsetHeight; await document.fonts.ready; }")
    assert page.evaluate(fonts) == before != []


def test_a_link_into_a_derivation_leads_there(visit):
    label = [step["label"] for derivation in stored(NOTEBOOK, "derivation") for step in derivation["steps"] if step["label"]][-1]
    page = visit(f"{CHAPTER}#equation-{label}")
    page.locator("figure.vae-mount[data-ready]").first.wait_for()
    page.wait_for_load_state("networkidle")
    top = page.locator(f"#equation-{label}").evaluate("(node) => node.getBoundingClientRect().top")
    assert 0 <= top <= 100 and page.evaluate("scrollY") > 3000
