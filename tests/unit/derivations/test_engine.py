"""The derivation engine: what it verifies, what it refuses, and how it prints."""

import pytest
import sympy as sp

from vaeedu.derivations import Density, Derivation, Expectation, Gaussian, Quantity, Total, WrongStep, as_written, latex, verify

x, z = sp.symbols("x z", real=True)
mu, a = sp.symbols("mu a", real=True)
s, t, u = sp.symbols("s t u", positive=True)


# The engine ----------------------------------------------------------------------------------------------------------


def test_a_true_equality_is_verified_symbolically():
    assert verify((x + 1) ** 2, "=", x**2 + 2 * x + 1) == "symbolic"


def test_an_equality_beyond_sympy_is_searched_and_says_so():
    d = Derivation("atan", "Two arcs")
    d.equal(sp.atan(s) + sp.atan(1 / s), sp.pi / 2, "The two angles of a right triangle.")
    assert d.steps[0].how == "numeric" and d.steps[0].detail.startswith("Not proved. Left and right agree at 200 points")


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        ((x + 1) ** 2, "=", x**2 + 2 * x - 1),
        (sp.log(s * t), "=", sp.log(s) - sp.log(t)),
        (s, "<", s),
        (s + t, "<=", t),
        (x**2, ">", 1),
        (sp.Integer(1), "=", sp.Integer(2)),
        (sp.sqrt(s**2 + t**2), "=", s + t),
        (sp.exp(-s), "=", sp.exp(-s) + sp.Float("1e-35", 50)),
        (sp.log(s), "=", sp.log(s) + sp.Heaviside(s - 100)),  # wrong only far out
        (sp.Abs(x - 5), "=", 5 - x),
    ],
)
def test_a_wrong_step_raises_with_a_counterexample(left, relation, right):
    with pytest.raises(WrongStep, match="is wrong: left − right = .* at "):
        verify(left, relation, right)


def test_inequalities():
    assert verify(s**2 + 1, ">", 0) == "symbolic"
    assert verify(s - 2 * t, "<", 0, where=[s < 2 * t]) == "symbolic"
    assert verify(sp.log(s), "<=", s - 1) == "numeric"


def test_conditions_are_respected():
    verify(sp.sqrt((t - s) ** 2), "=", t - s, where=[s < t])
    with pytest.raises(WrongStep):
        verify(sp.sqrt((t - s) ** 2), "=", t - s)


def test_conditions_that_nothing_meets_are_refused():
    with pytest.raises(WrongStep, match="no admissible points"):
        verify(s, "=", s, where=[s < t, t < s])


def test_a_step_without_a_value_is_refused():
    with pytest.raises(WrongStep, match="no finite value|cannot be evaluated"):
        verify(1 / (s - s), "=", s)


def test_a_symbol_must_say_what_it_is():
    with pytest.raises(WrongStep, match="say what w is, for example"):
        verify(sp.Symbol("w") + 1, "=", 1 + sp.Symbol("w"))


def test_gaussian_integrals_are_exact():
    q, p = Density("q", z), Density("p", z)
    d = Derivation("kl", "KL of two normals")
    d.define(q, Gaussian(z, mu, s), "q")
    d.define(p, Gaussian(z, 0, t), "p")
    d.equal(Expectation(1, z, q), 1, "a density")
    d.equal(Expectation(z**2, z, q), mu**2 + s**2, "second moment")
    d.equal(Expectation(sp.log(q) - sp.log(p), z, q), sp.log(t / s) + (s**2 + mu**2) / (2 * t**2) - sp.Rational(1, 2), "KL")
    assert [step.how for step in d.steps] == ["definition"] * 2 + ["symbolic"] * 3
    with pytest.raises(WrongStep):
        d.equal(Expectation(sp.log(q) - sp.log(p), z, q), sp.log(s / t) + (s**2 + mu**2) / (2 * t**2) - sp.Rational(1, 2), "sign")


