r"""A sheet of solutions as a LaTeX article, under the numbers of the assignment; pictures are files beside it.

>>> from derivations.sheets.sheet import Exercise, SolutionSheet, Table, Words
>>> words = (Words("It is $2$, or 50 %."), Table(("layer", "neurons"), (("image", "$4$"),)))
>>> print("\n".join(_parts(SolutionSheet("small", "Small", (Exercise("1.1", "How many", words),)), marks=True)))
\begin{center}\LARGE Small\end{center}
\section{1.1\quad How many}
It is $2$, or 50 \%.
\begin{center}
\begin{tabular}{lr}
\toprule
layer & neurons \\
\midrule
image & $4$ \\
\bottomrule
\end{tabular}
\end{center}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.export import latex
from derivations.export.latex import escaped
from derivations.sheets.sheet import Exercise, Heading, Items, Picture, Piece, Shown, SolutionSheet, Table, Words

SUFFIX = ".tex"
PICTURES = "pdf"


def render(sheet: SolutionSheet, *, marks: bool = True) -> str:
    """The article; `marks` puts a verdict at the margin of every line."""
    pages = [piece.page for _, pieces in sheet.shown() for piece in pieces if isinstance(piece, Shown)]
    inside = [r"\setcounter{secnumdepth}{0}", *_parts(sheet, marks)]
    return latex.article(sheet.title, inside, latex.kinds_in(pages) if marks else ())


def _parts(sheet: SolutionSheet, marks: bool) -> Iterator[str]:
    yield rf"\begin{{center}}\LARGE {escaped(sheet.title)}\end{{center}}"
    if sheet.lead:
        yield escaped(sheet.lead)
    for exercise, pieces in sheet.shown():
        yield _section(exercise)
        for piece in pieces:
            yield from _written(piece, marks)


def _section(exercise: Exercise) -> str:
    number = rf"{escaped(exercise.number)}\quad " if exercise.number else ""
    return rf"\section{{{number}{escaped(exercise.title)}}}"


def _written(piece: Piece | Shown, marks: bool) -> Iterator[str]:
    match piece:
        case Heading():
            yield rf"\subsection{{{escaped(piece.text)}}}"
        case Words():
            yield escaped(piece.text)
        case Items():
            items = "\n".join(rf"\item {_tall(escaped(text))}" for text in piece.texts)
            yield f"\\begin{{itemize}}\n{items}\n\\end{{itemize}}"
        case Table():
            yield _table(piece)
        case Picture():
            yield latex.figure_of(f"{piece.file}.{PICTURES}", piece.caption)
        case Shown():
            yield from latex.lines_of(piece.page, marks)


def _tall(text: str) -> str:
    """Fractions in a list as large as in a display: there is room between its lines."""
    return re.sub(r"\$([^$]*\\frac[^$]*)\$", r"$\\displaystyle \1$", text)


def _table(table: Table) -> str:
    head, *rows = (" & ".join(map(escaped, row)) + r" \\" for row in (table.head, *table.rows))
    columns = "l" + "r" * (len(table.head) - 1)
    lines = [r"\toprule", head, r"\midrule", *rows, r"\bottomrule"]
    inside = "\n".join([rf"\begin{{tabular}}{{{columns}}}", *lines, r"\end{tabular}"])
    return f"\\begin{{center}}\n{inside}\n\\end{{center}}"
