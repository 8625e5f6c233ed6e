"""Random models and special points: refutes with a witness, supports, never proves.

Both sides are evaluated exactly in rationals where that is possible, else in balls; they differ where exact values
differ or balls do not meet. Before a refutation stands, the witness is evaluated again in balls, which share no code
with the rationals above the fold. Models without a value (a denominator that vanishes, a root of a negative number)
do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

from derivations.document.verdicts import Witness
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, walk
from derivations.verify.goal import Goal
from derivations.verify.limits import Limits
from derivations.verify.methods import complex_models
from derivations.verify.methods.antiderivatives import NoDerivative, differentiated
from derivations.verify.outcome import Abstained, Outcome, Refuted, Supported
from numeric.arithmetics.balls import balls_at
from numeric.arithmetics.rationals import RATIONALS
from numeric.chance import GAUSSIAN_DEGREE, described_gaussians
from numeric.evaluate import evaluate
from numeric.faults import Fault, Inexact, TooLarge, UnsupportedHead
from numeric.functions import UnsupportedFact
from numeric.limits import Budget
from numeric.models import Model, Spec, describe, draw, meets_all
from numeric.special import PLACES, special

MISSES = 4
"""Rounds without a model after which there is none."""

FAR = (Fraction(10), Fraction(1000), Fraction(10**7))
NEAR = Fraction(1, 1000)

ORDER = {"lt": (True, False), "le": (True, True), "gt": (False, False), "ge": (False, True)}


def decide(goal: Goal, limits: Limits, seed: int, rounds: int, nonzero: frozenset[str] = frozenset()) -> Outcome:
    """Look for a counterexample in so many rounds. `nonzero` names may not vanish in a witness."""
    if goal.is_complex:
        return complex_models.decide(goal, limits, seed, rounds, nonzero)
    if _runs_past_a_literal(goal.lhs) or _runs_past_a_literal(goal.rhs):
        return Abstained("how many terms a sum has is not said")
    try:
        goal = differentiated(goal)
        return _decide(goal, limits, seed, rounds, nonzero)
    except (NoDerivative, UnsupportedFact) as error:
        return Abstained(str(error))
    except UnsupportedHead as error:
        return Abstained(f"{error.head} cannot be evaluated")
    except TooLarge as error:
        return Abstained(f"limit: {error}")


def _decide(goal: Goal, limits: Limits, seed: int, rounds: int, nonzero: frozenset[str]) -> Outcome:
    spec = goal.spec(tuple(sorted(nonzero)))
    if any(told.gaussian > GAUSSIAN_DEGREE for told in spec.random.values()):
        return Abstained("a moment of a Gaussian that models do not meet")
    tally = Tally()
    pairs = _index_pairs(goal)
    for model, is_drawn in models(goal, spec, limits, seed, rounds, nonzero, tally):
        budget = Budget(limits.evaluation)
        try:
            same, rational, values = compare(goal, model, limits, budget)
        except (UnsupportedHead, TooLarge):
            raise
        except Fault as fault:
            tally.reason = f"no value: {fault}"
            continue
        finally:
            tally.steps += limits.evaluation - budget.left
        if same is False:
            if goal.sign == "ne" and not _is_scalar(goal):
                # AB != BA says that they differ in general
                return Abstained("different in some models, equal in others", tally.steps)
            if _confirmed(goal, model, limits, rational):
                return Refuted("models", _witness(goal, spec, model, values), None, tally.steps)
            return Abstained("a counterexample was not confirmed in a second arithmetic", tally.steps)
        if same is None:
            tally.reason = "the two sides could not be told apart"
            continue
        if nonzero and not is_drawn:
            continue
        tally.found += 1
        # multiples of the identity hide what is false of matrices as well as numbers do
        general = is_drawn and all(size > 1 for size in model.sizes.values())
        tally.large = tally.large or not model.sizes or general
        pairs -= {pair for pair in pairs if general and _differ(model, pair)}
        tally.values.add(str(values[0]))
        tally.exact = tally.exact and rational
    if tally.found < min(limits.enough, rounds):
        return Abstained(tally.reason or "too few models have values", tally.steps)
    if goal.equations and goal.lhs.head == "sym" and len(tally.values) == 1:
        return Abstained("every model that was found gives the unknown one and the same value", tally.steps)
    if not tally.large:
        return Abstained("only models with a size of 1, or of special form, were found", tally.steps)
    if pairs:
        return Abstained("only models with equal indices, or of special form, were found", tally.steps)
    if goal.sign == "ne":
        return Abstained("inequality cannot be supported by samples", tally.steps)
    if goal.sign in ("lt", "gt") and any(n.head in ("sin", "cos") for n in (*walk(goal.lhs), *walk(goal.rhs))):
        return Abstained("a sine takes its bounds where no model lies", tally.steps)
    return Supported(tally.found, "exactly" if tally.exact else f"to {limits.precision} bits", tally.steps)


def _index_pairs(goal: Goal) -> set[tuple[str, str]]:
    """Pairs of open indices, but for those that a hypothesis makes the same: equal ones hide what is false."""
    free = free_symbols(goal.lhs) | free_symbols(goal.rhs)
    entries = (node for side in (goal.lhs, goal.rhs) for node in walk(side) if node.head in ("entry", "row", "col"))
    letters = {str(index.value) for node in entries for index in node.args[1:] if index.head == "sym"} & free
    same = {frozenset(str(side.value) for side in (fact.lhs, fact.rhs)) for fact in goal.equations}
    return {pair for pair in combinations(sorted(letters), 2) if frozenset(pair) not in same}


def _differ(model: Model, pair: tuple[str, str]) -> bool:
    one, other = (model.value(name, RATIONALS) for name in pair)
    return RATIONALS.equal(one, other) is False


def _runs_past_a_literal(term: Term) -> bool:
    """Whether a sum without numbers at its ends runs over the entries of a vector that the page gives in full."""
    for node in walk(term):
        if node.head in ("sum", "prod") and node.args[2].head != "num":
            entries = (inner for inner in walk(node.args[3]) if inner.head in ("entry", "item"))
            if any(inner.args[0].head == "matrix" for inner in entries):
                return True
    return False


@dataclass
class Tally:
    """What was seen of models so far."""

    found: int = 0
    misses: int = 0
    steps: int = 0
    exact: bool = True
    large: bool = False
    reason: str = ""
    values: set[str] = field(default_factory=set)


def models(
    goal: Goal, spec: Spec, limits: Limits, seed: int, rounds: int, nonzero: frozenset[str], tally: Tally
) -> Iterator[tuple[Model, bool]]:
    """Random models (True), and in between the special points, which matter most where a strict sign or a kink is
    claimed.
    """
    specials = 0 if goal.sign == "eq" and rounds <= limits.early else PLACES
    for place in range(specials):
        model = special(spec, place)
        if model is not None and not any(_vanishes(model, name) for name in nonzero):
            yield model, False
    if goal.sign in ORDER and rounds > limits.early:
        for model in _telling_points(goal, spec):
            if not any(_vanishes(model, name) for name in nonzero):
                yield model, False
    for number in range(rounds):
        drawn = draw(spec, seed, number)
        if drawn is None:
            tally.reason = tally.reason or "no model of the hypotheses was found"
            tally.misses += 1
            if tally.misses >= MISSES and not tally.found:
                return
        elif not any(_vanishes(drawn, name) for name in nonzero):
            yield drawn, True


def _telling_points(goal: Goal, spec: Spec) -> Iterator[Model]:
    """Where an inequality in one number is most likely to fail: at the bounds on it, at the numbers written in it,
    far out.
    """
    names = free_symbols(goal.lhs) | free_symbols(goal.rhs)
    if len(names) != 1 or len(spec.symbols) + len(spec.sizes) != 1:
        return
    (name,) = names
    terms = (goal.lhs, goal.rhs, *(part for fact in goal.facts for part in (fact.lhs, fact.rhs)))
    written = {
        node.value for term in terms for node in walk(term) if node.head == "num" and isinstance(node.value, Fraction)
    }
    points = {Fraction(0), *written, *FAR}
    points |= {1 / value for value in points if value} | {a / b for a in written for b in written if b}
    points |= {value + small for value in written for small in (-NEAR, NEAR)}
    whole = bool(spec.sizes)
    for value in sorted(points | {-value for value in points}):
        if whole and (value.denominator != 1 or not 1 <= value <= 1000):
            continue
        model = Model({}, {name: int(value)}, {}) if whole else Model({name: value}, {}, {})
        if meets_all(spec, model):
            yield model


def compare(goal: Goal, model: Model, limits: Limits, budget: Budget) -> tuple[bool | None, bool, tuple[Any, Any, Any]]:
    """Whether the relation holds in the model (None: cannot tell), whether that was exact, and the values."""
    try:
        left, right = evaluate(goal.lhs, RATIONALS, model, budget), evaluate(goal.rhs, RATIONALS, model, budget)
        return _holds(goal.sign, left, right, RATIONALS), True, (left, right, RATIONALS)
    except Inexact:
        balls = balls_at(limits.precision)
        left, right = evaluate(goal.lhs, balls, model, budget), evaluate(goal.rhs, balls, model, budget)
        same = _holds(goal.sign, left, right, balls)
        if same is None and goal.sign == "eq" and balls.is_narrow(left) and balls.is_narrow(right):
            # equal to all the digits that the precision gives
            same = True
        return same, False, (left, right, balls)


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


def _is_scalar(goal: Goal) -> bool:
    return all(shape == SCALAR for shape in goal.signature.shapes.values())


def _vanishes(model: Model, name: str) -> bool:
    try:
        value = model.value(name, RATIONALS)
    except Fault:
        return False
    return all(RATIONALS.is_zero(entry) for entry in RATIONALS.entries(value))


def _confirmed(goal: Goal, model: Model, limits: Limits, exact: bool) -> bool:
    """The witness again, in balls of twice the precision, with every hypothesis."""
    balls = balls_at(2 * limits.precision)
    budget = Budget(4 * limits.evaluation)
    try:
        left, right = evaluate(goal.lhs, balls, model, budget), evaluate(goal.rhs, balls, model, budget)
        if goal.sign in ("eq", "ne"):
            if _holds("eq", left, right, balls) is not (goal.sign == "ne"):
                return False
        elif (again := _holds(goal.sign, left, right, balls)) is True or (again is None and not exact):
            # where a strict sign fails by equality, balls that meet are all that can be seen of it
            return False
        for fact in goal.facts:
            if not fact.imposed:
                continue
            one, other = evaluate(fact.lhs, balls, model, budget), evaluate(fact.rhs, balls, model, budget)
            if _holds(fact.head, one, other, balls) is False:
                return False
    except Fault:
        return False
    return True


def _witness(goal: Goal, spec: Spec, model: Model, values: tuple[Any, Any, Any]) -> Witness:
    left, right, arithmetic = values
    shown = {name: value for name, value in describe(model).items() if not name.startswith("?")}
    shown |= described_gaussians(spec, model)
    return Witness(shown, arithmetic.describe(left), arithmetic.describe(right))


def value_of(term: Term, model: Model, precision: int) -> Any:
    """A closed or instantiated term in balls."""
    return evaluate(term, balls_at(precision), model)
