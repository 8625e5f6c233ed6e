"""Rules of binders: sums, products, integrals, limits. Bound names are renamed canonically.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import num, sym, Term
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> i = sym("i")
>>> normal(ws, Term("sum", (i, num(1), num(3), i ** 2))).number()
Fraction(14, 1)
"""

from __future__ import annotations

from fractions import Fraction

from derivations.algebra.abstain import Abstain
from derivations.algebra.normal import RULES, normal, plus, scalar
from derivations.algebra.rational import Rational
from derivations.algebra.sums import product_over, sum_matrix, sum_over
from derivations.algebra.words import Mat, Value, product
from derivations.algebra.workspace import INDEX_MARK, Workspace
from derivations.terms.heads import binder_of
from derivations.terms.term import Term, add, num, substitute, sym, walk

_MAX_UNROLLED = 100
_MAX_END_TERMS = 6


def index_name(term: Term) -> str:
    """The name of a bound index: by the height of binders below it, so that renaming it changes nothing."""
    height = sum(1 for node in walk(term) if binder_of(node.head) is not None)
    return f"{INDEX_MARK}{height}"


def _sum(ws: Workspace, term: Term) -> Value:
    index, low, high, body = term.args
    name = str(index.value)
    first, last = scalar(ws, low).number(), scalar(ws, high).number()
    if first is not None and last is not None:
        values = _unrolled(ws, name, first, last, body)
        total: Value = ws.number(0)
        for value in values:
            total = plus(total, value)
        return total
    ws.reread = normal
    bound, count, body = _shifted(ws, term)
    value = normal(ws, body)
    base, extra = _whole_part(ws, count)
    if isinstance(value, Mat):
        return sum_matrix(ws, value, bound, count)
    if base is None or name_in_denominator(value, bound):
        return sum_over(ws, value, bound, count)
    total = sum_over(ws, value, bound, base)
    for k in range(min(0, extra) + 1, max(0, extra) + 1):
        at = normal(ws, substitute(body, {bound: base.to_term() + k}))
        total = plus(total, at if extra > 0 else -at)
    return total


def name_in_denominator(value: Rational, name: str) -> bool:
    return not value.den.is_one() and name in value.pool.deps(value.den)


def _unrolled(ws: Workspace, name: str, first: Fraction, last: Fraction, body: Term) -> list[Value]:
    if first.denominator != 1 or last.denominator != 1 or last - first > _MAX_UNROLLED:
        raise Abstain("a long concrete range")
    return [normal(ws, substitute(body, {name: num(k)})) for k in range(int(first), int(last) + 1)]


def _shifted(ws: Workspace, term: Term) -> tuple[str, Rational, Term]:
    """The range moved to 1..count and the index renamed."""
    index, low, high, body = term.args
    bound = index_name(term)
    at: Term = sym(bound)
    if scalar(ws, low).number() != 1:
        at = add(at, low, num(-1))
    return bound, scalar(ws, high) - scalar(ws, low) + 1, substitute(body, {str(index.value): at})


def _whole_part(ws: Workspace, count: Rational) -> tuple[Rational | None, int]:
    """count = base + integer, for a small integer that is not 0."""
    if not count.den.is_one():
        return None, 0
    constant = count.num.to_dict().get((0,) * ws.pool.size)
    if constant is None or constant.q != 1 or abs(int(constant.p)) > _MAX_END_TERMS:
        return None, 0
    base = count - int(constant.p)
    return (None, 0) if base.is_zero() else (base, int(constant.p))


def _prod(ws: Workspace, term: Term) -> Value:
    index, low, high, body = term.args
    first, last = scalar(ws, low).number(), scalar(ws, high).number()
    if first is not None and last is not None:
        result: Value = ws.number(1)
        for value in _unrolled(ws, str(index.value), first, last, body):
            result = product(result, value)
        return result
    ws.reread = normal
    bound, count, body = _shifted(ws, term)
    base, extra = _whole_part(ws, count)
    value = scalar(ws, body)
    if base is None or name_in_denominator(value, bound):
        return product_over(ws, value, bound, count)
    total = product_over(ws, value, bound, base)
    for k in range(min(0, extra) + 1, max(0, extra) + 1):
        at = scalar(ws, substitute(body, {bound: base.to_term() + k}))
        total = total * at if extra > 0 else total / at
    return total


RULES.update(
    {
        "sum": _sum,
        "prod": _prod,
    }
)
