"""Claims people make about VAEs, settled by measurement: the verdict is computed from the numbers, never typed."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, stdev

from scipy.special import stdtrit

MIME = "application/vnd.vaeedu.claim+json"
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean over independent runs with its 95 % confidence interval (Student's t)."""

    estimate: float
    low: float
    high: float
    runs: int


def interval(values: Iterable[float]) -> Interval:
    """Mean of independent runs and its 95 % confidence interval.

    Raises ValueError for fewer than 5 values or a value that is not finite.
    """
    values = [float(value) for value in values]
    if len(values) < 5 or not all(map(math.isfinite, values)):
        raise ValueError(f"an interval needs at least 5 finite values, got {values[:8]}; run the experiment with more seeds")
    quantile = float(stdtrit(len(values) - 1, 0.5 + CONFIDENCE / 2))
    mean, half = fmean(values), quantile * stdev(values) / math.sqrt(len(values))
    return Interval(mean, mean - half, mean + half, len(values))


@dataclass(frozen=True)
class Finding:
    """What the claim would need in one case, and what was measured.

    ``relation`` is "<", ">" or "=": the claim holds in this case if the whole interval lies below, above, or within
    ``margin`` of ``reference``; it fails if the whole interval lies elsewhere; else the case is undecided.
    """

    case: str
    quantity: str
    values: Iterable[float]
    relation: str
    reference: float
    margin: float = 0.0

    def __post_init__(self):
        if self.relation not in ("<", ">", "="):
            raise ValueError(f"relation must be <, > or =, got {self.relation!r}")
        if self.margin < 0 or (self.margin > 0) != (self.relation == "="):
            raise ValueError(f"a margin > 0 belongs to = and only to it, got {self.relation!r} with margin {self.margin}")
        object.__setattr__(self, "values", tuple(map(float, self.values)))
        interval(self.values)  # refuses too few runs here, where the case has a name

    @property
    def measured(self) -> Interval:
        return interval(self.values)

    @property
    def holds(self) -> bool | None:
        m = self.measured
        if self.relation == "=":
            low, high = self.reference - self.margin, self.reference + self.margin
            return True if low <= m.low and m.high <= high else False if m.high < low or high < m.low else None
        below, above = m.high < self.reference, m.low > self.reference
        wanted, opposite = (below, above) if self.relation == "<" else (above, below)
        return True if wanted else False if opposite else None

    @property
    def wanted(self) -> str:
        return f"{self.relation} {self.reference:g}" + (f" ± {self.margin:g}" if self.margin else "")


@dataclass(frozen=True)
class Claim:
    """A claim with its findings; `outcome` and `verdict` follow from them."""

    id: str
    says: str
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> str:
        """holds, fails, partly, or undecided."""
        held = [finding.holds for finding in self.findings]
        if None in held:
            return "undecided"
        return "holds" if all(held) else "partly" if any(held) else "fails"

    @property
    def verdict(self) -> str:
        """What the claim does, and for which cases, with the number of findings that this rests on."""
        found: dict = {}  # by case, in the order of the findings
        for finding in self.findings:
            found.setdefault(finding.case, []).append(finding)
        cases: dict = {}
        for case, findings in found.items():
            agreed = len({finding.holds for finding in findings}) == 1
            for finding in findings[:1] if agreed else findings:
                cases.setdefault(finding.holds, []).append(case if agreed else f"{case} ({finding.quantity})")
        told = ", ".join(f"{_WORD[held]} for {_listed(cases[held])}" for held in _WORD if held in cases)
        if len(cases) == 1 and len(self.findings) > 3:  # whose names the card's table has
            told = f"{_WORD[self.findings[0].holds]} in each case"
        return f"{told} ({len(self.findings)} finding{'s' * (len(self.findings) > 1)})"

    def as_json(self) -> dict:
        findings = [
            {
                "case": f.case,
                "quantity": f.quantity,
                "wanted": f.wanted,
                "estimate": _round(f.measured.estimate),
                "low": _round(f.measured.low),
                "high": _round(f.measured.high),
                "runs": f.measured.runs,
                "holds": f.holds,
            }
            for f in self.findings
        ]
        return {"id": self.id, "says": self.says, "outcome": self.outcome, "verdict": self.verdict, "findings": findings}

    def as_markdown(self) -> str:
        card = self.as_json()
        rows = [
            f"| {f['case']} | {f['quantity']} | {f['estimate']} [{f['low']}, {f['high']}] | {f['wanted']} | {_WORD[f['holds']]} |"
            for f in card["findings"]
        ]
        head = [f"**{self.id}**: “{self.says}” **{self.verdict}**.", "", "| case | quantity | measured | claim needs | so it |", "|---|---|---|---|---|"]
        return "\n".join(head + rows)

    def __repr__(self):
        return f"{self.id}: {self.verdict}"

    def _repr_mimebundle_(self, **_):
        return {MIME: self.as_json(), "text/markdown": self.as_markdown(), "text/plain": repr(self)}


_WORD = {True: "holds", False: "fails", None: "is undecided"}


def _listed(words: list[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _round(value: float) -> float:
    """Four significant digits: what a reader can use, and what two machines agree on."""
    return float(f"{value:.4g}")


def claim(id: str, says: str, *findings: Finding) -> Claim:
    """State a claim as people say it and settle it by findings; as the last line of a cell it shows the claim card."""
    if not id.startswith("C-"):
        raise ValueError(f"a claim's id starts with 'C-', got {id!r}")
    if not findings:
        raise ValueError(f"{id} has no finding: a claim is settled by at least one measurement")
    return Claim(id, says, findings)
