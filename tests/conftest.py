"""What all tests share: helpers and tools on the path, and one browser."""

import os
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
sys.path[:0] = [str(TESTS), *(str(TESTS.parent / folder) for folder in ("tools", "benchmarks", "book/_ext"))]

from shapes import check_shapes  # noqa: E402

check_shapes()


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium: the one in PATH, else Playwright's own."""
    from environment import browser as find_browser
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=sandbox)
        yield browser
        browser.close()
