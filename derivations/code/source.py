r"""The source of a Python function as a term: what it returns, assignments put in and loops of fixed length unrolled.

Nothing is run. Names are resolved to the objects that they are bound to, so `exp` is only read as the exponential where
it is that of `math` or NumPy; functions of one's own are read in turn, and global numbers are what they are now. Arrays
of one axis are columns. `NoFormula` is raised with file and line for everything else.

>>> from derivations.terms.term import sym
>>> def mean_square(X, w, t):
...     r = X @ w - t
...     return r @ r / len(t)
>>> n, d = sym("n"), sym("d")
>>> shapes = {"X": (n, d), "w": (d, num(1)), "t": (n, num(1))}
>>> read(mean_square, {name: sym(name) for name in shapes}, shapes)
div(mul(transpose(add(mul(X, w), neg(t))), add(mul(X, w), neg(t))), n)
"""

from __future__ import annotations

import ast
import builtins
import inspect
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from derivations.latex.print import latex
from derivations.terms.clash import DO_NOT_FIT
from derivations.terms.shapes import SCALAR, Shape, ShapeClash, Shaper
from derivations.terms.term import Term, num

MOST_STEPS = 10_000
"""Statements that are read for one function, those of loops each time."""
MOST_CALLS = 20
"""Functions within functions."""

ONE = num(1)

ENTRYWISE: dict[Any, str] = {
    **{
        getattr(math, name): name
        for name in "exp log sin cos tan asin acos atan sinh cosh tanh sqrt floor ceil".split()
    },
    **{getattr(np, name): name for name in "exp log sin cos tan sinh cosh tanh sqrt floor ceil abs sign".split()},
    np.arcsin: "asin",
    np.arccos: "acos",
    np.arctan: "atan",
    math.fabs: "abs",
    abs: "abs",
    math.factorial: "factorial",
    math.gamma: "gamma",
}
"""Functions of one value, of every entry where NumPy's."""

EXTREMES: dict[Any, str] = {max: "max", min: "min", np.maximum: "max", np.minimum: "min"}

OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@",
}  # fmt: skip

RELATIONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne",
}  # fmt: skip


class NoFormula(ValueError):
    """A function that is no formula, or whose formula is not what it computes."""


@dataclass(frozen=True)
class Size:
    """The sizes of an array: `X.shape`."""

    sizes: tuple[Term, ...]


Value = Term | Size
Scope = dict[str, Value]


def read(function: Callable[..., Any], arguments: Mapping[str, Term], shapes: Mapping[str, Shape]) -> Term:
    """What the function returns for these arguments; `shapes` are those of the symbols in them. Raises `NoFormula`."""
    reading = _Reading(Shaper(shapes))
    return reading.function(function, dict(arguments))


@dataclass
class _Reading:
    """One function and those that it calls."""

    shaper: Shaper
    steps: int = 0
    calls: list[str] = field(default_factory=list)

    def function(self, function: Callable[..., Any], scope: Scope) -> Term:
        text, first, file = _source(function)
        [node] = ast.parse(text).body
        if not isinstance(node, ast.FunctionDef):
            raise NoFormula(f"{file}:{first}: {_name(function)}: a function made by def is needed")
        if len(self.calls) > MOST_CALLS:
            raise NoFormula(f"{file}:{first}: {_name(function)} calls itself, or too many others")
        self.calls.append(_name(function))
        found = _Body(self, function, file, first).block(node.body, scope)
        self.calls.pop()
        if found is None:
            raise NoFormula(f"{file}:{first}: {_name(function)}: it does not return a value on every way")
        return found


