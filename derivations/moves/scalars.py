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
from derivations.moves.rewriting import rewrite_first
from derivations.moves.words import CannotMove, coefficient_of
from derivations.terms.sympy_bridge import from_sympy
from derivations.terms.term import Term, walk


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
    """Write a polynomial as a product, each factor with the sign that it has where all symbols are 0.

    >>> from derivations.terms.term import sym
    >>> b, g = sym("b"), sym("g")
    >>> from derivations.document.context import Context
    >>> factor_out().compute(64 * b * (1 - b) + (64 - 64 * b) * g, Context())
    mul(64, add(1, neg(b)), add(b, g))
    """

    def compute(term: Term, context: Context) -> Term:
        import sympy

        number, found = sympy.S.One, []
        for factor in sympy.Mul.make_args(sympy.factor(coefficient_of(term, context))):
            base, power = factor.as_base_exp()
            at_zero = base.xreplace(dict.fromkeys(base.free_symbols, sympy.S.Zero)) if base.is_Add else sympy.S.One
            if factor.is_number:
                number *= factor
            elif at_zero.is_negative and power.is_Integer:
                number *= (-1) ** power
                found.append((-base) ** power)
            else:
                found.append(factor)
        # SymPy would multiply a number into a sum
        factors = [from_sympy(each, ordered=True) for each in ([number] if number != 1 or not found else []) + found]
        return Term("mul", tuple(factors)) if len(factors) > 1 else factors[0]

    return Move("factor", "factor", compute)


def tidy() -> Move:
    """What SymPy writes for the same number: products gathered, squares taken out of roots.

    >>> from derivations.terms.term import sym
    >>> b = sym("b")
    >>> tidy().compute(Term("sqrt", (64 - 64 * b,)) * 2, Context())
    mul(16, sqrt(add(1, neg(b))))
    """

    def compute(expr: Any) -> Any:
        import sympy

        def root(base: Any) -> Any:
            content, rest = base.primitive()
            return sympy.sqrt(content) * sympy.sqrt(rest)

        return expr.replace(
            lambda node: node.is_Pow and node.exp == sympy.S.Half and node.base.is_Add, lambda node: root(node.base)
        )

    return _by_sympy("simplify", "simplify", compute)


def one_fraction() -> Move:
    """Bring a sum to one denominator, numerator and denominator factored."""

    def compute(expr: Any) -> Any:
        import sympy

        above, below = sympy.fraction(sympy.together(expr))
        return sympy.factor(above) / sympy.factor(below)

    return _by_sympy("common denominator", "common denominator", compute)


def sum_equal() -> Move:
    """A sum of equal terms is their number times one of them, for the first such sum.

    >>> from derivations.terms.term import num, sym
    >>> k, T, d = map(sym, ("k", "T", "d"))
    >>> from derivations.document.context import Context
    >>> sum_equal().compute(Term("sum", (k, num(0), T - 1, d)), Context())
    mul(T, d)
    """

    def compute(term: Term, context: Context) -> Term:
        def rule(node: Term) -> Term | None:
            if node.head != "sum" or node.args[0] in walk(node.args[3]):
                return None
            _, low, high, body = node.args
            count = coefficient_of(high, context) - coefficient_of(low, context) + 1
            return from_sympy(count.expand(), ordered=True) * body

        return rewrite_first(term, rule)

    return Move("equal summands", "a sum of equal terms", compute)


def value() -> Move:
    """Work out a number that holds no symbols."""

    def compute(expr: Any) -> Any:
        if expr.free_symbols:
            raise CannotMove("there are symbols left")
        return expr.doit()

    return _by_sympy("compute", "", compute)


def _by_sympy(name: str, reason: str, change: Callable[[Any], Any]) -> Move:
    return Move(
        name,
        reason,
        lambda term, context: from_sympy(change(coefficient_of(term, context)), ordered=True),
    )
