"""The ladder: which methods decide a goal, in which order. It reads like a table of contents.

Cheap rungs come first and every rung may abstain. `climb` stops at the first proof or refutation; what only
sampling supports goes on to the rungs below it, since a proof says more.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from derivations.algebra.abstain import Abstain
from derivations.verify.goal import Goal
from derivations.verify.limits import Limits
from derivations.verify.methods import bounds, exact, numbers, rounding, sampling, signs, simplify
from derivations.verify.outcome import Abstained, Outcome, Proved, Refuted, Supported
from numeric.faults import Fault


@dataclass(frozen=True, slots=True)
class Step:
    """One rung's answer, for `explain`."""

    rung: str
    outcome: Outcome
    seconds: float


@dataclass
class Trace:
    """What every rung said, in order."""

    steps: list[Step] = field(default_factory=list)

    @property
    def spent(self) -> int:
        return sum(step.outcome.steps for step in self.steps)


@dataclass(frozen=True, slots=True)
class Climb:
    """What the rungs share: limits, the seed, why a counterexample would not count (empty where it would), the names
    that may not vanish in one, and the entries that a claim may be derived from by cancelling factors (what only
    rests on other claims is none).
    """

    limits: Limits
    seed: int = 0
    obstacle: str = ""
    nonzero: frozenset[str] = frozenset()
    premises: frozenset[str] = frozenset()


def identical(goal: Goal, climb: Climb) -> Outcome:
    """Both sides are the same term."""
    if goal.lhs != goal.rhs or goal.sign not in ("eq", "le", "ge"):
        return Abstained("the sides are written differently")
    return exact.decide(goal, climb.limits) if goal.sign == "eq" else Proved("identical")


def first_models(goal: Goal, climb: Climb) -> Outcome:
    """A few models, to refute early."""
    if climb.obstacle:
        return Abstained(climb.obstacle)
    found = sampling.decide(goal, climb.limits, climb.seed, climb.limits.early, climb.nonzero)
    return Abstained("a few models agree", found.steps) if isinstance(found, Supported) else found


def algebra(goal: Goal, climb: Climb) -> Outcome:
    """Normal forms, without hypotheses."""
    return exact.decide(goal, climb.limits)


def closed_numbers(goal: Goal, climb: Climb) -> Outcome:
    """Two numbers without a name in them."""
    return numbers.decide(goal, climb.limits)


def with_hypotheses(goal: Goal, climb: Climb) -> Outcome:
    """Normal forms modulo the hypotheses."""
    if not goal.facts:
        return Abstained("no hypotheses")
    return exact.decide(goal, climb.limits, goal.facts)


def implication(goal: Goal, climb: Climb) -> Outcome:
    """The goal out of the hypotheses, cancelling factors."""
    unknown = str(goal.lhs.value) if goal.lhs.head == "sym" else None
    premises = [fact for fact in goal.equations if fact.source in climb.premises]
    return exact.entails(goal, premises, climb.limits, unknown)


def all_models(goal: Goal, climb: Climb) -> Outcome:
    """All rounds of models."""
    return sampling.decide(goal, climb.limits, climb.seed, climb.limits.models, climb.nonzero)


def known_bounds(goal: Goal, climb: Climb) -> Outcome:
    """Inequalities out of hypotheses, intervals and the classical ones."""
    return bounds.decide(goal, climb.limits)


def by_signs(goal: Goal, climb: Climb) -> Outcome:
    """A product against zero, by the signs of its factors."""
    return signs.decide(goal, climb.limits)


def by_rounding(goal: Goal, climb: Climb) -> Outcome:
    """A floor or a ceiling, by the whole numbers that it lies between."""
    return rounding.decide(goal, climb.limits)


def general(goal: Goal, climb: Climb) -> Outcome:
    """SymPy's general tools, in a worker that can be killed."""
    return simplify.decide(goal, climb.limits)


Rung = Callable[[Goal, Climb], Outcome]

LADDER: tuple[Rung, ...] = (
    identical,
    algebra,
    closed_numbers,
    first_models,
    with_hypotheses,
    implication,
    by_signs,
    by_rounding,
    all_models,
    known_bounds,
    general,
)

PROOFS: tuple[Rung, ...] = (identical, algebra, with_hypotheses, implication)


OVER_COMPLEX: frozenset[Rung] = frozenset({identical, algebra, first_models, with_hypotheses, all_models})
"""The rungs that know complex letters; the others take every letter for a real one, and are not asked."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Rungs of one price; `everywhere` ones are tried on every way of looking at a claim, the others on the last."""

    rungs: tuple[Rung, ...]
    everywhere: bool


STAGES: tuple[Stage, ...] = (
    Stage((identical, algebra, closed_numbers), True),
    Stage((first_models,), False),
    Stage((with_hypotheses, implication, by_signs, by_rounding), True),
    Stage((all_models, known_bounds, general), False),
)


def climb_ladder(goal: Goal, climb: Climb, trace: Trace, rungs: tuple[Rung, ...] = LADDER) -> Outcome:
    """The first proof or refutation, else support, else the reason of the last rung that had one."""
    support: Supported | None = None
    reason = Abstained("no method applies")
    for rung in rungs:
        if goal.is_complex and rung not in OVER_COMPLEX:
            continue
        if rung in (known_bounds, general) and support is None:
            continue
        started = time.perf_counter()
        try:
            outcome = rung(goal, climb)
        except (Fault, Abstain) as cannot:
            # what a method cannot do is no answer; nothing else is caught anywhere
            outcome = Abstained(str(cannot))
        if isinstance(outcome, Refuted) and climb.obstacle:
            outcome = Abstained(climb.obstacle, outcome.steps)
        trace.steps.append(Step(rung.__name__, outcome, time.perf_counter() - started))
        if isinstance(outcome, Proved | Refuted):
            return outcome
        if isinstance(outcome, Supported):
            support = outcome
        elif isinstance(outcome, Abstained) and rung in (all_models, algebra):
            reason = outcome
    return support or reason
