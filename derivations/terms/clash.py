"""Shapes that do not fit: which parts, of what shapes, where, and what they would have to be.

The words are made only when somebody asks for them, and by whoever knows how terms are spelled: `told(repr)` here,
`told(latex)` for readers of a page.

>>> from derivations.terms.term import num, sym
>>> A, x, n, m = map(sym, "Axnm")
>>> parts = Part(A, (n, m)), Part(x, (n, num(1)))
>>> print(ShapeClash(A * x, *parts, because="{0.columns} against {1.rows}"))
A is n × m and x is n × 1 in mul(A, x): m columns against n rows
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from derivations.terms.sizes import is_unknown
from derivations.terms.term import Term, num, walk

Shape = tuple[Term, Term]

ONE = num(1)
SCALAR: Shape = (ONE, ONE)

Spell = Callable[[Term], str]

DO_NOT_FIT = "the shapes do not fit"

LONG = 160
"""Characters of a place that are too many to repeat where the parts are shown anyway."""


class Part(NamedTuple):
    """A part of a term, and its shape there."""

    term: Term
    shape: Shape


class ShapeClash(ValueError):
    """Shapes that do not fit.

    `term` is where, `parts` are what does not fit there, one or two, `pairs` the sizes that should be equal, `because`
    says what should be: `{0.columns}` in it counts the columns of the first part.
    """

    def __init__(
        self, term: Term, *parts: Part, because: str = "", pairs: tuple[tuple[Term, Term], ...] | None = None
    ) -> None:
        super().__init__(term, parts, because)
        self.term, self.parts, self.because = term, parts, because
        self.pairs = _sizes_of_both(self.shapes) if pairs is None else pairs

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return tuple(part.shape for part in self.parts)

    def told(self, spell: Spell, mark: str = "$") -> str:
        """Parts, shapes, place and reason in words, with terms between marks."""

        views = [_View(part, spell, mark) for part in self.parts]
        if not views:
            return self.because
        said = " and ".join(f"{view} is {view.shape}" for view in views)
        place = f"{mark}{spell(self.term)}{mark}"
        if not any(part.term == self.term for part in self.parts) and len(place) <= LONG:
            said += f" in {place}"
        if self.because:
            return f"{said}: {self.because.format(*views)}"
        if len(views) == 2 and views[0].shape == views[1].shape:
            return f"{said}: their sizes differ"
        return said

    def __str__(self) -> str:
        return self.told(repr, "")


class UnknownShape(ShapeClash):
    """A value whose shape nothing says, such as that of an undefined function."""


class _View:
    """A part as words show it."""

    def __init__(self, part: Part, spell: Spell, mark: str) -> None:
        self._part, self._spell, self._mark = part, spell, mark

    def _formula(self, term: Term) -> str:
        return f"{self._mark}{self._spell(term)}{self._mark}"

    def __str__(self) -> str:
        return self._formula(self._part.term)

    @property
    def shape(self) -> str:
        return shape_words(self._part.shape, self._spell, self._mark)

    @property
    def rows(self) -> str:
        return self._counted(self._part.shape[0], "row")

    @property
    def columns(self) -> str:
        return self._counted(self._part.shape[1], "column")

    def _counted(self, size: Term, what: str) -> str:
        # an open size stands for more than one
        return f"several {what}s" if is_open(size) else _counted(size_words(size, self._formula), what)


def is_open(size: Term) -> bool:
    """Whether nothing says what a size is."""
    return any(is_unknown(node) for node in walk(size))


def size_words(size: Term, formula: Spell) -> str:
    """A size; what is more than a letter or a number is a formula."""
    return str(size.value) if _is_plain(size) else formula(size)


def _is_plain(size: Term) -> bool:
    return size.head == "num" or (size.head == "sym" and str(size.value).isalnum())


def shape_words(shape: Shape, spell: Spell, mark: str) -> str:
    r"""A shape in words, what is open in it left open.

    >>> from derivations.terms.term import sym
    >>> shapes = (sym("n"), num(1)), (sym("?1"), num(1)), SCALAR, (sym("?1"), sym("d")), (sym("n") + 1, sym("d"))
    >>> [shape_words(shape, repr, "$") for shape in shapes]
    ['n × 1', 'a column', 'a number', 'a matrix of d columns', '$(add(n, 1)) \\times d$']
    """
    rows, columns = shape
    if shape == SCALAR:
        return "a number"
    if is_open(rows) or is_open(columns):
        if ONE in shape:
            return "a column" if columns == ONE else "a row"
        known = [(size, what) for size, what in zip(shape, ("row", "column"), strict=True) if not is_open(size)]
        counted = (_counted(size_words(size, lambda term: f"{mark}{spell(term)}{mark}"), what) for size, what in known)
        return " of ".join(("a matrix", *counted))
    if all(map(_is_plain, shape)):
        return f"{rows.value} × {columns.value}"
    texts = (f"({spell(size)})" if size.head == "add" else spell(size) for size in shape)
    written = r" \times ".join(texts)
    return f"{mark}{written}{mark}"


def _counted(size: str, what: str) -> str:
    return f"{size} {what}" if size == "1" else f"{size} {what}s"


def _sizes_of_both(shapes: tuple[Shape, ...]) -> tuple[tuple[Term, Term], ...]:
    return tuple(zip(*shapes, strict=True)) if len(shapes) == 2 else ()
