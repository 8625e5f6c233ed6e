r"""Entries with open indices beside a derivative by one: `\partial \operatorname{tr}(AX) / \partial X_{ij} = A_{ji}`.

Where a chain differentiates by an entry of a declared vector or matrix, its indices are open, and every `A_{ji}` of a
declared A with such indices is an entry too; `\delta_{ik}` is an entry of an identity matrix, `e_i` one of its columns.
Elsewhere names with letters below stay names.

>>> from derivations.terms.term import num
>>> x = sym("x")
>>> slope = Term("entry", (Term("grad", (x.T * x, x, x)), sym("i")))
>>> known = open_indices([slope], {"x": (sym("n"), num(1))}.get)
>>> known
{'i': n}
>>> with_entries(2 * sym("x_{i}"), known, {"x": (sym("n"), num(1))}.get)
mul(2, entry(x, i))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from derivations.latex.spelling import index_term
from derivations.terms.names import Name, parse_name
from derivations.terms.shapes import Shape
from derivations.terms.sizes import is_unknown
from derivations.terms.term import Term, map_args, num, sym, walk

DELTA = "\\delta"
UNIT_VECTORS = frozenset({"e", "\\mathbf{e}"})
UNTOLD = sym("?E")
UNIT = "?E"
"""How the size of the unit vectors in a direction begins."""

ShapeOf = Callable[[str], Shape | None]


def open_indices(terms: Iterable[Term], shape_of: ShapeOf) -> dict[str, Term]:
    """The letters that a derivative by an entry leaves open, with the sizes that they run over."""
    found: dict[str, Term] = {}
    for term in terms:
        for node in walk(term):
            if node.head == "entry" and node.args[0].head == "grad":
                _note(found, node, shape_of(str(node.args[0].args[1].value)))
                for inner in walk(node.args[0].args[0]):
                    parts = parse_name(str(inner.value)) if inner.head == "sym" else Name("")
                    places = [index_term(part) for part in parts.sub]
                    shape = shape_of(parts._replace(sub=()).text)
                    if places and shape is not None and _fits(parts, shape) and None not in places:
                        _note(found, Term("entry", (inner, *(place for place in places if place))), shape)
            elif node.head == "grad" and any(_is_unit(inner) for inner in walk(node.args[0])):
                for inner in walk(node.args[0]):
                    of = inner.args[0] if inner.head == "entry" else None
                    of = of.args[0] if of is not None and of.head == "add" else of  # X + t E
                    if of is not None:
                        _note(found, inner, shape_of(str(of.value)) if of.head == "sym" else None)
                    elif _is_unit(inner):
                        for letter in _letters(inner.args[1]):
                            found.setdefault(letter, inner.args[0].args[0])
    return found


def _is_unit(node: Term) -> bool:
    return node.head == "col" and node.args[0].head == "eye" and str(node.args[0].args[0].value).startswith(UNIT)


def _note(found: dict[str, Term], entry: Term, shape: Shape | None) -> None:
    for size, index in zip(shape or (UNTOLD, UNTOLD), entry.args[1:], strict=False):
        for letter in _letters(index):
            if shape is not None or letter not in found:
                found[letter] = size


def _letters(index: Term) -> list[str]:
    return [str(index.value)] if index.head == "sym" else []


def with_entries(term: Term, indices: dict[str, Term], shape_of: ShapeOf) -> Term:
    """The term with names that have open indices as entries."""
    if term.head == "sym":
        return _entry(term, indices, shape_of)
    inner = map_args(term, lambda arg: with_entries(arg, indices, shape_of))
    if inner.head == "app" and len(inner.args) == 1:
        # p_i (1 - p_j), where p looks like a function and is a vector
        factor = _entry(sym(str(inner.value)), indices, shape_of)
        return factor * inner.args[0] if factor.head == "entry" else inner
    return inner


def _entry(term: Term, indices: dict[str, Term], shape_of: ShapeOf) -> Term:
    parts = parse_name(str(term.value))
    if not parts.sub or parts.sup or not any(part in indices for part in parts.sub) or shape_of(parts.text) is not None:
        return term
    if not all(part in indices or part.isdigit() for part in parts.sub):
        return term
    places = [place for part in parts.sub if (place := index_term(part)) is not None]
    if parts.base == DELTA and len(places) == 2 and not parts.accents and shape_of(DELTA) is None:
        size = min((indices[part] for part in parts.sub if part in indices), key=lambda s: (is_unknown(s), s == UNTOLD))
        return Term("entry", (Term("eye", (size,)), *places))
    if parts.base in UNIT_VECTORS and len(places) == 1 and not parts.accents and shape_of(parts.base) is None:
        return Term("col", (Term("eye", (indices[parts.sub[0]],)), places[0])) if parts.sub[0] in indices else term
    shape = shape_of(parts._replace(sub=()).text)
    return (
        term if shape is None or not _fits(parts, shape) else Term("entry", (sym(parts._replace(sub=()).text), *places))
    )


def _fits(parts: Name, shape: Shape) -> bool:
    """Whether there are as many indices as a vector or a matrix has."""
    if shape[1] == num(1):
        return len(parts.sub) == 1 and shape[0] != num(1)
    return len(parts.sub) == 2 and shape[0] != num(1)
