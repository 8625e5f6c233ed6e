"""Matrix calculus by differentials, on terms (Magnus and Neudecker, Matrix Differential Calculus).

`differential(ws, term, name, d)` is what `term` changes by, to first order, when the symbol `name` changes by
`d`: a term, linear in `d`, and the number 0 where the symbol does not occur. `ROWS` holds one rule for each
head; a head without a row raises `Unsupported` by name. Kinks (|x| at 0) are recorded as conditions of the
workspace.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import sym
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> differential(ws, sym("x") ** 2 + sym("y"), "x", sym("dx"))
mul(2, pow(x, 1), dx)
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivations.algebra.abstain import Abstain, Unsupported
from derivations.algebra.letters import ONE
from derivations.algebra.normal import normal
from derivations.algebra.words import Mat
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, add, free_symbols, functions_of, mul, num, substitute, sym
from derivations.terms.wholes import whole_parts

Differential = Callable[[Term], Term]
Row = Callable[[Workspace, Term, Differential], Term]

ZERO = num(0)
PARTIAL = "∂"
_MAX_POWER = 16


def differential(ws: Workspace, term: Term, name: str, change: Term) -> Term:
    """The differential of a term. Raises `Unsupported` for heads without a row."""
    if name not in free_symbols(term):
        if any(whole_parts(of) for of in functions_of(term)):
            raise Unsupported("how a probability or an expectation moves is not said")
        return ZERO
    if term.head == "sym":
        return change
    row = ROWS.get(term.head)
    if row is None:
        raise Unsupported(f"no differential for {term.head}")
    ws.budget.charge()
    return row(ws, term, lambda part: differential(ws, part, name, change))


def total_of(parts: list[Term]) -> Term:
    kept = [part for part in parts if part != ZERO]
    return add(*kept) if kept else ZERO


def _leibniz(ws: Workspace, term: Term, d: Differential) -> Term:
    """Product rule for a head that is linear in each argument."""
    parts = []
    for place, arg in enumerate(term.args):
        change = d(arg)
        if change != ZERO:
            parts.append(Term(term.head, (*term.args[:place], change, *term.args[place + 1 :]), term.value))
    return total_of(parts)


def _linear_in_first(ws: Workspace, term: Term, d: Differential) -> Term:
    for arg in term.args[1:]:
        if d(arg) != ZERO:
            raise Unsupported(f"{term.head} at a place that varies")
    return Term(term.head, (d(term.args[0]), *term.args[1:]), term.value)


def _add(ws: Workspace, term: Term, d: Differential) -> Term:
    return total_of([d(arg) for arg in term.args])


def _neg(ws: Workspace, term: Term, d: Differential) -> Term:
    return Term("neg", (d(term.args[0]),))


def _div(ws: Workspace, term: Term, d: Differential) -> Term:
    top, below = term.args
    change, other = d(top), d(below)
    parts = [] if change == ZERO else [change / below]
    if other != ZERO:
        parts.append(-(mul(top, other / below**2)))
    return total_of(parts)


def _pow(ws: Workspace, term: Term, d: Differential) -> Term:
    base, exponent = term.args
    if base.head == "norm" and base.value in ("2", "F", None) and exponent == num(2) and _is_euclidean(ws, base):
        # the square has no kink
        return 2 * Term("inner", (base.args[0], d(base.args[0])))
    change, other = d(base), d(exponent)
    if isinstance(normal(ws, base), Mat):
        return _matrix_power(ws, base, exponent, change, other)
    parts = []
    if change != ZERO:
        lower = num(exponent.value - 1) if isinstance(exponent.value, Fraction) else exponent - 1
        parts.append(mul(exponent, base**lower, change))
    if other != ZERO:
        parts.append(mul(term, other, Term("log", (base,))))
    return total_of(parts)


def _trace(ws: Workspace, term: Term, d: Differential) -> Term:
    """tr is linear; d tr(S^k) = k tr(S^(k-1) dS), also for a symbol k."""
    inner = term.args[0]
    if inner.head == "pow" and isinstance(normal(ws, inner.args[0]), Mat) and d(inner.args[1]) == ZERO:
        base, exponent = inner.args
        lower = num(exponent.value - 1) if isinstance(exponent.value, Fraction) else exponent - 1
        return mul(exponent, Term("trace", (mul(base**lower, d(base)),)))
    return _linear_in_first(ws, term, d)


def _matrix_power(ws: Workspace, base: Term, exponent: Term, change: Term, other: Term) -> Term:
    if not isinstance(exponent.value, Fraction) or exponent.value.denominator != 1 or other != ZERO:
        raise Unsupported("the differential of a matrix to a symbolic power")
    count = int(exponent.value)
    if abs(count) > _MAX_POWER:
        raise Abstain("the differential of a high matrix power")
    if count < 0:
        # d(S^-k) = -S^-k d(S^k) S^-k
        inner = _matrix_power(ws, base, num(-count), change, other)
        return -mul(base**count, inner, base**count)
    return total_of([mul(base**k, change, base ** (count - 1 - k)) for k in range(count)])


def _sqrt(ws: Workspace, term: Term, d: Differential) -> Term:
    if isinstance(normal(ws, term.args[0]), Mat):
        return _over_entries(ws, 2 * term, d(term.args[0]))
    return d(term.args[0]) / (2 * term)


def _over_entries(ws: Workspace, below: Term, change: Term) -> Term:
    """What changes over the entries of a column: diag(u)^{-1} du."""
    value = normal(ws, below)
    if not isinstance(value, Mat) or value.cols != ONE:
        raise Unsupported("the differential of an entrywise function of a matrix, with a quotient")
    return mul(Term("inverse", (Term("diag", (below,)),)), change)


def _without_kink(ws: Workspace, arg: Term) -> None:
    """A kink at 0 is a condition: on every entry where there are several."""
    value = normal(ws, arg)
    if isinstance(value, Mat):
        places = (sym("i"),) if value.cols == ONE else (sym("i"), sym("j"))
        arg = Term("entry", (arg, *places))
    ws.conditions.append(Term("ne", (arg, ZERO)))


def _abs(ws: Workspace, term: Term, d: Differential) -> Term:
    _without_kink(ws, term.args[0])
    return mul(Term("sign", term.args), d(term.args[0]))


def _sign(ws: Workspace, term: Term, d: Differential) -> Term:
    _without_kink(ws, term.args[0])
    return ZERO


def _inverse(ws: Workspace, term: Term, d: Differential) -> Term:
    return -mul(term, d(term.args[0]), term)


def _det(ws: Workspace, term: Term, d: Differential) -> Term:
    return mul(term, Term("trace", (mul(Term("inverse", term.args), d(term.args[0])),)))


def _is_euclidean(ws: Workspace, term: Term) -> bool:
    value = normal(ws, term.args[0])
    return not isinstance(value, Mat) or term.value == "F" or ONE in (value.rows, value.cols)


def _norm(ws: Workspace, term: Term, d: Differential) -> Term:
    arg = term.args[0]
    value = normal(ws, arg)
    if term.value == "1" and (not isinstance(value, Mat) or value.cols == ONE):
        _without_kink(ws, arg)
        return Term("inner", (Term("sign", (arg,)), d(arg)))
    if term.value not in ("2", "F", None):
        raise Unsupported(f"the differential of the norm {term.value}")
    if not _is_euclidean(ws, term):
        raise Unsupported("the differential of a spectral norm")
    ws.conditions.append(Term("ne", (term, ZERO)))
    return Term("inner", (arg, d(arg))) / term


def _entrywise(derivative: Callable[[Term, Callable[[Term, Term], Term], Term], Term]) -> Row:
    """f'(u) du, entry by entry where u is a matrix."""

    def row(ws: Workspace, term: Term, d: Differential) -> Term:
        arg = term.args[0]
        value = normal(ws, arg)
        change = d(arg)
        if not isinstance(value, Mat):
            return mul(derivative(arg, lambda p, q: mul(p, q), num(1)), change)
        sizes = ws.letters.sizes
        ones = Term("ones", (sizes[value.rows].to_term(), sizes[value.cols].to_term()))

        def entry_product(p: Term, q: Term) -> Term:
            return mul(p, q) if p.head == "num" else Term("hadamard", (p, q))

        return Term("hadamard", (derivative(arg, entry_product, ones), change))

    return row


