"""Rules of what acts entry by entry, and of Kronecker products, diag and vec.

On a matrix whose entries are known these act on the entries; else they are opaque letters, linear where the head is.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import num, Term
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> normal(ws, Term("max", (num(1), num(2)))).number()
Fraction(2, 1)
"""

from __future__ import annotations

from collections.abc import Callable

from derivations.algebra import scalar_rules
from derivations.algebra.abstain import ShapeClash, Unsupported
from derivations.algebra.bilinear import bilinear_product, is_ones
from derivations.algebra.grids import from_grid, to_grid
from derivations.algebra.letters import ONE, Word
from derivations.algebra.normal import RULES, Rule, normal, scalar
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value, as_number, flip
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term


def elementwise(head: str) -> Rule:
    """The rule of a function that acts entry by entry."""
    function = scalar_rules.FUNCTIONS[head]

    def rule(ws: Workspace, term: Term) -> Value:
        if head == "exp" and term.args[0].head == "log":
            # where the logarithm has a value; that of a product with unknown signs forgets them
            return normal(ws, term.args[0].args[0])
        value = normal(ws, term.args[0])
        if isinstance(value, Rational):
            return function(ws, value)
        grid = to_grid(ws, value)
        if grid is not None:
            return from_grid(ws, [[function(ws, cell) for cell in row] for row in grid])

        def entry(left: Word, right: Word) -> Rational:
            total = ws.number(0)
            for word, factor in value.terms.items():
                total = total + factor * as_number(ws, left + word + right)
            return function(ws, total)

        deps = value.deps()
        letter = ws.letters.letter(
            (head, value.key), value.rows, value.cols, lambda: Term(head, (value.to_term(),)), deps, payload=entry
        )
        return Mat.letter(ws, letter)

    return rule


def _maximum(ws: Workspace, term: Term) -> Value:
    return scalar_rules.maximum(ws, [scalar(ws, arg) for arg in term.args])


def _minimum(ws: Workspace, term: Term) -> Value:
    return -scalar_rules.maximum(ws, [-scalar(ws, arg) for arg in term.args])


def _bilinear(head: str) -> Rule:
    def rule(ws: Workspace, term: Term) -> Value:
        return bilinear_product(ws, head, normal(ws, term.args[0]), normal(ws, term.args[1]))

    return rule


def _linear(head: str, shape: Callable[[Workspace, Mat], tuple[int, int]]) -> Rule:
    """A linear operation on matrices, word by word."""

    def rule(ws: Workspace, term: Term) -> Value:
        if head == "exp" and term.args[0].head == "log":
            # where the logarithm has a value; that of a product with unknown signs forgets them
            return normal(ws, term.args[0].args[0])
        value = normal(ws, term.args[0])
        if isinstance(value, Rational):
            return value
        rows, cols = shape(ws, value)
        total = Mat(ws, rows, cols, {})
        for word, factor in value.terms.items():
            if head == "diag" and cols == ONE:
                flipped, mark = flip(ws, word)
                word = min(word, flipped) if mark > 0 else word
            if head == "diag" and value.cols == ONE and len(word) == 1 and is_ones(ws, word):
                total = total + Mat(ws, rows, cols, {(): factor})  # diag(1) = I
                continue
            one = Mat(ws, value.rows, value.cols, {word: ws.number(1)})

            def show(one: Mat = one) -> Term:
                return Term(head, (one.to_term(),))

            facts = frozenset({"symmetric", "diagonal"}) if head == "diag" and cols != ONE else frozenset[str]()
            entry = _entry_of_diagonal(ws, word, cols == ONE) if head == "diag" else None
            letter = ws.letters.letter(
                (head, (value.rows, value.cols), word), rows, cols, show, one.deps(), facts=facts, payload=entry
            )
            total = total + Mat.letter(ws, letter).scale(factor)
        return total

    return rule


def _entry_of_diagonal(ws: Workspace, word: Word, of_matrix: bool) -> Callable[[Word, Word], Rational]:
    """diag(u)_ij = u_i (e_i'e_j), diag(A)_i = A_ii."""

    def entry(left: Word, right: Word) -> Rational:
        if of_matrix:
            return as_number(ws, left + word + flip(ws, left)[0])
        return as_number(ws, left + word) * as_number(ws, left + right)

    return entry


def _diag_shape(_: Workspace, value: Mat) -> tuple[int, int]:
    if value.cols == ONE:
        return value.rows, value.rows
    if value.rows != value.cols:
        raise ShapeClash(f"diag of {value.shape_text()}")
    return value.rows, ONE


def _diag(ws: Workspace, term: Term) -> Value:
    value = normal(ws, term.args[0])
    grid = to_grid(ws, value)
    if grid is None or isinstance(value, Rational):
        return _linear("diag", _diag_shape)(ws, term)
    if value.cols == ONE:
        zero = ws.number(0)
        return from_grid(ws, [[row[0] if i == j else zero for j in range(len(grid))] for i, row in enumerate(grid)])
    _diag_shape(ws, value)
    return from_grid(ws, [[grid[i][i]] for i in range(len(grid))])


def _vec_shape(ws: Workspace, value: Mat) -> tuple[int, int]:
    return ws.letters.size(ws.letters.sizes[value.rows] * ws.letters.sizes[value.cols]), ONE


def _vec(ws: Workspace, term: Term) -> Value:
    value = normal(ws, term.args[0])
    if isinstance(value, Rational) or value.cols == ONE:
        return value
    grid = to_grid(ws, value)
    if grid is None:
        return _linear("vec", _vec_shape)(ws, term)
    return from_grid(ws, [[cell] for column in zip(*grid, strict=True) for cell in column])


def _cross(ws: Workspace, term: Term) -> Value:
    left, right = (to_grid(ws, normal(ws, arg)) for arg in term.args)
    if left is None or right is None or len(left) != 3 or len(right) != 3:
        raise Unsupported("a cross product of vectors without entries")
    a, b = [row[0] for row in left], [row[0] for row in right]
    return from_grid(ws, [[a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3]] for i in range(3)])


RULES.update(
    {
        "max": _maximum,
        "min": _minimum,
        "hadamard": _bilinear("hadamard"),
        "kron": _bilinear("kron"),
        "cross": _cross,
        "diag": _diag,
        "vec": _vec,
    }
)
RULES.update({head: elementwise(head) for head in scalar_rules.FUNCTIONS})
