"""Rules of atoms: numbers, symbols, literals, entries and members of families, opaque functions.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import num, sym, Term
>>> ws = Workspace(Signature({"A": (sym("n"), sym("n"))}), Lessons(), Budget(1000))
>>> normal(ws, Term("entry", (sym("A") * sym("A"), num(1), num(2))))._key is None
True
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivations.algebra import scalar_rules
from derivations.algebra.abstain import Abstain, Unsupported
from derivations.algebra.grids import from_grid
from derivations.algebra.letters import ONE
from derivations.algebra.matrices import opaque, transpose
from derivations.algebra.means import Mean
from derivations.algebra.normal import RULES, normal, scalar, size
from derivations.algebra.partitions import from_blocks
from derivations.algebra.radicals import imaginary_unit
from derivations.algebra.rational import Rational
from derivations.algebra.signature import SCALAR, members_of
from derivations.algebra.sums import ones_letter
from derivations.algebra.trigonometry import pi
from derivations.algebra.words import MAX_EXPANDED, Mat, Value, as_scalar, minus, product
from derivations.algebra.workspace import Workspace
from derivations.terms.heads import RELATIONS
from derivations.terms.term import Term, num, sym
from derivations.terms.wholes import is_mean


def _number(ws: Workspace, term: Term) -> Value:
    if not isinstance(term.value, Fraction | int):
        raise Unsupported("a number without a value")
    return ws.number(term.value)


def _symbol(ws: Workspace, term: Term) -> Value:
    name = str(term.value)
    rows, cols = ws.shape(name)
    height, width = size(ws, rows) if rows != _ONE else ONE, size(ws, cols) if cols != _ONE else ONE
    if height == ONE and width == ONE:
        return ws.symbol(name)
    return expanded(ws, Mat.letter(ws, ws.letters.symbol(name, height, width)))


_ONE = num(1)


def expanded(ws: Workspace, value: Value) -> Value:
    """The value over unit vectors of its concrete sizes, where the claim has literals."""
    if not ws.expand or isinstance(value, Rational):
        return value
    for side in ("rows", "cols"):
        place = getattr(value, side)
        height = ws.letters.concrete[place]
        if height is not None and 1 < height <= MAX_EXPANDED:
            identity = Mat.identity(ws, place)
            value = identity * value if side == "rows" else value * identity
    return value


def _constant(ws: Workspace, term: Term) -> Value:
    if term.value == "pi":
        return pi(ws)
    if term.value == "i":
        return imaginary_unit(ws)
    if term.value == "e":
        return scalar_rules.FUNCTIONS["exp"](ws, ws.number(1))
    raise Unsupported(f"the constant {term.value}")


def _eye(ws: Workspace, term: Term) -> Value:
    return as_scalar(Mat.identity(ws, size(ws, term.args[0])))


def _zeros(ws: Workspace, term: Term) -> Value:
    return as_scalar(Mat(ws, size(ws, term.args[0]), size(ws, term.args[1]), {}))


def _ones(ws: Workspace, term: Term) -> Value:
    rows, cols = size(ws, term.args[0]), size(ws, term.args[1])
    result: Value = ws.number(1)
    if rows != ONE:
        result = product(expanded(ws, Mat.letter(ws, ones_letter(ws, rows))), result)
    if cols != ONE:
        result = product(result, transpose(expanded(ws, Mat.letter(ws, ones_letter(ws, cols)))))
    return result


def _matrix(ws: Workspace, term: Term) -> Value:
    if not isinstance(term.value, tuple):
        raise Unsupported("a matrix without a shape")
    rows, cols = term.value
    cells = [normal(ws, cell) for cell in term.args]
    numbers = [cell for cell in cells if isinstance(cell, Rational)]
    if len(numbers) == len(cells):
        return from_grid(ws, [numbers[start : start + cols] for start in range(0, rows * cols, cols)])
    return from_blocks(ws, [cells[start : start + cols] for start in range(0, rows * cols, cols)])


def _entry(ws: Workspace, term: Term) -> Value:
    value = normal(ws, term.args[0])
    indices = [scalar(ws, arg) for arg in term.args[1:]]
    if isinstance(value, Rational):
        return value
    if len(indices) == 1 and ONE in (value.rows, value.cols):
        indices = [indices[0], ws.number(1)] if value.cols == ONE else [ws.number(1), indices[0]]
    if len(indices) != 2:
        raise Unsupported("an entry of a matrix with one index")
    return product(
        _unit_row(ws, value.rows, indices[0]), product(value, transpose(_unit_row(ws, value.cols, indices[1])))
    )


def _unit_row(ws: Workspace, place: int, index: Rational) -> Value:
    if place == ONE:
        return ws.number(1)
    height, number = ws.letters.concrete[place], index.number()
    if number is not None and (number.denominator != 1 or number < 1 or (height is not None and number > height)):
        raise Abstain(f"an index {number} outside of its range")
    return Mat.letter(ws, ws.letters.basis(place, index)).T


def _row(ws: Workspace, term: Term) -> Value:
    value = normal(ws, term.args[0])
    if isinstance(value, Rational):
        return value
    return product(_unit_row(ws, value.rows, scalar(ws, term.args[1])), value)


def _col(ws: Workspace, term: Term) -> Value:
    value = normal(ws, term.args[0])
    if isinstance(value, Rational):
        return value
    return product(value, transpose(_unit_row(ws, value.cols, scalar(ws, term.args[1]))))


def _item(ws: Workspace, term: Term) -> Value:
    name = str(term.args[0].value)
    indices = tuple(scalar(ws, arg) for arg in term.args[1:])
    rows, cols = ws.signature.member(name)
    deps = frozenset((name,)).union(*(index.deps() for index in indices))
    key = ("item", name, *(index.key for index in indices))

    def show() -> Term:
        return Term("item", (sym(name), *(index.to_term() for index in indices)))

    if (rows, cols) == SCALAR:
        facts = {fact: ws.signature.has(members_of(name), fact) for fact in ("nonnegative", "nonzero", "integer")}
        return expanded(ws, ws.atom(key, show, deps, **facts))
    return expanded(ws, opaque(ws, key, size(ws, rows), size(ws, cols), show, deps))


def _relation(ws: Workspace, term: Term) -> tuple[object, ...]:
    if term.head not in RELATIONS:
        raise Unsupported(f"{term.head} as a condition")
    gap = minus(normal(ws, term.args[0]), normal(ws, term.args[1]))
    return term.head, gap.key


_HOLDS: dict[str, Callable[[Fraction], bool]] = {
    "eq": lambda gap: gap == 0,
    "ne": lambda gap: gap != 0,
    "lt": lambda gap: gap < 0,
    "le": lambda gap: gap <= 0,
    "gt": lambda gap: gap > 0,
    "ge": lambda gap: gap >= 0,
}


def _decided(ws: Workspace, condition: Term) -> bool | None:
    """Whether a relation between numbers holds; None where its sides differ by no number."""
    if condition.head not in RELATIONS:
        raise Unsupported(f"{condition.head} as a condition")
    gap = minus(normal(ws, condition.args[0]), normal(ws, condition.args[1]))
    number = gap.number() if isinstance(gap, Rational) else None
    return None if number is None else _HOLDS[condition.head](number)


def _piecewise(ws: Workspace, term: Term) -> Value:
    """The first value whose condition holds, where those before it are decided; else opaque."""
    for value, condition in zip(term.args[::2], term.args[1::2], strict=False):
        holds = _decided(ws, condition)
        if holds:
            return normal(ws, value)
        if holds is None:
            break
    else:
        if len(term.args) % 2:
            return normal(ws, term.args[-1])
    parts: list[object] = []
    values = [normal(ws, arg) for place, arg in enumerate(term.args) if place % 2 == 0]
    for place, arg in enumerate(term.args):
        parts.append(_relation(ws, arg) if place % 2 else normal(ws, arg).key)
    shape = next(((value.rows, value.cols) for value in values if isinstance(value, Mat)), (ONE, ONE))
    deps = frozenset[str]().union(*(value.deps() for value in values))
    for arg in term.args[1::2]:
        deps = deps.union(*(normal(ws, side).deps() for side in arg.args))
    return opaque(ws, ("piecewise", *parts), *shape, lambda: term, deps)


def _application(ws: Workspace, term: Term) -> Value:
    name = str(term.value)
    values = [normal(ws, arg) for arg in term.args]
    if is_mean(name):
        return Mean(ws, name, tuple(values[1:])).of(values[0])
    rows, cols = ws.shape(name)
    deps = frozenset((name,)).union(*(value.deps() for value in values))
    return opaque(
        ws,
        ("app", name, *(value.key for value in values)),
        size(ws, rows),
        size(ws, cols),
        lambda: Term("app", tuple(value.to_term() for value in values), name),
        deps,
    )


RULES.update(
    {
        "num": _number,
        "sym": _symbol,
        "const": _constant,
        "eye": _eye,
        "zeros": _zeros,
        "ones": _ones,
        "matrix": _matrix,
        "entry": _entry,
        "row": _row,
        "col": _col,
        "item": _item,
        "piecewise": _piecewise,
        "app": _application,
    }
)