def _relu(ws: Workspace, term: Term, d: Differential) -> Term:
    _without_kink(ws, term.args[0])
    return _SLOPE_OF_RELU(ws, term, d)


_SLOPE_OF_RELU = _entrywise(lambda u, p, one: (one + _call("sign", u)) / 2)


def _log(ws: Workspace, term: Term, d: Differential) -> Term:
    if isinstance(normal(ws, term.args[0]), Mat):
        return _over_entries(ws, term.args[0], d(term.args[0]))
    inner = term.args[0].args[0] if term.args[0].head == "abs" else term.args[0]  # d log|u| = du / u
    return d(inner) / inner


def _scalar_only(head: str, derivative: Callable[[Term], Term]) -> Row:
    def row(ws: Workspace, term: Term, d: Differential) -> Term:
        if isinstance(normal(ws, term.args[0]), Mat):
            raise Unsupported(f"the differential of an entrywise {head}")
        return mul(derivative(term.args[0]), d(term.args[0]))

    return row


def _call(head: str, arg: Term) -> Term:
    return Term(head, (arg,))


def _extremum(mark: int) -> Row:
    def row(ws: Workspace, term: Term, d: Differential) -> Term:
        if len(term.args) != 2:
            raise Unsupported(f"the differential of {term.head} of {len(term.args)} values")
        left, right = term.args
        ws.conditions.append(Term("ne", (left, right)))
        return (d(left) + d(right) + mark * (Term("sign", (left - right,)) * (d(left) - d(right)))) / 2

    return row


