"""A derivation is data: what it is about, the lines that moves computed, and its results by name.

`document()` turns the lines into relations, so that the judge decides them like anybody's; `sympy(name)` gives a result
as a SymPy object, `numpy(name)` as a callable of arrays, and `crosscheck()` runs what it is compared with. Building one
raises `ValueError` where a chain has no start.

>>> from derivations.document.context import Context
>>> from derivations.moves.line import given
>>> from derivations.terms.term import num, sym
>>> lines = (given(sym("x"), num(2)),)
>>> small = Derivation("small", "Small", "", (Quantity("x", "a number"),), (), lines, {"x": num(2)})
>>> [(r.role, r.lhs_text, r.op, r.rhs_text) for r in small.document().relations]
[('given', 'x', '=', '2')]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from importlib import import_module
from typing import Any

from derivations.document.context import Context, Definition, Hypothesis, Symbol
from derivations.document.document import Document, Relation, Span
from derivations.document.shown import Shown
from derivations.document.verdicts import Verdict
from derivations.latex.print import SIGNS, latex
from derivations.moves.arrays import compiled, sympy_of
from derivations.moves.line import Line
from derivations.moves.rewriting import unfold
from derivations.terms.shapes import SCALAR, Shape, Shaper
from derivations.terms.term import Term, free_symbols, functions_of, substitute, walk
from numeric.crosscheck import Check, Report


@dataclass(frozen=True)
class Quantity:
    """A symbol: its meaning in words, its shape and what is known of it."""

    name: str
    meaning: str
    shape: Shape = SCALAR
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Recipe:
    """How a derivation was asked for: what makes it again is `call` with the arguments.

    >>> Recipe('worked["rmsprop"]', {"x": (Fraction(3), Fraction(1, 2)), "eta": r"\\alpha"}).code
    'derivations.worked["rmsprop"](x=(3, Fraction(1, 2)), eta=r"\\\\alpha")'
    """

    call: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """As Python, for those who `import derivations`."""
        given = ", ".join(f"{name}={_python(value)}" for name, value in self.arguments.items())
        return f"derivations.{self.call}({given})"


def _python(value: Any) -> str:
    """A value of a parameter as one would type it."""
    if isinstance(value, str):
        return f'r"{value}"' if "\\" in value and '"' not in value else repr(value)
    if isinstance(value, Fraction):
        return str(value) if value.denominator == 1 else repr(value)
    if isinstance(value, list | tuple):
        entries = ", ".join(map(_python, value))
        return f"({entries},)" if len(value) == 1 else f"({entries})"
    return repr(value)


@dataclass(frozen=True)
class Derivation(Shown):
    """Lines that were computed, with what they are about. Conditions of results stand with the lines that made them."""

    name: str
    title: str
    statement: str
    quantities: tuple[Quantity, ...]
    definitions: tuple[Definition, ...]
    lines: tuple[Line, ...]
    results: Mapping[str, Term] = field(default_factory=dict)
    checks: tuple[Check, ...] = field(default=(), repr=False, compare=False)
    draw: Callable[[], Any] | None = field(default=None, repr=False, compare=False)
    recipe: Recipe | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.lines and self.lines[0].lhs is None:
            raise ValueError("a derivation starts with a line that has two sides")

    @cached_property
    def context(self) -> Context:
        """What the lines may use."""
        return context_of(self.quantities, self.definitions)

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """What the judge says of each line, by number."""
        from derivations.verify import judge  # heavy, and not every derivation is judged

        return judge(self.document()).verdicts

    @property
    def conditions(self) -> tuple[Term, ...]:
        """Everything that had to be assumed on the way; what a line supposes stands on that line."""
        lines = [line for line in self.lines if line.move != "suppose"]
        return tuple(dict.fromkeys(condition for line in lines for condition in line.conditions))

    def sympy(self, result: str, sizes: Mapping[str, int] | None = None) -> Any:
        """A result as a SymPy expression; `sizes` puts numbers in for n, d, ..."""
        return sympy_of(self.results[result], self.context, sizes)

    def numpy(self, result: str, *arguments: str) -> Callable[..., Any]:
        """A result, its definitions put in, as a NumPy function over batches of its arguments (see `arrays`).

        Without arguments it takes the quantities that it depends on, in their order; sizes are read off the arrays.
        The function raises `ValueError` for arrays whose sizes contradict each other and numbers that are not allowed.
        """
        context = self.context.with_hypotheses(*map(Hypothesis, self.conditions))
        return compiled(self.unfolded(result), context, arguments or self.arguments(result))

    def arguments(self, result: str) -> tuple[str, ...]:
        """The quantities that a result depends on, in their order, without sizes that arrays show."""
        names = free_symbols(self.unfolded(result))
        needed = [q for q in self.quantities if q.name in names]
        read_off = {name for q in needed for size in q.shape for name in free_symbols(size)}
        return tuple(q.name for q in needed if q.name not in read_off)

    def crosscheck(
        self, trials: int = 100, seed: int = 0, advance: Callable[[], None] = lambda: None
    ) -> tuple[Report, ...]:
        """The results against simulations of random instances; `advance` is called after each."""
        return tuple(check.run(trials, seed, advance) for check in self.checks)

    def picture(self) -> Any:
        """A matplotlib figure. Raises `ValueError` where there is nothing to draw, and `ModuleNotFoundError` without
        matplotlib.
        """
        if self.draw is None:
            raise ValueError(f"{self.name} has no picture")
        return self.draw()

    def explore(self, **ranges: Any) -> Any:
        """Sliders over the numbers that the results depend on, with the picture beside the formulas (a notebook).

        `ranges` are intervals for sliders (`eta=(0, 1)`) and arrays for vectors and matrices; what is not given is
        drawn at random. Raises `ModuleNotFoundError` without ipywidgets, `ValueError` where there is nothing to slide.
        """
        return import_module("derivations.jupyter.explore").explore(self, ranges)

    @cached_property
    def _derivatives(self) -> dict[str, Term]:
        """The last line of each chain that starts at a name whose definition holds a derivative."""
        found: dict[str, Term] = {}
        start = ""
        for line in self.lines:
            if line.lhs is not None:
                start = str(line.lhs.value) if line.lhs.head == "sym" else ""
            defined = self.context.definitions.get(start)
            if defined and _has_derivative(defined.body) and not (line.follows or _has_derivative(line.rhs)):
                found[start] = line.rhs
        return found

    def unfolded(self, result: str) -> Term:
        """A result with every definition put in; for a name that a derivative defines, what the lines find it to be."""
        term, definitions, found = self.results[result], self.context.definitions, self._derivatives
        for _ in range(len(definitions) + 1):
            term = substitute(term, found)
            names = [name for name in definitions if name in free_symbols(term) | functions_of(term)]
            if not names:
                return term
            term = unfold(*names).compute(term, self.context)
        raise ValueError(f"{result} is defined by itself")

    def document(self) -> Document:
        """The lines as relations in reading order; lines count from 1."""
        relations: list[Relation] = []
        context = self.context
        assumed: tuple[Hypothesis, ...] = ()
        left, chain = self.lines[0].lhs if self.lines else None, 0
        for place, line in enumerate(self.lines, start=1):
            previous = relations[-1] if relations else None
            if line.lhs is not None:
                left, chain = line.lhs, place
            elif previous is not None:
                left = previous.rhs
            if left is None:
                raise ValueError(f"line {place} has no left side")
            assumed += tuple(Hypothesis(condition, str(place)) for condition in line.conditions)
            follows = line.follows and previous is not None
            relations.append(
                Relation(
                    id=str(place),
                    section=str(chain),
                    span=Span(path=self.name, line=place, column=1, end_line=place, end_column=1),
                    lhs_text="" if line.lhs is None else latex(line.lhs),
                    op=(r"\Rightarrow " if follows else "") + SIGNS[line.sign],
                    rhs_text=latex(line.rhs),
                    role=line.role,
                    lhs=left,
                    sign=line.sign,
                    rhs=line.rhs,
                    context=context.with_hypotheses(*assumed),
                    premises=(*map(str, line.uses), previous.id) if follows and previous is not None else (),
                    implication="implies" if follows else None,
                    chain=str(chain),
                    previous=previous.id if previous is not None and line.lhs is None else None,
                    note=line.reason,
                )
            )
        return Document(self.name, tuple(relations), title=self.title)


def _has_derivative(term: Term) -> bool:
    return any(node.head == "grad" for node in walk(term))


def context_of(quantities: tuple[Quantity, ...], definitions: tuple[Definition, ...]) -> Context:
    """Symbols with their shapes, and for each defined name the shape that its body has."""
    shapes = {quantity.name: quantity.shape for quantity in quantities}
    results: dict[str, Shape] = {}
    symbols = {q.name: Symbol(q.name, q.shape, q.facts, "declared") for q in quantities}
    for definition in definitions:
        shape = Shaper(shapes, results=results).shape(definition.body)
        (shapes if definition.params is None else results)[definition.name] = shape
        symbols[definition.name] = Symbol(definition.name, shape, frozenset(), "inferred")
    return Context(symbols, {definition.name: definition for definition in definitions})
