"""Hands on LinearVAE, which also says in words whether the code is alive."""

import pytest

import hands
from hands import READ
from vaeedu.closed_forms import linear_vae


class Hands(hands.Hands):
    def handle(self):
        return self.root.locator(".vae-handle")

    def verdict(self):
        return self.root.locator(".vae-verdict")

    def check(self):
        """Every number shown equals the closed forms at the β and t shown; returns these two."""
        self.settle()
        shown = self.root.evaluate(READ)
        number = {name: float(value) for name, (value, _) in shown.items()}
        beta, t = number["beta"], number["t"]
        a, b, c = linear_vae.minimiser(beta, t)
        threshold = linear_vae.threshold(t)
        loss, rate = linear_vae.minimum(beta, t), linear_vae.rate(a, b, t)
        expected = {"beta": beta, "t": t, "a": a, "b": b, "c": c, "loss": loss, "rate": rate, "threshold": threshold}
        expected = {name: float(value) for name, value in expected.items()}
        assert number == pytest.approx(expected, rel=1e-9, abs=1e-9)
        rounded = {name: float(text.replace("−", "-").replace("∞", "inf")) for name, (_, text) in shown.items()}
        assert rounded == pytest.approx(expected, abs=5.1e-4), "what is written is the number, rounded"
        collapsed = bool(beta >= threshold)
        assert self.verdict().get_attribute("data-state") == ("collapsed" if collapsed else "alive")
        assert ("collapsed" in self.verdict().evaluate("(node) => node.innerText")) == collapsed
        return beta, t
