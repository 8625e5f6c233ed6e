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

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any

from derivations.document.context import Context, Definition, Hypothesis, Symbol
from derivations.document.document import Document, Relation, Span
from derivations.document.verdicts import Verdict
from derivations.latex.print import SIGNS, latex
from derivations.moves.arrays import compiled, sympy_of
from derivations.moves.line import Line
from derivations.moves.recipe import Recipe
from derivations.moves.rewriting import unfold
from derivations.terms.names import plain
from derivations.terms.shapes import SCALAR, Shape, Shaper
from derivations.terms.shown import Shown
from derivations.terms.term import Term, free_symbols, functions_of, substitute, walk
from numeric.crosscheck import Check, Report

MOST = 5_000
"""How large a term may be with its definitions put in, for a NumPy function of it."""


@dataclass(frozen=True)
class Quantity:
    """A symbol: its meaning in words, its shape and what is known of it."""

    name: str
    meaning: str
    shape: Shape = SCALAR
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Drawing:
    """What makes a picture of a derivation (a matplotlib figure), and what there is to see in it."""

    make: Callable[[Derivation], Any]
    caption: str


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
    draw: Drawing | None = field(default=None, repr=False, compare=False)
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
        return sympy_of(self._result(result), self.context, sizes)

    def _result(self, name: str) -> Term:
        """Raises `KeyError`, which says what there is."""
        if name not in self.results:
            raise KeyError(f"{name}: no such result; there are {', '.join(self.results)}")
        return self.results[name]

    def numpy(self, result: str, *arguments: str) -> Callable[..., Any]:
        """A result, its definitions put in, as a NumPy function over batches of its arguments (see `arrays`).

        `arguments` are names of quantities; without them it takes those that it depends on, in their order. Sizes are
        read off the arrays. It takes its arguments by place or by plain names: `eta` for `\\eta`, `w_0` for `w_{0}`;
        its docstring lists them. The function raises `ValueError` for arrays whose sizes contradict each other and
        numbers that are not allowed; `numpy` does for arguments that are not there or are missing, and for a result
        that holds a function that is not given.
        """
        steps = self._steps(result)
        term = self._result(result) if steps else self.unfolded(result)
        unknown = functions_of(term) - set(self.context.definitions)
        if unknown:
            raise ValueError(f"{result} holds functions that are not given: {', '.join(sorted(unknown))}")
        needed = self.arguments(result)
        by_name = {name: q for q in self.quantities for name in (q.name, plain(q.name))}
        for name in arguments:
            if name not in by_name:
                known = ", ".join(q.name for q in self.quantities)
                raise ValueError(f"{name}: no such quantity; there are {known}")
        asked = [by_name[name] for name in arguments] or list(needed)
        for quantity in needed:
            if quantity not in asked:
                raise ValueError(f"{result} depends on {quantity.name}, too: {quantity.meaning}")
        context = self.context.with_hypotheses(*map(Hypothesis, self.conditions))
        function = compiled(term, context, [q.name for q in asked], steps)
        function.__name__ = function.__qualname__ = result
        function.__doc__ = _described(self.name, result, term, asked)
        return function

    def arguments(self, result: str) -> tuple[Quantity, ...]:
        """The quantities that a result depends on, in their order, without sizes that arrays show."""
        steps = self._steps(result)
        term = self._result(result) if steps else self.unfolded(result)
        held = free_symbols(term).union(*(free_symbols(each.body) for each in steps))
        needed = [q for q in self.quantities if q.name in held]
        read_off = {name for q in needed for size in q.shape for name in free_symbols(size)}
        return tuple(q for q in needed if q.name not in read_off)

    def crosscheck(
        self, trials: int = 100, seed: int = 0, advance: Callable[[], None] = lambda: None
    ) -> tuple[Report, ...]:
        """The results against simulations of random instances; `advance` is called after each.

        Raises `ValueError` for no trials.
        """
        return tuple(check.run(trials, seed, advance) for check in self.checks)

    def picture(self) -> Any:
        """A matplotlib figure. Raises `ValueError` where there is nothing to draw, and `ModuleNotFoundError` without
        matplotlib.
        """
        if self.draw is None:
            raise ValueError(f"{self.name} has no picture")
        return self.draw.make(self)

    def explore(self, **ranges: Any) -> Any:
        """Sliders over the numbers that the results depend on, with the picture beside the formulas (a notebook).

        `ranges` are intervals for sliders (`eta=(0, 1)`) and arrays for vectors and matrices; what is not given is
        drawn at random. Raises `ModuleNotFoundError` without ipywidgets, `ValueError` where there is nothing to slide.
        """
        return import_module("derivations.jupyter.explore").explore(self, ranges)

    def _steps(self, result: str) -> tuple[Definition, ...]:
        """The definitions of numbers that a result rests on, in their order, where put in they would be too much."""
        term = self._result(result)
        sizes: dict[str, int] = {}
        for name, definition in self.context.definitions.items():
            sizes[name] = _opened(definition.body, sizes)
        if _opened(term, sizes) <= MOST:
            return ()
        names, found = free_symbols(term), []
        for definition in reversed(list(self.context.definitions.values())):
            if definition.name in names:
                found.append(definition)
                names |= free_symbols(definition.body)
        if functions_of(term).union(*(functions_of(each.body) for each in found)) or any(
            self.context.shape_of(each.name) != SCALAR or _has_derivative(each.body) for each in found
        ):
            raise ValueError(f"{result} is too large with its definitions put in")
        return tuple(reversed(found))

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
        term, definitions, found = self._result(result), self.context.definitions, self._derivatives
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
            # a condition is no part of what the line claims: it is not implied where the line is proved
            source = str(place) if line.role == "given" else f"condition of {place}"
            assumed += tuple(Hypothesis(condition, source) for condition in line.conditions)
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


def _opened(term: Term, sizes: Mapping[str, int]) -> int:
    """The size of a term with definitions of these sizes put in."""
    if term.head == "sym":
        return sizes.get(str(term.value), 1)
    return 1 + sum(_opened(arg, sizes) for arg in term.args)


def _described(name: str, result: str, term: Term, arguments: Sequence[Quantity]) -> str:
    """What a function computes, and its arguments in their order."""
    lines = [f"{result} of {name}: {latex(term)}"]
    for each in arguments:
        size = "" if each.shape == SCALAR else f", {' x '.join(map(latex, each.shape))}"
        lines.append(f"    {plain(each.name)}: {each.meaning}{size}")
    return "\n".join(lines)


def _has_derivative(term: Term) -> bool:
    return any(node.head == "grad" for node in walk(term))


def context_of(quantities: tuple[Quantity, ...], definitions: tuple[Definition, ...]) -> Context:
    """Symbols with their shapes, and for each defined name the shape that its body has.

    Raises `ValueError` for a name that stands for two things; a quantity may be set to a number.
    """
    named = [q.name for q in quantities] + [d.name for d in definitions if d.body.head != "num" or d.params is not None]
    for name, times in Counter(named).items():
        if times > 1:
            raise ValueError(f"{name} would stand for two things: another letter is needed")
    shapes = {quantity.name: quantity.shape for quantity in quantities}
    results: dict[str, Shape] = {}
    symbols = {q.name: Symbol(q.name, q.shape, q.facts, "declared") for q in quantities}
    for definition in definitions:
        shape = Shaper(shapes, results=results).shape(definition.body)
        (shapes if definition.params is None else results)[definition.name] = shape
        symbols[definition.name] = Symbol(definition.name, shape, frozenset(), "inferred")
    return Context(symbols, {definition.name: definition for definition in definitions})
