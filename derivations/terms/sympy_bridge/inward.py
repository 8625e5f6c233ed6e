"""SymPy to terms: one rule a class, found along the class's own ancestors.

The arguments keep their order; `ordered=True` asks for the order in which SymPy prints them, for what SymPy itself
computed. A class without a rule raises `UnsupportedHead` with its name.

>>> import sympy
>>> x, y = sympy.symbols("x y")
>>> from_sympy(-2 * x / (3 * y))
neg(div(mul(2, x), mul(3, y)))
>>> from_sympy(x**2 + 2 * x + 1, ordered=True)
add(pow(x, 2), mul(2, x), 1)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derivations.terms.heads import ELEMENTWISE
from derivations.terms.sympy_bridge.order import factors as factors_in_order
from derivations.terms.sympy_bridge.order import summands
from derivations.terms.sympy_bridge.outward import Expr, UnsupportedHead
from derivations.terms.term import Term, num, sym


@dataclass(frozen=True)
class _Reading:
    """SymPy, and whether sums take its printing order."""

    sp: Any
    ordered: bool

    def __call__(self, expr: Expr) -> Term:
        for ancestor in type(expr).__mro__:
            rule = _FROM.get(ancestor.__name__)
            if rule is not None:
                return rule(self, expr)
        raise UnsupportedHead(f"no term for SymPy's {type(expr).__name__}")

    def all(self, exprs: Any) -> tuple[Term, ...]:
        return tuple(self(expr) for expr in exprs)


def from_sympy(expr: Expr, *, ordered: bool = False) -> Term:
    """The term that a SymPy expression writes."""
    import sympy

    return _Reading(sympy, ordered)(sympy.sympify(expr, strict=True))


def _one_by_one(expr: Expr) -> bool:
    return bool(expr.rows == 1 and expr.cols == 1)


def _plain(head: str) -> Callable[[_Reading, Expr], Term]:
    return lambda read, expr: Term(head, read.all(expr.args))


def _first(head: str) -> Callable[[_Reading, Expr], Term]:
    return lambda read, expr: Term(head, (read(expr.args[0]),))


def _const(name: str) -> Callable[[_Reading, Expr], Term]:
    return lambda read, expr: Term("const", (), name)


def _rational(read: _Reading, expr: Expr) -> Term:
    return num(Fraction(int(expr.p), int(expr.q)))


def _sum_of(read: _Reading, expr: Expr) -> Term:
    if read.ordered and expr.is_Add:
        return Term("add", tuple(summands(read.all(expr.as_ordered_terms()))))
    return Term("add", read.all(expr.args))


def _product(read: _Reading, expr: Expr) -> Term:
    """Sign first, then one quotient of what stands above and below, each in order."""
    factors = list(expr.as_ordered_factors() if read.ordered and expr.is_commutative else expr.args)
    negative = False
    head = factors[0]
    if head.is_Rational and head < 0 and len(factors) > 1:
        negative = True
        factors = factors[1:] if head == -1 else [-head, *factors[1:]]
    above: list[Term] = []
    below: list[Term] = []
    for factor in factors:
        # a nested product was written so, and stays so
        if factor.is_Pow and not factor.is_Matrix and factor.exp.is_Rational and factor.exp < 0:
            below.append(_to_power(read, factor.base, -factor.exp))
        elif factor.is_Rational and factor.q != 1 and factor is factors[0]:
            below.append(num(int(factor.q)))
            if factor.p != 1:
                above.append(num(int(factor.p)))
        else:
            above.append(read(factor))
    if read.ordered:
        above = factors_in_order(above)
    term = Term("mul", tuple(above)) if len(above) > 1 else above[0] if above else num(1)
    if below:
        term = Term("div", (term, Term("mul", tuple(below)) if len(below) > 1 else below[0]))
    return Term("neg", (term,)) if negative else term


def _matrix_product(read: _Reading, expr: Expr) -> Term:
    scalars = [factor for factor in expr.args if not factor.is_Matrix]
    matrices = [factor for factor in expr.args if factor.is_Matrix]
    negative = bool(scalars and scalars[0] == -1)
    factors = [*read.all(scalars[1:] if negative else scalars), *read.all(matrices)]
    term = Term("mul", tuple(factors)) if len(factors) > 1 else factors[0]
    return Term("neg", (term,)) if negative else term


def _to_power(read: _Reading, base: Expr, exponent: Expr) -> Term:
    if exponent == 1:
        return read(base)
    if exponent == read.sp.Rational(1, 2):
        return _root(read, base)
    return Term("pow", (read(base), read(exponent)))


def _power(read: _Reading, expr: Expr) -> Term:
    if expr.exp.is_Rational and expr.exp < 0:
        return Term("div", (num(1), _to_power(read, expr.base, -expr.exp)))
    return _to_power(read, expr.base, expr.exp)


def _root(read: _Reading, base: Expr) -> Term:
    """The root of tr(x'x) is a norm, any other root a root."""
    if type(base).__name__ == "Trace" and type(base.arg).__name__ == "MatMul" and len(base.arg.args) == 2:
        left, right = base.arg.args
        for turned, plain in ((left, right), (right, left)):
            if type(turned).__name__ == "Transpose" and turned.arg == plain:
                if (plain.cols == 1 and turned is left) or (plain.rows == 1 and turned is right):
                    return Term("norm", (read(plain),), "2")
                if turned is left and plain.rows != 1:
                    return Term("norm", (read(plain),), "F")
    return Term("sqrt", (read(base),))


def _trace(read: _Reading, expr: Expr) -> Term:
    return read(expr.arg) if _one_by_one(expr.arg) else Term("trace", (read(expr.arg),))


def _literal(read: _Reading, expr: Expr) -> Term:
    return Term("matrix", read.all(expr), (int(expr.rows), int(expr.cols)))


def _blocks(read: _Reading, expr: Expr) -> Term:
    rows, cols = expr.blockshape
    return Term("matrix", read.all(expr.blocks), (int(rows), int(cols)))


def _entry(read: _Reading, expr: Expr) -> Term:
    of, row, col = expr.args
    if _one_by_one(of):
        return read(of)
    places = (row,) if of.cols == 1 else (col,) if of.rows == 1 else (row, col)
    return Term("entry", (read(of), *(read(place + 1) for place in places)))


def _big(head: str) -> Callable[[_Reading, Expr], Term]:
    def rule(read: _Reading, expr: Expr) -> Term:
        body = read(expr.function)
        for variable, *ends in expr.limits:
            if head == "integral" and not ends:
                body = Term("antiderivative", (read(variable), body))
            elif len(ends) == 2:
                body = Term(head, (read(variable), read(ends[0]), read(ends[1]), body))
            else:
                raise UnsupportedHead(f"{head} with one end")
        return body

    return rule


def _derivative(read: _Reading, expr: Expr) -> Term:
    body = read(expr.expr)
    for variable, count in expr.variable_count:
        if not (count.is_Integer and not variable.is_Matrix):
            raise UnsupportedHead("a derivative of symbolic order or by a matrix")
        for _ in range(int(count)):
            body = Term("grad", (body, read(variable), read(variable)))
    return body


def _substituted(read: _Reading, expr: Expr) -> Term:
    slope = expr.expr
    if type(slope).__name__ != "Derivative" or slope.variables != expr.variables or len(expr.variables) != 1:
        raise UnsupportedHead("Subs of anything but one derivative")
    return Term("grad", (read(slope.expr), read(expr.variables[0]), read(expr.point[0])))


def _piecewise(read: _Reading, expr: Expr) -> Term:
    args: list[Term] = []
    for value, condition in expr.args:
        args.append(read(value))
        if condition != read.sp.true:
            args.append(read(condition))
    return Term("piecewise", tuple(args))


def _entrywise(read: _Reading, expr: Expr) -> Term:
    """A function of every entry, put together out of entrywise products, sums and functions."""
    (place,), body = expr.function.variables, expr.function.expr
    of = read(expr.expr)
    ones = Term("ones", read.all(expr.shape))

    def lifted(node: Expr) -> Term:
        if node == place:
            return of
        if not node.has(place):
            return read(node) * ones
        if node.is_Add:
            return Term("add", tuple(lifted(arg) for arg in node.args))
        if node.is_Mul:
            still = [read(arg) for arg in node.args if not arg.has(place)]
            moving = _entry_product(node, place, lifted)
            return Term("mul", (*still, moving)) if still else moving
        if node.is_Pow and node == 1 / (1 + read.sp.exp(-node_of(node))):
            return Term("sigmoid", (lifted(node_of(node)),))
        if node.is_Pow and node.exp.is_Integer and 2 <= node.exp <= _MAX_ENTRY_POWER:
            return _repeated(lifted(node.base), int(node.exp))
        if type(node).__name__ == "Max" and len(node.args) == 2 and 0 in node.args:
            return Term("relu", (lifted(next(arg for arg in node.args if arg != 0)),))
        head = _HEAD_OF_CLASS.get(type(node).__name__)
        if head not in ELEMENTWISE or len(node.args) != 1:
            raise UnsupportedHead(f"no entrywise {type(node).__name__}: {node}")
        return Term(head, (lifted(node.args[0]),))

    def node_of(node: Expr) -> Expr:
        """x in 1/(1 + exp(-x)), or what makes the comparison fail."""
        found = [part.args[0] for part in node.base.args if type(part).__name__ == "exp"]
        return -found[0] if found else node

    return lifted(body)


def _entry_product(node: Expr, place: Expr, lifted: Callable[[Expr], Term]) -> Term:
    first, *rest = (lifted(arg) for arg in node.args if arg.has(place))
    for factor in rest:
        first = Term("hadamard", (first, factor))
    return first


def _repeated(term: Term, times: int) -> Term:
    found = term
    for _ in range(times - 1):
        found = Term("hadamard", (found, term))
    return found


def _entry_power(read: _Reading, expr: Expr) -> Term:
    base, exponent = expr.args
    if not (exponent.is_Integer and 1 <= exponent <= _MAX_ENTRY_POWER):
        raise UnsupportedHead(f"the entrywise power {exponent}")
    return _repeated(read(base), int(exponent))


def _entry_products(read: _Reading, expr: Expr) -> Term:
    first, *rest = read.all(expr.args)
    for factor in rest:
        first = Term("hadamard", (first, factor))
    return first


def _krons(read: _Reading, expr: Expr) -> Term:
    first, *rest = read.all(expr.args)
    for factor in rest:
        first = Term("kron", (first, factor))
    return first


def _application(read: _Reading, expr: Expr) -> Term:
    return Term("app", read.all(expr.args), str(expr.func.__name__))


_MAX_ENTRY_POWER = 12

_HEAD_OF_CLASS = {
    **{name: name for name in "exp log sin cos tan asin acos atan sinh cosh tanh sign floor factorial gamma".split()},
    "ceiling": "ceil",
}

_FROM: dict[str, Callable[[_Reading, Expr], Term]] = {
    "Rational": _rational,
    "Symbol": lambda read, expr: sym(expr.name),
    "MatrixSymbol": lambda read, expr: sym(expr.name),
    "Pi": _const("pi"),
    "Exp1": _const("e"),
    "ImaginaryUnit": _const("i"),
    "Infinity": _const("inf"),
    "NegativeInfinity": lambda read, expr: Term("neg", (Term("const", (), "inf"),)),
    "Identity": _first("eye"),
    "ZeroMatrix": _plain("zeros"),
    "OneMatrix": _plain("ones"),
    "MatrixBase": _literal,
    "BlockMatrix": _blocks,
    "Add": _sum_of,
    "MatAdd": _sum_of,
    "Mul": _product,
    "MatMul": _matrix_product,
    "Pow": _power,
    "MatPow": _plain("pow"),
    "Inverse": _first("inverse"),
    "Transpose": _first("transpose"),
    "Adjoint": _first("adjoint"),
    "Trace": _trace,
    "Determinant": _first("det"),
    "HadamardProduct": _entry_products,
    "HadamardPower": _entry_power,
    "KroneckerProduct": _krons,
    "DiagMatrix": _first("diag"),
    "DiagonalOf": _first("diag"),
    "MatrixElement": _entry,
    "ElementwiseApplyFunction": _entrywise,
    "Abs": _first("abs"),
    "conjugate": _first("conj"),
    "ceiling": _first("ceil"),
    "Min": _plain("min"),
    "Max": _plain("max"),
    **{name: _plain(name) for name in "exp log sin cos tan asin acos atan sinh cosh tanh sign floor".split()},
    **{name: _plain(name) for name in "factorial gamma binomial".split()},
    "AppliedUndef": _application,
    "Sum": _big("sum"),
    "Product": _big("prod"),
    "Integral": _big("integral"),
    "Derivative": _derivative,
    "Subs": _substituted,
    "Limit": lambda read, expr: Term("limit", (read(expr.args[1]), read(expr.args[2]), read(expr.args[0]))),
    "Piecewise": _piecewise,
    "Equality": _plain("eq"),
    "Unequality": _plain("ne"),
    "StrictLessThan": _plain("lt"),
    "LessThan": _plain("le"),
    "StrictGreaterThan": _plain("gt"),
    "GreaterThan": _plain("ge"),
}
