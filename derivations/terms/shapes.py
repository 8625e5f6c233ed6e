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
>>> shaper.shape(w.T * X)
Traceback (most recent call last):
    ...
derivations.terms.shapes.ShapeClash: (1, d) times (n, d) does not fit
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import count

from derivations.terms.heads import ELEMENTWISE, RELATIONS
from derivations.terms.names import parse_name
from derivations.terms.sizes import is_unknown, missing_factor, same_size
from derivations.terms.term import Term, map_args, num, sym, walk

Shape = tuple[Term, Term]

ONE = num(1)
LOSSES = frozenset(("L", "J", "\\ell", "\\mathcal{L}", "\\mathcal{J}", "f", "F", "g", "h", "q"))
"""Functions that are numbers where they are of vectors; all but the losses proper may be anything of a matrix."""

PROPER = frozenset(("L", "J", "\\ell", "\\mathcal{L}", "\\mathcal{J}"))

MEANS = frozenset(("E", "\\mathbb{E}"))
"""Expectations: of the shape of what they are of."""
SCALAR: Shape = (ONE, ONE)


ENTRYWISE = "entrywise"
"""The value of a function of which the page says that it is taken entry by entry."""

_LAYERS = frozenset({"tanh", "sigmoid", "relu", "sign"})
"""Functions that everybody takes entry by entry, of matrices too."""


class ShapeClash(ValueError):
    """Two shapes that do not fit; `left` and `right` are the shapes, `term` is where, `pairs` the sizes that
    should be equal.
    """

    def __init__(self, message: str, left: Shape, right: Shape, term: Term) -> None:
        super().__init__(message)
        self.left, self.right, self.term = left, right, term
        self.pairs: tuple[tuple[Term, Term], ...] = ((left[0], right[0]), (left[1], right[1]))


class UnknownShape(ShapeClash):
    """A value whose shape nothing says, such as that of an undefined function."""


def show(shape: Shape) -> str:
    return f"({shape[0]!r}, {shape[1]!r})"


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

    def _same(self, left: Term, right: Term) -> bool:
        left, right = self.resolve(left), self.resolve(right)
        if same_size(left, right):
            return True
        for unknown, other in ((left, right), (right, left)):
            if is_unknown(unknown):
                if other == ONE or any(node == unknown for node in walk(other)):
                    return False
                self.bindings[str(unknown.value)] = other
                return True
            found = missing_factor(unknown, other) if unknown.head == "mul" else None
            if found is not None:
                self.bindings[found[0]] = found[1]
                return True
        return False

    def unify(self, left: Shape, right: Shape, term: Term) -> Shape:
        left, right = self.resolved(left), self.resolved(right)
        if not (self._same(left[0], right[0]) and self._same(left[1], right[1])):
            raise ShapeClash(f"{show(left)} against {show(right)}", left, right, term)
        return self.resolved(left)

    def is_scalar(self, shape: Shape) -> bool:
        return self.resolved(shape) == SCALAR

    def shape(self, term: Term) -> Shape:
        """The shape of the term; raises `ShapeClash` where its parts do not fit."""
        if term.head in ELEMENTWISE or term.value == ENTRYWISE:
            shape = self.resolved(self.shape(term.args[0]))
            if term.head not in _LAYERS and term.value != ENTRYWISE and num(1) not in shape:
                # e^A and cos A of a matrix are power series as often as functions of every entry
                raise UnknownShape(f"{term.head} of a matrix", shape, SCALAR, term)
            return shape
        rule = _RULES.get(term.head)
        return rule(self, term) if rule else self._scalar_parts(term)

    def _scalar_parts(self, term: Term) -> Shape:
        for arg in term.args:
            shape = self.resolved(self.shape(arg))
            if shape != SCALAR:
                # many write max(0, X) or exp(X) for the function of every entry
                raise UnknownShape(f"{term.head} of something of shape {show(shape)}", shape, SCALAR, term)
        return SCALAR

    def scalar(self, term: Term) -> None:
        shape = self.resolved(self.shape(term))
        if shape != SCALAR:
            raise ShapeClash(f"{show(shape)} where a scalar is needed", shape, SCALAR, term)

    def square(self, term: Term) -> Shape:
        rows, columns = self.resolved(self.shape(term))
        if not self._same(rows, columns):
            raise ShapeClash(f"{show((rows, columns))} is not square", (rows, columns), (rows, rows), term)
        return self.resolved((rows, columns))

    def together(self, terms: tuple[Term, ...], where: Term) -> Shape:
        """One shape for all; the number 0 fits any."""
        shape: Shape | None = None
        for term in terms:
            if is_zero(term):
                continue
            new = self.shape(term)
            shape = new if shape is None else self.unify(shape, new, where)
        return shape or SCALAR

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
    heights = [_agree(shaper, [shape[0] for shape in row if shape], term) for row in shapes]
    widths = [_agree(shaper, [shape[1] for shape in column if shape], term) for column in zip(*shapes, strict=True)]
    return (_total(heights), _total(widths))


