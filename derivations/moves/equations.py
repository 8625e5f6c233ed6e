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
from derivations.moves.line import Equation, EquationMove, Line, Move, on_both
from derivations.moves.products import flat
from derivations.moves.rewriting import shown
from derivations.moves.scalars import is_whole, simplified
from derivations.moves.words import CannotMove, Words, coefficient_of, shape_of, turned, words_of
from derivations.terms.shapes import SCALAR
from derivations.terms.sympy_bridge import from_sympy
from derivations.terms.term import Term, add, free_symbols, map_args, mul, num, substitute, sym


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


def bring_over(summand: Term) -> EquationMove:
    """Add to both sides what the left side takes away."""

    def compute(equation: Equation, context: Context) -> Equation:
        lhs, rhs = (words_of(side + summand, context).term() for side in (equation.lhs, equation.rhs))
        return Equation(lhs, rhs, equation.conditions)

    return EquationMove("add", f"add {shown(summand)}", compute)


def drop_nonzero() -> EquationMove:
    """From a product that is 0, leave out denominators and factors that cannot be 0."""

    def compute(equation: Equation, context: Context) -> Equation:
        import sympy

        if equation.rhs != num(0):
            raise CannotMove("the right side is not 0")
        above = sympy.fraction(sympy.together(coefficient_of(equation.lhs, context)))[0]
        factors = sympy.Mul.make_args(sympy.factor(above))
        left = [factor for factor in factors if not factor.is_number and factor.is_nonzero is not True]
        return Equation(from_sympy(sympy.Mul(*left), ordered=True), num(0), equation.conditions)

    return EquationMove("cancel", "what is left out cannot be 0", compute)


def vanish() -> EquationMove:
    """From v'v = 0 follows v = 0: only the zero vector has length 0."""

    def compute(equation: Equation, context: Context) -> Equation:
        (word, *others) = words_of(equation.lhs, context).terms
        half = len(word) // 2
        if others or turned(word[half:], context) != word[:half] or equation.rhs != num(0):
            raise CannotMove("it is no squared length that is 0")
        vector = flat(Term("mul", tuple(letter.term() for letter in word[half:]))) if half > 1 else word[half].term()
        return Equation(vector, Term("zeros", shape_of(vector, context)), equation.conditions)

    return EquationMove("vanish", "only the zero vector has length 0", compute)


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
        if difference.has(sympy.zoo, sympy.nan):
            raise CannotMove("something is divided by zero")
        try:
            polynomial = sympy.Poly(sympy.together(difference).as_numer_denom()[0], symbol)
        except sympy.PolynomialError:
            raise CannotMove(f"{unknown} stands inside a function or an exponent: that is not solved for") from None
        if polynomial.degree() != 1:
            raise CannotMove(f"the equation has degree {polynomial.degree()} in {unknown}")
        (solution,) = sympy.solve(polynomial.as_expr(), symbol)
        # what stands before the unknown is divided by, also where the solution no longer shows it
        divided = _bases(polynomial.LC())
        conditions = tuple(scalars.not_zero(base) for base in divided if base.is_nonzero is not True)
        return Equation(sym(unknown), scalars.term(solution), (*equation.conditions, *conditions))

    return EquationMove("solve", f"solve for ${name(unknown)}$", compute)


def solve_square(unknown: str) -> EquationMove:
    """Solve for the square of a scalar that stands in the equation in no other way."""

    def compute(equation: Equation, context: Context) -> Equation:
        import sympy

        symbol = coefficient_of(sym(unknown), context)
        difference = coefficient_of(equation.lhs, context) - coefficient_of(equation.rhs, context)
        polynomial = sympy.Poly(sympy.together(difference).as_numer_denom()[0], symbol)
        if [power for (power,) in polynomial.monoms()] != [2, 0]:
            raise CannotMove(f"{unknown} stands in the equation otherwise than by its square")
        leading, rest = polynomial.coeffs()
        conditions = [Term("ne", (from_sympy(base), num(0))) for base in _bases(leading) if base.is_nonzero is not True]
        square = from_sympy(sympy.cancel(-rest / leading), ordered=True)
        return Equation(sym(unknown) ** num(2), square, (*equation.conditions, *conditions))

    return EquationMove("solve", f"solve for ${name(unknown)}^2$", compute)


def positive_root(unknown: str) -> EquationMove:
    """From x^2 = c to x = sqrt(c), for an x that is known to be positive."""

    def compute(equation: Equation, context: Context) -> Equation:
        if equation.lhs != sym(unknown) ** num(2):
            raise CannotMove(f"no equation for the square of {unknown}")
        if not coefficient_of(sym(unknown), context).is_positive:
            raise CannotMove(f"{unknown} is not known to be positive")
        return Equation(sym(unknown), Term("sqrt", (equation.rhs,)), equation.conditions)

    return EquationMove("root", f"${name(unknown)} > 0$", compute)


def _bases(expr: Any) -> list[Any]:
    """The factors of a product that are no numbers."""
    import sympy

    powers = [factor.as_base_exp()[0] for factor in sympy.Mul.make_args(sympy.factor(expr))]
    return [base for base in powers if not base.is_number]


