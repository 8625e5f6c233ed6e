r"""A derivation or a checked document as a LaTeX article, or as a fragment of one.

Lines are aligned at their signs, reasons stand beside them (below them in a block that is too wide for that), verdicts
at the right margin; `\marksfalse` in the preamble, or `marks=False`, switches the verdicts off. Mathematics is printed
from terms and text is escaped, so the article compiles with amsmath alone, whatever the page's macros were.

>>> escaped("50 % of a_b, but $a_b$")
'50 \\% of a\\_b, but $a_b$'
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from derivations.document.verdicts import Verdict
from derivations.export.blocks import Block, Page, Row, Source

SUFFIX = ".tex"

_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{lmodern}
\usepackage[a4paper,margin=2.4cm]{geometry}
\usepackage{amsmath,amssymb,array,xcolor}
\allowdisplaybreaks
\newif\ifmarks
\definecolor{proved}{rgb}{0,0.45,0.2}
\definecolor{supported}{rgb}{0.35,0.45,0}
\definecolor{refuted}{rgb}{0.75,0,0}
\definecolor{undecided}{rgb}{0.6,0.4,0}
\definecolor{unread}{rgb}{0.4,0.4,0.4}
\definecolor{given}{rgb}{0.4,0.4,0.4}
\newcommand{\verdict}[1]{\ifmarks\tag*{\footnotesize\textcolor{#1}{#1}}\fi}
\newcommand{\reason}[1]{\text{\small\itshape #1}}
"""

_LINE = 70
"""Letters that fit beside each other, with a verdict."""

_MATRIX = re.compile(r"\\begin\{(?:bmatrix|cases)\}((?:(?!\\begin\{).)*?)\\end\{(?:bmatrix|cases)\}")

_BREAK = " \\\\\n&\\qquad {} "

_OPENING, _CLOSING = frozenset(("{", "(", "[", r"\begin")), frozenset(("}", ")", "]", r"\end"))

_BREAKS = re.compile(r"\\begin|\\end|[{(\[\])}]| (?=[+-] )")

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}


def render(source: Source, verdicts: Mapping[str, Verdict] | None = None, *, marks: bool = True) -> str:
    """A complete article."""
    page = Page.of(source, verdicts)
    switch = r"\markstrue" if marks else r"\marksfalse"
    return "\n".join(
        [
            _PREAMBLE + switch,
            rf"\title{{{escaped(page.title)}}}",
            r"\author{}",
            r"\date{}",
            r"\begin{document}",
            r"\maketitle",
            fragment(source, verdicts),
            r"\end{document}",
            "",
        ]
    )


def fragment(source: Source, verdicts: Mapping[str, Verdict] | None = None) -> str:
    r"""What stands between `\begin{document}` and `\end{document}`; needs the commands `\verdict` and `\reason`."""
    page = Page.of(source, verdicts)
    parts = [escaped(page.statement)] if page.statement else []
    if page.quantities:
        rows = [rf"${symbol} \in {space}$ & {escaped(meaning)} \\" for symbol, space, meaning in page.quantities]
        parts.append(
            "\n".join([r"\begin{center}\begin{tabular}{@{}l@{\qquad}l@{}}", *rows, r"\end{tabular}\end{center}"])
        )
    parts.extend(map(_block, page.blocks))
    if page.conditions:
        listed = ", ".join(f"${condition}$" for condition in page.conditions)
        parts.append(r"\section{Conditions}" + f"\nThe results hold where {listed}.")
    return "\n\n".join(parts)


def escaped(text: str) -> str:
    """Text with TeX's special characters made harmless; what stands between dollar signs is mathematics and stays."""
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        return r"\$".join(map(_harmless, pieces))
    return "$".join(piece if place % 2 else _harmless(piece) for place, piece in enumerate(pieces))


def _harmless(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in text)


def _block(block: Block) -> str:
    lines = [rf"\section{{{escaped(block.heading.rstrip('.'))}}}"]
    lines += [block.lead] if block.lead else []
    readable = [row for row in block.rows if row.readable]
    if readable:
        rows = map(_stacked if _is_wide(readable) else _aligned, readable)
        lines += [r"\begin{align*}", " \\\\\n".join(rows), r"\end{align*}"]
    lines += [_unread(row) for row in block.rows if not row.readable]
    return "\n".join(lines)


def _is_wide(rows: list[Row]) -> bool:
    """Whether sides and reasons, each in its column, are more than fits beside each other."""
    columns = zip(*((_width(row.lhs), _width(row.rhs), len(row.reason)) for row in rows), strict=True)
    total: int = sum(max(column) for column in columns)
    return total > _LINE


def _width(mathematics: str) -> int:
    """About how many letters wide it is: of a matrix the widest row, of a command one."""
    while matrix := _MATRIX.search(mathematics):
        widest = max(_width(row.replace("&", "xx")) for row in matrix[1].split(r"\\"))
        mathematics = mathematics[: matrix.start()] + "x" * (widest + 2) + mathematics[matrix.end() :]
    return len(re.sub(r"[\s{}^_]", "", re.sub(r"\\(left|right|operatorname)\b|\\[a-zA-Z]+", "x", mathematics)))


def _stacked(row: Row) -> str:
    """Left side, right side and reason one under the other; a chain goes on without a left side."""
    sign = row.op.removeprefix(r"\Rightarrow").strip()
    arrow = r"\Rightarrow\quad " if sign != row.op else ""
    left, right = (_BREAK.join(_broken(side)) for side in (row.lhs, row.rhs))
    start = rf"&{arrow}{left} \\" + "\n" if left else ""
    mark = rf" \verdict{{{row.verdict}}}" if row.verdict else ""
    reason = r" \\*" + "\n" + rf"&\qquad \reason{{{escaped(row.reason)}}}" if row.reason else ""
    return rf"{start}&\quad {sign} {right}{mark}{reason}"


def _broken(mathematics: str) -> list[str]:
    """A sum in lines, each starting with a sign: it is broken only outside of brackets and matrices."""
    lines, depth, start = [], 0, 0
    for found in _BREAKS.finditer(mathematics):
        depth += (found[0] in _OPENING) - (found[0] in _CLOSING)
        if not depth and found[0].isspace() and _width(mathematics[start : found.start()]) > _LINE - 15:
            lines.append(mathematics[start : found.start()])
            start = found.end()
    return [*lines, mathematics[start:]]


def _unread(row: Row) -> str:
    """The author's own text, letter by letter: nothing in it is obeyed."""
    text = _harmless(f"{row.lhs} {row.op} {row.rhs}").replace("$", r"\$")
    return rf"\noindent\texttt{{{text}}} \emph{{{escaped(row.reason)}}}\par"


def _aligned(row: Row) -> str:
    left, sign = row.lhs, row.op
    if sign.startswith(r"\Rightarrow"):
        left, sign = rf"\Rightarrow\quad {left}", sign.removeprefix(r"\Rightarrow").strip()
    reason = rf" && \reason{{{escaped(row.reason)}}}" if row.reason else ""
    mark = rf" \verdict{{{row.verdict}}}" if row.verdict else ""
    return f"{left} &{sign} {row.rhs}{reason}{mark}"
