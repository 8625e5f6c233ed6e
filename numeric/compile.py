"""SymPy expressions as NumPy callables, over batches: leading axes of the arguments are carried through.

A scalar expression gives an array of the batch's shape, a matrix (explicit or of MatrixSymbols) one of shape
(*batch, rows, cols). MatrixSymbol arguments are arrays (..., rows, cols), so a column vector is (..., n, 1). Raises
`Unbound` for a symbol that is no argument, `UnsupportedHead` for a node that cannot be printed for NumPy.
SymPy is imported on first use.

>>> import sympy
>>> x, y = sympy.symbols("x y")
>>> f = compile_expression(x**2 + y, (x, y))
>>> f(np.array([1.0, 2.0]), 3.0).tolist()
[4.0, 7.0]
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from numeric.faults import Unbound, UnsupportedHead

Array = Any


def compile_expression(expr: Any, args: Sequence[Any]) -> Callable[..., Array]:
    """A callable of the arguments, in their order; common subexpressions are computed once."""
    import sympy

    expr = sympy.sympify(expr, strict=True) if not isinstance(expr, sympy.MatrixBase) else expr.as_immutable()
    if expr.has(sympy.Sum, sympy.ImmutableDenseMatrix) and not isinstance(expr, sympy.MatrixBase):
        # sums of what does not depend on their index, and products of literals, which may hold whole batches
        expr = expr.doit()
    _check_symbols(expr, args)
    # Names need not be identifiers (\\hat w). No Dummy: lambdify would turn matrix symbols into scalars beside one.
    renamed = [
        sympy.MatrixSymbol(f"argument_{k}", *arg.shape)
        if isinstance(arg, sympy.MatrixSymbol)
        else sympy.Symbol(f"argument_{k}")
        for k, arg in enumerate(args)
    ]
    expr = expr.xreplace(dict(zip(args, renamed, strict=True)))
    explicit = isinstance(expr, sympy.MatrixBase)
    body = list(expr) if explicit else expr
    try:
        modules = [{"matrix_power": _matrix_power, "functools": functools}, "numpy"]
        function = sympy.lambdify(renamed, body, modules=modules, printer=_printer(), cse=True)
    except sympy.printing.codeprinter.PrintMethodNotImplementedError as error:
        raise UnsupportedHead(str(error).split("\n")[0].split(": ")[-1], "NumPy") from None
    if explicit:
        rows, cols = expr.shape
        return lambda *values: _grid(function(*map(_float, values)), rows, cols)
    matrices = [isinstance(arg, sympy.MatrixSymbol) for arg in args]
    if isinstance(expr, sympy.MatrixExpr):
        return lambda *values: np.asarray(function(*map(_float, values)), dtype=float)
    return lambda *values: _broadcast(function(*map(_float, values)), values, matrices)


def compile_scalar(
    expr: Any, args: Sequence[Any], functions: Mapping[str, Callable[..., Any]] | None = None
) -> Callable[..., Any]:
    """A callable of plain numbers: sums run over their indices, and opaque functions are those given by name.

    >>> import sympy
    >>> m, k = sympy.symbols("m k", integer=True)
    >>> compile_scalar(sympy.Sum(sympy.Function("f")(m), (m, 0, k - 1)), [k], {"f": lambda m: m**2})(4)
    14
    """
    import sympy

    _check_symbols(expr, args)
    plain = [sympy.Symbol(f"argument_{place}", integer=arg.is_integer) for place, arg in enumerate(args)]
    # names need not be identifiers: neither those of indices nor those of functions
    indices = sorted(expr.atoms(sympy.Symbol) - set(args), key=str)
    renamed = {index: sympy.Symbol(f"index_{place}", integer=True) for place, index in enumerate(indices)}
    replaced = expr.xreplace({**dict(zip(args, plain, strict=True)), **renamed})
    given: dict[str, Callable[..., Any]] = {}
    for place, (name, function) in enumerate((functions or {}).items()):
        replaced = replaced.replace(sympy.Function(name), sympy.Function(f"function_{place}"))
        given[f"function_{place}"] = function
    compiled: Callable[..., Any] = sympy.lambdify(plain, replaced, modules=[given, "math"])
    return compiled


def compile_steps(
    steps: Sequence[tuple[Any, Any]],
    outputs: Sequence[Any],
    args: Sequence[Any],
    root: Callable[[Any], Any] | None = None,
) -> Callable[..., tuple[Array, ...]]:
    """A straight line of scalar assignments as one function: `steps` are symbols with their expressions, in order.

    Nothing is substituted, so the code is as long as the steps are. Arguments may be of any kind that the arithmetic of
    Python takes (floats, arrays of a batch, balls); `root` takes their square roots, NumPy's unless given.

    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> compile_steps([(y, x**2)], [y + x], [x])(3.0)
    (12.0,)
    """
    import sympy

    known: dict[Any, Any] = {arg: sympy.Symbol(f"argument_{k}", real=True) for k, arg in enumerate(args)}
    assigned = []
    for place, (symbol, expr) in enumerate(steps):
        for unbound in sorted(expr.free_symbols - known.keys(), key=str):
            raise Unbound(str(unbound))
        step = sympy.Symbol(f"step_{place}", real=True)
        assigned.append((step, expr.xreplace(known)))
        known[symbol] = step
    wanted = tuple(output.xreplace(known) for output in outputs)
    modules = "numpy" if root is None else [{"sqrt": root}, "math"]
    return sympy.lambdify(  # type: ignore[no-any-return]
        [known[arg] for arg in args], wanted, modules=modules, cse=lambda exprs: (assigned, exprs)
    )


def _check_symbols(expr: Any, args: Sequence[Any]) -> None:
    import sympy

    known = set(args)
    sizes = {size for arg in args if isinstance(arg, sympy.MatrixSymbol) for size in arg.shape}
    for symbol in sorted(expr.free_symbols, key=str):
        if symbol not in known and symbol not in sizes:
            raise Unbound(str(symbol))


def _float(value: Any) -> Array:
    return np.asarray(value, dtype=float)


def _matrix_power(matrix: Array, exponent: Array) -> Array:
    """Powers with exponents that came as floats. Raises `ValueError` where one is no whole number."""
    exponents = np.asarray(exponent)
    if np.any(exponents != np.round(exponents)):
        raise ValueError(f"a matrix to the power {exponent}: a whole number is needed")
    batch = np.broadcast_shapes(matrix.shape[:-2], exponents.shape)
    matrices = np.broadcast_to(matrix, (*batch, *matrix.shape[-2:]))
    exponents = np.broadcast_to(exponents, batch)
    powers = np.empty_like(matrices, dtype=float)
    for each in np.unique(exponents):
        powers[exponents == each] = np.linalg.matrix_power(matrices[exponents == each], int(each))
    return powers


def _grid(cells: Sequence[Any], rows: int, cols: int) -> Array:
    stacked = np.stack(np.broadcast_arrays(*map(_float, cells)), axis=-1)
    return stacked.reshape(*stacked.shape[:-1], rows, cols)


def _broadcast(value: Any, values: Sequence[Any], matrices: Sequence[bool]) -> Array:
    """A scalar result in the batch's shape, also where the expression is constant."""
    batches = [np.shape(v)[:-2] if matrix else np.shape(v) for v, matrix in zip(values, matrices, strict=True)]
    return np.broadcast_to(_float(value), np.broadcast_shapes(np.shape(value), *batches))


