"""Wrong statements of every kind that an engine of this sort may be taken in by, and right ones beside them."""

import pytest
import sympy as sp

import readback
from readback import is_read_back
from vaeedu.derivations import Density, Derivation, Expectation, Gaussian, Total, Valley, WrongStep, as_written, latex, verify
from vaeedu.derivations.lemmas import log_below_tangent, log_strictly_below_tangent

x, y, z = sp.symbols("x y z", real=True)
s, t, u, v = sp.symbols("s t u v", positive=True)
n = sp.Symbol("n", positive=True, integer=True)
i, j = sp.symbols("i j", integer=True)
g, f = sp.Function("g"), sp.Function("f")
p_i, q_i, joint = Density("p", i), Density("q", i), Density("r", j, given=i)
normal = Density("q", z)
with as_written():
    zero_times_pole = 0 * (1 / (s - s))
    one = x / x


def derivation(**options):
    d = Derivation("test", "test", alphabets={i: (2, 3), j: (2, 3)}, **options)
    d.given(p_i, i, "")
    d.given(q_i, i, "")
    d.define(normal, Gaussian(z, 0, 1), "")
    return d


def mean(integrand):
    return Expectation(integrand, z, normal)


def how(left, relation, right, where=(), by=None, d=None):
    d = d or derivation()
    if relation == "=":
        d.equal(left, right, "", where=where)
    else:
        d.compare(left, relation, right, "", where=where, by=by)
    return d.steps[-1].how


@pytest.mark.parametrize(
    ("left", "relation", "right", "where"),
    [
        # poles
        (sp.Integral(1 / x**2, (x, -s, s)), "=", -2 / s, ()),
        (sp.Integral(sp.tan(x), (x, 0, t)), "=", -sp.log(sp.cos(t)), ()),
        (mean(1 / z), "=", 0, ()),
        (mean(1 / (z - x)), "=", 0, ()),
        (zero_times_pole, "=", 0, ()),
        (one, "=", 1, ()),
        (sp.Limit(1 / x, x, 0, "+-"), "=", 0, ()),
        (sp.Limit(sp.Abs(x) / x, x, 0, "+-"), "=", 1, ()),
        # boundaries
        (t - s, ">", 0, [s <= t]),
        (t**2 - s**2, ">", 0, [s <= t]),
        (x**2, ">", 0, ()),
        (x**2 * y**2, ">", 0, [sp.Ne(x, 0)]),
        (sp.Abs(x), ">", 0, ()),
        (0**x, "=", 0, ()),
        # forced logarithms and roots
        (sp.log((2000 - s) ** 2), "=", 2 * sp.log(2000 - s), ()),
        (mean(sp.log(z**2) - 2 * sp.log(z)), "=", 0, ()),
        (sp.sqrt((s - 2000) ** 2), "=", 2000 - s, ()),
        (sp.sqrt(x**2), "=", x, ()),
        # numbers that a search at usual points would not tell apart
        (s, "<", 1001, ()),
        (s, "<", 10**9, ()),
        (n, "<", 61, ()),
        (x**2 / 2, ">=", sp.Rational(1, 100), ()),
        (sp.sin(1000 * sp.pi * s), "=", 0, ()),
        (sp.exp(-100 - s), "=", 0, ()),
        (10**60 + s, "=", 10**60 + 2 * s, ()),
        ((sp.log(u) + sp.log(v)) / 2, "<=", sp.log(u / 2 + v**2 / 2), ()),
        (sp.log(u), "<", u - 1, ()),
        (sp.log(u), "<=", (u - 1) * sp.Rational(101, 100), ()),
        (s**2 + t**2, ">", 2 * s * t, ()),
        # distributions
        (Total(p_i * sp.log(p_i / q_i), i), ">", 0, ()),
        (Total(p_i * sp.log(p_i / q_i), i), "<=", 3, ()),
        (Total(p_i * sp.log(2 * p_i / (p_i + q_i)), i) / 2 + Total(q_i * sp.log(2 * q_i / (p_i + q_i)), i) / 2, "<=", sp.Rational(1, 2), ()),
        (p_i.subs(i, 7), "=", p_i.subs(i, 2), ()),
        (p_i.subs(i, 0), "=", p_i.subs(i, 1), ()),
        (Total(p_i.subs(i, i + 1), i), "=", 2 * p_i.subs(i, 2), ()),
    ],
)
def test_a_wrong_statement_is_refused(left, relation, right, where):
    with pytest.raises(WrongStep):
        how(left, relation, right, where)


