"""Moves on numbers: collect by some of the symbols, work a closed number out, factor a polynomial.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> k, d, s = map(sym, "kds")
>>> collect(d).compute(s + k * d - d, Context())
add(s, mul(d, add(k, -1)))
>>> value().compute(num(2) * 3 + 4, Context())
10
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derivations.document.context import Context
from derivations.moves.line import Move
from derivations.moves.words import CannotMove, coefficient_of
from derivations.terms.sympy_bridge import from_sympy
from derivations.terms.term import Term


def collect(*symbols: Term) -> Move:
    """Gather what stands with each symbol, its coefficient factored; what holds none of them comes first."""

    def compute(term: Term, context: Context) -> Term:
        import sympy

        rest = sympy.expand(coefficient_of(term, context))
        summands: list[Any] = []
        for symbol in symbols:
            by = coefficient_of(symbol, context)
            part = rest.coeff(by, 1)
            rest = sympy.expand(rest - part * by)
            if rest.has(by):
                raise CannotMove(f"{symbol!r} stands there to a higher power")
            if part != 0:
                summands.append(by * sympy.factor(part))
        found = [from_sympy(each, ordered=True) for each in ([rest] if rest != 0 else []) + summands]
        return Term("add", tuple(found)) if len(found) > 1 else found[0]

    return Move("collect", "collect", compute)


def factor_out() -> Move:
    """Write a polynomial as a product."""
    return _by_sympy("factor", "factor", lambda expr: _sympy().factor(expr))


def value() -> Move:
    """Work out a number that holds no symbols."""

    def compute(expr: Any) -> Any:
        if expr.free_symbols:
            raise CannotMove("there are symbols left")
        return expr.doit()

    return _by_sympy("compute", "", compute)


def _sympy() -> Any:
    import sympy

    return sympy


def _by_sympy(name: str, reason: str, change: Callable[[Any], Any]) -> Move:
    return Move(
        name,
        reason,
        lambda term, context: from_sympy(change(coefficient_of(term, context)), ordered=True),
    )