@cache
def _printer_class() -> Any:
    from sympy.printing.numpy import NumPyPrinter

    class BatchPrinter(NumPyPrinter):  # type: ignore[misc]
        """NumPy code whose matrices are the last two axes."""

        def _print_MatMul(self, expr: Any) -> str:  # noqa: N802 - SymPy's naming
            scalar, matrices = expr.as_coeff_matrices()
            product = " @ ".join(f"({self._print(matrix)})" for matrix in matrices)
            if scalar == 1:
                return f"({product})"
            return f"(numpy.asarray({self._print(scalar)})[..., None, None] * ({product}))"

        def _print_Transpose(self, expr: Any) -> str:  # noqa: N802
            return f"numpy.swapaxes({self._print(expr.arg)}, -1, -2)"

        def _print_MatPow(self, expr: Any) -> str:  # noqa: N802
            return f"matrix_power({self._print(expr.base)}, {self._print(expr.exp)})"

        def _print_Trace(self, expr: Any) -> str:  # noqa: N802
            return f"numpy.trace({self._print(expr.arg)}, axis1=-2, axis2=-1)"

        def _print_Determinant(self, expr: Any) -> str:  # noqa: N802
            return f"numpy.linalg.det({self._print(expr.arg)})"

        def _print_Identity(self, expr: Any) -> str:  # noqa: N802
            return f"numpy.eye({self._size(expr.shape[0])})"

        def _print_MatrixElement(self, expr: Any) -> str:  # noqa: N802
            return f"({self._print(expr.parent)})[..., {self._print(expr.i)}, {self._print(expr.j)}]"

        def _size(self, size: Any) -> str:
            if not size.is_Integer:
                raise UnsupportedHead(f"an identity of size {size}", "NumPy")
            return str(size)

        def _print_MatrixSymbol(self, expr: Any) -> str:  # noqa: N802
            return str(expr.name)

    return BatchPrinter


def _printer() -> Any:
    return _printer_class()(
        {"fully_qualified_modules": True, "inline": True, "allow_unknown_functions": False, "strict": True}
    )