def _agree(shaper: Shaper, sizes: list[Term], term: Term) -> Term:
    if not sizes:
        return shaper.fresh()
    for size in sizes[1:]:
        shaper.unify((sizes[0], ONE), (size, ONE), term)
    return shaper.resolve(sizes[0])


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
    for factor in term.args:
        new = shaper.resolved(shaper.shape(factor))
        shape = shaper.resolved(shape)
        if shape == SCALAR:
            shape = new
        elif new != SCALAR:
            if not shaper._same(shape[1], new[0]):
                left, right = shaper.resolved(shape), shaper.resolved(new)
                clash = ShapeClash(f"{show(left)} times {show(right)} does not fit", left, right, term)
                clash.pairs = ((left[1], right[0]),)
                raise clash
            shape = shaper.resolved((shape[0], new[1]))
    return shape


def _quotient(shaper: Shaper, term: Term) -> Shape:
    shaper.scalar(term.args[1])
    return shaper.shape(term.args[0])


def _power(shaper: Shaper, term: Term) -> Shape:
    shaper.scalar(term.args[1])
    if shaper.is_scalar(shaper.shape(term.args[0])):
        return SCALAR
    return shaper.square(term.args[0])


def _transposed(shaper: Shaper, term: Term) -> Shape:
    rows, columns = shaper.shape(term.args[0])
    return (columns, rows)


def _scalar_of_square(shaper: Shaper, term: Term) -> Shape:
    shaper.square(term.args[0])
    return SCALAR


def _scalar_of_any(shaper: Shaper, term: Term) -> Shape:
    for arg in term.args:
        shaper.shape(arg)
    return SCALAR


def _norm(shaper: Shaper, term: Term) -> Shape:
    _, columns = shaper.resolved(shaper.shape(term.args[0]))
    if term.value == "*" and columns == ONE:
        # of a matrix the nuclear norm; of a vector a dual norm, which the star does not name
        raise UnknownShape("a dual norm", SCALAR, SCALAR, term)
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
    return shaper.unify(shaper.together(term.args, term), (num(3), ONE), term)


def _diag(shaper: Shaper, term: Term) -> Shape:
    rows, columns = shaper.resolved(shaper.shape(term.args[0]))
    if columns == ONE:
        return (rows, rows)
    shaper.square(term.args[0])
    return (shaper.resolve(rows), ONE)


def _vec(shaper: Shaper, term: Term) -> Shape:
    rows, columns = shaper.resolved(shaper.shape(term.args[0]))
    return (_times(rows, columns), ONE)


def _row(shaper: Shaper, term: Term) -> Shape:
    return (ONE, shaper.shape(term.args[0])[1])


def _column(shaper: Shaper, term: Term) -> Shape:
    return (shaper.shape(term.args[0])[0], ONE)


def digit_pair(index: Term) -> tuple[Term, Term] | None:
    """Row 1 and column 2 of `(AB)_{12}`, as in `A_{12}`."""
    digits = str(index.value) if index.head == "num" else ""
    if len(digits) != 2 or not digits.isdigit() or "0" in digits:
        return None
    return num(int(digits[0])), num(int(digits[1]))


