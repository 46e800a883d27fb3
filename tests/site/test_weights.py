"""A widget's weights come to the page byte for byte, when it comes near and not before, also from a file."""

import hashlib
from types import SimpleNamespace

import pytest

import page as benchmark
from chapters import ROOT
from reader import Reader
from vaebook import widget

WEIGHTS = bytes(range(256)) * 513  # every byte, and no multiple of what base64 takes at once
MODULE = """
const render = async ({ model, el }) => {
  const view = await model.get("weights");
  const digest = await crypto.subtle.digest("SHA-256", view);
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  el.textContent = `${view instanceof DataView} ${view === await model.get("weights")} ${hex}`;
};
export default { render };
"""
FIGURE = '<figure class="vae-mount" data-widget="heavy" data-inputs="{}"></figure>'


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    """A site of one page, whose two figures of one widget lie far below."""
    folder = tmp_path_factory.mktemp("weights")
    room, site = folder / "vaeedu" / "widgets" / "heavy", folder / "site"
    room.mkdir(parents=True)
    (room / "bundle.mjs").write_text(MODULE)
    (room / "bundle.css").write_text("")
    (room / "weights.bin").write_bytes(WEIGHTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(widget, "about", lambda name: {"name": name})  # of a widget that Python does not have
        widget.wrap(SimpleNamespace(srcdir=folder, outdir=site, builder=SimpleNamespace(format="html")), None)
    (site / "_static" / widget.LOADER).write_bytes((ROOT / "book" / "_static" / widget.LOADER).read_bytes())
    (site / "page.html").write_text(
        f'<!doctype html><html lang="en"><head><title>Weights</title><link rel="icon" href="data:," />'
        f'<script async src="_static/{widget.LOADER}"></script></head>'
        f'<body><div style="height: 5000px"></div>{FIGURE}{FIGURE}</body></html>'
    )
    return site


@pytest.mark.parametrize("from_a_file", [False, True], ids=["served", "from a file"])
def test_weights_arrive_when_the_widget_comes_near(browser, small_site, from_a_file):
    with benchmark.serve(small_site) as served:
        reader = Reader(browser, small_site.as_uri() + "/" if from_a_file else served)
        asked = []
        reader.context.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        page = reader.open("page.html")
        page.wait_for_load_state("networkidle")
        assert "heavy.js" in asked and "heavy.bin.js" not in asked
        page.mouse.wheel(0, 5000)
        page.locator("figure[data-ready]").nth(1).wait_for()
        told = page.locator("figure").all_inner_texts()
        reader.context.close()
    assert told == [f"true true {hashlib.sha256(WEIGHTS).hexdigest()}"] * 2
    assert asked.count("heavy.bin.js") == 1
    assert reader.troubles == []
