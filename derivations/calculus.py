"""Matrix calculus and algebra on SymPy objects: gradients, Jacobians, Hessians, normal forms, equality.

Everything is exact and for real numbers and any sizes. What comes back are SymPy expressions in the user's own
symbols, a 1 x 1 product of matrices as its `Trace`; with `conditions=True` they come with the relations under which
they hold (`Answer`). Raises `ValueError` for shapes that do not fit, `NotImplementedError` for what has no rule, by
its name.

>>> import sympy
>>> n, d = sympy.symbols("n d", integer=True, positive=True)
>>> X, w, y = (sympy.MatrixSymbol(*of) for of in (("X", n, d), ("w", d, 1), ("y", n, 1)))
>>> gradient((X * w - y).T * (X * w - y), w)
2*X.T*X*w - 2*X.T*y
>>> A, B = (sympy.MatrixSymbol(name, n, n) for name in "AB")
>>> I = sympy.Identity(n)
>>> equal((I + A * B).I * A, A * (I + B * A).I).kind
'proved'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple, overload

from derivations.algebra.abstain import Abstain
from derivations.algebra.abstain import ShapeClash as NoSuchShape
from derivations.algebra.results import Result, result_of
from derivations.algebra.signature import Signature
from derivations.document.context import Context
from derivations.document.verdicts import Verdict
from derivations.latex.print import latex
from derivations.terms.clash import DO_NOT_FIT, Shape, ShapeClash, UnknownShape
from derivations.terms.shapes import Shaper
from derivations.terms.sympy_bridge import (
    ShapeMismatch,
    Symbols,
    UnsupportedHead,
    condition_to_sympy,
    from_sympy,
    one_by_one,
    result_to_sympy,
    symbols_of,
)
from derivations.terms.term import Term

Expr = Any
"""A SymPy expression; SymPy has no types of its own."""

Layout = Literal["numerator", "denominator"]


class Answer(NamedTuple):
    """An expression, and SymPy's relations and predicates under which it holds."""

    value: Expr
    conditions: tuple[Expr, ...]


@overload
def gradient(
    expr: Expr, by: Expr, *, layout: Layout | None = ..., symmetric: bool = ..., conditions: Literal[False] = ...
) -> Expr: ...
@overload
def gradient(
    expr: Expr, by: Expr, *, layout: Layout | None = ..., symmetric: bool = ..., conditions: Literal[True]
) -> Answer: ...
def gradient(
    expr: Expr, by: Expr, *, layout: Layout | None = None, symmetric: bool = False, conditions: bool = False
) -> Expr | Answer:
    """The derivative of a scalar in the shape of `by`, or of anything by a scalar in its own shape.

    `layout="numerator"` turns a gradient into a row. `symmetric=True` is for a symmetric matrix, whose entries above
    and below the diagonal vary together: G + G' - G o I.

    >>> import sympy
    >>> A = sympy.MatrixSymbol("A", 3, 3)
    >>> gradient(sympy.log(sympy.Determinant(A)), A, conditions=True).value
    (A**(-1)).T
    """
    if not _is_number(expr) and not _is_number(by):
        raise ValueError(f"a gradient is of a scalar: {_both(expr, by)}; a Jacobian is of a column")
    if symmetric and (type(by).__name__ != "MatrixSymbol" or by.rows != by.cols):
        raise ValueError(f"a symmetric variable is a square matrix symbol, {by} is {_size(by)}")
    question = _Question([expr, by], {by.name: "symmetric"} if symmetric else {})
    body, variable = question.terms
    found = question.derived("grad", body, variable)
    if symmetric:
        on_diagonal = Term("hadamard", (found, Term("eye", (from_sympy(by.rows),))))
        found = found + Term("transpose", (found,)) - on_diagonal
    if layout == "numerator" and not _is_number(by):
        found = Term("transpose", (found,))
    return question.answer(found, [body], conditions)


def jacobian(expr: Expr, by: Expr, *, layout: Layout | None = None, conditions: bool = False) -> Expr | Answer:
    """J in dy = J dx, a row for each entry of the body; `layout="denominator"` turns it.

    >>> import sympy
    >>> A, x = sympy.MatrixSymbol("A", 2, 3), sympy.MatrixSymbol("x", 3, 1)
    >>> jacobian(A * x, x), jacobian(A * x, x, layout="denominator")
    (A, A.T)
    """
    if not all(_is_number(each) or each.cols == 1 for each in (expr, by)):
        raise ValueError(f"a Jacobian is of a column by a column: {_both(expr, by)}")
    question = _Question([expr, by])
    body, variable = question.terms
    found = question.derived("jacobian", body, variable)
    if layout == "denominator":
        found = Term("transpose", (found,))
    return question.answer(found, [body], conditions)


def hessian(expr: Expr, by: Expr, *, conditions: bool = False) -> Expr | Answer:
    """The second derivatives of a scalar by a column.

    >>> import sympy
    >>> A, x = sympy.MatrixSymbol("A", 3, 3), sympy.MatrixSymbol("x", 3, 1)
    >>> hessian(x.T * A * x, x)
    A + A.T
    """
    if not _is_number(expr) or not (_is_number(by) or by.cols == 1):
        raise ValueError(f"a Hessian is of a scalar by a column: {_both(expr, by)}")
    question = _Question([expr, by])
    body, variable = question.terms
    return question.answer(question.derived("hessian", body, variable), [body], conditions)


