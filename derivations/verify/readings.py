"""Relations that can be read in more than one way.

`\\pm` stands for two claims; upper case names that nothing declares may be matrices or numbers, and a claim is refuted only where it is
false under both readings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derivations.document.document import Relation
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, functions_of, map_args, walk


def two_signs(relation: Relation) -> Iterator[Relation]:
    """The claims that a relation with `\\pm` makes: one with plus, one with minus."""
    sides = (relation.lhs, relation.rhs)
    if not any(node.head == "pm" for side in sides if side is not None for node in walk(side)):
        yield relation
        return
    for negative in (False, True):
        left, right = (None if side is None else _signed(side, negative) for side in sides)
        yield replace(relation, lhs=left, rhs=right)


def _signed(term: Term, negative: bool) -> Term:
    if term.head == "pm":
        inner = _signed(term.args[0], negative)
        return Term("neg", (inner,)) if negative else inner
    return map_args(term, lambda arg: _signed(arg, negative))


def scalar_reading(relation: Relation) -> Relation | None:
    """The same claim with every undeclared upper case name a number; None where no name is in doubt."""
    names: set[str] = set()
    queue = [n for side in (relation.lhs, relation.rhs) if side is not None for n in free_symbols(side) | functions_of(side)]
    while queue:
        name = queue.pop()
        if name not in names:
            names.add(name)
            known = relation.context.definitions.get(name)
            if known is not None:
                queue.extend(free_symbols(known.body) | functions_of(known.body))
    doubtful = {
        name
        for name in names
        if (symbol := relation.context.symbols.get(name)) is not None and symbol.origin == "habit" and symbol.shape not in (None, SCALAR)
    }
    if not doubtful:
        return None
    symbols = {
        name: replace(symbol, shape=SCALAR) if name in doubtful else symbol
        for name, symbol in relation.context.symbols.items()
    }
    return replace(relation, context=replace(relation.context, symbols=symbols))
