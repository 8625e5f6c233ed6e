"""The one fold: a term in a model gives a value of an arithmetic.

Structure (binders, derivatives, branches, literals, indices) is read here; every other head is looked up in the
arithmetic's table. Exponents, indices, sizes and the ends of ranges are evaluated in exact rationals first, in whatever
arithmetic the rest is: modulo a prime, or within a ball, they would mean something else. Raises a `Fault` (`faults.py`)
where there is no value; never anything else.

>>> from types import SimpleNamespace as Node
>>> from numeric.arithmetics.rationals import RATIONALS
>>> from numeric.valuation import Model
>>> n = Node(head="sym", args=(), value="n")
>>> half = Node(head="num", args=(), value=Fraction(1, 2))
>>> evaluate(Node(head="mul", args=(half, n), value=None), RATIONALS, Model(sizes={"n": 3}))
3/2
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from numeric.arithmetics.balls import Balls
from numeric.arithmetics.complex_balls import NOWHERE, complex_balls_at, integrate
from numeric.arithmetics.jets import Jets, jets_over
from numeric.arithmetics.protocol import Arithmetic
from numeric.arithmetics.rationals import RATIONALS
from numeric.blocks import assemble
from numeric.faults import Fault, Inexact, TooLarge, Unbound, Undefined, Unresolved, UnsupportedHead
from numeric.limits import TERMS, Budget, check_cells, shown
from numeric.program import Node, Program, Step, flatten

Value = Any

# A derivative by a large matrix visits every entry once for each entry; its steps are counted by that.
_CELLS_A_STEP = 16


class Valuation(Protocol):
    """What the fold wants of a model: see `valuation.Model`."""

    @property
    def sizes(self) -> Mapping[str, int]: ...

    @property
    def functions(self) -> Mapping[str, Any]: ...

    def value(self, name: str, arithmetic: Arithmetic) -> Value: ...

    def member(self, name: str, indices: tuple[int, ...], arithmetic: Arithmetic) -> Value: ...

    @property
    def outcomes(self) -> Sequence[tuple[Fraction, Any]]: ...

    def in_outcomes(self) -> Sequence[Valuation]: ...


class _Frame:
    """Where a program runs. `bound` holds loop indices (ints) and variables of derivatives (values)."""

    __slots__ = ("arithmetic", "bound", "budget", "model", "table")

    def __init__(self, arithmetic: Arithmetic, model: Valuation, bound: dict[str, Value], budget: Budget) -> None:
        self.arithmetic = arithmetic
        self.table = arithmetic.table
        self.model = model
        self.bound = bound
        self.budget = budget

    def inside(self, name: str, value: Value) -> _Frame:
        return _Frame(self.arithmetic, self.model, {**self.bound, name: value}, self.budget)

    def lifted(self, jets: Jets) -> _Frame:
        """The same scope one level of differentiation up: what is bound already is constant there."""
        bound = {name: value if type(value) is int else jets.lift(value) for name, value in self.bound.items()}
        return _Frame(jets, self.model, bound, self.budget)


def evaluate(node: Node, arithmetic: Arithmetic, model: Valuation, budget: Budget | None = None) -> Value:
    """The value of a term; for a relation a bool. The budget is shared where one is given."""
    program = flatten(node)
    with arithmetic.session():
        return _run(program, _Frame(arithmetic, model, {}, budget or Budget()))


def holds(relation: Node, arithmetic: Arithmetic, model: Valuation, budget: Budget | None = None) -> bool | None:
    """Whether a relation holds in the model; None where the arithmetic cannot tell."""
    try:
        return bool(evaluate(relation, arithmetic, model, budget))
    except _CannotTell:
        return None


class _CannotTell(Unresolved):
    """A relation between balls that overlap."""


def _run(program: Program, frame: _Frame) -> Value:
    frame.budget.spend(len(program.steps))
    table = frame.table
    values: list[Value] = []
    for step in program.steps:
        structure = _STRUCTURE.get(step.head)
        if structure is not None:
            values.append(structure(step, values, frame))
            continue
        operation = table.get(step.head)
        if operation is None:
            raise UnsupportedHead(step.head, frame.arithmetic.name)
        values.append(operation(*[values[i] for i in step.args]))
    return values[-1]


# --- exact parts: exponents, indices, sizes, ends of ranges ----------------------------------------------


def _exact(part: Program, frame: _Frame) -> Fraction | None:
    """The exact value of a part, or None where it depends on a variable of a derivative or is irrational."""
    if part.literal is not None:
        return part.literal
    if any(type(frame.bound.get(name, 0)) is not int for name in part.names):
        return None
    try:
        value = _run(part, _Frame(RATIONALS, frame.model, frame.bound, frame.budget))
    except (Inexact, UnsupportedHead):
        return None
    return RATIONALS.fraction(value) if RATIONALS.shape(value) == (1, 1) and not isinstance(value, bool) else None


def _integer(part: Program, frame: _Frame, what: str) -> int:
    value = _exact(part, frame)
    if value is None or value.denominator != 1:
        raise Undefined(f"{what} that is no integer")
    return value.numerator


# --- structure -------------------------------------------------------------------------------------------


def _number(step: Step, values: list[Value], frame: _Frame) -> Value:
    return frame.arithmetic.number(step.value)


def _constant(step: Step, values: list[Value], frame: _Frame) -> Value:
    return frame.arithmetic.constant(step.value)


def _symbol(step: Step, values: list[Value], frame: _Frame) -> Value:
    name = step.value
    bound = frame.bound.get(name)
    if bound is not None:
        return frame.arithmetic.number(Fraction(bound)) if type(bound) is int else bound
    size = frame.model.sizes.get(name)
    if size is not None:
        return frame.arithmetic.number(Fraction(size))
    return frame.model.value(name, frame.arithmetic)


def _item(step: Step, values: list[Value], frame: _Frame) -> Value:
    indices = tuple([_integer(part, frame, "an index") for part in step.parts])
    if step.value in frame.bound:
        raise UnsupportedHead("item of a bound variable", frame.arithmetic.name)
    return frame.model.member(step.value, indices, frame.arithmetic)


def _indexed(step: Step, values: list[Value], frame: _Frame) -> Value:
    indices = [_integer(part, frame, "an index") for part in step.parts]
    operation = frame.table.get(step.head)
    if operation is None:
        raise UnsupportedHead(step.head, frame.arithmetic.name)
    return operation(values[step.args[0]], *indices)


def _sizes(step: Step, frame: _Frame) -> tuple[int, int]:
    sizes = [_integer(part, frame, "a size") for part in step.parts]
    rows, cols = sizes[0], sizes[-1]
    if rows < 1 or cols < 1:
        raise Undefined(f"a matrix of shape {shown(rows)} x {shown(cols)}")
    check_cells(rows, cols)
    return rows, cols


def _eye(step: Step, values: list[Value], frame: _Frame) -> Value:
    n, _ = _sizes(step, frame)
    one, zero = frame.arithmetic.number(Fraction(1)), frame.arithmetic.number(Fraction(0))
    return frame.arithmetic.build(n, n, [one if i == j else zero for i in range(n) for j in range(n)])


def _filled(step: Step, values: list[Value], frame: _Frame) -> Value:
    rows, cols = _sizes(step, frame)
    cell = frame.arithmetic.number(Fraction(step.head == "ones"))
    return frame.arithmetic.build(rows, cols, [cell] * (rows * cols))


def _matrix(step: Step, values: list[Value], frame: _Frame) -> Value:
    return assemble(frame.arithmetic, step.value, [values[i] for i in step.args])


def _norm(step: Step, values: list[Value], frame: _Frame) -> Value:
    return frame.arithmetic.norm(values[step.args[0]], step.value)


def _matrix_function(step: Step, values: list[Value], frame: _Frame) -> Value:
    return frame.arithmetic.matrix_function(values[step.args[0]], step.value)


def _even_power(step: Step, values: list[Value], frame: _Frame) -> Value:
    return frame.table["even_power"](values[step.args[0]], step.value)


def _power(step: Step, values: list[Value], frame: _Frame) -> Value:
    exponent = _exact(step.parts[0], frame)
    given: Value = exponent if exponent is not None else _run(step.parts[0], frame)
    return frame.table["pow"](values[step.args[0]], given)


def _counting(step: Step, values: list[Value], frame: _Frame) -> Value:
    """Factorials and binomials: of exact integers where that is what the arguments are."""
    operation = frame.table.get(step.head)
    if operation is None:
        raise UnsupportedHead(step.head, frame.arithmetic.name)
    arguments = []
    for part in step.parts:
        exact = _exact(part, frame)
        whole = exact is not None and exact.denominator == 1
        arguments.append(int(exact) if whole and exact is not None else _run(part, frame))
    return operation(*arguments)


def _apply(step: Step, values: list[Value], frame: _Frame) -> Value:
    function = frame.model.functions.get(step.value)
    if function is None:
        raise Unbound(step.value)
    return function.apply(frame.arithmetic, [values[i] for i in step.args])


def _range(step: Step, frame: _Frame) -> range:
    lower = _integer(step.parts[0], frame, "an end of a range")
    upper = _integer(step.parts[1], frame, "an end of a range")
    if upper - lower >= TERMS:
        raise TooLarge(f"{shown(upper - lower + 1)} terms")
    return range(lower, upper + 1)


def _terms(step: Step, frame: _Frame) -> Iterator[Value]:
    for index in _range(step, frame):
        yield _run(step.parts[2], frame.inside(step.value, index))


def _spectral(step: Step, frame: _Frame) -> _Frame | None:
    """Where a sum or product over all eigenvalues of one matrix runs: over complex balls, if its body knows its index
    only by them. None for other bodies, and where not all of it is known.
    """
    arithmetic, body = frame.arithmetic, step.parts[2]
    if not isinstance(arithmetic, Balls) or any(type(value) is not int for value in frame.bound.values()):
        return None
    own = [inner for inner in body.steps if any(step.value in part.names for part in inner.parts)]
    plain = [inner for inner in body.steps if inner.head == "sym" and inner.value == step.value]
    if len(own) != 1 or own[0].head != "eigenvalue" or len(own[0].parts[0].steps) != 1 or plain:
        return None
    return _Frame(complex_balls_at(arithmetic.precision, False), frame.model, frame.bound, frame.budget)


def _over_spectrum(step: Step, over: _Frame, head: str) -> Value:
    """The body is a function of one eigenvalue, real on the reals: conjugate pairs make the result real."""
    found = _folded(_terms(step, over), over, head)
    result = found if found is not None else over.arithmetic.number(Fraction(head == "mul"))
    if over.arithmetic.shape(result) != (1, 1) or not result.is_finite() or not result.imag.contains(0):
        raise Unresolved("a function of eigenvalues beyond the real numbers")
    return result.real


def _folded(terms: Iterator[Value], frame: _Frame, head: str) -> Value | None:
    total = next(terms, None)
    operation = frame.table[head]
    for term in terms:
        total = operation(total, term)
    return total


def _sum(step: Step, values: list[Value], frame: _Frame) -> Value:
    over = _spectral(step, frame)
    if over is not None:
        return _over_spectrum(step, over, "add")
    total = _folded(_terms(step, frame), frame, "add")
    return frame.arithmetic.number(Fraction(0)) if total is None else total


def _product(step: Step, values: list[Value], frame: _Frame) -> Value:
    over = _spectral(step, frame)
    if over is not None:
        return _over_spectrum(step, over, "mul")
    total = _folded(_terms(step, frame), frame, "mul")
    return frame.arithmetic.number(Fraction(1)) if total is None else total


def _piecewise(step: Step, values: list[Value], frame: _Frame) -> Value:
    parts = step.parts
    for value, condition in zip(parts[0::2], parts[1::2], strict=False):
        if _met(condition, frame):
            return _run(value, frame)
    if len(parts) % 2:
        return _run(parts[-1], frame)
    raise Undefined("no branch applies")


def _met(condition: Program, frame: _Frame) -> bool:
    """A condition, in exact rationals where it has a value there: its border is then no ball."""
    if all(type(frame.bound.get(name, 0)) is int for name in condition.names):
        try:
            return bool(_run(condition, _Frame(RATIONALS, frame.model, frame.bound, frame.budget)))
        except (Inexact, UnsupportedHead):
            pass  # an irrational side: the frame's own arithmetic may still tell
    return bool(_run(condition, frame))


def _relation(step: Step, values: list[Value], frame: _Frame) -> bool:
    left, right = (values[i] for i in step.args)
    arithmetic = frame.arithmetic
    answer: bool | None
    if step.head in ("eq", "ne"):
        answer = arithmetic.equal(left, right)
        negated = step.head == "ne"
    elif step.head in ("lt", "ge"):
        answer = arithmetic.less(left, right)
        negated = step.head == "ge"
    else:
        answer = arithmetic.less(right, left)
        negated = step.head == "le"
    if answer is None:
        raise _CannotTell(f"{step.head} in {arithmetic.name}")
    return answer is not negated


# --- expectations ----------------------------------------------------------------------------------------


def _mean(frame: _Frame, body: Callable[[_Frame], Value]) -> Value:
    """The sum of what the body is in every outcome, times its chance."""
    arithmetic, model = frame.arithmetic, frame.model
    if not model.outcomes:
        raise Undefined("an expectation without a distribution")
    if not frame.bound.keys().isdisjoint(model.outcomes[0][1]):
        raise Undefined("a derivative by what an expectation is taken over")
    total: Value = None
    for (chance, _), inside in zip(model.outcomes, model.in_outcomes(), strict=True):
        value = body(_Frame(arithmetic, inside, frame.bound, frame.budget))
        term = frame.table["mul"](arithmetic.number(chance), value)
        total = term if total is None else frame.table["add"](total, term)
    return total


def _expectation(step: Step, values: list[Value], frame: _Frame) -> Value:
    return _mean(frame, lambda inside: _run(step.parts[0], inside))


def _covariance(step: Step, values: list[Value], frame: _Frame) -> Value:
    """E[xy'] - E[x] E[y]'; of one argument x with itself."""
    mul, add, neg, flip = (frame.table[head] for head in ("mul", "add", "neg", "transpose"))
    first, last = step.parts[0], step.parts[-1]
    means = [_mean(frame, lambda inside, part=part: _run(part, inside)) for part in (first, last)]  # type: ignore[misc]
    if any(frame.arithmetic.shape(mean)[1] != 1 for mean in means):
        raise Undefined("a covariance of matrices")
    moment = _mean(frame, lambda inside: mul(_run(first, inside), flip(_run(last, inside))))
    return add(moment, neg(mul(means[0], flip(means[1]))))


# --- integrals -------------------------------------------------------------------------------------------


def _integral(step: Step, values: list[Value], frame: _Frame) -> Value:
    """In balls only, by Arb, over an integrand that is analytic there."""
    arithmetic = frame.arithmetic
    if arithmetic.exact:
        raise Inexact("integral")
    if not isinstance(arithmetic, Balls) or any(type(value) is not int for value in frame.bound.values()):
        raise UnsupportedHead("integral", arithmetic.name)
    body = step.parts[0]
    # an exception must not pass through Arb: it is kept, and raised when Arb has returned
    faults: list[Fault] = []

    def integrand(point: Value, analytic: bool) -> Value:
        over = complex_balls_at(arithmetic.precision, bool(analytic))
        bound = {**frame.bound, step.value: point}
        try:
            value = _run(body, _Frame(over, frame.model, bound, frame.budget))
            if over.shape(value) != (1, 1):
                raise Undefined("an integral of a matrix")
        except Fault as fault:
            faults.append(fault)
            return NOWHERE
        return value

    ends = [values[i] for i in step.args]
    if any(arithmetic.shape(end) != (1, 1) for end in ends):
        raise Undefined("an integral between matrices")
    found = integrate(integrand, *ends)
    if faults:
        raise faults[0]
    if found is None:
        raise Unresolved("an integrand that is not seen to be analytic on its range")
    return found


def _no_number(step: Step, values: list[Value], frame: _Frame) -> Value:
    """A limit is no finite computation; an antiderivative is no single value."""
    raise UnsupportedHead(step.head, frame.arithmetic.name)


# --- derivatives -----------------------------------------------------------------------------------------


def _unit(arithmetic: Arithmetic, rows: int, cols: int, place: int) -> Value:
    one, zero = arithmetic.number(Fraction(1)), arithmetic.number(Fraction(0))
    return arithmetic.build(rows, cols, [one if k == place else zero for k in range(rows * cols)])


def _tangents(step: Step, point: Value, frame: _Frame) -> list[tuple[Value, Value]]:
    """For each entry of the variable: the body's value and its derivative."""
    arithmetic = frame.arithmetic
    jets = jets_over(arithmetic)
    outer = frame.lifted(jets)
    rows, cols = arithmetic.shape(point)
    frame.budget.spend((rows * cols) ** 2 // _CELLS_A_STEP)
    found = []
    for place in range(rows * cols):
        bound = jets.jet(point, _unit(arithmetic, rows, cols, place))
        result = _run(step.parts[0], outer.inside(step.value, bound))
        found.append((result.value, jets.tangent(result)))
    return found


def _gradient(step: Step, values: list[Value], frame: _Frame) -> Value:
    point = values[step.args[0]]
    arithmetic = frame.arithmetic
    shape = arithmetic.shape(point)
    found = _tangents(step, point, frame)
    if shape == (1, 1):
        return found[0][1]
    body = arithmetic.shape(found[0][0])
    if body != (1, 1):
        raise Undefined(f"gradient of shape {body} by shape {shape}")
    return arithmetic.build(*shape, [tangent for _, tangent in found])


def _jacobian(step: Step, values: list[Value], frame: _Frame) -> Value:
    point = values[step.args[0]]
    arithmetic = frame.arithmetic
    shape = arithmetic.shape(point)
    found = _tangents(step, point, frame)
    body = arithmetic.shape(found[0][0])
    if 1 not in body:
        raise Undefined(f"Jacobian of shape {body} by shape {shape}")
    by_columns = [i * shape[1] + j for j in range(shape[1]) for i in range(shape[0])]
    columns = [arithmetic.entries(found[place][1]) for place in by_columns]
    rows = len(columns[0])
    return arithmetic.build(rows, len(columns), [column[i] for i in range(rows) for column in columns])


def _hessian(step: Step, values: list[Value], frame: _Frame) -> Value:
    point = values[step.args[0]]
    arithmetic = frame.arithmetic
    rows, cols = arithmetic.shape(point)
    if 1 not in (rows, cols):
        raise Undefined(f"Hessian by a variable of shape {(rows, cols)}")
    inner = jets_over(arithmetic)
    outer = jets_over(inner)
    scope = frame.lifted(inner).lifted(outer)
    n = rows * cols
    frame.budget.spend(n**3 // _CELLS_A_STEP)
    cells: dict[tuple[int, int], Value] = {}
    for i in range(n):
        for j in range(i, n):
            first = inner.jet(point, _unit(arithmetic, rows, cols, i))
            second = inner.lift(_unit(arithmetic, rows, cols, j))
            result = _run(step.parts[0], scope.inside(step.value, outer.jet(first, second)))
            if arithmetic.shape(result.value.value) != (1, 1):
                raise Undefined("Hessian of a body that is no scalar")
            cells[i, j] = cells[j, i] = inner.tangent(outer.tangent(result))
    return arithmetic.build(n, n, [cells[i, j] for i in range(n) for j in range(n)])


_STRUCTURE: dict[str, Callable[[Step, list[Value], _Frame], Value]] = {
    "num": _number,
    "sym": _symbol,
    "const": _constant,
    "item": _item,
    "expect": _expectation,
    "covariance": _covariance,
    "entry": _indexed,
    "row": _indexed,
    "col": _indexed,
    "eigenvalue": _indexed,
    "singular": _indexed,
    "eye": _eye,
    "zeros": _filled,
    "ones": _filled,
    "matrix": _matrix,
    "norm": _norm,
    "matfun": _matrix_function,
    "even_power": _even_power,
    "pow": _power,
    "factorial": _counting,
    "binomial": _counting,
    "app": _apply,
    "sum": _sum,
    "prod": _product,
    "piecewise": _piecewise,
    "grad": _gradient,
    "jacobian": _jacobian,
    "hessian": _hessian,
    "integral": _integral,
    "limit": _no_number,
    "antiderivative": _no_number,
    **dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), _relation),
}
