r"""How a page writes entries: what `\delta_{ij}` and `e_i` are, whether sums are left out, whose members it gives.

A `\delta_{ij}` is Kronecker's where the page says so, or where every delta on it has two indices and none is given a
meaning; `e_i` is a unit vector where the page says so.

>>> says_units("the standard basis vectors $e_i$"), says_units("the error")
(True, False)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from derivations.latex.spelling import name_of
from derivations.reader.components import DELTA, UNIT_VECTORS, open_indices, with_entries
from derivations.reader.declarations import names_in, set_of
from derivations.reader.implied_sums import says_so
from derivations.reader.matrix_customs import texts_of
from derivations.reader.open_entries import (
    Known,
    Written,
    holds,
    members_given,
    members_spoken_of,
    speaks_of_entries,
    taken_as_columns,
    with_open_entries,
    written,
)
from derivations.reader.stream import Chain
from derivations.terms.names import parse_name
from derivations.terms.shapes import SCALAR, Shape, Shaper
from derivations.terms.term import Term, free_symbols, functions_of, num, sym

if TYPE_CHECKING:
    from derivations.reader.meaning import PageMeaning

GIVEN = "given by its entries"
SEVERAL = "a vector and one of several"

_KRONECKER = re.compile(r"\bKronecker(?:'s|\u2019s)?(?:[- ]+(?:delta|symbol)\b|\s*\Z)", re.IGNORECASE)
_BASIS = re.compile(
    r"\b(?:standard|canonical|natural|coordinate)\s+(?:basis|unit)\b|\bcolumns? of the identity\b", re.IGNORECASE
)
_UNITS = re.compile(rf"{_BASIS.pattern}|\b(?:unit|coordinate|one-?\s?hot) (?:basis )?vectors?\b", re.IGNORECASE)
_ENTRY = re.compile(r"\b(?:entr(?:y|ies)|elements?|components?|coordinates?|coefficients?)\b", re.IGNORECASE)
NEAR = 60
"""How many characters beside a name say what it is."""


def says_units(words: str) -> bool:
    return _UNITS.search(words) is not None


class Notation:
    """Read off the terms of a page, as they are before notation is settled."""

    def __init__(self, meaning: PageMeaning) -> None:
        self.meaning = meaning
        self._tables: dict[int, Known] = {}

    def read_entries(self) -> None:
        """Names with open indices as entries: first in chains that differentiate by an entry, then in the others."""
        chains = [chain for page in (*self.meaning.blocks, self.meaning.page) for chain in page.chains]
        terms = self.meaning.terms
        others: list[Chain] = []
        for chain in chains:
            places = [] if chain.declares else list(map(id, chain.sides))
            read = {place: term for place in places if isinstance(term := terms[place], Term)}
            shapes = self._told(chain.section)
            indices = open_indices(read.values(), shapes.get)
            terms.update({place: with_entries(term, indices, shapes.get) for place, term in read.items() if indices})
            if not indices and read and len(read) == len(chain.sides) and chain.section in self.meaning.sections:
                others.append(chain)
        # chains are numbered page by page, and declarations are pages of their own
        before = [(chain, [terms[id(side)] for side in chain.sides]) for chain in others]
        for _ in range(2):
            # what some chains say of names, others do not read as entries
            for chain, found in before:
                sides = [term for term in found if isinstance(term, Term)]
                entries = with_open_entries(sides, self._known(chain.section))
                terms.update({id(side): term for side, term in zip(chain.sides, entries, strict=True)})
                if not speaks_of_entries(sides, self._known(chain.section)):
                    self._given.setdefault(chain.section, set()).update(members_spoken_of(entries))
            self._tables.clear()
        self._note_members()

    def _told(self, section: int) -> dict[str, Shape]:
        """The shapes that are declared in a section, and those of what it defines."""
        known = self.meaning.sections.get(section)
        of = known.kinds.of if known is not None else {}
        wide = (n for n in self.meaning.defined.get(section, ()) if of.get(n) in ("vector", "matrix"))
        declared = self.meaning.declared_in(section)
        return {name: self.meaning.shape(name, section) for name in wide} | {
            name: symbol.shape for name, symbol in declared.items() if symbol.shape is not None
        }

    def _known(self, section: int) -> Known:
        if section not in self._tables:
            self._tables[section] = self._of(section)
        return self._tables[section]

    def _of(self, section: int) -> Known:
        meaning, here = self.meaning, self.meaning.sections[section]
        declared = meaning.declared_in(section)
        of = here.kinds.of
        wholes = {name: shape for name, shape in self._told(section).items() if not name.endswith(("[]", "()"))}
        defined = frozenset(wholes) & meaning.defined.get(section, frozenset())
        shapes = {name: meaning.shape(name, section) for name in of if not name.endswith(("[]", "()"))}
        units: dict[str, Shape] = {n: (sym(f"?r:{n}"), num(1)) for n in shapes if _may_be_a_unit(n)}
        results = {n[:-2]: s.shape for n, s in declared.items() if n.endswith("()") and s.shape is not None}

        def shaper() -> Shaper:
            return Shaper({**shapes, **units, **wholes}, {}, results)

        named = self._letters(section)
        return Known(
            shaper,
            frozenset(wholes) | frozenset(named.values()),
            defined,
            self._apart(section) | (self._said_in(section) - defined),
            self._delta and DELTA not in declared,
            self._units and not any(name in declared for name in UNIT_VECTORS),
            section >= self._summed_from,
            _only_size(wholes.values()),
            named,
        )

    def _letters(self, section: int) -> dict[str, str]:
        """The letters of the entries of matrices that are written by them."""
        tables = (self.meaning.by_entries.get(at, {}) for at in range(section + 1))
        return {name: letter for table in tables for name, letter in table.items()}

    def _note_members(self) -> None:
        """A matrix of whose entries the page says something is not whatever has its shape."""
        for section in self.meaning.page.sections:
            index = section.index
            letters = frozenset(self._letters(index).values())
            told = frozenset(self.meaning.declared_in(index)) - self.meaning.defined.get(index, frozenset())
            odd = self.meaning.told.odd.setdefault(index, {})
            for name in sorted(self._said_in(index) & (told | letters)):
                odd.setdefault(name, GIVEN)
            for name in sorted(self.columns.get(index, frozenset()) & told):
                if f"{name}[]" not in told and num(1) in self.meaning.shape(name, index):
                    odd.setdefault(name, SEVERAL)

    @cached_property
    def columns(self) -> dict[int, frozenset[str]]:
        r"""By section, the names whose members are transposed: `x_i^\top` is a vector, also beside a vector x."""
        found: dict[int, frozenset[str]] = {}
        for chain in self.meaning.page.chains:
            sides = [term for side in chain.sides if isinstance(term := self.meaning.terms.get(id(side)), Term)]
            named = (taken_as_columns(side, ("transpose",)) for side in sides)
            found[chain.section] = found.get(chain.section, frozenset()).union(*named)
        return found

    # --- the page ------------------------------------------------------------------------------------------

    @cached_property
    def _terms(self) -> list[Term]:
        return [term for term in self.meaning.terms.values() if isinstance(term, Term)]

    @cached_property
    def _given(self) -> dict[int, set[Written]]:
        """By section, the members that the page gives, or says something of by their names."""
        found: dict[int, set[Written]] = {}
        seen: set[str] = set()
        for chain in self.meaning.page.chains:
            here = found.setdefault(chain.section, set())
            terms = [self.meaning.terms.get(id(side)) for side in chain.sides]
            sides = [term for term in terms if isinstance(term, Term)]
            if chain.declares:
                here.update(_members_in_a_set(chain))
            elif chain.signs and len(sides) == len(chain.sides):
                wholes = frozenset[str]().union(*map(free_symbols, sides))
                known = {letter for name, letter in self._letters(chain.section).items() if name in wholes}
                # what a formula arrives at is what it was
                known |= seen - {left.whole for side in sides[:1] if (left := written(side)) is not None}
                here.update(member for member in members_given(sides) if member.whole not in known)
            seen.update(*map(holds, sides))
        return found

    def _said_in(self, section: int) -> frozenset[str]:
        """Names of whose members something is said up to a section, since they were declared."""
        found: set[str] = set()
        for index, members in self._given.items():
            for member in members if index <= section else ():
                name = member.whole
                again = self._declared_last(name, section) > index
                if not again and _fits(member, self.meaning.shape(name, section)):
                    found.add(name)
        return frozenset(found)

    def _declared_last(self, name: str, section: int) -> int:
        places = self._declarations.get(name, [])
        at = bisect_right(places, section)
        return places[at - 1] if at else -1

    @cached_property
    def _declarations(self) -> dict[str, list[int]]:
        """The sections that declare a name, in order."""
        found: dict[str, list[int]] = {}
        for section in sorted(self.meaning.told.declared):
            for name in self.meaning.told.declared[section]:
                found.setdefault(name, []).append(section)
        return found

    @cached_property
    def _all_given(self) -> frozenset[str]:
        return frozenset(member.whole for members in self._given.values() for member in members)

    def _apart(self, section: int) -> frozenset[str]:
        """Names whose members are something of their own: declared, described, or used as vectors."""
        spoken = {*self.meaning.declared_in(section), *self.meaning.told.odd.get(section, {})}
        own = {name.removesuffix("[]") for name in spoken if name.endswith("[]")}
        own |= {parts._replace(sub=()).text for name in spoken if (parts := parse_name(name)).sub}
        described = {found.whole for found, words in self._mentions if _ENTRY.search(words) is None}
        return frozenset(own | described | self._as_columns)

    @cached_property
    def _as_columns(self) -> frozenset[str]:
        return frozenset[str]().union(*map(taken_as_columns, self._terms))

    @cached_property
    def _mentions(self) -> list[tuple[Written, str]]:
        """Names with indices that stand in sentences, with the words around them."""
        mentions: list[tuple[Written, str]] = []
        page = self.meaning.page
        for place, loose in enumerate(page.loose):
            beyond = " ".join(other.after for other in page.loose[place:] if other.sentence == loose.sentence)
            for name in names_in([side.node for side in loose.sides if side.node is not None]) or ():
                found = written(sym(name))
                if found is not None and found.letters:
                    mentions.append((found, f"{loose.before[-NEAR:]} {beyond[:NEAR]}"))
        return mentions

    @cached_property
    def _summed_from(self) -> float:
        """The section from which on repeated indices are summed over."""
        sections = (section.index for section in self.meaning.page.sections)
        return next((at for at in sections if any(map(says_so, texts_of(self.meaning.page, at)))), inf)

    @cached_property
    def _words(self) -> list[str]:
        return list(texts_of(self.meaning.page))

    @cached_property
    def _delta(self) -> bool:
        if any(map(_KRONECKER.search, self._words)):
            return True
        functions = frozenset[str]().union(*map(functions_of, self._terms))
        nodes = (side.node for loose in self.meaning.page.loose for side in loose.sides if side.node is not None)
        spoken = (name for node in nodes if (name := name_of(node)) is not None)
        if DELTA in self._all_given or any(parse_name(name).base == DELTA for name in (*functions, *spoken)):
            return False
        return not any(map(_other_deltas, self._terms))

    @cached_property
    def _units(self) -> bool:
        given = self._all_given | self.meaning.customs.defined
        words = [words for found, words in self._mentions if found.whole in UNIT_VECTORS]
        if given & UNIT_VECTORS:
            return False
        return any(map(says_units, words)) if words else any(map(_BASIS.search, self._words))


def _other_deltas(term: Term) -> bool:
    """Whether a term holds a delta that has not two indices below; what a sum runs over may be one of them. An index
    above is as often that of a layer.
    """
    found = written(term)
    if found is not None and found.whole == DELTA:
        return len(found.places) != 2 or term.head == "pow"
    if term.head in ("sym", "item"):
        return parse_name(str((term.args[0] if term.head == "item" else term).value)).base == DELTA
    return any(map(_other_deltas, term.args))


def _fits(member: Written, shape: Shape) -> bool:
    """Whether it has as many indices as an entry of the shape."""
    return shape != SCALAR and len(member.places) == (1 if num(1) in shape else 2)


def _members_in_a_set(chain: Chain) -> Iterator[Written]:
    r"""`A_{ij} \in \{0, 1\}`: of what some members are said to be something."""
    last = chain.sides[1].node if len(chain.sides) > 1 else None
    known = set_of(last) if last is not None else None
    if known is None or known.facts:
        nodes = (side.node for side in (*chain.listed, chain.sides[0]) if side.node is not None)
        found = (written(sym(name)) for node in nodes if (name := name_of(node)) is not None)
        yield from (each for each in found if each is not None and each.letters)


def _may_be_a_unit(name: str) -> bool:
    parts = parse_name(name)
    return parts.base in UNIT_VECTORS and len(parts.sub) == 1 and not parts.sup and not parts.accents


def _only_size(shapes: Iterable[Shape]) -> Term | None:
    """The size of all sides, where there is one."""
    sizes = {size for shape in shapes for size in shape if size != num(1)}
    return sizes.pop() if len(sizes) == 1 else None
