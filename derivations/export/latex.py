r"""A derivation, several of them or a checked page as a LaTeX article, or as a fragment of one.

Lines are aligned at their signs; reasons stand at the right, below their line where it is too long, and behind each a
mark for its verdict, which `marks=False` leaves out. Sums that are too long go on in the next line. Mathematics is
printed from terms and text is escaped; the article compiles with what `texlive-latex-recommended` has.

>>> from derivations.moves.derivation import Derivation, Quantity
>>> from derivations.moves.line import given
>>> from derivations.terms.term import num, sym
>>> lines = (given(sym("x"), num(2), "the datum"),)
>>> print(body(Derivation("d", "Two", "", (Quantity("x", "a number"),), (), lines)))
\begin{longtable}[l]{@{}l@{\qquad}l@{}}
\toprule
$x \in \mathbb{R}$ & a number \\*
\bottomrule
\end{longtable}
<BLANKLINE>
\smallskip\noindent\textbf{Notation.}
\begin{align*}
x &= 2 \by{the datum}
\end{align*}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from derivations.document.verdicts import KINDS, Verdict
from derivations.export.blocks import Block, Page, Row
from derivations.export.blocks import Source as Printed
from derivations.export.breaking import broken, width
from derivations.export.checked_page import CheckedPage
from derivations.export.latex_text import plain, typewriter
from derivations.moves.derivation import Derivation

SUFFIX = ".tex"

Source = Printed | CheckedPage

MARKS = {
    "given": r"\circ",
    "proved": r"\checkmark",
    "supported": r"\approx",
    "refuted": r"\textcolor{red}{\boldsymbol{\times}}",
    "undecided": "?",
    "unread": "!",
}

_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{lmodern,microtype}
\usepackage[a4paper,margin=2.4cm]{geometry}
\usepackage[fleqn]{amsmath}
\usepackage{amssymb,booktabs,longtable,graphicx,xcolor}
\usepackage[hidelinks]{hyperref}
\setlength{\mathindent}{1.5em}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5\baselineskip}
\setlength{\LTpre}{0.5\baselineskip}
\setlength{\LTpost}{0pt}
\setcounter{secnumdepth}{1}
\setcounter{tocdepth}{1}
\clubpenalty=10000 \widowpenalty=10000 \displaywidowpenalty=10000
\allowdisplaybreaks"""

COMMANDS = r"""% needs amsmath, amssymb, booktabs, longtable, graphicx, xcolor
\setcounter{MaxMatrixCols}{50}
\providecommand{\by}[2][]{\tag*{\small\itshape #2\makebox[1.7em][r]{\normalfont$#1$}}}
\providecommand{\drawn}[1]{\leavevmode\setbox0\hbox{\includegraphics{#1}}%
  \ifdim\wd0>\linewidth\includegraphics[width=\linewidth]{#1}\else\box0\fi}"""
r"""What a fragment uses: `\by[mark]{reason}`, and `\drawn{file}` for a picture, as large as it is or as the line."""

_ROOM = 428.0
"""Points that a line of a display may take."""

_SIGN, _ARROW, _FURTHER = 15.5, 28.0, 22.0

_FURTHER_LINE = " \\\\\n&\\qquad "


def render(
    source: Source, verdicts: Mapping[str, Verdict] | None = None, *, marks: bool = True, figure: str = ""
) -> str:
    """A complete article; `figure` names the file of a picture that stands beside it."""
    if isinstance(source, CheckedPage):
        from derivations.export import latex_page  # it writes its articles with what is here

        return latex_page.render(source, marks=marks)
    page = Page.of(source, verdicts)
    inside = [rf"\section*{{{escaped(page.title)}}}", body(source, verdicts, marks=marks, figure=figure)]
    return article(page.title, inside, kinds_in([page]) if marks else ())


