"""Terms as NumPy callables, and random arrays to try them on.

Sizes are read off the arrays, so one callable serves every n and d. Leading axes are batches: scalars may be arrays of
parameters, matrices stacks (..., rows, columns), and stacks of vectors stacks of columns. `ValueError` is raised for
arrays whose sizes contradict each other.

>>> from derivations.terms.term import num, sym
>>> n, x = sym("n"), sym("x")
>>> context = Context.of(shapes={"x": (n, num(1))})
>>> square = compiled(x.T * x / n, context, ("x",))
>>> float(square(np.array([[1.0], [3.0]])))
5.0
>>> square(np.array([[[1.0], [3.0]], [[0.0], [2.0]]])).tolist(), float(square(x=[1.0, 3.0]))
([5.0, 2.0], 5.0)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from inspect import Parameter, Signature
from typing import Any

import numpy as np

from derivations.document.context import Context, Definition
from derivations.latex.print import latex
from derivations.moves.words import shape_of
from derivations.terms.names import plain
from derivations.terms.shapes import SCALAR, Shape
from derivations.terms.sympy_bridge import to_sympy
from derivations.terms.term import Term, free_symbols, num, substitute, sym
from numeric.compile import compile_expression, compile_steps
from numeric.crosscheck import Draw

Array = Any
SIZES = ((2, 4), (3, 3), (5, 2), (1, 3), (4, 1))
"""Pairs of sizes that random instances take in turn: fewer, as many and more rows than columns."""


def sympy_of(term: Term, context: Context, sizes: Mapping[str, int] | None = None) -> Any:
    """A term as a SymPy expression; `sizes` puts numbers in for n, d, ..."""
    return all_sympy([term], context, sizes)[0]


def all_sympy(terms: Sequence[Term], context: Context, sizes: Mapping[str, int] | None = None) -> list[Any]:
    """Terms as SymPy expressions."""
    numbers = {name: num(count) for name, count in (sizes or {}).items()}
    shapes = {
        symbol.name: (substitute(symbol.shape[0], numbers), substitute(symbol.shape[1], numbers))
        for symbol in context.symbols.values()
        if symbol.shape not in (None, SCALAR)
    }
    facts = {symbol.name: symbol.facts for symbol in context.symbols.values()}
    return [to_sympy(substitute(term, numbers), shapes, facts, evaluate=True) for term in terms]


def compiled(
    term: Term, context: Context, arguments: Sequence[str], steps: Sequence[Definition] = ()
) -> Callable[..., Array]:
    """A term as a function of arrays and numbers, by place or by the plain names of the arguments.

    A vector may be a column n x 1 or have one axis; a column comes back with one axis where all vectors had one.
    `steps` are definitions of numbers that the term holds, each computed once, after those that it holds itself.
    """
    scalar = shape_of(term, context) == SCALAR
    column = shape_of(term, context)[1] == num(1)
    form = Signature([Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in _identifiers(arguments)])
    vectors = [name for name in arguments if _is_vector(context, name)]
    made: dict[tuple[tuple[str, int], ...], tuple[Callable[..., Array], bool]] = {}

    def call(*values: Array, **named: Array) -> Array:
        given = dict(zip(arguments, form.bind(*values, **named).args, strict=True))
        flat = [name for name in vectors if np.ndim(given[name]) == 1]
        given |= {name: np.asarray(given[name])[:, None] for name in flat}
        for name, value in given.items():
            _check(context, name, value)
        sizes = _sizes(context, given)
        key = tuple(sorted(sizes.items()))
        if key not in made:
            expr, *symbols = all_sympy([term, *map(sym, arguments)], context, sizes)
            if steps:
                names = all_sympy([sym(each.name) for each in steps], context)
                lines = list(zip(names, all_sympy([each.body for each in steps], context), strict=True))
                made[key] = broadcast(compile_steps(lines, [expr], symbols)), False
            else:
                made[key] = compile_expression(expr, symbols), bool(getattr(expr, "is_Matrix", False))
        function, matrix = made[key]
        value = function(*(_entry_of(value, context, name) for name, value in given.items()))
        value = value if scalar or matrix else value[..., None, None]
        return value[..., 0] if column and not scalar and flat and flat == vectors else value

    call.__signature__ = form  # type: ignore[attr-defined]
    return call


def broadcast(function: Callable[..., tuple[Array, ...]]) -> Callable[..., Array]:
    """The only result of a function of numbers, in the shape of the batch."""

    def call(*values: Array) -> Array:
        arrays = [np.asarray(value, dtype=float) for value in values]
        return np.broadcast_to(function(*arrays)[0], np.broadcast_shapes(*map(np.shape, arrays)))

    return call


def _identifiers(names: Sequence[str]) -> list[str]:
    """Plain names, each its own."""
    found: list[str] = []
    for name in names:
        text = plain(name)
        found.append(text + "_" * found.count(text))
    return found


def _is_vector(context: Context, name: str) -> bool:
    return _shape(context, name) != SCALAR and _shape(context, name)[1] == num(1)


_NEEDED: dict[str, tuple[str, Callable[[Array], Array]]] = {
    "positive": ("positive", lambda value: value > 0),
    "nonnegative": ("at least 0", lambda value: value >= 0),
    "nonzero": ("different from 0", lambda value: value != 0),
    "natural": ("a whole number, at least 0", lambda value: (value >= 0) & (value % 1 == 0)),
    "integer": ("a whole number", lambda value: value % 1 == 0),
}


def _check(context: Context, name: str, value: Array) -> None:
    """Whether a number is what is known of its symbol, and within the bounds that the context assumes of it."""
    if _shape(context, name) != SCALAR:
        return
    found = np.asarray(value, dtype=float)
    needed = [_NEEDED[fact] for fact in sorted(context.facts_of(name)) if fact in _NEEDED]
    for hypothesis in context.hypotheses:
        left, right = (*hypothesis.statement.args, None)[:2]
        if hypothesis.statement.head == "lt" and left == sym(name) and right is not None and right.head == "num":
            most = float(right.value)  # type: ignore[arg-type]
            needed.append((f"less than {right!r}", lambda value, most=most: value < most))  # type: ignore[misc]
    for words, holds in needed:
        if not np.all(holds(found)):
            raise ValueError(f"{name} = {value}: it must be {words}")


def _entry_of(value: Array, context: Context, name: str) -> Array:
    """A matrix of one entry as that entry: a size of 1 makes a scalar of SymPy's symbol too."""
    matrix = _shape(context, name) != SCALAR and np.shape(value)[-2:] == (1, 1)
    return np.asarray(value)[..., 0, 0] if matrix else value


