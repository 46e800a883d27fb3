"""The built site and its address on this machine."""

import pytest

import build_site
import page as benchmark
from reader import SITE, Reader


@pytest.fixture(scope="session")
def site():
    """The folder of the built site; these tests are about nothing else, so without it they fail."""
    if not (SITE / "index.html").exists():
        pytest.fail("There is no built site in _build/html. Run `make site` first.", pytrace=False)
    if stale := build_site.newer(build_site.SOURCES):
        pytest.fail(f"The site in _build/html is older than {', '.join(map(str, stale[:5]))}. Run `make site` again.", pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def address(site):
    with benchmark.serve(site) as address:
        yield address


@pytest.fixture
def visit(browser, address):
    """`visit(path, …)` opens a page in a browser of its own; nothing may have gone wrong there when the test ends."""
    readers = []

    def visit(path, base=address, **options):
        readers.append(Reader(browser, base, **options))
        return readers[-1].open(path)

    yield visit
    troubles = [trouble for reader in readers for trouble in reader.troubles]
    for reader in readers:
        reader.context.close()
    assert not troubles
