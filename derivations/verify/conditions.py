"""Side conditions in LaTeX, as a report lists them.

>>> from derivations.terms.term import Term, num, sym
>>> spoken((Term("ne", (sym("x"), num(0))),))
('x \\\\ne 0',)
>>> spoken((Term("ne", (Term("det", (sym("A"),)), num(0))),))
('A \\\\text{ invertible}',)
"""

from __future__ import annotations

from collections.abc import Iterable

from derivations.latex.print import latex, relation
from derivations.terms.term import Term


def spoken(conditions: Iterable[Term]) -> tuple[str, ...]:
    """Each condition as a formula, without repetitions."""
    return tuple(dict.fromkeys(_said(condition) for condition in conditions))


def _said(condition: Term) -> str:
    left, right = condition.args
    if condition.head == "ne" and left.head == "det":
        return f"{latex(left.args[0])} \\text{{ invertible}}"
    return relation(left, condition.head, right)
