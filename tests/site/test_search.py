"""The search finds a chapter by its words, on the site's own index."""

import pytest

from reader import CHAPTER, INTRO


@pytest.mark.parametrize(("words", "hit"), [("collapse", CHAPTER), ("aggregated posterior", "book/notation.html")])
def test_a_reader_searches_from_the_front_page(visit, words, hit):
    page = visit(INTRO)
    page.locator(".search-button-field:visible").click()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    link = page.locator(f'#search-results li a[href*="{hit}"]').first
    link.click()
    page.wait_for_url(f"**/{hit}*")


def test_a_word_that_stands_nowhere_is_not_found(visit):
    page = visit("search.html?q=zebrafish")
    page.get_by_text("did not match any documents").wait_for()
    assert page.locator("#search-results li").count() == 0
