"""What exact algebra proves: an equation, from nothing or from hypotheses.

`prove_equal` answers with a `Proof`, or None where the two normal forms differ (which refutes nothing), or
raises `Abstain` with the reason where there is no normal form.

>>> x, y = sym("x"), sym("y")
>>> prove_equal((x + y) ** 2, x ** 2 + 2 * x * y + y ** 2, Signature()).method
'polynomial'
>>> prove_equal((x + y) ** 2, x ** 2 + y ** 2, Signature()) is None
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from derivations.algebra import (
    arithmetic,
    atoms,
    binders,
    entrywise,
    expectation,
    gradients,
    matrix_exponentials,
    matrix_trigonometry,
    pseudo_inverses,
    spectra,
)
from derivations.algebra.abstain import Abstain, Budget, NeverInvertible, Restart, ShapeClash
from derivations.algebra.definedness import domain, nonzero_factors, outside_binders
from derivations.algebra.equality import equal_in
from derivations.algebra.normal import MAX_DEPTH, depth, normal
from derivations.algebra.pool import PoolFull, larger
from derivations.algebra.rational import Rational
from derivations.algebra.signature import Signature
from derivations.algebra.signs import note
from derivations.algebra.workspace import Lessons, Workspace
from derivations.terms.term import Term, free_symbols, num, replaced, substitute, sym, walk

Equation = tuple[Term, Term]
Found = TypeVar("Found")

# importing them registers their rows
RULE_MODULES = (
    atoms,
    arithmetic,
    entrywise,
    binders,
    expectation,
    gradients,
    pseudo_inverses,
    matrix_exponentials,
    matrix_trigonometry,
    spectra,
)

DEFAULT_STEPS = 60_000
DISCONTINUOUS = frozenset({"sign", "floor", "ceil", "piecewise", "rank", "pinv", "app", "limit"})

_MAX_RESTARTS = 12
_MAX_SINGLES = 24
_NAMED = ("sym", "item", "entry")


@dataclass(frozen=True)
class Proof:
    """How something was proved: `used` numbers the hypotheses, `cancelled` are factors taken out of both sides."""

    method: str
    used: tuple[int, ...] = ()
    conditions: tuple[Term, ...] = ()
    steps: int = 0
    cancelled: tuple[Term, ...] = ()


def prove_equal(
    lhs: Term,
    rhs: Term,
    signature: Signature,
    hypotheses: Sequence[Equation] = (),
    steps: int = DEFAULT_STEPS,
    premises: int = 0,
) -> Proof | None:
    """A proof of lhs = rhs, or None; the first hypotheses may be premises, which are tried with each of the others.

    Raises `Abstain` (`ShapeClash` where the two shapes differ).
    """
    if lhs == rhs:
        return Proof("identical")
    lhs, rhs, hypotheses = _differentiated(lhs, rhs, hypotheses)
    budget = Budget(steps)
    for chosen in _selections(lhs, rhs, hypotheses, premises):
        proof = _prove_from(lhs, rhs, signature, hypotheses, chosen, budget)
        if proof is not None:
            return _leaner(lhs, rhs, signature, hypotheses, proof, budget)
    return None


def _differentiated(lhs: Term, rhs: Term, hypotheses: Sequence[Equation]) -> tuple[Term, Term, Sequence[Equation]]:
    """Antiderivatives are compared up to a constant, by the derivatives of both sides everywhere."""
    variables = {node.args[0] for side in (lhs, rhs) for node in walk(side) if node.head == "antiderivative"}
    if not variables:
        return lhs, rhs, hypotheses
    if len(variables) > 1:
        raise Abstain("antiderivatives by several variables")
    (variable,) = variables
    # a hypothesis on the variable holds at a point only: an empty equation keeps its number
    free = [
        pair if str(variable.value) not in free_symbols(pair[0]) | free_symbols(pair[1]) else (num(0), num(0))
        for pair in hypotheses
    ]
    return Term("grad", (lhs, variable, variable)), Term("grad", (rhs, variable, variable)), free


def _selections(lhs: Term, rhs: Term, hypotheses: Sequence[Equation], premises: int = 0) -> Iterator[tuple[int, ...]]:
    """Which hypotheses to try: none, each that shares a symbol, also beside the premises, all that are connected with
    the claim."""
    yield ()
    reach = free_symbols(lhs) | free_symbols(rhs)
    symbols = [free_symbols(left) | free_symbols(right) for left, right in hypotheses]
    near = [i for i, names in enumerate(symbols) if names & reach]
    for i in near[:_MAX_SINGLES]:
        yield (i,)
    if premises:
        for i in reversed([i for i in near if i >= premises][-_MAX_SINGLES:]):
            yield (*range(premises), i)
    values = _values_of(lhs, rhs, hypotheses)
    if len(values) > 1:
        yield values
    if len(near) > 1:
        yield tuple(near)
    connected: set[int] = set(near)
    grew = True
    while grew:
        reach = reach.union(*(symbols[i] for i in connected))
        more = {i for i, names in enumerate(symbols) if names & reach}
        grew = more != connected
        connected = more
    if len(connected) > max(1, len(near)):
        yield tuple(sorted(connected))


def _values_of(lhs: Term, rhs: Term, hypotheses: Sequence[Equation]) -> tuple[int, ...]:
    """The hypotheses that say what stands in the claim, and what stands in those: to put in all numbers."""
    found: list[int] = []
    seen = {node for side in (lhs, rhs) for node in walk(side) if node.head in _NAMED}
    waiting = list(seen)
    while waiting:
        wanted = waiting.pop(0)
        for i in range(len(hypotheses) - 1, -1, -1):
            left, right = hypotheses[i]
            if left == wanted and i not in found:
                found.append(i)
                more = [n for n in walk(right) if n.head in _NAMED and n not in seen]
                seen.update(more)
                waiting += more
                break
    return tuple(sorted(found))


def _leaner(
    lhs: Term, rhs: Term, signature: Signature, hypotheses: Sequence[Equation], proof: Proof, budget: Budget
) -> Proof:
    """The same proof without hypotheses that it does not need."""
    if len(proof.used) < 2 or len(proof.used) > 8:
        return proof
    for i in proof.used:
        fewer = tuple(j for j in proof.used if j != i)
        try:
            other = _prove_from(lhs, rhs, signature, hypotheses, fewer, budget)
        except Abstain:
            return proof
        if other is not None:
            return _leaner(lhs, rhs, signature, hypotheses, other, budget)
    return proof


def _prove_from(
    lhs: Term,
    rhs: Term,
    signature: Signature,
    hypotheses: Sequence[Equation],
    chosen: tuple[int, ...],
    budget: Budget,
) -> Proof | None:
    goal, equations = unfolded((lhs, rhs), [hypotheses[i] for i in chosen])

    def attempt(ws: Workspace) -> Proof | None:
        if not equal_in(ws, goal, equations):
            return None
        return Proof(method_of(ws), chosen, conditions_of(ws, goal), budget.spent)

    return in_workspaces(signature, [goal, *equations], budget, attempt)


def unfolded(goal: Equation, equations: Sequence[Equation]) -> tuple[Equation, list[Equation]]:
    """Hypotheses that give a symbol or a member of a sequence a value, substituted into the goal and the others."""
    rest: list[Equation] = []
    pending = list(equations)
    while pending:
        left, right = pending.pop(0)
        if right.head == "sym" and left.head != "sym":
            left, right = right, left
        put = _putting(left, right)
        if put is None:
            rest.append((left, right))
        else:
            goal = (put(goal[0]), put(goal[1]))
            pending = [(put(a), put(b)) for a, b in pending]
            rest = [(put(a), put(b)) for a, b in rest]
    return goal, rest


def _putting(left: Term, right: Term) -> Callable[[Term], Term] | None:
    """Putting the right side in for the left one, where that is a name or a member that it does not hold."""
    if left.head == "sym" and str(left.value) not in free_symbols(right):
        values = {str(left.value): right}
        return lambda term: substitute(term, values)
    if left.head in _NAMED and all(node != left for node in walk(right)):
        return lambda term: replaced(term, left, right)
    return None


def in_workspaces(
    signature: Signature,
    equations: Sequence[Equation],
    budget: Budget,
    attempt: Callable[[Workspace], Found | None],
) -> Found | None:
    """The attempt in words and, where all shapes are concrete, in entries."""
    sides = [side for pair in equations for side in pair]
    if any(depth(side) > MAX_DEPTH for side in sides):
        raise Abstain(f"a term deeper than {MAX_DEPTH}")
    literal = any(node.head == "matrix" for side in sides for node in walk(side))
    if literal:
        return _restarted(signature, equations, budget, attempt, expand=True)
    trouble: Abstain | None = None
    try:
        found = _restarted(signature, equations, budget, attempt, expand=False)
    except Abstain as reason:
        found, trouble = None, reason
    if found is None and not isinstance(trouble, ShapeClash | NeverInvertible) and _is_concrete(signature, sides):
        return _restarted(signature, equations, budget, attempt, expand=True)
    if trouble is not None:
        raise trouble
    return found


def _is_concrete(signature: Signature, sides: Sequence[Term]) -> bool:
    """Whether some symbol is a matrix, and all of them have numbers for sizes."""
    names = frozenset[str]().union(*(free_symbols(side) for side in sides))
    sizes = [size for name in names if name in signature.shapes for size in signature.shapes[name]]
    return any(size != num(1) for size in sizes) and all(size.head == "num" for size in sizes)


def _restarted(
    signature: Signature,
    equations: Sequence[Equation],
    budget: Budget,
    attempt: Callable[[Workspace], Found | None],
    *,
    expand: bool,
) -> Found | None:
    lessons = Lessons()
    for _ in range(_MAX_RESTARTS):
        ws = Workspace(signature, lessons, budget, expand)
        ws.assumed = len(equations) > 1
        ws.divides = len(equations) == 1 and not _is_discontinuous(equations[0])
        try:
            for pair in equations:
                for side in pair:
                    note_domains(ws, side)
            return attempt(ws)
        except PoolFull:
            bigger = larger(lessons.pool_size)
            if bigger is None:
                raise Abstain("too many atoms") from None
            lessons.pool_size = bigger
        except Restart:
            continue
    raise Abstain("too many restarts")


def _is_discontinuous(pair: Equation) -> bool:
    return any(node.head in DISCONTINUOUS for side in pair for node in walk(side))


def note_domains(ws: Workspace, term: Term) -> None:
    """The claim is defined: what it takes a root of is not negative, what it takes a logarithm of is positive."""
    found = [node for node in outside_binders(term) if node.head in ("sqrt", "log")]
    for node in reversed(found):
        value = normal(ws, node.args[0])
        if isinstance(value, Rational) and not value.is_zero() and not ws.is_imaginary(value):
            note(ws, (ws.rational(value.num) * ws.rational(value.den)).num, strict=node.head == "log")
    if found:
        ws.memo.clear()


def method_of(ws: Workspace) -> str:
    """The name of the method: by what the proof touched."""
    if ws.derived:
        return "calculus"
    return "words" if ws.letters.keys else "polynomial"


def conditions_of(ws: Workspace, goal: Equation, *, everywhere: bool = False) -> tuple[Term, ...]:
    """Where one side is defined and the other need not be (of an inequality both); kinks; what rules divided by."""
    # what the claim's own roots and logarithms told is to be stated, not used
    ws.known.clear()
    # nor what rules made of the equations with the claim's own inverses: A^2 = A makes A = I where A is inverted
    bare = Workspace(ws.signature, ws.lessons, ws.budget, ws.expand) if ws.letters.rules else ws
    left, right = (domain(bare, side) for side in goal)
    found = sorted(left | right if everywhere else left ^ right, key=repr)
    for value in ws.nonzero:
        # continuous functions that agree where a polynomial in symbols is not zero agree where it is, too
        if not all(ws.pool.atoms[i].key[0] == "symbol" for i in ws.pool.used(value.num)):
            found.extend(nonzero_factors(ws, value.num, value.to_term()))
    found += ws.conditions
    return tuple(dict.fromkeys(found))


def domain_of(pair: Equation, signature: Signature, steps: int = DEFAULT_STEPS) -> tuple[Term, ...]:
    """Where both sides of an equation have values. Raises `Abstain`."""

    def attempt(ws: Workspace) -> tuple[Term, ...]:
        ws.known.clear()
        return tuple(sorted(domain(ws, pair[0]) | domain(ws, pair[1]), key=repr))

    return in_workspaces(signature, [pair], Budget(steps), attempt) or ()


def normal_form(term: Term, signature: Signature, steps: int = DEFAULT_STEPS) -> Term:
    """The normal form as a term, for people who ask why two sides differ."""
    found = in_workspaces(signature, [(term, term)], Budget(steps), lambda ws: normal(ws, term).to_term())
    return sym("?") if found is None else found
