"""Equations between complex quantities, proved with a letter and its conjugate as independent letters.

Everything that the page says of complex letters is used with its conjugate. An inner product is conjugate-linear in one
side or the other as the author likes, so what holds has to hold either way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derivations.algebra.abstain import Abstain
from derivations.algebra.conjugates import Apart, squared
from derivations.algebra.entail import Proof, domain_of, prove_equal
from derivations.algebra.signature import SCALAR, Signature
from derivations.terms.term import Term, free_symbols, map_args, substitute, walk
from derivations.verify.conditions import spoken
from derivations.verify.goal import Fact, Goal
from derivations.verify.limits import Limits
from derivations.verify.outcome import Abstained, Outcome, Proved

FIRST, SECOND = True, False
"""Which side of an inner product is conjugated."""


def decide(goal: Goal, limits: Limits, facts: Iterable[Fact] = ()) -> Outcome:
    """A proof of an equation, under equations."""
    if goal.sign != "eq":
        return Abstained("complex quantities are only compared by equations")
    equations = [fact for fact in facts if fact.head == "eq"]
    outcome: Outcome = Abstained("no reading")
    for side in readings(goal):
        outcome = _decide(meant(goal, side), limits, [meant_fact(fact, side) for fact in equations])
        if not isinstance(outcome, Proved):
            return outcome
    return outcome


def where_defined(fact: Fact, goal: Goal, limits: Limits) -> tuple[str, ...]:
    """The conditions under which a claim that serves as a hypothesis has a meaning. Raises `Abstain`."""
    (side, *_) = readings(goal)
    fact = meant_fact(fact, side)
    apart = Apart(goal.signature, _names(goal))
    sides = apart.of(fact.lhs), apart.of(fact.rhs)
    return spoken(_translated(domain_of(sides, apart.told()[0], limits.algebra), apart))


def readings(goal: Goal) -> tuple[bool, ...]:
    """The conventions on inner products that make a difference."""
    terms = (goal.lhs, goal.rhs, *(side for fact in goal.facts for side in (fact.lhs, fact.rhs)))
    return (FIRST, SECOND) if any(node.head == "inner" for term in terms for node in walk(term)) else (FIRST,)


def meant(goal: Goal, side: bool) -> Goal:
    """The goal with its inner products written as traces."""
    facts = tuple(meant_fact(fact, side) for fact in goal.facts)
    return replace(goal, lhs=_spelled(goal.lhs, side), rhs=_spelled(goal.rhs, side), facts=facts)


def meant_fact(fact: Fact, side: bool) -> Fact:
    return replace(fact, lhs=_spelled(fact.lhs, side), rhs=_spelled(fact.rhs, side))


def _spelled(term: Term, side: bool) -> Term:
    term = map_args(term, lambda arg: _spelled(arg, side)) if term.args else term
    if term.head != "inner":
        return term
    first, second = term.args if side is FIRST else term.args[::-1]
    return Term("trace", (Term("adjoint", (first,)) * second,))


def _decide(goal: Goal, limits: Limits, facts: list[Fact]) -> Outcome:
    sides = [(goal.lhs, goal.rhs)]
    squares = squared(goal.lhs), squared(goal.rhs)
    if squares[0] is not None and squares[1] is not None:
        sides.append((squares[0], squares[1]))
    reason = Abstained("the normal forms differ")
    for pair in sides:
        try:
            found = _proved(pair, goal, limits, facts)
        except Abstain as cannot:
            reason = Abstained(str(cannot), limits.algebra)
            continue
        if found is not None:
            return found
    return reason


def _proved(pair: tuple[Term, Term], goal: Goal, limits: Limits, facts: list[Fact]) -> Proved | None:
    """Raises `Abstain`."""
    apart = Apart(goal.signature, _names(goal))
    claim = apart.of(pair[0]), apart.of(pair[1])
    told = [(apart.of(fact.lhs), apart.of(fact.rhs)) for fact in facts]
    told += [(apart.of(fact.lhs, True), apart.of(fact.rhs, True)) for fact in facts]
    signature, squares = apart.told()
    if apart.limited and (told or squares):
        raise Abstain("functions of complex numbers under equations")
    proof = prove_equal(*claim, signature, [*squares, *told], limits.algebra)
    if proof is None:
        return None
    places = [number - len(squares) for number in proof.used if number >= len(squares)]
    used = tuple(dict.fromkeys(facts[place % len(facts)].source for place in places))
    return Proved(_method(proof, claim, signature), used, spoken(_translated(proof.conditions, apart)), proof.steps)


def _method(proof: Proof, claim: tuple[Term, Term], signature: Signature) -> str:
    """Where conjugates at the letters already make the sides the same, what the letters are says what was done."""
    if proof.method != "identical":
        return proof.method
    numbers = all(signature.shape(name) == SCALAR for side in claim for name in free_symbols(side))
    return "polynomial" if numbers else "words"


def _translated(conditions: Iterable[Term], apart: Apart) -> tuple[Term, ...]:
    """The conditions in the page's letters: what is not zero has a conjugate that is not zero."""
    names = {partner: name for name, partner in apart.partners.items()}
    found: list[Term] = []
    for condition in conditions:
        free = free_symbols(condition)
        if condition.head == "ne" and free & names.keys() and free.isdisjoint(apart.partners):
            condition = substitute(condition, {partner: Term("sym", (), name) for partner, name in names.items()})
        found.append(_adjoints(substitute(condition, dict(apart.back()))))
    return tuple(dict.fromkeys(found))


def _adjoints(term: Term) -> Term:
    """The transpose of a conjugate as an adjoint."""
    term = map_args(term, _adjoints) if term.args else term
    if term.head == "transpose" and term.args[0].head == "conj":
        return Term("adjoint", term.args[0].args)
    return term


def _names(goal: Goal) -> frozenset[str]:
    terms = (goal.lhs, goal.rhs, *(side for fact in goal.facts for side in (fact.lhs, fact.rhs)))
    return frozenset(goal.signature.facts).union(goal.signature.shapes, *map(free_symbols, terms))
