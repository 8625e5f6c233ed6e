r"""A sheet of solutions: exercises under the numbers of an assignment, with words, derivations, tables and pictures.

A derivation may be shown in parts, each in its own exercise; letters and definitions are said once, with the first part
that needs them.

>>> from derivations.worked import WORKED
>>> loss = WORKED["one_step_loss"]()
>>> step, curved = Part(loss, ("The gradient", "One step")), Part(loss, ("The second derivative",))
>>> exercises = Exercise("1", "A step", (step,)), Exercise("2", "Convex", (curved,))
>>> sheet = SolutionSheet("homework", "Homework", exercises)
>>> for _, (shown,) in sheet.shown():
...     print([symbol for symbol, _, _ in shown.page.quantities], [row.lhs for row in shown.page.blocks[0].rows])
['n', 'd', 'X', 't', 'w', 'w_0', '\\eta'] ['L(w)', 'a']
[] ['L_1']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from derivations.export.blocks import Block, Page, Row
from derivations.latex.print import latex, name
from derivations.moves.derivation import Derivation
from derivations.moves.line import Line
from derivations.terms.term import Term, free_symbols, functions_of, sym

NOTATION = "Notation."
"""The heading over what a derivation starts from."""


@dataclass(frozen=True)
class Heading:
    """Over a part of an exercise."""

    text: str


@dataclass(frozen=True)
class Words:
    """A paragraph; formulas stand between dollar signs."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A head and rows of words and formulas; the first column says what the others count."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """The picture of a derivation."""

    derivation: Derivation

    @property
    def caption(self) -> str:
        """What there is to see."""
        return self.derivation.draw.caption if self.derivation.draw is not None else ""

    @property
    def file(self) -> str:
        """The name of its file, without a suffix: not that of the sheet, which may be there in the same format."""
        return f"{self.derivation.name}_picture"


@dataclass(frozen=True)
class Part:
    """The lines of a derivation under headings that start so, or all of them."""

    derivation: Derivation
    starts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """What of a derivation a part shows."""

    derivation: Derivation
    page: Page


Piece = Heading | Words | Items | Table | Picture | Part


@dataclass(frozen=True)
class Exercise:
    """What is written under one number."""

    number: str
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class SolutionSheet:
    """Exercises in their order."""

    name: str
    title: str
    exercises: tuple[Exercise, ...]
    lead: str = ""

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        """Those that are shown, each once."""
        parts = (piece for exercise in self.exercises for piece in exercise.pieces if isinstance(piece, Part))
        return tuple({piece.derivation.name: piece.derivation for piece in parts}.values())

    def without_pictures(self) -> SolutionSheet:
        """The same where no picture can be drawn."""
        kept = (
            replace(each, pieces=tuple(piece for piece in each.pieces if not isinstance(piece, Picture)))
            for each in self.exercises
        )
        return replace(self, exercises=tuple(kept))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(piece for each in self.exercises for piece in each.pieces if isinstance(piece, Picture))

    def shown(self) -> Iterator[tuple[Exercise, list[Piece | Shown]]]:
        """Each exercise with what it shows. Raises `ValueError` where no heading starts as a part says."""
        reader = _Reader()
        for exercise in self.exercises:
            yield exercise, [reader.of(each) if isinstance(each, Part) else each for each in exercise.pieces]


@dataclass
class _Reader:
    """What was said so far, derivation by derivation."""

    said: dict[str, set[str]] = field(default_factory=dict)

    def of(self, part: Part) -> Shown:
        done = part.derivation
        page = Page.of(done, done.verdicts)
        first = done.name not in self.said
        said = self.said.setdefault(done.name, set())
        chosen = _chosen(part, page.blocks)
        lines = {str(place): line for place, line in enumerate(done.lines, start=1)}
        needed = _needed((side for block in chosen for row in block.rows for side in _sides(lines, row)), done)
        new = needed - said
        stated = {row.lhs for block in chosen for row in block.rows if _states(lines, row)}
        old = _heads(said, done)
        said |= needed
        wanted = _heads(new, done) - stated
        told = tuple(
            row
            for block in page.blocks
            for row in block.rows
            if block not in chosen and row.lhs in wanted and _states(lines, row)
        )
        blocks = [
            replace(block, rows=tuple(row for row in block.rows if row.id or row.lhs not in old)) for block in chosen
        ]
        if told and blocks[0].heading == NOTATION:
            blocks[0] = replace(blocks[0], rows=(*told, *blocks[0].rows))
        elif told:
            blocks.insert(0, Block(NOTATION, told))
        quantities = tuple(each for each in page.quantities if each[0] in set(map(name, new)))
        throughout = page.throughout if first else ""
        return Shown(done, replace(page, quantities=quantities, blocks=tuple(blocks), throughout=throughout))


def _chosen(part: Part, blocks: Iterable[Block]) -> list[Block]:
    """Those under the headings of the part; one without a heading goes with what stands before it."""
    found: list[Block] = []
    missing, taken = set(part.starts), False
    for block in blocks:
        if block.heading:
            starts = {start for start in part.starts if block.heading.startswith(start)}
            missing -= starts
            taken = bool(starts) or not part.starts
        if taken:
            found.append(block)
    if missing:
        known = "; ".join(block.heading for block in blocks if block.heading)
        raise ValueError(f"{part.derivation.name}: no heading starts with {', '.join(missing)}; there are: {known}")
    return found


def _sides(lines: Mapping[str, Line], row: Row) -> Iterator[Term]:
    if row.id:
        line = lines[row.id]
        yield from (side for side in (line.lhs, line.rhs) if side is not None)


def _states(lines: Mapping[str, Line], row: Row) -> bool:
    """Whether it says what something is; what is supposed, or found, does not."""
    return not row.id or (lines[row.id].role == "given" and lines[row.id].move != "suppose")


def _heads(names: Set[str], done: Derivation) -> set[str]:
    """How what says what one of the names is starts."""
    defined = (
        (sym(each.name) if each.params is None else Term("app", tuple(map(sym, each.params)), each.name))
        for each in done.definitions
    )
    given = (line.lhs for line in done.lines if line.role == "given" and line.lhs and line.lhs.head in ("sym", "app"))
    return {latex(head) for head in (*defined, *given) if (functions_of(head) or free_symbols(head)) & names}


def _needed(sides: Iterable[Term], done: Derivation) -> set[str]:
    """Every name in the terms, in the definitions of these, and in the sizes of what they name."""
    found: set[str] = set()
    waiting = list(sides)
    while waiting:
        term = waiting.pop()
        for key in (free_symbols(term) | functions_of(term)) - found:
            found.add(key)
            if key in done.context.definitions:
                waiting.append(done.context.definitions[key].body)
            waiting.extend(size for each in done.quantities if each.name == key for size in each.shape)
    return found