@dataclass
class _Body:
    """The statements of one function."""

    reading: _Reading
    of: Callable[..., Any]
    file: str
    first: int

    def refused(self, node: ast.AST, why: str) -> NoFormula:
        line = self.first + getattr(node, "lineno", 1) - 1
        return NoFormula(f"{self.file}:{line}: {_name(self.of)}: {why}")

    # --- statements --------------------------------------------------------------------------------------------

    def block(self, body: Sequence[ast.stmt], scope: Scope) -> Term | None:
        """What is returned, None where nothing is."""
        for place, node in enumerate(body):
            self.reading.steps += 1
            if self.reading.steps > MOST_STEPS:
                raise self.refused(node, "too many steps")
            if isinstance(node, ast.Return) and node.value is not None:
                return self.term(node.value, scope)
            if isinstance(node, ast.If):
                return self.branches(node, body[place + 1 :], scope)
            if isinstance(node, ast.For):
                return self.block([*self.unrolled(node, scope), *body[place + 1 :]], scope)
            self.statement(node, scope)
        return None

    def statement(self, node: ast.stmt, scope: Scope) -> None:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            self.assign(node.targets[0], node.value, scope)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self.assign(node.target, node.value, scope)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            left, right = self.term(node.target, scope), self.term(node.value, scope)
            scope[node.target.id] = self.operation(node, node.op, left, right)
        elif not (isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))):
            raise self.refused(node, f"{_words(node)} is not read")

    def assign(self, target: ast.expr, value: ast.expr, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope[target.id] = self.value(value, scope)
            return
        if isinstance(target, ast.Tuple) and all(isinstance(each, ast.Name) for each in target.elts):
            found = self.value(value, scope) if not isinstance(value, ast.Tuple) else None
            parts = found.sizes if isinstance(found, Size) else ()
            if isinstance(value, ast.Tuple):
                parts = tuple(self.term(each, scope) for each in value.elts)
            if len(parts) == len(target.elts):
                scope.update({each.id: part for each, part in zip(target.elts, parts, strict=True)})  # type: ignore[attr-defined]
                return
        raise self.refused(target, f"an assignment to {ast.unparse(target)} is not read")

    def branches(self, node: ast.If, rest: Sequence[ast.stmt], scope: Scope) -> Term | None:
        """Both ways to the end."""
        condition = self.condition(node.test, scope)
        yes = self.block([*node.body, *rest], dict(scope))
        no = self.block([*node.orelse, *rest], dict(scope))
        return Term("piecewise", (yes, condition, no)) if yes is not None and no is not None else None

    def unrolled(self, node: ast.For, scope: Scope) -> list[ast.stmt]:
        """The body as often as the range says, the counter put in before it."""
        call, target = node.iter, node.target
        ranged = isinstance(call, ast.Call) and self.object(call.func, scope) is range and not call.keywords
        if not ranged or not isinstance(target, ast.Name) or node.orelse:
            raise self.refused(node, "only loops over a range of numbers are read")
        assert isinstance(call, ast.Call)
        ends = [self.term(each, scope) for each in call.args]
        if not all(end.head == "num" and Fraction(str(end.value)).denominator == 1 for end in ends):
            raise self.refused(node, f"how often the loop over {ast.unparse(call)} runs is not fixed")
        counts = range(*(int(str(end.value)) for end in ends))
        if len(counts) * len(node.body) > MOST_STEPS:
            raise self.refused(node, "too many steps")
        if any(isinstance(each, ast.Break | ast.Continue) for each in ast.walk(node)):
            raise self.refused(node, "break and continue are not read")
        found: list[ast.stmt] = []
        for count in counts:
            counter = ast.Assign([ast.Name(target.id, ast.Store())], ast.Constant(count))
            found += [ast.copy_location(counter, node), *node.body]
        return found

    # --- expressions -------------------------------------------------------------------------------------------

    def term(self, node: ast.expr, scope: Scope) -> Term:
        found = self.value(node, scope)
        if isinstance(found, Size):
            raise self.refused(node, f"{ast.unparse(node)} is no number and no array")
        return found

    def value(self, node: ast.expr, scope: Scope) -> Value:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return _number(node.value)
        if isinstance(node, ast.Name) and node.id in scope:
            return scope[node.id]
        if isinstance(node, ast.Name | ast.Attribute):
            return self.attribute(node, scope)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self.term(node.operand, scope)
            return num(-inner.value) if inner.head == "num" and isinstance(inner.value, Fraction) else -inner
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd):
            return self.term(node.operand, scope)
        if isinstance(node, ast.BinOp):
            return self.operation(node, node.op, self.term(node.left, scope), self.term(node.right, scope))
        if isinstance(node, ast.IfExp):
            ways = self.term(node.body, scope), self.condition(node.test, scope), self.term(node.orelse, scope)
            return Term("piecewise", ways)
        if isinstance(node, ast.Call):
            return self.call(node, scope)
        if isinstance(node, ast.Subscript):
            return self.part(node, scope)
        raise self.refused(node, f"{_words(node)} is not read: {ast.unparse(node)}")

    def condition(self, node: ast.expr, scope: Scope) -> Term:
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in RELATIONS:
            sides = self.term(node.left, scope), self.term(node.comparators[0], scope)
            return Term(RELATIONS[type(node.ops[0])], sides)
        raise self.refused(node, f"a condition is one comparison: {ast.unparse(node)}")

    def part(self, node: ast.Subscript, scope: Scope) -> Term:
        """`X.shape[0]`."""
        whole, place = self.value(node.value, scope), node.slice
        if isinstance(whole, Size) and isinstance(place, ast.Constant) and isinstance(place.value, int):
            if -len(whole.sizes) <= place.value < len(whole.sizes):
                return whole.sizes[place.value]
            raise self.refused(node, f"{ast.unparse(node)}: there are {len(whole.sizes)} sizes")
        raise self.refused(node, f"an entry of an array is not read: {ast.unparse(node)}")

    def attribute(self, node: ast.Name | ast.Attribute, scope: Scope) -> Value:
        found = self.object(node, scope)
        if isinstance(found, int | float) and not isinstance(found, bool):
            known = next((name for value, name in ((math.pi, "pi"), (math.e, "e")) if found == value), None)
            return Term("const", (), known) if known else _number(found)
        if found is not None:
            raise self.refused(node, f"{ast.unparse(node)} is no number and no parameter")
        if isinstance(node, ast.Attribute) and node.attr in ("T", "shape", "size"):
            array = self.term(node.value, scope)
            sizes = self.sizes(node, array)
            if node.attr == "T":
                return array if len(sizes) < 2 else array.T
            if node.attr == "shape":
                return Size(sizes)
            return sizes[0] * sizes[1] if len(sizes) == 2 else (*sizes, ONE)[0]
        raise self.refused(node, f"{ast.unparse(node)}: not known")

    def object(self, node: ast.expr, scope: Scope) -> Any:
        """What a name outside the function, or an attribute of a module, is bound to; None where it is nothing."""
        if isinstance(node, ast.Attribute):
            module = self.object(node.value, scope)
            return getattr(module, node.attr, None) if isinstance(module, ModuleType) else None
        if not isinstance(node, ast.Name) or node.id in scope:
            return None
        function = inspect.unwrap(self.of)
        names, cells = function.__code__.co_freevars, getattr(function, "__closure__", None) or ()
        around = {name: cell.cell_contents for name, cell in zip(names, cells, strict=True)}
        for place in (around, function.__globals__, vars(builtins)):
            if node.id in place:
                return place[node.id]
        return None

    # --- calls -------------------------------------------------------------------------------------------------

    def call(self, node: ast.Call, scope: Scope) -> Term:
        called = self.object(node.func, scope)
        if called is None and isinstance(node.func, ast.Attribute) and not node.keywords:
            method = {"dot": np.dot, "sum": np.sum, "mean": np.mean, "transpose": np.transpose}.get(node.func.attr)
            if method is not None:
                return self.known(node, method, [self.term(each, scope) for each in (node.func.value, *node.args)])
        if called is None:
            raise self.refused(node, f"{ast.unparse(node.func)} is not known")
        if any(isinstance(each, ast.Starred) for each in node.args):
            raise self.refused(node, f"{_words(node)} with * is not read: {ast.unparse(node)}")
        arguments = [self.term(each, scope) for each in node.args]
        if isinstance(called, FunctionType) and (called.__module__ or "").split(".")[0] != "numpy":
            return self.own(node, called, arguments, scope)
        if node.keywords:
            raise self.refused(node, f"keywords are not read: {ast.unparse(node)}")
        return self.known(node, called, arguments)

    def own(self, node: ast.Call, called: FunctionType, arguments: Sequence[Term], scope: Scope) -> Term:
        """A function of one's own, read where it is called."""
        named = {str(each.arg): self.term(each.value, scope) for each in node.keywords}
        try:
            bound = inspect.signature(called).bind(*arguments, **named)
        except TypeError as error:
            raise self.refused(node, f"{ast.unparse(node)}: {error}") from error
        bound.apply_defaults()
        values: Scope = {}
        for name, value in bound.arguments.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                value = _number(value)
            if not isinstance(value, Term):
                raise self.refused(node, f"{ast.unparse(node)}: its {name} is no number and no array")
            values[name] = value
        return self.reading.function(called, values)

    def known(self, node: ast.Call, called: Any, arguments: list[Term]) -> Term:
        """A function of Python, `math` or NumPy."""
        rule, count = next(((rule, count) for functions, count, rule in RULES if called in functions), (None, 0))
        if called in ENTRYWISE and len(arguments) == 1:
            return Term(ENTRYWISE[called], (arguments[0],))
        if called in EXTREMES and len(arguments) > 1:
            self.numbers(node, arguments)
            return Term(EXTREMES[called], tuple(arguments))
        if called in (math.pow, pow, np.power) and len(arguments) == 2:
            return self.operation(node, ast.Pow(), *arguments)
        if called in (np.dot, np.matmul) and len(arguments) == 2:
            return self.operation(node, ast.MatMult(), *arguments)
        if rule is not None and len(arguments) == count:
            return rule(self, node, *arguments)
        raise self.refused(node, f"{ast.unparse(node.func)} is not read")

    # --- arrays ------------------------------------------------------------------------------------------------

    def sizes(self, node: ast.AST, term: Term) -> tuple[Term, ...]:
        """None for a number, one for an array of one axis, two for a matrix."""
        try:
            rows, columns = self.reading.shaper.resolved(self.reading.shaper.shape(term))
        except ShapeClash as clash:
            raise self.refused(node, f"{DO_NOT_FIT}: {clash.told(latex, mark='')}") from clash
        return () if (rows, columns) == SCALAR else (rows,) if columns == ONE else (rows, columns)

    def numbers(self, node: ast.AST, terms: Sequence[Term]) -> None:
        if any(self.sizes(node, each) for each in terms):
            raise self.refused(node, f"{_words(node)} is read for numbers only: {ast.unparse(node)}")

    def operation(self, node: ast.AST, operator: ast.operator, left: Term, right: Term) -> Term:
        sign = OPERATORS.get(type(operator))
        one, two = self.sizes(node, left), self.sizes(node, right)
        if sign == "@":
            return self.product(node, left, right)
        if sign in ("+", "-") and bool(one) != bool(two):
            # NumPy adds a number to every entry
            left, right = (left * _ones(two), right) if two else (left, right * _ones(one))
        if sign == "+":
            found = left + right
        elif sign == "-":
            found = left - right
        elif sign == "*":
            found = Term("hadamard", (left, right)) if one and two else left * right
        elif sign == "/" and not two:
            found = left / right
        elif sign == "**" and not two:
            if one and right != num(2):
                raise self.refused(node, f"of arrays only the square is read: {ast.unparse(node)}")
            found = Term("hadamard", (left, left)) if one else left**right
        else:
            raise self.refused(node, f"{_words(node)} is not read: {ast.unparse(node)}")
        self.sizes(node, found)
        return found

    def product(self, node: ast.AST, left: Term, right: Term) -> Term:
        """NumPy's, where an array of one axis is a row before `@` and a column behind it."""
        one, two = len(self.sizes(node, left)), len(self.sizes(node, right))
        if not (one and two):
            if isinstance(node, ast.Call):  # np.dot takes numbers, @ does not
                return left * right
            raise self.refused(node, f"@ takes no numbers: {ast.unparse(node)}")
        found = left * right if one == 2 else left.T * right if two == 1 else right.T * left
        self.sizes(node, found)
        return found

    def total(self, node: ast.Call, of: Term) -> Term:
        sizes = self.sizes(node, of)
        if not sizes:
            return of
        if of.head == "hadamard" and len(sizes) == 1:
            return of.args[0].T * of.args[1]
        if len(sizes) == 1:
            return _ones(sizes).T * of
        return _ones(sizes[:1]).T * of * _ones(sizes[1:])

    def mean(self, node: ast.Call, of: Term) -> Term:
        sizes = self.sizes(node, of)
        count = sizes[0] * sizes[1] if len(sizes) == 2 else (*sizes, ONE)[0]
        return self.total(node, of) / count

    def length(self, node: ast.Call, of: Term) -> Term:
        sizes = self.sizes(node, of)
        if not sizes:
            raise self.refused(node, f"{ast.unparse(node)}: a number has no length")
        return sizes[0]

    def norm(self, node: ast.Call, of: Term) -> Term:
        return Term("norm", (of,), "F" if len(self.sizes(node, of)) == 2 else "2")

    def turned(self, node: ast.Call, of: Term) -> Term:
        return of.T if len(self.sizes(node, of)) == 2 else of

    def square(self, node: ast.Call, of: Term) -> Term:
        return self.operation(node, ast.Pow(), of, num(2))

    def outer(self, node: ast.Call, left: Term, right: Term) -> Term:
        return left * right.T

    def solved(self, node: ast.Call, matrix: Term, right: Term) -> Term:
        return Term("inverse", (matrix,)) * right

    def identity(self, node: ast.Call, size: Term) -> Term:
        return Term("eye", (size,))


