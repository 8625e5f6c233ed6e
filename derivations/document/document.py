"""The model in the middle: a document of sections, chains and relations, whoever produced it.

The reader fills it from a page, the derivations of our own fill it with lines that they computed; the judge answers
every relation of it, and the exporters show it. A relation that could not be read has no terms and says why.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from derivations.document.context import Context, Definition, Symbol
from derivations.document.verdicts import KINDS, PROBLEMS, Verdict
from derivations.terms.shown import Shown
from derivations.terms.term import Term


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in its source, counted from 1 in Unicode characters."""

    path: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Convention:
    """A reading that the page does not state but bears out: tried second, and listed as a condition."""

    definition: Definition
    text: str


@dataclass(frozen=True, slots=True)
class Relation:
    """One entry of a page.

    `role` is given; claim; unread; posed (an equation that opens a problem: given unless it is an identity);
    restated (given where it says what is known, else a claim); alternative (one of several that "or" joins); or
    renewed (a name of another section: proved where it says the same, else a new meaning). `sign` is the meaning of
    the relation sign (eq, ne, lt, le, gt, ge, approx, propto), `op` its text. `premises` are the equations that an
    implication starts from, by id where they are entries; `exists` the names that "for some" introduces; `unpinned`
    maps names that the page never pins down to the reason why this claim cannot be refuted; `doubt` is a reason that
    does not lie in a name (nothing says that it is claimed, a condition in words); `above` is the row
    above it in its display where both are equations of their own; `passes` marks a
    condition that ends with its `sentence`; `assumed` marks an assumption for
    good ("suppose that"), which implications may use.
    """

    id: str
    section: str
    span: Span
    lhs_text: str
    op: str
    rhs_text: str
    role: str
    lhs: Term | None = None
    sign: str = "eq"
    rhs: Term | None = None
    reason: str | None = None
    context: Context = field(default_factory=Context)
    premises: tuple[str, ...] = ()
    implication: str | None = None
    exists: tuple[str, ...] = ()
    unpinned: Mapping[str, str] = field(default_factory=dict)
    doubt: str = ""
    conventions: tuple[Convention, ...] = ()
    chain: str = ""
    previous: str | None = None
    above: str | None = None
    sentence: int = 0
    passes: bool = False
    note: str = ""
    assumed: bool = False

    @property
    def text(self) -> str:
        """Both sides and the sign as the author wrote them, on one line."""
        return " ".join(f"{self.lhs_text} {self.op} {self.rhs_text}".split())


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the source itself: what, and where."""

    message: str
    span: Span
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """A comment of the author that what is found of these relations (by id) is known, and why."""

    reason: str
    span: Span
    relations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """How a symbol, definition or hypothesis was understood, for reports."""

    section: str
    line: int
    kind: str
    name: str
    shape: tuple[str, str] | None
    latex: str
    origin: str


@dataclass(frozen=True, slots=True)
class Document:
    """A page: its relations in reading order, how it was understood, what was wrong with it, and what its author
    silences.
    """

    path: str
    relations: tuple[Relation, ...] = ()
    entries: tuple[ContextEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    title: str = ""
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedDocument(Shown):
    """A document and the verdict on each of its relations, by id. `known` says of findings from before why they do
    not count.
    """

    document: Document
    verdicts: Mapping[str, Verdict]
    known: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> dict[str, int]:
        """How many relations got each verdict."""
        counts = dict.fromkeys(KINDS, 0)
        for relation in self.document.relations:
            counts[self.verdicts[relation.id].kind] += 1
        return counts

    @property
    def silenced(self) -> dict[str, str]:
        """The reasons that the page's comments give for findings, by relation."""
        said: dict[str, str] = {}
        for silence in self.document.silences:
            for name in silence.relations:
                if self.verdicts[name].kind in PROBLEMS:
                    said.setdefault(name, silence.reason)
        return said

    @property
    def idle(self) -> tuple[Silence, ...]:
        """The comments that silence nothing: what they stand at has no findings."""
        found = {relation.id for relation in self.document.relations if self.verdicts[relation.id].kind in PROBLEMS}
        return tuple(silence for silence in self.document.silences if not silence.relations & found)

    def findings(self, kinds: Collection[str] = PROBLEMS) -> list[Relation]:
        """The relations with such a verdict that are neither silenced nor known, in reading order."""
        excused = {*self.silenced, *self.known}
        return [
            relation
            for relation in self.document.relations
            if self.verdicts[relation.id].kind in kinds and relation.id not in excused
        ]


__all__ = [
    "CheckedDocument",
    "Context",
    "ContextEntry",
    "Convention",
    "Document",
    "Finding",
    "Relation",
    "Silence",
    "Span",
    "Symbol",
]
