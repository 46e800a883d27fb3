"""The README's examples run as they stand."""

import re

import pytest

from chapters import ROOT

README = (ROOT / "README.md").read_text(encoding="utf8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_of_the_readme_runs(number, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    exec(compile(EXAMPLES[number], "README.md", "exec"), names)
    if "w" in names:
        assert (names["w"].a, names["w"].b, names["w"].c) == (0, 1, 0)
    else:
        assert names["samples"].shape == (16, 3, 32, 32) and len(names["history"]) == 2 and (tmp_path / "vae.pt").exists()
