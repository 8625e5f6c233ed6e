"""Terms to SymPy: one rule a head. What is normalised on the way is said in the package's docstring.

A shape that does not meet raises `ShapeMismatch`; a head that SymPy cannot write raises `UnsupportedHead` by name.

>>> from derivations.terms.term import sym
>>> n, d, one = sym("n"), sym("d"), num(1)
>>> to_sympy(sym("X").T * sym("a"), {"X": (n, d), "a": (n, one)}, {})
X.T*a
>>> to_sympy(sym("a").T * sym("a"), {"a": (n, one)}, {})
Trace(a.T*a)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from derivations.terms.heads import ELEMENTWISE, RELATIONS
from derivations.terms.term import Term, free_symbols, num

Shapes = Mapping[str, tuple[Term, Term]]
Facts = Mapping[str, frozenset[str]]
Expr = Any
"""A SymPy expression; SymPy has no types of its own."""


class UnsupportedHead(Exception):
    """SymPy has no object, or a wrong one, for this head (or class, on the way back)."""


class ShapeMismatch(Exception):
    """Two sizes that do not meet."""


_ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "negative": {"negative": True},
    "nonzero": {"nonzero": True},
    "integer": {"integer": True},
    "natural": {"integer": True, "nonnegative": True},
    "odd": {"odd": True},
    "even": {"even": True},
    "probability": {"positive": True},
    "unit interval": {"nonnegative": True},
}

_FUNCTIONS: dict[str, str] = {
    **{head: head for head in "exp log sin cos tan asin acos atan sinh cosh tanh sign floor".split()},
    **{head: head for head in "factorial gamma binomial".split()},
    "ceil": "ceiling",
    "abs": "Abs",
    "min": "Min",
    "max": "Max",
    "conj": "conjugate",
}

_RELATIONS = {"eq": "Equality", "ne": "Unequality", "lt": "StrictLessThan", "le": "LessThan", "gt": "StrictGreaterThan",
              "ge": "GreaterThan"}  # fmt: skip

_CONSTANTS = {"pi": "Pi", "e": "Exp1", "i": "ImaginaryUnit", "inf": "Infinity"}


@dataclass(frozen=True)
class _Scope:
    """What a conversion knows: SymPy itself, shapes and facts by name, whether SymPy may evaluate scalars and matrix
    expressions, names that are sizes, names with an object of their own."""

    sp: Any
    shapes: Shapes
    facts: Facts
    evaluate: bool
    expand: bool
    sizes: frozenset[str] = frozenset()
    bound: Mapping[str, Expr] = field(default_factory=dict)

    def __call__(self, term: Term) -> Expr:
        rule = _TO.get(term.head)
        if rule is None:
            raise UnsupportedHead(f"SymPy has no {term.head}")
        return rule(self, term)

    def scalar(self, term: Term, what: str) -> Expr:
        expr = self(term)
        if _is_matrix(expr):
            raise ShapeMismatch(f"{what} is {expr.rows} x {expr.cols}, not a scalar")
        return expr

    def bind(self, name: str, **assumptions: bool) -> tuple[Expr, _Scope]:
        symbol = self.sp.Symbol(name, **assumptions)
        return symbol, replace(self, bound={**self.bound, name: symbol})


def to_sympy(term: Term, shapes: Shapes, facts: Facts, *, evaluate: bool = False) -> Expr:
    """The SymPy expression that a term writes. A symbol missing in `shapes` is a scalar."""
    import sympy

    sizes = frozenset[str]().union(*(free_symbols(side) for shape in shapes.values() for side in shape))
    return _Scope(sympy, shapes, facts, evaluate, evaluate, sizes)(term)


def result_to_sympy(term: Term, own: Mapping[str, Expr]) -> Expr:
    """The SymPy expression of what was computed, in symbols that there are already: scalars as SymPy has them, matrix
    expressions as they are, since SymPy makes I of (X'X)^{-1} X'X whatever the shape of X.
    """
    import sympy

    return _Scope(sympy, {}, {}, True, False, bound=own)(term)


def condition_to_sympy(condition: Term, own: Mapping[str, Expr]) -> Expr:
    """A relation, or SymPy's predicate where it says that a matrix is invertible; i and j are any places, from 0."""
    import sympy

    places = {name: sympy.Symbol(name, integer=True, nonnegative=True) + 1 for name in "ij" if name not in own}
    left = condition.args[0]
    if condition.head == "ne" and left.head == "det" and condition.args[1] == num(0):
        matrix = result_to_sympy(left.args[0], own)
        if _is_matrix(matrix):
            return sympy.Q.invertible(matrix)
    return result_to_sympy(condition, {**places, **own})


def one_by_one(expr: Expr) -> Expr:
    """A sum of traces of 1 x 1 products as the 1 x 1 matrix that it is."""
    import sympy as sp

    parts = []
    for part in expr.args if expr.is_Add else (expr,):
        factors = list(part.args) if part.is_Mul else [part]
        small = [(at, made) for at, each in enumerate(factors) if (made := _as_small_matrix(sp, each)) is not None]
        place, matrix = small[0] if small else (-1, sp.Identity(1))
        factors = _as_one(sp.Mul(*(factor for at, factor in enumerate(factors) if at != place)))
        whole = (*factors, *(matrix.args if matrix.is_MatMul else (matrix,)))
        parts.append(sp.MatMul(*whole, evaluate=False) if factors else matrix)
    return sp.MatAdd(*parts, evaluate=False) if len(parts) > 1 else parts[0]


def _as_small_matrix(sp: Any, expr: Expr) -> Expr | None:
    """The 1 x 1 matrix whose trace, or power of a trace, an expression is."""
    if expr.is_Pow and expr.exp.is_Integer and expr.exp > 1:
        base = _as_small_matrix(sp, expr.base)
        return None if base is None else sp.MatPow(base, expr.exp)
    if type(expr).__name__ == "Trace" and expr.arg.shape == (1, 1):
        return expr.arg
    return None


def _is_matrix(expr: Expr) -> bool:
    return bool(getattr(expr, "is_Matrix", False))


def _settle(scope: _Scope, expr: Expr) -> Expr:
    """A 1 x 1 matrix expression as a scalar."""
    if not (_is_matrix(expr) and expr.rows == 1 and expr.cols == 1):
        return expr
    return expr[0, 0] if isinstance(expr, scope.sp.MatrixBase) else scope.sp.Trace(expr)


def _symbol(scope: _Scope, term: Term) -> Expr:
    name = str(term.value)
    if name in scope.bound:
        return _number_of(scope, scope.bound[name])
    assumptions: dict[str, bool] = {"real": True}
    if name in scope.sizes:
        assumptions |= {"integer": True, "positive": True}
    for fact in scope.facts.get(name, frozenset()):
        assumptions |= _ASSUMPTIONS.get(fact, {})
    one = num(1)
    rows, cols = scope.shapes.get(name, (one, one))
    if rows == one and cols == one:
        return scope.sp.Symbol(name, **assumptions)
    return scope.sp.MatrixSymbol(name, scope(rows), scope(cols))


def _number_of(scope: _Scope, symbol: Expr) -> Expr:
    """A 1 x 1 matrix symbol by its only entry."""
    return symbol[0, 0] if _is_matrix(symbol) and symbol.shape == (1, 1) else symbol


def _sum_of(scope: _Scope, term: Term) -> Expr:
    args = [scope(arg) for arg in term.args]
    if not any(map(_is_matrix, args)):
        return scope.sp.Add(*args, evaluate=scope.evaluate)
    parts = [arg for arg in args if _is_matrix(arg) or arg != 0]
    shape = next(arg.shape for arg in args if _is_matrix(arg))
    for part in parts:
        if not _is_matrix(part) or part.shape != shape:
            raise ShapeMismatch(f"a sum of {shape[0]} x {shape[1]} and {getattr(part, 'shape', 'scalar')}")
    return scope.sp.MatAdd(*parts, evaluate=scope.expand) if len(parts) > 1 else parts[0]


def _product(scope: _Scope, factors: list[Expr]) -> Expr:
    """Left to right; a run of factors whose product is 1 x 1 is a scalar, and scalars go first."""
    sp = scope.sp
    scalars: list[Expr] = []
    runs: list[list[Expr]] = []
    for factor in factors:
        if not _is_matrix(factor):
            scalars.append(factor)
            continue
        if runs and runs[-1][-1].cols == factor.rows:
            runs[-1].append(factor)
        else:
            runs.append([factor])
        if runs[-1][0].rows == 1 and runs[-1][-1].cols == 1:
            run = runs.pop()
            scalars.append(_settle(scope, sp.MatMul(*run, evaluate=scope.expand) if len(run) > 1 else run[0]))
    if len(runs) > 1:
        shapes = " and ".join(f"{run[0].rows} x {run[-1].cols}" for run in runs)
        raise ShapeMismatch(f"a product of {shapes}")
    if not runs:
        return sp.Mul(*scalars, evaluate=scope.evaluate) if len(scalars) > 1 else scalars[0]
    if scope.evaluate and scalars:
        scalars = _as_one(sp.Mul(*scalars))
    every = scalars + runs[0]
    return sp.MatMul(*every, evaluate=scope.expand) if len(every) > 1 else every[0]


def _as_one(number: Expr) -> list[Expr]:
    """The factors of a number as SymPy prints them in front of a matrix: one by one, a quotient as a whole."""
    if number == 1:
        return []
    if number.is_Mul and number.as_numer_denom()[1] == 1:
        return list(number.args)
    return [number]


def _negative(scope: _Scope, term: Term) -> Expr:
    return _product(scope, [scope.sp.S.NegativeOne, scope(term.args[0])])


def _quotient(scope: _Scope, term: Term) -> Expr:
    below = scope.sp.Pow(scope.scalar(term.args[1], "a denominator"), -1, evaluate=scope.evaluate)
    above = scope(term.args[0])
    return below if above == 1 else _product(scope, [above, below])


def _power(scope: _Scope, term: Term) -> Expr:
    base, exponent = scope(term.args[0]), scope.scalar(term.args[1], "an exponent")
    if _is_matrix(base):
        _square(base, "power")
        return scope.sp.MatPow(base, exponent)
    return scope.sp.Pow(base, exponent, evaluate=scope.evaluate)


def _square(expr: Expr, what: str) -> None:
    if expr.rows != expr.cols:
        raise ShapeMismatch(f"{what} of a {expr.rows} x {expr.cols} matrix")


def _inverse(scope: _Scope, term: Term) -> Expr:
    base = scope(term.args[0])
    if not _is_matrix(base):
        return scope.sp.Pow(base, -1, evaluate=scope.evaluate)
    _square(base, "inverse")
    return scope.sp.Inverse(base)


def _of_matrix(name: str, on_scalar: Callable[[Expr], Expr], square: bool) -> Callable[[_Scope, Term], Expr]:
    def rule(scope: _Scope, term: Term) -> Expr:
        arg = scope(term.args[0])
        if not _is_matrix(arg):
            return on_scalar(arg)
        if square:
            _square(arg, term.head)
        return getattr(scope.sp, name)(arg)

    return rule


def _norm(scope: _Scope, term: Term) -> Expr:
    arg = scope(term.args[0])
    if not _is_matrix(arg):
        return scope.sp.Abs(arg, evaluate=scope.evaluate)
    if term.value not in ("2", "F") or (term.value == "2" and 1 not in arg.shape):
        raise UnsupportedHead(f"SymPy has no norm[{term.value}] of a matrix")
    turned = scope.sp.Transpose(arg)
    gram = scope.sp.MatMul(arg, turned) if arg.rows == 1 else scope.sp.MatMul(turned, arg)
    return scope.sp.Pow(scope.sp.Trace(gram), scope.sp.Rational(1, 2))


def _inner(scope: _Scope, term: Term) -> Expr:
    left, right = map(scope, term.args)
    if not _is_matrix(left):
        return _product(scope, [left, right])
    if left.shape != right.shape:
        raise ShapeMismatch(f"inner product of {left.shape} and {right.shape}")
    return scope.sp.Trace(scope.sp.MatMul(scope.sp.Transpose(left), right))


def _literal(scope: _Scope, term: Term) -> Expr:
    cells = [scope(arg) for arg in term.args]
    rows, cols = term.value if isinstance(term.value, tuple) else (0, 0)
    if rows == cols == 1:
        return cells[0]
    if not any(map(_is_matrix, cells)):
        return scope.sp.ImmutableDenseMatrix(rows, cols, cells)
    if not all(map(_is_matrix, cells)):
        raise UnsupportedHead("SymPy has no block matrix with scalar blocks")
    return scope.sp.BlockMatrix([cells[row * cols : (row + 1) * cols] for row in range(rows)])


def _constant_matrix(name: str, scalar: int) -> Callable[[_Scope, Term], Expr]:
    def rule(scope: _Scope, term: Term) -> Expr:
        sizes = [scope.scalar(arg, "a size") for arg in term.args]
        return scope.sp.Integer(scalar) if all(s == 1 for s in sizes) else getattr(scope.sp, name)(*sizes)

    return rule


def _entry(scope: _Scope, term: Term) -> Expr:
    of = scope(term.args[0])
    places = [scope.scalar(arg, "an index") - 1 for arg in term.args[1:]]
    if not _is_matrix(of):
        raise UnsupportedHead("entry of a scalar")
    if len(places) == 1:
        places = [places[0], scope.sp.S.Zero] if of.cols == 1 else [scope.sp.S.Zero, places[0]]
    from sympy.matrices.expressions.matexpr import MatrixElement

    return MatrixElement(of, *places)


def _factors(scope: _Scope, term: Term) -> Iterator[Expr]:
    """The factors; a unit column beside a unit row is one matrix, a function of its places, a row beside a column 1
    or 0.
    """
    args = list(term.args)
    while args:
        factor = args.pop(0)
        if factor.head == "transpose" and _is_unit(factor.args[0]) and args and _is_unit(args[0]):
            places = (factor.args[0].args[1], args.pop(0).args[1])
            yield scope.sp.KroneckerDelta(*(scope(place) - 1 for place in places))
            continue
        if _is_unit(factor) and args and args[0].head == "transpose" and _is_unit(args[0].args[0]):
            yield _unit(scope, factor, args.pop(0).args[0])
        else:
            yield scope(factor)


def _is_unit(term: Term) -> bool:
    return term.head == "col" and term.args[0].head == "eye"


def _unit(scope: _Scope, column: Term, other: Term | None) -> Expr:
    """Zeros but for a one: at a row, or at a row and a column."""
    sp, entry = scope.sp, scope.sp.Integer(1)
    places = (sp.Dummy("i"), sp.Dummy("j"))
    for place, unit in zip(places, (column, other), strict=True):
        if unit is not None:
            entry *= sp.KroneckerDelta(place, scope(unit.args[1]) - 1)
    width = 1 if other is None else scope(other.args[0].args[0])
    return sp.FunctionMatrix(scope(column.args[0].args[0]), width, sp.Lambda(places, entry))


def _column(scope: _Scope, term: Term) -> Expr:
    """A unit vector, or the product with one."""
    if _is_unit(term):
        return _unit(scope, term, None)
    of = scope(term.args[0])
    if not _is_matrix(of):
        raise UnsupportedHead("a column of a scalar")
    place, row = scope.scalar(term.args[1], "an index") - 1, scope.sp.Dummy("i")
    delta = scope.sp.Lambda((row, scope.sp.Dummy("j")), scope.sp.KroneckerDelta(row, place))
    return scope.sp.MatMul(of, scope.sp.FunctionMatrix(of.cols, 1, delta))


def _diagonal(scope: _Scope, term: Term) -> Expr:
    of = scope(term.args[0])
    return scope.sp.DiagMatrix(of) if of.cols == 1 else scope.sp.DiagonalOf(of)


def _function(scope: _Scope, term: Term) -> Expr:
    args = [scope(arg) for arg in term.args]
    function = getattr(scope.sp, _FUNCTIONS[term.head])
    if not any(map(_is_matrix, args)):
        return function(*args, evaluate=scope.evaluate)
    if term.head not in ELEMENTWISE:
        raise UnsupportedHead(f"SymPy has no {term.head} of a matrix")
    return _entry_by_entry(scope, function, args[0])


def _written_out(build: Callable[[Any, Expr, bool], Expr]) -> Callable[[_Scope, Term], Expr]:
    def rule(scope: _Scope, term: Term) -> Expr:
        arg = scope(term.args[0])
        if not _is_matrix(arg):
            return build(scope.sp, arg, scope.evaluate)
        return _entry_by_entry(scope, lambda place: build(scope.sp, place, True), arg)

    return rule


def _entry_by_entry(scope: _Scope, function: Callable[[Expr], Expr], arg: Expr) -> Expr:
    from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

    place = scope.sp.Dummy("x")
    return ElementwiseApplyFunction(scope.sp.Lambda(place, function(place)), arg)


def _logistic(sp: Any, x: Expr, evaluate: bool) -> Expr:
    bottom = sp.Add(1, sp.exp(sp.Mul(-1, x, evaluate=evaluate), evaluate=evaluate), evaluate=evaluate)
    return sp.Pow(bottom, -1, evaluate=evaluate)


_PARTIAL = "∂"
"""What the name of a partial derivative of an opaque function starts with: `∂1,2:f`."""


def _application(scope: _Scope, term: Term) -> Expr:
    sp, name = scope.sp, str(term.value)
    args = [scope(arg) for arg in term.args]
    if not name.startswith(_PARTIAL):
        return sp.Function(name)(*args)
    if any(map(_is_matrix, args)):
        raise UnsupportedHead(f"SymPy has no partial derivative of {name.partition(':')[2]} by a matrix")
    places, _, name = name[1:].partition(":")
    plain = all(arg.is_Symbol for arg in args) and len(set(args)) == len(args)
    held = args if plain else [sp.Dummy(f"x_{place}") for place in range(1, len(args) + 1)]
    slope = sp.Derivative(sp.Function(name)(*held), *(held[int(place) - 1] for place in places.split(",")))
    return slope if plain else sp.Subs(slope, held, args)


def _big(name: str, integer: bool) -> Callable[[_Scope, Term], Expr]:
    def rule(scope: _Scope, term: Term) -> Expr:
        low, high = scope(term.args[1]), scope(term.args[2])
        variable, inner = scope.bind(str(term.args[0].value), **({"integer": True} if integer else {"real": True}))
        return getattr(scope.sp, name)(inner.scalar(term.args[3], f"the body of {term.head}"), (variable, low, high))

    return rule


def _antiderivative(scope: _Scope, term: Term) -> Expr:
    return scope.sp.Integral(scope.scalar(term.args[1], "an integrand"), scope(term.args[0]))


def _gradient(scope: _Scope, term: Term) -> Expr:
    body, variable, point = term.args
    if variable.head != "sym" or _is_matrix(scope(variable)):
        raise UnsupportedHead("SymPy's grad by a vector or matrix is not to be trusted")
    symbol = scope(variable)
    slope = scope.sp.Derivative(scope.scalar(body, "the body of grad"), symbol)
    return slope if point == variable else scope.sp.Subs(slope, symbol, scope(point))


def _limit(scope: _Scope, term: Term) -> Expr:
    target = scope(term.args[1])
    variable, inner = scope.bind(str(term.args[0].value), real=True)
    body = inner.scalar(term.args[2], "the body of limit")
    return scope.sp.Limit(body, variable, target, "-" if target.is_infinite else "+-")


def _piecewise(scope: _Scope, term: Term) -> Expr:
    args = [scope(arg) for arg in term.args]
    pairs = list(zip(args[::2], args[1::2], strict=False))
    if len(args) % 2:
        pairs.append((args[-1], scope.sp.true))
    return scope.sp.Piecewise(*pairs, evaluate=scope.evaluate)


def _relation(scope: _Scope, term: Term) -> Expr:
    return getattr(scope.sp, _RELATIONS[term.head])(*map(scope, term.args), evaluate=scope.evaluate)


def _hadamard(scope: _Scope, term: Term) -> Expr:
    args = [scope(arg) for arg in term.args]
    if not any(map(_is_matrix, args)):
        return _product(scope, args)
    if len({getattr(arg, "shape", ()) for arg in args}) > 1:
        raise ShapeMismatch("an entrywise product of different shapes")
    return scope.sp.HadamardProduct(*args, evaluate=scope.expand)


_TO: dict[str, Callable[[_Scope, Term], Expr]] = {
    "num": lambda scope, term: scope.sp.Rational(_fraction(term).numerator, _fraction(term).denominator),
    "sym": _symbol,
    "const": lambda scope, term: getattr(scope.sp.S, _CONSTANTS[str(term.value)]),
    "eye": _constant_matrix("Identity", 1),
    "zeros": _constant_matrix("ZeroMatrix", 0),
    "ones": _constant_matrix("OneMatrix", 1),
    "matrix": _literal,
    "add": _sum_of,
    "neg": _negative,
    "mul": lambda scope, term: _product(scope, list(_factors(scope, term))),
    "div": _quotient,
    "pow": _power,
    "sqrt": lambda s, t: s.sp.Pow(s.scalar(t.args[0], "a radicand"), s.sp.Rational(1, 2), evaluate=s.evaluate),
    "transpose": _of_matrix("Transpose", lambda x: x, square=False),
    "adjoint": _of_matrix("Adjoint", lambda x: x, square=False),
    "inverse": _inverse,
    "trace": _of_matrix("Trace", lambda x: x, square=True),
    "det": _of_matrix("Determinant", lambda x: x, square=True),
    "norm": _norm,
    "inner": _inner,
    "hadamard": _hadamard,
    "kron": lambda scope, term: scope.sp.KroneckerProduct(*map(scope, term.args)),
    "diag": _diagonal,
    "entry": _entry,
    "col": _column,
    **dict.fromkeys(_FUNCTIONS, _function),
    "sigmoid": _written_out(_logistic),
    "relu": _written_out(lambda sp, x, evaluate: sp.Max(0, x, evaluate=evaluate)),
    "app": _application,
    "sum": _big("Sum", integer=True),
    "prod": _big("Product", integer=True),
    "integral": _big("Integral", integer=False),
    "antiderivative": _antiderivative,
    "grad": _gradient,
    "limit": _limit,
    "piecewise": _piecewise,
    **dict.fromkeys(RELATIONS, _relation),
}


def _fraction(term: Term) -> Fraction:
    return term.value if isinstance(term.value, Fraction) else Fraction(0)
