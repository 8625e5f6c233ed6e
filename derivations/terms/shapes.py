"""Shapes by unification: what shape a term has, given those of its symbols.

A shape is (rows, columns), two size terms. Unknown sizes are symbols that start with `?`; they stand for sizes
larger than one, so that a vector never becomes a scalar by unification. Two sizes with different names never merge:
that is a `ShapeClash`, and it carries both shapes.

>>> from derivations.terms.term import sym
>>> X, w = sym("X"), sym("w")
>>> shaper = Shaper({"X": (sym("n"), sym("d")), "w": (sym("?1"), num(1))})
>>> shaper.shape(X.T * (X * w))
(d, 1)
>>> shaper.resolve(sym("?1"))
d
>>> shaper.shape(w * X)
Traceback (most recent call last):
    ...
derivations.terms.clash.ShapeClash: w is d × 1 and X is n × d in mul(w, X): 1 column against n rows
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count

from derivations.terms.clash import ONE, Part, is_open
from derivations.terms.clash import SCALAR as SCALAR
from derivations.terms.clash import Shape as Shape
from derivations.terms.clash import ShapeClash as ShapeClash
from derivations.terms.clash import UnknownShape as UnknownShape
from derivations.terms.heads import ELEMENTWISE, RELATIONS
from derivations.terms.names import parse_name
from derivations.terms.sizes import is_unknown, missing_factor, missing_summand, same_size
from derivations.terms.term import Term, map_args, num, sym, walk
from derivations.terms.wholes import is_mean, whole_parts

LOSSES = frozenset(("L", "J", "\\ell", "\\mathcal{L}", "\\mathcal{J}", "f", "F", "g", "h", "q"))
"""Functions that are numbers where they are of vectors; all but the losses proper may be anything of a matrix."""

PROPER = frozenset(("L", "J", "\\ell", "\\mathcal{L}", "\\mathcal{J}"))

MEANS = frozenset(("E", "\\mathbb{E}"))
"""Expectations: of the shape of what they are of."""

ENTRYWISE = "entrywise"
"""The value of a function of which the page says that it is taken entry by entry."""

_LAYERS = frozenset({"tanh", "sigmoid", "relu", "sign"})
"""Functions that everybody takes entry by entry, of matrices too."""


class Shaper:
    """Infers shapes and remembers what unknown sizes turned out to be.

    `symbols` gives the shape of each free symbol; one that it lacks is a scalar. `members` gives the shape of the
    members of a family (the symbol of an `item`), `results` the shape of what an opaque function returns.
    """

    def __init__(
        self,
        symbols: Mapping[str, Shape],
        members: Mapping[str, Shape] | None = None,
        results: Mapping[str, Shape] | None = None,
    ) -> None:
        self.symbols = dict(symbols)
        self.members = dict(members or {})
        self.results = dict(results or {})
        self.bindings: dict[str, Term] = {}
        self.ends: dict[str, Term] = {}
        self._fresh: Iterator[int] = count(1)

    def fresh(self) -> Term:
        return sym(f"?s{next(self._fresh)}")

    def resolve(self, size: Term) -> Term:
        """The size with everything known put in."""
        while is_unknown(size) and str(size.value) in self.bindings:
            size = self.bindings[str(size.value)]
        if size.args:
            return map_args(size, self.resolve)
        return size

    def resolved(self, shape: Shape) -> Shape:
        return (self.resolve(shape[0]), self.resolve(shape[1]))

    def same(self, left: Term, right: Term) -> bool:
        left, right = self.resolve(left), self.resolve(right)
        if same_size(left, right):
            return True
        for unknown, other in ((left, right), (right, left)):
            if is_unknown(unknown):
                if other == ONE or any(node == unknown for node in walk(other)):
                    return False
                self.bindings[str(unknown.value)] = other
                return True
            found = missing_factor(unknown, other) if unknown.head == "mul" else missing_summand(unknown, other)
            if found is not None:
                self.bindings[found[0]] = found[1]
                return True
        return self._block_by_block(left, right)

    def _block_by_block(self, left: Term, right: Term) -> bool:
        """Heights or widths of as many blocks, where those of one matrix are all open: each is as its neighbour is."""
        if left.head != "add" or right.head != "add" or len(left.args) != len(right.args):
            return False
        if not all(map(is_unknown, left.args)) and not all(map(is_unknown, right.args)):
            return False
        before = dict(self.bindings)
        if all(self.same(one, other) for one, other in zip(left.args, right.args, strict=True)):
            return True
        self.bindings = before
        return False

    def fits(self, left: Shape, right: Shape) -> bool:
        """Whether two shapes are one, where what is open in them may be chosen; it is chosen so."""
        return self.same(left[0], right[0]) and self.same(left[1], right[1])

    def unify(self, one: Part, other: Part, term: Term) -> Shape:
        """The shape that both parts have. Raises `ShapeClash`."""
        if one.shape == other.shape:
            return self.resolved(one.shape)
        pairs = tuple(zip(self.resolved(one.shape), self.resolved(other.shape), strict=True))
        if not self.fits(one.shape, other.shape):
            parts = self.part(*one), self.part(*other)
            # an identity is square whatever its size
            raise ShapeClash(term, *parts, pairs=None if "eye" in (one.term.head, other.term.head) else pairs)
        return self.resolved(one.shape)

    def part(self, term: Term, shape: Shape | None = None) -> Part:
        """A term with its shape, for what is said of it."""
        return Part(term, self.resolved(self.shape(term) if shape is None else shape))

    def is_scalar(self, shape: Shape) -> bool:
        return self.resolved(shape) == SCALAR

    def shape(self, term: Term) -> Shape:
        """The shape of the term; raises `ShapeClash` where its parts do not fit."""
        if term.head in ELEMENTWISE or term.value == ENTRYWISE:
            shape = self.resolved(self.shape(term.args[0]))
            if term.head not in _LAYERS and term.value != ENTRYWISE and num(1) not in shape:
                # e^A and cos A of a matrix are power series as often as functions of every entry
                raise UnknownShape(term, Part(term.args[0], shape), because=ENTRIES)
            return shape
        rule = _RULES.get(term.head)
        return rule(self, term) if rule else self._scalar_parts(term)

    def _scalar_parts(self, term: Term) -> Shape:
        for arg in term.args:
            shape = self.resolved(self.shape(arg))
            if shape != SCALAR:
                # many write max(0, X) or exp(X) for the function of every entry
                raise UnknownShape(term, Part(arg, shape), because=ENTRIES)
        return SCALAR

    def scalar(self, term: Term, where: Term, shape: Shape | None = None) -> None:
        """Raises `ShapeClash` unless the term, whose shape may be known, is a number."""
        shape = self.resolved(self.shape(term) if shape is None else shape)
        if shape != SCALAR:
            pairs = ((shape[0], ONE), (shape[1], ONE))
            raise ShapeClash(where, Part(term, shape), because="a number is needed", pairs=pairs)

    def square(self, term: Term, where: Term, shape: Shape | None = None) -> Shape:
        """The shape of a term, which may be known; raises `ShapeClash` unless it is square."""
        rows, columns = self.resolved(self.shape(term) if shape is None else shape)
        if not self.same(rows, columns):
            part = self.part(term, (rows, columns))
            raise ShapeClash(where, part, because="a square matrix is needed", pairs=((rows, columns),))
        return self.resolved((rows, columns))

    def together(self, terms: tuple[Term, ...], where: Term) -> Shape:
        """One shape for all; the number 0 fits any."""
        first: Part | None = None
        for term in terms:
            if is_zero(term):
                continue
            bare = term.args[0] if term.head == "neg" else term
            new = Part(bare, self.shape(bare))
            if first is None:
                first = new
            else:
                self.unify(first, new, where)
        return self.resolved(first.shape) if first is not None else SCALAR

    def bind(self, variable: Term, shape: Shape, body: Term) -> Shape:
        """The shape of a body in which the variable has the given shape."""
        name = str(variable.value)
        outer = self.symbols.get(name)
        self.symbols[name] = shape
        try:
            return self.shape(body)
        finally:
            if outer is None:
                del self.symbols[name]
            else:
                self.symbols[name] = outer


ENTRIES = "whether it is taken entry by entry is not said"
INDICES = "such a derivative has more than two indices"
GROUPED = "what stands behind may be a number first"


def is_zero(term: Term) -> bool:
    return (term.head == "num" and term.value == 0) or (term.head == "neg" and is_zero(term.args[0]))


def _symbol(shaper: Shaper, term: Term) -> Shape:
    return shaper.resolved(shaper.symbols.get(str(term.value), SCALAR))


def _literal(shaper: Shaper, term: Term) -> Shape:
    assert isinstance(term.value, tuple)
    rows, columns = term.value
    cells = [term.args[i * columns : (i + 1) * columns] for i in range(rows)]
    shapes = [[None if is_zero(cell) else shaper.shape(cell) for cell in row] for row in cells]
    if all(shape is None or shaper.is_scalar(shape) for row in shapes for shape in row):
        return (num(rows), num(columns))
    columns_of = list(zip(*cells, strict=True))
    heights = [_agree(shaper, row, shaped, 0, term) for row, shaped in zip(cells, shapes, strict=True)]
    widths = [
        _agree(shaper, column, shaped, 1, term)
        for column, shaped in zip(columns_of, zip(*shapes, strict=True), strict=True)
    ]
    return (_total(heights), _total(widths))


_BESIDE = ("blocks of one row are equally tall", "blocks of one column are equally wide")


def _agree(shaper: Shaper, cells: Sequence[Term], shapes: Sequence[Shape | None], side: int, term: Term) -> Term:
    """How tall the blocks of a row are (side 0), or how wide those of a column (side 1)."""
    parts = [Part(cell, shape) for cell, shape in zip(cells, shapes, strict=True) if shape is not None]
    if not parts:
        return shaper.fresh()
    for part in parts[1:]:
        one, other = parts[0].shape[side], part.shape[side]
        if not shaper.same(one, other):
            pair = (shaper.resolve(one), shaper.resolve(other))
            raise ShapeClash(term, shaper.part(*parts[0]), shaper.part(*part), because=_BESIDE[side], pairs=(pair,))
    return shaper.resolve(parts[0].shape[side])


def _whole(size: Term) -> int | None:
    """The size as a number."""
    return int(size.value) if size.head == "num" and isinstance(size.value, Fraction) else None


def _total(sizes: list[Term]) -> Term:
    numbers = [number for size in sizes if (number := _whole(size)) is not None]
    if len(numbers) == len(sizes):
        return num(sum(numbers))
    return sizes[0] if len(sizes) == 1 else Term("add", tuple(sizes))


def _product(shaper: Shaper, term: Term) -> Shape:
    shape = SCALAR
    last = term
    for place, factor in enumerate(term.args):
        new = shaper.resolved(shaper.shape(factor))
        shape = shaper.resolved(shape)
        if shape == SCALAR:
            shape, last = new, factor
        elif new != SCALAR:
            if not shaper.same(shape[1], new[0]):
                if _is_number_from(shaper, term.args[place:]):
                    # A x'x of a matrix A and a column x
                    raise UnknownShape(term, shaper.part(last), shaper.part(factor), because=GROUPED)
                raise _unmet(shaper, term, last, factor)
            shape, last = shaper.resolved((shape[0], new[1])), factor
    return shape


def _is_number_from(shaper: Shaper, factors: tuple[Term, ...]) -> bool:
    """Whether the factors begin with ones whose product is a number, a row first."""
    shape = shaper.resolved(shaper.shape(factors[0]))
    for factor in factors[1:]:
        new = shaper.resolved(shaper.shape(factor))
        if shape[0] != ONE or not same_size(shape[1], new[0]):
            return False
        shape = (shape[0], new[1])
        if shape == SCALAR:
            return True
    return False


def _unmet(shaper: Shaper, term: Term, left: Term, right: Term) -> ShapeClash:
    """Neighbours in a product: the columns of the left are not as many as the rows of the right."""
    one, other = shaper.part(left), shaper.part(right)
    pair = (one.shape[1], other.shape[0])
    return ShapeClash(term, one, other, because="{0.columns} against {1.rows}", pairs=(pair,))


def _quotient(shaper: Shaper, term: Term) -> Shape:
    above, below = shaper.part(term.args[0]), shaper.part(term.args[1])
    if below.shape != SCALAR and (above.shape in (SCALAR, below.shape) or shaper.same(*below.shape)):
        # of two vectors it is taken entry by entry, by a square matrix its inverse may be meant
        raise UnknownShape(term, above, below, because="what is meant by dividing by it is not said")
    shaper.scalar(term.args[1], term, below.shape)
    return above.shape


def _power(shaper: Shaper, term: Term) -> Shape:
    base, exponent = shaper.part(term.args[0]), shaper.part(term.args[1])
    if exponent.shape != SCALAR:
        raise UnknownShape(term, exponent, because=ENTRIES)
    if base.shape == SCALAR:
        return SCALAR
    if ONE in base.shape:
        # many write x^2 for the squares of the entries
        raise UnknownShape(term, base, because=ENTRIES)
    return shaper.square(term.args[0], term, base.shape)


def _square(shaper: Shaper, term: Term) -> Shape:
    return shaper.square(term.args[0], term)


def _transposed(shaper: Shaper, term: Term) -> Shape:
    rows, columns = shaper.shape(term.args[0])
    return (columns, rows)


def _scalar_of_square(shaper: Shaper, term: Term) -> Shape:
    shaper.square(term.args[0], term)
    return SCALAR


def _scalar_of_any(shaper: Shaper, term: Term) -> Shape:
    for arg in term.args:
        shaper.shape(arg)
    return SCALAR


def _norm(shaper: Shaper, term: Term) -> Shape:
    _, columns = shaper.resolved(shaper.shape(term.args[0]))
    if term.value == "*" and columns == ONE:
        # of a matrix the nuclear norm; of a vector a dual norm, which the star does not name
        raise UnknownShape(term, because="a dual norm")
    return SCALAR


def _same_shapes(shaper: Shaper, term: Term) -> Shape:
    return shaper.together(term.args, term)


def _inner(shaper: Shaper, term: Term) -> Shape:
    shaper.together(term.args, term)
    return SCALAR


def _kron(shaper: Shaper, term: Term) -> Shape:
    left, right = shaper.resolved(shaper.shape(term.args[0])), shaper.resolved(shaper.shape(term.args[1]))
    return (_times(left[0], right[0]), _times(left[1], right[1]))


def _times(left: Term, right: Term) -> Term:
    if left == ONE:
        return right
    if right == ONE:
        return left
    one, other = _whole(left), _whole(right)
    return Term("mul", (left, right)) if one is None or other is None else num(one * other)


def _cross(shaper: Shaper, term: Term) -> Shape:
    shape = shaper.together(term.args, term)
    if not shaper.fits(shape, (num(3), ONE)):
        pairs = ((shape[0], num(3)), (shape[1], ONE))
        raise ShapeClash(term, shaper.part(term.args[0]), because="columns of 3 are needed", pairs=pairs)
    return (num(3), ONE)


def _diag(shaper: Shaper, term: Term) -> Shape:
    rows, columns = shaper.resolved(shaper.shape(term.args[0]))
    if columns == ONE:
        return (rows, rows)
    shaper.square(term.args[0], term, (rows, columns))
    return (shaper.resolve(rows), ONE)


def _vec(shaper: Shaper, term: Term) -> Shape:
    rows, columns = shaper.resolved(shaper.shape(term.args[0]))
    return (_times(rows, columns), ONE)


def _row(shaper: Shaper, term: Term) -> Shape:
    shape = shaper.resolved(shaper.shape(term.args[0]))
    _within(shaper, term, shape, (0,), term.args[1:])
    return (ONE, shape[1])


def _column(shaper: Shaper, term: Term) -> Shape:
    shape = shaper.resolved(shaper.shape(term.args[0]))
    _within(shaper, term, shape, (1,), term.args[1:])
    return (shape[0], ONE)


def _within(shaper: Shaper, term: Term, shape: Shape, sides: tuple[int, ...], indices: tuple[Term, ...]) -> None:
    """Indices are numbers, and none is larger than its side of a matrix of this shape, where both are known."""
    for side, index in zip(sides, indices, strict=False):
        shaper.scalar(index, term)
        size, at = _whole(shape[side]), _whole(index)
        # m_2 of a number m is a name of its own
        if shape != SCALAR and size is not None and at is not None and at > size:
            # x_3 may be the third of several vectors
            kind = UnknownShape if ONE in shape else ShapeClash
            raise kind(term, Part(term.args[0], shape), because="there is no such entry")


def digit_pair(index: Term) -> tuple[Term, Term] | None:
    """Row 1 and column 2 of `(AB)_{12}`, as in `A_{12}`."""
    digits = str(index.value) if index.head == "num" else ""
    if len(digits) != 2 or not digits.isdigit() or "0" in digits:
        return None
    return num(int(digits[0])), num(int(digits[1]))


def _entry(shaper: Shaper, term: Term) -> Shape:
    shape = shaper.resolved(shaper.shape(term.args[0]))
    indices = term.args[1:]
    if len(indices) == 1 and ONE not in shape:
        indices = digit_pair(indices[0]) or ()
        if not indices:
            # some write it for a row or a column
            raise UnknownShape(term, Part(term.args[0], shape), because="an entry has two indices")
    _within(shaper, term, shape, (0, 1), indices)
    for size, index in zip(shape, term.args[1:], strict=False):
        end = shaper.ends.get(str(index.value)) if index.head == "sym" else None
        if end is not None and end.head == "sym" and is_unknown(shaper.resolve(size)):
            # an index that runs from 1 to n runs over all of the vector, unless the page says otherwise
            shaper.same(size, end)
    return SCALAR


def _spectrum(shaper: Shaper, term: Term) -> Shape:
    """Which eigenvalue is the first no convention says: all of them are meant, or the largest or the least."""
    of, index = term.args
    rows, _ = shaper.square(of, term) if term.head == "eigenvalue" else shaper.resolved(shaper.shape(of))
    shaper.scalar(index, term)
    if term.head == "eigenvalue" and index not in (ONE, num(-1)):
        end = shaper.ends.get(str(index.value)) if index.head == "sym" else None
        if end is None or not (is_unknown(rows) or same_size(rows, shaper.resolve(end))):
            raise UnknownShape(term, because="which of the eigenvalues is not said")
        shaper.same(rows, end)
    return SCALAR


def _item(shaper: Shaper, term: Term) -> Shape:
    for index in term.args[1:]:
        shaper.scalar(index, term)
    return shaper.members.get(str(term.args[0].value), SCALAR)


def _application(shaper: Shaper, term: Term) -> Shape:
    shapes = [shaper.resolved(shaper.shape(arg)) for arg in term.args]
    name = str(term.value)
    parts = whole_parts(name)
    if parts is not None:
        return _in_brackets(shaper, name, parts[0], shapes)
    if name in shaper.results:
        return shaper.resolved(shaper.results[name])
    if name in MEANS and len(shapes) == 1:
        return shapes[0]
    wide = next((Part(arg, shape) for arg, shape in zip(term.args, shapes, strict=True) if shape != SCALAR), None)
    letter = parse_name(name).base
    if wide is not None and letter not in (LOSSES if wide.shape[1] == ONE else PROPER):
        # a loss L(w) is a number; what softmax(s) or g(S) is, the name does not say
        raise UnknownShape(term, wide, because="what shape that gives is not known")
    return SCALAR


def _in_brackets(shaper: Shaper, name: str, letter: str, shapes: list[Shape]) -> Shape:
    """An expectation is as what it is of, a set may be anything, whatever else has a bar is a number."""
    if not letter:
        return shaper.results.setdefault(name, (shaper.fresh(), shaper.fresh()))
    return shapes[0] if is_mean(name) else SCALAR


def _big(shaper: Shaper, term: Term) -> Shape:
    variable, low, high, body = term.args
    shaper.scalar(low, term)
    shaper.scalar(high, term)
    name = str(variable.value)
    known = name in shaper.ends or low != ONE
    if not known:
        shaper.ends[name] = high
    try:
        shape = shaper.resolved(shaper.bind(variable, SCALAR, body))
    finally:
        if not known:
            del shaper.ends[name]
    if term.head == "prod" and not is_open(shape[0]) and not is_open(shape[1]) and not shaper.same(*shape):
        raise ShapeClash(term, Part(body, shape), because="a square matrix is needed", pairs=(shape,))
    return shape


def _gradient(shaper: Shaper, term: Term) -> Shape:
    body, variable, point = term.args
    at = shaper.shape(point)
    inner = shaper.resolved(shaper.bind(variable, at, body))
    at = shaper.resolved(at)
    if inner == SCALAR:
        return at
    if at == SCALAR:
        return inner
    raise UnknownShape(term, Part(body, inner), Part(point, at), because=INDICES)


def _jacobian(shaper: Shaper, term: Term) -> Shape:
    body, variable, point = term.args
    at = shaper.shape(point)
    inner = shaper.resolved(shaper.bind(variable, at, body))
    if inner[1] != ONE:
        raise UnknownShape(term, Part(body, inner), because=INDICES)
    at = shaper.resolved(at)
    return (inner[0], _times(at[0], at[1]))


def _hessian(shaper: Shaper, term: Term) -> Shape:
    body, variable, point = term.args
    at = shaper.shape(point)
    inner = shaper.resolved(shaper.bind(variable, at, body))
    at = shaper.resolved(at)
    if inner != SCALAR:
        raise UnknownShape(term, Part(body, inner), because=INDICES)
    if at[1] != ONE:
        # some stack its columns
        raise UnknownShape(term, Part(point, at), because="a Hessian is by a column")
    return (at[0], at[0])


def _column_alone(shaper: Shaper, term: Term) -> Shape:
    shape = shaper.resolved(shaper.shape(term.args[0]))
    if shape == SCALAR or shape[1] != ONE:
        # of a matrix it is taken by rows or by columns
        raise UnknownShape(term, Part(term.args[0], shape), because="it is taken by rows or by columns")
    return shape


def _sum_of_exponentials(shaper: Shaper, term: Term) -> Shape:
    _column_alone(shaper, term)
    return SCALAR


def _root(shaper: Shaper, term: Term) -> Shape:
    shape = shaper.resolved(shaper.shape(term.args[0]))
    if ONE not in shape:
        raise UnknownShape(term, Part(term.args[0], shape), because=ENTRIES)
    return shape


def _covariance(shaper: Shaper, term: Term) -> Shape:
    left, right = shaper.part(term.args[0]), shaper.part(term.args[-1])
    for part in (left, right):
        if part.shape[1] != ONE:
            # the variance of every entry
            raise UnknownShape(term, part, because="a covariance is of columns")
    return (left.shape[0], right.shape[0])


def _gaussian(shaper: Shaper, term: Term) -> Shape:
    """As the mean: a number, or a column as long as its covariance."""
    mean, spread = term.args
    wide = shaper.resolved(shaper.shape(spread))
    tall = (wide[0], ONE) if is_zero(mean) else shaper.resolved(shaper.shape(mean))
    parts = Part(mean, tall), Part(spread, wide)
    if SCALAR in (wide, tall) and wide != tall:
        # some write a variance for a multiple of the identity
        raise UnknownShape(term, *parts, because="a variance may stand for a multiple of I")
    if not shaper.same(tall[1], ONE):
        raise ShapeClash(term, shaper.part(*parts[0]), because="a mean is a column", pairs=((tall[1], ONE),))
    if not shaper.fits((tall[0], tall[0]), wide):
        shapes = [shaper.part(*part) for part in parts]
        pairs = ((shapes[0].shape[0], shapes[1].shape[0]), (shapes[0].shape[0], shapes[1].shape[1]))
        raise ShapeClash(term, *shapes, because="a covariance has as many rows as its mean", pairs=pairs)
    return shaper.resolved(tall)


def _density(shaper: Shaper, term: Term) -> Shape:
    at, law = term.args
    shape = shaper.shape(law)
    if not is_zero(at):
        shaper.unify(shaper.part(at), Part(law, shape), term)
    return SCALAR


def _divergence(shaper: Shaper, term: Term) -> Shape:
    shaper.together(term.args, term)
    return SCALAR


def _bound_scalar(shaper: Shaper, term: Term) -> Shape:
    for end in term.args[1:-1]:
        shaper.scalar(end, term)
    return shaper.bind(term.args[0], SCALAR, term.args[-1])


def _limit(shaper: Shaper, term: Term) -> Shape:
    variable, point, body = term.args
    return shaper.bind(variable, shaper.shape(point), body)


def _pieces(shaper: Shaper, term: Term) -> Shape:
    for condition in term.args[1::2]:
        if condition.head not in RELATIONS:
            shaper.scalar(condition, term)
            continue
        wide = _compared(shaper, condition)
        if condition.head not in ("eq", "ne") and wide != SCALAR:
            # 1[x > 0] of a vector is one of numbers, entry by entry
            raise UnknownShape(condition, Part(condition.args[0], wide), because=ENTRIES)
    return shaper.together((*term.args[0::2],), term)


def _relation(shaper: Shaper, term: Term) -> Shape:
    _compared(shaper, term)
    return SCALAR


def _compared(shaper: Shaper, term: Term) -> Shape:
    """The shape of both sides of a relation."""
    left, right = (shaper.part(side) for side in term.args)
    number = SCALAR in (left.shape, right.shape) and left.shape != right.shape
    if number and term.head not in ("eq", "ne") and not any(map(is_zero, term.args)):
        raise UnknownShape(term, left, right, because=ENTRIES)
    shown = [Part(side.term.args[0], side.shape) if side.term.head == "neg" else side for side in (left, right)]
    compared = [side for side in shown if not is_zero(side.term)]
    return shaper.unify(compared[0], compared[-1], term) if compared else SCALAR


def _bars(shaper: Shaper, term: Term) -> Shape:
    """Around a square matrix they are its determinant, around a vector its norm, once kinds are known."""
    rows, columns = shape = shaper.resolved(shaper.shape(term.args[0]))
    if ONE not in shape and not is_open(rows) and not is_open(columns) and not same_size(rows, columns):
        raise UnknownShape(term, Part(term.args[0], shape), because=ENTRIES)
    return SCALAR


_RULES: dict[str, Callable[[Shaper, Term], Shape]] = {
    "sym": _symbol,
    "eye": lambda shaper, term: (shaper.resolve(term.args[0]), shaper.resolve(term.args[0])),
    "zeros": lambda shaper, term: shaper.resolved((term.args[0], term.args[1])),
    "ones": lambda shaper, term: shaper.resolved((term.args[0], term.args[1])),
    "matrix": _literal,
    "add": _same_shapes,
    "neg": lambda shaper, term: shaper.shape(term.args[0]),
    "pm": lambda shaper, term: shaper.shape(term.args[0]),
    "conj": lambda shaper, term: shaper.shape(term.args[0]),
    "mul": _product,
    "div": _quotient,
    "pow": _power,
    "transpose": _transposed,
    "adjoint": _transposed,
    "inverse": _square,
    "matexp": _square,
    "matfun": _square,
    "adjugate": _square,
    "pinv": _transposed,
    "eigenvalue": _spectrum,
    "singular": _spectrum,
    "trace": _scalar_of_square,
    "det": _scalar_of_square,
    "rank": _scalar_of_any,
    "norm": _norm,
    "abs": _bars,
    "inner": _inner,
    "hadamard": _same_shapes,
    "kron": _kron,
    "cross": _cross,
    "softmax": _column_alone,
    "logsumexp": _sum_of_exponentials,
    "softplus": lambda shaper, term: shaper.shape(term.args[0]),
    "sqrt": _root,
    "differential": lambda shaper, term: shaper.shape(term.args[0]),
    "diag": _diag,
    "vec": _vec,
    "entry": _entry,
    "row": _row,
    "col": _column,
    "item": _item,
    "app": _application,
    "expect": lambda shaper, term: shaper.shape(term.args[0]),
    "covariance": _covariance,
    "gaussian": _gaussian,
    "density": _density,
    "divergence": _divergence,
    "entropy": _scalar_of_any,
    "sum": _big,
    "prod": _big,
    "grad": _gradient,
    "jacobian": _jacobian,
    "hessian": _hessian,
    "integral": _bound_scalar,
    "antiderivative": _bound_scalar,
    "limit": _limit,
    "piecewise": _pieces,
    **dict.fromkeys(RELATIONS, _relation),
}


def instantiate(term: Term, shaper: Shaper) -> Term:
    """The term with every unknown size that the shaper knows put in."""
    if term.head == "sym":
        return shaper.resolve(term) if is_unknown(term) else term
    return map_args(term, lambda arg: instantiate(arg, shaper))
