"""Which definitions a relation sees: scopes follow the numbering of the page.

Concrete data (`x = [2, 1]`) stay in their own section; general definitions of 2.2.1 are seen in all of 2.2. `For
X:` opens a scope in its section that the same words open again elsewhere. A second, different meaning of a name
replaces the first from there on.

>>> number_of("2.2.1"), number_of("## 3 Results"), number_of("Summary")
((2, 2, 1), (3,), None)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from derivations.document.context import Definition, Hypothesis, Symbol
from derivations.terms.term import Term, free_symbols, functions_of

_NUMBER = re.compile(
    r"\A[\s#*]*(?:section|problem|exercise|question|part|chapter|task|aufgabe)?\s*(\d+(?:\.\d+)*)\b\.?", re.IGNORECASE
)


def number_of(title: str) -> tuple[int, ...] | None:
    """The number that a heading starts with."""
    match = _NUMBER.match(title)
    return tuple(int(part[:6]) for part in match.group(1).split(".")) if match else None


PASSING = frozenset("s t u v x y z".split())
"""Letters that every section without a number uses for something else."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A definition at its place; `general` ones are seen from sections beside their own, `late` ones before their
    place too.
    """

    index: int
    definition: Definition
    general: bool
    late: bool


@dataclass
class Scope:
    """One section, or one `For X:` in it. `fresh` names are let be something here, whatever they were elsewhere."""

    section: int
    number: tuple[int, ...] | None
    label: str = ""
    parent: Scope | None = None
    level: int = 0
    meanings: dict[str, list[Meaning]] = field(default_factory=dict)
    hypotheses: list[tuple[int, Hypothesis]] = field(default_factory=list)
    declared: dict[str, Symbol] = field(default_factory=dict)
    fresh: frozenset[str] = frozenset()

    def define(self, index: int, definition: Definition, general: bool, late: bool) -> None:
        self.meanings.setdefault(definition.name, []).append(Meaning(index, definition, general, late))

    def latest(self, name: str, index: int, skip: Definition | None = None) -> Definition | None:
        """The meaning in force at a place: the last one before it, else the first after it."""
        found = [meaning for meaning in self.meanings.get(name, []) if meaning.definition is not skip]
        if not found:
            return None
        before = [meaning for meaning in found if meaning.index <= index]
        if before:
            return before[-1].definition
        # a general definition may follow its first use, and so may numbers after "where"; others do not bind what
        # was said before
        return found[0].definition if found[0].late else None


class Scopes:
    """All scopes of a page."""

    def __init__(self) -> None:
        self.sections: dict[int, Scope] = {}
        self.labelled: dict[tuple[int, str], Scope] = {}
        self.order: list[Scope] = []

    def section(self, index: int, title: str, level: int) -> Scope:
        scope = Scope(index, number_of(title), level=level)
        self.sections[index] = scope
        self.order.append(scope)
        return scope

    def at(self, section: int, label: str) -> Scope:
        """The scope of a place; a label makes its own on first use."""
        if not label:
            return self.sections[section]
        key = (section, label)
        if key not in self.labelled:
            outer = self.sections[section]
            self.labelled[key] = Scope(section, outer.number, label, outer)
        return self.labelled[key]

    def above(self, scope: Scope) -> list[Scope]:
        """The sections that this one is part of, innermost first: everything they say holds here."""
        found: list[Scope] = []
        level = self.sections[scope.section].level
        for other in reversed(self.order[: scope.section]):
            if other.level < level:
                found.append(other)
                level = other.level
        return found

    def kin(self, scope: Scope) -> Iterator[Scope]:
        """Sections whose general definitions are seen here, nearest first."""
        here = self.sections[scope.section]
        for other in reversed(self.order):
            if other.section < here.section and _related(here.number, other.number):
                yield other

    def definition(self, name: str, scope: Scope, index: int, skip: Definition | None = None) -> Definition | None:
        """What the name means at a place, a definition being made there left aside."""
        found = self.near(name, scope, index, skip)
        if found is not None or name in self.sections[scope.section].fresh:
            # a section that says anew what a name is forgets what it was elsewhere
            return found
        for other in self.kin(scope):
            if other.number is None and name in PASSING:
                continue
            for meaning in reversed(other.meanings.get(name, [])):
                if meaning.general:
                    return meaning.definition
        return None

    def near(self, name: str, scope: Scope, index: int, skip: Definition | None = None) -> Definition | None:
        """What the name means in this section, or in a scope of the same label."""
        found = scope.latest(name, index, skip)
        if found is not None:
            return found
        if scope.label:
            for (section, label), twin in self.labelled.items():
                near = section == scope.section or _related(scope.number, self.sections[section].number)
                if label == scope.label and twin is not scope and near and (found := twin.latest(name, index)):
                    return found
            if scope.parent is not None and (found := scope.parent.latest(name, index, skip)):
                return found
        if name in self.sections[scope.section].fresh:
            return None
        for outer in self.above(scope):
            if found := outer.latest(name, index, skip):
                return found
        return None

    def names(self, scope: Scope) -> set[str]:
        """Every name with a meaning somewhere in sight."""
        found = set(scope.meanings)
        if scope.label:
            for (_, label), twin in self.labelled.items():
                if label == scope.label:
                    found |= set(twin.meanings)
        if scope.parent is not None:
            found |= set(scope.parent.meanings)
        for outer in self.above(scope):
            found |= set(outer.meanings)
        for other in self.kin(scope):
            found |= {name for name, all_of in other.meanings.items() if any(m.general for m in all_of)}
        return found

    def visible(self, scope: Scope, index: int, skip: Definition | None = None) -> dict[str, Definition]:
        table: dict[str, Definition] = {}
        for name in self.names(scope):
            definition = self.definition(name, scope, index, skip)
            if definition is not None:
                table[name] = definition
        return table

    def hypotheses(self, scope: Scope, index: int) -> list[Hypothesis]:
        """Hypotheses in force: those of the scope and of its section, made before the place."""
        found = [h for at, h in scope.hypotheses if at <= index]
        if scope.parent is not None:
            found = [h for at, h in scope.parent.hypotheses if at <= index] + found
        # what other sections only assumed stays there; what they showed is known here
        outer = self.above(scope)
        shown = [h for other in self.kin(scope) if other not in outer for _, h in other.hypotheses if _is_shown(h)]
        fresh = self.sections[scope.section].fresh
        earlier = [h for other in reversed(outer) for _, h in other.hypotheses] + shown
        return [h for h in earlier if not free_symbols(h.statement) & fresh] + found

    def left_behind(self, scope: Scope, in_force: Iterable[Term]) -> frozenset[str]:
        """Names that an earlier section sets equal to what other names make, and that are not let be anything here."""
        here = self.sections[scope.section]
        known = set(in_force)
        told = (h.statement for other in self.order[: scope.section] for _, h in other.hypotheses)
        found = {
            str(name.value)
            for statement in told
            if statement.head == "eq" and statement not in known
            for name, value in (statement.args, statement.args[::-1])
            if name.head == "sym" and len(free_symbols(value) - {str(name.value)}) > 1
        }
        return frozenset(found) - here.fresh - set(here.declared) - set(scope.declared)

    def symbol(self, name: str, scope: Scope) -> Symbol | None:
        """What was declared of a name: here, in the section, or anywhere on the page before."""
        for place in (scope, scope.parent):
            if place is not None and name in place.declared:
                return place.declared[name]
        for other in reversed(self.order):
            if name in other.declared and (other.section <= scope.section):
                return other.declared[name]
        return None


def _is_shown(hypothesis: Hypothesis) -> bool:
    return bool(getattr(hypothesis, "derived", False))


def _related(here: tuple[int, ...] | None, other: tuple[int, ...] | None) -> bool:
    """Whether general definitions pass from one section to the other."""
    if here is None or other is None:
        return (here is None and other is None) or other is None
    shared = 0
    for left, right in zip(here, other, strict=False):
        if left != right:
            break
        shared += 1
    return shared >= max(1, len(here) - 1) and len(here) > 1


def is_data(body: Term) -> bool:
    """A definition that sets a name to numbers."""
    return not free_symbols(body) and not functions_of(body)
