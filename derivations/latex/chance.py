r"""Expectations, variances and covariances: `\mathbb{E}[x]`, `\operatorname{Var}(x)`, `\mathbb{E}_{x \sim p}[x]`.

`operator` knows them by their names; what they are of is a term with the head `expect` or `covariance` where the page
says which of its names are random and that the others are not (`Chance`), else an application as of any other name.

>>> from derivations.latex.elaborate import elaborate
>>> from derivations.latex.lexicon import Lexicon
>>> row = Node("sequence", (Node("name", value="E"), Node("group", (Node("letter", value="x"),), "[]")))
>>> elaborate(row, Lexicon(chance=Chance(frozenset("x"))))
expect(x)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from derivations.latex.spelling import name_of
from derivations.latex.syntax import Node, outline, walk
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols
from derivations.terms.term import walk as walk_term

_SPELT = {"E": "expect", "mathbbE": "expect", "mathbbV": "variance", "V": "variance",
          "Var": "variance", "var": "variance", "Cov": "covariance", "cov": "covariance"}  # fmt: skip
_BRACKETS = frozenset(("()", "[]", "{}"))


@dataclass(frozen=True, slots=True)
class Chance:
    """Which names of a page are random, and which are known not to be; `fixed` are those that it calls constant, `laws`
    the means and covariances of Gaussians; `others` tells whether the page speaks of standard deviations or precisions.
    """

    random: frozenset[str] = frozenset()
    constant: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    laws: Mapping[str, tuple[Node, Node]] = field(default_factory=dict)
    others: bool = False

    def allows(self, body: Term, over: frozenset[str]) -> bool:
        """Whether an expectation (over some names, or none said) has a meaning here: each name in it is one or the
        other, and all that is random is averaged over.
        """
        names = free_symbols(body)
        random = names & self.random
        members = any(node.head == "item" for node in walk_term(body))
        told = bool(random) or bool(names & self.fixed)
        return told and not members and names - random <= self.constant and (not over or random <= over)


@dataclass(frozen=True, slots=True)
class Operator:
    """`expect`, `variance` or `covariance`, with the names in its subscript and how these are distributed."""

    head: str
    over: frozenset[str]
    law: str = ""


def operator(item: Node, following: Node | None) -> Operator | None:
    """The operator that an item is where something in brackets follows, or None."""
    group = following.children[0] if following is not None and following.kind == "script" else following
    if group is None or group.kind != "group" or group.value not in _BRACKETS:
        return None
    base, over, law = item, frozenset[str](), ""
    if item.kind == "script" and item.value == "sub":
        base = item.children[0]
        found = _averaged(item.children[1])
        if found is None:
            return None
        over, law = found
    head = _head(base, group)
    if head is None or (head != "covariance" and len(group.children) != 1) or len(group.children) > 2:
        return None
    return Operator(head, over, law)


def _head(base: Node, group: Node) -> str | None:
    match base.kind:
        case "styled" if base.value in ("bb", "rm", "sf") and base.children[0].kind == "letter":
            return {"E": "expect", "V": "variance"}.get(base.children[0].value)
        case "name" | "text":
            return _SPELT.get(base.value.strip())
        case "letter" if base.value == "E" and group.value == "[]":
            return "expect"
        case _:
            return None


def _averaged(subscript: Node) -> tuple[frozenset[str], str] | None:
    r"""The names in `x`, `x, y`, `x \sim p`, and the law p; None for anything else."""
    law = ""
    if subscript.kind == "relation" and subscript.value.split() == [r"\sim"]:
        if name_of(subscript.children[1]) is None:
            return None
        law, subscript = outline(subscript.children[1]), subscript.children[0]
    nodes = subscript.children if subscript.kind in ("items", "sequence") else (subscript,)
    names = [name_of(node) for node in nodes if node.kind != "operator"]
    return None if None in names else (frozenset(str(name) for name in names), law)


def operators(node: Node) -> Iterator[tuple[Operator, Node]]:
    """Every such operator below a node, with the brackets that it is of."""
    for inner in walk(node):
        if inner.kind == "sequence":
            for left, right in zip(inner.children, inner.children[1:], strict=False):
                found = operator(left, right)
                if found is not None:
                    yield found, right.children[0] if right.kind == "script" else right


def term_of(found: Operator, args: tuple[Term, ...], chance: Chance) -> Term | None:
    """The term of an operator; None where the page does not say enough."""
    if not all(free_symbols(arg) <= chance.random | chance.constant for arg in args):
        return None
    whole = args[0] if len(args) == 1 else Term("mul", args)
    if not chance.allows(whole, found.over):
        return None
    return Term("expect" if found.head == "expect" else "covariance", args)


def is_indexed(name: str) -> bool:
    """`x_i`: one of many."""
    sub = parse_name(name).sub
    return bool(sub) and all(len(part) == 1 and part.isalpha() for part in sub)
