"""Random exact matrices with declared structure, and the exact test of each fact.

`FACTS` is the registry: a fact and its test. `random_matrix` draws by the most specific fact it knows a construction
for and redraws until every fact holds; None when none was found. Raises `UnsupportedFact` for a fact without a row.

>>> q = random_matrix(Source("doctest", 2), 3, 3, frozenset({"orthogonal"}))
>>> meets(q, frozenset({"orthogonal"})), meets(q, frozenset({"skew"}))
(True, False)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from random import Random
from typing import Any

from flint import fmpq, fmpq_mat

from numeric.arithmetics.protocol import Exact
from numeric.arithmetics.rationals import RATIONALS
from numeric.functions import INERT, UnsupportedFact
from numeric.limits import Budget

Matrix = Any
Entries = list[Fraction]
_ATTEMPTS = 40
_REDRAW_ZERO = 0.9
"""The zero matrix is allowed, but it hides most mistakes."""


class Source:
    """Seeded random rationals that grow with the round: small integers first, so that a witness is readable."""

    def __init__(self, seed: str, round: int, budget: Budget | None = None) -> None:
        self.random = Random(seed)
        self.round = round
        # what making the model meet its equations may cost, over all attempts of a round
        self.budget = budget or Budget()

    def entry(self) -> Fraction:
        bound, denominator = (2, 1) if self.round < 4 else (5, 1) if self.round < 8 else (9, 4)
        if self.round >= 24:
            bound, denominator = 40, 12
        return Fraction(self.random.randint(-bound, bound), self.random.randint(1, denominator))

    def nonzero(self) -> Fraction:
        while True:
            entry = self.entry()
            if entry:
                return entry

    def scalar(self) -> Fraction:
        """Mostly not zero: a zero hides most mistakes."""
        return self.entry() if self.random.random() < 0.1 else self.nonzero()

    def positive(self) -> Fraction:
        return abs(self.nonzero())

    def integer(self) -> int:
        return self.random.randint(*((-3, 3) if self.round < 8 else (-9, 9)))

    def fill(self, rows: int, cols: int, draw: Callable[[], Fraction] | None = None) -> Matrix:
        draw = draw or self.entry
        return fmpq_mat(rows, cols, [RATIONALS.number(draw()) for _ in range(rows * cols)])


# --- constructions ---------------------------------------------------------------------------------------


def _eye(n: int) -> Matrix:
    return fmpq_mat(n, n, [fmpq(i == j) for i in range(n) for j in range(n)])


def _diagonal(values: Iterable[Fraction]) -> Matrix:
    values = list(values)
    n = len(values)
    cells = [RATIONALS.number(values[i]) if i == j else fmpq(0) for i in range(n) for j in range(n)]
    return fmpq_mat(n, n, cells)


def _symmetric(source: Source, rows: int, cols: int) -> Matrix:
    a = source.fill(rows, rows)
    return fmpq_mat(rows, rows, [a[min(i, j), max(i, j)] for i in range(rows) for j in range(rows)])


def _skew(source: Source, rows: int, cols: int) -> Matrix:
    a = source.fill(rows, rows, source.scalar)
    return fmpq_mat(rows, rows, [a[i, j] * (i < j) - a[j, i] * (i > j) for i in range(rows) for j in range(rows)])


def _positive_definite(source: Source, rows: int, cols: int) -> Matrix:
    b = source.fill(rows, rows)
    return b * b.transpose() + _diagonal(source.positive() for _ in range(rows))


def _positive_semidefinite(source: Source, rows: int, cols: int) -> Matrix:
    b = source.fill(rows, source.random.randint(max(1, rows - 1), rows))
    return b * b.transpose()


def _orthogonal(source: Source, rows: int, cols: int) -> Matrix:
    """Orthonormal columns: the first of a square orthogonal matrix."""
    whole = _square_orthogonal(source, rows)
    return fmpq_mat(rows, cols, [whole[i, j] for i in range(rows) for j in range(cols)])


def _square_orthogonal(source: Source, rows: int) -> Matrix:
    """Signed permutations, or Cayley's transform (I - S)(I + S)^-1 of a skew S with signs."""
    random = source.random
    signs = _diagonal(Fraction(random.choice((-1, 1))) for _ in range(rows))
    if source.round % 2 == 0 and random.random() < 0.5:
        order = list(range(rows))
        random.shuffle(order)
        return signs * fmpq_mat(rows, rows, [fmpq(order[i] == j) for i in range(rows) for j in range(rows)])
    s = _skew(source, rows, rows)
    return signs * (_eye(rows) - s) * (_eye(rows) + s).inv()


