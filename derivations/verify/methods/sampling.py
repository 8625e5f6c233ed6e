"""Random models: refutes with a witness, supports, never proves.

Both sides are evaluated exactly in rationals where that is possible, else in balls; they differ where exact values differ or balls do not
meet. Before a refutation stands, the witness is evaluated again in balls, which share no code with the rationals above the
fold. Models without a value (a denominator that vanishes, a root of a negative number) do not count.
"""

from __future__ import annotations

from typing import Any

from derivations.document.verdicts import Witness
from derivations.terms.term import Term
from derivations.verify.goal import Goal
from derivations.verify.limits import Limits
from derivations.verify.outcome import Abstained, Outcome, Refuted, Supported
from numeric.arithmetics.balls import balls_at
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault, Inexact, TooLarge, UnsupportedHead
from numeric.limits import Budget
from numeric.models import Model, Spec, describe, draw
from numeric.structures import UnsupportedFact

MISSES = 4
"""Rounds without a model after which there is none."""

ORDER = {"lt": (True, False), "le": (True, True), "gt": (False, False), "ge": (False, True)}


def decide(goal: Goal, limits: Limits, seed: int, rounds: int, nonzero: frozenset[str] = frozenset()) -> Outcome:
    """Look for a counterexample in so many rounds. `nonzero` names may not vanish in a witness."""
    spec = goal.spec(tuple(sorted(nonzero)))
    found, misses, steps, exact, reason = 0, 0, 0, True, ""
    for number in range(rounds):
        try:
            model = draw(spec, seed, number)
        except UnsupportedFact as error:
            return Abstained(str(error), steps)
        if model is None:
            reason = reason or "no model of the hypotheses was found"
            misses += 1
            if misses >= MISSES and not found:
                break
            continue
        if any(_vanishes(model, name) for name in nonzero):
            continue
        budget = Budget(limits.evaluation)
        try:
            same, rational, values = _compare(goal, model, limits, budget)
        except UnsupportedHead as error:
            return Abstained(f"{error.head} cannot be evaluated", steps)
        except TooLarge as error:
            return Abstained(f"limit: {error}", steps)
        except Fault as fault:
            reason = f"no value: {fault}"
            continue
        finally:
            steps += limits.evaluation - budget.left
        if same is False:
            if _confirmed(goal, model, limits):
                return Refuted("models", _witness(goal, spec, model, values), None, steps)
            return Abstained("a counterexample was not confirmed in a second arithmetic", steps)
        if same is None:
            reason = "the two sides could not be told apart"
            if goal.sign in ORDER or goal.sign == "ne":
                continue
        found += 1
        exact = exact and rational
    if found < min(limits.enough, rounds):
        return Abstained(reason or "too few models have values", steps)
    if goal.sign == "ne":
        return Abstained("inequality cannot be supported by samples", steps)
    return Supported(found, "exactly" if exact else f"to {limits.precision} bits", steps)


def _compare(goal: Goal, model: Model, limits: Limits, budget: Budget) -> tuple[bool | None, bool, tuple[Any, Any, Any]]:
    """Whether the relation holds in the model (None: cannot tell), whether that was exact, and the values."""
    try:
        left, right = evaluate(goal.lhs, RATIONALS, model, budget), evaluate(goal.rhs, RATIONALS, model, budget)
        return _holds(goal.sign, left, right, RATIONALS), True, (left, right, RATIONALS)
    except Inexact:
        balls = balls_at(limits.precision)
        left, right = evaluate(goal.lhs, balls, model, budget), evaluate(goal.rhs, balls, model, budget)
        return _holds(goal.sign, left, right, balls), False, (left, right, balls)


def _holds(sign: str, left: Any, right: Any, arithmetic: Any) -> bool | None:
    if sign in ("eq", "ne"):
        same = _equal(left, right, arithmetic)
        if sign == "eq" or same is None:
            return same
        return not same
    ascending, allowed = ORDER[sign]
    low, high = (left, right) if ascending else (right, left)
    if allowed:
        reverse = arithmetic.less(high, low)
        return None if reverse is None else not reverse
    answer: bool | None = arithmetic.less(low, high)
    return answer


def _equal(left: Any, right: Any, arithmetic: Any) -> bool | None:
    """Equality of values; the number 0 stands for a zero matrix of any shape."""
    if arithmetic.shape(left) != arithmetic.shape(right):
        for zero, other in ((left, right), (right, left)):
            if arithmetic.shape(zero) == (1, 1) and arithmetic.is_zero(zero):
                verdicts = [arithmetic.is_zero(entry) for entry in arithmetic.entries(other)]
                if all(verdicts):
                    return True
                zeros = [arithmetic.equal(entry, zero) for entry in arithmetic.entries(other)]
                return False if any(v is False for v in zeros) else None
    answer: bool | None = arithmetic.equal(left, right)
    return answer


def _vanishes(model: Model, name: str) -> bool:
    try:
        value = model.value(name, RATIONALS)
    except Fault:
        return False
    return all(RATIONALS.is_zero(entry) for entry in RATIONALS.entries(value))


def _confirmed(goal: Goal, model: Model, limits: Limits) -> bool:
    """The witness again, in balls of twice the precision, with every hypothesis."""
    balls = balls_at(2 * limits.precision)
    budget = Budget(4 * limits.evaluation)
    try:
        left, right = evaluate(goal.lhs, balls, model, budget), evaluate(goal.rhs, balls, model, budget)
        if goal.sign in ("eq", "ne"):
            if _holds("eq", left, right, balls) is not (goal.sign == "ne"):
                return False
        elif _holds(goal.sign, left, right, balls) is not False:
            return False
        for fact in goal.facts:
            if fact.imposed and _holds(fact.head, *(evaluate(t, balls, model, budget) for t in (fact.lhs, fact.rhs)), balls) is False:
                return False
    except Fault:
        return False
    return True


def _witness(goal: Goal, spec: Spec, model: Model, values: tuple[Any, Any, Any]) -> Witness:
    left, right, arithmetic = values
    shown = {name: value for name, value in describe(model).items() if not name.startswith("?")}
    return Witness(shown, arithmetic.describe(left), arithmetic.describe(right))


def value_of(term: Term, model: Model, precision: int) -> Any:
    """A closed or instantiated term in balls."""
    return evaluate(term, balls_at(precision), model)