def _sum(ws: Workspace, term: Term, d: Differential) -> Term:
    index, low, high, body = term.args
    if d(low) != ZERO or d(high) != ZERO:
        raise Unsupported("the differential of a sum by its range")
    return Term("sum", (index, low, high, d(body)))


def _prod(ws: Workspace, term: Term, d: Differential) -> Term:
    index, low, high, body = term.args
    if d(low) != ZERO or d(high) != ZERO:
        raise Unsupported("the differential of a product by its range")
    return mul(term, Term("sum", (index, low, high, d(body) / body)))


def _integral(ws: Workspace, term: Term, d: Differential) -> Term:
    variable, low, high, body = term.args
    name = str(variable.value)
    inside = d(body)
    parts = [] if inside == ZERO else [Term("integral", (variable, low, high, inside))]
    for end, mark in ((high, 1), (low, -1)):
        if d(end) != ZERO:
            parts.append(mark * mul(substitute(body, {name: end}), d(end)))
    return total_of(parts)


def _antiderivative(ws: Workspace, term: Term, d: Differential) -> Term:
    variable, body = term.args
    if set(free_symbols(body)) - {str(variable.value)} and d(variable) == ZERO:
        raise Unsupported("the differential of an antiderivative by a parameter")
    return mul(body, d(variable))


def _expectation(ws: Workspace, term: Term, d: Differential) -> Term:
    if any(ws.signature.has(name, "random") and d(sym(name)) != ZERO for name in free_symbols(term)):
        raise Unsupported("a derivative by what an expectation is taken over")
    return Term("expect", (d(term.args[0]),))


def _matrix(ws: Workspace, term: Term, d: Differential) -> Term:
    return Term("matrix", tuple(d(cell) for cell in term.args), term.value)


def _piecewise(ws: Workspace, term: Term, d: Differential) -> Term:
    args = tuple(arg if place % 2 else d(arg) for place, arg in enumerate(term.args))
    for condition in term.args[1::2]:
        ws.conditions.append(Term("ne", condition.args))
    return Term("piecewise", args)


