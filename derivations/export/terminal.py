"""A derivation as plain lines for a terminal: what its letters are, then LaTeX aligned at the signs with reasons,
conditions and verdicts beside it.

>>> from derivations.moves.derivation import Derivation, Quantity
>>> from derivations.moves.line import given
>>> from derivations.terms.term import num, sym
>>> lines = (given(sym("x"), num(2), "the datum"),)
>>> known = Quantity("x", "the length", facts=frozenset({"positive"}))
>>> print(render(Derivation("d", "Two", "", (known,), (), lines)))
Two
<BLANKLINE>
  x   the length, > 0
<BLANKLINE>
Notation.
  x = 2   (the datum)
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from derivations.document.verdicts import Verdict
from derivations.export.blocks import Block, Page, Row, Source
from derivations.latex.print import latex, name
from derivations.moves.derivation import Derivation, Quantity
from derivations.terms.shapes import SCALAR

SUFFIX = ".txt"

_WIDE = 100
_MERE = frozenset(("a matrix", "a vector", "a number", "a size"))
"""Meanings that are none: an expression of the user's own says no more of its letters."""
_KINDS = {"natural": "a natural number", "integer": "an integer"}
_SIGNS = {"positive": "> 0", "nonnegative": ">= 0", "nonzero": "not 0"}


def render(source: Source, verdicts: Mapping[str, Verdict] | None = None, *, marks: bool = True) -> str:
    """The lines; a reason that would leave the screen goes under its line."""
    page = Page.of(source, verdicts)
    parts = [text.replace("$", "") for text in (page.title, page.statement) if text]
    if isinstance(source, Derivation):
        parts.extend(_quantities(source.quantities))
    if page.throughout:
        parts.append(page.throughout.replace("$", ""))
    parts.extend(_block(block, marks) for block in page.blocks)
    return "\n\n".join(parts) + "\n"


def _quantities(quantities: Sequence[Quantity]) -> Iterator[str]:
    """Each letter that means something, with what is known of it."""
    meant = [each for each in quantities if each.meaning not in _MERE]
    width = max((len(name(each.name)) for each in meant), default=0)
    rows = (
        f"  {name(each.name).ljust(width)}   {', '.join((each.meaning.replace('$', ''), *_known(each)))}"
        for each in meant
    )
    if meant:
        yield "\n".join(rows)


def _known(quantity: Quantity) -> Iterator[str]:
    rows, columns = map(latex, quantity.shape)
    if quantity.shape != SCALAR:
        yield f"a vector of {rows}" if columns == "1" else f"{rows} x {columns}"
    kind = next((words for fact, words in _KINDS.items() if fact in quantity.facts), "")
    sign = next((words for fact, words in _SIGNS.items() if fact in quantity.facts), "")
    if kind or sign:
        yield f"{kind} {sign}".strip()
    yield from sorted(quantity.facts - _KINDS.keys() - _SIGNS.keys())


def _block(block: Block, marks: bool) -> str:
    width = max((len(row.lhs) for row in block.rows if len(row.lhs) <= 24), default=0)
    lines = (_line(row, width, marks) for row in block.rows)
    heading = " ".join(filter(None, (block.heading, block.lead)))
    return "\n".join([heading.replace("$", ""), *lines])


def _line(row: Row, width: int, marks: bool) -> str:
    arrow, sign = ("=> ", row.op.removeprefix(r"\Rightarrow").strip()) if "Rightarrow" in row.op else ("", row.op)
    line = f"  {arrow}{row.lhs.rjust(0 if arrow else width)} {sign} {row.rhs}"
    said = ", ".join(part for part in (row.reason.replace("$", ""), row.verdict if marks else "") if part)
    if not said:
        return line
    return f"{line}   ({said})" if len(line) + len(said) < _WIDE else f"{line}\n{' ' * (width + 5)}({said})"
