"""Relations that can be read in more than one way.

`\\pm` stands for two claims; upper case names that nothing declares may be matrices or numbers, and a claim is
refuted only where it is false under both readings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derivations.document.context import Context
from derivations.document.document import Relation
from derivations.terms.entrywise import taken_entrywise
from derivations.terms.heads import DAGGER, MATRIX_FUNCTIONS
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, functions_of, map_args, mul, num, rebuild, sym, walk

_FUNCTIONS = MATRIX_FUNCTIONS | {"exp", "matexp", "matfun"}

_OF_MATRICES = frozenset({"matexp", "matfun", "pinv", "matrix"})

TURNS = {"numerator": "grad", "denominator": "jacobian"}
"""What lies the other way than it is read where nothing is declared: gradients as columns, Jacobians by rows."""


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
            if (left, right, there) == (relation.lhs, relation.rhs, context):
                continue
            yield words, replace(relation, lhs=left, rhs=right, context=there)


def _names_a_matrix(relation: Relation) -> bool:
    """Whether any name there is a matrix; where all are numbers and vectors, functions have one meaning."""
    shapes = (symbol.shape for symbol in relation.context.symbols.values())
    return any(shape is not None and num(1) not in shape for shape in shapes)


def _transposed(term: Term) -> Term:
    inner = map_args(term, _transposed)
    return Term("transpose", inner.args) if inner.head == "pinv" and inner.value == DAGGER else inner


def italic_differentials(relation: Relation) -> Relation | None:
    """The claim with a d that nothing speaks of as the mark of differentials; None where there is no such d."""
    if "may be a differential" not in relation.unpinned.get("d", "") or relation.lhs is None or relation.rhs is None:
        return None
    unpinned = {name: words for name, words in relation.unpinned.items() if name != "d"}
    return replace(relation, lhs=_marked(relation.lhs), rhs=_marked(relation.rhs), unpinned=unpinned)


def _marked(term: Term) -> Term:
    inner = map_args(term, _marked)
    if inner.head != "mul" or sym("d") not in inner.args[:-1]:
        return inner
    factors: list[Term] = []
    for factor in inner.args:
        marked = bool(factors) and factors[-1] == sym("d")
        factors = [*factors[:-1], Term("differential", (factor,))] if marked else [*factors, factor]
    return mul(*factors)


def turned_layouts(relation: Relation) -> Iterator[tuple[str, Relation]]:
    """The same claim in each layout in which a derivative that it writes lies the other way: gradients as rows
    (numerator), or a column for each entry of the body (denominator). A declared layout is the only one.
    """
    context = relation.context
    for layout, head in TURNS.items():
        told = context.layout in TURNS or (context.layout == "columns" and head == "grad")
        if told or relation.lhs is None or relation.rhs is None:
            continue
        turned = _in_layout(relation, head)
        if (turned.lhs, turned.rhs) != (relation.lhs, relation.rhs):
            yield layout, turned


def in_declared_layout(relation: Relation) -> Relation:
    """The claim as the layout reads it that the page declares."""
    head = TURNS.get(relation.context.layout or "")
    return relation if head is None else _in_layout(relation, head)


def _in_layout(relation: Relation, head: str) -> Relation:
    lhs, rhs = (
        None if side is None else _turned(side, head, relation.context) for side in (relation.lhs, relation.rhs)
    )
    return replace(relation, lhs=lhs, rhs=rhs)


def _turns(node: Term, head: str, context: Context) -> bool:
    """Whether a derivative lies the other way in another layout: by a number, or by a transpose, it does not."""
    if node.head != head or node.value is not None:
        return False
    by = node.args[2]
    return by.head != "num" and not (by.head == "sym" and context.shape_of(str(by.value)) == SCALAR)


def _turned(term: Term, head: str, context: Context) -> Term:
    if term.head == "entry" and term.args[0].head == "grad":
        # a derivative by one entry lies nowhere
        return rebuild(term, (map_args(term.args[0], lambda arg: _turned(arg, head, context)), *term.args[1:]))
    inner = map_args(term, lambda arg: _turned(arg, head, context))
    return Term("transpose", (inner,)) if _turns(inner, head, context) else inner
