"""`{claim}`: what people say, what was measured, and the verdict that follows."""

import math

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from . import html
from .body import content

OUTCOMES = {"holds": "Holds", "fails": "Fails", "partly": "Holds in part", "undecided": "Undecided"}
ANSWERS = {True: "yes", False: "no", None: "unclear"}


class Claim(SphinxDirective):
    has_content = True

    def run(self):
        claim = content(self)
        badge = html.build("span", nodes.Text(OUTCOMES[claim["outcome"]]), classes=["claim-outcome"])
        name = html.build("a", nodes.Text(claim["id"]), classes=["claim-id"], href=f"#{claim['id']}")
        card = html.build(
            "div",
            html.build("div", name, badge, classes=["claim-head"]),
            html.build("blockquote", html.build("p", *html.text(self, claim["says"])), classes=["claim-says"]),
            html.build("p", *html.text(self, f"Verdict: {claim['verdict']}."), classes=["claim-verdict"]),
            html.build("div", self.table(claim["findings"]), classes=["claim-findings"]),
            classes=["claim", f"claim-{claim['outcome']}"],
            ids=[claim["id"]],
        )
        card["names"] = [claim["id"].lower()]
        self.state.document.note_explicit_target(card, card)
        return [card]

    def table(self, findings):
        titles = ["Case", "Quantity", "Measured", "Claimed", "Runs", "True?"]
        head = html.build("tr", *(html.build("th", nodes.Text(title), scope="col") for title in titles))
        rows = [html.build("tr", *map(self.cell, titles, self.values(finding))) for finding in findings]
        return html.build("table", html.build("thead", head), html.build("tbody", *rows))

    def values(self, finding):
        answer = ANSWERS[finding["holds"]]
        return [
            html.build("span", *html.text(self, finding["case"])),
            html.build("span", *html.text(self, finding["quantity"])),
            html.build("span", nodes.Text(measured(finding)), classes=["number"]),
            html.build("span", nodes.Text(finding["wanted"].replace("-", "−")), classes=["number"]),
            html.build("span", nodes.Text(f"{finding['runs']:,}"), classes=["number"]),
            html.build("span", nodes.Text(answer), classes=[f"claim-{answer}"]),
        ]

    def cell(self, title, value):
        return html.build("td", value, data_title=title)


def measured(finding):
    """`0.751 [0.742, 0.760]`, with as many decimals as the interval's width deserves, and no minus before a zero; all that is stored where all runs agree."""
    values = finding["estimate"], finding["low"], finding["high"]
    width = finding["high"] - finding["low"]
    if width == 0:
        return "{0:g} [{0:g}, {0:g}]".format(finding["estimate"] + 0.0).replace("-", "−")
    decimals = max(0, -math.floor(math.log10(width / 2)))
    return "{} [{}, {}]".format(*(f"{round(value, decimals) + 0.0:.{decimals}f}" for value in values)).replace("-", "−")


def setup(app):
    app.add_directive("claim", Claim)
