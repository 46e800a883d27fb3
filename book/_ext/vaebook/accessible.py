"""Where the theme and its extensions tell screen readers something wrong or nothing, the page is put right."""

import re

MENDED = [
    # The visible words name these better than their labels, which contradict them.
    (re.compile(r'(<button class="btn search-button-field[^>]*?) aria-label="Search"'), r"\1"),
    (re.compile(r'<summary aria-label="Toggle hidden content">'), "<summary>"),
    # One word, twice: for the closed fold and for the open one.
    (re.compile(r'<p class="collapsed (admonition-title">([^<]*)</p>)\s*<p class="expanded admonition-title">\2</p>'), r'<p class="\1'),
    # A list of citations without list items, in roles that are no longer defined.
    (re.compile(r' role="doc-biblioentry"'), ""),
    (re.compile(r'<div role="list" class="citation-list">'), '<div class="citation-list">'),
    # The sidebar is a region of its own.
    (re.compile(r'<div id="pst-primary-sidebar"'), '<div role="complementary" aria-label="Book" id="pst-primary-sidebar"'),
]


def rewrite(text, page):
    for pattern, replacement in MENDED:
        text = pattern.sub(replacement, text)
    return text