def _derivative(ws: Workspace, term: Term, d: Differential) -> Term:
    """A derivative inside: its normal form, differentiated."""
    if ws.assumed:
        # a hypothesis holds at a point: it may not be used before the second derivative is taken
        raise Unsupported("a derivative of a derivative under hypotheses")
    found = normal(ws, term).to_term()
    if found.head == term.head:
        raise Unsupported(f"the differential of an opaque {term.head}")
    return d(found)


def _application(ws: Workspace, term: Term, d: Differential) -> Term:
    """df = <D_k f, du_k>: the partial derivative is an opaque function of its own, in the shape of its argument."""
    parts = []
    own = ws.shape(str(term.value))
    scalar_valued = all(size == num(1) for size in own)
    for place, arg in enumerate(term.args, 1):
        change = d(arg)
        if change == ZERO:
            continue
        value = normal(ws, arg)
        shape = (num(1), num(1))
        if isinstance(value, Mat):
            shape = (ws.letters.sizes[value.rows].to_term(), ws.letters.sizes[value.cols].to_term())
        name = partial_name(str(term.value), place)
        if scalar_valued:
            ws.declare(name, shape)
            parts.append(Term("inner", (Term("app", term.args, name), change)))
        elif shape == (num(1), num(1)):
            ws.declare(name, own)
            parts.append(mul(Term("app", term.args, name), change))
        elif shape[1] == own[1] == num(1):
            ws.declare(name, (own[0], shape[0]))
            parts.append(mul(Term("app", term.args, name), change))
        else:
            raise Unsupported("the differential of a vector function by a matrix")
    return total_of(parts)


def partial_name(name: str, place: int) -> str:
    """The name of the partial derivative by an argument; the order of partial derivatives does not matter."""
    places = [place]
    if name.startswith(PARTIAL):
        before, _, name = name[1:].partition(":")
        places += [int(one) for one in before.split(",")]
    return f"{PARTIAL}{','.join(map(str, sorted(places)))}:{name}"


ROWS: dict[str, Row] = {
    "add": _add,
    "neg": _neg,
    "mul": _leibniz,
    "div": _div,
    "pow": _pow,
    "sqrt": _sqrt,
    "abs": _abs,
    "sign": _sign,
    "transpose": _linear_in_first,
    "adjoint": _linear_in_first,
    "conj": _linear_in_first,
    "inverse": _inverse,
    "trace": _trace,
    "det": _det,
    "norm": _norm,
    "inner": _leibniz,
    "hadamard": _leibniz,
    "kron": _leibniz,
    "cross": _leibniz,
    "diag": _linear_in_first,
    "vec": _linear_in_first,
    "entry": _linear_in_first,
    "row": _linear_in_first,
    "col": _linear_in_first,
    "exp": _entrywise(lambda u, p, one: _call("exp", u)),
    "sin": _entrywise(lambda u, p, one: _call("cos", u)),
    "cos": _entrywise(lambda u, p, one: p(num(-1), _call("sin", u))),
    "sinh": _entrywise(lambda u, p, one: _call("cosh", u)),
    "cosh": _entrywise(lambda u, p, one: _call("sinh", u)),
    "tanh": _entrywise(lambda u, p, one: one - p(_call("tanh", u), _call("tanh", u))),
    "sigmoid": _entrywise(lambda u, p, one: p(_call("sigmoid", u), one - _call("sigmoid", u))),
    "relu": _relu,
    "log": _log,
    "tan": _scalar_only("tan", lambda u: 1 / _call("cos", u) ** 2),
    "asin": _scalar_only("asin", lambda u: 1 / _call("sqrt", 1 - u**2)),
    "acos": _scalar_only("acos", lambda u: -(1 / _call("sqrt", 1 - u**2))),
    "atan": _scalar_only("atan", lambda u: 1 / (1 + u**2)),
    "max": _extremum(1),
    "min": _extremum(-1),
    "sum": _sum,
    "prod": _prod,
    "integral": _integral,
    "antiderivative": _antiderivative,
    "matrix": _matrix,
    "expect": _expectation,
    "piecewise": _piecewise,
    "grad": _derivative,
    "jacobian": _derivative,
    "app": _application,
}
