"""`= a x + b y for some a, b`: values for the introduced names are read off the other side, and proved to be right.

Candidates are found by taking the factors around each name out of every summand; they have the shape of their name,
and the claim with them put in is then proved like any other. Where no candidate is found, `refuted` looks for models
in which the equation, linear in the entries of the introduced names, has no solution: exactly, in rationals.

>>> x, y, a, b = (Term("sym", (), name) for name in ("x", "y", "a", "b"))
>>> candidates(3 * x - y, a * x + b * y, ("a", "b"), Shaper({name: (Term("sym", (), "n"), num(1)) for name in "xy"}))
{'a': 3, 'b': neg(1)}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import fmpq_mat

from derivations.document.verdicts import Witness
from derivations.terms.shapes import SCALAR, Shape, ShapeClash, Shaper
from derivations.terms.term import Term, add, free_symbols, mul, num
from derivations.verify.goal import Goal
from derivations.verify.limits import Limits
from derivations.verify.outcome import Abstained, Outcome, Refuted
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault
from numeric.functions import UnsupportedFact
from numeric.limits import Budget
from numeric.models import Model, describe, draw
from numeric.valuation import entries_of, with_entries

Signed = tuple[bool, list[Term]]
Place = tuple[bool, list[Term], list[Term]]
"""How a name stands in its summand: the sign, the factors before it and after it."""

_MODELS = 4
"""Models without a solution that a refutation needs, and more than have one: one is enough, but those of small sizes,
where numbers stand for vectors, say little to a reader."""


def candidates(lhs: Term, rhs: Term, names: Iterable[str], shaper: Shaper) -> dict[str, Term] | None:
    """What the names would have to be, or None."""
    target = _summands(rhs)
    wanted = [name for name in names if name in free_symbols(rhs)]
    places = _places(target, wanted)
    if places is None or not places:
        return None
    rest = [term for term in target if not any(name in free_symbols(f) for f in term[1] for name in wanted)]
    pieces: dict[str, list[Term]] = {name: [] for name in wanted}
    for sign, parts in [*_summands(lhs), *((not s, f) for s, f in rest)]:
        if parts == [num(0)]:
            continue
        for name, (negative, before, after) in places.items():
            inner = _without(parts, before, after, shaper)
            if inner is not None and _fits(name, inner, shaper):
                pieces[name].append(Term("neg", (inner,)) if sign != negative else inner)
                break
        else:
            return None
    return {name: add(*found) if found else num(0) for name, found in pieces.items()}


def _fits(name: str, value: Term, shaper: Shaper) -> bool:
    """Whether the value has the shape of the name (a number where it has none yet): A is no `a` with A x = a x."""
    try:
        wanted = shaper.resolved(shaper.symbols[name]) if name in shaper.symbols else SCALAR
        found = shaper.resolved(shaper.shape(value))
    except ShapeClash:
        return False
    return found == wanted


def candidate(lhs: Term, rhs: Term, name: str, shaper: Shaper) -> Term | None:
    """What a single name would have to be, or None."""
    found = candidates(lhs, rhs, (name,), shaper)
    return None if found is None else found[name]


def _places(target: list[Signed], names: list[str]) -> dict[str, Place] | None:
    """Where each name stands: once, as a factor of a summand of its own; None where one does not."""
    places: dict[str, Place] = {}
    for name in names:
        holding = [term for term in target if any(name in free_symbols(f) for f in term[1])]
        if len(holding) != 1:
            return None
        negative, factors = holding[0]
        at = [i for i, f in enumerate(factors) if f.head == "sym" and f.value == name]
        if len(at) != 1 or any(
            other in free_symbols(f) for i, f in enumerate(factors) if i != at[0] for other in names
        ):
            return None
        places[name] = (negative, factors[: at[0]], factors[at[0] + 1 :])
    return places


# --- refuting --------------------------------------------------------------------------------------------


def refuted(goal: Goal, names: Iterable[str], limits: Limits, seed: int) -> Outcome:
    """No values of the names make lhs = rhs in models of the claim: the system for their entries is inconsistent.

    `goal` is the claim with definitions opened; the judge asks only where its other names are universally meant.
    """
    wanted = [name for name in names if name in free_symbols(goal.rhs)]
    if goal.sign != "eq" or not wanted or any(name in free_symbols(goal.lhs) for name in wanted):
        return Abstained("no value was found")
    if not _places(_summands(goal.rhs), wanted):
        return Abstained("the claim is not linear in what it says exists")
    about = {name for fact in goal.equations for name in free_symbols(fact.lhs) | free_symbols(fact.rhs)}
    if about & set(wanted):
        return Abstained("a hypothesis speaks of what the claim says exists")
    # inequalities on the names only make a solution harder
    goal = replace(goal, facts=goal.equations)
    spec, without, solved = goal.spec(), 0, 0
    witness: Witness | None = None
    for number in range(limits.models):
        try:
            model = draw(spec, seed, number)
            if model is None:
                continue
            solvable = _solvable(goal, wanted, model, Budget(limits.evaluation))
        except UnsupportedFact as error:
            return Abstained(str(error))
        except Fault:
            continue
        if solvable:
            solved += 1
            continue
        without += 1
        if witness is None:
            given = {name: value for name, value in describe(model).items() if name not in wanted}
            value = RATIONALS.describe(evaluate(goal.lhs, RATIONALS, model))
            witness = Witness(given, value, f"no value of {', '.join(wanted)} gives it")
    if witness is None or without < _MODELS or without <= solved:
        return Abstained("no value was found")
    return Refuted("existence", witness)


def _solvable(goal: Goal, names: list[str], model: Model, budget: Budget) -> bool:
    """Whether the system A c = b has a solution, c the entries of the names: by ranks."""
    starts = [(name, entries_of(model.values[name])) for name in names]
    zero = [Fraction(0)] * sum(len(entries) for _, entries in starts)

    def gap(entries: list[Fraction]) -> list[Any]:
        changed, at = model, 0
        for name, old in starts:
            changed = changed.with_value(name, with_entries(model.values[name], entries[at : at + len(old)]))
            at += len(old)
        left = evaluate(goal.lhs, RATIONALS, changed, budget)
        right = evaluate(goal.rhs, RATIONALS, changed, budget)
        return list(RATIONALS.entries(RATIONALS.table["add"](right, RATIONALS.table["neg"](left))))

    base = gap(zero)
    columns = [
        [x - y for x, y in zip(gap([Fraction(i == k) for k in range(len(zero))]), base, strict=True)]
        for i in range(len(zero))
    ]
    rows = len(base)
    matrix = fmpq_mat(rows, len(columns), [column[r] for r in range(rows) for column in columns])
    wider = fmpq_mat(rows, len(columns) + 1, [x for r in range(rows) for x in (*(c[r] for c in columns), -base[r])])
    return bool(matrix.rank() == wider.rank())


# --- taking factors away ---------------------------------------------------------------------------------


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
