r"""Rules of differentiation for numbers: linearity, products, quotients, powers, known functions by the chain rule.

>>> from derivations.terms.term import sym
>>> x = sym("x")
>>> chain_rule(Term("sin", (2 * x,)), x, Context())
Applied(reason="chain rule, $\\sin' = \\cos$", result=mul(cos(mul(2, x)), grad(mul(2, x), x, x)), conditions=())
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derivations.document.context import Context
from derivations.latex.print import latex
from derivations.moves.commuting import grouped
from derivations.moves.domains import exact, plain
from derivations.moves.slope import Applied, depends, is_number, slope, times
from derivations.moves.words import CannotMove
from derivations.terms.term import Term, add, mul, num


def constant(body: Term, variable: Term, context: Context) -> Applied | None:
    if depends(body, variable) and body != variable:
        return None
    name = latex(variable)
    reason = "derivative of a constant" if body != variable else f"derivative of ${name}$ by itself"
    return Applied(reason, slope(body, variable, context))


def linearity(body: Term, variable: Term, context: Context) -> Applied | None:
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
        return times(_over(part.args[1]), *factors)
    if part.head == "mul":
        scalars, matrices = grouped(part, context)
        fixed = [factor for factor in scalars if not depends(factor, variable)]
        moving = [factor for factor in scalars if depends(factor, variable)]
        if fixed and (moving or matrices):
            inner = _signed(mul(*moving, *matrices), variable, context)
            return -times(*fixed, inner.args[0]) if inner.head == "neg" else times(*fixed, inner)
        if len(scalars) == 1 and not matrices and part.args != scalars[0].args:
            return _signed(scalars[0], variable, context)
    return slope(part, variable, context)


def _over(below: Term) -> Term:
    return num(1) / below


def product_rule(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head != "mul":
        return None
    factors, rest = grouped(body, context)
    if rest or len(factors) < 2:
        return None
    parts = []
    number = is_number(variable, context)
    for place, factor in enumerate(factors):
        by = slope(factor, variable, context)
        others = (*factors[:place], *factors[place + 1 :])
        parts.append(times(*factors[:place], by, *factors[place + 1 :]) if number else times(*others, by))
    return Applied("product rule", add(*parts))


def quotient_rule(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head != "div":
        return None
    above, below = body.args
    if not depends(above, variable):
        by = slope(below, variable, context)
        return Applied(r"$(1/v)' = -v'/v^2$", -times(above / below ** num(2), by))
    first, second = slope(above, variable, context), slope(below, variable, context)
    if is_number(variable, context):
        return Applied("quotient rule", (times(first, below) - times(above, second)) / below ** num(2))
    return Applied("quotient rule", times(num(1) / below ** num(2), times(below, first) - times(above, second)))


def power_rule(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head == "inverse" and is_number(body.args[0], context):
        return quotient_rule(num(1) / body.args[0], variable, context)
    if body.head != "pow" or not is_number(body.args[0], context):
        return None
    base, exponent = body.args
    if not depends(exponent, variable):
        by = slope(base, variable, context)
        outer = times(exponent, _lowered(base, exponent))
        if by == num(1):
            return Applied("power rule", outer)
        return Applied("power rule and chain rule", times(outer, by))
    if not depends(base, variable):
        outer = body if base == Term("const", (), "e") else body * Term("log", (base,))
        by = slope(exponent, variable, context)
        reason = r"$(a^v)' = a^v \log(a) \, v'$"
        return Applied(reason, times(outer, by), _positive(base, context))
    power = Term("grad", (exponent * Term("log", (base,)), variable, variable))
    return Applied(r"$(u^v)' = u^v (v \log u)'$", body * power, _positive(base, context))


def _positive(term: Term, context: Context) -> tuple[Term, ...]:
    """The condition that a number is positive, where that is not plain."""
    number = exact(term)
    known = term.head == "const" or "positive" in (context.facts_of(str(term.value)) if term.head == "sym" else ())
    return () if known or (number is not None and number > 0) else (Term("gt", (term, num(0))),)


def _lowered(base: Term, exponent: Term) -> Term:
    """base^(exponent - 1), as short as it is written."""
    number = exact(exponent)
    if number is None:
        return base ** (exponent - num(1))
    lower = number - 1
    return num(1) if lower == 0 else base if lower == 1 else base ** _written(lower)


def _written(value: Fraction) -> Term:
    whole = num(abs(value.numerator))
    term = whole if value.denominator == 1 else whole / num(value.denominator)
    return -term if value < 0 else term


def chain_rule(body: Term, variable: Term, context: Context) -> Applied | None:
    """A known function of a number, by the chain rule where that is not the variable itself."""
    known = FUNCTIONS.get(body.head)
    if known is None or not is_number(body.args[0], context):
        return None
    reason, derive = known
    of = body.args[0]
    by, outer = slope(of, variable, context), derive(of)
    return Applied(reason, outer) if by == num(1) else Applied(f"chain rule, {reason}", times(outer, by))


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


def at_kinks(body: Term, variable: Term, context: Context) -> Applied | None:
    """|u|, ReLU(u) and the larger or smaller of two, off their kinks; a sign has the derivative 0 off its step."""
    if body.head not in _KINKED or (body.head == "abs" and not is_number(body.args[0], context)):
        return None
    if body.head in ("max", "min"):
        return _of_two(body, variable, context)
    reason, derive = _KINKED[body.head]
    of = body.args[0]
    by, outer = slope(of, variable, context), derive(of)
    condition = plain(Term("ne", (of, num(0))), context)
    if outer == num(0):
        return Applied(reason, outer, condition)
    if by == num(1):
        return Applied(reason, outer, condition)
    return Applied(f"chain rule, {reason}", times(outer, by), condition)


def _of_two(body: Term, variable: Term, context: Context) -> Applied:
    if len(body.args) != 2:
        raise CannotMove(
            f"the derivative of ${latex(body)}$: the larger of two numbers can be differentiated, not of more"
        )
    first, second = body.args if depends(body.args[0], variable) else reversed(body.args)
    one, other = slope(first, variable, context), slope(second, variable, context)
    gap = first if second == num(0) else first - second
    mark = Term("sign", (gap,)) if body.head == "max" else -Term("sign", (gap,))
    if depends(second, variable):
        result = times(num(1) / num(2), one + other + times(mark, one - other))
    else:
        result = times((1 + mark if body.head == "max" else 1 - mark.args[0]) / num(2), one)
    condition = plain(Term("ne", (gap, num(0))), context)
    return Applied(_KINKED[body.head][0], result, condition)


_sign = _head("sign")

_KINKED: dict[str, tuple[str, Callable[[Term], Term]]] = {
    "abs": (r"$|u|' = \operatorname{sign}(u)$", _sign),
    "relu": (r"$\operatorname{ReLU}'(u) = (1 + \operatorname{sign}(u))/2$", lambda u: (1 + _sign(u)) / num(2)),
    "sign": (r"$\operatorname{sign}' = 0$", lambda u: num(0)),
    "max": (r"$\max(u, v) = (u + v + |u - v|)/2$", _sign),
    "min": (r"$\min(u, v) = (u + v - |u - v|)/2$", _sign),
}
"""Functions with a kink or a step, and their derivatives off it."""


def no_rule(body: Term, variable: Term, context: Context) -> Applied | None:
    if body.head in ("floor", "ceil"):
        raise CannotMove(f"${latex(body)}$ has no derivative where ${latex(body.args[0])}$ is whole")
    if body.head == "app":
        raise CannotMove(f"nothing says what ${latex(body)}$ is: write the function out")
    return None


def sum_over_index(body: Term, variable: Term, context: Context) -> Applied | None:
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
