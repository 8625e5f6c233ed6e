r"""`\int 2x dx = x^2 + C`: equal up to a constant, so both sides are compared by their derivatives.

`differentiated` gives the goal that says so: an antiderivative becomes its integrand, everything else is
differentiated. Raises `NoDerivative` where an antiderivative stands in a product with its variable or inside a
function, and where a hypothesis holds its variable: an equation at a point says nothing around it.

>>> x = Term("sym", (), "x")
>>> derivative(Term("antiderivative", (x, x * x)), x)
mul(x, x)
"""

from __future__ import annotations

from dataclasses import replace

from derivations.terms.term import Term, free_symbols, num, walk
from derivations.verify.goal import Goal


class NoDerivative(Exception):
    """The claim cannot be differentiated; the reason is the message."""


def differentiated(goal: Goal) -> Goal:
    """The goal itself if it has no antiderivative, else the goal between the derivatives."""
    variables = {node.args[0] for side in (goal.lhs, goal.rhs) for node in walk(side) if node.head == "antiderivative"}
    if not variables:
        return goal
    if len(variables) > 1:
        raise NoDerivative("antiderivatives by several variables")
    if goal.sign != "eq":
        raise NoDerivative("antiderivatives are known up to a constant: only equations of them are decided")
    (variable,) = variables
    name = str(variable.value)
    if any(name in free_symbols(fact.lhs) | free_symbols(fact.rhs) for fact in goal.equations):
        raise NoDerivative(f"an equation holds {name}, the variable of an antiderivative")
    return replace(goal, lhs=derivative(goal.lhs, variable), rhs=derivative(goal.rhs, variable))


def derivative(term: Term, variable: Term) -> Term:
    """The derivative by the variable, with every antiderivative replaced by its integrand."""
    name = str(variable.value)
    if term == num(0) or name not in free_symbols(term):
        return num(0)
    if not any(node.head == "antiderivative" for node in walk(term)):
        return Term("grad", (term, variable, variable))
    if term.head == "antiderivative":
        return term.args[1]
    if term.head in ("add", "neg"):
        return Term(term.head, tuple(derivative(arg, variable) for arg in term.args))
    if term.head == "div" and name not in free_symbols(term.args[1]):
        return Term("div", (derivative(term.args[0], variable), term.args[1]))
    if term.head == "mul":
        moving = [place for place, factor in enumerate(term.args) if name in free_symbols(factor)]
        if len(moving) == 1:
            (place,) = moving
            inner = derivative(term.args[place], variable)
            return Term("mul", (*term.args[:place], inner, *term.args[place + 1 :]))
    raise NoDerivative("an antiderivative inside a product or a function")
