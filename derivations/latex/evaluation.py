r"""Evaluation bars: `f(x)|_{x=3}`, `\frac{dL}{dw}|_{w=0}`, `[x^2]_0^1`.

A derivative keeps its variable and gets the point; elsewhere the value takes the variable's place. A bar over a name
that may depend on the variable (it is defined elsewhere on the page) is not read.

>>> from derivations.latex.lexicon import Lexicon
>>> from derivations.terms.term import num, sym
>>> x = sym("x")
>>> at_values(x * x, {"x": num(3)}, Lexicon(), Node("number"))
mul(3, 3)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.latex.lexicon import Lexicon, Unreadable
from derivations.latex.syntax import Node
from derivations.terms.heads import binder_of
from derivations.terms.term import Term, free_symbols, substitute, sym

if TYPE_CHECKING:
    from derivations.latex.elaborate import Elaboration

_DERIVATIVES = ("grad", "jacobian", "hessian")


def is_bar(node: Node) -> bool:
    """The bar of `f|_{x=3}`, with its scripts."""
    return (node.children[0] if node.kind == "script" else node).kind == "evalbar"


def evaluated(owner: Elaboration, body: Term, bar: Node) -> Term:
    """The term at the point that the scripts of the bar say."""
    if bar.kind != "script":
        raise Unreadable("an evaluation bar without a point", bar)
    if bar.value == "subsup":
        return between(owner, body, bar)
    if bar.value != "sub":
        raise Unreadable("an evaluation bar without a point", bar)
    low = bar.children[1]
    relations = list(low.children) if low.kind == "items" else [low]
    if all(node.kind == "relation" and node.value == "=" and len(node.children) == 2 for node in relations):
        values: dict[str, Term] = {}
        for node in relations:
            variable = owner.term(node.children[0])
            if variable.head != "sym" or str(variable.value) in values:
                raise Unreadable("a point without its variable", node)
            values[str(variable.value)] = owner.term(node.children[1])
        return at_values(body, values, owner.lexicon, bar)
    if body.head in _DERIVATIVES and body.args[1] == body.args[2] and low.kind not in ("relation", "items"):
        return Term(body.head, (*body.args[:2], owner.term(low)), body.value)
    raise Unreadable("an evaluation bar without its variable", bar)


def at_values(body: Term, values: dict[str, Term], lexicon: Lexicon, node: Node) -> Term:
    """The body with values for variables, derivatives first."""
    if body.head == "sym" and str(body.value) not in values:
        parameters = lexicon.parameters(str(body.value))
        if parameters is None or not set(values) <= set(parameters):
            raise Unreadable(f"how {body.value} depends on {', '.join(sorted(values))} is not clear", node)
        body = Term("app", tuple(map(sym, parameters)), body.value)
    if not set(values) <= free_symbols(body):
        raise Unreadable("the variable of the bar does not occur", node)
    hidden = _outside_derivatives(body, values) & (lexicon.customs.defined | frozenset(lexicon.functions))
    if hidden - set(values):
        raise Unreadable(f"whether {', '.join(sorted(hidden))} depends on the variable of the bar is not clear", node)
    return substitute(body, values)


def between(owner: Elaboration, body: Term, node: Node) -> Term:
    """`[F]_a^b`: the difference of the values at the two ends, of a body with one letter."""
    letters = free_symbols(body)
    if len(letters) != 1:
        raise Unreadable("a difference of values without its variable", node)
    (name,) = letters
    ends = [owner.term(script) for script in node.children[1:]]
    low, high = (at_values(body, {name: end}, owner.lexicon, node) for end in ends)
    return high - low


def is_difference(owner: Elaboration, node: Node) -> bool:
    """Whether `[...]_a^b` is a difference of values: an expression of one letter that is no vector and no matrix."""
    base = node.children[0]
    if node.value != "subsup" or base.kind != "group" or base.value != "[]" or len(base.children) != 1:
        return False
    body = owner.term(base.children[0])
    letters = free_symbols(body)
    if body.head == "sym" or len(letters) != 1:
        return False
    owner.lexicon.used_kinds = True
    return owner.lexicon.kinds(next(iter(letters))) in (None, "scalar")


def _outside_derivatives(term: Term, values: dict[str, Term]) -> frozenset[str]:
    """Free names that do not stand under a derivative by a variable of the bar ."""
    if term.head == "sym":
        return frozenset((str(term.value),))
    bound = binder_of(term.head)
    if term.head in _DERIVATIVES and term.args[1] == term.args[2] and str(term.args[1].value) in values:
        return frozenset()
    found = frozenset[str]().union(*(_outside_derivatives(arg, values) for arg in term.args))
    return found - {str(term.args[bound.variable].value)} if bound is not None else found
