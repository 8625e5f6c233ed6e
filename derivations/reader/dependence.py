"""What a name is a function of, where the page writes it bare: under a derivative by that, it is no constant.

A page says so in words ("$y$ is a function of $x$", "$w$ depends on time $t$"), by writing $y(x)$ once, or by
differentiating the bare name. Names that an equation defines implicitly are functions of each other.

>>> from derivations.reader.page import declarations_page
>>> page = declarations_page("Let $y$ and $z$ be functions of $x$.")
>>> sorted((told.name, *told.variables) for told in said_to_depend(page))
[('y', 'x'), ('z', 'x')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from derivations.document.context import Definition
from derivations.latex.elaborate import name_of
from derivations.latex.syntax import Node
from derivations.latex.syntax import walk as walk_nodes
from derivations.reader.stream import Page
from derivations.terms.heads import binder_of
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, num, sym, walk

_SAYS = re.compile(
    r"(?:\bfunctions?\s+of|\bdepend(?:s|ing|ent|ed)?\s+(?:\w+\s+)?(?:on|upon)|\bvar(?:y|ies|ying)\s+(?:with|over|in)|"
    r"\bchang(?:es?|ing)\s+(?:with|over|in)|\bevolv(?:es?|ing)\s+(?:with|over|in)|\bparametri[sz]ed\s+by)"
    r"(?:\s+[\w-]+){0,3}\s*\Z",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no|independent\w*|cannot|neither)\b|n't\b", re.IGNORECASE)
_JOINS = frozenset({"and", ",", ", and", "or", "&", "as well as"})
_IMPLICIT = re.compile(r"\bimplicit", re.IGNORECASE)
CONTINUOUS = frozenset({"grad", "jacobian", "hessian", "integral", "antiderivative"})


class Told(NamedTuple):
    """A name, what it is a function of, and the section that says so."""

    section: int
    name: str
    variables: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Formula:
    """A formula in a sentence: the names that it gives, and the words around it."""

    names: tuple[str, ...]
    before: str
    after: str
    section: int


def said_to_depend(page: Page) -> Iterator[Told]:
    """Names with what the page's words and notation make them functions of."""
    formulas = list(_formulas(page))
    for place, (here, there) in enumerate(pairwise(formulas)):
        words = here.after
        of_it = words.strip() == "of" and re.search(r"\bfunctions?\s*\Z", here.before) is not None
        if not of_it and (not _SAYS.search(words) or _NOT.search(words) or re.search(r"[.;!?]\s", words)):
            continue
        names = [*here.names]
        for earlier in reversed(formulas[:place]):
            if earlier.after.strip() not in _JOINS:
                break
            names += earlier.names
        variables = [*there.names]
        for one, other in pairwise(formulas[place + 1 :]):
            if one.after.strip() not in _JOINS:
                break
            variables += other.names
        yield from (Told(here.section, name, frozenset(variables) - {name}) for name in names)
    yield from applied_alone(page)


def bare_application(node: Node) -> tuple[str, tuple[str, ...]] | None:
    """`y(x)` as a whole formula."""
    if node.kind != "sequence" or len(node.children) != 2:
        return None
    left, group = node.children
    name = name_of(left)
    if name is None or left.kind in ("number", "prime") or group.kind != "group" or group.value != "()":
        return None
    args = [name_of(child) for child in group.children]
    if any(arg is None for arg in args) or name in args:
        return None
    return name, tuple(str(arg) for arg in args)


def applied_alone(page: Page) -> Iterator[Told]:
    """Each `y(x)` that stands alone in a sentence, in `y = y(x)` or before the set of its values."""
    for loose in page.loose:
        nodes = [side.node for side in loose.sides if side.node is not None]
        alone = (found for node in nodes if (found := bare_application(node)) is not None)
        yield from (Told(loose.section, name, frozenset(variables)) for name, variables in alone)
    for chain in page.chains:
        nodes = [side.node for side in chain.sides if side.node is not None]
        if nodes and chain.declares and chain.signs[0].op == "\\in" and (member := bare_application(nodes[0])):
            yield Told(chain.section, member[0], frozenset(member[1]))
        for one, other in pairwise(nodes):
            found = bare_application(other)
            if found is not None and name_of(one) == found[0]:
                yield Told(chain.section, found[0], frozenset(found[1]))