def _reflection(source: Source, rows: int, cols: int) -> Matrix:
    """Symmetric and orthogonal: I - 2P for a projection P."""
    return _eye(rows) - _projection(source, rows, cols) * 2


def _projection(source: Source, rows: int, cols: int) -> Matrix:
    # Nothing and everything are projections too, but show little: not in the first rounds.
    rank = source.random.randint(0, rows) if source.round > 3 else source.random.randint(1, max(1, rows - 1))
    if rank == 0:
        return fmpq_mat(rows, rows)
    b = _full_rank(source, rows, rank)
    return b * (b.transpose() * b).inv() * b.transpose()


def _idempotent(source: Source, rows: int, cols: int) -> Matrix:
    p = _full_rank(source, rows, rows)
    return p * _diagonal(Fraction(k % 2 ^ source.random.randint(0, 1)) for k in range(rows)) * p.inv()


def _nilpotent(source: Source, rows: int, cols: int) -> Matrix:
    cells = [source.entry() if i < j else Fraction(0) for i in range(rows) for j in range(rows)]
    p = _full_rank(source, rows, rows)
    return p * fmpq_mat(rows, rows, [RATIONALS.number(cell) for cell in cells]) * p.inv()


def _involutory(source: Source, rows: int, cols: int) -> Matrix:
    return _eye(rows) - _idempotent(source, rows, rows) * 2


def _permutation(source: Source, rows: int, cols: int) -> Matrix:
    order = list(range(rows))
    source.random.shuffle(order)
    return fmpq_mat(rows, rows, [fmpq(order[i] == j) for i in range(rows) for j in range(rows)])


def _singular(source: Source, rows: int, cols: int) -> Matrix:
    """A column is a combination of the others."""
    if rows == 1:
        return fmpq_mat(1, 1)
    return source.fill(rows, rows - 1) * source.fill(rows - 1, rows)


def _full_rank(source: Source, rows: int, cols: int) -> Matrix:
    while True:
        a = source.fill(rows, cols)
        if a.rank() == min(rows, cols):
            return a


def _any_rank(source: Source, rows: int, cols: int) -> Matrix:
    """Of full rank half of the time, else with kernels that meet images, which no accident makes."""
    random = source.random
    if random.random() < 0.5:
        return source.fill(rows, cols)
    rank = random.randint(1, max(1, min(rows, cols) - 1))

    def sparse() -> Fraction:
        return Fraction(random.choice((-1, 0, 0, 1)))

    return source.fill(rows, rank, sparse) * source.fill(rank, cols, sparse)


def _triangle(lower: bool) -> Callable[[Source, int, int], Matrix]:
    def draw(source: Source, rows: int, cols: int) -> Matrix:
        keep = [(j <= i) if lower else (j >= i) for i in range(rows) for j in range(cols)]
        cells = [source.nonzero() if i == j else source.entry() for i in range(rows) for j in range(cols)]
        return fmpq_mat(rows, cols, [RATIONALS.number(cell) * k for cell, k in zip(cells, keep, strict=True)])

    return draw


def _unit(source: Source, rows: int, cols: int) -> Matrix:
    """A rational point of the sphere, by stereographic projection; a coordinate vector at times."""
    n = rows * cols
    if n == 1 or (source.round % 2 == 0 and source.random.random() < 0.5):
        place = source.random.randrange(n)
        sign = source.random.choice((-1, 1))
        return fmpq_mat(rows, cols, [fmpq(sign * (k == place)) for k in range(n)])
    t = [source.entry() for _ in range(n - 1)]
    length = sum((x * x for x in t), Fraction(0))
    point = [2 * x / (length + 1) for x in t] + [(length - 1) / (length + 1)]
    source.random.shuffle(point)
    return fmpq_mat(rows, cols, [RATIONALS.number(x) for x in point])


def _one_hot(source: Source, rows: int, cols: int) -> Matrix:
    place = source.random.randrange(rows * cols)
    return fmpq_mat(rows, cols, [fmpq(k == place) for k in range(rows * cols)])


def _simplex(source: Source, rows: int, cols: int) -> Matrix:
    weights = [source.positive() for _ in range(rows * cols)]
    return fmpq_mat(rows, cols, [RATIONALS.number(weight / sum(weights)) for weight in weights])


