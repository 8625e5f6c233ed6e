"""Rules of arithmetic and linear algebra: sums, products, powers, transposes, traces, determinants, norms.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import sym
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> normal(ws, sym("x") * sym("y") - sym("y") * sym("x")).is_zero()
True
"""

from __future__ import annotations

from derivations.algebra import scalar_rules
from derivations.algebra.abstain import Unsupported
from derivations.algebra.combinatorics import binomial
from derivations.algebra.determinants import determinant
from derivations.algebra.exponentials import power
from derivations.algebra.grids import to_grid
from derivations.algebra.letters import ONE
from derivations.algebra.matrices import euclidean, inner, inverse, trace, transpose
from derivations.algebra.normal import RULES, normal, scalar
from derivations.algebra.powers import matrix_power
from derivations.algebra.rational import Rational
from derivations.algebra.words import Value, plus, product
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term


def _add(ws: Workspace, term: Term) -> Value:
    total = normal(ws, term.args[0])
    for arg in term.args[1:]:
        total = plus(total, normal(ws, arg))
    return total


def _neg(ws: Workspace, term: Term) -> Value:
    return -normal(ws, term.args[0])


def _mul(ws: Workspace, term: Term) -> Value:
    result = normal(ws, term.args[0])
    for arg in term.args[1:]:
        result = product(result, normal(ws, arg))
    return result


def _div(ws: Workspace, term: Term) -> Value:
    return product(normal(ws, term.args[0]), scalar(ws, term.args[1]).inverse())


def _pow(ws: Workspace, term: Term) -> Value:
    base, exponent = normal(ws, term.args[0]), scalar(ws, term.args[1])
    if term.args[0] == Term("const", (), "e"):
        if term.args[1].head == "log":
            return normal(ws, term.args[1].args[0])
        return scalar_rules.FUNCTIONS["exp"](ws, exponent)
    return power(ws, base, exponent) if isinstance(base, Rational) else matrix_power(ws, base, exponent)


def _transpose(ws: Workspace, term: Term) -> Value:
    return transpose(normal(ws, term.args[0]))


def _conjugate(ws: Workspace, term: Term) -> Value:
    value = normal(ws, term.args[0])
    if ("const", "i") in ws.pool.index and not isinstance(value, Rational):
        raise Unsupported("the conjugate of a complex matrix")
    if not isinstance(value, Rational):
        return value
    return scalar_rules.conjugate(ws, value)


def _adjoint(ws: Workspace, term: Term) -> Value:
    return transpose(_conjugate(ws, term))


def _norm(ws: Workspace, term: Term) -> Value:
    value = normal(ws, term.args[0])
    kind = term.value if term.value is not None else "2"
    if isinstance(value, Rational):
        return scalar_rules.FUNCTIONS["abs"](ws, value)
    if kind == "F" or (kind == "2" and ONE in (value.rows, value.cols)):
        return euclidean(ws, value)
    grid = to_grid(ws, value)
    if kind == "1" and grid is not None and ONE in (value.rows, value.cols):
        total = ws.number(0)
        for row in grid:
            for cell in row:
                total = total + scalar_rules.FUNCTIONS["abs"](ws, cell)
        return total
    same = (value, -value, value.T, -value.T) if kind in ("2", "*") else (value, -value)
    chosen = min(same, key=lambda one: one.key)
    return ws.atom(
        ("norm", kind, chosen.key),
        lambda: Term("norm", (chosen.to_term(),), kind),
        chosen.deps(),
        nonnegative=True,
    )


def _inverse(ws: Workspace, term: Term) -> Value:
    return inverse(ws, normal(ws, term.args[0]))


def _trace(ws: Workspace, term: Term) -> Value:
    return trace(ws, normal(ws, term.args[0]))


def _det(ws: Workspace, term: Term) -> Value:
    return determinant(ws, normal(ws, term.args[0]))


def _inner(ws: Workspace, term: Term) -> Value:
    return inner(ws, normal(ws, term.args[0]), normal(ws, term.args[1]))


def _binomial(ws: Workspace, term: Term) -> Value:
    return binomial(ws, scalar(ws, term.args[0]), scalar(ws, term.args[1]))


RULES.update(
    {
        "add": _add,
        "neg": _neg,
        "mul": _mul,
        "div": _div,
        "pow": _pow,
        "transpose": _transpose,
        "adjoint": _adjoint,
        "conj": _conjugate,
        "norm": _norm,
        "inverse": _inverse,
        "trace": _trace,
        "det": _det,
        "inner": _inner,
        "binomial": _binomial,
    }
)
