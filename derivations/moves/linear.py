r"""Moves on equations of the first degree in a vector or matrix: collect it, multiply by the inverse from its side.

The words of both sides that hold the unknown must share what stands before it or what stands behind it; that the matrix
has an inverse becomes a condition. Other equations raise `CannotMove`, with the reason.

>>> from derivations.document.context import Context
>>> from derivations.latex.print import latex
>>> from derivations.terms.term import sym
>>> n, d, X, w, t, c = map(sym, ("n", "d", "X", "w", "t", "c"))
>>> context = Context.of(shapes={"X": (n, d), "w": (d, num(1)), "t": (n, num(1))})
>>> normal = collect_unknown(w).compute(Equation(2 * (X.T * X * w) + 2 * c * w, 2 * (X.T * t)), context)
>>> print(latex(normal.lhs), "=", latex(normal.rhs))
(X^\top X + c I_d) w = X^\top t
>>> print(latex(multiply_by_inverse(w).compute(normal, context).rhs))
(X^\top X + c I_d)^{-1} X^\top t
"""

from __future__ import annotations

from derivations.document.context import Context
from derivations.latex.print import latex
from derivations.moves.commuting import simplified
from derivations.moves.equations import differs_from_zero, invertible
from derivations.moves.line import Equation, EquationMove, Move
from derivations.moves.products import flat
from derivations.moves.rewriting import rewrite_first, shown
from derivations.moves.words import CannotMove, Coefficient, Word, Words, holds, shape_of, words_of
from derivations.terms.shapes import SCALAR
from derivations.terms.sizes import same_size
from derivations.terms.sympy_bridge import from_sympy
from derivations.terms.term import Term, free_symbols, mul, num


def collect_unknown(unknown: Term) -> EquationMove:
    """M v R = C, divided by what the coefficients of the unknown share."""

    def compute(equation: Equation, context: Context) -> Equation:
        if _is_collected(equation, unknown):
            return equation
        words = words_of(equation.lhs - equation.rhs, context)
        around, rest = _split(words, unknown)
        share = _divisor(around)
        befores = list(dict.fromkeys(before for before, _, _ in around))
        afters = list(dict.fromkeys(after for _, after, _ in around))
        rows, columns = shape_of(unknown, context)
        if len(afters) == 1:
            left = Words({b: c / share for b, _, c in around}, (words.shape[0], rows))
            factors = (*_factors(left), unknown, *(letter.term() for letter in afters[0]))
        elif len(befores) == 1:
            right = Words({a: c / share for _, a, c in around}, (columns, words.shape[1]))
            factors = (*(letter.term() for letter in befores[0]), unknown, *_factors(right))
        else:
            raise CannotMove(f"{shown(unknown)} stands between different matrices")
        constant = Words({word: -c / share for word, c in rest.items()}, words.shape)
        rhs = constant.term() if constant.terms else _zero(words.shape)
        conditions = tuple(differs_from_zero(from_sympy(base), context) for base in _unknown_signs(share))
        return Equation(mul(*factors), rhs, (*equation.conditions, *conditions))

    return EquationMove("collect", f"collect {shown(unknown)}", compute)


def _is_collected(equation: Equation, unknown: Term) -> bool:
    factors = equation.lhs.args if equation.lhs.head == "mul" else (equation.lhs,)
    others = [each for each in (*factors, equation.rhs) if each != unknown]
    alone = factors.count(unknown) == 1 and not any(free_symbols(each) & free_symbols(unknown) for each in others)
    return alone and factors[0].head not in ("num", "div")


def _zero(shape: tuple[Term, Term]) -> Term:
    return num(0) if shape == SCALAR else Term("zeros", shape)


def _factors(words: Words) -> tuple[Term, ...]:
    """The matrix before or behind the unknown; nothing where it is the identity."""
    if list(words.terms.items()) == [((), 1)]:
        return ()
    term = words.term()
    return term.args if term.head == "mul" else (term,)


