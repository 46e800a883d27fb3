"""A widget's formulas as the page computes them, for tests in Python."""

import json
import subprocess

from chapters import ROOT


def javascript(room: str, calls: list[tuple]) -> list:
    """What the functions of the widget's maths.mjs return, for calls (function, *arguments), all in one run of Node."""
    given = json.dumps({"room": room, "calls": calls})
    run = subprocess.run(["node", ROOT / "tests" / "js" / "golden.mjs"], input=given, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)
