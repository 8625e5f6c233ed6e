r"""Terms to SymPy and back: the only package that knows both.

`to_sympy(term, shapes, facts)` builds what was written, unevaluated unless `evaluate=True`; `from_sympy(expr)` reads
any SymPy expression of the supported classes. Nothing is ever parsed from text. SymPy is imported with the first
expression.

The two languages differ, and the bridge says how:

* a 1 x 1 product of matrices is no scalar in SymPy: it becomes `Trace` of the product, and comes back as the product;
* `norm` of a vector and the Frobenius norm are `sqrt(Trace(x.T*x))` and come back as `norm`;
* `sigmoid`, `relu`, `inner`, `inverse` of a scalar are written out; a transposed scalar is the scalar;
* scalars are real, sizes (symbols that occur in shapes) positive integers, indices of sums integers; scalar facts
  become SymPy's assumptions, matrix facts have no place in a `MatrixSymbol` and are left out;
* SymPy counts entries from 0, terms from 1, and orders the summands of an index and the arguments of `min` and `max`.

A term that comes back from SymPy is normal: it crosses again unchanged. `UnsupportedHead` (with the head's name) is
raised for what SymPy has no object for, or a wrong one: gradients by vectors and matrices (`MatrixExpr.diff` answers 0
for some), `pm`, `rank`, `item`, `vec`, sums of matrices over an index. `ShapeMismatch` is raised for sizes that do not
meet.

>>> from derivations.terms.term import sym
>>> from_sympy(to_sympy(sym("x") / sym("x"), {}, {}))
div(x, x)
"""

from __future__ import annotations

from derivations.terms.sympy_bridge.inward import from_sympy
from derivations.terms.sympy_bridge.outward import (
    Facts,
    ShapeMismatch,
    Shapes,
    UnsupportedHead,
    condition_to_sympy,
    one_by_one,
    result_to_sympy,
    to_sympy,
)
from derivations.terms.sympy_bridge.symbols import Symbols, symbols_of

__all__ = [
    "Facts",
    "ShapeMismatch",
    "Shapes",
    "Symbols",
    "UnsupportedHead",
    "condition_to_sympy",
    "from_sympy",
    "one_by_one",
    "result_to_sympy",
    "symbols_of",
    "to_sympy",
]
