r"""A page that is written cell by cell: what earlier cells said is context, what the new cell says is checked.

A cell has a key; one that is checked again takes the place that it had, and only what stands before it is its context.
What is wrong with a text as a whole is a `NotChecked`, and the page stays as it was.

>>> session = Session()
>>> session.check(r"Let $f(x) = x^2$.", "first").summary["given"]
1
>>> session.check(r"So $f(3) = 9$ and $f(4) = 15$.", "second").summary["refuted"]
1
>>> session.check(r"So $f(3) = 9$ and $f(4) = 16$.", "second").summary
{'given': 0, 'proved': 2, 'supported': 0, 'refuted': 0, 'undecided': 0, 'unread': 0}
>>> session.check("f(3) = 9")
Traceback (most recent call last):
    ...
derivations.jupyter.session.NotChecked: no formula was found: formulas stand in $ .. $, $$ .. $$, \[ .. \] or an ...
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from derivations.document.document import CheckedDocument, Document, Relation
from derivations.document.verdicts import KINDS, PROBLEMS, Verdict
from derivations.export.checked_page import Block, CheckedPage, Paragraph
from derivations.latex.macros import Macro
from derivations.reader.page import read_page
from derivations.reader.sources import Break, Piece, Prose, Source, Stretch, parse_text
from derivations.terms.shown import Shown
from derivations.verify.judge import Judge

if TYPE_CHECKING:
    from derivations.export.display import Display

PAGE = "notebook"
"""What places in a session are places of."""

_NO_FORMULA = (
    r"no formula was found: formulas stand in $ .. $, $$ .. $$, \[ .. \] or an environment such as "
    r"\begin{align} .. \end{align}"
)


class NotChecked(ValueError):
    """A text that there is nothing to check in, and why."""


@dataclass(frozen=True)
class Cell:
    """The text of a cell; `number` is what places in it are called by, `suffix` its format (.md, .tex)."""

    key: str
    text: str
    number: int
    suffix: str = ".md"


@dataclass
class Session:
    """The cells so far, and the verdicts on what they say."""

    cells: list[Cell] = field(default_factory=list)
    _decided: dict[str, tuple[Relation | None, Verdict | None]] = field(default_factory=dict, repr=False)

    def reset(self) -> None:
        """Forget everything."""
        self.cells.clear()
        self._decided.clear()

    def check(
        self, text: str, key: str = "", *, number: int = 0, tex: bool = False, every: bool = False
    ) -> CheckedCell:
        """The verdicts on a cell; without a key it is a new one unless its text is there already.

        Raises `NotChecked` where it has no formula.
        """
        key = key or next((cell.key for cell in self.cells if cell.text == text), "") or f"cell {len(self.cells) + 1}"
        before = list(takewhile(lambda cell: cell.key != key, self.cells))
        taken = {cell.number for cell in before}
        free = next(k for k in (number, *range(1, len(taken) + 2)) if k and k not in taken)
        new = Cell(key, text, free, ".tex" if tex else ".md")
        source = page_of((*before, new))
        start = source.stretches[-1].start
        if not any(not isinstance(piece, Prose | Break) and piece.start >= start for piece in source.pieces):
            raise NotChecked(_NO_FORMULA)
        checked = self._judged(read_page(source))
        known = [cell.key for cell in self.cells]
        if key in known:
            self.cells[known.index(key)] = new
        else:
            self.cells.append(new)
        return CheckedCell(_only(CheckedPage.of(checked, source), start), new.number, every)

    def _judged(self, document: Document) -> CheckedDocument:
        """Every relation decided; those that the page began with before, as they stood, are not decided again."""
        judge, verdicts, same = Judge(document), dict[str, Verdict](), True
        for relation in document.relations:
            before, verdict = self._decided.get(relation.id, (None, None))
            same = same and before == relation
            if same and verdict is not None:
                judge.ways.verdicts[relation.id] = verdict
            verdicts[relation.id] = verdict if same and verdict is not None else judge.verdict(relation)
        self._decided = {each.id: (each, verdicts[each.id]) for each in document.relations}
        return CheckedDocument(document, verdicts)


def page_of(cells: tuple[Cell, ...]) -> Source:
    """The cells as one page."""
    whole = ""
    pieces: list[Piece] = []
    stretches: list[Stretch] = []
    macros: dict[str, Macro] = {}
    for cell in cells:
        part, start = parse_text(cell.text, PAGE, cell.suffix), len(whole)
        stretches += [replace(each, start=each.start + start, cell=cell.number) for each in part.stretches]
        pieces += [replace(each, start=each.start + start, end=each.end + start) for each in part.pieces]
        macros |= part.macros
        whole += part.text + "\n\n"
        pieces.append(Break(len(whole) - 2, len(whole) - 2))
    return Source(PAGE, whole, tuple(pieces), tuple(stretches), macros)


def _only(page: CheckedPage, start: int) -> CheckedPage:
    """The blocks from there on."""
    return replace(page, blocks=tuple(block for block in page.blocks if _start(block) >= start))


def _start(block: Block) -> int:
    return block.parts[0].start if isinstance(block, Paragraph) else block.start


@dataclass(frozen=True)
class CheckedCell(Shown):
    """A cell with its verdicts; `page` holds the whole page, but the blocks of this cell only."""

    page: CheckedPage
    number: int
    every: bool = False

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Those of the cell, in reading order."""
        return tuple(each for each in self.page.checked.document.relations if each.span.cell == self.number)

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """By relation."""
        return {each.id: self.page.checked.verdicts[each.id] for each in self.relations}

    @property
    def summary(self) -> dict[str, int]:
        """How many relations of the cell got each verdict."""
        kinds = [verdict.kind for verdict in self.verdicts.values()]
        return {kind: kinds.count(kind) for kind in KINDS}

    @property
    def problems(self) -> list[Relation]:
        """The relations of the cell that are refuted, undecided or unread, and not silenced."""
        own = set(self.verdicts)
        return [each for each in self.page.checked.findings(PROBLEMS) if each.id in own]

    @property
    def findings(self) -> Iterator[str]:
        """What is wrong with the cell's text itself."""
        for finding in self.page.checked.document.findings:
            if finding.span.cell == self.number:
                yield f"line {finding.span.line}: {finding.message}"

    def _display(self) -> Display:
        from derivations.export.display import page

        return page(self.page, every=self.every, briefly=False)
