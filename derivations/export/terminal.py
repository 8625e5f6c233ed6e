"""A derivation as plain lines for a terminal: LaTeX aligned at the signs, reasons and verdicts beside them.

>>> from derivations.moves.derivation import Derivation, Quantity
>>> from derivations.moves.line import given
>>> from derivations.terms.term import num, sym
>>> lines = (given(sym("x"), num(2), "the datum"),)
>>> print(render(Derivation("d", "Two", "", (Quantity("x", "a number"),), (), lines)))
Two
<BLANKLINE>
Notation.
  x = 2   (the datum)
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Mapping

from derivations.document.verdicts import Verdict
from derivations.export.blocks import Block, Page, Row, Source

SUFFIX = ".txt"

_WIDE = 100


def render(source: Source, verdicts: Mapping[str, Verdict] | None = None, *, marks: bool = True) -> str:
    """The lines; a reason that would leave the screen goes under its line."""
    page = Page.of(source, verdicts)
    parts = [text.replace("$", "") for text in (page.title, page.statement) if text]
    parts.extend(_block(block, marks) for block in page.blocks)
    if page.conditions:
        parts.append("where " + ", ".join(page.conditions))
    return "\n\n".join(parts) + "\n"


def _block(block: Block, marks: bool) -> str:
    width = max((len(row.lhs) for row in block.rows if len(row.lhs) <= 24), default=0)
    return "\n".join([block.heading.replace("$", ""), *(_line(row, width, marks) for row in block.rows)])


def _line(row: Row, width: int, marks: bool) -> str:
    arrow, sign = ("=> ", row.op.removeprefix(r"\Rightarrow").strip()) if "Rightarrow" in row.op else ("", row.op)
    line = f"  {arrow}{row.lhs.rjust(0 if arrow else width)} {sign} {row.rhs}"
    said = ", ".join(part for part in (row.reason.replace("$", ""), row.verdict if marks else "") if part)
    if not said:
        return line
    return f"{line}   ({said})" if len(line) + len(said) < _WIDE else f"{line}\n{' ' * (width + 5)}({said})"
