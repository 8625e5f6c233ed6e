"""The normal form of a term: a `Rational` for a 1 x 1 value, a `Mat` for the others.

`RULES` has one row for each head of the language; a head without a row raises `Unsupported` by name. A normal form proves
equality (`same`); two different ones refute nothing.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> x = sym("x")
>>> normal(ws, (x + 1) ** 2 - x ** 2 - 2 * x).to_term()
1
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivations.algebra import scalar_rules
from derivations.algebra.abstain import Abstain, ShapeClash, Unsupported
from derivations.algebra.combinatorics import binomial
from derivations.algebra.exponentials import power
from derivations.algebra.grids import from_grid, to_grid
from derivations.algebra.letters import ONE
from derivations.algebra.matrices import (
    determinant,
    euclidean,
    inner,
    inverse,
    matrix_power,
    opaque,
    trace,
    transpose,
)
from derivations.algebra.radicals import imaginary_unit
from derivations.algebra.rational import Rational
from derivations.algebra.sums import ones_letter, product_over, sum_matrix, sum_over
from derivations.algebra.trigonometry import pi
from derivations.algebra.words import MAX_EXPANDED, Mat, Value, as_scalar, flip, product
from derivations.algebra.workspace import INDEX_MARK, Workspace
from derivations.terms.heads import RELATIONS, binder_of
from derivations.terms.term import Term, add, num, substitute, sym, walk

Rule = Callable[[Workspace, Term], Value]

MAX_DEPTH = 120
_MAX_UNROLLED = 100
_MAX_END_TERMS = 6


def normal(ws: Workspace, term: Term) -> Value:
    """The normal form. Raises `Abstain`, or `Restart` where the workspace must begin again."""
    found = ws.memo.get(term)
    if found is None:
        rule = RULES.get(term.head)
        if rule is None:
            raise Unsupported(f"no rule for {term.head}")
        ws.budget.charge()
        found = ws.memo[term] = rule(ws, term)
    result: Value = found
    return result


def scalar(ws: Workspace, term: Term) -> Rational:
    """The normal form of a term that has to be 1 x 1."""
    value = normal(ws, term)
    if isinstance(value, Mat):
        raise ShapeClash(f"a scalar is needed, this is {value.shape_text()}")
    return value


def depth(term: Term) -> int:
    """The height of the tree, without recursion."""
    deepest, level = 0, [term]
    while level:
        deepest += 1
        level = [arg for node in level for arg in node.args]
        if deepest > 10 * MAX_DEPTH:
            break
    return deepest


def size(ws: Workspace, term: Term) -> int:
    return ws.letters.size(scalar(ws, term))


def index_name(term: Term) -> str:
    """The name of a bound index: by the height of binders below it, so that renaming it changes nothing."""
    height = sum(1 for node in walk(term) if binder_of(node.head) is not None)
    return f"{INDEX_MARK}{height}"


# --- atoms ---------------------------------------------------------------------------------------------------


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
    grid = []
    for start in range(0, rows * cols, cols):
        row = cells[start : start + cols]
        if not all(isinstance(cell, Rational) for cell in row):
            raise Unsupported("a matrix of blocks")
        grid.append([cell for cell in row if isinstance(cell, Rational)])
    return from_grid(ws, grid)


# --- algebra -------------------------------------------------------------------------------------------------


def plus(left: Value, right: Value) -> Value:
    """A sum; the number 0 adds to any shape."""
    if isinstance(left, Rational) and isinstance(right, Rational):
        return left + right
    if isinstance(left, Mat) and isinstance(right, Mat):
        return left + right
    one, other = (left, right) if isinstance(left, Rational) else (right, left)
    if isinstance(one, Rational) and one.is_zero():
        return other
    raise ShapeClash("a sum of a scalar and a matrix")


def minus(left: Value, right: Value) -> Value:
    return plus(left, -right)


def _add(ws: Workspace, term: Term) -> Value:
    total = normal(ws, term.args[0])
    for arg in term.args[1:]:
        total = plus(total, normal(ws, arg))
    return total


def _neg(ws: Workspace, term: Term) -> Value:
    return -normal(ws, term.args[0])


def _mul(ws: Workspace, term: Term) -> Value:
    result = normal(ws, term.args[0])
    for arg in term.args[1:]:
        result = product(result, normal(ws, arg))
    return result


def _div(ws: Workspace, term: Term) -> Value:
    return product(normal(ws, term.args[0]), scalar(ws, term.args[1]).inverse())


def _pow(ws: Workspace, term: Term) -> Value:
    base, exponent = normal(ws, term.args[0]), scalar(ws, term.args[1])
    if term.args[0] == Term("const", (), "e"):
        return scalar_rules.FUNCTIONS["exp"](ws, exponent)
    return power(ws, base, exponent) if isinstance(base, Rational) else matrix_power(ws, base, exponent)


def _transpose(ws: Workspace, term: Term) -> Value:
    return transpose(normal(ws, term.args[0]))


def _conjugate(ws: Workspace, term: Term) -> Value:
    value = normal(ws, term.args[0])
    if ("const", "i") in ws.pool.index and not isinstance(value, Rational):
        raise Unsupported("the conjugate of a complex matrix")
    if not isinstance(value, Rational):
        return value
    return scalar_rules.conjugate(ws, value)


def _adjoint(ws: Workspace, term: Term) -> Value:
    return transpose(_conjugate(ws, term))


def _norm(ws: Workspace, term: Term) -> Value:
    value = normal(ws, term.args[0])
    kind = term.value if term.value is not None else "2"
    if isinstance(value, Rational):
        return scalar_rules.FUNCTIONS["abs"](ws, value)
    if kind == "F" or (kind == "2" and ONE in (value.rows, value.cols)):
        return euclidean(ws, value)
    grid = to_grid(ws, value)
    if kind == "1" and grid is not None and ONE in (value.rows, value.cols):
        total = ws.number(0)
        for row in grid:
            for cell in row:
                total = total + scalar_rules.FUNCTIONS["abs"](ws, cell)
        return total
    chosen = min(value, -value, key=lambda one: one.key)
    return ws.atom(
        ("norm", kind, chosen.key),
        lambda: Term("norm", (chosen.to_term(),), kind),
        chosen.deps(),
        nonnegative=True,
    )


def _inverse(ws: Workspace, term: Term) -> Value:
    return inverse(ws, normal(ws, term.args[0]))


def _trace(ws: Workspace, term: Term) -> Value:
    return trace(ws, normal(ws, term.args[0]))


def _det(ws: Workspace, term: Term) -> Value:
    return determinant(ws, normal(ws, term.args[0]))


def _inner(ws: Workspace, term: Term) -> Value:
    return inner(ws, normal(ws, term.args[0]), normal(ws, term.args[1]))


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
    rows, cols = ws.shape(name)
    deps = frozenset((name,)).union(*(index.deps() for index in indices))
    value = opaque(
        ws,
        ("item", name, *(index.key for index in indices)),
        size(ws, rows),
        size(ws, cols),
        lambda: Term("item", (sym(name), *(index.to_term() for index in indices))),
        deps,
    )
    return expanded(ws, value)


# --- entrywise -----------------------------------------------------------------------------------------------


def elementwise(head: str) -> Rule:
    """The rule of a function that acts entry by entry."""
    function = scalar_rules.FUNCTIONS[head]

    def rule(ws: Workspace, term: Term) -> Value:
        value = normal(ws, term.args[0])
        if isinstance(value, Rational):
            return function(ws, value)
        grid = to_grid(ws, value)
        if grid is not None:
            return from_grid(ws, [[function(ws, cell) for cell in row] for row in grid])
        return opaque(
            ws, (head, value.key), value.rows, value.cols, lambda: Term(head, (value.to_term(),)), value.deps()
        )

    return rule


def _maximum(ws: Workspace, term: Term) -> Value:
    return scalar_rules.maximum(ws, [scalar(ws, arg) for arg in term.args])


def _minimum(ws: Workspace, term: Term) -> Value:
    return -scalar_rules.maximum(ws, [-scalar(ws, arg) for arg in term.args])


def _binomial(ws: Workspace, term: Term) -> Value:
    return binomial(ws, scalar(ws, term.args[0]), scalar(ws, term.args[1]))


def _bilinear(head: str, commutes: bool) -> Rule:
    def rule(ws: Workspace, term: Term) -> Value:
        left, right = normal(ws, term.args[0]), normal(ws, term.args[1])
        if isinstance(left, Rational) or isinstance(right, Rational):
            if head == "hadamard" and not (isinstance(left, Rational) and isinstance(right, Rational)):
                raise ShapeClash("an entrywise product of a scalar and a matrix")
            return product(left, right)
        return _bilinear_product(ws, head, left, right, commutes)

    return rule


def _bilinear_product(ws: Workspace, head: str, left: Mat, right: Mat, commutes: bool) -> Value:
    letters = ws.letters
    if head == "hadamard":
        if (left.rows, left.cols) != (right.rows, right.cols):
            raise ShapeClash(f"an entrywise product of {left.shape_text()} and {right.shape_text()}")
        rows, cols = left.rows, left.cols
        one, two = to_grid(ws, left), to_grid(ws, right)
        if one is not None and two is not None:
            return from_grid(ws, [[a * b for a, b in zip(r, s, strict=True)] for r, s in zip(one, two, strict=True)])
    else:
        rows = letters.size(letters.sizes[left.rows] * letters.sizes[right.rows])
        cols = letters.size(letters.sizes[left.cols] * letters.sizes[right.cols])
    total = Mat(ws, rows, cols, {})
    for word, factor in left.terms.items():
        for other, other_factor in right.terms.items():
            if head == "hadamard" and (_is_ones(ws, word) or _is_ones(ws, other)):
                kept = other if _is_ones(ws, word) else word
                total = total + Mat(ws, rows, cols, {kept: factor * other_factor})
                continue
            pair = tuple(sorted((word, other))) if commutes else (word, other)
            a = Mat(ws, left.rows, left.cols, {pair[0]: ws.number(1)})
            b = Mat(ws, right.rows, right.cols, {pair[1]: ws.number(1)})

            def show(a: Mat = a, b: Mat = b) -> Term:
                return Term(head, (a.to_term(), b.to_term()))

            letter = letters.letter((head, pair), rows, cols, show, a.deps() | b.deps())
            total = total + Mat.letter(ws, letter).scale(factor * other_factor)
    return total


def _is_ones(ws: Workspace, word: tuple[int, ...]) -> bool:
    return bool(word) and all(ws.letters.keys[letter][0] == "ones" for letter in word)


def _linear(head: str, shape: Callable[[Workspace, Mat], tuple[int, int]]) -> Rule:
    """A linear operation on matrices, word by word."""

    def rule(ws: Workspace, term: Term) -> Value:
        value = normal(ws, term.args[0])
        if isinstance(value, Rational):
            return value
        rows, cols = shape(ws, value)
        total = Mat(ws, rows, cols, {})
        for word, factor in value.terms.items():
            if head == "diag" and cols == ONE:
                flipped, mark = flip(ws, word)
                word = min(word, flipped) if mark > 0 else word
            one = Mat(ws, value.rows, value.cols, {word: ws.number(1)})

            def show(one: Mat = one) -> Term:
                return Term(head, (one.to_term(),))

            facts = frozenset({"symmetric", "diagonal"}) if head == "diag" and cols != ONE else frozenset[str]()
            letter = ws.letters.letter(
                (head, (value.rows, value.cols), word), rows, cols, show, one.deps(), facts=facts
            )
            total = total + Mat.letter(ws, letter).scale(factor)
        return total

    return rule


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


def _cross(ws: Workspace, term: Term) -> Value:
    left, right = (to_grid(ws, normal(ws, arg)) for arg in term.args)
    if left is None or right is None or len(left) != 3 or len(right) != 3:
        raise Unsupported("a cross product of vectors without entries")
    a, b = [row[0] for row in left], [row[0] for row in right]
    return from_grid(ws, [[a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3]] for i in range(3)])


# --- binders -------------------------------------------------------------------------------------------------


def _sum(ws: Workspace, term: Term) -> Value:
    index, low, high, body = term.args
    name = str(index.value)
    first, last = scalar(ws, low).number(), scalar(ws, high).number()
    if first is not None and last is not None:
        values = _unrolled(ws, name, first, last, body)
        total: Value = ws.number(0)
        for value in values:
            total = plus(total, value)
        return total
    ws.reread = normal
    bound, count, body = _shifted(ws, term)
    value = normal(ws, body)
    base, extra = _whole_part(ws, count)
    if isinstance(value, Mat):
        return sum_matrix(ws, value, bound, count)
    if base is None or name_in_denominator(value, bound):
        return sum_over(ws, value, bound, count)
    total = sum_over(ws, value, bound, base)
    for k in range(min(0, extra) + 1, max(0, extra) + 1):
        at = normal(ws, substitute(body, {bound: base.to_term() + k}))
        total = plus(total, at if extra > 0 else -at)
    return total


def name_in_denominator(value: Rational, name: str) -> bool:
    return not value.den.is_one() and name in value.pool.deps(value.den)


def _unrolled(ws: Workspace, name: str, first: Fraction, last: Fraction, body: Term) -> list[Value]:
    if first.denominator != 1 or last.denominator != 1 or last - first > _MAX_UNROLLED:
        raise Abstain("a long concrete range")
    return [normal(ws, substitute(body, {name: num(k)})) for k in range(int(first), int(last) + 1)]


def _shifted(ws: Workspace, term: Term) -> tuple[str, Rational, Term]:
    """The range moved to 1..count and the index renamed."""
    index, low, high, body = term.args
    bound = index_name(term)
    at: Term = sym(bound)
    if scalar(ws, low).number() != 1:
        at = add(at, low, num(-1))
    return bound, scalar(ws, high) - scalar(ws, low) + 1, substitute(body, {str(index.value): at})


def _whole_part(ws: Workspace, count: Rational) -> tuple[Rational | None, int]:
    """count = base + integer, for a small integer that is not 0."""
    if not count.den.is_one():
        return None, 0
    constant = count.num.to_dict().get((0,) * ws.pool.size)
    if constant is None or constant.q != 1 or abs(int(constant.p)) > _MAX_END_TERMS:
        return None, 0
    base = count - int(constant.p)
    return (None, 0) if base.is_zero() else (base, int(constant.p))


def _prod(ws: Workspace, term: Term) -> Value:
    index, low, high, body = term.args
    first, last = scalar(ws, low).number(), scalar(ws, high).number()
    if first is not None and last is not None:
        result: Value = ws.number(1)
        for value in _unrolled(ws, str(index.value), first, last, body):
            result = product(result, value)
        return result
    ws.reread = normal
    bound, count, body = _shifted(ws, term)
    base, extra = _whole_part(ws, count)
    value = scalar(ws, body)
    if base is None or name_in_denominator(value, bound):
        return product_over(ws, value, bound, count)
    total = product_over(ws, value, bound, base)
    for k in range(min(0, extra) + 1, max(0, extra) + 1):
        at = scalar(ws, substitute(body, {bound: base.to_term() + k}))
        total = total * at if extra > 0 else total / at
    return total


def _relation(ws: Workspace, term: Term) -> tuple[object, ...]:
    if term.head not in RELATIONS:
        raise Unsupported(f"{term.head} as a condition")
    gap = minus(normal(ws, term.args[0]), normal(ws, term.args[1]))
    return term.head, gap.key


def _piecewise(ws: Workspace, term: Term) -> Value:
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


RULES: dict[str, Rule] = {
    "num": _number,
    "sym": _symbol,
    "const": _constant,
    "eye": _eye,
    "zeros": _zeros,
    "ones": _ones,
    "matrix": _matrix,
    "add": _add,
    "neg": _neg,
    "mul": _mul,
    "div": _div,
    "pow": _pow,
    "transpose": _transpose,
    "adjoint": _adjoint,
    "conj": _conjugate,
    "inverse": _inverse,
    "trace": _trace,
    "det": _det,
    "norm": _norm,
    "inner": _inner,
    "max": _maximum,
    "min": _minimum,
    "binomial": _binomial,
    "hadamard": _bilinear("hadamard", commutes=True),
    "kron": _bilinear("kron", commutes=False),
    "cross": _cross,
    "diag": _diag,
    "vec": _linear("vec", _vec_shape),
    "entry": _entry,
    "row": _row,
    "col": _col,
    "item": _item,
    "sum": _sum,
    "prod": _prod,
    "piecewise": _piecewise,
    "app": _application,
}
RULES.update({head: elementwise(head) for head in scalar_rules.FUNCTIONS})
