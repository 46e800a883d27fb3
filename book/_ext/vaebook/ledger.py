"""`{ledger}`: every claim of the book with who says it, its yardstick, what was measured, and how many reseeds it survived.

The claims are read off the notebooks' outputs, the yardsticks off the chapters' text, the reseeds off notebooks/reseeds. The same
table for programs is `claims.json`, beside the page.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.errors import SphinxError
from sphinx.util.docutils import SphinxDirective

from . import html, stored
from .claim import OUTCOMES, Claim

YARDSTICK = re.compile(r"^:::\{admonition\} [^\n]+\n:class: yardstick\n:name: yardstick-(C-[\w-]+)\n(.*?)\n:::$", re.MULTILINE | re.DOTALL)
TOLD = {"holds": ("holds", "hold"), "fails": ("fails", "fail"), "partly": ("holds in part", "hold in part"), "undecided": ("is undecided", "are undecided")}
WHO = "**Who says so.** "


def claims(env):
    """A dictionary per claim: its card as stored, and `chapter`, `title`, `who`, `yardstick`, `reseeds`, `survived`.

    `reseeds` is None where the chapter has not been repeated, and 0 where other seeds change no number of the claim.
    """
    found = []
    for notebook in stored.notebooks(env):
        cards = list(stored.outputs(notebook, "claim"))
        if not cards:
            continue
        chapter = Path(env.srcdir) / "book" / "chapters" / f"{notebook.stem}.md"
        yardsticks, reseeds = dict(YARDSTICK.findall(chapter.read_text(encoding="utf-8"))), repeated(notebook)
        for card in cards:
            who, _, yardstick = yardsticks.get(card["id"], "").partition("\n\n")
            if not (who.startswith(WHO) and yardstick):
                raise SphinxError(
                    f"{chapter.name}: {card['id']} has no yardstick. Before its cell stands a box of the form\n"
                    f":::{{admonition}} Yardstick\n:class: yardstick\n:name: yardstick-{card['id']}\n{WHO}…\n\n…\n:::"
                )
            again = [verdicts[card["id"]] for verdicts in (reseeds or {}).values() if card["id"] in verdicts]
            found.append({
                **card, "chapter": notebook.stem, "title": stored.title(notebook), "who": who.removeprefix(WHO), "yardstick": yardstick.strip(),
                "reseeds": None if reseeds is None else len(again), "survived": again.count(card["verdict"]),
            })  # fmt: skip
    return found


def repeated(notebook):
    """The verdicts by shift of the seeds, or None where the measurements' code has changed since."""
    kept = notebook.parent / "reseeds" / f"{notebook.stem}.json"
    if not kept.exists():
        return None
    found = json.loads(kept.read_text(encoding="utf-8"))
    return found["verdicts"] if found["code"] == stored.digest(notebook) else None


class Ledger(SphinxDirective):
    def run(self):
        stored.depend(self.env)
        for path in (Path(self.env.srcdir) / "notebooks" / "reseeds").glob("*.json"):
            self.env.note_dependency(str(path))
        found = claims(self.env)
        self.env.metadata[self.env.docname]["is_ledger"] = True
        count = {outcome: sum(claim["outcome"] == outcome for claim in found) for outcome in OUTCOMES}
        told = ", ".join(f"{number} {TOLD[outcome][number > 1]}" for outcome, number in count.items() if number)
        summary = html.build("p", nodes.Text(f"{len(found)} claims: {told}."), classes=["ledger-summary"], aria_live="polite")
        choices = html.build(
            "div",
            self.choice("verdict", "Verdict", {key: OUTCOMES[key] for key in OUTCOMES if count[key]}),
            self.choice("chapter", "Chapter", {claim["chapter"]: f"{int(claim['chapter'][:2])} {claim['title']}" for claim in found}),
            classes=["ledger-choices"],
        )
        for_programs = html.build("p", nodes.Text("The same table for programs: "), html.build("a", nodes.Text("claims.json"), href="claims.json"), nodes.Text("."))
        return [for_programs, html.build("div", summary, choices, *map(self.entry, found), classes=["ledger"])]

    def choice(self, name, label, options):
        every = html.build("option", nodes.Text("all"), value="")
        options = [html.build("option", nodes.Text(text), value=value) for value, text in options.items()]
        return html.build("label", nodes.Text(f"{label} "), html.build("select", every, *options, data_choice=name))

    def entry(self, claim):
        name = f"ledger-{claim['id']}"
        to_cell = f"../notebooks/{claim['chapter']}.html#{claim['id']}"
        head = html.build(
            "div",
            html.build("a", nodes.Text(claim["id"]), classes=["claim-id"], href=f"#{name}"),
            html.build("span", nodes.Text(OUTCOMES[claim["outcome"]]), classes=["claim-outcome"]),
            classes=["claim-head"],
        )
        numbers = html.build(
            "details",
            html.build("summary", nodes.Text(f"What was measured ({len(claim['findings'])} finding{'s' * (len(claim['findings']) > 1)})")),
            html.build("div", Claim.table(self, claim["findings"]), classes=["claim-findings"]),
        )
        rows = [
            ("Who says so", html.text(self, claim["who"])),
            ("Yardstick", html.text(self, claim["yardstick"])),
            ("Verdict", html.text(self, f"{claim['verdict']}.")),
            ("Other seeds", [nodes.Text(seeds(claim))]),
        ]
        told = [part for term, said in rows for part in (html.build("dt", nodes.Text(term)), html.build("dd", *said))]
        link = html.build("p", html.build("a", nodes.Text(f"Chapter {int(claim['chapter'][:2])}, where it is measured"), href=to_cell), classes=["ledger-cell"])
        says = html.build("blockquote", html.build("p", *html.text(self, claim["says"])), classes=["claim-says"])
        return html.build(
            "div", head, says, html.build("dl", *told), numbers, link,
            classes=["claim", f"claim-{claim['outcome']}"], ids=[name], data_verdict=claim["outcome"], data_chapter=claim["chapter"],
        )  # fmt: skip

    values, cell = Claim.values, Claim.cell


def seeds(claim):
    if claim["reseeds"] is None:
        return "not repeated since the experiment’s code was last changed"
    if not claim["reseeds"]:
        return "none of its numbers depends on the seeds of the chapter"
    return f"the verdict stood in {claim['survived']} of {claim['reseeds']} repetitions"


def load(app, page, template, context, doctree):
    if app.env.metadata.get(page, {}).get("is_ledger"):
        app.add_js_file("ledger.js", loading_method="defer")


def write(app, exception):
    """The table for programs."""
    if exception or app.builder.format != "html":
        return
    text = json.dumps(claims(app.env), indent=1, ensure_ascii=False)
    (Path(app.outdir) / "book" / "claims.json").write_text(text + "\n", encoding="utf-8")


def setup(app):
    app.add_directive("ledger", Ledger)
    app.connect("html-page-context", load)
    app.connect("build-finished", write)