def _entry(shaper: Shaper, term: Term) -> Shape:
    rows, columns = shaper.resolved(shaper.shape(term.args[0]))
    if len(term.args) == 2 and ONE not in (rows, columns) and digit_pair(term.args[1]) is None:
        raise ShapeClash(f"one index into {show((rows, columns))}", (rows, columns), SCALAR, term)
    for size, index in zip((rows, columns), term.args[1:], strict=False):
        shaper.scalar(index)
        end = shaper.ends.get(str(index.value)) if index.head == "sym" else None
        if end is not None and end.head == "sym" and is_unknown(shaper.resolve(size)):
            # an index that runs from 1 to n runs over all of the vector, unless the page says otherwise
            shaper.unify((size, ONE), (end, ONE), term)
    return SCALAR


def _spectrum(shaper: Shaper, term: Term) -> Shape:
    """Which eigenvalue is the first no convention says: all of them are meant, or the largest or the least."""
    of, index = term.args
    rows, _ = shaper.square(of) if term.head == "eigenvalue" else shaper.resolved(shaper.shape(of))
    shaper.scalar(index)
    if term.head == "eigenvalue" and index not in (ONE, num(-1)):
        end = shaper.ends.get(str(index.value)) if index.head == "sym" else None
        if end is None or not (is_unknown(rows) or same_size(rows, shaper.resolve(end))):
            raise UnknownShape("which of the eigenvalues is not said", SCALAR, SCALAR, term)
        shaper.unify((rows, ONE), (end, ONE), term)
    return SCALAR


def _item(shaper: Shaper, term: Term) -> Shape:
    for index in term.args[1:]:
        shaper.scalar(index)
    return shaper.members.get(str(term.args[0].value), SCALAR)


def _application(shaper: Shaper, term: Term) -> Shape:
    shapes = [shaper.resolved(shaper.shape(arg)) for arg in term.args]
    name = str(term.value)
    if name in shaper.results:
        return shaper.resolved(shaper.results[name])
    if name in MEANS and len(shapes) == 1:
        return shapes[0]
    wide = next((shape for shape in shapes if shape != SCALAR), None)
    letter = parse_name(name).base
    if wide is not None and letter not in (LOSSES if wide[1] == ONE else PROPER):
        # a loss L(w) is a number; what softmax(s) or g(S) is, the name does not say
        raise UnknownShape(f"the shape of {name} is not known", wide, wide, term)
    return SCALAR


def _big(shaper: Shaper, term: Term) -> Shape:
    variable, low, high, body = term.args
    shaper.scalar(low)
    shaper.scalar(high)
    name = str(variable.value)
    if low == ONE and name not in shaper.ends:
        shaper.ends[name] = high
        try:
            return shaper.bind(variable, SCALAR, body)
        finally:
            del shaper.ends[name]
    return shaper.bind(variable, SCALAR, body)


def _gradient(shaper: Shaper, term: Term) -> Shape:
    body, variable, point = term.args
    at = shaper.shape(point)
    inner = shaper.resolved(shaper.bind(variable, at, body))
    at = shaper.resolved(at)
    if inner == SCALAR:
        return at
    if at == SCALAR:
        return inner
    raise ShapeClash(f"derivative of {show(inner)} by {show(at)}", inner, at, term)


def _jacobian(shaper: Shaper, term: Term) -> Shape:
    body, variable, point = term.args
    at = shaper.shape(point)
    inner = shaper.resolved(shaper.bind(variable, at, body))
    if inner[1] != ONE:
        raise ShapeClash(f"a Jacobian of {show(inner)}", inner, at, term)
    at = shaper.resolved(at)
    return (inner[0], _times(at[0], at[1]))


def _hessian(shaper: Shaper, term: Term) -> Shape:
    body, variable, point = term.args
    at = shaper.shape(point)
    shaper.bind(variable, at, body)
    rows = shaper.resolved(at)[0]
    return (rows, rows)


