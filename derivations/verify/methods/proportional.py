r"""`f(x) \propto g(x)`: the ratio is free of what the left side is a function of.

Said without division: f(x) g(x') = f(x') g(x) at any two points x and x'. That equation is proved by exact algebra or
refuted at random points; it is stronger than a vanishing derivative of the ratio, which x|x| and x^2 have on both
sides of 0. Abstains where the left side is not known, and where the right side vanishes everywhere.
"""

from __future__ import annotations

from dataclasses import replace

from derivations.algebra.signature import Signature
from derivations.terms.term import Term, free_symbols, fresh_name, mul, num, substitute, sym
from derivations.verify.goal import Fact, Goal
from derivations.verify.limits import Limits
from derivations.verify.methods import exact, sampling
from derivations.verify.outcome import Abstained, Outcome, Proved, Refuted


def decide(goal: Goal, variables: frozenset[str], limits: Limits, seed: int, refutable: bool = True) -> Outcome:
    """Whether lhs is rhs times something free of the variables (the arguments of the left side as it was written)."""
    moving = variables & (free_symbols(goal.lhs) | free_symbols(goal.rhs))
    if not moving:
        return Abstained("\\propto with nothing that varies")
    if any(moving & (free_symbols(fact.lhs) | free_symbols(fact.rhs)) for fact in goal.equations):
        return Abstained("an equation fixes what \\propto lets vary")
    nothing = exact.decide(replace(goal, sign="eq", lhs=goal.rhs, rhs=num(0)), limits)
    if isinstance(nothing, Proved):
        return Abstained("everything would be proportional to zero")
    paired = at_two_points(goal, moving)
    found = exact.decide(paired, limits)
    if not isinstance(found, Proved):
        found = exact.decide(paired, limits, paired.facts)
    if isinstance(found, Proved):
        return replace(found, method="proportional")
    sampled = sampling.decide(paired, limits, seed, limits.models)
    if isinstance(sampled, Refuted) and not refutable:
        return Abstained("the page leaves names open", sampled.steps)
    return sampled


def at_two_points(goal: Goal, moving: frozenset[str]) -> Goal:
    """lhs(x) rhs(x') = lhs(x') rhs(x), with what is known of x known of x', too."""
    taken = frozenset(goal.signature.shapes) | free_symbols(goal.lhs) | free_symbols(goal.rhs)
    others = {name: fresh_name(f"{name}'", taken) for name in sorted(moving)}
    there: dict[str, Term] = {name: sym(other) for name, other in others.items()}
    shapes = {**goal.signature.shapes, **{others[name]: goal.signature.shape(name) for name in others}}
    none: frozenset[str] = frozenset()
    known = {**goal.signature.facts, **{others[name]: goal.signature.facts.get(name, none) for name in others}}
    copies = tuple(
        Fact(fact.head, substitute(fact.lhs, there), substitute(fact.rhs, there), fact.source, fact.imposed)
        for fact in goal.facts
        if moving & (free_symbols(fact.lhs) | free_symbols(fact.rhs))
    )
    return replace(
        goal,
        lhs=mul(goal.lhs, substitute(goal.rhs, there)),
        sign="eq",
        rhs=mul(substitute(goal.lhs, there), goal.rhs),
        facts=(*goal.facts, *copies),
        signature=Signature(shapes, known, goal.members),
    )
