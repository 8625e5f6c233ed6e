r"""Letters of a page that stand for letters of ours: as the user says, and where only the font or the case differs.

>>> from derivations.terms.term import sym
>>> called(["\\theta=w", "a_1=g_{0,1}"])
{'\\theta': 'w', 'a_{1}': 'g_{0,1}'}
>>> spelled(r"\theta_{0}", {r"\theta": "w"}), spelled("a_{2}", {"a_{1}": "g_{0,1}"})
('w_{0}', 'a_{2}')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product

from derivations.compare.names import plain_name
from derivations.compare.results import names_in
from derivations.document.context import Context, Definition, Hypothesis, Symbol
from derivations.document.document import Document, Relation
from derivations.latex.canonical import canonical
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation
from derivations.terms.names import Name, parse_name
from derivations.terms.shapes import SCALAR, Shape
from derivations.terms.sizes import is_unknown
from derivations.terms.term import Term, map_args, num, substitute, sym, walk

DECLARED = ("declared", "earlier")
"""Origins of shapes that a page states itself."""


def called(texts: Iterable[str]) -> dict[str, str]:
    """`THEIRS=OURS` texts as names. Raises `ValueError`, which names the text."""
    found: dict[str, str] = {}
    for text in texts:
        theirs, equals, ours = text.partition("=")
        if not (theirs.strip() and equals and ours.strip()):
            raise ValueError(f"{text}: THEIRS=OURS is needed, such as a_1=g_{{0,1}}")
        try:
            found[canonical(theirs.strip())] = canonical(ours.strip())
        except ValueError as problem:
            raise ValueError(f"{text}: {problem}") from None
    return found


def spelled(text: str, names: Mapping[str, str]) -> str:
    """The name as we write it; a letter alone stands for itself with whatever subscripts and marks."""
    if text in names:
        return names[text]
    parts = parse_name(text)
    letter = names.get(parts.base, "")
    return parts._replace(base=letter).text if letter and parse_name(letter) == Name(letter) else text


def read_as(document: Document, names: Mapping[str, str]) -> Document:
    """The page in our names."""
    return replace(document, relations=tuple(renamed(each, names) for each in document.relations))


def renamed(relation: Relation, names: Mapping[str, str]) -> Relation:
    """The relation, with what is known where it stands, in our names."""
    if not names:
        return relation
    context = relation.context
    symbols: dict[str, Symbol] = {}
    for name, symbol in context.symbols.items():
        own = spelled(name, names)
        # a shape that was only guessed for their name says nothing of ours
        if own == name or (own not in context.symbols and symbol.origin in DECLARED):
            shape = None if symbol.shape is None else (_term(symbol.shape[0], names), _term(symbol.shape[1], names))
            symbols[own] = replace(symbol, name=own, shape=shape)
    definitions: dict[str, Definition] = {}
    for name, each in context.definitions.items():
        own = spelled(name, names)
        if own == name or own not in context.definitions:
            params = None if each.params is None else tuple(spelled(param, names) for param in each.params)
            definitions[own] = replace(each, name=own, body=_term(each.body, names), params=params)
    told = tuple(Hypothesis(_term(each.statement, names), each.source) for each in context.hypotheses)
    return replace(
        relation,
        lhs=None if relation.lhs is None else _term(relation.lhs, names),
        rhs=None if relation.rhs is None else _term(relation.rhs, names),
        context=replace(context, symbols=symbols, definitions=definitions, hypotheses=told),
        unpinned={spelled(name, names): words for name, words in relation.unpinned.items()},
    )


def _term(term: Term, names: Mapping[str, str]) -> Term:
    if term.head in ("item", "entry") and (own := names.get(member(term))) is not None:
        return sym(own)
    if term.head == "sym":
        return sym(spelled(str(term.value), names))
    term = map_args(term, lambda arg: _term(arg, names))
    return Term("app", term.args, spelled(str(term.value), names)) if term.head == "app" else term


def member(term: Term) -> str:
    """A member of a family, or an entry, as a name: `a_1`."""
    if term.args[0].head != "sym":
        return ""
    parts = parse_name(str(term.args[0].value))
    return parts._replace(sub=(*parts.sub, *map(latex, term.args[1:]))).text


def letters_of(relation: Relation) -> frozenset[str]:
    """The names that a relation holds."""
    return spoken(*(side for side in (relation.lhs, relation.rhs) if side is not None))


def spoken(*terms: Term) -> frozenset[str]:
    """The names in terms, and those of members of families: `a` and `a_1`."""
    members = (member(node) for term in terms for node in walk(term) if node.head in ("item", "entry"))
    return names_in(*terms) | (frozenset(members) - {""})


def put(relation: Relation, terms: Mapping[str, Term]) -> Relation:
    """The relation with terms for names, in what is known where it stands too."""
    if not terms or relation.rhs is None:
        return relation
    definitions = {
        key: replace(each, body=substitute(each.body, terms)) for key, each in relation.context.definitions.items()
    }
    return replace(
        relation, rhs=substitute(relation.rhs, terms), context=replace(relation.context, definitions=definitions)
    )


def transposes(unknown: Iterable[str], derivation: Derivation) -> dict[str, Term]:
    """`a'`, where we have a vector or a matrix `a`."""
    shapes = derivation.context.shape_of
    stems = {each: parse_name(each)._replace(sup=()).text for each in unknown if parse_name(each).sup == ("'",)}
    return {each: sym(stem).T for each, stem in stems.items() if (shapes(stem) or SCALAR) != SCALAR}


def alike(unknown: Iterable[str], relation: Relation, derivation: Derivation) -> dict[str, str]:
    """Names that we do not have, read as ours in another font or case, where the line does not hold ours itself."""
    ours = {*derivation.context.symbols, *derivation.context.definitions}
    here = letters_of(relation)
    found = {}
    for name in unknown:
        other = name.swapcase() if len(name) == 1 else name
        spellings = [plain_name(name), *([other] if _may_be(relation.context, name, derivation.context, other) else [])]
        own = next((each for each in spellings if each in ours and each not in here), None)
        if own is not None:
            found[name] = own
    return found


def _may_be(theirs: Context, name: str, ours: Context, own: str) -> bool:
    """Whether what the page declares a name to be, if it does, is of the kind of ours."""
    symbol, shape = theirs.symbols.get(name), ours.shape_of(own)
    if symbol is None or symbol.shape is None or shape is None or symbol.origin not in DECLARED:
        return True
    return _kind(symbol.shape) == _kind(shape)


def likely(symbols: Iterable[Symbol], used: Iterable[str], derivation: Derivation) -> dict[str, str]:
    """Which of the page's letters may stand for which of ours, as far as shapes tell: a suggestion, no reading."""
    letters = {parse_name(each).base for each in used}
    known = (*derivation.context.symbols, *derivation.context.definitions)
    taken = {parse_name(each).base for each in known}
    quantities = (
        each for each in derivation.context.symbols.values() if each.name not in derivation.context.definitions
    )
    free = {
        each: shape
        for each, shape in _by_letter(one for one in quantities if not one.facts & {"natural", "integer"}).items()
        if each not in letters
    }
    theirs = {
        each: shape for each, shape in _by_letter(symbols).items() if each in letters and plain_name(each) not in taken
    }
    found: dict[str, str] = {}
    sizes: dict[Term, Term] = {}
    for kind in ("matrix", "vector", "number"):
        pairs = [
            (each, own)
            for (each, shape), (own, other) in product(theirs.items(), free.items())
            if _kind(shape) == _kind(other) == kind and _fit(shape, other, sizes)
        ]
        # one that could be several, or that several could be, is left to the user
        for each, own in pairs:
            if sum(each == one or own == other for one, other in pairs) == 1:
                found[each] = own
                sizes.update(zip(theirs[each], free[own], strict=True))
    return found


def _by_letter(symbols: Iterable[Symbol]) -> dict[str, Shape]:
    """The shape of what a letter stands for, with whatever subscripts: as it is declared, else where it is of one."""
    found: dict[str, dict[Shape, bool]] = {}
    for each in symbols:
        if each.shape is not None:
            shapes = found.setdefault(parse_name(each.name).base, {})
            shapes[each.shape] = shapes.get(each.shape, False) or each.origin in DECLARED
    said = {each: [one for one, sure in shapes.items() if sure] or list(shapes) for each, shapes in found.items()}
    return {each: shapes[0] for each, shapes in said.items() if len(shapes) == 1}


def _kind(shape: Shape) -> str:
    return "number" if shape == SCALAR else "vector" if num(1) in shape else "matrix"


def _fit(theirs: Shape, ours: Shape, sizes: Mapping[Term, Term]) -> bool:
    return all(is_unknown(one) or sizes.get(one, other) == other for one, other in zip(theirs, ours, strict=True))
