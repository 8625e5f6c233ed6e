"""Moves on equations: cancel what both sides share, cancel a factor, solve for an unknown, compare with zero.

SymPy solves, over symbols that stand for the scalars that hold matrices; its answer must be one solution. What is
divided by becomes a condition of the line.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> a, b, x = map(sym, "abx")
>>> found = solve("x").compute(Equation(a * x - b, num(0)), Context())
>>> found.rhs, found.conditions
(div(b, a), (ne(a, 0),))
"""

from __future__ import annotations

from typing import Any

from derivations.document.context import Context
from derivations.latex.print import name
from derivations.moves.line import Equation, EquationMove
from derivations.moves.rewriting import shown
from derivations.moves.words import CannotMove, Words, coefficient_of, shape_of, words_of
from derivations.terms.shapes import SCALAR
from derivations.terms.sympy_bridge import from_sympy
from derivations.terms.term import Term, free_symbols, map_args, num, substitute, sym


def cancel_terms() -> EquationMove:
    """Take away the summands that both sides have, and a sign that all others share."""

    def compute(equation: Equation, context: Context) -> Equation:
        left, right = words_of(equation.lhs, context), words_of(equation.rhs, context)
        sides = []
        for one, other in ((left, right), (right, left)):
            pairs = {w: _without(c, other.terms.get(w)) for w, c in one.terms.items()}
            sides.append({w: c for w, c in pairs.items() if c != 0})
        rest = [c for side in sides for c in side.values()]
        sign = -1 if rest and all(c.could_extract_minus_sign() for c in rest) else 1
        lhs, rhs = (Words({w: sign * c for w, c in side.items()}, left.shape).term() for side in sides)
        return Equation(lhs, rhs, equation.conditions)

    return EquationMove("cancel", "cancel what both sides share", compute)


def _without(coefficient: Any, other: Any) -> Any:
    """The summands of a coefficient that the other side's has not."""
    if other is None:
        return coefficient
    theirs = list(other.as_coefficients_dict().items())
    mine = coefficient.as_coefficients_dict().items()
    return sum((base * factor for base, factor in mine if (base, factor) not in theirs), coefficient * 0)


def cancel_factor(factor: Term) -> EquationMove:
    """Drop a vector or matrix at the right end of both sides; that it is not zero becomes a condition.

    Sound for a vector with scalar coefficients: from c v = e v and v != 0 follows c = e.
    """

    def compute(equation: Equation, context: Context) -> Equation:
        sides = []
        for side in (equation.lhs, equation.rhs):
            words = words_of(side, context)
            if any(len(word) != 1 or word[0].term() != factor for word in words.terms):
                raise CannotMove(f"a summand that is no multiple of {factor!r}")
            sides.append(Words({(): sum(words.terms.values())}, SCALAR).term())
        return Equation(sides[0], sides[1], (*equation.conditions, differs_from_zero(factor, context)))

    return EquationMove("cancel", f"cancel {shown(factor)}", compute)


def differs_from_zero(term: Term, context: Context) -> Term:
    """`term != 0`, with a zero of its shape."""
    shape = shape_of(term, context)
    return Term("ne", (term, num(0) if shape == SCALAR else Term("zeros", shape)))


def invertible(matrix: Term, context: Context) -> tuple[Term, ...]:
    """The condition that a square matrix has an inverse, where that is not declared."""
    known = matrix.head == "sym" and {"invertible", "orthogonal", "positive definite"} & context.facts_of(
        str(matrix.value)
    )
    return () if known else (Term("ne", (Term("det", (matrix,)), num(0))),)


def solve(unknown: str) -> EquationMove:
    """Solve for a scalar in which the equation is of the first degree."""

    def compute(equation: Equation, context: Context) -> Equation:
        import sympy

        scalars = _Scalars(context, unknown)
        difference = scalars.sympy(equation.lhs) - scalars.sympy(equation.rhs)
        symbol = coefficient_of(sym(unknown), context)
        polynomial = sympy.Poly(sympy.together(difference).as_numer_denom()[0], symbol)
        if polynomial.degree() != 1:
            raise CannotMove(f"the equation has degree {polynomial.degree()} in {unknown}")
        (solution,) = sympy.solve(polynomial.as_expr(), symbol)
        # what stands before the unknown is divided by, also where the solution no longer shows it
        divided = _bases(polynomial.LC())
        conditions = tuple(scalars.not_zero(base) for base in divided if base.is_nonzero is not True)
        return Equation(sym(unknown), scalars.term(solution), (*equation.conditions, *conditions))

    return EquationMove("solve", f"solve for ${name(unknown)}$", compute)


def _bases(expr: Any) -> list[Any]:
    """The factors of a product that are no numbers."""
    import sympy

    powers = [factor.as_base_exp()[0] for factor in sympy.Mul.make_args(sympy.factor(expr))]
    return [base for base in powers if not base.is_number]


class _Scalars:
    """Stands SymPy symbols in for the scalars of a term that hold matrices, and puts them back."""

    def __init__(self, context: Context, unknown: str) -> None:
        self.context, self.unknown = context, unknown
        self.names: dict[Term, str] = {}

    def sympy(self, term: Term) -> Any:
        import sympy

        replaced = self._abstract(term)
        expr = coefficient_of(replaced, self.context)
        return expr.xreplace({sympy.Symbol(new, real=True): self._symbol(old) for old, new in self.names.items()})

    def _symbol(self, old: Term) -> Any:
        import sympy

        return sympy.Symbol(self.names[old], real=True, **({"nonnegative": True} if old.head == "norm" else {}))

    def _abstract(self, term: Term) -> Term:
        held = [free for free in free_symbols(term) if (self.context.shape_of(free) or SCALAR) != SCALAR]
        opaque = held and term.head not in ("add", "neg", "div", "pow") and shape_of(term, self.context) == SCALAR
        if opaque and term.head == "mul":
            scalars = [arg for arg in term.args if shape_of(arg, self.context) == SCALAR]
            matrices = tuple(arg for arg in term.args if arg not in scalars)
            parts = [map_args(arg, self._abstract) if arg.args else arg for arg in map(self._abstract, scalars)]
            rest = [self._stand_in(Term("mul", matrices))] if matrices else []
            return Term("mul", (*parts, *rest))
        if opaque:
            return self._stand_in(term)
        return map_args(term, self._abstract)

    def _stand_in(self, term: Term) -> Term:
        if self.unknown in free_symbols(term):
            raise CannotMove(f"{self.unknown} stands inside {term.head}")
        return sym(self.names.setdefault(term, f"scalar {len(self.names)}"))

    def term(self, expr: Any) -> Term:
        """Plain coefficients first, then what the stand-ins stand for."""
        import sympy

        stand_ins = [self._symbol(old) for old in self.names]
        plain, rest = expr.as_independent(*stand_ins, as_Add=False) if stand_ins else (expr, sympy.S.One)
        back = {new: old for old, new in self.names.items()}
        written = [from_sympy(part, ordered=True) for part in (plain, rest) if part != 1]
        restored = [substitute(part, back) for part in written] or [num(1)]
        return Term("mul", tuple(restored)) if len(restored) > 1 else restored[0]

    def not_zero(self, expr: Any) -> Term:
        term = substitute(from_sympy(expr), {new: old for old, new in self.names.items()})
        return differs_from_zero(term.args[0] if term.head == "norm" else term, self.context)


def is_nonnegative(term: Term, context: Context) -> bool:
    """Whether SymPy finds it so, given that squared norms are and that sizes are positive."""
    return _Scalars(context, "").sympy(term).is_nonnegative is True
