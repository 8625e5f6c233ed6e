r"""Relations between two numbers without names: `\pi < 22/7`, `\sqrt{2} \ne 7/5`, `2^{10} > 10^3`.

Exact rationals decide where they can, else balls, which are rigorous: an order or a difference of two balls that do
not meet is proved, its opposite refuted. Balls that meet prove no equality: it abstains.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num
>>> from derivations.verify.goal import build
>>> from derivations.verify.limits import DEFAULT
>>> decide(build(Term("const", (), "pi"), "lt", num(22) / 7, Context(), {}), DEFAULT).method
'numbers'
"""

from __future__ import annotations

from derivations.document.verdicts import Witness
from derivations.terms.term import Term, free_symbols, functions_of  # noqa: F401 - Term: the doctest
from derivations.verify.goal import Goal
from derivations.verify.limits import Limits
from derivations.verify.methods.sampling import compare
from derivations.verify.outcome import Abstained, Outcome, Proved, Refuted
from numeric.faults import Fault
from numeric.limits import Budget
from numeric.models import Model


def decide(goal: Goal, limits: Limits) -> Outcome:
    """Compare two closed numbers."""
    if any(free_symbols(side) or functions_of(side) for side in (goal.lhs, goal.rhs)):
        return Abstained("not only numbers")
    if goal.sign not in ("eq", "ne", "lt", "le", "gt", "ge"):
        return Abstained("no relation between numbers")
    try:
        holds, exact, (left, right, arithmetic) = compare(goal, Model(), limits, Budget(limits.evaluation))
    except Fault as fault:
        return Abstained(f"no value: {fault}")
    if holds is None or (holds and goal.sign == "eq" and not exact):
        return Abstained("the two numbers could not be told apart")
    if holds:
        return Proved("numbers")
    return Refuted("numbers", Witness({}, arithmetic.describe(left), arithmetic.describe(right)))
