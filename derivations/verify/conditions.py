"""Side conditions in LaTeX, as a report lists them.

>>> from derivations.terms.term import Term, num, sym
>>> spoken((Term("ne", (sym("x"), num(0))),))
('x \\\\ne 0',)
"""

from __future__ import annotations

from collections.abc import Iterable

from derivations.latex.print import relation
from derivations.terms.term import Term


def spoken(conditions: Iterable[Term]) -> tuple[str, ...]:
    """Each condition as a formula, without repetitions."""
    return tuple(dict.fromkeys(relation(c.args[0], c.head, c.args[1]) for c in conditions))
