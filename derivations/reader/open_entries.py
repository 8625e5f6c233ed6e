r"""Entries with open indices: `(A^\top)_{ij} = A_{ji}` is meant for all i and j, and its `A_{ji}` is an entry of A.

A name with letters below stays a name unless its chain speaks of entries otherwise: by `(AB)_{ij}`, by a sum that
leaves one index of a matrix open, by a Kronecker delta, by a unit vector, by a row or a column. Then `A_{ji}` is an
entry of A where both letters are indices, sizes agree, every shape fits, and the side beside it holds A, too (`C_{ij}`
beside others says what C is). Nothing is read so of names whose members the page gives, declares or transposes.

>>> from derivations.terms.shapes import Shaper
>>> n, m = sym("n"), sym("m")
>>> known = Known(lambda: Shaper({"A": (n, m)}), frozenset({"A"}))
>>> left, right = Term("entry", (sym("A").T, sym("i"), sym("j"))), sym("A_{j,i}")
>>> with_open_entries([left, right], known)
[entry(transpose(A), i, j), entry(A, j, i)]
>>> with_open_entries([left, sym("C_{i,j}")], known)
[entry(transpose(A), i, j), C_{i,j}]
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from derivations.reader.components import DELTA, UNIT_VECTORS
from derivations.reader.implied_sums import ImpliedSum, with_implied_sums
from derivations.terms.clash import Part
from derivations.terms.names import parse_name
from derivations.terms.shapes import SCALAR, Shape, ShapeClash, Shaper
from derivations.terms.sizes import is_unknown
from derivations.terms.term import Term, free_symbols, map_args, num, sym, walk

ALL = ":"
_DERIVATIVES = frozenset({"grad", "jacobian", "hessian"})
_WHOLES = frozenset({"entry", "row", "col"})
_OF_MATRICES = frozenset({"transpose", "norm", "inner", "inverse", "trace", "det"})


class Written(NamedTuple):
    """A name with indices: of what, and which (letters, numbers, or `:` for all)."""

    whole: str
    places: tuple[str, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(place for place in self.places if not place.isdigit() and place != ALL)


@dataclass(frozen=True, slots=True)
class Known:
    """What a section says: shapes, names whose shapes it tells (by declaration or definition; `defined` are the latter)
    and those whose members are no entries, whether a delta is Kronecker's, `e_i` a unit vector, repeated indices are
    summed, the size of everything where there is one, and the `letters` of the entries of some matrices.
    """

    shaper: Callable[[], Shaper]
    told: frozenset[str]
    defined: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    delta: bool = False
    units: bool = False
    summed: bool = False
    size: Term | None = None
    letters: Mapping[str, str] = field(default_factory=dict)


def with_open_entries(sides: Sequence[Term], known: Known) -> list[Term]:
    """The sides of a chain with its entries; as they are where nothing speaks of entries, or where they do not fit.

    An index that runs over sides of two sizes is left to be refused with the entries in which it does.
    """
    sides = list(sides)
    if any(node.head in _DERIVATIVES for side in sides for node in walk(side)):
        return sides
    for upright in (False, True):
        reading = _Reading(sides, known, upright)
        try:
            read = reading.sides()
            for left, right in pairwise(read):
                known.shaper().together((left, right), Term("eq", (left, right)))
        except (ShapeClash, ImpliedSum):
            continue
        return sides if reading.torn and reading.sized else read
    return sides


def speaks_of_entries(sides: Sequence[Term], known: Known) -> bool:
    """Whether something in a chain is an entry with an open index, whatever else is in it."""
    return _Reading(list(sides), known, upright=False).looked().speaks


def written(node: Term) -> Written | None:
    r"""The indices of a name, also of one that a sum runs over, or of a delta with one of them above.

    >>> written(sym("A_{i,1}")), written(Term("item", (sym("A_{i,\\cdot}"), sym("k"))))
    (Written(whole='A', places=('i', '1')), Written(whole='A', places=('i', 'k')))
    """
    if node.head == "pow" and (below := written(node.args[0])) is not None and below.whole == DELTA:
        above = _place(node.args[1])
        one = len(below.places) == 1 and above is not None and _is_place(above) and not above.isdigit()
        return Written(DELTA, (*below.places, above)) if one and above is not None else None
    if node.head not in ("sym", "item"):
        return None
    name, *indices = (node, *()) if node.head == "sym" else node.args
    parts = parse_name(str(name.value))
    running = iter([_place(index) for index in indices])
    found = [next(running, None) if part == "\\cdot" and indices else part for part in parts.sub]
    if indices and not parts.sub:
        found = list(running)
    places = tuple(place for place in found if place is not None and _is_place(place))
    if not places or len(places) != len(found) or next(running, None) is not None or parts.sup:
        return None
    return Written(parts._replace(sub=()).text, places)


def _place(index: Term) -> str | None:
    return str(index.value) if index.head in ("sym", "num") else None


def _is_place(text: str) -> bool:
    return text == ALL or (text.isdigit() and text != "0") or (len(text) == 1 and text.isalpha()) or _is_greek(text)


def _is_greek(text: str) -> bool:
    return text.startswith("\\") and text[1:].isalpha()


def holds(term: Term) -> frozenset[str]:
    """The names that stand in a term, alone or with indices."""
    inside = (found.whole for node in walk(term) if (found := written(node)) is not None)
    return free_symbols(term) | frozenset(inside)


@dataclass
class _Reading:
    """One chain: which letters are indices, of which sizes, and whether it `speaks` of entries at all. `upright` takes
    rows of matrices as columns.
    """

    given: list[Term]
    known: Known
    upright: bool
    shaper: Shaper = field(init=False)
    letters: dict[str, Term] = field(default_factory=dict, init=False)
    open: set[str] = field(default_factory=set, init=False)
    speaks: bool = field(default=False, init=False)
    sized: int = field(default=0, init=False)
    torn: bool = field(default=False, init=False)

    def looked(self) -> _Reading:
        self.shaper = self.known.shaper()
        for side in self.given:
            self._look(side, frozenset())
        return self

    def sides(self) -> list[Term]:
        if not self.looked().speaks:
            return self.given
        for place, side in enumerate(self.given):
            self._measure(side, self._near(place))
        self._ranges()
        read = [self._read(side, self._near(place), frozenset()) for place, side in enumerate(self.given)]
        return [with_implied_sums(side) for side in read] if self.known.summed else read

    def _near(self, place: int) -> frozenset[str]:
        """Names whose members are entries on this side: those beside it, and what the page defines as a whole."""
        beside = (holds(self.given[at]) for at in (place - 1, place + 1) if 0 <= at < len(self.given))
        names = frozenset[str]().union(self.known.defined, *beside)
        return names | {letter for name, letter in self.known.letters.items() if name in names}

    # --- indices -------------------------------------------------------------------------------------------

    def _look(self, term: Term, bound: frozenset[str]) -> None:
        """Note the letters that something shows to be indices."""
        if term.head in ("sum", "prod"):
            bound |= {str(term.args[0].value)}
        if term.head in _WHOLES and term.args[0].head not in ("item", "num") and self._shape(term.args[0]) != SCALAR:
            self.open |= {place for index in term.args[1:] if (place := _letter(index))} - bound
            self.speaks = True
        found = written(term)
        if found is not None:
            kind = self._kind(found)
            shown = kind in ("delta", "unit", "line") or (kind == "entry" and self.known.summed)
            partly = kind == "entry" and term.head == "item" and bool(bound.intersection(found.letters))
            if shown or partly:
                self.open |= set(found.letters) - bound
                self.speaks = True
            return
        for arg in term.args:
            self._look(arg, bound)

    def _measure(self, term: Term, near: frozenset[str]) -> None:
        """Note the sizes of what the letters run over, and whether one has two of them."""
        if term.head in _WHOLES:
            shape = self._shape(term.args[0])
            if shape is not None:
                self._note(term, shape, [_letter(index) for index in term.args[1:]])
        found = written(term)
        if found is not None:
            kind = self._kind(found)
            if kind in ("delta", "unit"):
                size = sym(f"?{kind}:{','.join(found.places)}")
                self._note(term, (size, size), list(found.places))
            elif kind in ("line", "entry") and (kind == "line" or self._is_entry(found, near)):
                self._note(term, self.shaper.symbols[found.whole], list(found.places))
            return
        for arg in term.args:
            self._measure(arg, near)

    def _note(self, term: Term, shape: Shape, places: list[str | None]) -> None:
        sizes = self.shaper.resolved(shape)
        if term.head == "entry" and len(places) == 2 and num(1) in sizes:
            raise ShapeClash(term, because="two indices into a vector")
        if len(places) == 1:
            sizes = (sizes[1], sizes[0]) if term.head == "col" or sizes[0] == num(1) else sizes
        for size, place in zip(sizes, places, strict=False):
            if place is not None and place != ALL and not place.isdigit():
                try:
                    self._same(self.letters.setdefault(place, size), size, term)
                except ShapeClash:
                    self.torn = True

    def _ranges(self) -> None:
        """What the sums of the chain run to, and the one size of all, are the sizes of letters that have none."""
        for side in self.given:
            for node in walk(side):
                if node.head in ("sum", "prod") and node.args[1] == num(1) and not is_unknown(node.args[2]):
                    size = self.letters.get(str(node.args[0].value))
                    if size is not None and is_unknown(self.shaper.resolve(size)):
                        self._same(size, node.args[2], node)
        for size in self.letters.values():
            if is_unknown(self.shaper.resolve(size)) and self.known.size is not None:
                self._same(size, self.known.size, size)

    def _same(self, one: Term, other: Term, where: Term) -> None:
        """Two sizes are one. Raises `ShapeClash`."""
        self.shaper.unify(Part(where, (one, num(1))), Part(where, (other, num(1))), where)

    def _size(self, places: tuple[str, ...]) -> Term:
        self.sized += 1
        letter = next((place for place in places if place in self.letters), None)
        if letter is None:
            return sym(f"?unit:{self.sized}")  # each has a size of its own
        return self.shaper.resolve(self.letters[letter])

    # --- what is written -----------------------------------------------------------------------------------

    def _kind(self, found: Written) -> str | None:
        """What a name with indices would be: an entry, a row or column, a delta, a unit vector."""
        count, known = len(found.places), self.known
        shape = self.shaper.symbols.get(found.whole)
        if found.whole == "I" and count == 2 and "I" not in known.told and self._has_delta():
            return "delta"
        if found.whole in UNIT_VECTORS and count == 1 and known.units:
            return "unit"
        if found.whole == DELTA and count == 2 and known.delta:
            return "delta"
        if found.whole in known.apart:
            return None
        if ALL in found.places:
            matrix = found.whole in known.told and shape is not None and num(1) not in shape
            return "line" if matrix and count == 2 and set(found.places) != {ALL} else None
        if shape is None or shape == SCALAR or shape[0] == num(1):
            return None
        return "entry" if count == (1 if shape[1] == num(1) else 2) else None

    def _has_delta(self) -> bool:
        """Whether a delta stands in the chain: then I_{ij} beside it is one, too."""
        inside = (written(node) for side in self.given for node in walk(side))
        return self.known.delta and any(found is not None and found.whole == DELTA for found in inside)

    def _is_entry(self, found: Written, near: frozenset[str]) -> bool:
        """Whether the letters are indices, and the names beside it are those of the same matrix."""
        alone = any(found.whole in free_symbols(side) for side in self.given)
        known = found.whole in self.known.told or alone
        return known and found.whole in near

    def _read(self, term: Term, near: frozenset[str], bound: frozenset[str]) -> Term:
        if term.head in ("sum", "prod"):
            bound |= {str(term.args[0].value)}
        if term.head == "entry" and sym(ALL) in term.args[1:]:
            return self._line(self._read(term.args[0], near, bound), tuple(_place(i) or "" for i in term.args[1:]))
        found = written(term)
        if found is None:
            return map_args(term, lambda arg: self._read(arg, near, bound))
        kind = self._kind(found)
        if kind == "line":
            return self._line(sym(found.whole), found.places)
        if not set(found.letters) <= self.open | bound:
            return term
        indices = tuple(num(int(place)) if place.isdigit() else sym(place) for place in found.places)
        if kind == "delta":
            return Term("entry", (Term("eye", (self._size(found.places),)), *indices))
        if kind == "unit":
            return Term("col", (Term("eye", (self._size(found.places),)), *indices))
        if kind == "entry" and term.args[:1] != (sym(found.whole),) and self._is_entry(found, near):
            return Term("entry", (sym(found.whole), *indices))
        return term

    def _line(self, whole: Term, places: tuple[str, ...]) -> Term:
        """Row `i,:` or column `:,j`. Raises `ShapeClash` for anything else."""
        lines = [place for place in places if place != ALL]
        if len(places) != 2 or len(lines) != 1:
            raise ShapeClash(whole, because="no row and no column")
        index = num(int(lines[0])) if lines[0].isdigit() else sym(lines[0])
        if places[0] == ALL:
            return Term("col", (whole, index))
        row = Term("row", (whole, index))
        return Term("transpose", (row,)) if self.upright else row

    def _shape(self, term: Term) -> Shape | None:
        try:
            return self.shaper.resolved(self.shaper.shape(term))
        except ShapeClash:
            return None


def _letter(index: Term) -> str | None:
    return str(index.value) if index.head == "sym" and index.value != ALL else None


def members_given(sides: Sequence[Term]) -> Iterator[Written]:
    """Members of which a chain says what they are: `C_{ij}` alone, beside sides that do not hold C."""
    for at, side in enumerate(sides):
        found = written(side.args[0] if side.head == "neg" else side)
        beside = [other for place, other in enumerate(sides) if abs(place - at) == 1]
        if found is None or not found.letters or not beside or any(found.whole in holds(other) for other in beside):
            continue
        if found.whole == DELTA:
            derived = any(node.head in _DERIVATIVES for other in beside for node in walk(other))
            given = (at == 0 or derived) and len(set(found.places)) > 1
        else:
            given = at == 0 or written(sides[at - 1]) is None
        if given:
            yield found


def members_spoken_of(sides: Sequence[Term]) -> Iterator[Written]:
    """Members of which a chain says something by their names: `A_{ij} = A_{ji}`; not where it holds
    the whole, too, or where another name alone stands for what holds them.
    """
    if any(node.head in _DERIVATIVES for side in sides for node in walk(side)):
        return
    wholes = frozenset[str]().union(*map(free_symbols, sides), *map(taken_as_columns, sides))
    for side in sides:
        for node in walk(side):
            found = written(node)
            if found is None or not found.letters or node.head != "sym" or found.whole in wholes:
                continue
            alone = (s for s in sides if s.head in ("sym", "app", "item") or written(s) is not None)
            if all(found.whole in holds(other) for other in alone):
                yield found


def taken_as_columns(term: Term, heads: Collection[str] = _OF_MATRICES) -> Iterator[str]:
    r"""Names whose members are vectors or blocks: `x_i^\top`, `\|x_i\|`."""
    for node in walk(term):
        if node.head in heads:
            for arg in node.args:
                found = written(arg)
                if found is not None and ALL not in found.places:
                    yield found.whole