@pytest.mark.parametrize(
    ("left", "relation", "right", "where"),
    [
        (t - s, ">", 0, [s < t]),
        (t - s, ">=", 0, [s <= t]),
        (x**2, ">", 0, [sp.Ne(x, 0)]),
        (one, "=", 1, [sp.Ne(x, 0)]),
        (sp.log(x**2), "=", 2 * sp.log(sp.Abs(x)), [sp.Ne(x, 0)]),
        (sp.sqrt((t - s) ** 2), "=", t - s, [s <= t]),
        (sp.Integral(1 / x**2, (x, s, 2 * s)), "=", 1 / (2 * s), ()),
        (mean(z * sp.sin(z)), "=", mean(sp.cos(z)), ()),  # Stein's identity
        (mean(z**4), "=", 3, ()),
        (mean(sp.exp(x * z)), "=", sp.exp(x**2 / 2), ()),
        (1 / (1 + sp.exp(-x)), "=", 1 - 1 / (1 + sp.exp(x)), ()),
        (sp.log(1 + sp.exp(-x)), "=", sp.log(1 + sp.exp(x)) - x, ()),
        (-s / u**2 - t / (1 - u) ** 2, "<", 0, [u < 1]),
        (sp.erf(s), "<", 1, ()),
        (1 - sp.exp(-s), ">", 0, ()),
        (sp.Limit(sp.sin(x) / x, x, 0, "+-"), "=", 1, ()),
        (mean(sp.log(z**2)), "=", -sp.EulerGamma - sp.log(2), ()),
        (mean(sp.Abs(z)), "=", sp.sqrt(2 / sp.pi), ()),
    ],
)
def test_a_right_statement_of_the_same_kind_is_proved(left, relation, right, where):
    assert how(left, relation, right, where) == "symbolic"


def test_nothing_is_captured_when_a_name_is_replaced():
    d = Derivation("capture", "capture", alphabets={i: (2,), j: (2,)})
    average, p_j = sp.Function("m"), Density("p", j)
    d.given(p_j, j, "")
    d.define(average(i), Total(p_j * g(i, j), j), "")
    with pytest.raises(WrongStep):
        d.equal(Total(p_j * average(j), j), Total(p_j * g(j, j), j), "")
    d.equal(Total(p_j * average(j), j), Total(p_j.subs(j, i) * p_j * g(i, j), i, j), "")
    assert d.steps[-1].how == "symbolic"
    d = derivation()
    with pytest.raises(WrongStep, match="hides z"):
        hidden = sp.Symbol("h", real=True)
        d.define(hidden, z**2, "")
        d.equal(mean(hidden), 1, "")
    with pytest.raises(WrongStep, match="give .* that parameter"):
        d.define(sp.Symbol("k", real=True), p_i, "")


@pytest.mark.parametrize(
    ("name", "law"),
    [(Density("p", x), x), (Density("p", x), Gaussian(x, 0, 1) * 2), (Density("p", x), Gaussian(x, 0, 1) * x), (Density("p", i, j), p_i), (Density("w", i), 2 * p_i)],
)
def test_a_density_has_to_be_one(name, law):
    with pytest.raises(WrongStep):
        derivation().define(name, law, "")


def test_densities_of_other_kinds_are_accepted():
    d = Derivation("laws", "laws", where=[s < 1], alphabets={i: ({0, 1},)})
    d.define(Density("e", u), t * sp.exp(-t * u), "exponential: on the positive numbers, as its variable is one")
    d.define(Density("b", i), s**i * (1 - s) ** (1 - i), "Bernoulli")
    d.define(Density("m", x), s * Gaussian(x, 0, 1) + (1 - s) * Gaussian(x, 1, t), "a mixture")
    d.equal(Expectation(u, u, Density("e", u)), 1 / t, "")
    d.equal(Expectation(i, i, Density("b", i)), s, "")
    assert {step.how for step in d.steps[3:]} == {"symbolic"}


def test_a_name_is_used_only_where_it_is_defined():
    d = Derivation("domain", "domain", where=[sp.Ne(x, 0)])
    d.define(f(x), 1 / x, "")
    d.define(g(s), sp.sqrt(s**2), "the root is s, as s is positive")
    with pytest.raises(WrongStep):
        d.equal(f(y) * y, 1, "y may be 0")
    d.equal(f(y) * y, 1, "now it may not", where=[sp.Ne(y, 0)])
    with pytest.raises(WrongStep):
        d.equal(g(-s), -s, "it is s")
    with pytest.raises(WrongStep):
        d.define(sp.Symbol("r", positive=True), x, "x may be negative")


# Certificates --------------------------------------------------------------------------------------------------------


