"""Random models of complex letters: exact Gaussian rationals, shown as such; refutes with a witness and supports.

A complex letter is X + iY of real letters that are drawn, a Hermitian one S + iK with S symmetric and K skew, a unitary
one the Cayley transform of a skew-Hermitian one. A letter that is said to be Hermitian or unitary, and never to be
complex, is drawn real, which is an instance either way. Before a refutation stands, everything is evaluated again in
complex balls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from derivations.algebra.conjugates import IMAGINARY_UNIT, complex_names
from derivations.document.verdicts import Witness
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, substitute, sym, walk
from derivations.verify.goal import Goal
from derivations.verify.limits import DEFAULT, Limits
from derivations.verify.methods.conjugate_letters import meant, readings
from derivations.verify.outcome import Abstained, Outcome, Refuted, Supported
from numeric.arithmetics.complex_plane import complex_plane_at
from numeric.arithmetics.gaussian_rationals import GAUSSIANS
from numeric.evaluate import evaluate
from numeric.faults import Fault, Inexact, TooLarge, Unresolved, UnsupportedHead
from numeric.functions import UnsupportedFact
from numeric.limits import Budget
from numeric.models import Model, Spec, describe, draw

MISSES = 4
"""Rounds without a model after which there is none."""

_NAMED = frozenset({"complex", "hermitian", "skew-hermitian", "unitary", "perhaps complex"})
_LINEAR = frozenset({"symmetric", "skew", "diagonal", "upper triangular", "lower triangular", "square"})
"""What holds of X + iY where it holds of X and of Y."""


_REAL = frozenset({"grad", "jacobian", "hessian", "integral", "antiderivative", "limit", "expect", "covariance"})
"""Heads that are evaluated for real numbers only."""


@dataclass(frozen=True)
class Drawn:
    """The goal in real letters: what each complex letter is made of, the letters that have to be invertible, and the
    equations that are only looked at after a draw.
    """

    goal: Goal
    spec: Spec
    letters: dict[str, Term]
    invertible: tuple[Term, ...]
    equations: tuple[tuple[Term, Term], ...]


def decide(goal: Goal, limits: Limits, seed: int, rounds: int, nonzero: frozenset[str] = frozenset()) -> Outcome:
    """Look for a counterexample, under every reading of inner products."""
    if goal.sign != "eq":
        return Abstained("complex quantities are only compared by equations")
    heads = {node.head for term in (goal.lhs, goal.rhs, *_sides(goal)) for node in walk(term)}
    if heads & _REAL:
        return Abstained(f"{min(heads & _REAL)} beside complex quantities")
    outcome: Outcome = Abstained("no reading")
    kept: Outcome | None = None
    for side in readings(goal):
        try:
            outcome = _decide(drawn(meant(goal, side)), limits, seed, rounds, nonzero)
        except UnsupportedFact as error:
            return Abstained(str(error))
        except UnsupportedHead as error:
            return Abstained(f"{error.head} of complex numbers cannot be evaluated")
        except TooLarge as error:
            return Abstained(f"limit: {error}")
        if isinstance(outcome, Abstained):
            return outcome
        if kept is not None and type(kept) is not type(outcome):
            return Abstained("it depends on which side of an inner product is conjugated")
        kept = outcome
    return outcome


def _sides(goal: Goal) -> Iterator[Term]:
    """The sides of what is given."""
    return (side for fact in goal.facts for side in (fact.lhs, fact.rhs))


def drawn(goal: Goal) -> Drawn:
    """The goal with every complex letter made of real ones."""
    terms = (goal.lhs, goal.rhs, *_sides(goal))
    here = frozenset[str]().union(*map(free_symbols, terms))
    names = complex_names(goal.signature)
    shapes, facts = dict(goal.signature.shapes), dict(goal.signature.facts)
    letters: dict[str, Term] = {}
    invertible: list[Term] = []
    if any(fact.endswith("[]") for fact in facts if facts[fact] & _NAMED):
        raise UnsupportedFact("a family of complex numbers")
    for name in sorted(names & here):
        made = _made(name, facts[name], shapes.get(name, SCALAR))
        letters[name] = made.term
        for part, known in made.parts.items():
            shapes[part], facts[part] = shapes.get(name, SCALAR), known
        if made.invertible:
            invertible.append(made.term)
    put = [replace(f, lhs=substitute(f.lhs, letters), rhs=substitute(f.rhs, letters)) for f in goal.facts]
    real = replace(
        goal,
        lhs=substitute(goal.lhs, letters),
        rhs=substitute(goal.rhs, letters),
        facts=tuple(put),
        signature=replace(goal.signature, shapes=shapes, facts=facts),
    )
    whole = real.spec()
    later = [fact for fact in put if fact.imposed and _is_complex(fact.lhs, fact.rhs)]
    if any(fact.head != "eq" for fact in later):
        raise UnsupportedFact("an order of complex numbers")
    spec = replace(
        whole,
        equations=tuple(pair for pair in whole.equations if not _is_complex(*pair)),
        inequalities=tuple(each for each in whole.inequalities if not _is_complex(*each[1:])),
    )
    return Drawn(real, spec, letters, tuple(invertible), tuple((fact.lhs, fact.rhs) for fact in later))


def _is_complex(*terms: Any) -> bool:
    heads = ("conj", "adjoint")
    return any(node == IMAGINARY_UNIT or node.head in heads for term in terms for node in walk(term))


@dataclass(frozen=True)
class _Made:
    term: Term
    parts: dict[str, frozenset[str]]
    invertible: bool = False


def _made(name: str, facts: frozenset[str], shape: tuple[Term, Term]) -> _Made:
    """What a complex letter is made of."""
    rest = facts - _NAMED
    x, y = f"{name}_{{\\mathrm{{re}}}}", f"{name}_{{\\mathrm{{im}}}}"
    square = shape[0] == shape[1]
    plain = _Made(sym(x), {x: rest | _real_facts(facts)})
    wanted = facts & {"hermitian", "skew-hermitian", "unitary"}
    if "complex" not in facts or len(wanted) > 1:
        return plain
    both = sym(x) + IMAGINARY_UNIT * sym(y)
    invertible, rest = "invertible" in rest, rest - {"invertible"}
    if rest & {"positive definite", "positive semidefinite"} and square and shape != SCALAR:
        if rest <= {"positive definite", "positive semidefinite", "symmetric"} and "hermitian" in wanted:
            gram = Term("adjoint", (both,)) * both
            definite = "positive definite" in rest or invertible
            free: dict[str, frozenset[str]] = {x: frozenset(), y: frozenset()}
            return _Made(gram + Term("eye", (shape[0],)) if definite else gram, free)
        return plain
    if not rest <= _LINEAR or (wanted and (rest or not square)):
        return plain
    if not wanted:
        return _Made(both, {x: rest, y: rest}, invertible)
    symmetric, skew = frozenset({"symmetric"}), frozenset({"skew"})
    if shape == SCALAR:
        return plain
    if "hermitian" in wanted:
        return _Made(both, {x: symmetric, y: skew}, invertible)
    if "skew-hermitian" in wanted:
        return _Made(both, {x: skew, y: symmetric}, invertible)
    one = Term("eye", (shape[0],))
    return _Made((one - both) * Term("inverse", (one + both,)), {x: skew, y: symmetric})


def _real_facts(facts: frozenset[str]) -> frozenset[str]:
    """What a real letter has to be so that it is what is said of a complex one."""
    real = {"hermitian": "symmetric", "skew-hermitian": "skew", "unitary": "orthogonal"}
    return frozenset(real[fact] for fact in facts & real.keys())


def models(found: Drawn, seed: int, rounds: int) -> Iterator[Model | None]:
    """Models of everything that is said, None for a round without one."""
    for number in range(rounds):
        model = draw(found.spec, seed, number)
        yield model if model is not None and _meets(found, model, GAUSSIANS) else None


def inhabited(goal: Goal, seed: int, rounds: int) -> bool:
    """Whether some model meets what is given and gives both sides a value; True also where that cannot be told."""
    if any(node.head in _REAL for term in (goal.lhs, goal.rhs, *_sides(goal)) for node in walk(term)):
        return True
    try:
        found = drawn(meant(goal, readings(goal)[0]))
    except UnsupportedFact:
        return True
    for model in models(found, seed, rounds):
        if model is None:
            continue
        try:
            compare(found.goal, model, DEFAULT, Budget(DEFAULT.evaluation))
        except (UnsupportedHead, TooLarge):
            return True
        except Fault:
            continue
        return True
    return False


def _meets(found: Drawn, model: Model, arithmetic: Any) -> bool:
    try:
        for matrix in found.invertible:
            if arithmetic.is_zero(evaluate(Term("det", (matrix,)), arithmetic, model)):
                return False
        for left, right in found.equations:
            if arithmetic.equal(evaluate(left, arithmetic, model), evaluate(right, arithmetic, model)) is not True:
                return False
    except Fault:
        return False
    return True


def _decide(found: Drawn, limits: Limits, seed: int, rounds: int, nonzero: frozenset[str]) -> Outcome:
    goal, steps, misses, agreed = found.goal, 0, 0, 0
    exact, large, untold, reason = True, False, False, ""
    for model in models(found, seed, rounds):
        if model is None or any(_vanishes(found, model, name) for name in nonzero):
            reason = reason or "no model of the hypotheses was found"
            misses += 1
            if misses >= MISSES and not agreed:
                break
            continue
        budget = Budget(limits.evaluation)
        try:
            same, rational, values = compare(goal, model, limits, budget)
        except (UnsupportedHead, TooLarge):
            raise
        except Fault as fault:
            # where it cannot be told there may be a value, and it may differ
            untold = untold or isinstance(fault, Unresolved)
            reason = f"no value: {fault}"
            continue
        finally:
            steps += limits.evaluation - budget.left
        if same is None:
            reason = "the two sides could not be told apart"
            continue
        if same is False:
            if _confirmed(found, model, limits):
                return Refuted("models", _witness(found, model, values), None, steps)
            return Abstained("a counterexample was not confirmed in a second arithmetic", steps)
        agreed += 1
        exact = exact and rational
        large = large or all(size > 1 for size in model.sizes.values())
    if untold or agreed < min(limits.enough, rounds):
        return Abstained(reason or "too few models have values", steps)
    if not large or not all(IMAGINARY_UNIT in walk(letter) for letter in found.letters.values()):
        return Abstained("only models of special form were found", steps)
    return Supported(agreed, "exactly" if exact else f"to {limits.precision} bits", steps)


def compare(goal: Goal, model: Model, limits: Limits, budget: Budget) -> tuple[bool | None, bool, tuple[Any, Any, Any]]:
    """Whether the sides are equal in the model (None: cannot tell), whether that was exact, and the values."""
    try:
        left, right = evaluate(goal.lhs, GAUSSIANS, model, budget), evaluate(goal.rhs, GAUSSIANS, model, budget)
        return GAUSSIANS.equal(left, right), True, (left, right, GAUSSIANS)
    except (Inexact, UnsupportedHead):
        plane = complex_plane_at(limits.precision)
        left, right = evaluate(goal.lhs, plane, model, budget), evaluate(goal.rhs, plane, model, budget)
        same = plane.equal(left, right)
        if same is None and plane.is_narrow(left) and plane.is_narrow(right):
            # equal to all the digits that the precision gives
            same = True
        return same, False, (left, right, plane)


def _vanishes(found: Drawn, model: Model, name: str) -> bool:
    try:
        value = evaluate(found.letters.get(name, sym(name)), GAUSSIANS, model)
    except Fault:
        return False
    return all(GAUSSIANS.is_zero(entry) for entry in GAUSSIANS.entries(value))


def _confirmed(found: Drawn, model: Model, limits: Limits) -> bool:
    """The witness again, in complex balls of twice the precision, with every hypothesis."""
    plane = complex_plane_at(2 * limits.precision)
    budget = Budget(4 * limits.evaluation)
    try:
        left, right = (evaluate(side, plane, model, budget) for side in (found.goal.lhs, found.goal.rhs))
        if plane.equal(left, right) is not False:
            return False
        for one, other in found.equations:
            if plane.equal(evaluate(one, plane, model, budget), evaluate(other, plane, model, budget)) is False:
                return False
    except Fault:
        return False
    return True


def _witness(found: Drawn, model: Model, values: tuple[Any, Any, Any]) -> Witness:
    """The values of the page's own letters."""
    left, right, arithmetic = values
    parts = frozenset[str]().union(*map(free_symbols, found.letters.values())) - model.sizes.keys()
    shown = {name: value for name, value in describe(model).items() if not name.startswith("?") and name not in parts}
    shown |= {name: GAUSSIANS.describe(evaluate(term, GAUSSIANS, model)) for name, term in found.letters.items()}
    return Witness(shown, arithmetic.describe(left), arithmetic.describe(right))