def together(
    derived: Sequence[tuple[Derivation, Mapping[str, Verdict], str]], *, marks: bool = True, title: str = "Derivations"
) -> str:
    """Several derivations in one article, a numbered section each; with each its verdicts and its figure, if any."""
    pages = [Page.of(derivation, verdicts) for derivation, verdicts, _ in derived]
    inside = [rf"\begin{{center}}\LARGE {escaped(title)}\end{{center}}", r"\tableofcontents"]
    for page, (derivation, verdicts, figure) in zip(pages, derived, strict=True):
        inside += [rf"\section{{{_heading(page.title)}}}", body(derivation, verdicts, marks=marks, figure=figure)]
    return article(title, inside, kinds_in(pages) if marks else ())


def fragment(
    source: Source, verdicts: Mapping[str, Verdict] | None = None, *, marks: bool = True, figure: str = ""
) -> str:
    r"""What another document takes in with `\input`; it says in its first line which packages it needs."""
    if isinstance(source, CheckedPage):
        from derivations.export import latex_page

        return latex_page.fragment(source, marks=marks)
    return f"{COMMANDS}\n\n{body(source, verdicts, marks=marks, figure=figure)}\n"


def article(title: str, inside: Iterable[str], kinds: Sequence[str] = ()) -> str:
    """The parts as a document, with a legend of the marks for some verdicts."""
    parts = [_PREAMBLE, COMMANDS.split("\n", 1)[1], rf"\hypersetup{{pdftitle={{{_without_formulas(title)}}}}}"]
    parts += [r"\begin{document}", "\n\n".join(inside)]
    if kinds:
        said = ", ".join(f"${MARKS[kind]}$~{kind}" for kind in kinds)
        parts.append(rf"\bigskip{{\footnotesize At the margin: {said}.}}")
    return "\n".join([*parts, r"\end{document}", ""])


def body(
    source: Printed, verdicts: Mapping[str, Verdict] | None = None, *, marks: bool = True, figure: str = ""
) -> str:
    """The statement, the quantities, what is supposed, and the lines under run-in headings."""
    page = Page.of(source, verdicts)
    parts = [escaped(page.statement)] if page.statement else []
    parts += lines_of(page, marks)
    if figure:
        parts.append(figure_of(figure))
    return "\n\n".join(parts)


def lines_of(page: Page, marks: bool) -> list[str]:
    """The quantities, what is supposed, and the lines."""
    parts = [_quantities(page.quantities)] if page.quantities else []
    if page.throughout:
        parts.append(escaped(page.throughout))
    return [*parts, *(_block(block, marks) for block in page.blocks)]


def figure_of(file: str, caption: str = "") -> str:
    """A picture between two paragraphs, with what there is to see below it."""
    below = rf"\\*[0.5ex]{{\small {escaped(caption)}}}" if caption else ""
    return rf"\begin{{center}}\drawn{{{file}}}{below}\end{{center}}"


def escaped(text: str) -> str:
    """Text of ours as LaTeX; what stands between dollar signs is mathematics and stays."""
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        return plain(text)
    return "$".join(piece if place % 2 else plain(piece) for place, piece in enumerate(pieces))


def _heading(text: str) -> str:
    """A heading that also stands in the PDF's outline, where no formula can."""
    return rf"\texorpdfstring{{{escaped(text)}}}{{{_without_formulas(text)}}}" if "$" in text else escaped(text)


def _without_formulas(text: str) -> str:
    return plain("".join(char for char in text.replace("$", "") if char not in "\\{}^_"))


def kinds_in(pages: Iterable[Page]) -> list[str]:
    """The verdicts that occur, in their order."""
    found = {row.verdict for page in pages for block in page.blocks for row in block.rows}
    return [kind for kind in KINDS if kind in found]


def _quantities(quantities: Iterable[tuple[str, str, str]]) -> str:
    listed = list(quantities)
    wide = max(len(meaning) for _, _, meaning in listed) > 70
    ends = {0, 1, len(listed) - 3, len(listed) - 2}  # no row stands alone on a page
    rows = [
        rf"${symbol} \in {space}$ & {escaped(meaning)} \\{'*' * (place in ends)}"
        for place, (symbol, space, meaning) in enumerate(listed)
    ]
    columns = r"@{}l@{\qquad}" + (r"p{0.7\linewidth}" if wide else "l") + "@{}"
    return "\n".join([rf"\begin{{longtable}}[l]{{{columns}}}", r"\toprule", *rows, r"\bottomrule", r"\end{longtable}"])