# The first row that is declared draws; what it does not give by itself is left to redrawing.
_CONSTRUCTIONS: tuple[tuple[frozenset[str], Callable[[Source, int, int], Matrix]], ...] = (
    (frozenset({"identity"}), lambda source, rows, cols: _eye(rows)),
    (frozenset({"symmetric", "orthogonal"}), _reflection),
    (frozenset({"projection"}), _projection),
    (frozenset({"symmetric", "idempotent"}), _projection),
    (frozenset({"idempotent"}), _idempotent),
    (frozenset({"permutation matrix"}), _permutation),
    (frozenset({"orthogonal"}), _orthogonal),
    (frozenset({"nilpotent"}), _nilpotent),
    (frozenset({"involutory"}), _involutory),
    (frozenset({"skew"}), _skew),
    (frozenset({"unit"}), _unit),
    (frozenset({"one-hot"}), _one_hot),
    (frozenset({"simplex"}), _simplex),
)
_AFTER_DIAGONAL: tuple[tuple[frozenset[str], Callable[[Source, int, int], Matrix]], ...] = (
    (frozenset({"positive definite"}), _positive_definite),
    (frozenset({"positive semidefinite"}), _positive_semidefinite),
    (frozenset({"symmetric"}), _symmetric),
    (frozenset({"lower triangular"}), _triangle(lower=True)),
    (frozenset({"upper triangular"}), _triangle(lower=False)),
    (frozenset({"singular"}), _singular),
    (frozenset({"any rank"}), _any_rank),
)


# --- facts -----------------------------------------------------------------------------------------------


def _each(test: Callable[[Fraction], bool]) -> Callable[[Matrix], bool]:
    return lambda a: all(test(RATIONALS.fraction(x)) for x in a.entries())


def _square(a: Matrix) -> bool:
    return bool(a.nrows() == a.ncols())


def _is_symmetric(a: Matrix) -> bool:
    return _square(a) and bool(a == a.transpose())


def _is_positive_definite(a: Matrix) -> bool:
    """Sylvester: symmetric with positive leading minors."""
    if not _is_symmetric(a):
        return False
    n = a.nrows()
    return all(fmpq_mat(k, k, [a[i, j] for i in range(k) for j in range(k)]).det() > 0 for k in range(1, n + 1))


def _is_positive_semidefinite(a: Matrix) -> bool:
    """Symmetric, and the signs of the characteristic polynomial alternate (no negative root)."""
    if not _is_symmetric(a):
        return False
    n = a.nrows()
    return all(c * (-1) ** (n - k) >= 0 for k, c in enumerate(a.charpoly().coeffs()))


def _supported_on(test: Callable[[int, int], bool]) -> Callable[[Matrix], bool]:
    return lambda a: all(a[i, j] == 0 or test(i, j) for i in range(a.nrows()) for j in range(a.ncols()))


def _is_one_hot(entries: Entries) -> bool:
    return sorted(entries) == [0] * (len(entries) - 1) + [1]


def _integer(x: Fraction) -> bool:
    return x.denominator == 1


FACTS: dict[str, Callable[[Matrix], bool]] = {
    "symmetric": _is_symmetric,
    "skew": lambda a: _square(a) and bool(a == -a.transpose()),
    "positive definite": _is_positive_definite,
    "positive semidefinite": _is_positive_semidefinite,
    "orthogonal": lambda a: bool(a.transpose() * a == _eye(a.ncols())),
    "identity": lambda a: _square(a) and bool(a == _eye(a.nrows())),
    "diagonal": _supported_on(lambda i, j: i == j),
    "lower triangular": _supported_on(lambda i, j: j <= i),
    "upper triangular": _supported_on(lambda i, j: j >= i),
    "square": _square,
    "invertible": lambda a: _square(a) and bool(a.rank() == a.nrows()),
    "singular": lambda a: _square(a) and bool(a.rank() < a.nrows()),
    "full row rank": lambda a: bool(a.rank() == a.nrows()),
    "full column rank": lambda a: bool(a.rank() == a.ncols()),
    "full rank": lambda a: bool(a.rank() == min(a.nrows(), a.ncols())),
    "projection": lambda a: _is_symmetric(a) and bool(a * a == a),
    "idempotent": lambda a: _square(a) and bool(a * a == a),
    "nilpotent": lambda a: _square(a) and not any((a ** a.nrows()).entries()),
    "involutory": lambda a: _square(a) and bool(a * a == _eye(a.nrows())),
    "permutation matrix": lambda a: all(map(_is_one_hot, (*a.tolist(), *a.transpose().tolist()))),
    "unit": lambda a: bool(RATIONALS.sum_of_squares(a) == 1),
    "one-hot": lambda a: _is_one_hot(a.entries()),
    "simplex": lambda a: all(x >= 0 for x in a.entries()) and RATIONALS.total(a.entries()) == 1,
    "positive": _each(lambda x: x > 0),
    "nonnegative": _each(lambda x: x >= 0),
    "negative": _each(lambda x: x < 0),
    "nonpositive": _each(lambda x: x <= 0),
    "any rank": lambda a: True,
    "nonzero": lambda a: any(x != 0 for x in a.entries()),
    "zero": _each(lambda x: x == 0),
    "integer": _each(_integer),
    "natural": _each(lambda x: _integer(x) and x >= 0),
    "odd": _each(lambda x: _integer(x) and x % 2 == 1),
    "even": _each(lambda x: _integer(x) and x % 2 == 0),
    "binary": _each(lambda x: x in (0, 1)),
    "sign": _each(lambda x: x in (-1, 1)),
    "probability": _each(lambda x: 0 < x < 1),
    "unit interval": _each(lambda x: 0 <= x < 1),
    "closed unit interval": _each(lambda x: 0 <= x <= 1),
}
_SQUARE = frozenset(
    "symmetric skew identity invertible singular projection idempotent square nilpotent involutory".split()
) | {
    "permutation matrix",
    "positive definite",
    "positive semidefinite",
}


