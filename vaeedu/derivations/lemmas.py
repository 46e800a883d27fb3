"""Inequalities that other proofs are made of; each is a derivation itself."""

import sympy as sp

from vaeedu.derivations import Derivation, Valley

u, v = sp.symbols("u v", positive=True)

_tangents = Derivation("tangents", "Two curves and their tangents")
_tangents.compare(sp.log(u), "<=", u - 1, "A logarithm lies below its tangent at 1.", label="log", by=Valley(u, 1))
_tangents.compare(sp.log(u), "<", u - 1, "Away from 1, strictly.", label="log, strictly", where=[u > 1], by=Valley(u, 1))
_tangents.compare(sp.erf(v), "<", 2 * v / sp.sqrt(sp.pi), "The error function lies below its tangent at 0.", label="erf", by=Valley(v, 0))

log_below_tangent, log_strictly_below_tangent, erf_below_tangent = (_tangents[label] for label in ("log", "log, strictly", "erf"))