def test_definitions_define_once_and_are_inherited():
    f = sp.Function("f")
    d = Derivation("f", "f")
    d.define(f(x, s), x**2 * s, "f")
    d.equal(f(3, t), 9 * t, "a function can be used at any arguments")
    d.equal(sp.Derivative(f(x, s), x, x), 2 * s, "and differentiated")
    with pytest.raises(WrongStep, match="already defined"):
        d.define(f(u, t), u, "again")
    child = Derivation("g", "g", given=d)
    child.equal(f(1, 1), 1, "inherited")
    assert len(child.steps) == 1


def test_labels_are_unique_and_found():
    d = Derivation("labels", "labels")
    d.equal(s + s, 2 * s, "", label="eq-double")
    assert d["eq-double"].right == 2 * s
    with pytest.raises(WrongStep, match="used twice"):
        d.equal(s, s, "", label="eq-double")
    with pytest.raises(KeyError, match="has no step 'eq-none'"):
        d["eq-none"]


def test_a_wrong_step_is_not_added():
    d = Derivation("kept", "kept")
    with pytest.raises(WrongStep, match="kept, step 1"):
        d.equal(s, 2 * s, "")
    assert d.steps == []


# Finite alphabets ----------------------------------------------------------------------------------------------------

i, j = sp.symbols("i j", integer=True)
p_i, q_i, p_j, r_ji = Density("p", i), Density("q", i), Density("p", j), Density("r", j, given=i)


def two_distributions():
    d = Derivation("finite", "finite", alphabets={i: (2, 3), j: (2,)})
    d.given(p_i, i, "p")
    d.given(q_i, i, "q")
    d.given(r_ji, j, "r")
    return d


def test_a_statement_about_distributions_is_verified_for_every_size_and_letter():
    d = two_distributions()
    d.equal(Total(p_i, i), 1, "p sums to 1")
    d.equal(Total(p_i * r_ji, i, j), 1, "so does the joint")
    d.equal(Total(r_ji, j), 1, "and r, for every i")
    assert {step.how for step in d.steps[3:]} == {"symbolic"}
    assert "i with 2 or 3 values; 2 cases" in d.steps[3].detail
    assert "i with 2 or 3 values, j with 2 values; 5 cases" in d.steps[5].detail


def test_an_undefined_function_of_letters_is_any_function():
    d, g, mean = two_distributions(), sp.Function("g"), sp.Symbol("m", real=True)
    d.define(mean, Total(p_i * g(i), i), "its mean")
    d.equal(Total(p_i * (g(i) - mean) ** 2, i), Total(p_i * g(i) ** 2, i) - mean**2, "for every g")
    assert d.steps[-1].how == "symbolic"
    for wrong in (Total(p_i * g(i) ** 2, i), Total(q_i * g(i) ** 2, i) - mean**2, g(1) - mean**2):
        with pytest.raises(WrongStep):
            d.equal(Total(p_i * (g(i) - mean) ** 2, i), wrong, "not the variance")


def test_expectations_and_definitions_on_alphabets():
    d = two_distributions()
    joint, marginal = Density("m", i, j), Density("m", j)
    d.define(joint, p_i * r_ji, "joint")
    d.define(marginal, Total(joint, i), "marginal")
    d.equal(Expectation(Expectation(sp.log(joint) - sp.log(p_i), j, r_ji), i, p_i), Expectation(Expectation(sp.log(r_ji), j, r_ji), i, p_i), "chain rule")
    mutual = Expectation(Expectation(sp.log(joint) - sp.log(p_i) - sp.log(marginal), j, r_ji), i, p_i)
    d.compare(mutual, ">=", 0, "mutual information")
    assert [step.how for step in d.steps[-2:]] == ["symbolic", "numeric"]


def test_wrong_statements_about_distributions_are_refuted():
    d = two_distributions()
    kl = Total(p_i * sp.log(p_i / q_i), i)
    d.compare(kl, ">=", 0, "more than 0 only for different p and q")
    for left, relation, right in [
        (kl, "<=", 0),
        (kl, ">", 0),
        (kl, "<=", sp.log(2)),  # true of the Jensen–Shannon divergence, not of this one
        (kl, "=", Total(q_i * sp.log(q_i / p_i), i)),
        (p_i, "=", q_i),
        (Total(r_ji, i), "=", 1),  # summed over what it is conditioned on
    ]:
        with pytest.raises(WrongStep, match=r"is wrong: left − right = .* at "):
            d.equal(left, right, "") if relation == "=" else d.compare(left, relation, right, "")


