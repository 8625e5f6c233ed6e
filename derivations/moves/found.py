r"""What the lines of a derivation find to be numbers, by name: ends of chains, and definitions that these settle.

>>> from derivations.worked import WORKED
>>> found = numbers(WORKED["network_counts"]())
>>> found["n_{1}"], found[r"\theta_{1}"], found["n"]
(Fraction(1024, 1), Fraction(9, 1), Fraction(2688, 1))
"""

from __future__ import annotations

from fractions import Fraction

from derivations.moves.derivation import Derivation
from derivations.moves.scalars import value
from derivations.moves.words import CannotMove
from derivations.terms.term import Term, free_symbols, substitute


def numbers(done: Derivation) -> dict[str, Fraction]:
    """Every name that is a number."""
    found: dict[str, Term] = {}
    start: Term | None = None
    for line in done.lines:
        start = line.lhs if line.lhs is not None else start
        if start is not None and start.head == "sym" and line.rhs.head == "num" and not line.follows:
            found[str(start.value)] = line.rhs
    for definition in done.definitions:
        held = free_symbols(definition.body)
        if definition.params is None and definition.name not in found and held and held <= found.keys():
            try:
                settled = value().compute(substitute(definition.body, found), done.context)
            except CannotMove:
                continue
            if settled.head == "num":
                found[definition.name] = settled
    return {name: Fraction(str(term.value)) for name, term in found.items()}