def plus(*summands: Term) -> EquationMove:
    """Add summands to both sides; those that stand there with the other sign go."""

    def move(term: Term, context: Context) -> Term:
        return simplified(add(term, *summands), expand=False)

    return on_both(Move("add", f"add {shown(add(*summands))}", move))


def over(divisor: Term) -> EquationMove:
    """Divide both sides by a scalar: summand by summand where one holds it as a factor. That it is not 0 is said."""

    def move(term: Term, context: Context) -> Term:
        summands = term.args if term.head == "add" else (term,)
        parts = [_without_factor(part, divisor) for part in summands]
        if all(part is None for part in parts):
            return term / divisor
        pairs = zip(summands, parts, strict=True)
        return simplified(add(*(old / divisor if new is None else new for old, new in pairs)), expand=False)

    def compute(equation: Equation, context: Context) -> Equation:
        known = context.definitions.get(str(divisor.value))
        body = known.body if known is not None and known.params is None else divisor
        safe = coefficient_of(body, context).is_nonzero
        conditions = () if safe else (differs_from_zero(divisor, context),)
        divided = on_both(Move("divide", "", move)).compute(equation, context)
        return Equation(divided.lhs, divided.rhs, (*equation.conditions, *conditions))

    return EquationMove("divide", f"divide by {shown(divisor)}", compute)


def times_denominator() -> EquationMove:
    """From x = a / b to b x = a.

    >>> from derivations.document.context import Context
    >>> a, b, x = map(sym, "abx")
    >>> found = times_denominator().compute(Equation(x, a / (2 * b)), Context())
    >>> found.lhs, found.rhs
    (mul(2, b, x), a)
    """

    def compute(equation: Equation, context: Context) -> Equation:
        if equation.rhs.head != "div":
            raise CannotMove("the right side is no fraction")
        above, below = equation.rhs.args
        return Equation(flat(mul(below, equation.lhs)), above, equation.conditions)

    return EquationMove("clear", "multiply by the denominator", compute)


def round_down(fraction: Term, reason: str) -> EquationMove:
    """The floors of both sides; one that adds a fraction from 0 up to 1 to what is whole is the rest of it."""

    def move(term: Term, context: Context) -> Term:
        if term.head == "add" and fraction in term.args:
            rest = add(*(arg for arg in term.args if arg != fraction))
            if is_whole(rest, context):
                return rest
        return Term("floor", (term,))

    return on_both(Move("floor", reason, move))


def swap() -> EquationMove:
    """Write the right side first."""

    def compute(equation: Equation, context: Context) -> Equation:
        return Equation(equation.rhs, equation.lhs, equation.conditions)

    return EquationMove("swap", "sides swapped", compute)


def _without_factor(term: Term, divisor: Term) -> Term | None:
    factors = list(term.args) if term.head == "mul" else [term]
    if divisor not in factors:
        return None
    factors.remove(divisor)
    return mul(*factors) if factors else num(1)


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

    def divides(self, expr: Any) -> bool:
        """Whether a scalar that holds matrices stands in the denominator."""
        return bool(expr.as_numer_denom()[1].has(*map(self._symbol, self.names))) if self.names else False

    def not_zero(self, expr: Any) -> Term:
        term = substitute(from_sympy(expr), {new: old for old, new in self.names.items()})
        return differs_from_zero(term.args[0] if term.head == "norm" else term, self.context)


def against_zero(term: Term, context: Context) -> Line:
    """The next line of a chain, `> 0` or `>= 0`, where SymPy finds it so."""
    expr = _Scalars(context, "").sympy(term)
    if expr.is_nonnegative is not True:
        raise CannotMove("it may be negative")
    return Line(None, "gt" if expr.is_positive else "ge", num(0), "sign")


def is_nonnegative(term: Term, context: Context) -> bool:
    """Whether SymPy finds it so, given that squared norms are and that sizes are positive."""
    return _Scalars(context, "").sympy(term).is_nonnegative is True


def combine() -> Move:
    """Multiply out and add up, each scalar that holds matrices taken as a number; what is over them as one fraction.

    >>> from derivations.document.context import Context
    >>> from derivations.terms.term import sym
    >>> context = Context.of(shapes={"a": (sym("n"), num(1))})
    >>> inner = sym("a").T * sym("a")
    >>> combine().compute(3 * inner - inner, context)
    mul(2, transpose(a), a)
    """

    def compute(term: Term, context: Context) -> Term:
        import sympy

        scalars = _Scalars(context, "")

        def written(part: Any) -> Term:
            negative = part.could_extract_minus_sign()
            found = flat(scalars.term(-part if negative else part))
            return -found if negative else found

        plain, over = [], sympy.S.Zero
        for part in sympy.Add.make_args(sympy.expand(scalars.sympy(term))):
            if scalars.divides(part):
                over += part
            else:
                plain.append(part)
        parts = [*plain, *([sympy.factor(over)] if over != 0 else [])]
        summands = [written(part) for part in sorted(parts, key=lambda part: bool(part.could_extract_minus_sign()))]
        return Term("add", tuple(summands)) if len(summands) > 1 else summands[0]

    return Move("combine", "combine", compute)