def test_densities_that_share_a_name_are_told_apart_by_their_variables():
    d = Derivation("names", "names", alphabets={i: (2,), j: (2,)})
    d.given(p_i, i, "p of i")
    d.given(p_j, j, "p of j")
    with pytest.raises(WrongStep):
        d.equal(p_i.subs(i, 1), p_j.subs(j, 1), "different distributions")
    with pytest.raises(WrongStep, match="already defined"):
        d.given(p_i, i, "again")
    with pytest.raises(WrongStep, match="with an alphabet"):
        d.given(Density("s", x), x, "x has no alphabet")


def test_the_formula_is_printed_as_it_was_written():
    with as_written():
        formula = s**2 + t**2 * (1 - a * x) ** 2 + sp.Rational(1, 2) * (s - sp.log(t**2) - 1)
    assert latex(formula) == r"s^{2} + t^{2} \left(1 - a x\right)^{2} + \frac{1}{2} \left(s - \log t^{2} - 1\right)"
    assert latex(Density("q", z, given=x)) == r"q(z \mid x)"
    assert latex(Gaussian(z, mu, s)) == r"\mathcal{N}(z;\, \mu,\, s^{2})"
    assert latex(Total(p_i * r_ji, i, j)) == r"\sum_{i, j} p(i) r(j \mid i)"
    assert latex(Quantity(r"\mathrm{KL}(q\,\|\,p)", i)) == r"\mathrm{KL}(q\,\|\,p)"
    assert latex(sp.Limit(1 / s, s, t**2, "-")) == r"\lim_{s \uparrow t^{2}} \left(\frac{1}{s}\right)"
    assert latex(sp.log(s * t)) == r"\log\left(s t\right)"


def test_brackets_stand_where_a_reader_needs_them():
    f = sp.Function("f")
    with as_written():
        shown = {
            Total(p_i, i) ** 2: r"\left(\sum_{i} p(i)\right)^{2}",
            Total(p_i, i) * q_i: r"\left(\sum_{i} p(i)\right) q(i)",
            q_i * Total(p_i, i): r"q(i) \sum_{i} p(i)",
            Total(-p_i, i): r"\sum_{i} \left(- p(i)\right)",
            sp.log(2) * x: r"\left(\log 2\right) x",
            x * sp.log(2): r"x \log 2",
            sp.log(s / t): r"\log \frac{s}{t}",
            sp.log(sp.Rational(1, 2) * (s + t)): r"\log\left(\frac{1}{2} \left(s + t\right)\right)",
            sp.Derivative(f(2 * x), x): r"\frac{d}{d x} f(2 x)",
            sp.Derivative(f(x, x), x): r"\frac{d}{d x} f(x, x)",
            sp.Derivative(f(x, s), x): r"\frac{\partial f}{\partial x}",
            Expectation(x**2, x, Gaussian(x, 0, s)): r"\mathbb{E}_{x \sim \mathcal{N}(0,\, s^{2})}\left[x^{2}\right]",
            Quantity("K(x)", x).subs(x, 2): r"\left. K(x) \right|_{x = 2}",
        }
    for formula, printed in shown.items():
        assert latex(formula) == printed


def test_what_is_shown_is_what_was_verified():
    d = Derivation("shown", "Shown")
    d.equal(s + s, 2 * s, "Twice.", label="eq-twice")
    bundle = d._repr_mimebundle_()
    step = bundle["application/vnd.vaeedu.derivation+json"]["steps"][0]
    assert step["latex"] == latex(d.steps[0].left) + " = " + latex(d.steps[0].right)
    assert step["latex"] in bundle["text/markdown"] and step["verified"]["how"] == "symbolic"
    assert bundle["text/plain"] == "Shown: 1 steps, 1 symbolic"
    assert bundle["text/markdown"].isascii()  # it can be printed where the output has no other characters
