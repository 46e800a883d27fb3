"""The search finds sections, terms and mathematics, the most useful first, on the site's own index."""

import json
import re

import pytest

import page as benchmark
from reader import CHAPTER, INTRO, SITE, Reader
from vaebook.search import spoken

ELBO = "notebooks/03_elbo.html"


@pytest.fixture(scope="module")
def ask(browser, address):
    """`ask(query)`: the results on one page, each as its address, its title, its text and what is marked in it."""
    reader = Reader(browser, address)
    page = reader.open("search.html")

    def ask(query):
        page.locator(".bd-search-container input").fill(query)
        return page.locator("#search-results li").evaluate_all(
            """(items) => items.map((item) => ({
              address: item.querySelector("a").getAttribute("href"),
              title: item.querySelector("a").textContent,
              text: item.textContent,
              marked: [...item.querySelectorAll("mark")].map((mark) => mark.textContent),
            }))"""
        )

    ask.page = page
    yield ask
    reader.context.close()
    assert not reader.troubles


def index():
    text = (SITE / "_static" / "search-index.js").read_text(encoding="utf8")
    return json.loads(text.removeprefix("window.searchIndex = ").rstrip(";\n"))


def test_a_reader_searches_from_the_front_page_and_comes_to_the_section(visit):
    page = visit(INTRO)
    page.locator(".search-button-field:visible").click()
    page.keyboard.type("amortisation gap")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.locator(f'#search-results a[href="{ELBO}#two-gaps-with-names"]').click()
    page.wait_for_url(f"**/{ELBO}#two-gaps-with-names")
    top = page.locator("#two-gaps-with-names").evaluate("(node) => node.getBoundingClientRect().top")
    assert 0 <= top <= 120


@pytest.mark.parametrize(("query", "title"), [("KL", "KL divergence"), ("aggregated posterior", "aggregated posterior"), ("elbo", "ELBO"), ("ratE", "rate")])
def test_a_term_of_the_glossary_comes_first(ask, query, title):
    first = ask(query)[0]
    assert first["title"] == title and first["address"].startswith("book/glossary.html#term-")


@pytest.mark.parametrize(("sign", "name", "hit"), [("β", "beta", CHAPTER), ("D*", "D*(x)", "notebooks/16_gan_theory.html"), ("σ", "Sigma", ELBO)])
def test_a_sign_is_found_by_itself_and_by_its_name(ask, sign, name, hit):
    found = [result["address"] for result in ask(sign)]
    assert any(address.startswith(hit) for address in found)
    assert {address.partition("#")[0] for address in [result["address"] for result in ask(name)]} & {hit}


def test_only_words_that_begin_so_are_marked_and_a_short_one_only_whole(ask):
    results = ask("KL diverg")
    marked = [word for result in results for word in result["marked"]]
    assert marked and all(word.lower() == "kl" or word.lower().startswith("diverg") for word in marked)


@pytest.mark.parametrize("query", ["zebrafish", "KL zebrafish"])
def test_what_stands_nowhere_is_not_found(ask, query):
    assert ask(query) == []
    assert ask.page.get_by_role("status").inner_text() == "No place has all of these words."


def test_an_empty_query_shows_nothing(ask):
    assert ask(" *?) ") == []
    assert ask.page.get_by_role("status").inner_text() == ""


def test_the_glass_does_not_lie_over_the_query(ask):
    glass = ask.page.locator(".bd-search-container .fa-magnifying-glass").bounding_box()
    field = ask.page.locator(".bd-search-container input")
    text = field.bounding_box()["x"] + field.evaluate("(input) => parseFloat(getComputedStyle(input).paddingLeft)")
    assert glass["x"] + glass["width"] <= text


def test_the_index_has_words_and_no_code(site):
    entries = index()
    for entry in entries:
        said = entry["title"] + entry["text"]
        assert not re.search(r"\\[a-z]|[$#]|import numpy|plt\.|\{eq\}", said), entry
        page, _, place = entry["address"].partition("#")
        assert not place or f'id="{place}"' in (site / page).read_text(encoding="utf8")
    assert len({entry["address"] for entry in entries}) == len(entries) > 100


def test_only_the_search_page_loads_the_index(site):
    loading = [path for path in benchmark.FOUND if "search-index.js" in (site / path).read_text(encoding="utf8")]
    assert loading == ["search.html"]


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"D^\star(x)", "D*(x)"),
        (r"\tfrac{\beta}{2}", "β/2"),
        (r"\frac{c x}{c^{2} + \sigma_{x}^{2}}", "(c x)/(c^2 + σ_x^2)"),
        (r"\mathbb{E}_{p(z)}\left[\log p_\theta(x|z)\right]", "E_p(z) [log p_θ(x|z)]"),
        (r"\KL{q_\phi(z)}{p(z)}", "KL(q_φ(z)‖p(z))"),
        (r"\mathrm{KL}(q\,\|\,p)", "KL(q‖p)"),
    ],
)
def test_mathematics_is_written_as_it_is_spoken(tex, words):
    assert spoken(tex) == words
