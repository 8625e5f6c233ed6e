"""What notation means once kinds are known: bars, gradients of vectors, entries.

`|A|` of a matrix is its determinant, the derivative of a vector by a vector is a Jacobian, `A_{12}` of a known
matrix is an entry, `x_i` of a known vector too. Everything else stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable

from derivations.terms.clash import is_open
from derivations.terms.entrywise import of_matrix
from derivations.terms.heads import ELEMENTWISE, MATRIX_FUNCTIONS
from derivations.terms.names import Name, parse_name
from derivations.terms.shapes import ENTRYWISE, SCALAR, ShapeClash, Shaper, digit_pair
from derivations.terms.sizes import same_size
from derivations.terms.term import Term, map_args, num, rebuild, sym

KindOf = Callable[[str], str | None]


def settle(term: Term, kind_of: KindOf, shaper: Shaper, own: Callable[[str], bool], entrywise: bool = False) -> Term:
    """The term with kind-dependent notation decided. `own` tells names that have a meaning of their own;
    members `x[]` that have one are no entries of x. `entrywise` tells that the page takes functions entry by entry.
    """
    if term.head == "sym":
        return _entry_of(term, kind_of, own)
    if term.head in ("grad", "jacobian", "hessian"):
        body = settle(term.args[0], kind_of, shaper, own, entrywise)
        return _derivative(rebuild(term, (body, *term.args[1:])), shaper)
    if term.head == "item":
        return _item(
            map_args(term, lambda arg: arg if arg is term.args[0] else settle(arg, kind_of, shaper, own, entrywise)),
            kind_of,
            own,
        )
    if term.head in ("sum", "prod", "integral", "limit", "antiderivative"):
        variable, *parts = term.args

        def bound_or_own(name: str) -> bool:
            return name == str(variable.value) or own(name)

        return rebuild(term, (variable, *(settle(part, kind_of, shaper, bound_or_own, entrywise) for part in parts)))
    settled = map_args(term, lambda arg: settle(arg, kind_of, shaper, own, entrywise))
    if settled.head == "abs" and _is_matrix(settled.args[0], shaper) and not _is_oblong(settled.args[0], shaper):
        return Term("det", settled.args)
    if settled.head == "entry" and len(settled.args) == 2 and _is_matrix(settled.args[0], shaper):
        return Term("entry", (settled.args[0], *(digit_pair(settled.args[1]) or settled.args[1:])))
    if settled.head == "abs" and _is_vector(settled.args[0], shaper):
        return Term("norm", settled.args, "2")
    if settled.head == "norm" and settled.value == "2" and settled.args[0].head == "num":
        return Term("abs", settled.args)
    if entrywise and settled.head in ELEMENTWISE and _is_matrix(settled.args[0], shaper):
        return Term(settled.head, settled.args, ENTRYWISE)
    if settled.head in MATRIX_FUNCTIONS | {"exp"} and _is_square(settled.args[0], shaper):
        return of_matrix(settled)
    return settled


def _shape(term: Term, shaper: Shaper) -> object:
    try:
        return shaper.resolved(shaper.shape(term))
    except ShapeClash:
        return None


def _is_matrix(term: Term, shaper: Shaper) -> bool:
    shape = _shape(term, shaper)
    return isinstance(shape, tuple) and shape != SCALAR and shape[1] != num(1) and shape[0] != num(1)


def _is_vector(term: Term, shaper: Shaper) -> bool:
    shape = _shape(term, shaper)
    return isinstance(shape, tuple) and shape != SCALAR and shape[1] == num(1)


def _is_oblong(term: Term, shaper: Shaper) -> bool:
    """Whether it is a matrix of two sizes that are known and differ."""
    shape = _shape(term, shaper)
    return isinstance(shape, tuple) and not any(map(is_open, shape)) and not same_size(*shape)


def _is_square(term: Term, shaper: Shaper) -> bool:
    shape = _shape(term, shaper)
    return isinstance(shape, tuple) and shape != SCALAR and shape[0] == shape[1]


def _derivative(term: Term, shaper: Shaper) -> Term:
    if term.head != "grad":
        return term
    body, variable, point = term.args
    try:
        inner = shaper.resolved(shaper.shape(body))
        at = shaper.resolved(shaper.shape(point))
    except ShapeClash:
        return term
    if inner != SCALAR and at != SCALAR and inner[1] == num(1) and at[1] == num(1):
        if body.head == "grad" and body.args[1] == variable and body.args[2] == variable:
            return Term("hessian", (body.args[0], variable, point))
        return Term("jacobian", (body, variable, point))
    return term


def _entry_of(term: Term, kind_of: KindOf, own: Callable[[str], bool]) -> Term:
    name = str(term.value)
    parts = parse_name(name)
    if len(parts.sub) == 2 and ":" in parts.sub and kind_of(parts._replace(sub=()).text) == "matrix":
        return _line_of(term, parts)
    if own(name):
        return term
    if not parts.sub or not all(part.isdigit() and part != "0" for part in parts.sub):
        return term
    base = parts._replace(sub=()).text
    kind = kind_of(base)
    if kind == "matrix" and len(parts.sub) == 2 and kind_of(name) in (None, "scalar"):
        return Term("entry", (sym(base), *(num(int(part)) for part in parts.sub)))
    if kind == "vector" and len(parts.sub) == 1 and kind_of(name) in (None, "scalar"):
        return Term("entry", (sym(base), num(int(parts.sub[0]))))
    return term


def _line_of(term: Term, parts: Name) -> Term:
    """`A_{1,:}` is the first row of a matrix, `A_{:,1}` its first column."""
    place = parts.sub[parts.sub[0] == ":"]
    if not place.isdigit() or place == "0":
        return term
    return Term("col" if parts.sub[0] == ":" else "row", (sym(parts._replace(sub=()).text), num(int(place))))


def _item(term: Term, kind_of: KindOf, own: Callable[[str], bool]) -> Term:
    base = str(term.args[0].value)
    kind = kind_of(base)
    member = kind_of(base + "[]")
    if kind == "matrix" and len(term.args) == 3:
        return Term("entry", term.args)
    if own(base + "[]"):
        return term
    if (kind == "vector" and len(term.args) == 2) or (member in (None, "scalar") and kind in (None, "scalar")):
        return Term("entry", term.args)
    return term
