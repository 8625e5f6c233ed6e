"""What is said of shapes that do not fit: false where every shape was declared, else not decided.

A clash is no counterexample where the page may mean another size or another reading; then it is the reason of
`undecided`, with the names that nothing declares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from derivations.document.context import Context, Definition
from derivations.document.document import Relation
from derivations.latex.print import latex
from derivations.latex.print import name as spelled
from derivations.terms.clash import DO_NOT_FIT, is_open, shape_words
from derivations.terms.heads import ELEMENTWISE
from derivations.terms.shapes import SCALAR, Shape, ShapeClash, Shaper, UnknownShape
from derivations.terms.sizes import same_size
from derivations.terms.term import Term, free_symbols, functions_of, map_args, num, sym, walk
from derivations.verify.outcome import Abstained, Refuted

OF_SQUARE = (
    "positive definite", "positive semidefinite", "projection", "symmetric", "skew", "invertible", "idempotent",
    "nilpotent", "involutory",
)  # fmt: skip
"""Facts of square matrices alone, the telling ones first; what is called diagonal or orthogonal may be tall."""

OF_CHANCE = frozenset({"of a law in words", "of unknown law", "perhaps independent"})
"""Facts that leave open how something is distributed, not what shape it has."""


def words(clash: ShapeClash, definitions: Sequence[Definition] = ()) -> str:
    """Both shapes and the place, in the letters of the page: names stand for what they were opened to."""
    compound = (known for known in definitions if known.body.args and (free_symbols(known.body) or known.body.value))
    named = {known.body: sym(known.name) for known in compound}
    told = clash.told(lambda term: latex(_folded(term, named)))
    return told if isinstance(clash, UnknownShape) else f"{DO_NOT_FIT}: {told}"


def outcome_of(clash: ShapeClash, relation: Relation, opened: frozenset[str]) -> Refuted | Abstained:
    """The outcome for a claim in which shapes clash once the names in `opened` stand for their definitions."""
    context = relation.context
    names = _concerned(clash, relation)
    shown = tuple(_shown(clash, names & opened, context))
    said = words(clash, shown)
    if isinstance(clash, UnknownShape):
        return Abstained(said)
    told = [f"${spelled(d.name)}$ is ${latex(d.body)}$ here" for d in shown if d.body.head != "matrix"]
    if told:
        said = f"{said}; {', '.join(told)}"
    strange = sorted(name for name in names if not _is_declared(name, context) and name not in opened)
    if strange:
        return Abstained(f"{said}; nothing declares {', '.join(f'${latex(sym(name))}$' for name in strange)}")
    if _may_be_meant_otherwise(clash, names, context) or any(_means_another(name, context) for name in names):
        return Abstained(said)
    open_names = {name for name in names & set(relation.unpinned) if not OF_CHANCE & context.facts_of(name)}
    if names & opened or open_names or relation.doubt:
        return Abstained(said)
    return Refuted("shapes", None, said)


def is_certain(clash: ShapeClash, relation: Relation, opened: frozenset[str]) -> bool:
    """Whether the shapes do not fit in whatever way the claim is looked at: all that it comes to is declared."""
    context, concerned = relation.context, _names(relation)
    if isinstance(clash, UnknownShape) or _may_be_meant_otherwise(clash, concerned, context):
        return False
    names, queue = set[str](), list(concerned)
    while queue:
        name = queue.pop()
        if name not in names:
            names.add(name)
            queue += free_symbols(context.definitions[name].body) if name in opened & set(context.definitions) else ()
    bare = names - opened
    if any(_means_another(name, context) for name in names):
        return False
    return all(_is_declared(name, context) for name in bare) and not names & set(relation.unpinned)


def contradiction(relation: Relation) -> str:
    """What is said of a matrix that only a square one can be, where it is declared to be no square; else nothing."""
    settled = _settled(relation.context)
    for name in sorted(_names(relation)):
        symbol = relation.context.symbols.get(name)
        if symbol is None or symbol.shape is None or symbol.origin != "declared":
            continue
        rows, columns = symbol.shape
        square = [fact for fact in OF_SQUARE if fact in symbol.facts]
        sizes = {str(size.value) for size in walk_sizes(symbol.shape)}
        if not square or is_open(rows) or is_open(columns) or same_size(rows, columns) or sizes & settled:
            continue
        shape = shape_words(symbol.shape, latex, "$")
        return f"${latex(sym(name))}$ is declared {shape} and {square[0]}: only a square matrix is {square[0]}"
    return ""


def _names(relation: Relation) -> frozenset[str]:
    assert relation.lhs is not None
    assert relation.rhs is not None
    return frozenset(
        name for side in (relation.lhs, relation.rhs) for name in _written(side) if not name.startswith("?")
    )


def _written(term: Term) -> frozenset[str]:
    """Names in a term, those of functions too."""
    return free_symbols(term) | functions_of(term)


def _concerned(clash: ShapeClash, relation: Relation) -> frozenset[str]:
    """The names on which it rests that the shapes clash: where the place stands so in the claim, those in it."""
    names = _names(relation)
    assert relation.lhs is not None
    assert relation.rhs is not None
    here = _written(clash.term)
    stands = any(node == clash.term for side in (relation.lhs, relation.rhs) for node in walk(side))
    return here if stands and here <= names else names


def _means_another(name: str, context: Context) -> bool:
    """Whether the page lets a name be something of another shape than it is declared to have."""
    if context.shape_of(name) is None:
        return False
    known = context.definitions.get(name)
    told = [known.body] if known is not None and known.params is None else []
    equations = (h.statement.args for h in context.hypotheses if h.statement.head == "eq")
    told += [other for sides in equations for one, other in (sides, sides[::-1]) if one == sym(name)]
    shapes = {each: symbol.shape for each, symbol in context.symbols.items() if symbol.shape is not None}
    for body in told:
        try:
            Shaper(shapes).together((sym(name), body), sym(name))
        except ShapeClash:
            return True
    return False


def _shown(clash: ShapeClash, opened: Set[str], context: Context) -> Iterator[Definition]:
    """Definitions that the reader needs for seeing the clash: of numbers, and of what stands in it for a name."""
    within = set(walk(clash.term))
    for name in sorted(opened & set(context.definitions)):
        known = context.definitions[name]
        value = known.params is None and name not in functions_of(known.body)
        if value and (not free_symbols(known.body) or known.body in within):
            yield known


def _folded(term: Term, named: Mapping[Term, Term]) -> Term:
    """The term with names for what they stand for."""
    if term in named:
        return named[term]
    return map_args(term, lambda arg: _folded(arg, named))


def _settled(context: Context) -> set[str]:
    """Names of which something says what they are: n may be said to be 1, or m."""
    equations = (h.statement for h in context.hypotheses if h.statement.head == "eq")
    given = {str(side.value) for equation in equations for side in equation.args if side.head == "sym"}
    return set(context.definitions) | given


def _may_be_meant_otherwise(clash: ShapeClash, names: frozenset[str], context: Context) -> bool:
    """Whether a size is open, or may be another than it seems, or a number may stand for a vector of them."""
    shapes = (*clash.shapes, *clash.pairs)
    sizes = {str(size.value) for shape in shapes for size in walk_sizes(shape)}
    if any(size.startswith("?") for size in sizes):
        return True
    # many write 1 - v for the vector of ones minus v, and the root of v plus epsilon
    spread = any(arg.head == "num" for arg in clash.term.args)
    taken = (node.head in ELEMENTWISE | {"sqrt"} for part in clash.parts for node in walk(part.term))
    if SCALAR in clash.shapes and (spread or any(taken)):
        return True
    # m and n may be 2 and 3 where the page turns to an example
    if any({a.head, b.head} == {"sym", "num"} and num(1) not in (a, b) for a, b in clash.pairs):
        return True
    if sizes & _settled(context):
        return True
    # that a function of the page gives a number is a habit
    functions = {name for name in names & set(context.definitions) if context.definitions[name].params is not None}
    return not functions <= {name[:-2] for name in context.symbols if name.endswith("()")}


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
