"""The sign of a product by the signs of its factors: `a b / c > 0` where a and c are positive and b is, and `!= 0` too.
A whole power takes it from its base. Summands that have one sign give it to their sum.

Sums and names take their sign from the known bounds, other sums from their summands. Only comparisons with 0 are looked
at; it abstains where some factor's sign is not known, and refutes nothing.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import sym
>>> from derivations.verify.goal import build
>>> from derivations.verify.limits import DEFAULT
>>> x = sym("x")
>>> quotient = -1 / ((1 + x ** 2) * (2 + x ** 2))
>>> decide(build(quotient, "ne", num(0), Context(), {}), DEFAULT).method
'inequality'
>>> decide(build(x * quotient, "lt", num(0), Context(), {}), DEFAULT).reason
'the signs of its factors are not known'
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derivations.terms.term import Term, num
from derivations.verify.goal import Goal
from derivations.verify.limits import Limits
from derivations.verify.methods import bounds, exact
from derivations.verify.outcome import Abstained, Outcome, Proved

_ZERO = num(0)
_DEPTH = 12
_SUMMANDS = 24
_MIRRORED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "ne": "ne"}
# what is known of a sign: (direction, strict)
Sign = tuple[int, bool]


def decide(goal: Goal, limits: Limits) -> Outcome:
    """A proof that the side which is not 0 has the sign, or is not zero."""
    if goal.sign not in _MIRRORED or _ZERO not in (goal.lhs, goal.rhs):
        return Abstained("no comparison with zero")
    term, wanted = (goal.lhs, goal.sign) if goal.rhs == _ZERO else (goal.rhs, _MIRRORED[goal.sign])
    proofs: list[Proved] = []
    found = _sign(goal, term, limits, proofs, 0)
    if found is None:
        return Abstained("the signs of its factors are not known")
    direction, strict = found
    holds = {
        "gt": direction > 0 and strict,
        "ge": direction > 0,
        "lt": direction < 0 and strict,
        "le": direction < 0,
        "ne": strict,
    }[wanted]
    if not holds:
        return Abstained("its factors have other signs")
    used = tuple(dict.fromkeys(name for proof in proofs for name in proof.used))
    conditions = tuple(dict.fromkeys(words for proof in proofs for words in proof.conditions))
    return Proved("inequality", used, conditions, sum(proof.steps for proof in proofs))


def _sign(goal: Goal, term: Term, limits: Limits, proofs: list[Proved], depth: int) -> Sign | None:
    """The sign of a term, with the proofs of its parts noted."""
    if depth > _DEPTH:
        return None
    if term.head == "num":
        return None if term.value == 0 else ((1 if term.value > 0 else -1), True)  # type: ignore[operator]
    if term.head == "neg":
        inner = _sign(goal, term.args[0], limits, proofs, depth + 1)
        return None if inner is None else (-inner[0], inner[1])
    if term.head in ("mul", "div"):
        direction, strict = 1, True
        for place, arg in enumerate(term.args):
            inner = _sign(goal, arg, limits, proofs, depth + 1)
            if inner is None or (term.head == "div" and place == 1 and not inner[1]):
                return None
            direction, strict = direction * inner[0], strict and inner[1]
        return direction, strict
    if term.head == "pow" and _is_whole(term.args[1]):
        inner = _sign(goal, term.args[0], limits, proofs, depth + 1)
        if inner is not None and (inner[1] or term.args[1].value > 0):  # type: ignore[operator]
            odd = term.args[1].value % 2  # type: ignore[operator]
            return (inner[0] if odd else 1), inner[1]
    return _of_whole(goal, term, limits, proofs, depth)


def _is_whole(exponent: Term) -> bool:
    return exponent.head == "num" and isinstance(exponent.value, Fraction) and exponent.value.denominator == 1


def _of_whole(goal: Goal, term: Term, limits: Limits, proofs: list[Proved], depth: int) -> Sign | None:
    """What exact algebra and the known bounds say of a sum, a name, a root."""
    for sign, found in (("gt", (1, True)), ("lt", (-1, True)), ("ge", (1, False)), ("le", (-1, False))):
        part = replace(goal, lhs=term, sign=sign, rhs=_ZERO)
        for method in (exact.decide, bounds.decide):
            outcome = method(part, limits)
            if isinstance(outcome, Proved):
                proofs.append(outcome)
                return found
    return _of_summands(goal, term, limits, proofs, depth) if term.head == "add" else None


def _of_summands(goal: Goal, term: Term, limits: Limits, proofs: list[Proved], depth: int) -> Sign | None:
    """Summands that have one direction give it to their sum."""
    direction, strict = 0, False
    for arg in term.args[:_SUMMANDS]:
        found = _sign(goal, arg, limits, proofs, depth + 1)
        if found is None or found[0] == -direction:
            return None
        direction, strict = found[0], strict or found[1]
    return (direction, strict) if len(term.args) <= _SUMMANDS else None
