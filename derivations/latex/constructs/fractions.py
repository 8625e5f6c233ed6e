r"""Fractions, binomials, roots, and the derivatives of the physics package.

`a/b` is no fraction: the stroke is an operator whose reach is decided in elaboration.

>>> {r.command: r.type for r in ROWS}[r"\sqrt"]
'ROOT'
"""

from __future__ import annotations

from derivations.latex.constructs.table import Construct, row, span_of
from derivations.latex.syntax import Node
from derivations.latex.tokens import Token


def two_children(token: Token, children: tuple[Node, ...]) -> Node:
    return Node(token.value, children, "", *span_of(token, children))


def root(token: Token, children: tuple[Node, ...]) -> Node:
    return Node("root", children, "", *span_of(token, children))


def derivative(token: Token, children: tuple[Node, ...]) -> Node:
    """Children: the order if it was in brackets (a Node("order")), then f?, x, y?."""
    order = tuple(child for child in children if child.kind == "order")
    rest = tuple(child for child in children if child.kind != "order")
    function = tuple(Node("function", (f,), "", f.start, f.end) for f in rest[: min(1, len(rest) - 1)])
    variables = tuple(Node("variable", (x,), "", x.start, x.end) for x in rest[len(function) :])
    return Node("derivative", (*function, *variables, *order), token.value, *span_of(token, children))


ROWS: tuple[Construct, ...] = (
    *(
        row(c, "TWO", "fraction", two_children)
        for c in (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\flatfrac", r"\nicefrac", r"\sfrac")
    ),
    *(row(c, "TWO", "binom", two_children) for c in (r"\binom", r"\dbinom", r"\tbinom")),
    row(r"\over", "OVER", "fraction"),
    row(r"\choose", "OVER", "binom"),
    row(r"\sqrt", "ROOT", "root", root),
    *(row(c, "DERIVATIVE", "d", derivative) for c in (r"\dv", r"\dv*", r"\derivative")),
    *(row(c, "DERIVATIVE", "partial", derivative) for c in (r"\pdv", r"\pdv*", r"\partialderivative")),
)

ACCEPTED: tuple[tuple[str, str], ...] = (
    (r"\frac12", "fraction(1, 2)"),
    (r"\frac{a}{b}c", "sequence(fraction(a, b), c)"),
    (r"\frac 1 {n+1}", "fraction(1, sum(signed[+](n), signed[+](1)))"),
    (r"{a \over b}", "fraction(a, b)"),
    (r"\binom{n}{k}", "binom(n, k)"),
    (r"\sqrt2", "root(2)"),
    (r"\sqrt[3]{x}", "root(x, 3)"),
    (r"\dv{f}{x}", "derivative[d](function(f), variable(x))"),
    (r"\dv{x}", "derivative[d](variable(x))"),
    (r"\pdv[2]{f}{x}", "derivative[partial](function(f), variable(x), order(2))"),
    ("a/b", "sequence(a, operator[/], b)"),
)
REJECTED: tuple[str, ...] = (r"\frac{a}", r"\sqrt[3", r"\frac{}", r"{a \over b \over c}")
