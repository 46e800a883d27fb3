"""The ledger shows every claim of the notebooks, with its yardstick and its reseeds, for people and for programs."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from chapters import NOTEBOOKS
from vaebook import ledger, stored

PAGE = "book/ledger.html"
CLAIMS = [(path, claim) for path in NOTEBOOKS for claim in stored.outputs(path, "claim")]


@pytest.fixture(scope="module")
def table(site):
    return json.loads((site / "book" / "claims.json").read_text(encoding="utf8"))


def test_every_claim_is_there_as_its_notebook_has_it(site, table):
    html = BeautifulSoup((site / PAGE).read_text(encoding="utf8"), "html.parser")
    entries = html.select(".ledger > .claim")
    assert [entry["id"] for entry in entries] == [f"ledger-{claim['id']}" for _, claim in CLAIMS]
    assert [{key: row[key] for key in claim} for row, (_, claim) in zip(table, CLAIMS, strict=True)] == [claim for _, claim in CLAIMS]
    for entry, row, (path, claim) in zip(entries, table, CLAIMS, strict=True):
        assert entry["data-verdict"] == claim["outcome"] and f"claim-{claim['outcome']}" in entry["class"]
        assert entry.select_one(".ledger-cell a")["href"] == f"../notebooks/{path.stem}.html#{claim['id']}"
        assert len(entry.select("tbody tr")) == len(claim["findings"])
        assert [term.get_text() for term in entry.select("dt")] == ["Who says so", "Yardstick", "Verdict", "Other seeds"]
        assert row["who"] and row["yardstick"]


def derived(finding):
    """Whether the claim holds in a case, from the stored numbers and what it needs."""
    relation, reference, margin = re.fullmatch(r"([<>=]) (\S+)(?: ± (\S+))?", finding["wanted"]).groups()
    reference, margin = float(reference), float(margin or 0)
    low, high = finding["low"], finding["high"]
    inside = {"<": high < reference, ">": low > reference, "=": reference - margin <= low and high <= reference + margin}[relation]
    outside = {"<": low > reference, ">": high < reference, "=": high < reference - margin or low > reference + margin}[relation]
    return True if inside else False if outside else None


def test_every_verdict_follows_from_the_stored_numbers(table):
    for claim in table:
        held = [derived(finding) for finding in claim["findings"]]
        assert held == [finding["holds"] for finding in claim["findings"]], claim["id"]
        assert claim["outcome"] == ("undecided" if None in held else "holds" if all(held) else "partly" if any(held) else "fails")
        assert min(finding["runs"] for finding in claim["findings"]) >= 5


def test_every_verdict_was_repeated_with_other_seeds_and_stood(table):
    """Of today's code. A chapter whose experiments change is to be repeated: make reseed CHAPTER=07."""
    not_repeated = sorted({claim["chapter"] for claim in table if claim["reseeds"] is None or 0 < claim["reseeds"] < 3})
    assert not_repeated == [], f"make reseed for {', '.join(not_repeated)}"
    assert [claim["id"] for claim in table if claim["survived"] != claim["reseeds"]] == []


def test_reseeds_of_other_code_do_not_count(monkeypatch):
    path = next(path for path, _ in CLAIMS)
    assert ledger.repeated(path)
    monkeypatch.setattr(stored, "digest", lambda notebook: "other code")
    assert ledger.repeated(path) is None


def test_the_yardstick_stands_before_the_claim():
    for path, claim in CLAIMS:
        text = (path.parents[1] / "book" / "chapters" / f"{path.stem}.md").read_text(encoding="utf8")
        assert text.index(f":name: yardstick-{claim['id']}") < text.index(f'"{claim["id"]}"')


def test_one_sees_the_claims_of_one_verdict_or_chapter(visit):
    page = visit(PAGE)
    shown = lambda: page.locator(".ledger > .claim:visible").evaluate_all("(all) => all.map((one) => one.id.slice(7))")  # noqa: E731
    every = [claim["id"] for _, claim in CLAIMS]
    assert shown() == every
    fails = [claim["id"] for _, claim in CLAIMS if claim["outcome"] == "partly"]
    page.get_by_label("Verdict").select_option("partly")
    assert shown() == fails != every
    assert page.locator(".ledger-summary").inner_text() == f"{len(fails)} of {len(every)} claims."
    page.get_by_label("Chapter").select_option("05_reparameterisation")
    assert shown() == [claim["id"] for path, claim in CLAIMS if path.stem.startswith("05") and claim["outcome"] == "partly"]
    hidden = next(id for id in every if id not in shown())
    page.evaluate("(id) => (location.hash = `ledger-${id}`)", hidden)
    page.wait_for_function("(id) => document.getElementById(`ledger-${id}`).offsetHeight > 0", arg=hidden)
    assert shown() == every
