"""Dual numbers over any arithmetic: a value and the derivative along one direction, exact where the base is.

A jet's value may be a scalar or a matrix; its tangent has the same shape, or is None for a constant. Jets over jets
give second derivatives. An operation on constants is that of the base; one with a tangent needs a rule here, or raises
`UnsupportedHead`; where the function is not differentiable (abs at 0, ties of max), `Undefined`.
Rules: Magnus & Neudecker, Matrix Differential Calculus, chapters 8 and 9.

>>> from fractions import Fraction
>>> from numeric.arithmetics.rationals import RATIONALS
>>> jets = jets_over(RATIONALS)
>>> x = jets.jet(RATIONALS.number(Fraction(3)), RATIONALS.number(Fraction(1)))
>>> jets.tangent(jets.table["pow"](x, 2))
6
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

from numeric.arithmetics import matrix_slopes
from numeric.arithmetics.dense import power_by_squaring
from numeric.arithmetics.protocol import ENTIRE, Arithmetic, Exact
from numeric.faults import Undefined, Unresolved, UnsupportedHead

Value = Any
Operation = Callable[..., Any]


class Jet:
    """A value and its tangent (None: zero)."""

    __slots__ = ("tangent", "value")

    def __init__(self, value: Value, tangent: Value | None) -> None:
        self.value = value
        self.tangent = tangent


class _Table(dict[str, Operation]):
    """The base's table, lifted head by head when first used."""

    def __init__(self, jets: Jets, rules: Mapping[str, Operation]) -> None:
        super().__init__()
        for head, operation in jets.base.table.items():
            self[head] = jets.guard(head, operation, rules.get(head))


