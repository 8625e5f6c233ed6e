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
from derivations.algebra.normal import RULES, normal, scalar
from derivations.algebra.rational import Rational
from derivations.algebra.sums import product_over, split, sum_matrix, sum_over
from derivations.algebra.vectorised import word_of
from derivations.algebra.words import Mat, Value, plus, product
from derivations.algebra.workspace import INDEX_MARK, Workspace
from derivations.terms.heads import binder_of
from derivations.terms.term import Term, add, num, substitute, sym, walk

INTEGRAL_MARK = "∫"
_INFINITY = Term("const", (), "inf")

_MAX_UNROLLED = 100
_MAX_END_TERMS = 6


def index_name(term: Term) -> str:
    """The name of a bound index: by the height of binders below it, so that renaming it changes nothing."""
    height = sum(1 for node in walk(term) if binder_of(node.head) is not None)
    return f"{INDEX_MARK}{height}"


def over_range(ws: Workspace, term: Term) -> Value:
    """The rule of sums."""
    index, low, high, body = term.args
    name = str(index.value)
    first, last = scalar(ws, low).number(), scalar(ws, high).number()
    if first is not None and last is not None:
        values = _unrolled(ws, name, first, last, body)
        unrolled: Value = ws.number(0)
        for value in values:
            unrolled = plus(unrolled, value)
        return unrolled
    ws.reread, ws.vector = normal, word_of
    bound, count, body = _shifted(ws, term)
    value = normal(ws, body)
    base, extra = _whole_part(ws, count)
    if base is None or (isinstance(value, Rational) and name_in_denominator(value, bound)):
        return _sum_to(ws, value, bound, count)
    total = _sum_to(ws, value, bound, base)
    for k in range(min(0, extra) + 1, max(0, extra) + 1):
        at = normal(ws, substitute(body, {bound: base.to_term() + k}))
        total = plus(total, at if extra > 0 else -at)
    return total


def _sum_to(ws: Workspace, value: Value, name: str, count: Rational) -> Value:
    if isinstance(value, Mat):
        return sum_matrix(ws, value, name, count)
    return sum_over(ws, value, name, count)


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


def product_over_range(ws: Workspace, term: Term) -> Value:
    """The rule of products."""
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


def _integral(ws: Workspace, term: Term) -> Value:
    """Linear; polynomials of the variable are integrated, other integrands are atoms."""
    variable, low, high, body = term.args
    bound = f"{INTEGRAL_MARK}{index_name(term)[len(INDEX_MARK) :]}"
    value = scalar(ws, substitute(body, {str(variable.value): sym(bound)}))
    ends = [_end(ws, low), _end(ws, high)]
    total = ws.number(0)
    for outside, inside in split(ws, value, bound):
        total = total + outside * _integral_of(ws, inside, bound, ends)
    return total


def _end(ws: Workspace, end: Term) -> Rational | str:
    """An end of a range; the infinite ones are no numbers."""
    if end == _INFINITY:
        return "inf"
    if end == Term("neg", (_INFINITY,)):
        return "-inf"
    return scalar(ws, end)


def _integral_of(ws: Workspace, inside: Rational, name: str, ends: list[Rational | str]) -> Rational:
    low, high = ends
    places = ws.pool.used(inside.num)
    if isinstance(low, Rational) and isinstance(high, Rational):
        if low.same(high):
            return ws.number(0)
        if inside.is_one():
            return high - low
        if inside.den.is_one() and [ws.pool.atoms[place].key for place in places] == [("symbol", name)]:
            degree = int(inside.num.degrees()[places[0]]) + 1
            return (high**degree - low**degree) * Fraction(1, degree)
    keys = tuple(end if isinstance(end, str) else end.key for end in ends)
    deps = (inside.deps() - {name}).union(*(end.deps() for end in ends if isinstance(end, Rational)))
    shown = tuple(_end_term(end) for end in ends)
    return ws.atom(
        ("integral", *keys, name, inside.key),
        lambda: Term("integral", (sym(name), *shown, inside.to_term())),
        deps,
    )


def _end_term(end: Rational | str) -> Term:
    if isinstance(end, Rational):
        return end.to_term()
    return _INFINITY if end == "inf" else Term("neg", (_INFINITY,))


def _antiderivative(ws: Workspace, term: Term) -> Value:
    """Opaque: `entail.py` compares antiderivatives by differentiating both sides."""
    variable, body = term.args
    value = scalar(ws, body)
    key = ("antiderivative", str(variable.value), value.key)
    return ws.atom(
        key, lambda: Term("antiderivative", (variable, value.to_term())), value.deps() | {str(variable.value)}
    )


def _limit(ws: Workspace, term: Term) -> Value:
    """Opaque."""
    variable, point, body = term.args
    bound = f"{INTEGRAL_MARK}{index_name(term)[len(INDEX_MARK) :]}"
    value = scalar(ws, substitute(body, {str(variable.value): sym(bound)}))
    end = _end(ws, point)
    deps = value.deps() - {bound} | (end.deps() if isinstance(end, Rational) else frozenset())
    return ws.atom(
        ("limit", end if isinstance(end, str) else end.key, bound, value.key),
        lambda: Term("limit", (sym(bound), _end_term(end), value.to_term())),
        deps,
    )


RULES.update(
    {
        "sum": over_range,
        "prod": product_over_range,
        "integral": _integral,
        "antiderivative": _antiderivative,
        "limit": _limit,
    }
)
