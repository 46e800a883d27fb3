"""Hands on BetaOfCode, which has lists and fields where others have sliders, shows code, and no noise for a cross entropy."""

import math

import pytest

import hands
from hands import READ


class Hands(hands.Hands):
    def choose(self, name, word):
        self.root.locator(f"select[data-name={name}]").select_option(word)
        self.settle()

    def type(self, name, value):
        self.root.locator(f"input[data-name={name}]").fill(str(value))
        self.settle()

    def check(self):
        """Numbers and code are those that Python gives for the page's inputs, and the fields show these; returns Python's widget."""
        self.settle()
        widget = self.widget()
        shown = {name: float(value) for name, (value, _) in self.root.evaluate(READ).items()}
        expected = {"beta": widget.beta, "scale": math.nan if widget.scale is None else widget.scale, "weight": widget.weight}
        assert shown == pytest.approx(expected, rel=1e-9, nan_ok=True)
        assert self.root.locator("output[data-name=scale]").evaluate("(node) => node.checkVisibility({ visibilityProperty: true })") == (widget.scale is not None)
        code = self.root.evaluate("(root) => [...root.querySelectorAll('pre')].map((pre) => pre.innerText)")
        assert code[0].count("\n") == 3 and len(code) == 2 and code[0].startswith("rec = ") and code[1].startswith("loss = ")
        assert code[0].splitlines()[:3] == widget.lines[:3]
        fields = self.root.evaluate("(root) => Object.fromEntries([...root.querySelectorAll('select, input')].map((f) => [f.dataset.name, f.value]))")
        for name in widget.inputs:
            value = getattr(widget, name)
            assert fields[name] == value if isinstance(value, str) else float(fields[name]) == pytest.approx(value), name
        return widget
