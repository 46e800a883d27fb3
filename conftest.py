"""What all tests share: the book's folders on the path, one browser, and notebooks run where readers run them."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent
sys.path[:0] = [str(ROOT / folder) for folder in ("tests", "tools", "benchmarks", "book/_ext")]

pytest.register_assert_rewrite("answers", "in_python")
settings.register_profile("book", deadline=None)  # a machine that is busy is no fault
settings.load_profile("book")

from shapes import check_shapes  # noqa: E402

check_shapes()  # before anything imports what is to be checked

import outputs  # noqa: E402
import progress  # noqa: E402


def pytest_configure(config):
    config.pluginmanager.register(outputs)
    progress.show_in(config)


EMPTY = ROOT / ".venv-readers" / "empty"  # where the notebooks' kernels live (tools/environment.py)


def pytest_sessionfinish(session):
    """A notebook that leaves files behind would leave them in the reader's folder."""
    left = sorted(path.name for path in EMPTY.glob("*"))
    if left and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(f"\nThe notebooks have left files behind: {', '.join(left)}", file=sys.stderr)


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
