"""Inequalities from known ones: the sides differ by known bounds and by what algebra shows is not negative.

Known are the inequalities that the page assumes, declared intervals, that positive whole numbers are at least 1, and
for what occurs in the claim: exp x >= 1 + x, log x <= x - 1, sine and cosine within [-1, 1], the sigmoid within (0, 1),
Cauchy and Schwarz for the vectors, and what `bounds_of_chance` knows of expectations.
Where sides have roots or norms, squares are compared: P <= Q if Q >= 0 and P^2 <= Q^2. Denominators that are positive
are cleared: a <= b/s if s a <= b. Nothing is refuted; it abstains after a bounded search.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import sym
>>> from derivations.verify.goal import build
>>> from derivations.verify.limits import DEFAULT
>>> x = sym("x")
>>> decide(build(Term("exp", (x,)), "ge", 1 + x, Context(), {}), DEFAULT).method
'inequality'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations, combinations_with_replacement, islice

from derivations.algebra.abstain import Abstain
from derivations.algebra.entail import Proof
from derivations.algebra.inequality import prove_inequality
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, num, sym, walk
from derivations.verify.conditions import spoken
from derivations.verify.goal import Goal
from derivations.verify.limits import Limits
from derivations.verify.methods import bounds_of_chance
from derivations.verify.outcome import Abstained, Outcome, Proved

_ATTEMPTS = 80
_BOUNDS = 12
_STEPS = 6_000
_MULTIPLES = (num(1), num(2), num(Fraction(1, 2)))
_ZERO, _ONE = num(0), num(1)


@dataclass(frozen=True, slots=True)
class Bound:
    """`value` >= 0, or > 0; `sources` are the hypotheses that say so."""

    value: Term
    strict: bool = False
    sources: tuple[str, ...] = ()


def decide(goal: Goal, limits: Limits) -> Outcome:
    """A proof of the inequality from known bounds."""
    if goal.sign not in ("lt", "le", "gt", "ge"):
        return Abstained("no inequality")
    low, high = (goal.lhs, goal.rhs) if goal.sign in ("lt", "le") else (goal.rhs, goal.lhs)
    strict = goal.sign in ("lt", "gt")
    search = (_attempts(goal, low, high), _cleared(goal, high - low))
    for gap, bound in chain.from_iterable(islice(each, _ATTEMPTS) for each in search):
        rest = gap if bound is None else gap - bound.value
        proof = _not_negative(goal, rest, strict and not (bound is not None and bound.strict))
        if proof is not None:
            used = bound.sources if bound is not None else ()
            return Proved("inequality", tuple(dict.fromkeys(used)), spoken(proof.conditions), proof.steps)
    return Abstained("no known bound gives it")


def _not_negative(goal: Goal, term: Term, strict: bool) -> Proof | None:
    try:
        return prove_inequality(term, "gt" if strict else "ge", _ZERO, goal.signature, steps=_STEPS)
    except Abstain:
        # of this bound only: entrywise ones, for example, have no order
        return None


def _attempts(goal: Goal, low: Term, high: Term) -> Iterator[tuple[Term, Bound | None]]:
    """Gaps that need to be shown non-negative, and what may be taken off them."""
    bounds = list(islice(known_bounds(goal), _BOUNDS))
    gaps = [high - low]
    squares = any(node.head in ("sqrt", "norm", "abs", "pow") for side in (low, high) for node in walk(side))
    if squares and _not_negative(goal, high, False) is not None:
        gaps.insert(0, high**2 - low**2)
        yield gaps[0], None
    for gap in gaps:
        for bound in bounds:
            for multiple in _MULTIPLES:
                yield gap, replace(bound, value=bound.value if multiple == _ONE else multiple * bound.value)
    for gap in gaps:
        for one, two in combinations_with_replacement(bounds, 2):
            sources = (*one.sources, *two.sources)
            yield gap, Bound(one.value * two.value, one.strict and two.strict, sources)
        for one, two in combinations(bounds, 2):
            yield gap, Bound(one.value + two.value, one.strict or two.strict, (*one.sources, *two.sources))


def _cleared(goal: Goal, gap: Term) -> Iterator[tuple[Term, Bound | None]]:
    """The gap without the denominators that are positive, and single bounds to take off it."""
    below = dict.fromkeys(node.args[1] for node in walk(gap) if node.head == "div" and free_symbols(node.args[1]))
    positive = [each for each in below if _not_negative(goal, each, True) is not None]
    if not positive:
        return
    for bound in islice(known_bounds(goal), _BOUNDS):
        yield Term("mul", (*positive, gap)), bound


def known_bounds(goal: Goal) -> Iterator[Bound]:
    """What is known not to be negative: assumed, declared, and of the functions and vectors of the claim."""
    for fact in goal.facts:
        if fact.head in ("ge", "gt"):
            yield Bound(fact.lhs - fact.rhs, fact.head == "gt", (fact.source,))
        elif fact.head in ("le", "lt"):
            yield Bound(fact.rhs - fact.lhs, fact.head == "lt", (fact.source,))
    names = sorted(free_symbols(goal.lhs) | free_symbols(goal.rhs))
    for name in names:
        words = goal.signature.facts.get(name, frozenset())
        if words & {"unit interval", "closed unit interval", "probability"}:
            yield Bound(1 - sym(name), "closed unit interval" not in words)
            yield Bound(sym(name), "probability" in words)
        if goal.signature.has(name, "integer") and "positive" in words:
            yield Bound(sym(name) - 1)
    nodes = list(dict.fromkeys(node for side in (goal.lhs, goal.rhs) for node in walk(side)))
    for node in nodes:
        yield from _of_function(node)
    yield from map(Bound, bounds_of_chance.bounds(nodes, goal.signature))
    for one, two in combinations([node for node in nodes if node.head == "abs"], 2):
        yield Bound(one * two - one.args[0] * two.args[0])
        yield Bound(one * two + one.args[0] * two.args[0])
    yield from _of_vectors(goal, names)


def _of_function(node: Term) -> Iterator[Bound]:
    if node.head == "pow" and node.args[0] == Term("const", (), "e"):
        yield Bound(node - 1 - node.args[1])
    if node.head == "exp":
        yield Bound(node - 1 - node.args[0])
    elif node.head == "log":
        yield Bound(node.args[0] - 1 - node)
    elif node.head in ("sin", "cos"):
        yield Bound(1 - node)
        yield Bound(1 + node)
        yield Bound(1 - node**2)
    elif node.head == "sigmoid":
        yield Bound(1 - node, strict=True)
        yield Bound(node, strict=True)


def _of_vectors(goal: Goal, names: list[str]) -> Iterator[Bound]:
    """Cauchy and Schwarz: |x'y| <= |x| |y|."""
    vectors = [name for name in names if goal.signature.shape(name) != SCALAR and goal.signature.shape(name)[1] == _ONE]
    for one, two in combinations(vectors, 2):
        if goal.signature.shape(one) != goal.signature.shape(two):
            continue
        x, y = sym(one), sym(two)
        product, lengths = x.T * y, Term("norm", (x,), "2") * Term("norm", (y,), "2")
        yield Bound(lengths - product)
        yield Bound(lengths + product)
        yield Bound((x.T * x) * (y.T * y) - product**2)
