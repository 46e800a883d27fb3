"""Integrals and limits that can be trusted: what SymPy returns is returned only where it is known to hold."""

from functools import lru_cache

import sympy as sp

from vaeedu.derivations.verification import Domain, WrongStep, hide, refute


@lru_cache(1000)
def integral(integrand, variable, lower, upper, domain: Domain):
    """The definite integral, or an unevaluated one if it is not known."""
    integrand = domain.split(integrand).rewrite((sp.sin, sp.cos), sp.exp)
    if (lower, upper) == (-sp.oo, sp.oo):
        value = gaussian_integral(integrand, variable, domain)
        if value is not None:
            return value
    # Term by term: SymPy integrates a monomial at once, and a long sum slowly or not at all.
    value = sp.Add(*[sp.integrate(term, (variable, lower, upper)) for term in sp.Add.make_args(sp.expand(integrand))]).rewrite(sp.erf)
    standing = sp.Integral(integrand, (variable, lower, upper))
    if value.has(sp.Integral, sp.Piecewise, sp.oo, sp.nan, sp.zoo):
        return standing
    try:  # an antiderivative that jumps makes a wrong value
        refute(standing, "=", value, domain.points(standing.free_symbols, 3, usual=True), domain.name, standing=True)
    except WrongStep:
        return standing
    return sp.simplify(value)


def gaussian_integral(integrand, variable, domain):
    """The integral over the real line of a sum of polynomials times exp(−α x² + β x + γ) with α > 0, or None if it is no such sum.

    Each is √(π/α) exp(γ + β²/4α) times the polynomial's mean under the normal distribution of mean β/2α and variance 1/2α.
    """
    alike: dict = {}
    hidden, parts = hide(integrand, lambda node: node.has_free(variable))
    for term in sp.Add.make_args(sp.expand(hidden, power_exp=False)):
        factors = sp.Mul.make_args(term)
        exponent = sp.expand(sp.Add(*[factor.exp for factor in factors if isinstance(factor, sp.exp)]))
        term = sp.Mul(*[factor for factor in factors if not isinstance(factor, sp.exp)])
        if not (exponent.is_polynomial(variable) and term.is_polynomial(variable)):
            return None
        coefficients = tuple(c.xreplace(parts) for c in reversed(sp.Poly(exponent, variable).all_coeffs()))
        alike.setdefault(coefficients, []).append(term)
    total = sp.Integer(0)
    for coefficients, terms in alike.items():
        if len(coefficients) != 3 or not domain.positive(-coefficients[2]):
            return None
        gamma, beta, alpha = coefficients[0], coefficients[1], -coefficients[2]
        mean, variance = sp.factor(beta / (2 * alpha)), sp.factor(1 / (2 * alpha))
        moments = sum(
            coefficient.xreplace(parts) * sum(sp.binomial(n, 2 * k) * mean ** (n - 2 * k) * variance**k * sp.factorial2(2 * k - 1) for k in range(n // 2 + 1))
            for (n,), coefficient in sp.Poly(sp.Add(*terms), variable).terms()
        )
        total += sp.sqrt(2 * sp.pi * variance) * sp.exp(sp.factor(gamma + beta * mean / 2)) * moments
    return total


def limit(body, variable, point, side):
    """The limit; from both sides, where no side is said, and then the two have to agree."""
    sides = ["+", "-"] if str(side) == "+-" else [str(side)]
    values = {sp.limit(body, variable, point, dir=each) for each in sides}
    if len(values) > 1 and sp.simplify(sp.Add(*values) - 2 * min(values, key=str)) != 0:
        raise WrongStep(f"no limit as {variable} goes to {point}: from the two sides it is {' and '.join(map(str, values))}")
    return min(values, key=str)
