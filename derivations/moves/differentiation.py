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

from collections.abc import Iterator

from derivations.document.context import Context
from derivations.latex.print import latex
from derivations.moves.commuting import joined
from derivations.moves.line import Move
from derivations.moves.matrix_rules import (
    determinant,
    inner_product,
    matrix_product,
    norm,
    number_among_matrices,
    squared_norm,
)
from derivations.moves.number_rules import (
    at_kinks,
    chain_rule,
    constant,
    linearity,
    no_rule,
    power_rule,
    product_rule,
    quotient_rule,
    sum_over_index,
)
from derivations.moves.slope import KNOWN, Applied, Rule
from derivations.moves.words import CannotMove, shape_of
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, map_args, walk


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


RULES: tuple[Rule, ...] = (
    constant,
    number_among_matrices,
    linearity,
    squared_norm,
    norm,
    inner_product,
    determinant,
    matrix_product,
    product_rule,
    quotient_rule,
    power_rule,
    chain_rule,
    at_kinks,
    sum_over_index,
    no_rule,
)
"""In the order in which they are tried."""
