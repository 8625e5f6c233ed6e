r"""Equations in one number: fractions cleared, everything on one side, roots by factors and by the quadratic formula.

What is divided by, what stands in a denominator and a discriminant become conditions. `CannotMove` is raised where the
unknown stands inside a function (`inverses` undoes some), or a factor of degree three or more does not split over the
rationals.

>>> from derivations.document.context import Context
>>> from derivations.latex.print import latex
>>> from derivations.terms.term import num, sym
>>> a, x, context = sym("a"), sym("x"), Context()
>>> moved = isolate(x).compute(Equation(a * x + 2, 3 * x), context)
>>> print(latex(moved.lhs), "=", latex(moved.rhs))
(a - 3) x = -2
>>> [latex(root.value) for root in roots_of(x ** num(2) - 5 * x + 6, x, context)]
['3', '2']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from derivations.document.context import Context
from derivations.moves.commuting import Scalars, best, joined
from derivations.moves.line import Equation, EquationMove, Move
from derivations.moves.rewriting import shown
from derivations.moves.words import CannotMove
from derivations.terms.term import Term, free_symbols, num, size

SOLVED = (
    "equations can be solved that are polynomials or fractions of polynomials in the unknown, of degree two at most "
    "once they are factored, or that hold it in one exponential, logarithm, root, sigmoid or tanh"
)
"""What can be solved, for whoever asked for something else."""


LONG = 100
"""Characters of a polynomial that an error message still shows."""


@dataclass(frozen=True)
class Root:
    """A solution: how it was found, as it comes out of a formula, and in short; what it needs to be one."""

    reason: str
    formula: Term
    value: Term
    conditions: tuple[Term, ...] = ()


def clear_fractions(unknown: Term) -> EquationMove:
    """Multiply by the denominators that hold the unknown."""

    def compute(equation: Equation, context: Context) -> Equation:
        import sympy

        scalars, symbol = _over(unknown, context, equation.lhs, equation.rhs)
        sides = [scalars.expr(side) for side in (equation.lhs, equation.rhs)]
        below = [each for side in sides for each in _denominators(side, symbol)]
        plain = [each for each in below if each.is_polynomial(symbol)]
        powers = [pair for pair in sympy.factor_list(sympy.lcm_list(plain))[1] if pair[0].has(symbol)] if plain else []
        roots = list(dict.fromkeys(each for each in below if each not in plain))
        factors = [*(base for base, _ in powers), *(root.as_base_exp()[0] for root in roots)]
        scale = sympy.Mul(*(base**power for base, power in powers), *roots)
        if not factors:
            raise CannotMove("no denominator holds the unknown")
        if roots and not all((side * scale).expand().is_polynomial(symbol) for side in sides):
            raise CannotMove(f"{shown(unknown)} stands in a root; {SOLVED}")
        cleared = [scalars.term(best(sympy.cancel(side * scale), scalars)) for side in sides]
        conditions = tuple(Term("ne", (scalars.term(base), num(0))) for base in factors)
        return Equation(cleared[0], cleared[1], (*equation.conditions, *conditions))

    return EquationMove("clear", "multiply by the denominator", compute)


def isolate(unknown: Term) -> EquationMove:
    """a x = b from an equation of the first degree."""

    def compute(equation: Equation, context: Context) -> Equation:
        scalars, symbol = _over(unknown, context, equation.lhs, equation.rhs)
        factor, constant = _first_degree(equation, scalars, symbol)
        lhs = scalars.term(best(factor, scalars))
        product = unknown if lhs == num(1) else lhs * unknown
        return Equation(product, scalars.term(best(-constant, scalars)), equation.conditions)

    return EquationMove("isolate", f"collect {shown(unknown)}", compute)


def divide(unknown: Term) -> EquationMove:
    """x = b / a from a x = b."""

    def compute(equation: Equation, context: Context) -> Equation:
        scalars, symbol = _over(unknown, context, equation.lhs, equation.rhs)
        factor, constant = _first_degree(equation, scalars, symbol)
        solution = scalars.term(best(-constant / factor, scalars))
        return Equation(unknown, solution, (*equation.conditions, *_not_zero(factor, scalars)))

    return EquationMove("divide", f"divide by what stands with {shown(unknown)}", compute)


def one_side(unknown: Term) -> EquationMove:
    """p(x) = 0, the powers of the unknown collected."""

    def compute(equation: Equation, context: Context) -> Equation:
        scalars, symbol = _over(unknown, context, equation.lhs, equation.rhs)
        polynomial = _polynomial(scalars.expr(equation.lhs) - scalars.expr(equation.rhs), symbol, unknown)
        return Equation(_powers(polynomial, scalars, unknown), num(0), equation.conditions)

    return EquationMove("one side", "bring everything to one side", compute)


def _powers(polynomial: Any, scalars: Scalars, unknown: Term) -> Term:
    """A polynomial by falling powers of the unknown."""
    summands = []
    for (power,), coefficient in polynomial.terms():
        raised = None if power == 0 else unknown if power == 1 else unknown ** num(power)
        factor = scalars.term(best(coefficient, scalars))
        negative = factor.head == "neg"
        factor = factor.args[0] if negative else factor
        term = factor if raised is None else raised if factor == num(1) else factor * raised
        summands.append(-term if negative else term)
    return joined(Term("add", tuple(summands))) if len(summands) > 1 else joined(summands[0])


def degree(equation: Equation, unknown: Term, context: Context) -> int | None:
    """The degree in the unknown; None where it stands in a denominator. `CannotMove` where it is in a function."""
    scalars, symbol = _over(unknown, context, equation.lhs, equation.rhs)
    difference = scalars.expr(equation.lhs) - scalars.expr(equation.rhs)
    _check(scalars, unknown)
    if _denominators(difference, symbol):
        return None
    return int(_polynomial(difference, symbol, unknown).degree())


def _denominators(expr: Any, symbol: Any) -> list[Any]:
    """What stands below and holds the unknown, nothing cancelled."""
    import sympy

    powers = (node for node in sympy.preorder_traversal(expr) if node.is_Pow and node.exp.could_extract_minus_sign())
    return [power.base**-power.exp for power in powers if power.base.has(symbol)]


def factors_of(unknown: Term) -> Move:
    """A polynomial as a product, as far as it splits over the rationals."""

    def compute(term: Term, context: Context) -> Term:
        import sympy

        scalars, symbol = _over(unknown, context, term)
        number, found = _factor_list(scalars.expr(term))
        factors = [scalars.term(best(number, scalars))] if number != 1 else []
        for base, power in found:
            polynomial = sympy.Poly(base, symbol) if base.has(symbol) else None
            written = scalars.term(base) if polynomial is None else _powers(polynomial, scalars, unknown)
            factors.append(written if power == 1 else written ** num(int(power)))
        return Term("mul", tuple(factors)) if len(factors) > 1 else factors[0]

    return Move("factor", "factor", compute)


def by_roots(unknown: Term, roots: Sequence[tuple[Term, Term]]) -> Move:
    """a (x - x_1) (x - x_2) for a polynomial, given names and values of its roots; factors without one stay."""

    def compute(term: Term, context: Context) -> Term:
        scalars, symbol = _over(unknown, context, term)
        constant, parts = _by_factor(term, [value for _, value in roots], scalars, symbol)
        factors = [] if constant == 1 else [scalars.term(best(constant, scalars))]
        for base, power, places in parts:
            if not places:
                written = [_powers(base, scalars, unknown)]
            else:
                written = [unknown - roots[place][0] for place in places]
            factors += [each if power == 1 else each ** num(power) for each in written]
        return joined(Term("mul", tuple(factors))) if len(factors) > 1 else joined(factors[0])

    return Move("by roots", "multiply out to see it", compute)


def without_roots(term: Term, unknown: Term, values: Sequence[Term], context: Context) -> tuple[list[Term], list[Term]]:
    """That what `by_roots` divides by is not zero, and the factors that hold the unknown and none of the roots."""
    scalars, symbol = _over(unknown, context, term)
    constant, parts = _by_factor(term, values, scalars, symbol)
    rest = [_powers(base, scalars, unknown) for base, _, places in parts if not places]
    return list(_not_zero(constant, scalars)), rest


def _by_factor(
    term: Term, values: Sequence[Term], scalars: Scalars, symbol: Any
) -> tuple[Any, list[tuple[Any, int, list[int]]]]:
    """What does not hold the unknown, and each factor with its power and the places of its roots among the values."""
    import sympy

    constant, found = _factor_list(scalars.expr(term))
    parts: list[tuple[Any, int, list[int]]] = []
    for base, power in found:
        if not base.has(symbol):
            constant *= base**power
            continue
        polynomial = sympy.Poly(base, symbol)
        zeros = [k for k, value in enumerate(values) if _vanishes(base.subs(symbol, scalars.expr(value)))]
        if zeros and len(zeros) != polynomial.degree():
            raise CannotMove("these are not all roots")
        if zeros:
            constant *= polynomial.LC() ** power
        parts.append((polynomial, int(power), zeros))
    if not any(places for _, _, places in parts) or len(values) != sum(len(places) for _, _, places in parts):
        raise CannotMove("these are not all roots")
    return constant, parts


def _factor_list(expr: Any) -> tuple[Any, list[tuple[Any, int]]]:
    """A number, over what stands below, and the factors with their powers."""
    import sympy

    above, below = sympy.fraction(sympy.together(expr))
    number, found = sympy.factor_list(above)
    return number / below, found


def _vanishes(expr: Any) -> bool:
    import sympy

    return bool(sympy.simplify(sympy.expand(expr)) == 0)


def to_zero(unknown: Term) -> Move:
    """0, for what is zero once powers of roots are worked out."""

    def compute(term: Term, context: Context) -> Term:
        scalars, _ = _over(unknown, context, term)
        if not _vanishes(scalars.expr(term)):
            raise CannotMove(f"whether {shown(term)} is zero could not be told")
        return num(0)

    return Move("simplify", "simplify", compute)


def complete_square(unknown: Term) -> Move:
    """a (x + b/(2a))^2 + c - b^2/(4a) for a polynomial of degree two."""

    def compute(term: Term, context: Context) -> Term:
        import sympy

        scalars, symbol = _over(unknown, context, term)
        polynomial = sympy.Poly(scalars.expr(term), symbol)
        if polynomial.degree() != 2:
            raise CannotMove(f"it has degree {polynomial.degree()}, not two")
        first, second, third = polynomial.all_coeffs()
        if second == 0:
            return term
        shift = scalars.term(best(second / (2 * first), scalars))
        rest = scalars.term(best(third - second**2 / (4 * first), scalars))
        square = joined(unknown + shift) ** num(2)
        return joined((square if first == 1 else scalars.term(best(first, scalars)) * square) + rest)

    return Move("complete the square", "complete the square", compute)


def roots_of(term: Term, unknown: Term, context: Context) -> list[Root]:
    """The real solutions of `term = 0`, each once."""
    import sympy

    scalars, symbol = _over(unknown, context, term)
    found: list[Root] = []
    missing = ""
    for base, _ in _factor_list(scalars.expr(term))[1]:
        if not base.has(symbol):
            continue
        polynomial = sympy.Poly(base, symbol)
        if polynomial.degree() == 1:
            found.append(_of_line(polynomial, scalars, unknown))
        elif polynomial.degree() == 2:
            roots = _of_quadratic(polynomial, scalars)
            missing = missing or ("" if roots else f"{shown(_powers(polynomial, scalars, unknown))} has no real root")
            found += roots
        else:
            factor = shown(_powers(polynomial, scalars, unknown))
            factor = factor if len(factor) < LONG else "a factor"
            raise CannotMove(
                f"{factor} has degree {polynomial.degree()} and does not split over the rationals: "
                "factors of degree one and two can be solved"
            )
    if not found:
        raise CannotMove(missing or f"the equation does not hold {shown(unknown)}")
    numbers = [root.value for root in found]
    if all(not free_symbols(value) for value in numbers):
        found.sort(key=lambda root: float(scalars.expr(root.value)), reverse=True)
    return found


def _of_line(polynomial: Any, scalars: Scalars, unknown: Term) -> Root:
    factor, constant = polynomial.all_coeffs()
    value = scalars.term(best(-constant / factor, scalars))
    reason = f"root of {shown(_powers(polynomial, scalars, unknown))}"
    return Root(reason, value, value, _not_zero(factor, scalars))


def _of_quadratic(polynomial: Any, scalars: Scalars) -> list[Root]:
    """Both roots by the formula, none where the discriminant is a negative number."""
    import sympy

    first, second, third = polynomial.all_coeffs()
    discriminant = sympy.expand(second**2 - 4 * first * third)
    if discriminant.is_negative:
        return []
    if discriminant.is_nonpositive and not discriminant.is_zero:
        told = [shown(scalars.term(each)) for each in (polynomial.as_expr(), discriminant)]
        raise CannotMove(f"{told[0]} has a real root only where {told[1]} is zero; say whether it is")
    content, rest = discriminant.primitive()
    conditions = _not_zero(first, scalars)
    if second == 0:
        return _square_roots(sympy.cancel(-third / first), conditions, scalars)
    if discriminant.is_nonnegative is not True:
        conditions = (*conditions, Term("ge", (scalars.term(rest), num(0))))
    a, b, c = (scalars.term(best(each, scalars)) for each in (first, second, third))
    below = [] if first == 1 else [a]
    product = Term("mul", (num(4), *(each for each in (a, c) if each != num(1))))
    root = Term("sqrt", (joined(b ** num(2) - product),))
    found = []
    for sign in (1, -1):
        top = root if sign > 0 else -root
        formula = Term("add", (-b, top)) / joined(Term("mul", (num(2), *below)))
        if discriminant.is_number:
            value = sympy.expand((-second + sign * sympy.sqrt(discriminant)) / (2 * first))
            short = scalars.term(best(value, scalars))
        else:
            value = (-second + sign * sympy.sqrt(content) * sympy.sqrt(rest)) / (2 * first)
            short = scalars.term(best(sympy.cancel(value), scalars))
        name = "quadratic formula, " + ("$+$" if sign > 0 else "$-$")
        found.append(Root(name, formula, short if size(short) < size(formula) else formula, conditions))
    return found


def _square_roots(square: Any, conditions: tuple[Term, ...], scalars: Scalars) -> list[Root]:
    """Both square roots."""
    import sympy

    if square.is_nonnegative is not True:
        conditions = (*conditions, Term("ge", (scalars.term(sympy.factor(square)), num(0))))
    values = [scalars.term(sign * sympy.sqrt(square)) for sign in (1, -1)]
    return [Root("square root", value, value, conditions) for value in values]


def _over(unknown: Term, context: Context, *terms: Term) -> tuple[Scalars, Any]:
    """Scalars that name what stands in the terms in their order, and the symbol of the unknown."""
    scalars = Scalars(context)
    for term in terms:
        scalars.expr(term)
    return scalars, scalars.atom(unknown)


def _check(scalars: Scalars, unknown: Term) -> None:
    for term in scalars.kept:
        if term != unknown and free_symbols(term) & free_symbols(unknown):
            raise CannotMove(f"{shown(unknown)} stands inside {shown(term)}; {SOLVED}")


def _polynomial(difference: Any, symbol: Any, unknown: Term) -> Any:
    import sympy

    try:
        polynomial = sympy.Poly(sympy.expand(difference), symbol)
    except sympy.PolynomialError:
        raise CannotMove(f"the equation is no polynomial in {shown(unknown)}; {SOLVED}") from None
    if any(coefficient.has(symbol) for coefficient in polynomial.coeffs()):
        raise CannotMove(f"the equation is no polynomial in {shown(unknown)}; {SOLVED}")
    if polynomial.degree() < 1:
        rest = polynomial.as_expr()
        if rest == 0:
            raise CannotMove(
                f"both sides are the same: every {shown(unknown)} at which they have a value solves the equation"
            )
        if rest.is_number or rest.is_nonzero:
            raise CannotMove(f"no {shown(unknown)} solves the equation: {shown(unknown)} cancels, and the sides differ")
        raise CannotMove(f"{shown(unknown)} cancels: the equation says nothing of it")
    return polynomial


def _first_degree(equation: Equation, scalars: Scalars, symbol: Any) -> tuple[Any, Any]:
    """Factor and constant of `lhs - rhs`, the sign such that the factor starts with none."""
    difference = scalars.expr(equation.lhs) - scalars.expr(equation.rhs)
    unknown = next(term for term, kept in scalars.kept.items() if kept == symbol)
    _check(scalars, unknown)
    polynomial = _polynomial(difference, symbol, unknown)
    if polynomial.degree() != 1:
        raise CannotMove(f"the equation has degree {polynomial.degree()} in {shown(unknown)}")
    factor, constant = polynomial.all_coeffs()
    return (-factor, -constant) if factor.could_extract_minus_sign() else (factor, constant)


def _not_zero(factor: Any, scalars: Scalars) -> tuple[Term, ...]:
    """That the factors of a divisor are not zero, where they are no numbers and it is not known."""
    import sympy

    bases = [
        part.as_base_exp()[0] for part in sympy.Mul.make_args(sympy.factor(sympy.fraction(sympy.together(factor))[0]))
    ]
    unsure = [base for base in bases if not base.is_number and base.is_nonzero is not True]
    return tuple(Term("ne", (scalars.term(base), num(0))) for base in unsure)
