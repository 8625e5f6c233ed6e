r"""Whether anything meets what a proof assumes: a claim under assumptions that contradict each other says nothing.

What is looked for is made smaller first, so that a model is found where there is one. Members of a family whose indices
nothing else speaks of (`h_l`, `h_{l-1}`, `h_1`) are numbers of their own, as l may be any number that keeps them apart;
and a name that an equation sets to a number is that number.

>>> from derivations.document.context import Context, Symbol
>>> from derivations.terms.term import num, sym
>>> h, s, l = sym("h"), sym("s"), sym("l")
>>> told = [(Term("eq", (Term("item", (h, num(1))), num(900))), "1"), (Term("eq", (s, Term("item", (h, num(1))))), "2")]
>>> goal = build(s, "eq", num(900), Context({"h[]": Symbol("h[]", SCALAR)}), {}, told)
>>> smaller(goal).facts, smaller(goal).lhs
((), 900)
>>> inhabited(goal, seed=0)
True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from derivations.algebra.signature import Signature
from derivations.terms.heads import binder_of
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, fresh_name, map_args, num, substitute, sym, walk
from derivations.verify.goal import Fact, Goal, build  # noqa: F401 - build: the doctest
from derivations.verify.limits import DEFAULT
from derivations.verify.methods import complex_models
from derivations.verify.methods.antiderivatives import NoDerivative
from derivations.verify.methods.sampling import Tally, compare, models
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate
from numeric.faults import Fault, TooLarge, UnsupportedHead
from numeric.functions import UnsupportedFact
from numeric.limits import Budget
from numeric.models import Model
from numeric.structures import meets

_OF_ENTRIES = frozenset(("positive", "nonnegative", "natural", "integer"))
"""What holds of a vector where it holds of each entry."""


def inhabited(goal: Goal, seed: int, rounds: int = 6) -> bool:
    """Whether some model meets the hypotheses and gives both sides a value; True also where that cannot be told."""
    if goal.is_complex:
        return complex_models.inhabited(goal, seed, rounds)
    small = smaller(goal)
    if small is None:
        return False
    try:
        for model, _ in models(small, small.spec(), DEFAULT, seed, rounds, frozenset(), Tally()):
            try:
                compare(small, model, DEFAULT, Budget(DEFAULT.evaluation))
            except (UnsupportedHead, TooLarge):
                return True
            except Fault:
                continue
            return True
    except (NoDerivative, UnsupportedFact):
        return True
    return False


def smaller(goal: Goal) -> Goal | None:
    """A goal that has a model where this one has, with less in it; None where an equation between numbers fails."""
    current = _apart(goal)
    try:
        while (found := _set_to_a_number(current)) is not None:
            name, value = found
            if not meets(value, current.signature.facts.get(name, frozenset())):
                return None
            current = _with(current, {name: num(value)})
            checked = [(fact, _holds(fact)) for fact in current.facts]
            if any(holds is False for _, holds in checked):
                return None
            current = replace(current, facts=tuple(fact for fact, holds in checked if holds is None))
    except UnsupportedFact:
        return current
    return current


def _terms(goal: Goal) -> Iterator[Term]:
    yield from (goal.lhs, goal.rhs)
    for fact in goal.facts:
        yield from (fact.lhs, fact.rhs)


def _with(goal: Goal, values: Mapping[str, Term]) -> Goal:
    facts = (replace(f, lhs=substitute(f.lhs, values), rhs=substitute(f.rhs, values)) for f in goal.facts)
    return replace(goal, lhs=substitute(goal.lhs, values), rhs=substitute(goal.rhs, values), facts=tuple(facts))


# --- numbers -------------------------------------------------------------------------------------------------


def _set_to_a_number(goal: Goal) -> tuple[str, Fraction] | None:
    """A name that is no size of a matrix, and the number that an equation says it is."""
    sizes = {name for shape in goal.signature.shapes.values() for size in shape for name in free_symbols(size)}
    sizes |= {name for shape in goal.members.values() for size in shape for name in free_symbols(size)}
    for fact in goal.equations:
        for side, other in ((fact.lhs, fact.rhs), (fact.rhs, fact.lhs)):
            if side.head == "sym" and side.value not in sizes and goal.signature.shape(str(side.value)) == SCALAR:
                value = None if free_symbols(other) else _value(other)
                if value is not None:
                    return str(side.value), value
    return None


def _value(term: Term) -> Fraction | None:
    try:
        return RATIONALS.fraction(evaluate(term, RATIONALS, Model({}, {}, {}), Budget(DEFAULT.evaluation)))
    except Fault:
        return None


def _holds(fact: Fact) -> bool | None:
    """Whether a hypothesis between numbers holds; None where it holds something open or cannot be told."""
    if free_symbols(fact.lhs) | free_symbols(fact.rhs):
        return None
    left, right = _value(fact.lhs), _value(fact.rhs)
    if left is None or right is None:
        return None
    signs = {"eq": left == right, "ne": left != right, "lt": left < right}
    return {**signs, "le": left <= right, "gt": left > right, "ge": left >= right}[fact.head]


# --- members -------------------------------------------------------------------------------------------------


_Place = tuple[str, Fraction]
"""A letter (empty for none) and what is added to it."""


def _apart(goal: Goal) -> Goal:
    """The goal with members of families as names of their own, where nothing says which of them are the same."""
    terms = tuple(_terms(goal))
    shapes = (*goal.signature.shapes.values(), *goal.members.values())
    sizes = frozenset[str]().union(*(free_symbols(size) for shape in shapes for size in shape))
    parted = {str(node.args[0].value) for term in terms for node in walk(term) if _is_member(node)}
    parted = {name for name in parted if _has_numbers(goal, name)}
    while parted:
        elsewhere = sizes.union(*(_elsewhere(term, parted, frozenset()) for term in terms))
        letters = {
            name: {letter for term in terms for node in walk(term) if _is_member(node) and node.args[0] == sym(name)
                   for letter in free_symbols(Term("add", node.args[1:]))}
            for name in parted
        }  # fmt: skip
        kept = {name for name in parted if name not in elsewhere and not letters[name] & (elsewhere | parted)}
        if kept == parted:
            break
        parted = kept
    return _renamed(goal, terms, parted) if parted else goal


def _is_member(node: Term) -> bool:
    return node.head in ("item", "entry") and node.args[0].head == "sym"


def _has_numbers(goal: Goal, name: str) -> bool:
    """Whether what is known of a family, or of a vector of open length, is said of each of its members alone."""
    if name in goal.members:
        return True
    rows, cols = goal.signature.shape(name)
    facts = goal.signature.facts.get(name, frozenset())
    return str(rows.value).startswith("?") and cols == num(1) and facts <= _OF_ENTRIES


def _elsewhere(term: Term, parted: set[str], bound: frozenset[str]) -> frozenset[str]:
    """Names that stand outside the members that may be parted."""
    if term.head == "sym":
        return frozenset((str(term.value),))
    if _is_member(term) and term.args[0].value in parted:
        places = [_place(arg) for arg in term.args[1:]]
        if all(place is not None and place[0] not in bound for place in places):
            return frozenset()
    binder = binder_of(term.head)
    inside = bound if binder is None else bound | {str(term.args[binder.variable].value)}
    return frozenset[str]().union(
        *(
            _elsewhere(arg, parted, inside if binder is None or place in binder.scope else bound)
            for place, arg in enumerate(term.args)
        )
    )


def _place(index: Term) -> _Place | None:
    """`l - 1` as a letter and a number."""
    letter, total = "", Fraction(0)
    for part in index.args if index.head == "add" else (index,):
        sign, part = (-1, part.args[0]) if part.head == "neg" else (1, part)
        if part.head == "num" and isinstance(part.value, Fraction):
            total += sign * part.value
        elif part.head == "sym" and sign == 1 and not letter:
            letter = str(part.value)
        else:
            return None
    return letter, total


def _renamed(goal: Goal, terms: tuple[Term, ...], parted: set[str]) -> Goal:
    """The goal with a name of its own for each member."""
    taken = set(frozenset[str]().union(*map(free_symbols, terms)))
    names: dict[tuple[str, tuple[_Place | None, ...]], str] = {}

    def alone(term: Term) -> Term:
        if not (_is_member(term) and term.args[0].value in parted):
            return map_args(term, alone)
        key = str(term.args[0].value), tuple(map(_place, term.args[1:]))
        if key not in names:
            names[key] = fresh_name(key[0], frozenset(taken))
            taken.add(names[key])
        return sym(names[key])

    facts = tuple(replace(fact, lhs=alone(fact.lhs), rhs=alone(fact.rhs)) for fact in goal.facts)
    lhs, rhs = alone(goal.lhs), alone(goal.rhs)
    own = {new: name for (name, _), new in names.items()}
    known = goal.signature
    shapes = {**known.shapes, **{new: known.members.get(name, SCALAR) for new, name in own.items()}}
    told = {**known.facts, **{new: known.facts.get(name, frozenset()) for new, name in own.items()}}
    return replace(goal, lhs=lhs, rhs=rhs, facts=facts, signature=Signature(shapes, told, known.members))