def _block(block: Block, marks: bool) -> str:
    said = escaped(block.heading if block.heading.endswith("?") else block.heading.rstrip(".") + ".")
    heading = rf"\smallskip\noindent\textbf{{{said}}}" if block.heading else ""
    lines = [" ".join(filter(None, (heading, escaped(block.lead))))]
    readable = [row for row in block.rows if row.readable]
    if readable:
        lines.append(display(readable, marks))
    lines += [_unread(row) for row in block.rows if not row.readable]
    return "\n".join(lines)


def display(rows: Sequence[Row], marks: bool) -> str:
    """Rows aligned at their signs; left sides that leave too little room stand on lines of their own."""
    left = max(width(row.lhs) + _ARROW * _follows(row) for row in rows)
    right = max(width(row.rhs) for row in rows)
    room = _ROOM - _SIGN
    if left > 0.4 * _ROOM and left + right > room:
        written = [_stacked(row) for row in rows]
    else:
        written = [_aligned(row, room - left) for row in rows]
    first, *others = (line + _said(row, marks) for line, row in zip(written, rows, strict=True))
    lines = " \\\\*\n".join((first, " \\\\\n".join(others))) if others else first  # not alone on its page
    return f"\\begin{{align*}}\n{lines}\n\\end{{align*}}"


def _said(row: Row, marks: bool) -> str:
    mark = f"[{MARKS[row.verdict]}]" if marks and row.verdict else ""
    return rf" \by{mark}{{{escaped(row.reason)}}}" if mark or row.reason else ""


def _aligned(row: Row, room: float) -> str:
    right = _FURTHER_LINE.join(_fitted(row.rhs, room, room - _FURTHER))
    return f"{_arrow(row)}{row.lhs} &{_sign(row)} {right}"


def _stacked(row: Row) -> str:
    """The left side above the sign and the right side; a chain goes on without a left side."""
    left = _FURTHER_LINE.join(_fitted(row.lhs, _ROOM - _ARROW, _ROOM - _FURTHER))
    right = _FURTHER_LINE.join(_fitted(row.rhs, _ROOM - _SIGN - 11, _ROOM - _FURTHER))
    start = f"&{_arrow(row)}{left} \\\\\n" if row.lhs else ""
    return rf"{start}&\quad {_sign(row)} {right}"


def _follows(row: Row) -> bool:
    return row.op.startswith(r"\Rightarrow")


def _arrow(row: Row) -> str:
    return r"\Rightarrow\quad " if _follows(row) else ""


def _sign(row: Row) -> str:
    return row.op.removeprefix(r"\Rightarrow").strip()


def _fitted(tex: str, first: float, rest: float) -> list[str]:
    """The formula in lines; what no break makes narrow enough has its matrices set small."""
    lines = broken(_apart(tex), first, rest)
    return [_small(line) if width(line) > (rest if place else first) else line for place, line in enumerate(lines)]


def _apart(tex: str) -> str:
    """Rows of fractions in a matrix with room between them."""
    return _MATRIX.sub(lambda found: found[0].replace(r" \\ ", r" \\[3pt] ") if r"\frac" in found[0] else found[0], tex)


_MATRIX = re.compile(r"\\begin\{bmatrix\}(?:(?!\\begin\{bmatrix\}).)*?\\end\{bmatrix\}")


def _small(tex: str) -> str:
    opening, closing = r"\left[ \begin{smallmatrix}", r"\end{smallmatrix} \right]"
    return tex.replace(r"\begin{bmatrix}", opening).replace(r"\end{bmatrix}", closing)


def _unread(row: Row) -> str:
    """The author's own text, letter by letter."""
    reason = rf"\quad \emph{{{plain(row.reason)}}}" if row.reason else ""
    return rf"{typewriter(' '.join(filter(None, (row.lhs, row.op, row.rhs))))}{reason}\par"
