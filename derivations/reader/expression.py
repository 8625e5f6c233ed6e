r"""One expression or equation that stands alone: its terms, and every name with a shape.

Kinds of names are inferred from habits and shapes as on a page, but over all choices at once, and with a few customs
more, since there is no other formula to tell. Sizes that nobody named get letters that the expression does not use.
`ReadError` with the place is raised for what cannot be read, and for shapes that do not fit.

>>> read = read_expression(r"\|Xw - t\|_2^2")
>>> [read.context.shape_of(name) for name in ("X", "w", "t")], sorted(read.invented)
([(n, d), (d, 1), (n, 1)], ['d', 'n'])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product

from derivations.document.context import Context, Shape, Symbol
from derivations.latex.print import latex
from derivations.latex.rows import Item, Rel, Sep, Side, read_formula
from derivations.latex.tokens import ReadError
from derivations.reader.contexts import Contexts
from derivations.reader.kinds import CLASH, KINDS, evidence, habit, shape_for
from derivations.reader.meaning import Failure, PageMeaning
from derivations.reader.page import declarations_page
from derivations.reader.sources import Source, Stretch
from derivations.reader.stream import Chain, Page, Section
from derivations.terms.clash import DO_NOT_FIT
from derivations.terms.shapes import SCALAR, ShapeClash, Shaper, UnknownShape, instantiate, is_zero
from derivations.terms.sizes import is_unknown
from derivations.terms.term import Term, free_symbols, substitute, sym
from derivations.terms.term import walk as nodes

ROWS, COLUMNS = ("n", "m", "p", "k"), ("d", "q", "r", "s")
"""Letters for the rows and the columns of matrices, in the order of preference."""

CUSTOM = 2.0
"""What it costs to go against a custom."""
NO_NUMBER = 1.5
"""What it costs not to be a number where one is asked for."""
MOST = 8
"""Names whose kinds are searched all together."""

_ENDS = frozenset({".", ",", ";"})


@dataclass(frozen=True)
class Expression:
    """One side, or the two of an equation; each name that occurs has a shape in the context.

    `invented` are the sizes that nobody named: two of them may turn out to be one.
    """

    sides: tuple[Term, ...]
    context: Context
    invented: frozenset[str] = frozenset()


def read_expression(text: str, declarations: str = "", *, number: bool = False) -> Expression:
    """What an expression says; `number` tells that one is asked for, which may settle what habits leave open."""
    items = _items(text)
    for item in items[1:]:
        what = f"{item.op} makes it a relation: an expression is needed" if isinstance(item, Rel) else "more than one"
        raise ReadError(what, item.start, item.end)
    return _read(text, items, declarations, (items[0], *_items("0"))[:2], number=number)


def read_equation(text: str, declarations: str = "") -> Expression:
    """What both sides of an equation say."""
    items = _items(text)
    signs = [item for item in items if isinstance(item, Rel)]
    if not signs:
        raise ReadError("an equation is needed: no sign =", len(text), len(text))
    if signs[0].op != "=":
        raise ReadError(f"{signs[0].op} is no =", signs[0].start, signs[0].end)
    for item in items[3:]:
        raise ReadError("one equation is needed", item.start, item.end)
    return _read(text, items, declarations, items[::2])


def _items(text: str) -> list[Item]:
    """Sides and signs, the punctuation at the end left out."""
    dollar = text.find("$")
    if dollar >= 0:
        raise ReadError("no dollar signs are needed", dollar, dollar + 1)
    items = read_formula(text)
    while items and isinstance(items[-1], Sep) and items[-1].value in _ENDS:
        items.pop()
    for item in items:
        if isinstance(item, Side) and item.error is not None:
            raise item.error
    if not items:
        raise ReadError("nothing to read", 0, 0)
    if not isinstance(items[0], Side):
        raise ReadError("nothing stands before it", items[0].start, items[0].end)
    if not isinstance(items[-1], Side):
        raise ReadError("nothing stands behind it", items[-1].start, items[-1].end)
    return items


def _read(text: str, items: list[Item], declarations: str, pair: Iterable[Item], *, number: bool = False) -> Expression:
    sides = [side for side in pair if isinstance(side, Side)]
    page = Page([Section(0, "", 0, 0)], [Chain(0, sides, [Rel("=", 0, 0)])], [])
    meaning = PageMeaning(page, [declarations_page(declarations)] if declarations.strip() else [])
    terms: list[Term] = []
    for side in sides:
        found = meaning.term(side)
        if isinstance(found, Failure):
            raise ReadError(found.message, found.start, found.end)
        terms.append(found)
    source = Source("", text, (), (Stretch(0, "", None, 0, text),))
    known = Contexts(source, page, meaning).relations()[0].context
    count = sum(isinstance(item, Side) for item in items)
    return with_sizes(tuple(terms[:count]), _with_kinds(tuple(terms), known, number), text)


def _with_kinds(sides: tuple[Term, ...], known: Context, number: bool) -> Context:
    """What was declared, and for all other names the kinds that cost least together."""
    fixed = {name: symbol for name, symbol in known.symbols.items() if symbol.origin == "declared"}
    used = frozenset[str]().union(*map(free_symbols, sides))
    families = {f"{node.args[0].value}[]" for side in sides for node in nodes(side) if node.head == "item"}
    names = [name for name in known.symbols if name in (used | families) - set(fixed)]
    if not 0 < len(names) <= MOST:
        return known
    shapes = {name: symbol.shape for name, symbol in fixed.items() if symbol.shape is not None}
    signs = [sign for side in sides for node in nodes(side) for sign in evidence(node)]
    choices = (dict(zip(names, kinds, strict=True)) for kinds in product(KINDS, repeat=len(names)))
    best = min(choices, key=lambda kinds: _cost(sides, shapes, kinds, signs, number))
    table = {name: replace(known.symbols[name], shape=shape_for(name, kind)) for name, kind in best.items()}
    return replace(known, symbols={name: table.get(name, symbol) for name, symbol in known.symbols.items()})


def _cost(
    sides: tuple[Term, ...],
    fixed: Mapping[str, Shape],
    kinds: Mapping[str, str],
    signs: Iterable[tuple[str, float, str]],
    number: bool,
) -> float:
    """What a choice of kinds costs: habits, what the notation says, shapes that do not fit, and the customs that norms
    and inner products are of no numbers, that numbers stand before matrices and that `A x` is a matrix times a vector.
    """
    cost = sum(habit(name.removesuffix("[]"))[KINDS.index(kind)] for name, kind in kinds.items())
    cost += sum(weight for against, weight, name in signs if against == f"not {kinds.get(name)}")
    shaper = _shaper({**fixed, **{name: shape_for(name, kind) for name, kind in kinds.items()}})
    try:
        found = [shaper.shape(side) for side in sides]
        if not any(map(is_zero, sides)):
            shaper.together((sides[0], sides[-1]), sides[0])
        if number and not shaper.is_scalar(found[0]):
            cost += NO_NUMBER
        for side in sides:
            for node in nodes(side):
                if node.head in ("norm", "inner") and shaper.is_scalar(shaper.shape(node.args[0])):
                    cost += CLASH
                if node.head == "mul":
                    cost += _odd_order([shaper.is_scalar(shaper.shape(arg)) for arg in node.args], node, kinds)
    except ShapeClash:
        return cost + 2 * CLASH
    return cost


def _odd_order(scalar: list[bool], node: Term, kinds: Mapping[str, str]) -> float:
    cost = 0.0
    for place, (arg, following) in enumerate(zip(node.args, node.args[1:], strict=False)):
        letters = following.head in ("sym", "add") and any(name.islower() for name in free_symbols(following))
        if letters and scalar[place + 1] and not all(scalar[: place + 1]):
            cost += CUSTOM
        if letters and arg.head == "sym" and str(arg.value).isupper() and kinds.get(str(arg.value)) == "scalar":
            cost += 2 * CUSTOM
    return cost


def _shaper(shapes: Mapping[str, Shape]) -> Shaper:
    plain = {name: shape for name, shape in shapes.items() if not name.endswith("[]")}
    return Shaper(plain, {name.removesuffix("[]"): shape for name, shape in shapes.items() if name.endswith("[]")})


def with_sizes(sides: tuple[Term, ...], known: Context, text: str = "") -> Expression:
    """The sides with what is known of their names, every size a name or a number."""
    shapes = {name: symbol.shape for name, symbol in known.symbols.items() if symbol.shape is not None}
    shaper = _shaper(shapes)
    try:
        for side in sides:
            shaper.shape(side)
        if not any(map(is_zero, sides)):
            shaper.together((sides[0], sides[-1]), Term("eq", (sides[0], sides[-1])))
    except ShapeClash as clash:
        words = clash.told(latex)
        raise ReadError(words if isinstance(clash, UnknownShape) else f"{DO_NOT_FIT}: {words}", 0, len(text)) from clash
    used = frozenset[str]().union(*map(free_symbols, sides))
    families = {f"{node.args[0].value}[]" for side in sides for node in nodes(side) if node.head == "item"}
    wanted = [name for name in shapes if name in used | families]
    sizes = _named(wanted, {name: shaper.resolved(shapes[name]) for name in wanted}, used | _sizes(shapes.values()))
    written = {str(unknown.value): size for unknown, size in sizes.items()}
    table = {}
    for name in wanted:
        rows, columns = (substitute(size, written) for size in shaper.resolved(shapes[name]))
        table[name] = replace(known.symbols[name], shape=(rows, columns))
    sides = tuple(substitute(instantiate(side, shaper), written) for side in sides)
    for name in sorted(_sizes(symbol.shape for symbol in table.values() if symbol.shape is not None)):
        facts = frozenset({"natural", "positive"})
        table[name] = Symbol(name, SCALAR, facts, "declared")
    invented = frozenset(str(size.value) for size in sizes.values())
    return Expression(sides, replace(known, symbols=table, definitions={}), invented)


def _sizes(shapes: Iterable[Shape]) -> frozenset[str]:
    named = (size for shape in shapes for size in shape if not is_unknown(size))
    return frozenset[str]().union(*map(free_symbols, named))


def _named(names: Iterable[str], shapes: Mapping[str, Shape], taken: frozenset[str]) -> dict[Term, Term]:
    """Letters for the unknown sizes, those of matrices first."""
    found: dict[Term, Term] = {}
    for name in sorted(names, key=lambda each: shapes[each][1] == SCALAR[1]):
        for size, letters in zip(shapes[name], (ROWS, COLUMNS), strict=True):
            if is_unknown(size) and size not in found:
                given = taken | {str(letter.value) for letter in found.values()}
                plain = [letter for letter in (*letters, *ROWS, *COLUMNS) if letter not in given]
                found[size] = sym(plain[0] if plain else f"n_{{{len(found)}}}")
    return found
