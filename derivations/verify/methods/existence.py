"""`= alpha x for some alpha`: a value for the introduced name is read off the other side, and the claim proved with it.

The candidate is found by taking the factors around the name out of every summand; finding it needs no care, since the
claim with the candidate put in is then proved like any other. Without a candidate it abstains.
"""

from __future__ import annotations

from derivations.terms.shapes import SCALAR, Shape, ShapeClash, Shaper
from derivations.terms.term import Term, add, free_symbols, mul, num

Signed = tuple[bool, list[Term]]


def candidate(lhs: Term, rhs: Term, name: str, shaper: Shaper) -> Term | None:
    """What the name would have to be, or None."""
    target = _summands(rhs)
    holding = [term for term in target if any(name in free_symbols(f) for f in term[1])]
    if len(holding) != 1:
        return None
    negative, factors = holding[0]
    places = [i for i, f in enumerate(factors) if f.head == "sym" and f.value == name]
    if len(places) != 1 or sum(name in free_symbols(f) for f in factors) != 1:
        return None
    rest = [term for term in target if term is not holding[0]]
    before, after = factors[: places[0]], factors[places[0] + 1 :]
    pieces: list[Term] = []
    for sign, parts in [*_summands(lhs), *((not s, f) for s, f in rest)]:
        inner = _without(parts, before, after, shaper)
        if inner is None:
            return None
        pieces.append(Term("neg", (inner,)) if sign != negative else inner)
    return add(*pieces)


def _summands(term: Term, negative: bool = False) -> list[Signed]:
    """The term as signed products, multiplied out where a vector stands outside a sum of vectors."""
    if term.head == "add":
        return [piece for arg in term.args for piece in _summands(arg, negative)]
    if term.head == "neg":
        return _summands(term.args[0], not negative)
    if term.head == "mul":
        flat: list[Term] = []
        for factor in term.args:
            while factor.head == "neg":
                negative, factor = not negative, factor.args[0]
            flat.extend(factor.args if factor.head == "mul" else (factor,))
        return [(negative, flat)]
    if term.head == "div" and term.args[0].head == "mul":
        return [(negative, [Term("div", (num(1), term.args[1])), *term.args[0].args])]
    return [(negative, [term])]


def _is_scalar(term: Term, shaper: Shaper) -> bool:
    try:
        shape: Shape = shaper.resolved(shaper.shape(term))
    except ShapeClash:
        return False
    return shape == SCALAR


def _without(parts: list[Term], before: list[Term], after: list[Term], shaper: Shaper) -> Term | None:
    """The factors with `before` and `after` taken away; scalars may stand anywhere."""
    left = list(parts)
    scalars = [f for f in (*before, *after) if _is_scalar(f, shaper)]
    head = [f for f in before if f not in scalars]
    tail = [f for f in after if f not in scalars]
    divisors: list[Term] = []
    for factor in scalars:
        if factor in left:
            left.remove(factor)
        else:
            divisors.append(factor)
    own = [f for f in left if _is_scalar(f, shaper)]
    core = [f for f in left if f not in own]
    if (
        core[: len(head)] != head
        or (tail and core[len(core) - len(tail) :] != tail)
        or len(core) < len(head) + len(tail)
    ):
        return None
    middle = core[len(head) : len(core) - len(tail)]
    result = mul(*own, *middle) if own or middle else num(1)
    return Term("div", (result, mul(*divisors))) if divisors else result