def _split(words: Words, unknown: Term) -> tuple[list[tuple[Word, Word, Coefficient]], dict[Word, Coefficient]]:
    """What stands around the unknown with each coefficient, and the words without it."""
    around: list[tuple[Word, Word, Coefficient]] = []
    rest: dict[Word, Coefficient] = {}
    for word, coefficient in words.terms.items():
        places = [place for place, letter in enumerate(word) if free_symbols(letter.base) & free_symbols(unknown)]
        if holds(coefficient, unknown):
            raise CannotMove(f"{shown(unknown)} stands inside a coefficient: the equation is not of the first degree")
        if not places:
            rest[word] = coefficient
            continue
        if len(places) > 1:
            raise CannotMove(f"the equation is not of the first degree in {shown(unknown)}")
        letter = word[places[0]]
        if letter.base != unknown or letter.turned:
            raise CannotMove(f"{shown(unknown)} stands inside {shown(letter.term())}")
        around.append((word[: places[0]], word[places[0] + 1 :], coefficient))
    if not around:
        raise CannotMove(f"{shown(unknown)} does not stand in the equation, or cancels")
    return around, rest


def _divisor(around: list[tuple[Word, Word, Coefficient]]) -> Coefficient:
    """What the coefficients share; beside an identity all of that of the longest word, if it is known not to be 0."""
    share = _shared([coefficient for _, _, coefficient in around])
    longest = max(around, key=lambda each: len(each[0]) + len(each[1]))
    plain = any(not before and not after for before, after, _ in around)
    bare = plain and not (longest[2] / share).is_number and longest[2].is_nonzero is True
    return longest[2] if bare else share


def _shared(coefficients: list[Coefficient]) -> Coefficient:
    """What all coefficients share, the least common denominator divided out; the sign of the first."""
    import sympy

    parts = [sympy.fraction(sympy.together(c)) for c in coefficients]
    above = sympy.gcd_list([top for top, _ in parts])
    below = sympy.lcm_list([bottom for _, bottom in parts])
    share = above / below
    return -share if (coefficients[0] / share).could_extract_minus_sign() else share


def _unknown_signs(share: Coefficient) -> list[Coefficient]:
    """Factors that may be zero."""
    import sympy

    bases = [factor.as_base_exp()[0] for factor in sympy.Mul.make_args(sympy.factor(sympy.fraction(share)[0]))]
    return [base for base in bases if not base.is_number and base.is_nonzero is not True]


def multiply_by_inverse(unknown: Term) -> EquationMove:
    """v = M^-1 C R^-1 from M v R = C; a number before the unknown is divided by."""

    def compute(equation: Equation, context: Context) -> Equation:
        factors = equation.lhs.args if equation.lhs.head == "mul" else (equation.lhs,)
        place = factors.index(unknown)
        result, conditions = equation.rhs, equation.conditions
        for side, matrix in (("left", factors[:place]), ("right", factors[place + 1 :])):
            if not matrix:
                continue
            of = mul(*matrix)
            _check_square(of, context)
            conditions = (*conditions, *invertible(of, context))
            inverse = Term("inverse", (of,))
            if result.head != "zeros":
                result = inverse * result if side == "left" else result * inverse
        return Equation(unknown, simplified(flat(result), context), conditions)

    return EquationMove("invert", f"multiply by the inverse of what stands with {shown(unknown)}", compute)


def _check_square(matrix: Term, context: Context) -> None:
    rows, columns = shape_of(matrix, context)
    if not same_size(rows, columns):
        sizes = rf"{latex(rows)} \times {latex(columns)}"
        raise CannotMove(f"{shown(matrix)} is ${sizes}$: only a square matrix has an inverse")


def cancel_inverse() -> Move:
    """M M^-1 = I and M^-1 M = I, for the first such neighbours of a product."""

    def rule(node: Term, context: Context) -> Term | None:
        if node.head != "mul":
            return None
        for start in range(len(node.args)):
            for end in range(start + 1, len(node.args)):
                first, last = node.args[start], node.args[end]
                before_last, after_first = mul(*node.args[start:end]), mul(*node.args[start + 1 : end + 1])
                if last == Term("inverse", (before_last,)) or first == Term("inverse", (after_first,)):
                    kept = (*node.args[:start], *node.args[end + 1 :])
                    return mul(*kept) if kept else Term("eye", (shape_of(first, context)[0],))
        return None

    return Move(
        "cancel",
        r"$M M^{-1} = I$",
        lambda term, context: rewrite_first(flat(term), lambda node: rule(node, context)),
    )
