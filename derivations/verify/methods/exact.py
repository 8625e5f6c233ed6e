"""Exact algebra: identities of polynomials with radicals, of matrix words, of derivatives.

Proves, with the hypotheses it used and the conditions under which both sides have values; two normal forms that
differ refute nothing. The method that the verdict names (identical, polynomial, words, calculus) is the heaviest
machinery that the proof needed.
"""

from __future__ import annotations

from collections.abc import Iterable

from derivations.algebra.abstain import Abstain
from derivations.algebra.entail import Proof, domain_of, prove_equal
from derivations.algebra.implication import prove_implication
from derivations.algebra.inequality import prove_inequality
from derivations.verify.conditions import spoken
from derivations.verify.goal import Fact, Goal
from derivations.verify.limits import Limits
from derivations.verify.methods import conjugate_letters
from derivations.verify.outcome import Abstained, Outcome, Proved


def decide(goal: Goal, limits: Limits, hypotheses: Iterable[Fact] = ()) -> Outcome:
    """A proof of the goal from the given facts."""
    if goal.is_complex:
        return conjugate_letters.decide(goal, limits, hypotheses)
    facts = [fact for fact in hypotheses if fact.head == "eq"]
    equations = [(fact.lhs, fact.rhs) for fact in facts]
    try:
        if goal.sign == "eq":
            proof = prove_equal(goal.lhs, goal.rhs, goal.signature, equations, limits.algebra)
        elif goal.sign in ("lt", "le", "gt", "ge"):
            proof = prove_inequality(goal.lhs, goal.sign, goal.rhs, goal.signature, equations, limits.algebra)
        else:
            return Abstained("no exact method for this relation")
    except Abstain as reason:
        return Abstained(str(reason), limits.algebra)
    if proof is None:
        return Abstained("the normal forms differ")
    return _proved(proof, facts)


def entails(goal: Goal, premises: Iterable[Fact], limits: Limits, unknown: str | None) -> Outcome:
    """A proof that the premises imply the goal, possibly after cancelling factors, which become conditions."""
    if goal.is_complex:
        return Abstained("complex factors are not cancelled yet")
    facts = [fact for fact in premises if fact.head == "eq"]
    if goal.sign != "eq" or not facts:
        return Abstained("nothing to derive it from")
    rest = [fact for fact in goal.facts if fact.head == "eq" and fact not in facts]
    try:
        proof = prove_implication(
            [(fact.lhs, fact.rhs) for fact in facts],
            (goal.lhs, goal.rhs),
            goal.signature,
            [(fact.lhs, fact.rhs) for fact in rest],
            steps=limits.algebra,
            unknown=unknown,
        )
    except Abstain as reason:
        return Abstained(str(reason), limits.algebra)
    if proof is None:
        return Abstained("it was not derived from its premise")
    proved = _proved(proof, rest)
    used = tuple(dict.fromkeys((*(fact.source for fact in facts), *proved.used)))
    return Proved("implication", used, proved.conditions, proved.steps)


def where_defined(fact: Fact, goal: Goal, limits: Limits) -> tuple[str, ...]:
    """The conditions under which a claim that serves as a hypothesis has a meaning."""
    try:
        if goal.is_complex:
            return conjugate_letters.where_defined(fact, goal, limits)
        return spoken(domain_of((fact.lhs, fact.rhs), goal.signature, limits.algebra))
    except Abstain:
        return ()


def _proved(proof: Proof, facts: list[Fact]) -> Proved:
    used = tuple(dict.fromkeys(facts[number].source for number in proof.used if number < len(facts)))
    return Proved(proof.method, used, spoken(proof.conditions), proof.steps)
