"""A term flattened into steps, once: repeated subterms are one step, and depth costs no recursion.

What must not be evaluated eagerly (the body of a binder, a branch, an exponent, an index) becomes a program of
its own, a `part` of its step. Two laws are applied here because they hold everywhere and keep values exact:
`0 + A` is `A` whatever the shape of `A`, and an even power of a Euclidean norm or of an absolute value needs no root.

Raises `TooLarge` for terms deeper than `limits.DEPTH`, `Undefined` for a relation among the operands.

>>> from fractions import Fraction
>>> from types import SimpleNamespace as Node
>>> x = Node(head="sym", args=(), value="x")
>>> program = flatten(Node(head="add", args=(x, x), value=None))
>>> [(step.head, step.args) for step in program.steps]
[('sym', ()), ('add', (0, 0))]
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

from numeric.faults import TooLarge, Undefined
from numeric.limits import DEPTH, LAZY_DEPTH


class Node(Protocol):
    """What a term is to this package."""

    @property
    def head(self) -> str: ...

    @property
    def args(self) -> tuple[Any, ...]: ...

    @property
    def value(self) -> Any: ...


class Step(NamedTuple):
    """One operation: `args` are earlier steps, `parts` are evaluated when and as the head wants."""

    head: str
    value: Any
    args: tuple[int, ...]
    parts: tuple[Program, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Program:
    """Steps in the order of evaluation; the last is the value. `names` are the free symbols and functions."""

    steps: tuple[Step, ...]
    names: frozenset[str]
    literal: Fraction | None


# Heads whose trailing arguments are parts: the place of the first part.
_LAZY_FROM = {
    "pow": 1, "factorial": 0, "binomial": 0, "eye": 0, "zeros": 0, "ones": 0, "entry": 1, "row": 1, "col": 1,
    "item": 1, "eigenvalue": 1, "singular": 1, "piecewise": 0, "antiderivative": 0, "expect": 0, "covariance": 0,
}  # fmt: skip
# Heads that bind: (place of the variable, eager places, lazy places, places in scope).
_BINDERS = {
    "sum": (0, (), (1, 2, 3), (3,)),
    "prod": (0, (), (1, 2, 3), (3,)),
    "grad": (1, (2,), (0,), (0,)),
    "jacobian": (1, (2,), (0,), (0,)),
    "hessian": (1, (2,), (0,), (0,)),
    "integral": (0, (1, 2), (3,), (3,)),
    "limit": (0, (), (1, 2), (2,)),
}

_RELATIONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})

_CACHE: dict[int, tuple[Node, Program]] = {}
_CACHE_SIZE = 20_000


def flatten(node: Node) -> Program:
    """The program of a term, remembered by the identity of the term (deep terms are slow to compare)."""
    found = _CACHE.get(id(node))
    if found is not None and found[0] is node:
        return found[1]
    program = _flatten(node, 0)
    if len(_CACHE) >= _CACHE_SIZE:
        _CACHE.clear()
    _CACHE[id(node)] = (node, program)
    return program


def _flatten(root: Node, nesting: int) -> Program:
    if nesting > LAZY_DEPTH:
        raise TooLarge(f"more than {LAZY_DEPTH} binders, exponents or branches inside one another")
    steps: list[Step] = []
    known: dict[Any, int] = {}
    place: dict[int, int] = {}
    names: set[str] = set()
    stack: list[tuple[Node, int, bool]] = [(root, 1, False)]
    while stack:
        node, depth, ready = stack.pop()
        if id(node) in place:
            continue
        if depth > DEPTH:
            raise TooLarge(f"a term of more than {DEPTH} levels")
        eager, lazy = _split(node)
        if not ready:
            stack.append((node, depth, True))
            stack.extend((arg, depth + 1, False) for arg in reversed(eager))
            continue
        _check_operands(node)
        args = tuple([place[id(arg)] for arg in eager])
        parts = tuple([_flatten(part, nesting + 1) for part in lazy])
        place[id(node)] = _emit(node, args, parts, steps, known, names)
    literal = root.value if root.head == "num" else None
    return Program(tuple(steps), frozenset(names), literal)


def _check_operands(node: Node) -> None:
    """A relation has no number: it stands alone, or as the condition of a branch."""
    for k, arg in enumerate(node.args):
        if arg.head in _RELATIONS and not (node.head == "piecewise" and k % 2):
            raise Undefined("a relation used as a number")


def _split(node: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Arguments evaluated before the step, and those that become parts."""
    if not node.args:
        return (), ()
    binder = _BINDERS.get(node.head)
    if binder is not None:
        return tuple([node.args[i] for i in binder[1]]), tuple([node.args[i] for i in binder[2]])
    if node.head == "item":
        return (), node.args[1:]
    if node.head == "pow":
        base = _rootless(node)
        return (base.args if base is not None else node.args[:1]), node.args[1:]
    start = _LAZY_FROM.get(node.head)
    if start is not None:
        return node.args[:start], node.args[start:]
    if node.head == "add" and len(node.args) > 1:
        kept = tuple([arg for arg in node.args if not (arg.head == "num" and arg.value == 0)])
        return (kept or node.args[:1]), ()
    return node.args, ()


def _rootless(node: Node) -> Node | None:
    """The norm or absolute value under an even literal power, whose root need not be taken."""
    base, exponent = node.args
    if exponent.head != "num" or exponent.value.denominator != 1 or exponent.value % 2 or exponent.value <= 0:
        return None
    if base.head == "abs" or (base.head == "norm" and base.value in ("2", "F")):
        return base  # type: ignore[no-any-return]
    return None


def _emit(
    node: Node,
    args: tuple[int, ...],
    parts: tuple[Program, ...],
    steps: list[Step],
    known: dict[Any, int],
    names: set[str],
) -> int:
    head, value = node.head, node.value
    if head == "add" and len(args) == 1:
        return args[0]
    binder = _BINDERS.get(head)
    if binder is not None:
        value = node.args[binder[0]].value
        scope = [place in binder[3] for place in binder[2]]
        for part, inside in zip(parts, scope, strict=True):
            names |= part.names - {value} if inside else part.names
    else:
        for part in parts:
            names |= part.names
        if head in ("sym", "app"):
            names.add(value)
        if head == "item":
            value = node.args[0].value
            names.add(value)
    if head == "pow":
        base = _rootless(node)
        if base is not None:
            head, value = "even_power", (base.head, base.value, int(node.args[1].value) // 2)
            parts = ()
    # Programs compare by identity, so steps with parts are shared only where the term itself is.
    key = (head, value, args, parts)
    at = known.get(key)
    if at is None:
        at = known[key] = len(steps)
        steps.append(Step(head, value, args, parts))
    return at
