"""The normal form of a term: a `Rational` for a 1 x 1 value, a `Mat` for the others.

`RULES` has one row for each head of the language, registered by the modules `atoms`, `arithmetic`, `entrywise`,
`binders` and `gradients`; a head without a row raises `Unsupported` by name. A normal form proves equality
(`same`); two different ones refute nothing.

>>> from derivations.algebra.abstain import Budget
>>> from derivations.algebra.entail import RULE_MODULES
>>> from derivations.algebra.signature import Signature
>>> from derivations.algebra.workspace import Lessons
>>> from derivations.terms.term import sym
>>> ws = Workspace(Signature(), Lessons(), Budget(1000))
>>> x = sym("x")
>>> normal(ws, (x + 1) ** 2 - x ** 2 - 2 * x).to_term()
1
"""

from __future__ import annotations

from collections.abc import Callable

from derivations.algebra.abstain import ShapeClash, Unsupported
from derivations.algebra.rational import Rational
from derivations.algebra.words import Mat, Value
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term

Rule = Callable[[Workspace, Term], Value]

MAX_DEPTH = 80

RULES: dict[str, Rule] = {}


def normal(ws: Workspace, term: Term) -> Value:
    """The normal form. Raises `Abstain`, or `Restart` where the workspace must begin again."""
    found = ws.memo.get(term)
    if found is None:
        rule = RULES.get(term.head)
        if rule is None:
            raise Unsupported(f"no rule for {term.head}")
        ws.budget.charge()
        found = ws.memo[term] = rule(ws, term)
    result: Value = found
    return result


def scalar(ws: Workspace, term: Term) -> Rational:
    """The normal form of a term that has to be 1 x 1."""
    value = normal(ws, term)
    if isinstance(value, Mat):
        raise ShapeClash(f"a scalar is needed, this is {value.shape_text()}")
    return value


def depth(term: Term) -> int:
    """The height of the tree, without recursion."""
    deepest, level = 0, [term]
    while level:
        deepest += 1
        level = [arg for node in level for arg in node.args]
        if deepest > 10 * MAX_DEPTH:
            break
    return deepest


def size(ws: Workspace, term: Term) -> int:
    return ws.letters.size(scalar(ws, term))
