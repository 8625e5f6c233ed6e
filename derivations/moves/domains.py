r"""Where an expression has a value, and where a derivative: what stands below, in roots and logarithms, at kinks.

Only what holds the variable is looked at, and inside a sum over an index the index stays free: "for each i". `plain`
writes a comparison of numbers as people do: without factors whose sign is known, a single name on the left.

>>> from derivations.document.context import Context
>>> from derivations.latex.print import latex
>>> from derivations.terms.term import sym
>>> x = sym("x")
>>> [latex(each) for each in where_smooth(Term("log", (-2 * x,)) + Term("abs", (x - 1,)), x, Context())]
['x < 0', 'x - 1 \\ne 0']
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from derivations.document.context import Context
from derivations.moves.commuting import Scalars
from derivations.moves.equations import differs_from_zero
from derivations.moves.words import CannotMove, shape_of
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, num, walk

MIRRORED = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge", "ne": "ne", "eq": "eq"}
"""What a comparison becomes when its sides are swapped, or their signs."""

NEGATED = {"gt": "le", "le": "gt", "lt": "ge", "ge": "lt", "ne": "eq", "eq": "ne"}
"""What holds where a comparison does not."""

_ZERO = num(0)


def where_defined(term: Term, variable: Term, context: Context) -> tuple[Term, ...]:
    """What gives everything that holds the variable a value."""
    return _gathered(term, variable, lambda node: _defined(node, context))


def where_smooth(term: Term, variable: Term, context: Context) -> tuple[Term, ...]:
    """What gives everything that holds the variable a derivative, too: no root of zero, no kink."""
    return _gathered(term, variable, lambda node: _smooth(node, context))


def plain(condition: Term, context: Context) -> tuple[Term, ...]:
    """A comparison of numbers in short; none where it is plain that it holds, itself where nothing is shorter."""
    if condition.head not in MIRRORED or any(shape_of(side, context) != SCALAR for side in condition.args):
        return (condition,)
    import sympy

    scalars = Scalars(context)
    lhs, rhs = map(scalars.expr, condition.args)
    difference = lhs - rhs
    if difference.has(sympy.zoo, sympy.nan):
        return (condition,)
    if condition.head in ("eq", "ne"):
        return _differing(condition, difference, scalars) if condition.head == "ne" else (condition,)
    sign, left = condition.head, sympy.S.One
    extra: list[Term] = []
    for factor in sympy.Mul.make_args(sympy.factor(sympy.together(difference))):
        base, power = factor.as_base_exp()
        if factor.is_positive:
            continue
        if factor.is_negative:
            sign = MIRRORED[sign]
        elif not power.is_Integer:
            left *= factor
        elif power % 2:
            left *= base
        elif sign in ("gt", "lt"):
            extra += _differing(condition, base, scalars)
        elif power > 0:
            left *= base**2
    if sign == "ge" and left.is_nonnegative:
        return ()
    if left == 1:
        return tuple(extra) if sign == "gt" else (condition,)
    if condition.args[1] == _ZERO and len(sympy.Mul.make_args(left)) > 1:
        return (condition,)
    return (*extra, _against_zero(left, sign, scalars))


def _against_zero(left: Any, sign: str, scalars: Scalars) -> Term:
    """`left` against 0; a name or function that stands in it alone, against a number."""
    constant, rest = left.as_coeff_Add()
    number, atom = rest.as_coeff_Mul()
    if atom.is_Symbol:
        return Term(MIRRORED[sign] if number < 0 else sign, (scalars.term(atom), scalars.term(-constant / number)))
    if left.could_extract_minus_sign():
        left, sign = -left, MIRRORED[sign]
    return Term(sign, (scalars.term(left), _ZERO))


def _differing(condition: Term, difference: Any, scalars: Scalars) -> tuple[Term, ...]:
    """That each factor which may vanish does not."""
    import sympy

    above = sympy.fraction(sympy.together(difference))[0]
    factors = [factor.as_base_exp()[0] for factor in sympy.Mul.make_args(sympy.factor(above))]
    unsure = [factor for factor in factors if factor.is_nonzero is not True and not (factor.is_number and factor != 0)]
    alone = len(factors) == 1 and unsure and condition.head == "ne" and condition.args[1] == _ZERO
    if alone and condition.args[0].head != "norm" and scalars.expr(condition.args[0]) in (factors[0], -factors[0]):
        return (condition,)
    terms = [scalars.term(-factor if factor.could_extract_minus_sign() else factor) for factor in dict.fromkeys(unsure)]
    return tuple(differs_from_zero(term.args[0] if term.head == "norm" else term, scalars.context) for term in terms)


def is_bound(condition: Term, unknown: Term, context: Context) -> bool:
    """Whether a comparison bounds the unknown from one side: what meets it is an interval."""
    import sympy

    if condition.head not in ("gt", "ge", "lt", "le"):
        return False
    scalars = Scalars(context)
    symbol = scalars.atom(unknown)
    difference = sympy.expand(scalars.expr(condition.args[0]) - scalars.expr(condition.args[1]))
    inside = any(term != unknown and free_symbols(term) & free_symbols(unknown) for term in scalars.kept)
    slope = difference.diff(symbol)
    return not inside and not slope.has(symbol) and bool(slope.is_nonzero)


def _gathered(term: Term, variable: Term, needed: Callable[[Term], tuple[Term, ...]]) -> tuple[Term, ...]:
    names = free_symbols(variable)
    nodes = [node for node in walk(term) if node.args and free_symbols(node) & names]
    found = ((node, each) for node in nodes for each in needed(node))
    return tuple(dict.fromkeys(each for node, each in found if free_symbols(each) & names or node.head == "pow"))


def _defined(node: Term, context: Context) -> tuple[Term, ...]:
    part = node.args[-1]
    match node.head:
        case "div":
            return plain(Term("ne", (part, _ZERO)), context)
        case "inverse" if shape_of(part, context) == SCALAR:
            return plain(Term("ne", (part, _ZERO)), context)
        case "log":
            return plain(Term("gt", (part, _ZERO)), context)
        case "sqrt":
            return plain(Term("ge", (part, _ZERO)), context)
        case "tan":
            return plain(Term("ne", (Term("cos", (part,)), _ZERO)), context)
        case "asin" | "acos":
            return (*plain(Term("ge", (part, num(-1))), context), *plain(Term("le", (part, num(1))), context))
        case "pow" if shape_of(node.args[0], context) == SCALAR:
            return _of_power(node.args[0], node.args[1], context)
    return ()


def _of_power(base: Term, exponent: Term, context: Context) -> tuple[Term, ...]:
    if base == Term("const", (), "e"):
        return ()
    number = exact(exponent)
    if number is not None and number.denominator == 1:
        return plain(Term("ne", (base, _ZERO)), context) if number < 0 else ()
    whole = exponent.head == "sym" and {"integer", "natural", "even", "odd"} & context.facts_of(str(exponent.value))
    return plain(Term("ne" if whole else "gt", (base, _ZERO)), context)


def _smooth(node: Term, context: Context) -> tuple[Term, ...]:
    part = node.args[-1]
    match node.head:
        case "sqrt":
            return plain(Term("gt", (part, _ZERO)), context)
        case "asin" | "acos":
            return (*plain(Term("gt", (part, num(-1))), context), *plain(Term("lt", (part, num(1))), context))
        case "abs" | "relu" | "sign" if shape_of(part, context) == SCALAR:
            return plain(Term("ne", (part, _ZERO)), context)
        case "max" | "min" if len(node.args) == 2:
            first, second = node.args if node.args[0] != _ZERO else reversed(node.args)
            return plain(Term("ne", (first if second == _ZERO else first - second, _ZERO)), context)
        case "floor" | "ceil":
            raise CannotMove("a derivative of what is rounded to whole numbers")
    return _defined(node, context)


def exact(term: Term) -> Fraction | None:
    """The number that a term writes, where it is one."""
    if term.head == "num" and isinstance(term.value, Fraction):
        return term.value
    if term.head == "neg":
        inner = exact(term.args[0])
        return None if inner is None else -inner
    if term.head == "div":
        above, below = map(exact, term.args)
        return None if above is None or not below else above / below
    return None
