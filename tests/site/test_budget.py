"""The first load of a page stays within its budget. Bytes do not depend on the machine; times are in benchmarks/page.py."""

import pytest

import page as benchmark
from reader import INTRO


@pytest.mark.parametrize("path", benchmark.PAGES or [INTRO])  # never none: without a site the test fails
def test_the_first_load_is_light(browser, address, path):
    loaded = benchmark.first_load(browser, address + path)
    assert any("/_static/widgets/" in url for url in loaded) == any("vaewidgets.js" in url for url in loaded), "a widget is part of it"
    largest = "\n".join(f"{size:8} {url}" for url, size in sorted(loaded.items(), key=lambda item: -item[1]))
    assert sum(loaded.values()) <= benchmark.BYTES, largest
