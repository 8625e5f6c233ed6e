"""What a random model must be: symbols with shapes and facts, opaque functions, equations and inequalities.

A caller makes a `Spec` out of whatever it knows; sizes are numbers, names of size symbols, or terms in them (n + 1).

>>> spec = Spec(symbols={"X": SymbolSpec("n", "d"), "w": SymbolSpec("d", 1, frozenset({"unit"}))})
>>> spec.size_names()
('n', 'd')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from numeric.program import Node, flatten

Size = Any
"""int, the name of a size, or a node."""


@dataclass(frozen=True, slots=True)
class SymbolSpec:
    """A symbol of shape (rows, cols). `members` makes it a family: the last index of each of its index ranges; `also`
    are indices beside these, as nodes in other symbols.
    """

    rows: Size = 1
    cols: Size = 1
    facts: frozenset[str] = frozenset()
    members: tuple[Size, ...] | None = None
    also: tuple[tuple[Node, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """An opaque function; `arg_shapes` may be unknown. Facts: see `functions.FACTS`."""

    arg_shapes: tuple[tuple[Size, Size], ...] | None = None
    result_shape: tuple[Size, Size] = (1, 1)
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moments:
    """What is declared of a random symbol: its mean and covariance as terms in the others, and of a Gaussian up to
    which degree its moments are asked for (0 of another).
    """

    mean: Node | None = None
    covariance: Node | None = None
    gaussian: int = 0


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Spec:
    """`inequalities` are (op, lhs, rhs) with op lt, le, gt, ge or ne; `solve_for` orders the unknowns of equations.

    `random` are the symbols with a distribution, `apart` the pairs of them that are independent.
    """

    symbols: Mapping[str, SymbolSpec] = field(default_factory=dict)
    functions: Mapping[str, FunctionSpec] = field(default_factory=dict)
    equations: tuple[tuple[Node, Node], ...] = ()
    inequalities: tuple[tuple[str, Node, Node], ...] = ()
    solve_for: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    random: Mapping[str, Moments] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()

    def independent(self, left: str, right: str) -> bool:
        """Whether two random symbols are declared independent."""
        return frozenset((left, right)) in self.apart

    def size_names(self) -> tuple[str, ...]:
        """Every size symbol, in the order of first mention."""
        names = dict.fromkeys(self.sizes)
        for size in self._sizes():
            if isinstance(size, str):
                names[size] = None
            elif not isinstance(size, int):
                names.update(dict.fromkeys(sorted(flatten(size).names)))
        return tuple(names)

    def _sizes(self) -> Iterator[Size]:
        for symbol in self.symbols.values():
            yield from (symbol.rows, symbol.cols, *(symbol.members or ()))
        for function in self.functions.values():
            yield from function.result_shape
            for shape in function.arg_shapes or ():
                yield from shape