def normal_form(expr: Expr, *, assumptions: Any = (), conditions: bool = False) -> Expr | Answer:
    """The sum of words that an expression is, products multiplied out and equal ones together.

    >>> import sympy
    >>> A, B = (sympy.MatrixSymbol(name, 3, 3) for name in "AB")
    >>> normal_form((A + B) ** 2 - A * B)
    A**2 + B**2 + B*A
    """
    question = _Question([expr], assumptions=assumptions)
    (body,) = question.terms
    whole = not _is_number(expr, strict=True) and _is_number(expr)
    return question.answer(body, [body], conditions, whole=whole)


def equal(lhs: Expr, rhs: Expr, assumptions: Any = ()) -> Verdict:
    """The judge's verdict on lhs = rhs: proved, refuted with a witness, supported, or undecided with a reason.

    `assumptions` are SymPy's predicates (`Q.symmetric(A)`), equations and other relations, one or several.

    >>> import sympy
    >>> A, B = (sympy.MatrixSymbol(name, 2, 2) for name in "AB")
    >>> equal(A * B, B * A).kind, equal(A * B, B * A, [sympy.Q.diagonal(A), sympy.Q.diagonal(B)]).kind
    ('refuted', 'proved')
    """
    # the judge brings two thirds of what importing this module would cost
    from derivations.verify import decide_equality

    if _is_number(lhs) != _is_number(rhs) or (not _is_number(lhs) and lhs.shape != rhs.shape):
        raise ValueError(f"the sides have two shapes: {_both(lhs, rhs)}")
    question = _Question([lhs, rhs], assumptions=assumptions)
    context = Context.of(question.known.shapes, question.known.facts, hypotheses=question.known.assumed)
    left, right = question.terms
    return decide_equality(left, right, context)


class _Question:
    """Expressions as terms, with what is known of their symbols."""

    def __init__(self, exprs: Sequence[Expr], facts: dict[str, str] | None = None, *, assumptions: Any = ()) -> None:
        given = assumptions if isinstance(assumptions, Iterable) else (assumptions,)
        with _refusals():
            self.known: Symbols = symbols_of(exprs, given)
            self.terms = [from_sympy(expr) for expr in exprs]
        _fitting(exprs, self.terms, self.known.shapes)
        for name, fact in (facts or {}).items():
            self.known.facts[name] = self.known.facts.get(name, frozenset()) | {fact}
        self.signature = Signature(self.known.shapes, self.known.facts)

    def derived(self, head: str, body: Term, by: Term) -> Term:
        """The derivative as a term; by the cells of a literal one after the other."""
        if by.head != "matrix":
            return Term(head, (body, by, by))
        if head == "grad":
            return Term("matrix", tuple(Term("grad", (body, cell, cell)) for cell in by.args), by.value)
        columns = by.args
        if head == "hessian":
            slopes = [Term("grad", (body, cell, cell)) for cell in columns]
            cells = tuple(Term("grad", (slope, cell, cell)) for slope in slopes for cell in columns)
            return Term("matrix", cells, (len(columns), len(columns)))
        entries = body.args if body.head == "matrix" else (body,)
        cells = tuple(Term("grad", (entry, cell, cell)) for entry in entries for cell in columns)
        return Term("matrix", cells, (len(entries), len(columns)))

    def answer(self, term: Term, sources: Sequence[Term], told: bool, *, whole: bool = False) -> Expr | Answer:
        """The value in SymPy; `whole` asks for a 1 x 1 matrix where the value is a scalar."""
        with _refusals():
            found: Result = result_of(term, self.signature, sources)
            value = result_to_sympy(found.value, self.known.own)
            value = one_by_one(value) if whole else value
            if not told:
                return value
            return Answer(value, tuple(condition_to_sympy(each, self.known.own) for each in found.conditions))


@contextmanager
def _refusals() -> Iterator[None]:
    """What cannot be done, as Python's own exceptions."""
    try:
        yield
    except (ShapeMismatch, NoSuchShape) as clash:
        raise ValueError(str(clash)) from clash
    except (UnsupportedHead, Abstain) as unknown:
        raise NotImplementedError(str(unknown)) from unknown


def _is_number(expr: Expr, *, strict: bool = False) -> bool:
    """Whether an expression is a scalar; a 1 x 1 matrix is one, too, unless `strict`."""
    if not getattr(expr, "is_Matrix", False):
        return True
    return not strict and bool(expr.rows == 1 and expr.cols == 1)


def _size(expr: Expr) -> str:
    return f"{expr.rows} × {expr.cols}" if getattr(expr, "is_Matrix", False) else "a number"


def _both(one: Expr, other: Expr) -> str:
    return f"{one} is {_size(one)} and {other} is {_size(other)}"


def _fitting(exprs: Sequence[Expr], terms: Sequence[Term], shapes: Mapping[str, Shape]) -> None:
    """Raises `ValueError` where shapes do not fit; powers and quotients are those of matrices here, and what else is
    open is left to whoever computes.
    """
    shaper = Shaper(shapes)
    for term in terms:
        try:
            shaper.shape(term)
        except ShapeClash as clash:
            if isinstance(clash, UnknownShape) and clash.term.head not in ("pow", "div"):
                continue
            raise ValueError(f"{DO_NOT_FIT}: {_told(clash, exprs)}") from clash


def _told(clash: ShapeClash, exprs: Sequence[Expr]) -> str:
    """The words of a clash, its terms as SymPy writes them."""
    found: dict[Term, str] = {}
    queue = list(exprs)
    while queue:
        expr = queue.pop()
        queue += expr.args
        try:
            found.setdefault(from_sympy(expr), str(expr))
        except UnsupportedHead:
            continue
    return clash.told(lambda term: found.get(term) or latex(term), mark="")
