"""The term language: mathematics as it was written.

A `Term` is immutable and ordered, and building one never simplifies it: `x/x` stays a
quotient, `AB` and `BA` stay different, `2 \\cdot 3` stays a product. A node is a head (a row
of `heads.py`), its arguments, and for some heads a value (an exact number, a name, a shape).
Equality is structural.

>>> x = sym("x")
>>> (x + x).head, len((x + x).args)
('add', 2)
>>> x + x == 2 * x
False
>>> sorted(free_symbols(Term("sum", (sym("i"), num(1), sym("n"), sym("i") * x))))
['n', 'x']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from derivations.terms.heads import HEADS, binder_of
from derivations.terms.shown import Shown

Value = Fraction | str | int | tuple[int, int] | None


class Term(Shown):
    """A node of the term language. Raises `ValueError` for a head that is not registered."""

    __slots__ = ("_hash", "args", "head", "value")

    head: str
    args: tuple[Term, ...]
    value: Value
    _hash: int

    def __init__(self, head: str, args: tuple[Term, ...] = (), value: Value = None) -> None:
        if head not in HEADS:
            raise ValueError(f"unknown head {head!r}")
        object.__setattr__(self, "head", head)
        object.__setattr__(self, "args", args)
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "_hash", hash((head, args, value)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Term is immutable")

    def __reduce__(self) -> tuple[type[Term], tuple[str, tuple[Term, ...], Value]]:
        return (Term, (self.head, self.args, self.value))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Term)
            and self._hash == other._hash
            and self.head == other.head
            and self.value == other.value
            and self.args == other.args
        )

    def __repr__(self) -> str:
        if self.head == "num":
            return str(self.value)
        if self.head == "sym":
            return str(self.value)
        label = self.head if self.value is None else f"{self.head}[{self.value}]"
        return f"{label}({', '.join(map(repr, self.args))})"

    def __add__(self, other: Term | int | Fraction) -> Term:
        return Term("add", (self, as_term(other)))

    def __radd__(self, other: int | Fraction) -> Term:
        return Term("add", (as_term(other), self))

    def __sub__(self, other: Term | int | Fraction) -> Term:
        return Term("add", (self, Term("neg", (as_term(other),))))

    def __rsub__(self, other: int | Fraction) -> Term:
        return Term("add", (as_term(other), Term("neg", (self,))))

    def __mul__(self, other: Term | int | Fraction) -> Term:
        return Term("mul", (self, as_term(other)))

    def __rmul__(self, other: int | Fraction) -> Term:
        return Term("mul", (as_term(other), self))

    def __truediv__(self, other: Term | int | Fraction) -> Term:
        return Term("div", (self, as_term(other)))

    def __rtruediv__(self, other: int | Fraction) -> Term:
        return Term("div", (as_term(other), self))

    def __pow__(self, other: Term | int | Fraction) -> Term:
        return Term("pow", (self, as_term(other)))

    def __neg__(self) -> Term:
        return Term("neg", (self,))

    @property
    def T(self) -> Term:  # noqa: N802 - the field's own notation
        return Term("transpose", (self,))


def as_term(value: Term | int | Fraction) -> Term:
    return value if isinstance(value, Term) else num(value)


def num(value: int | Fraction) -> Term:
    """An exact number."""
    return Term("num", (), Fraction(value))


def sym(name: str) -> Term:
    """A symbol; its name is canonical LaTeX (`w_{0,1}`, `\\hat{w}`): see `names.py`."""
    return Term("sym", (), name)


def add(*args: Term) -> Term:
    return args[0] if len(args) == 1 else Term("add", args)


def mul(*args: Term) -> Term:
    return args[0] if len(args) == 1 else Term("mul", args)


def column(*entries: Term) -> Term:
    """A column vector literal, shape (len(entries), 1)."""
    return Term("matrix", entries, (len(entries), 1))


def walk(term: Term) -> Iterator[Term]:
    """Every node, parents first."""
    stack = [term]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.args))


def size(term: Term) -> int:
    """The number of nodes."""
    return sum(1 for _ in walk(term))


def free_symbols(term: Term) -> frozenset[str]:
    """Names of the symbols that no binder of the term binds."""
    if term.head == "sym":
        return frozenset((str(term.value),))
    bound = binder_of(term.head)
    if bound is None:
        found: frozenset[str] = frozenset()
        for arg in term.args:
            found |= free_symbols(arg)
        return found
    found = frozenset()
    name = str(term.args[bound.variable].value)
    for place, arg in enumerate(term.args):
        if place == bound.variable:
            continue
        inner = free_symbols(arg)
        found |= inner - {name} if place in bound.scope else inner
    return found


def functions_of(term: Term) -> frozenset[str]:
    """Names of the opaque functions applied in the term."""
    return frozenset(str(node.value) for node in walk(term) if node.head == "app")


def rebuild(term: Term, args: tuple[Term, ...]) -> Term:
    """The same head over other arguments; the same object where nothing changed."""
    if all(new is old for new, old in zip(args, term.args, strict=True)):
        return term
    return Term(term.head, args, term.value)


def map_args(term: Term, function: Callable[[Term], Term]) -> Term:
    return rebuild(term, tuple(function(arg) for arg in term.args))


def substitute(term: Term, values: Mapping[str, Term]) -> Term:
    """Replace free symbols by terms, all at once, renaming bound variables that would capture."""
    if not values:
        return term
    if term.head == "sym":
        return values.get(str(term.value), term)
    bound = binder_of(term.head)
    if bound is None:
        return map_args(term, lambda arg: substitute(arg, values))
    variable = str(term.args[bound.variable].value)
    inner = {name: new for name, new in values.items() if name != variable}
    fresh = term.args[bound.variable]
    used = frozenset[str]().union(*(free_symbols(new) for new in inner.values()))
    if variable in used:
        taken = used | free_symbols(term) | frozenset(inner)
        fresh = sym(fresh_name(variable, taken))
        inner = {**inner, variable: fresh}
    args = []
    for place, arg in enumerate(term.args):
        if place == bound.variable:
            args.append(fresh)
        else:
            args.append(substitute(arg, inner if place in bound.scope else values))
    return rebuild(term, tuple(args))


def replaced(term: Term, old: Term, new: Term) -> Term:
    """Another term for one that occurs in it, except where a binder binds what either of them holds."""
    if term == old:
        return new
    bound = binder_of(term.head)
    if bound is None:
        return map_args(term, lambda arg: replaced(arg, old, new))
    inside = str(term.args[bound.variable].value) not in free_symbols(old) | free_symbols(new)
    args = (
        replaced(arg, old, new) if place != bound.variable and (inside or place not in bound.scope) else arg
        for place, arg in enumerate(term.args)
    )
    return rebuild(term, tuple(args))


def fresh_name(name: str, taken: frozenset[str]) -> str:
    """`name` with as many primes as make it new."""
    while name in taken:
        name += "'"
    return name
