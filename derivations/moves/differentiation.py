r"""The rules of differentiation, one kind of rule a line: linearity, products, quotients, the chain rule.

A rule rewrites one derivative; `next_rule` finds the rule for the first derivative in reading order and applies it to
all derivatives to which it applies. Derivatives by a vector or matrix have its shape; products of matrices are
differentiated word by word (`calculus`), squared norms by d|u|^2 = 2 u'du. `CannotMove` says what no rule is known for.

>>> from derivations.document.context import Context
>>> from derivations.terms.term import num, sym
>>> x = sym("x")
>>> line = Term("grad", (x ** num(2) * Term("sin", (x,)), x, x))
>>> while (found := next_rule(line, Context())) is not None:
...     line = found[0].compute(line, Context())
...     print(found[0].reason, line)
product rule add(mul(grad(pow(x, 2), x, x), sin(x)), mul(pow(x, 2), grad(sin(x), x, x)))
power rule add(mul(2, x, sin(x)), mul(pow(x, 2), grad(sin(x), x, x)))
$\sin' = \cos$ add(mul(2, x, sin(x)), mul(pow(x, 2), cos(x)))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from derivations.document.context import Context
from derivations.latex.print import latex
from derivations.moves.calculus import gradient_of_words
from derivations.moves.commuting import grouped, joined
from derivations.moves.equations import differs_from_zero, invertible
from derivations.moves.line import Move
from derivations.moves.words import CannotMove, Words, is_coefficient, shape_of, turned, words_of
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, add, free_symbols, map_args, mul, num, walk

KNOWN = (
    "there are rules for sums, products, quotients, powers, functions of numbers, norms, products and traces of "
    "matrices, and the determinant and the inverse of the variable itself"
)


class Applied(NamedTuple):
    """The reason, what the derivative becomes, and what has to be assumed for it."""

    reason: str
    result: Term
    conditions: tuple[Term, ...] = ()


Rule = Callable[[Term, Term, Context], Applied | None]
"""Body, variable and context to what the derivative becomes; None where the rule is for other bodies."""


def next_rule(term: Term, context: Context) -> tuple[Move, tuple[Term, ...]] | None:
    """The move that the line asks for and its conditions, None where there is no derivative left."""
    found = [_applied(node, context) for node in _slopes(term)]
    if not found:
        return None
    reason = found[0].reason

    def visit(node: Term, context: Context) -> Term:
        if node.head == "grad" and not any(map(_is_slope, node.args)):
            applied = _applied(node, context)
            return applied.result if applied.reason == reason else node
        return map_args(node, lambda arg: visit(arg, context))

    conditions = dict.fromkeys(each for applied in found if applied.reason == reason for each in applied.conditions)
    move = Move("differentiate", reason, lambda line, known: joined(visit(line, known)))
    return move, tuple(conditions)


def _is_slope(term: Term) -> bool:
    return any(node.head == "grad" for node in walk(term))


def _slopes(term: Term) -> Iterator[Term]:
    """Derivatives that hold no other, in reading order."""
    if term.head == "grad" and not any(map(_is_slope, term.args)):
        yield term
        return
    for arg in term.args:
        yield from _slopes(arg)


def _applied(node: Term, context: Context) -> Applied:
    body, variable, point = node.args
    if variable != point:
        raise CannotMove("a derivative at another point than its variable")
    if SCALAR not in (shape_of(body, context), shape_of(variable, context)):
        raise CannotMove(f"the gradient of ${latex(body)}$, which is no number")
    for rule in RULES:
        found = rule(body, variable, context)
        if found is not None:
            return found
    raise CannotMove(f"no rule is known for the derivative of ${latex(body)}$ by ${latex(variable)}$; {KNOWN}")


def slope(body: Term, variable: Term, context: Context) -> Term:
    """The derivative, worked out at once where it is 0 or 1."""
    if not depends(body, variable):
        shape = shape_of(variable, context)
        return num(0) if shape == SCALAR else Term("zeros", shape)
    if body == variable and shape_of(variable, context) == SCALAR:
        return num(1)
    return Term("grad", (body, variable, variable))


def depends(body: Term, variable: Term) -> bool:
    """Whether the variable, or an entry of it, stands in the body."""
    return bool(free_symbols(variable) & free_symbols(body))


def _times(*factors: Term) -> Term:
    """A product without ones; a fraction with 1 above stays in front."""
    kept = [factor for factor in factors if factor != num(1)]
    return mul(*kept) if kept else num(1)


def _constant(body: Term, variable: Term, context: Context) -> Applied | None:
    if depends(body, variable) and body != variable:
        return None
    name = latex(variable)
    reason = "derivative of a constant" if body != variable else f"derivative of ${name}$ by itself"
    return Applied(reason, slope(body, variable, context))


def _scalar_with_matrices(body: Term, variable: Term, context: Context) -> Applied | None:
    """By a number, of a polynomial in matrices: inner products multiplied out, then each coefficient."""
    if shape_of(variable, context) != SCALAR or is_coefficient(body, context):
        return None
    try:
        words = words_of(body, context)
    except CannotMove:
        return None
    written = _as_inner_products(body, context)
    if written != body:
        return Applied(r"$\|v\|_2^2 = v^\top v$", Term("grad", (written, variable, variable)))
    if _nested(body) and words.term() != body:
        return Applied(f"collect powers of ${latex(variable)}$", Term("grad", (words.term(), variable, variable)))
    return Applied("power rule", gradient_of_words(body, variable, context))


def _nested(body: Term) -> bool:
    """Whether a sum stands inside a product."""
    products = (node for node in walk(body) if node.head in ("mul", "pow", "transpose"))
    return any(inner.head == "add" for node in products for inner in walk(node))


def _as_inner_products(body: Term, context: Context) -> Term:
    if body.head == "pow" and body.args[0].head == "norm" and body.args[1] == num(2):
        of = body.args[0].args[0]
        if body.args[0].value in ("2", "F") and shape_of(of, context)[1] == num(1):
            return of.T * of
    return Term(body.head, tuple(_as_inner_products(arg, context) for arg in body.args), body.value)


def _linearity(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head == "add":
        parts = [_signed(part, variable, context) for part in body.args if depends(part, variable)]
        return Applied("linearity", add(*parts))
    if body.head in ("neg", "div", "mul"):
        taken = _signed(body, variable, context)
        if taken != Term("grad", (body, variable, variable)):
            return Applied("linearity", taken)
    return None


def _signed(part: Term, variable: Term, context: Context) -> Term:
    """The derivative with what does not hold the variable taken out."""
    if part.head == "neg":
        return -_signed(part.args[0], variable, context)
    if part.head == "div" and not depends(part.args[1], variable):
        inner = _signed(part.args[0], variable, context)
        factors = list(inner.args) if inner.head == "mul" else [inner]
        return _times(_over(part.args[1]), *factors)
    if part.head == "mul":
        scalars, matrices = grouped(part, context)
        fixed = [factor for factor in scalars if not depends(factor, variable)]
        moving = [factor for factor in scalars if depends(factor, variable)]
        if fixed and (moving or matrices):
            inner = _signed(mul(*moving, *matrices), variable, context)
            return -_times(*fixed, inner.args[0]) if inner.head == "neg" else _times(*fixed, inner)
        if len(scalars) == 1 and not matrices and part.args != scalars[0].args:
            return _signed(scalars[0], variable, context)
    return slope(part, variable, context)


def _over(below: Term) -> Term:
    return num(1) / below


def _squared_norm(body: Term, variable: Term, context: Context) -> Applied | None:
    """d|u|^2 = 2 u'du for u of the first degree in the variable: 2 L'u R' for each summand L v R of u."""
    if body.head != "pow" or body.args[0].head != "norm" or body.args[1] != num(2) or _is_number(variable, context):
        return None
    norm = body.args[0]
    of = norm.args[0]
    if not _is_frobenius(norm, context):
        raise CannotMove("the derivative of a spectral norm: the norm of a vector, or \\|..\\|_F, is needed")
    name = latex(variable)
    places = _first_degree(of, variable, context)
    if places is None:
        if shape_of(of, context)[1] != num(1):
            return None
        return Applied(r"$\|v\|_2^2 = v^\top v$", Term("grad", (of.T * of, variable, variable)))
    if of == variable:
        return Applied(rf"$\nabla_{name} \|{name}\|_{norm.value}^2 = 2 {name}$", 2 * of)
    return Applied(rf"$\nabla_{name} \|u\|_{norm.value}^2 = 2 u^\top \, du$", _pulled_back(num(2), of, places))


