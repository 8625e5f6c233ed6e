r"""A derivation or a checked document as Markdown with `$$` displays, as GitHub and Jupyter show them.

The page can be read back: reasons stand in `\text{..}` beside the lines. The parts of a
derivation are run-in headings, since they share everything that is said above them.

>>> from derivations.moves.derivation import Derivation, Quantity
>>> from derivations.moves.line import given
>>> from derivations.terms.term import num, sym
>>> lines = (given(sym("x"), num(2), "the datum"),)
>>> print(render(Derivation("d", "Two", "", (Quantity("x", "a number"),), (), lines)))
# Two
<BLANKLINE>
- $x \in \mathbb{R}$: a number
<BLANKLINE>
**Notation.**
<BLANKLINE>
$$
\begin{aligned}
x &= 2 && \text{(the datum)}
\end{aligned}
$$
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Mapping

from derivations.document.verdicts import Verdict
from derivations.export.blocks import Block, Page, Row, Source
from derivations.export.checked_page import CheckedPage
from derivations.moves.derivation import Derivation

SUFFIX = ".md"


def render(
    source: Source | CheckedPage,
    verdicts: Mapping[str, Verdict] | None = None,
    *,
    marks: bool = True,
    figure: str = "",
) -> str:
    """The page; `marks` puts the verdicts, where there are any, after the reasons; `figure` names the file of the
    derivation's picture.
    """
    if isinstance(source, CheckedPage):
        from derivations.export import markdown_page  # it needs more than a derivation does

        return markdown_page.render(source, marks=marks)
    page = Page.of(source, verdicts)
    parts = [heading(page), page.throughout, *(block(each, marks) for each in page.blocks)]
    if figure and isinstance(source, Derivation) and source.draw is not None:
        parts.append(f"![{source.draw.caption}]({figure})")
    return "\n\n".join(filter(None, parts)) + "\n"


def heading(page: Page) -> str:
    """The title, what it is about and the quantities."""
    return "\n\n".join(filter(None, (f"# {page.title}", page.statement, quantities(page))))


def quantities(page: Page) -> str:
    """A list of them, empty where there are none."""
    return "\n".join(rf"- ${symbol} \in {space}$: {meaning}" for symbol, space, meaning in page.quantities)


def block(block: Block, marks: bool) -> str:
    """A heading with its rows."""
    heading = f"**{block.heading.rstrip('.')}.**" if block.heading else ""
    lines = [" ".join(filter(None, (heading, block.lead))), ""]
    readable = [row for row in block.rows if row.readable]
    if readable:
        rows = " \\\\\n".join(_aligned(row, marks) for row in readable)
        lines += ["$$", r"\begin{aligned}", rows, r"\end{aligned}", "$$"]
    lines += [f"`{row.lhs} {row.op} {row.rhs}`: {row.reason}" for row in block.rows if not row.readable]
    return "\n".join(lines)


def _aligned(row: Row, marks: bool) -> str:
    left, sign = row.lhs, row.op
    if sign.startswith(r"\Rightarrow"):
        left, sign = rf"\Rightarrow\quad {left}", sign.removeprefix(r"\Rightarrow").strip()
    # beside a formula "given" would say to who reads on that the next is given, too
    verdict = row.verdict if marks and row.verdict != "given" else ""
    said = ", ".join(filter(None, (row.reason, verdict)))
    beside = rf" && \text{{({said})}}" if said else ""
    return f"{left} &{sign} {row.rhs}{beside}"
