"""Sizes of which a hypothesis says that they are equal: where $n = m$ holds, an n × m matrix is square.

>>> from derivations.terms.term import Term, sym
>>> n, m = sym("n"), sym("m")
>>> told_sizes([(Term("eq", (n, m)), "3")], {"A": (n, m)})
({'m': n}, ('3',))
>>> told_sizes([(Term("eq", (n, sym("c"))), "3")], {"A": (n, m)})
({}, ())
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from derivations.document.context import Context
from derivations.document.document import Relation
from derivations.terms.shapes import Shape
from derivations.terms.term import Term, free_symbols, substitute


def told_sizes(
    hypotheses: Iterable[tuple[Term, str]], shapes: Mapping[str, Shape]
) -> tuple[dict[str, Term], tuple[str, ...]]:
    """What stands for a size, and the entries that say so: another size, or a number."""
    sizes = frozenset[str]().union(*(free_symbols(size) for shape in shapes.values() for size in shape))
    values: dict[str, Term] = {}
    sources: list[str] = []
    for statement, source in hypotheses:
        if statement.head != "eq":
            continue
        left, right = (substitute(side, values) for side in statement.args)
        for value, size in ((left, right), (right, left)):
            if size.head == "sym" and size != value and str(size.value) in sizes and _is_size(value, sizes):
                values = {name: substitute(old, {str(size.value): value}) for name, old in values.items()}
                values[str(size.value)] = value
                sources.append(source)
                break
    return values, tuple(dict.fromkeys(sources))


def _is_size(value: Term, sizes: frozenset[str]) -> bool:
    if value.head == "num":
        return isinstance(value.value, Fraction) and value.value.denominator == 1 and value.value >= 1
    return value.head == "sym" and str(value.value) in sizes


def with_sizes(relation: Relation, values: Mapping[str, Term]) -> Relation:
    """The relation where the sizes have these values."""
    assert relation.lhs is not None
    assert relation.rhs is not None
    context = relation.context
    symbols = {
        name: replace(each, shape=_in(each.shape, values)) if each.shape is not None else each
        for name, each in context.symbols.items()
    }
    definitions = {
        name: replace(each, body=substitute(each.body, dict(values))) for name, each in context.definitions.items()
    }
    hypotheses = tuple(replace(each, statement=substitute(each.statement, dict(values))) for each in context.hypotheses)
    known: Context = replace(context, symbols=symbols, definitions=definitions, hypotheses=hypotheses)
    lhs, rhs = (substitute(side, dict(values)) for side in (relation.lhs, relation.rhs))
    return replace(relation, lhs=lhs, rhs=rhs, context=known)


def _in(shape: Shape, values: Mapping[str, Term]) -> Shape:
    return substitute(shape[0], dict(values)), substitute(shape[1], dict(values))