def shapes_allow(rows: int, cols: int, facts: frozenset[str]) -> bool:
    """Whether any matrix of this shape can meet the facts."""
    if facts & _SQUARE and rows != cols:
        return False
    return not ("full row rank" in facts and rows > cols) and not (
        facts & {"full column rank", "orthogonal"} and cols > rows
    )


def meets(data: Exact, facts: frozenset[str]) -> bool:
    """Whether exact data meets every fact. Raises `UnsupportedFact`."""
    known = _known(facts)
    if not known:
        return True
    value = RATIONALS.convert(data)
    a = value if isinstance(value, fmpq_mat) else fmpq_mat(1, 1, [value])
    return all(FACTS[fact](a) for fact in known)


def random_matrix(source: Source, rows: int, cols: int, facts: frozenset[str]) -> Exact | None:
    """Exact data of this shape that meets every fact, or None."""
    known = _known(facts)
    if not shapes_allow(rows, cols, known):
        return None
    draw = _construction(source, known, rows, cols)
    for _ in range(_ATTEMPTS):
        a = draw(source, rows, cols)
        if not any(a.entries()) and source.random.random() < _REDRAW_ZERO:
            continue
        if all(FACTS[fact](a) for fact in known):
            exact: Exact = RATIONALS.to_exact(a if rows * cols > 1 else a[0, 0])
            return exact
    return None


def _known(facts: frozenset[str]) -> frozenset[str]:
    for fact in sorted(facts - FACTS.keys() - INERT):
        raise UnsupportedFact(f"a matrix that is {fact}")
    return facts - INERT


def _construction(source: Source, facts: frozenset[str], rows: int, cols: int) -> Callable[[Source, int, int], Matrix]:
    for needed, construction in _CONSTRUCTIONS:
        if needed <= facts:
            return construction
    cell = _cell(source, facts, rows * cols == 1)
    triangles = {"lower triangular", "upper triangular"}
    if "diagonal" in facts or triangles <= facts or (facts & triangles and "symmetric" in facts):
        if rows == cols:
            return lambda source, rows, cols: _diagonal(cell() for _ in range(rows))
        return lambda source, rows, cols: fmpq_mat(
            rows, cols, [RATIONALS.number(cell()) if i == j else fmpq(0) for i in range(rows) for j in range(cols)]
        )
    if rows * cols > 1:
        for needed, construction in _AFTER_DIAGONAL:
            if needed <= facts:
                return construction
    return lambda source, rows, cols: source.fill(rows, cols, cell)


def _cell(source: Source, facts: frozenset[str], scalar: bool) -> Callable[[], Fraction]:
    """How one entry is drawn."""
    random = source.random
    if "zero" in facts:
        return lambda: Fraction(0)
    if "binary" in facts:
        return lambda: Fraction(random.randint(0, 1))
    if "sign" in facts:
        return lambda: Fraction(random.choice((-1, 1)))
    if facts & {"probability", "unit interval", "closed unit interval"}:
        lowest = 1 if facts & {"probability", "positive", "nonzero"} else 0

        def fraction() -> Fraction:
            denominator = random.randint(2, 6 if source.round < 8 else 30)
            return Fraction(random.randint(lowest, denominator - 1), denominator)

        return fraction
    draw: Callable[[], Fraction] = source.scalar if scalar else source.entry
    if facts & {"positive", "negative", "nonzero", "invertible", "positive definite"}:
        draw = source.nonzero
    if facts & {"integer", "natural", "odd", "even"}:
        scale, shift = (2, 1) if "odd" in facts else (2, 0) if "even" in facts else (1, 0)

        def whole() -> Fraction:
            return Fraction(scale * source.integer() + shift)

        draw = whole
    if facts & {"positive", "nonnegative", "natural", "positive definite", "positive semidefinite"}:
        return lambda: abs(draw())
    if facts & {"negative", "nonpositive"}:
        return lambda: -abs(draw())
    return draw
