r"""The computation graph of definitions: a node is a name, an edge is a name that stands in another's definition.

Sizes (n, d) are no values, so they are no nodes. `ValueError` is raised where a name is defined twice, or read before
it is made.

>>> from derivations.terms.term import num, sym
>>> n, X, w = map(sym, ("n", "X", "w"))
>>> shapes = {"X": (n, n), "w": (n, num(1))}
>>> graph = Graph.of(shapes, [Definition("a", X * w), Definition("b", w + sym("a"))])
>>> graph.edges
(('X', 'a'), ('w', 'a'), ('w', 'b'), ('a', 'b'))
>>> print(graph)
a <- X, w
b <- w, a
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from derivations.document.context import Context, Definition
from derivations.latex.print import name
from derivations.moves.arrays import compiled
from derivations.terms.shapes import Shape, Shaper
from derivations.terms.term import Term, free_symbols, walk

Array = Any


@dataclass(frozen=True)
class Node:
    """A value: its definition (none for an input), its shape, and the values that it is computed from."""

    name: str
    shape: Shape
    term: Term | None = None
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Values in the order in which they are made, inputs first."""

    nodes: tuple[Node, ...]

    @classmethod
    def of(cls, inputs: Mapping[str, Shape], definitions: Iterable[Definition]) -> Graph:
        """The graph of definitions over inputs of known shapes; inputs that nothing reads are left out."""
        shapes = dict(inputs)
        made: list[Node] = []
        ahead = list(definitions)
        for place, definition in enumerate(ahead):
            if definition.name in shapes:
                raise ValueError(f"{definition.name} is defined twice")
            free = free_symbols(definition.body)
            for later in ahead[place:]:
                if later.name in free:
                    raise ValueError(f"{definition.name} reads {later.name} before it is made")
            written = dict.fromkeys(str(node.value) for node in walk(definition.body) if node.head == "sym")
            reads = tuple(each for each in written if each in free & shapes.keys())
            shape = Shaper(shapes).shape(definition.body)
            shapes[definition.name] = shape
            made.append(Node(definition.name, shape, definition.body, reads))
        read = {each for node in made for each in node.reads}
        return cls((*(Node(one, shape) for one, shape in inputs.items() if one in read), *made))

    @cached_property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """From what is read to what reads it."""
        return tuple((each, node.name) for node in self.nodes for each in node.reads)

    @property
    def inputs(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.term is None)

    @property
    def made(self) -> tuple[Node, ...]:
        """Every node but the inputs, in order."""
        return tuple(node for node in self.nodes if node.term is not None)

    def __getitem__(self, wanted: str) -> Node:
        return self._by_name[wanted]

    @cached_property
    def _by_name(self) -> Mapping[str, Node]:
        return {node.name: node for node in self.nodes}

    def readers(self, of: str) -> tuple[Node, ...]:
        """The nodes that are computed from a value."""
        return tuple(node for node in self.nodes if of in node.reads)

    def run(self, context: Context, values: Mapping[str, Array]) -> dict[str, Array]:
        """All values in NumPy, node by node; the context knows the sizes. Raises `KeyError` for a missing input."""
        found = {node.name: values[node.name] for node in self.inputs}
        for node in self.made:
            assert node.term is not None
            found[node.name] = compiled(node.term, context, node.reads)(*(found[each] for each in node.reads))
        return found

    def __str__(self) -> str:
        return "\n".join(f"{name(node.name)} <- {', '.join(map(name, node.reads))}" for node in self.made)