def _norm(body: Term, variable: Term, context: Context) -> Applied | None:
    """d|u| = u'du / |u|."""
    if body.head != "norm" or _is_number(variable, context):
        return None
    of = body.args[0]
    places = _first_degree(of, variable, context) if _is_frobenius(body, context) else None
    if places is None:
        raise CannotMove(f"the derivative of ${latex(body)}$: what stands in the norm must be of the first degree")
    reason = rf"$\nabla \|u\|_{body.value} = \frac{{1}}{{\|u\|_{body.value}}} u^\top \, du$"
    return Applied(reason, _pulled_back(num(1) / body, of, places), (differs_from_zero(of, context),))


def _is_number(term: Term, context: Context) -> bool:
    return shape_of(term, context) == SCALAR


def _is_frobenius(norm: Term, context: Context) -> bool:
    return norm.value == "F" or (norm.value == "2" and num(1) in shape_of(norm.args[0], context))


Places = list[tuple[Term, tuple[Term, ...], bool, tuple[Term, ...]]]
"""Coefficient, what stands before, whether transposed, what stands behind: one for each place of a variable."""


def _first_degree(of: Term, variable: Term, context: Context) -> Places | None:
    """The places of the variable, each with its surroundings; None where the term is not of the first degree."""
    try:
        words = words_of(of, context)
    except CannotMove:
        return None
    places: Places = []
    for word, coefficient in words.terms.items():
        scale = Words({(): coefficient}, SCALAR).term()
        if depends(scale, variable):
            return None
        found = [place for place, letter in enumerate(word) if depends(letter.base, variable)]
        if len(found) > 1 or any(word[place].base != variable for place in found):
            return None
        for place in found:
            around = (word[:place], word[place + 1 :])
            left, right = (tuple(letter.term() for letter in turned(part, context)) for part in around)
            places.append((scale, left, word[place].turned, right))
    return places


