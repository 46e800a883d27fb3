"""The committed widgets are what their sources give, and the sources pass their own tests in Node."""

import subprocess

import pytest

from chapters import ROOT
from tree import copy_tree


def node(*arguments, folder=ROOT):
    return subprocess.run(["node", *arguments], cwd=folder, capture_output=True, text=True)


def test_bundles_are_what_their_sources_give():
    check = node("tools/bundle.mjs", "--check")
    assert check.returncode == 0, check.stderr


@pytest.mark.parametrize(
    ("changed", "stale"),
    [("linear_vae/maths.mjs", "bundle.mjs"), ("chart.css", "bundle.css"), ("linear_vae/bundle.mjs", "bundle.mjs")],
)
def test_a_bundle_that_is_not_is_named(tmp_path, changed, stale):
    folder = copy_tree(tmp_path)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    source = folder / "vaeedu" / "widgets" / changed
    text = source.read_text(encoding="utf8")
    source.write_text(text.replace("2 * t * t", "3 * t * t") + "\n.new { color: red }\n" * changed.endswith("css") + "\n", encoding="utf8")
    check = node("tools/bundle.mjs", "--check", folder=folder)
    assert check.returncode == 1 and f"vaeedu/widgets/linear_vae/{stale} is out of date" in check.stderr


def test_weights_beside_a_bundle_are_nobodys_output(tmp_path):
    folder = copy_tree(tmp_path)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "vaeedu/widgets/linear_vae/weights.bin").write_bytes(bytes(range(256)))
    check = node("tools/bundle.mjs", "--check", folder=folder)
    assert check.returncode == 0, check.stderr


def test_the_sources_pass_their_own_tests():
    tests = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "js").glob("*.test.mjs"))
    result = node("--test", *tests)
    assert tests and result.returncode == 0, result.stdout + result.stderr