def test_a_certificate_proves_an_inequality_or_is_refused():
    kl = Total(p_i * sp.log(p_i / q_i), i)
    gibbs = Total(p_i * log_below_tangent.gap(u=q_i / p_i), i)
    assert how(kl, ">=", 0) == "numeric"
    assert how(kl, ">=", 0, by=gibbs) == "symbolic"
    for wrong in (2 * gibbs, Total(q_i * log_below_tangent.gap(u=q_i / p_i), i), kl):
        with pytest.raises(WrongStep, match="the reason given|does not show|not the difference"):
            assert how(kl, ">=", 0, by=wrong) == "symbolic"
    with pytest.raises(WrongStep):
        how(kl, ">", 0, by=gibbs)


def test_a_lemma_is_used_only_where_it_holds():
    assert how(2 * s - 1 - sp.log(2 * s), ">", 0, by=log_strictly_below_tangent.gap(u=2 * s), where=[s > 1]) == "symbolic"
    with pytest.raises(WrongStep, match="holds where"):
        how(2 * s - 1 - sp.log(2 * s), ">", 0, by=log_strictly_below_tangent.gap(u=s), where=[s > sp.Rational(3, 5)])


def test_a_valley_proves_only_what_falls_and_rises():
    assert how(sp.exp(x), ">=", 1 + x, by=Valley(x, 0)) == "symbolic"
    assert how(sp.log(u), "<", u - 1, where=[u > 1], by=Valley(u, 1)) == "symbolic"
    for left, right, at, where in [(sp.exp(x), 1 + x, 1, ()), (sp.log(u) + 1, u, 2, ()), (1 / x**2, 0, 0, [sp.Ne(x, 0)]), (sp.Abs(x), x, 0, ())]:
        with pytest.raises(WrongStep):
            how(left, ">=", right, by=Valley(x if left.has(x) else u, at), where=where)


def test_only_what_is_proved_proves():
    d = derivation()
    d.compare(sp.log(u), "<=", u - 1, "searched")
    d.equal(u, u, "")
    assert d.steps[-2].how == "numeric"
    for step in d.steps[-2:]:
        with pytest.raises(WrongStep, match="only an inequality that is proved"):
            step.gap(u=s)
    with pytest.raises(WrongStep, match="has no symbol"):
        log_below_tangent.gap(w=s)


# Bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("condition", [sp.Eq(s, 1), True, "s < t", s, s > -1])
def test_a_condition_that_is_none(condition):
    with pytest.raises(WrongStep, match="a condition is an inequality such as"):
        verify(s, "=", s, [condition])


def test_other_bad_input():
    with pytest.raises(ValueError, match="at least two letters"):
        Derivation("one", "one", alphabets={i: (1,)})
    with pytest.raises(WrongStep, match="say what w is"):
        verify(sp.Symbol("w"), "=", sp.Symbol("w"))
    with pytest.raises(WrongStep, match="has no meaning yet"):
        derivation().equal(Density("unknown", i), Density("unknown", i), "")
    with pytest.raises(ValueError, match="needs its law"):
        Expectation(x, x, normal)
    with pytest.raises(ValueError, match="on the whole line"):
        Expectation(u, u, Gaussian(u, 0, 1))
    with pytest.raises(WrongStep, match="printed alike"):
        derivation().equal(sp.Symbol("a", real=True) + sp.Symbol("a", positive=True), sp.Symbol("a", real=True) + sp.Symbol("a", positive=True), "")
    with pytest.raises(WrongStep, match="at different symbols"):
        derivation().define(f(3), x, "")


def test_what_cannot_be_decided_in_time_is_given_up(monkeypatch):
    from vaeedu.derivations import verification

    monkeypatch.setattr(verification, "PATIENCE", 0)
    monkeypatch.setattr(verification.Domain, "vanishes", lambda self, expression: [None for _ in iter(int, 1) if False])
    with pytest.raises(WrongStep, match="not decided within .* break the step into smaller ones"):
        derivation().equal(s + s, 2 * s, "")


# What is printed -----------------------------------------------------------------------------------------------------


def test_the_reader_of_printed_formulas_tells_formulas_apart(monkeypatch):
    """It reads what the printer writes, and sees where brackets are missing."""
    with as_written():
        formulas = [Total(p_i, i) ** 2, Total(p_i, i) * q_i, sp.log(s * t) * x, (x + y) * sp.log(s / t) ** 2, Total(-p_i * sp.log(p_i / q_i), i), s * (t - (s - t)) / (s * t)]
    assert all(map(is_read_back, formulas))
    for formula, printed in ((formulas[0], r"\sum_{i} p(i)^{2}"), (formulas[1], r"\sum_{i} p(i) q(i)"), (formulas[5], r"\frac{s \left(t - s - t\right)}{s t}")):
        monkeypatch.setattr(readback, "latex", lambda node, of=formula, as_=printed: as_ if node == of else latex(node))
        assert not is_read_back(formula)