def _headed(head: str) -> Callable[[_Body, ast.Call, Term], Term]:
    return lambda _, __, of: Term(head, (of,))


RULES: tuple[tuple[tuple[Any, ...], int, Callable[..., Term]], ...] = (
    ((np.sum, sum), 1, _Body.total),
    ((np.mean,), 1, _Body.mean),
    ((len,), 1, _Body.length),
    ((np.linalg.norm,), 1, _Body.norm),
    ((np.transpose,), 1, _Body.turned),
    ((np.square,), 1, _Body.square),
    ((np.outer,), 2, _Body.outer),
    ((np.linalg.solve,), 2, _Body.solved),
    ((np.eye, np.identity), 1, _Body.identity),
    ((np.linalg.inv,), 1, _headed("inverse")),
    ((np.linalg.det,), 1, _headed("det")),
    ((np.trace,), 1, _headed("trace")),
)
"""Functions of arrays, by how many arguments they are read with."""


def _ones(sizes: Sequence[Term]) -> Term:
    return Term("ones", (sizes[0], sizes[1] if len(sizes) > 1 else ONE))


def _number(value: float) -> Term:
    """The number that is written."""
    if not math.isfinite(value):
        raise NoFormula(f"{value} is no number")
    return num(Fraction(Decimal(repr(value))) if isinstance(value, float) else Fraction(value))