def _column_alone(shaper: Shaper, term: Term) -> Shape:
    shape = shaper.resolved(shaper.shape(term.args[0]))
    if shape == SCALAR or shape[1] != ONE:
        # of a matrix it is taken by rows or by columns
        raise UnknownShape(f"{term.head} of something of shape {show(shape)}", shape, SCALAR, term)
    return shape


def _sum_of_exponentials(shaper: Shaper, term: Term) -> Shape:
    _column_alone(shaper, term)
    return SCALAR


def _root(shaper: Shaper, term: Term) -> Shape:
    shape = shaper.resolved(shaper.shape(term.args[0]))
    if ONE not in shape:
        raise UnknownShape(f"a root of something of shape {show(shape)}", shape, SCALAR, term)
    return shape


def _covariance(shaper: Shaper, term: Term) -> Shape:
    left, right = shaper.resolved(shaper.shape(term.args[0])), shaper.resolved(shaper.shape(term.args[-1]))
    for shape in (left, right):
        if shape[1] != ONE:
            raise ShapeClash(f"the covariance of {show(shape)}", shape, (shape[0], ONE), term)
    return (left[0], right[0])


def _gaussian(shaper: Shaper, term: Term) -> Shape:
    """As the mean: a number, or a column as long as its covariance."""
    mean, spread = term.args
    wide = shaper.resolved(shaper.shape(spread))
    tall = (wide[0], ONE) if is_zero(mean) else shaper.resolved(shaper.shape(mean))
    if SCALAR in (wide, tall) and wide != tall:
        # some write a variance for a multiple of the identity
        raise UnknownShape(f"a Gaussian with {show(tall)} and {show(wide)}", tall, wide, term)
    shaper.unify((tall[0], tall[0]), wide, term)
    return shaper.unify(tall, (tall[0], ONE), term)


def _density(shaper: Shaper, term: Term) -> Shape:
    at, law = term.args
    shape = shaper.shape(law)
    if not is_zero(at):
        shaper.unify(shaper.shape(at), shape, term)
    return SCALAR


def _bound_scalar(shaper: Shaper, term: Term) -> Shape:
    return shaper.bind(term.args[0], SCALAR, term.args[-1])


def _pieces(shaper: Shaper, term: Term) -> Shape:
    for condition in term.args[1::2]:
        shaper.shape(condition)
        wide = shaper.resolved(shaper.together(condition.args, condition))
        if condition.head not in ("eq", "ne") and wide != SCALAR:
            # 1[x > 0] of a vector is one of numbers, entry by entry
            raise UnknownShape(f"a condition on something of shape {show(wide)}", wide, SCALAR, term)
    return shaper.together((*term.args[0::2],), term)


def _relation(shaper: Shaper, term: Term) -> Shape:
    shaper.together(term.args, term)
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
    "inverse": lambda shaper, term: shaper.square(term.args[0]),
    "matexp": lambda shaper, term: shaper.square(term.args[0]),
    "matfun": lambda shaper, term: shaper.square(term.args[0]),
    "adjugate": lambda shaper, term: shaper.square(term.args[0]),
    "pinv": _transposed,
    "eigenvalue": _spectrum,
    "singular": _spectrum,
    "trace": _scalar_of_square,
    "det": _scalar_of_square,
    "rank": _scalar_of_any,
    "norm": _norm,
    # bars around a matrix are its determinant, around a vector its norm, once kinds are known
    "abs": _scalar_of_any,
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
    "divergence": _scalar_of_any,
    "entropy": _scalar_of_any,
    "sum": _big,
    "prod": _big,
    "grad": _gradient,
    "jacobian": _jacobian,
    "hessian": _hessian,
    "integral": _bound_scalar,
    "antiderivative": _bound_scalar,
    "limit": _bound_scalar,
    "piecewise": _pieces,
    **dict.fromkeys(RELATIONS, _relation),
}


def instantiate(term: Term, shaper: Shaper) -> Term:
    """The term with every unknown size that the shaper knows put in."""
    if term.head == "sym":
        return shaper.resolve(term) if is_unknown(term) else term
    return map_args(term, lambda arg: instantiate(arg, shaper))