class Jets:
    """First-order jets over `base`."""

    def __init__(self, base: Arithmetic) -> None:
        self.base = base
        self.name = f"jets over {base.name}"
        self.exact = base.exact
        self.ops = base.table
        self.one = Fraction(1)
        linear = ("neg", "transpose", "adjoint", "conj", "trace", "diag", "vec")
        rules: dict[str, Operation] = {
            **{head: self._linear(head) for head in linear},
            **{head: self._bilinear(head) for head in ("inner", "hadamard", "kron", "cross")},
            **{head: self._elementwise(head, slope) for head, slope in self._slopes().items()},
            **{head: self._indexed(head) for head in ("entry", "row", "col")},
            "add": self._add,
            "mul": self._mul,
            "div": self._div,
            "pow": self._pow,
            "even_power": self._even_power,
            "inverse": self._inverse,
            "det": self._det,
            "adjugate": partial(matrix_slopes.adjugate, self),
            "pinv": partial(matrix_slopes.pseudo_inverse, self),
            "matexp": partial(matrix_slopes.entire, self, kind="exp"),
            "min": self._extreme("min", least=True),
            "max": self._extreme("max", least=False),
        }
        self.table: Mapping[str, Operation] = _Table(self, rules)

    # --- what the fold asks for --------------------------------------------------------------------------

    def session(self) -> AbstractContextManager[Any]:
        return self.base.session()

    def jet(self, value: Value, tangent: Value) -> Jet:
        return Jet(value, tangent)

    def lift(self, value: Value) -> Jet:
        return Jet(value, None)

    def tangent(self, jet: Jet) -> Value:
        """The derivative, zeros in the shape of the value for a constant."""
        if jet.tangent is not None:
            return jet.tangent
        rows, cols = self.base.shape(jet.value)
        return self.base.build(rows, cols, [self.base.number(Fraction(0))] * (rows * cols))

    def number(self, value: Fraction) -> Jet:
        return Jet(self.base.number(value), None)

    def constant(self, name: str) -> Jet:
        return Jet(self.base.constant(name), None)

    def convert(self, value: Exact) -> Jet:
        return Jet(self.base.convert(value), None)

    def shape(self, value: Jet) -> tuple[int, int]:
        return self.base.shape(value.value)

    def entries(self, value: Jet) -> Sequence[Jet]:
        values = self.base.entries(value.value)
        if value.tangent is None:
            return [Jet(x, None) for x in values]
        return [Jet(x, d) for x, d in zip(values, self.base.entries(value.tangent), strict=True)]

    def build(self, rows: int, cols: int, entries: Sequence[Jet]) -> Jet:
        value = self.base.build(rows, cols, [entry.value for entry in entries])
        if all(entry.tangent is None for entry in entries):
            return Jet(value, None)
        return Jet(value, self.base.build(rows, cols, [self.tangent(entry) for entry in entries]))

    def equal(self, left: Jet, right: Jet) -> bool | None:
        """Of the values; on a border of a branch the derivative would be that of one side only."""
        same = self.base.equal(left.value, right.value)
        if same and (left.tangent is not None or right.tangent is not None):
            raise Undefined("a derivative on the border of a condition")
        return same

    def less(self, left: Jet, right: Jet) -> bool | None:
        if (left.tangent is not None or right.tangent is not None) and self.base.equal(left.value, right.value):
            raise Undefined("a derivative on the border of a condition")
        return self.base.less(left.value, right.value)

    def is_zero(self, value: Jet) -> bool:
        return value.tangent is None and self.base.is_zero(value.value)

    def magnitude(self, value: Jet) -> float:
        return self.base.magnitude(value.value)

    def describe(self, value: Jet) -> Any:
        return {"value": self.base.describe(value.value), "tangent": self.base.describe(self.tangent(value))}

    def matrix_function(self, value: Jet, kind: str) -> Jet:
        if value.tangent is None:
            return Jet(self.base.matrix_function(value.value, kind), None)
        if kind not in ENTIRE:
            raise UnsupportedHead(f"derivative of {kind} of a matrix", self.name)
        return matrix_slopes.entire(self, value, kind)

    def norm(self, value: Jet, kind: str) -> Jet:
        if value.tangent is None:
            return Jet(self.base.norm(value.value, kind), None)
        rows, cols = self.shape(value)
        if kind == "F" or (kind == "2" and 1 in (rows, cols)):
            length = self.base.norm(value.value, kind)
            self._away_from_zero(length, "a norm")
            return Jet(length, self.ops["div"](self.ops["inner"](value.value, value.tangent), length))
        if kind in ("1", "inf") and 1 in (rows, cols) and "abs" in self.table:
            sizes = [self.table["abs"](x) for x in self.entries(value)]
            total: Jet = self.table["add" if kind == "1" else "max"](*sizes)
            return total
        raise UnsupportedHead(f"norm[{kind}]", self.name)

    def guard(self, head: str, operation: Operation, rule: Operation | None) -> Operation:
        """The base's operation on constants, the rule where something moves."""

        def apply(*args: Any) -> Jet:
            if any(type(arg) is Jet and arg.tangent is not None for arg in args):
                if rule is None:
                    raise UnsupportedHead(f"derivative of {head}", self.name)
                return rule(*args)  # type: ignore[no-any-return]
            return Jet(operation(*[arg.value if type(arg) is Jet else arg for arg in args]), None)

        return apply

    # --- rules -------------------------------------------------------------------------------------------

    def _linear(self, head: str) -> Operation:
        operation = self.ops.get(head)

        def rule(x: Jet) -> Jet:
            assert operation is not None  # the guard only wraps heads of the base
            return Jet(operation(x.value), operation(x.tangent))

        return rule

    def _indexed(self, head: str) -> Operation:
        operation = self.ops[head]

        def rule(x: Jet, *indices: int) -> Jet:
            return Jet(operation(x.value, *indices), operation(x.tangent, *indices))

        return rule

    def _bilinear(self, head: str) -> Operation:
        operation = self.ops[head]

        def rule(x: Jet, y: Jet) -> Jet:
            parts = []
            if x.tangent is not None:
                parts.append(operation(x.tangent, y.value))
            if y.tangent is not None:
                parts.append(operation(x.value, y.tangent))
            return Jet(operation(x.value, y.value), self.ops["add"](*parts))

        return rule

    def _add(self, *args: Jet) -> Jet:
        value = self.ops["add"](*[arg.value for arg in args])
        return Jet(value, self.ops["add"](*[arg.tangent for arg in args if arg.tangent is not None]))

    def _mul(self, *args: Jet) -> Jet:
        mul = self.ops["mul"]
        values = [arg.value for arg in args]
        parts = []
        for place, arg in enumerate(args):
            if arg.tangent is not None:
                parts.append(mul(*values[:place], arg.tangent, *values[place + 1 :]))
        return Jet(mul(*values), self.ops["add"](*parts))

    def _div(self, x: Jet, y: Jet) -> Jet:
        div, mul, neg = self.ops["div"], self.ops["mul"], self.ops["neg"]
        value = div(x.value, y.value)
        parts = []
        if x.tangent is not None:
            parts.append(div(x.tangent, y.value))
        if y.tangent is not None:
            parts.append(neg(div(mul(value, y.tangent), y.value)))
        return Jet(value, self.ops["add"](*parts))

    def _inverse(self, x: Jet) -> Jet:
        inverse = self.ops["inverse"](x.value)
        return Jet(inverse, self.ops["neg"](self.ops["mul"](inverse, x.tangent, inverse)))

    def _det(self, x: Jet) -> Jet:
        """The determinant is linear in each column: no adjugate, so singular matrices are fine."""
        det = self.ops["det"]
        n = self.base.shape(x.value)[0]
        value = det(x.value)
        a, d = self.base.entries(x.value), self.base.entries(x.tangent)
        parts = []
        for j in range(n):
            cells = [d[k] if k % n == j else a[k] for k in range(n * n)]
            parts.append(det(self.base.build(n, n, cells)))
        return Jet(value, self.ops["add"](*parts))

    def _pow(self, x: Jet, exponent: Any) -> Jet:
        if type(exponent) is Jet:
            return self._moving_power(x, exponent)
        power = Fraction(exponent)
        if self.shape(x) != (1, 1):
            return self._matrix_power(x, exponent, power)
        pow_, mul = self.ops["pow"], self.ops["mul"]
        value = pow_(x.value, exponent)
        if power == 0:
            return Jet(value, None)
        if power.denominator != 1:
            self._away_from_zero(x.value, "a root")
        slope = mul(self.base.number(power), pow_(x.value, power - 1))
        return Jet(value, mul(slope, x.tangent))

    def _matrix_power(self, x: Jet, exponent: Any, power: Fraction) -> Jet:
        value = self.ops["pow"](x.value, exponent)  # raises where there is no power, and bounds the exponent
        if power == 0:
            return Jet(value, None)
        base = self._inverse(x) if power < 0 else x
        result: Jet = power_by_squaring(self._mul, base, abs(int(power)))
        return result

    def _moving_power(self, x: Jet, y: Jet) -> Jet:
        """d(x^y) = y x^(y-1) dx + x^y log x dy."""
        if self.shape(x) != (1, 1) or self.shape(y) != (1, 1):
            raise UnsupportedHead("derivative of pow of matrices", self.name)
        pow_, mul, add = self.ops["pow"], self.ops["mul"], self.ops["add"]
        value = pow_(x.value, y.value)
        parts = []
        if x.tangent is not None:
            self._away_from_zero(x.value, "a power")
            less = add(y.value, self.base.number(Fraction(-1)))
            parts.append(mul(y.value, pow_(x.value, less), x.tangent))
        if y.tangent is not None:
            if "log" not in self.ops:
                raise UnsupportedHead("log", self.base.name)
            parts.append(mul(value, self.ops["log"](x.value), y.tangent))
        return Jet(value, add(*parts))

    def _even_power(self, x: Jet, kind: tuple[str, str | None, int]) -> Jet:
        rows, cols = self.shape(x)
        if kind[0] == "norm" and kind[1] == "2" and rows > 1 and cols > 1:
            raise UnsupportedHead("derivative of norm[2] of a matrix", self.name)
        square: Jet = self.table["inner"](x, x)
        result: Jet = self.table["pow"](square, kind[2])
        return result

    def _extreme(self, head: str, least: bool) -> Operation:
        def rule(*args: Jet) -> Jet:
            best = args[0]
            for arg in args[1:]:
                same = self.base.equal(arg.value, best.value)
                if same and (arg.tangent is not None or best.tangent is not None):
                    raise Undefined(f"derivative of {head} at a tie")
                first, second = (arg, best) if least else (best, arg)
                smaller = self.base.less(first.value, second.value)
                if smaller is None:
                    raise Unresolved(f"derivative of {head} near a tie")
                best = arg if smaller else best
            return best

        return rule

    def _elementwise(self, head: str, slope: Callable[[Value, Value], Value]) -> Operation:
        function = self.ops.get(head)

        def rule(x: Jet) -> Jet:
            assert function is not None  # the guard only wraps heads of the base
            rows, cols = self.shape(x)
            values, tangents = [], []
            for point, direction in zip(self.base.entries(x.value), self.base.entries(x.tangent), strict=True):
                value = function(point)
                values.append(value)
                tangents.append(self.ops["mul"](slope(point, value), direction))
            return Jet(self.base.build(rows, cols, values), self.base.build(rows, cols, tangents))

        return rule

    def _slopes(self) -> dict[str, Callable[[Value, Value], Value]]:
        """f'(x) from x and f(x)."""
        ops, number = self.ops, self.base.number

        def one_plus(sign: int, x: Value) -> Value:
            """1 + sign x^2."""
            return ops["add"](number(Fraction(1)), ops["mul"](number(Fraction(sign)), x, x))

        def over(x: Value) -> Value:
            return ops["div"](number(Fraction(1)), x)

        def root_slope(x: Value, y: Value) -> Value:
            self._away_from_zero(x, "a root")
            return over(ops["mul"](number(Fraction(2)), y))

        def sign_slope(x: Value, y: Value) -> Value:
            self._away_from_zero(x, "an absolute value")
            return ops["sign"](x)

        def step_slope(x: Value, y: Value) -> Value:
            self._away_from_zero(x, "a jump")
            return number(Fraction(1 if self.base.less(number(Fraction(0)), x) else 0))

        def flat_slope(x: Value, y: Value) -> Value:
            self._away_from_zero(x, "a jump")
            return number(Fraction(0))

        def floor_slope(x: Value, y: Value) -> Value:
            # floor and ceil jump where they equal their argument; sign only at zero.
            self._apart(x, y, "a jump")
            return number(Fraction(0))

        return {
            "exp": lambda x, y: y,
            "log": lambda x, y: over(x),
            "sin": lambda x, y: ops["cos"](x),
            "cos": lambda x, y: ops["neg"](ops["sin"](x)),
            "tan": lambda x, y: one_plus(1, y),
            "asin": lambda x, y: over(ops["sqrt"](one_plus(-1, x))),
            "acos": lambda x, y: ops["neg"](over(ops["sqrt"](one_plus(-1, x)))),
            "atan": lambda x, y: over(one_plus(1, x)),
            "sinh": lambda x, y: ops["cosh"](x),
            "cosh": lambda x, y: ops["sinh"](x),
            "tanh": lambda x, y: one_plus(-1, y),
            "sigmoid": lambda x, y: ops["mul"](y, ops["add"](number(Fraction(1)), ops["neg"](y))),
            "sqrt": root_slope,
            "abs": sign_slope,
            "relu": step_slope,
            "sign": flat_slope,
            "floor": floor_slope,
            "ceil": floor_slope,
        }

    def _away_from_zero(self, value: Value, what: str) -> None:
        self._apart(value, self.base.number(Fraction(0)), what)

    def _apart(self, left: Value, right: Value, what: str) -> None:
        """Raise unless two values certainly differ."""
        same = self.base.equal(left, right)
        if same:
            raise Undefined(f"derivative of {what} at its kink")
        if same is None:
            raise Unresolved(f"derivative of {what} near its kink")


@lru_cache(maxsize=64)
def jets_over(base: Arithmetic) -> Jets:
    """The jets over an arithmetic, made once."""
    return Jets(base)