def _source(function: Callable[..., Any]) -> tuple[str, int, str]:
    """The text of a function, its first line and its file. Raises `NoFormula`."""
    try:
        lines, first = inspect.getsourcelines(function)
        text = textwrap.dedent("".join(lines))
        ast.parse(text)
    except (OSError, TypeError, SyntaxError) as error:
        raise NoFormula(f"{_name(function)}: it has no source of its own that could be read") from error
    return text, first, inspect.getsourcefile(function) or "?"


def _name(function: Callable[..., Any]) -> str:
    return str(getattr(function, "__name__", function))


def _words(node: ast.AST) -> str:
    """What a piece of Python is called."""
    return _WORDS.get(type(node), f"{type(node).__name__}")


_WORDS: dict[type[ast.AST], str] = {
    ast.While: "a while loop",
    ast.With: "a with block",
    ast.Try: "a try block",
    ast.Raise: "an exception",
    ast.Assert: "an assertion",
    ast.FunctionDef: "a function within a function",
    ast.Expr: "a statement without a value",
    ast.Return: "a return without a value",
    ast.Tuple: "several values",
    ast.List: "a list",
    ast.ListComp: "a list made in a loop",
    ast.GeneratorExp: "a sum made in a loop",
    ast.Dict: "a dictionary",
    ast.Compare: "a comparison as a value",
    ast.BoolOp: "and, or",
    ast.Lambda: "a lambda",
    ast.Constant: "a text or a truth value",
    ast.BinOp: "an operation",
    ast.Call: "a call",
    ast.AugAssign: "an operation",
}
