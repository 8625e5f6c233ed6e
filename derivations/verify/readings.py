"""Relations that can be read in more than one way.

`\\pm` stands for two claims; upper case names that nothing declares may be matrices or numbers, and a claim is
refuted only where it is false under both readings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derivations.document.document import Relation
from derivations.terms.entrywise import taken_entrywise
from derivations.terms.heads import DAGGER, MATRIX_FUNCTIONS
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, functions_of, map_args, num, walk

_FUNCTIONS = MATRIX_FUNCTIONS | {"exp", "matexp", "matfun"}

_OF_MATRICES = frozenset({"matexp", "matfun", "pinv", "matrix"})

OTHER_LAYOUT = {"numerator": "denominator", "denominator": "numerator"}


def two_signs(relation: Relation) -> Iterator[Relation]:
    """The claims that a relation with `\\pm` makes: one with plus and one with minus, or that one of the two holds."""
    sides = (relation.lhs, relation.rhs)
    doubled = [side is not None and any(node.head == "pm" for node in walk(side)) for side in sides]
    if not any(doubled):
        yield relation
        return
    if doubled == [False, True] and relation.sign == "eq" and relation.lhs is not None and relation.rhs is not None:
        # x = a \\pm b says that x is one of the two
        gaps = (Term("add", (relation.lhs, Term("neg", (_signed(relation.rhs, n),)))) for n in (False, True))
        yield replace(relation, lhs=Term("mul", tuple(gaps)), rhs=num(0))
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
    queue = [
        n for side in (relation.lhs, relation.rhs) if side is not None for n in free_symbols(side) | functions_of(side)
    ]
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
        if (symbol := relation.context.symbols.get(name)) is not None
        and symbol.origin == "habit"
        and symbol.shape not in (None, SCALAR)
    }
    if not doubtful:
        return None
    symbols = {
        name: replace(symbol, shape=SCALAR) if name in doubtful else symbol
        for name, symbol in relation.context.symbols.items()
    }
    return replace(relation, context=replace(relation.context, symbols=symbols))


def other_readings(relation: Relation) -> Iterator[tuple[str, Relation]]:
    """The same claim with exponentials of matrices taken entry by entry, and with daggers as transposes."""
    for words, heads, reading in (
        ("functions of a matrix; those of each entry may be meant", _FUNCTIONS, taken_entrywise),
        ("pseudo-inverses; transposes may be meant", frozenset({"pinv"}), _transposed),
    ):
        context = relation.context
        terms = (relation.lhs, relation.rhs, *(d.body for d in context.definitions.values()))
        found = {node.head for term in terms if term is not None for node in walk(term)}
        if found & heads and (found & _OF_MATRICES or _names_a_matrix(relation)):
            bodies = {name: replace(d, body=reading(d.body)) for name, d in context.definitions.items()}
            told = tuple(replace(h, statement=reading(h.statement)) for h in context.hypotheses)
            left, right = (None if side is None else reading(side) for side in (relation.lhs, relation.rhs))
            there = replace(context, definitions=bodies, hypotheses=told)
            yield words, replace(relation, lhs=left, rhs=right, context=there)


def _names_a_matrix(relation: Relation) -> bool:
    """Whether any name there is a matrix; where all are numbers and vectors, functions have one meaning."""
    shapes = (symbol.shape for symbol in relation.context.symbols.values())
    return any(shape is not None and num(1) not in shape for shape in shapes)


def _transposed(term: Term) -> Term:
    inner = map_args(term, _transposed)
    return Term("transpose", inner.args) if inner.head == "pinv" and inner.value == DAGGER else inner


def turned_layouts(relation: Relation) -> Iterator[tuple[str, Relation]]:
    """The same claim in each layout in which a derivative that it writes lies the other way, unless the page declares
    another: gradients as rows (numerator), or a column for each entry of the body (denominator).
    """
    for layout, head in (("numerator", "grad"), ("denominator", "jacobian")):
        if relation.context.layout not in (None, layout) or relation.lhs is None or relation.rhs is None:
            continue
        if any(node.head == head for side in (relation.lhs, relation.rhs) for node in walk(side)):
            yield layout, replace(relation, lhs=_turned(relation.lhs, head), rhs=_turned(relation.rhs, head))


def _turned(term: Term, head: str) -> Term:
    inner = map_args(term, lambda arg: _turned(arg, head))
    return Term("transpose", (inner,)) if inner.head == head else inner
