"""Sines, cosines and logarithms of matrices as normal forms, and the differentials of functions of matrices.

sin and cos of a matrix are letters that commute with it and with each other; they are odd and even, and their squares
add to the identity. sinh and cosh are halves of exponentials. d f(X) = f'(X) dX where X and dX commute, and
d tr f(X) = tr(f'(X) dX) for every X (Higham, Functions of Matrices, sections 3.2 and 12.1).

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import sym
>>> ws = Workspace(Signature({"A": (sym("n"), sym("n"))}), Lessons(), Budget(10_000))
>>> sine, cosine = (normal(ws, Term("matfun", (sym("A"),), name)) for name in ("sin", "cos"))
>>> (sine * sine + cosine * cosine).same(Mat.identity(ws, sine.rows))
True
"""

from __future__ import annotations

from collections.abc import Callable

from derivations.algebra import scalar_rules
from derivations.algebra.abstain import Unsupported
from derivations.algebra.completion import add_equation
from derivations.algebra.differentials import ROWS, Differential
from derivations.algebra.matrices import square_size
from derivations.algebra.matrix_exponentials import commute, commuting_change
from derivations.algebra.normal import RULES, normal
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, mul, num


def _function(ws: Workspace, term: Term) -> Value:
    name, arg = str(term.value), term.args[0]
    if name in ("sinh", "cosh"):
        growing, falling = Term("matexp", (arg,)), Term("matexp", (-arg,))
        return normal(ws, (growing + falling if name == "cosh" else growing - falling) / num(2))
    value = normal(ws, arg)
    if isinstance(value, Rational):
        return scalar_rules.FUNCTIONS[name](ws, value)
    if name not in ("sin", "cos"):
        raise Unsupported(f"{name} of a matrix")
    size = square_size(value)
    if not value.terms:
        return Mat.identity(ws, size) if name == "cos" else value
    if (-value).key < value.key:
        mirrored = _letter(ws, -value, name)
        return mirrored if name == "cos" else -mirrored
    return _letter(ws, value, name)


def _letter(ws: Workspace, value: Mat, name: str) -> Mat:
    flipped = value.T
    if flipped.key < value.key and (-flipped).key >= flipped.key:
        return _letter(ws, flipped, name).T
    facts: frozenset[str] = frozenset()
    if flipped.same(value) or (name == "cos" and flipped.same(-value)):
        facts = frozenset({"symmetric"})
    elif flipped.same(-value):
        facts = frozenset({"skew"})
    known = len(ws.letters.keys)
    letter = ws.letters.letter(
        ("matfun", name, value.key),
        value.rows,
        value.cols,
        lambda: Term("matfun", (value.to_term(),), name),
        value.deps(),
        facts=facts,
        payload=value,
    )
    found = Mat.letter(ws, letter)
    if len(ws.letters.keys) != known:
        commute(ws, value, letter, inverse_too=False)
        if name == "sin":
            cosine = _letter(ws, value, "cos")
            add_equation(ws, found * found + cosine * cosine - Mat.identity(ws, value.rows))
    return found


def _of(name: str) -> Callable[[Term], Term]:
    return lambda arg: Term("matfun", (arg,), name)


_SLOPES: dict[str, Callable[[Term], Term]] = {
    "sin": _of("cos"),
    "cos": lambda arg: -_of("sin")(arg),
    "sinh": _of("cosh"),
    "cosh": _of("sinh"),
    "log": lambda arg: Term("inverse", (arg,)),
}


def _slope(term: Term) -> Term | None:
    if term.head == "matexp":
        return term
    known = _SLOPES.get(str(term.value)) if term.head == "matfun" else None
    return None if known is None else known(term.args[0])


def _differential(ws: Workspace, term: Term, d: Differential) -> Term:
    slope = _slope(term)
    if slope is None:
        raise Unsupported(f"the differential of {term.value} of a matrix")
    return commuting_change(ws, term, slope, d)


def _trace(ws: Workspace, term: Term, d: Differential) -> Term:
    """d tr f(X) = tr(f'(X) dX) for every X; the trace of anything else is linear."""
    inner = term.args[0]
    slope = _slope(inner)
    return Term("trace", (d(inner) if slope is None else mul(slope, d(inner.args[0])),))


RULES["matfun"] = _function
ROWS.update({"matfun": _differential, "trace": _trace})
