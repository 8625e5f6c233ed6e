"""What is said of shapes that do not fit: false where every shape was declared, else not decided.

A clash is no counterexample where the page may mean another size or another reading; then it is the reason of
`undecided`, with the names that nothing declares.
"""

from __future__ import annotations

from collections.abc import Iterator

from derivations.document.context import Context
from derivations.document.document import Relation
from derivations.latex.print import latex
from derivations.latex.print import name as spelled
from derivations.terms.clash import DO_NOT_FIT
from derivations.terms.shapes import SCALAR, Shape, ShapeClash, UnknownShape
from derivations.terms.term import Term, free_symbols, functions_of, num, sym, walk
from derivations.verify.outcome import Abstained, Refuted

OF_CHANCE = frozenset({"of a law in words", "of unknown law", "perhaps independent"})
"""Facts that leave open how something is distributed, not what shape it has."""


def words(clash: ShapeClash) -> str:
    """Both shapes and the place, in the letters of the page."""
    told = clash.told(latex)
    return told if isinstance(clash, UnknownShape) else f"{DO_NOT_FIT}: {told}"


def outcome_of(clash: ShapeClash, relation: Relation, opened: frozenset[str]) -> Refuted | Abstained:
    """The outcome for a claim in which shapes clash once the names in `opened` stand for their definitions."""
    assert relation.lhs is not None
    assert relation.rhs is not None
    said = words(clash)
    if isinstance(clash, UnknownShape):
        return Abstained(said)
    context = relation.context
    names = {n for n in free_symbols(relation.lhs) | free_symbols(relation.rhs) if not n.startswith("?")}
    numbers = (d for name, d in context.definitions.items() if name in names and d.params is None)
    told = [f"{spelled(d.name)} is {latex(d.body)} here" for d in numbers if not free_symbols(d.body)]
    if told:
        said = f"{said}: {', '.join(told)}"
    if _may_be_meant_otherwise(clash, relation):
        return Abstained(said)
    strange = sorted(name for name in names if not _is_declared(name, context))
    if strange:
        return Abstained(f"{said}; nothing declares {', '.join(f'${latex(sym(name))}$' for name in strange)}")
    open_names = {name for name in names & set(relation.unpinned) if not OF_CHANCE & context.facts_of(name)}
    if names & opened or open_names or relation.doubt:
        return Abstained(said)
    return Refuted("shapes", None, said)


def _may_be_meant_otherwise(clash: ShapeClash, relation: Relation) -> bool:
    """Whether a size is open, or may be another than it seems, or a number may stand for a vector of them."""
    assert relation.lhs is not None
    assert relation.rhs is not None
    context = relation.context
    shapes = (*clash.shapes, *clash.pairs)
    sizes = {str(size.value) for shape in shapes for size in walk_sizes(shape)}
    if any(size.startswith("?") for size in sizes):
        return True
    # many write 1 - v for the vector of ones minus v
    if SCALAR in clash.shapes and any(arg.head == "num" for arg in clash.term.args):
        return True
    # m and n may be 2 and 3 where the page turns to an example
    if any({a.head, b.head} == {"sym", "num"} and num(1) not in (a, b) for a, b in clash.pairs):
        return True
    # n may be said to be 1
    equations = (h.statement for h in context.hypotheses if h.statement.head == "eq")
    given = {str(side.value) for equation in equations for side in equation.args if side.head == "sym"}
    if sizes & (set(context.definitions) | given):
        return True
    # that a function of the page gives a number is a habit
    functions = functions_of(relation.lhs) | functions_of(relation.rhs)
    told_of = {name[:-2] for name in context.symbols if name.endswith("()")}
    return bool((functions & set(context.definitions)) - told_of)


def _is_declared(name: str, context: Context) -> bool:
    """Whether the page says what a name is, also where it is a size of what is declared."""
    known = context.symbols
    if name in known and known[name].origin == "declared":
        return True
    shapes = (symbol.shape for symbol in known.values() if symbol.origin == "declared" and symbol.shape is not None)
    return any(name == size.value for shape in shapes for size in walk_sizes(shape))


def walk_sizes(shape: Shape) -> Iterator[Term]:
    """Every name in a shape."""
    for size in shape:
        yield from (node for node in walk(size) if node.head == "sym")
