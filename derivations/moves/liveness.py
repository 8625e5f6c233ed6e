r"""Which values are alive while a computation graph is worked through, and how many numbers that makes.

A value is alive from when it is made (an input from the start) until it is read for the last time, or to the end if it
is wanted after it (Aho, Lam, Sethi & Ullman, Compilers, 9.2.5). A node's own value and all that it reads are alive
while it is made: nothing is overwritten in place.

>>> from derivations.document.context import Definition
>>> from derivations.terms.term import num, sym
>>> d, w, a, b = map(sym, ("d", "w", "a", "b"))
>>> graph = Graph.of({"w": (d, num(1))}, [Definition("a", w + w), Definition("b", a.T * a), Definition("c", b * a)])
>>> [(moment.makes, moment.alive) for moment in moments(graph)]
[('a', ('w', 'a')), ('b', ('a', 'b')), ('c', ('a', 'b', 'c'))]
>>> [(moment.makes, moment.numbers) for moment in fullest(moments(graph), Context())]
[('c', add(d, 1, d))]
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from derivations.document.context import Context
from derivations.moves.graph import Graph
from derivations.moves.words import coefficient_of
from derivations.terms.shapes import Shape
from derivations.terms.term import Term, add, mul, num


@dataclass(frozen=True)
class Moment:
    """While `makes` is made: the values alive, itself among them, and their numbers, one summand a value."""

    makes: str
    alive: tuple[str, ...]
    numbers: Term


def moments(
    graph: Graph, beside: Collection[str] = (), wanted: Collection[str] = (), held: Mapping[str, Shape] | None = None
) -> tuple[Moment, ...]:
    """A moment a node, in order. Values `beside` are not counted, those `wanted` are alive to the end; `held` are
    others, which are alive all the time.
    """
    made, held = graph.made, held or {}
    first = {node.name: place for place, node in enumerate(made)}
    last = first | {each: place for place, node in enumerate(made) for each in node.reads}
    last |= dict.fromkeys(wanted, len(made))
    counted = {node.name: node.shape for node in graph.nodes if node.name not in beside}
    found = []
    for place, node in enumerate(made):
        alive = {each: shape for each, shape in counted.items() if first.get(each, 0) <= place <= last[each]}
        alive.update(held)
        found.append(Moment(node.name, tuple(alive), add(*map(entries, alive.values()))))
    return tuple(found)


def entries(shape: Shape) -> Term:
    """How many numbers a value of a shape is."""
    sizes = [size for size in shape if size != num(1)]
    return mul(*sizes) if sizes else num(1)


def fullest(found: Sequence[Moment], context: Context) -> tuple[Moment, ...]:
    """The moments that no other one has as many numbers as, whatever the sizes (at least 1); the first of equals."""
    kept: list[Moment] = []
    for moment in found:
        if any(_at_most(moment.numbers, other.numbers, context) for other in kept):
            continue
        kept = [other for other in kept if not _at_most(other.numbers, moment.numbers, context)]
        kept.append(moment)
    return tuple(kept)


def _at_most(one: Term, other: Term, context: Context) -> bool:
    """For polynomials in sizes: whether the difference, in the sizes less 1, has no negative coefficient."""
    import sympy

    more = coefficient_of(other, context) - coefficient_of(one, context)
    shifted = sympy.expand(more.xreplace({size: size + 1 for size in more.free_symbols}))
    return all(coefficient >= 0 for coefficient in shifted.as_coefficients_dict().values())
