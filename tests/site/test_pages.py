"""Every page: complete, quiet, at home on a phone, readable by all, and asking nobody else for anything."""

import re
import time
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup

import page as benchmark
from chapters import NOTEBOOKS, ROOT
from reader import INTRO, SITE, Reader
from repository import colab_url

FILES = benchmark.FOUND or ["index.html"]  # never none: without a site the tests fail, they are not left out
PAGES = benchmark.PAGES or [INTRO]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
URL = re.compile(r"""url\(["']?([^"')]+)["']?\)(?:\s*format\(["']?(\w+))?""")

OPEN_EVERYTHING = """() => {
  document.querySelectorAll("details").forEach((node) => (node.open = true));
  document.querySelectorAll(".toggle-hidden > .toggle-button, .toggle-button-hidden").forEach((node) => node.click());
}"""
SCROLL_THROUGH = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 600) {
    scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 20));
  }
  scrollTo(0, 0);
}"""
# What reaches past the right edge, unless it stands in a box that scrolls by itself or is hidden from the eye.
OUTSIDE = """() => {
  const scrolls = (node) => node && (/auto|scroll|hidden/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
  return [...document.querySelectorAll("article *")]
    .filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest(".vae-hidden, .katex-mathml"))
    .filter((node) => !scrolls(node.parentElement))
    .map((node) => node.outerHTML.slice(0, 120));
}"""

# Commas that a line starts with, because the formula before them ended the line above.
LEFT_BEHIND = """() => [...document.querySelectorAll("article .unbroken")].filter((node) => {
  const comma = document.createRange();
  comma.selectNode(node.lastChild);
  const formula = [...node.querySelectorAll(".base")].at(-1);
  return comma.getBoundingClientRect().left < formula.getBoundingClientRect().right - 1;
}).map((node) => node.parentElement.textContent.slice(0, 120))"""


# Widgets that have not started: one with weights does so when it is seen, and then has to fetch them.
UNREADY = """() => [...document.querySelectorAll("figure.vae-mount:not([data-ready])")].map((figure) => (figure.scrollIntoView(), figure.dataset.widget))"""

# Programs that scroll and cannot be reached by keyboard: the theme sees to it, a moment after the width has changed.
UNREACHED = """() => [...document.querySelectorAll("pre")]
  .filter((node) => node.scrollWidth > node.clientWidth && node.tabIndex !== 0)
  .map((node) => node.textContent.slice(0, 120))"""


def at_rest(page, script):
    """What the script finds once the page has come to rest: it is asked again while it finds something, for three seconds."""
    end = time.monotonic() + 3
    while (found := page.evaluate(script)) and time.monotonic() < end:
        page.wait_for_timeout(50)
    return found


@pytest.fixture(scope="module", params=PAGES)
def reader(request, browser, address):
    """A reader who has opened the page and gone through it to its end."""
    reader = Reader(browser, address, reduced_motion="reduce")
    reader.page = reader.open(request.param)
    reader.page.evaluate(SCROLL_THROUGH)
    reader.page.wait_for_load_state("networkidle")
    yield reader
    reader.context.close()


@cache
def soup(path):
    return BeautifulSoup((SITE / path).read_text(encoding="utf8"), "html.parser")


@cache
def ids(path):
    return {node["id"] for node in soup(path).find_all(id=True)}


def test_a_page_is_complete_and_asks_nobody_else(reader):
    assert reader.troubles == []
    # Pictures further down load lazily: ask for each, and wait until it is there or has failed.
    broken = """() => Promise.all([...document.images].map((image) => {
      image.loading = "eager";
      return image.decode().then(() => null, () => image.src);
    })).then((sources) => sources.filter(Boolean))"""
    assert reader.page.evaluate(broken) == []
    assert at_rest(reader.page, UNREADY) == [], "every widget has started"


def test_a_page_fits_a_phone(reader):
    page = reader.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate(OPEN_EVERYTHING)
    assert at_rest(page, "document.scrollingElement.scrollWidth > 360") is False
    assert at_rest(page, OUTSIDE) == []
    page.add_style_tag(content=".derivation-step { content-visibility: visible }")  # what is not seen has no place
    assert at_rest(page, LEFT_BEHIND) == []


def test_paper_cuts_no_code(reader):
    page = reader.page
    page.set_viewport_size({"width": 600, "height": 800})
    page.emulate_media(media="print")
    cut = "(blocks) => blocks.filter((block) => block.scrollWidth > block.clientWidth + 1).map((block) => block.textContent.slice(0, 200))"
    assert page.locator(".highlight pre:visible").evaluate_all(cut) == []
    page.emulate_media(media="screen")


# Of axe's rules, those on colours depend on the scheme; the others look at the same nodes again, and there are many. Most are in the
# drawings of formulas, which are hidden from screen readers (their text is MathML): of these only the colour is looked at, here. Of the words
# of programs, which have the colours of their kinds, one of each kind is left.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


OTHER_COLOURS = """() => [...document.querySelectorAll(".katex-html")]
  .filter((node) => node.ariaHidden !== "true" || node.querySelector("[style*=color]") || getComputedStyle(node).color !== getComputedStyle(node.closest(".katex").parentElement).color)
  .map((node) => node.textContent)"""


ONE_OF_EACH_KIND = """() => {
  const seen = new Set();
  for (const word of document.querySelectorAll(".highlight span[class]")) {
    if (seen.has(word.className)) word.replaceWith(word.textContent);
    seen.add(word.className);
  }
}"""


@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", OF_COLOURS)], ids=["light", "dark"])
def test_a_page_is_accessible(reader, scheme, rules):
    page = reader.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function("scheme => document.documentElement.dataset.theme === scheme", arg=scheme)
    page.evaluate(OPEN_EVERYTHING)
    assert page.evaluate(OTHER_COLOURS) == [] and at_rest(page, UNREACHED) == []
    page.evaluate("document.querySelectorAll('.katex-html').forEach((drawing) => drawing.replaceChildren())")
    page.evaluate(ONE_OF_EACH_KIND)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf8"))
    violations = page.evaluate("async (rules) => (await axe.run({ resultTypes: ['violations'], ...rules })).violations", rules)
    told = [f"{v['id']}: {v['help']}: {[n['html'][:150] for n in v['nodes'][:4]]}" for v in violations]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_from_a_file(browser, site, path):
    reader = Reader(browser, site.as_uri() + "/")
    page = reader.open(path)
    page.evaluate(SCROLL_THROUGH)
    page.wait_for_load_state("networkidle")
    reader.context.close()
    assert reader.troubles == []


@pytest.mark.parametrize("path", FILES)
def test_every_link_leads_somewhere(site, path):
    html, here = soup(path), (site / path).as_uri()
    for tag, attribute in (("a", "href"), ("link", "href"), ("script", "src"), ("img", "src")):
        for node in html.find_all(tag, {attribute: True}):
            if tag == "img" and node[attribute].startswith("data:image/"):  # a film carries its pictures with it
                continue
            address = urljoin(here, node[attribute])
            if not address.startswith("file:"):
                assert address.startswith("https://") and tag == "a", node
                continue
            address, fragment = urldefrag(address)
            target = Path(unquote(address.removeprefix("file://").partition("?")[0]))
            assert target.is_file() and target.is_relative_to(site), node
            if fragment:
                page, state = target.relative_to(site).as_posix(), re.match(r"(\w+)(?:\.\d+)?:", fragment)  # of a widget there
                assert state[1] in {mount["data-widget"] for mount in soup(page).select(".vae-mount")} if state else unquote(fragment) in ids(page), node


def test_every_file_that_a_style_sheet_names_is_there(site):
    for sheet in (site / "_static").rglob("*.css"):
        for name, kind in URL.findall(sheet.read_text(encoding="utf8")):
            if not name.startswith("data:") and kind not in ("woff", "truetype"):  # formats that browsers no longer ask for
                assert (sheet.parent / re.split("[?#]", name)[0]).is_file(), f"{sheet.relative_to(site)} asks for {name}"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_one_points_at_has_an_address(site, notebook):
    page = soup(f"notebooks/{notebook.stem}.html")
    figures = [image.find_parent(class_="cell_output") for image in page.select(".cell_output img:not(details img):not(.vae-mount img)")]
    for node in [*page.select(".derivation-step, .vae-mount, .exercise"), *figures]:
        assert node.find("a", class_="headerlink", href=f"#{node['id']}", recursive=False), node["id"]
    assert all(card.select_one(f'a[href="#{card["id"]}"]') for card in page.select(".claim"))
    names = [node["id"] for node in page.article.find_all(id=True) if node["id"] != "exercise-content" and node["id"] != "solution-content"]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", PAGES)
def test_a_fold_has_one_name(path):
    for summary in soup(path).select("summary"):
        names = [name.get_text(strip=True) for name in summary.select("p")]
        assert len(names) <= 1, names


@pytest.mark.parametrize("path", PAGES)
def test_every_image_says_what_it_shows(site, path):
    silent = [image for image in soup(path).find_all("img") if not image.get("alt", "").strip()]
    assert not silent


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_references_to_equations_carry_their_numbers(site, notebook):
    text = (ROOT / "book" / "chapters" / f"{notebook.stem}.md").read_text(encoding="utf8")
    page = soup(f"notebooks/{notebook.stem}.html")
    links = page.select('.bd-article a.internal[href*="#equation-"]')
    assert len(links) >= text.count("{eq}`")
    for link in links:
        other, _, place = link["href"].partition("#")
        target = (soup(f"notebooks/{other}") if other else page).find(id=place)
        assert target.select_one(".eqno").find(string=True) == link.get_text()
    numbers = [node.find(string=True) for node in page.select(".eqno")]
    assert len(set(numbers)) == len(numbers)


def test_the_address_of_the_site_leads_to_the_front_page(visit):
    page = visit("index.html")
    page.wait_for_url(f"**/{INTRO}")
    assert page.locator("article h1").inner_text().startswith("Variational Autoencoders, Measured")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_leads_to_colab_where_the_book_has_an_address(site, notebook):
    page, url = soup(f"notebooks/{notebook.stem}.html"), colab_url(f"notebooks/{notebook.stem}.ipynb")
    line = page.select_one("p.colab")
    if url:
        assert line.a["href"] == url
    else:
        assert line is None
        assert not page.select('a[href*="colab.research.google.com"]')


def test_a_table_of_contents_names_every_page_and_only_widgets_bring_scripts(site):
    links = {urljoin(INTRO, a["href"]).partition("#")[0] for a in soup(INTRO).select(".bd-sidebar-primary a.internal")}
    pages = {path for path in PAGES if path not in ("search.html", INTRO)}
    assert pages <= links
    for path in pages | {INTRO}:
        assert bool(soup(path).select('script[src*="vaewidgets"]')) == bool(soup(path).select(".vae-mount"))
