r"""Floor and ceiling by their definition: floor(x) = n where n is a whole number with n <= x < n + 1.

The claim is solved for the one rounded term in it, which must stand there once, not under a sum. That the other side
is a whole number is read off its symbols; the two inequalities are left to exact algebra and to the known bounds. It
abstains where one of them is not shown, and refutes nothing.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import sym
>>> from derivations.verify.goal import build
>>> from derivations.verify.limits import DEFAULT
>>> n = sym("n")
>>> half = Term("floor", (n + num(1) / 2,))
>>> decide(build(half, "eq", n, Context.of(facts={"n": ["integer"]}), {}), DEFAULT).method
'rounding'
>>> decide(build(half, "eq", n, Context(), {}), DEFAULT).reason
'it is not known to be a whole number'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from derivations.algebra.entail import prove_equal
from derivations.algebra.signature import Signature, members_of
from derivations.terms.heads import binder_of
from derivations.terms.term import Term, free_symbols, fresh_name, map_args, num, sym, walk
from derivations.verify.goal import Goal
from derivations.verify.limits import Limits
from derivations.verify.methods import bounds, exact
from derivations.verify.outcome import Abstained, Outcome, Proved

ROUNDED = ("floor", "ceil")
_ZEROS = 17


def decide(goal: Goal, limits: Limits) -> Outcome:
    """A proof that what is rounded lies between the other side and its neighbour."""
    nodes = {node for side in (goal.lhs, goal.rhs) for node in walk(side) if node.head in ROUNDED}
    if goal.sign != "eq" or len(nodes) != 1:
        return Abstained("no equation with one rounded term")
    (node,) = nodes
    if any(binder_of(each.head) and node in walk(each) for side in (goal.lhs, goal.rhs) for each in walk(side)):
        return Abstained("it is rounded under a sum or a derivative")
    whole = _solved(goal, node, limits)
    if whole is None or not _is_whole(whole, goal.signature):
        return Abstained("it is not known to be a whole number")
    (inside,) = node.args
    below, above = (whole, inside) if node.head == "floor" else (inside, whole)
    proofs: list[Proved] = []
    for low, sign, high in ((below, "le", above), (above, "lt", below + 1)):
        found = next(_proofs(goal, low, sign, high, limits), None)
        if found is None:
            return Abstained("it is not known to lie within 1 of what is rounded")
        proofs.append(found)
    used = tuple(dict.fromkeys(name for proof in proofs for name in proof.used))
    conditions = tuple(dict.fromkeys(words for proof in proofs for words in proof.conditions))
    return Proved("rounding", used, conditions, sum(proof.steps for proof in proofs))


def _solved(goal: Goal, node: Term, limits: Limits) -> Term | None:
    """What the rounded term must be: the gap between the sides is it, or minus it, and a rest."""

    anything = sym(fresh_name("floor", free_symbols(goal.lhs) | free_symbols(goal.rhs)))

    def gap(value: Term) -> Term:
        return _put(goal.lhs, node, value) - _put(goal.rhs, node, value)

    rest, slope = gap(num(0)), gap(anything) - gap(num(0))
    for factor in (1, -1):
        if prove_equal(slope, factor * anything, goal.signature, (), limits.algebra) is not None:
            return rest if factor < 0 else -rest
    return None


def _put(term: Term, node: Term, value: Term) -> Term:
    return value if term == node else map_args(term, lambda arg: _put(arg, node, value))


def _is_whole(term: Term, signature: Signature) -> bool:
    if term.head == "num":
        return isinstance(term.value, Fraction) and term.value.denominator == 1
    if term.head == "sym":
        return signature.has(str(term.value), "integer")
    if term.head == "item":
        return signature.has(members_of(str(term.args[0].value)), "integer")
    return term.head in ("add", "mul", "neg") and all(_is_whole(arg, signature) for arg in term.args)


def _proofs(goal: Goal, low: Term, sign: str, high: Term, limits: Limits) -> Iterator[Proved]:
    """The inequality by itself, then with what an equation says is zero added."""
    zeros: list[tuple[Term, tuple[str, ...]]] = [(num(0), ())]
    for fact in goal.equations:
        zeros += [(fact.lhs - fact.rhs, (fact.source,)), (fact.rhs - fact.lhs, (fact.source,))]
    for zero, source in zeros[:_ZEROS]:
        part = replace(goal, lhs=low, sign=sign, rhs=high + zero)
        for method in (exact.decide, bounds.decide):
            found = method(part, limits)
            if isinstance(found, Proved):
                yield replace(found, used=(*found.used, *source))
