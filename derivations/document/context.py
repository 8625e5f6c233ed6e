"""What is known where a relation stands: symbols, definitions and hypotheses.

A `Context` is immutable; the reader makes one for each relation, a derivation of our own one for all its
lines.

>>> from derivations.terms.term import sym
>>> context = Context.of(shapes={"X": (sym("n"), sym("d"))}, definitions={"a": sym("X") * sym("w")})
>>> context.definitions["a"].body
mul(X, w)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from derivations.terms.term import Term

Shape = tuple[Term, Term]
"""Rows and columns, each a size term; a scalar is (1, 1), a vector (n, 1)."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol and what is known of it. `origin` is declared, earlier (declared in another section),
    described, inferred, moved (of another kind than around the place) or habit."""

    name: str
    shape: Shape | None = None
    facts: frozenset[str] = frozenset()
    origin: str = "inferred"
    line: int = 0
    section: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """`name` or `name(params)` stands for `body`; `source` is the entry that says so."""

    name: str
    body: Term
    params: tuple[str, ...] | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A relation (a term with a relation head) that holds here; `source` is the entry that says so."""

    statement: Term
    source: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Symbols and definitions by name, hypotheses in the order of the page; the layout of derivatives that it
    declares, names that it calls constant, and whether derivatives by symmetric matrices take that into account.
    """

    symbols: Mapping[str, Symbol] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    hypotheses: tuple[Hypothesis, ...] = ()
    layout: str | None = None
    constants: frozenset[str] = frozenset()
    symmetric_derivatives: bool = False

    @classmethod
    def of(
        cls,
        shapes: Mapping[str, Shape] | None = None,
        facts: Mapping[str, Iterable[str]] | None = None,
        definitions: Mapping[str, Term | Definition] | None = None,
        hypotheses: Iterable[Term] = (),
    ) -> Context:
        """A context out of plain data, for derivations of our own."""
        given = {name: frozenset(words) for name, words in (facts or {}).items()}
        names = {**dict.fromkeys(given), **(shapes or {})}
        return cls(
            {name: Symbol(name, shape, given.get(name, frozenset()), "declared") for name, shape in names.items()},
            {
                name: body if isinstance(body, Definition) else Definition(name, body)
                for name, body in (definitions or {}).items()
            },
            tuple(Hypothesis(statement) for statement in hypotheses),
        )

    def with_definitions(self, *more: Definition) -> Context:
        return replace(self, definitions={**self.definitions, **{new.name: new for new in more}})

    def with_hypotheses(self, *more: Hypothesis) -> Context:
        return replace(self, hypotheses=(*self.hypotheses, *more))

    def without_definitions(self, names: Iterable[str]) -> Context:
        gone = frozenset(names)
        return replace(self, definitions={k: v for k, v in self.definitions.items() if k not in gone})

    def shape_of(self, name: str) -> Shape | None:
        known = self.symbols.get(name)
        return known.shape if known else None

    def facts_of(self, name: str) -> frozenset[str]:
        known = self.symbols.get(name)
        return known.facts if known else frozenset()
