"""Derivatives by a symmetric matrix that take its symmetry into account, where a page says that they do.

The entries x_ij and x_ji are then one variable: G + G' - G o I, with G the derivative in which all are independent
(Petersen and Pedersen, The Matrix Cookbook, section 2.8).

>>> from derivations.terms.term import sym
>>> x = sym("X")
>>> with_symmetry(Term("grad", (Term("det", (x,)), x, x)), {"X": sym("n")}).head
'add'
"""

from __future__ import annotations

from collections.abc import Mapping

from derivations.document.context import Context
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, add, map_args


def symmetric_variables(context: Context) -> dict[str, Term]:
    """The symmetric matrices of a page whose derivatives take that into account, with their sizes."""
    if not context.symmetric_derivatives:
        return {}
    named = {name: symbol for name, symbol in context.symbols.items() if "symmetric" in symbol.facts}
    return {name: each.shape[0] for name, each in named.items() if each.shape is not None and each.shape != SCALAR}


def with_symmetry(term: Term, variables: Mapping[str, Term]) -> Term:
    """The term with every derivative by one of the matrices as the page means it."""
    if not variables:
        return term
    inner = map_args(term, lambda arg: with_symmetry(arg, variables))
    if inner.head != "grad" or str(inner.args[1].value) not in variables:
        return inner
    identity = Term("eye", (variables[str(inner.args[1].value)],))
    return add(inner, Term("transpose", (inner,)), Term("neg", (Term("hadamard", (inner, identity)),)))
