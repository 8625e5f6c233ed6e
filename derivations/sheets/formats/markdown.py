r"""A sheet of solutions as Markdown, as GitHub and Jupyter show it; pictures are files beside it.

>>> from derivations.sheets.sheet import Exercise, SolutionSheet, Table, Words
>>> words = (Words("It is $2$."), Table(("layer", "neurons"), (("image", "4"),)))
>>> print(render(SolutionSheet("small", "Small", (Exercise("1.1", "How many", words),))))
# Small
<BLANKLINE>
## 1.1 How many
<BLANKLINE>
It is $2$.
<BLANKLINE>
| layer | neurons |
|---|---:|
| image | 4 |
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Iterator

from derivations.export import markdown
from derivations.sheets.sheet import Heading, Items, Picture, Piece, Shown, SolutionSheet, Table, Words

SUFFIX = ".md"
PICTURES = "svg"


def render(sheet: SolutionSheet, *, marks: bool = False) -> str:
    """The page; `marks` puts a verdict behind the reason of every line."""
    return "\n\n".join(_parts(sheet, marks)) + "\n"


def _parts(sheet: SolutionSheet, marks: bool) -> Iterator[str]:
    yield f"# {sheet.title}"
    if sheet.lead:
        yield sheet.lead
    for exercise, pieces in sheet.shown():
        yield " ".join(filter(None, ("##", exercise.number, exercise.title)))
        for piece in pieces:
            yield from written(piece, marks)


def written(piece: Piece | Shown, marks: bool) -> Iterator[str]:
    """A piece as blocks of Markdown."""
    match piece:
        case Heading():
            yield f"### {piece.text}"
        case Words():
            yield piece.text
        case Items():
            yield "\n".join(f"- {text}" for text in piece.texts)
        case Table():
            aligned = "|---" + "|---:" * (len(piece.head) - 1) + "|"
            yield "\n".join([_row(piece.head), aligned, *map(_row, piece.rows)])
        case Picture():
            yield f"![{piece.caption}]({piece.file}.{PICTURES})"
        case Shown():
            yield from filter(None, (markdown.quantities(piece.page), piece.page.throughout))
            yield from (markdown.block(block, marks) for block in piece.page.blocks)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + 'vert ') for cell in cells)} |"