def _pulled_back(factor: Term, of: Term, places: Places) -> Term:
    """The sum of factor c L'u R', or factor c R u'L where the variable stands transposed."""
    parts = []
    for scale, left, is_turned, right in places:
        negative = scale.head == "neg"
        scale = scale.args[0] if negative else scale
        if is_turned:
            matrices = (*(_turn(each) for each in right), of.T, *(_turn(each) for each in left))
        else:
            matrices = (*left, of, *right)
        part = _times(factor, scale, *matrices)
        parts.append(-part if negative else part)
    return add(*parts)


def _turn(term: Term) -> Term:
    return term.args[0] if term.head == "transpose" else term.T


def _inner(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head != "inner" or _is_number(body.args[0], context):
        return None
    left, right = body.args
    if shape_of(left, context)[1] == num(1):
        return Applied(r"$\langle a, b \rangle = a^\top b$", Term("grad", (left.T * right, variable, variable)))
    product = Term("trace", (left.T * right,))
    return Applied(r"$\langle A, B \rangle = \operatorname{tr}(A^\top B)$", Term("grad", (product, variable, variable)))


def _words(body: Term, variable: Term, context: Context) -> Applied | None:
    """A scalar product of matrices, or the trace of one, by a vector or matrix: one summand for each place."""
    if body.head == "trace" and _is_number(variable, context):
        return Applied(
            "the trace of the derivative", Term("trace", (Term("grad", (body.args[0], variable, variable)),))
        )
    if _is_number(variable, context) or not _is_product(body, context):
        return None
    inside = body.args[0] if body.head == "trace" else body
    words = words_of(inside, context)
    for letter in {letter for word in words.terms for letter in word}:
        if depends(letter.base, variable) and letter.base not in (variable, Term("inverse", (variable,))):
            raise CannotMove(f"${latex(variable)}$ stands inside ${latex(letter.base)}$; {KNOWN}")
    most = max(sum(depends(letter.base, variable) for letter in word) for word in words.terms)
    name = latex(variable)
    reason = {1: "a linear form", 2: "a quadratic form"}.get(most, f"one summand for each place of ${name}$")
    reason = f"trace: one summand for each place of ${name}$" if body.head == "trace" else reason
    inverted = any(node.head == "inverse" for node in walk(body))
    return Applied(
        reason, gradient_of_words(body, variable, context), invertible(variable, context) if inverted else ()
    )


def _is_product(body: Term, context: Context) -> bool:
    if body.head in ("trace", "transpose"):
        return True
    scalars, rest = grouped(body, context)
    return body.head == "mul" and len(scalars) == 1 and not rest and scalars[0].head == "mul"


def _determinant(body: Term, variable: Term, context: Context) -> Applied | None:
    name = latex(variable)
    inverse = Term("inverse", (variable.T,))
    conditions = invertible(variable, context)
    if body == Term("log", (Term("det", (variable,)),)):
        return Applied(rf"$\nabla_{name} \log \det {name} = {name}^{{-\top}}$", inverse, conditions)
    if body == Term("det", (variable,)):
        return Applied(rf"$\nabla_{name} \det {name} = \det({name}) {name}^{{-\top}}$", body * inverse, conditions)
    return None


def _product(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head != "mul":
        return None
    factors, rest = grouped(body, context)
    if rest or len(factors) < 2:
        return None
    parts = []
    number = _is_number(variable, context)
    for place, factor in enumerate(factors):
        by = slope(factor, variable, context)
        others = (*factors[:place], *factors[place + 1 :])
        parts.append(_times(*factors[:place], by, *factors[place + 1 :]) if number else _times(*others, by))
    return Applied("product rule", add(*parts))


def _quotient(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head != "div":
        return None
    above, below = body.args
    if not depends(above, variable):
        by = slope(below, variable, context)
        return Applied(r"$(1/v)' = -v'/v^2$", -_times(above / below ** num(2), by))
    first, second = slope(above, variable, context), slope(below, variable, context)
    if _is_number(variable, context):
        return Applied("quotient rule", (_times(first, below) - _times(above, second)) / below ** num(2))
    return Applied("quotient rule", _times(num(1) / below ** num(2), _times(below, first) - _times(above, second)))


def _power(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head == "inverse" and _is_number(body.args[0], context):
        return _quotient(num(1) / body.args[0], variable, context)
    if body.head != "pow" or not _is_number(body.args[0], context):
        return None
    base, exponent = body.args
    if not depends(exponent, variable):
        by = slope(base, variable, context)
        outer = _times(exponent, _lowered(base, exponent))
        if by == num(1):
            return Applied("power rule", outer)
        return Applied("power rule and chain rule", _times(outer, by))
    if not depends(base, variable):
        outer = body if base == Term("const", (), "e") else body * Term("log", (base,))
        by = slope(exponent, variable, context)
        reason = r"$(a^v)' = a^v \log(a) \, v'$"
        return Applied(reason, _times(outer, by), _positive(base, context))
    power = Term("grad", (exponent * Term("log", (base,)), variable, variable))
    return Applied(r"$(u^v)' = u^v (v \log u)'$", body * power, _positive(base, context))


def _positive(term: Term, context: Context) -> tuple[Term, ...]:
    """The condition that a number is positive, where that is not plain."""
    number = _number(term)
    known = term.head == "const" or "positive" in (context.facts_of(str(term.value)) if term.head == "sym" else ())
    return () if known or (number is not None and number > 0) else (Term("gt", (term, num(0))),)


def _lowered(base: Term, exponent: Term) -> Term:
    """base^(exponent - 1), as short as it is written."""
    number = _number(exponent)
    if number is None:
        return base ** (exponent - num(1))
    lower = number - 1
    return num(1) if lower == 0 else base if lower == 1 else base ** _written(lower)


def _number(term: Term) -> Fraction | None:
    if term.head == "num" and isinstance(term.value, Fraction):
        return term.value
    if term.head == "neg":
        inner = _number(term.args[0])
        return None if inner is None else -inner
    if term.head == "div":
        above, below = map(_number, term.args)
        return None if above is None or not below else above / below
    return None


def _written(value: Fraction) -> Term:
    whole = num(abs(value.numerator))
    term = whole if value.denominator == 1 else whole / num(value.denominator)
    return -term if value < 0 else term


def _function(body: Term, variable: Term, context: Context) -> Applied | None:
    """A known function of a number, by the chain rule where that is not the variable itself."""
    known = FUNCTIONS.get(body.head)
    if known is None or not _is_number(body.args[0], context):
        return None
    reason, derive = known
    of = body.args[0]
    by, outer = slope(of, variable, context), derive(of)
    return Applied(reason, outer) if by == num(1) else Applied(f"chain rule, {reason}", _times(outer, by))


def _head(name: str) -> Callable[[Term], Term]:
    return lambda term: Term(name, (term,))


_exp, _log, _sin, _cos, _tan, _sqrt, _tanh, _sigmoid, _cosh, _sinh = map(
    _head, "exp log sin cos tan sqrt tanh sigmoid cosh sinh".split()
)

FUNCTIONS: dict[str, tuple[str, Callable[[Term], Term]]] = {
    "exp": (r"$\exp' = \exp$", _exp),
    "log": (r"$\log'(u) = 1/u$", lambda u: num(1) / u),
    "sqrt": (r"$(\sqrt{u})' = 1/(2 \sqrt{u})$", lambda u: num(1) / (2 * _sqrt(u))),
    "sin": (r"$\sin' = \cos$", _cos),
    "cos": (r"$\cos' = -\sin$", lambda u: -_sin(u)),
    "tan": (r"$\tan' = 1 + \tan^2$", lambda u: 1 + _tan(u) ** 2),
    "asin": (r"$\arcsin'(u) = 1/\sqrt{1 - u^2}$", lambda u: num(1) / _sqrt(1 - u ** num(2))),
    "acos": (r"$\arccos'(u) = -1/\sqrt{1 - u^2}$", lambda u: -(num(1) / _sqrt(1 - u ** num(2)))),
    "atan": (r"$\arctan'(u) = 1/(1 + u^2)$", lambda u: num(1) / (1 + u ** num(2))),
    "sinh": (r"$\sinh' = \cosh$", _cosh),
    "cosh": (r"$\cosh' = \sinh$", _sinh),
    "tanh": (r"$\tanh' = 1 - \tanh^2$", lambda u: 1 - _tanh(u) ** 2),
    "sigmoid": (
        r"$\operatorname{sigmoid}' = \operatorname{sigmoid} (1 - \operatorname{sigmoid})$",
        lambda u: _sigmoid(u) * (1 - _sigmoid(u)),
    ),
}
"""Derivatives that everybody knows, with what is said of them."""

KINKED = {"abs": "0", "relu": "0", "sign": "0", "floor": "whole numbers", "ceil": "whole numbers"}


def _kinked(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head in KINKED:
        raise CannotMove(f"${latex(body)}$ has no derivative where ${latex(body.args[0])}$ is {KINKED[body.head]}")
    if body.head == "app":
        raise CannotMove(f"nothing says what ${latex(body)}$ is: write the function out")
    return None


def _sum(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head != "sum":
        return None
    index, low, high, inner = body.args
    if depends(low, variable) or depends(high, variable):
        raise CannotMove(f"${latex(variable)}$ stands in an end of the sum ${latex(body)}$")
    if index == variable:
        raise CannotMove(f"${latex(variable)}$ is the index of the sum ${latex(body)}$")
    return Applied(
        "derivative of a sum, term by term", Term("sum", (index, low, high, slope(inner, variable, context)))
    )


RULES: tuple[Rule, ...] = (
    _constant,
    _scalar_with_matrices,
    _linearity,
    _squared_norm,
    _norm,
    _inner,
    _determinant,
    _words,
    _product,
    _quotient,
    _power,
    _function,
    _sum,
    _kinked,
)