def _formulas(page: Page) -> Iterator[_Formula]:
    """The formulas of the page in reading order."""
    found: list[tuple[int, _Formula]] = []
    for loose in page.loose:
        nodes = [side.node for side in loose.sides if side.node is not None]
        found.append((loose.start, _Formula(_given(nodes), loose.before, loose.after, loose.section)))
    for chain in page.chains:
        nodes = [side.node for side in (*chain.listed, *chain.sides[:1]) if side.node is not None]
        found.append((chain.start, _Formula(_given(nodes), chain.before, chain.after, chain.section)))
    yield from (formula for _, formula in sorted(found, key=lambda pair: pair[0]))


def _given(nodes: Iterable[Node]) -> tuple[str, ...]:
    names: list[str] = []
    for node in nodes:
        applied = bare_application(node)
        name = name_of(node) if applied is None else applied[0]
        names += [name] if name is not None else []
    return tuple(names)


def implicit(page: Page) -> Iterator[Told]:
    """The names of equations in sentences that call something implicit: each is a function of the others."""
    for chain in page.chains:
        if not _IMPLICIT.search(f"{chain.before} {chain.after}"):
            continue
        nodes = [side.node for side in chain.sides if side.node is not None]
        names = {name for node in nodes for inner in walk_nodes(node) if (name := name_of(inner)) is not None}
        yield from (Told(chain.section, name, frozenset(names - {name})) for name in names)


def differentiated(section: int, sides: tuple[Term, Term]) -> Iterator[Told]:
    """Bare names under derivatives that are not said to be zero, with the variables; and y(x) somewhere."""
    for side in sides:
        for node in walk(side):
            if node.head in ("grad", "jacobian", "hessian") and not (node is side and num(0) in sides):
                body, variable = node.args[0], str(node.args[1].value)
                if body.head == "sym" and body != node.args[1]:
                    yield Told(section, str(body.value), frozenset({variable}))
            elif node.head == "app":
                names = frozenset(str(arg.value) for arg in node.args if arg.head == "sym") - {str(node.value)}
                yield Told(section, str(node.value), frozenset(n for n in names if not n.startswith("?")))


def as_functions(
    sides: Iterable[Term],
    depends: Mapping[str, set[str]],
    anything: Iterable[str],
    known: Iterable[str],
) -> dict[str, Definition]:
    """`y = y(x)` for every name that is no constant where the sides differentiate or integrate. `anything` are names
    of functions of what is not said; `known` have a meaning of their own.
    """
    sides = tuple(sides)
    bound = {
        str(node.args[binder.variable].value)
        for side in sides
        for node in walk(side)
        if node.head in CONTINUOUS and (binder := binder_of(node.head)) is not None
    }
    if not bound:
        return {}
    arguments = {
        name: frozenset(each for each in variables if parse_name(each).base != parse_name(name).base)
        for name, variables in depends.items()
        if name not in set(known)
    }
    moving: set[str] = set()
    while grown := {n for n, variables in arguments.items() if n not in moving and variables & (bound | moving)}:
        moving |= grown
    table = {name: arguments[name] for name in moving}
    for name in set(anything) - set(known) - set(table) - bound:
        table[name] = frozenset(bound)
    found = {
        name: Definition(name, Term("app", tuple(map(sym, sorted(variables))), name))
        for name, variables in table.items()
    }
    written = frozenset[str]().union(*map(free_symbols, sides)) - set(known)
    return {**found, **dict(_dotted(written, table))}


def _dotted(written: Iterable[str], table: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, Definition]]:
    r"""`\dot X` beside a derivative, of an X that is a function of one variable."""
    for name in written:
        parts = parse_name(name)
        whole = parts._replace(accents=parts.accents[:-1]).text
        variables = list(table.get(whole, ()))
        if parts.accents[-1:] == ("dot",) and len(variables) == 1:
            by = sym(variables[0])
            yield name, Definition(name, Term("grad", (sym(whole), by, by)))