def _shape(context: Context, name: str) -> Shape:
    return context.shape_of(name) or SCALAR


def _sizes(context: Context, given: Mapping[str, Array]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for name, value in given.items():
        shape = _shape(context, name)
        if shape == SCALAR:
            continue
        if np.ndim(value) < 2:
            needed = "entries" if _is_vector(context, name) else "rows and columns"
            raise ValueError(f"{name} has {np.ndim(value)} axes: {needed} are needed")
        rows, columns = np.shape(value)[-2:]
        if "full row rank" in context.facts_of(name) and rows > columns:
            raise ValueError(f"{name} is {rows} x {columns}: full row rank needs at most as many rows as columns")
        for size, count in zip(shape, (rows, columns), strict=True):
            if size.head == "sym" and sizes.setdefault(str(size.value), count) != count:
                raise ValueError(f"{name} has {count} where {size.value} is {sizes[str(size.value)]}")
            if size.head == "num" and size.value != count:
                raise ValueError(f"{name} is {rows} x {columns}: {' x '.join(map(latex, shape))} is needed")
    return sizes


def arrays(context: Context, arguments: Sequence[str]) -> Draw:
    """Random arguments: normal entries for matrices, numbers in (0.1, 1) for scalars, whole ones where they must be."""
    shapes = [_shape(context, name) for name in arguments]
    names = sorted({name for shape in shapes for size in shape for name in free_symbols(size)})

    def draw(random: np.random.Generator, trial: int) -> tuple[Array, ...]:
        counts = dict(zip(names, SIZES[trial % len(SIZES)], strict=False))
        return tuple(
            random.normal(size=[_count(size, counts) for size in shape])
            if shape != SCALAR
            else int(random.integers(1, 7))
            if "natural" in context.facts_of(name)
            else random.uniform(0.1, 1.0)
            for name, shape in zip(arguments, shapes, strict=True)
        )

    return draw


def _count(size: Term, counts: Mapping[str, int]) -> int:
    return int(size.value) if isinstance(size.value, Fraction) else counts[str(size.value)]
