r"""A checked page in Markdown: the author's text, each relation with its verdict, and in quotes what is wrong with it.

A mark stands behind a formula in running text, the verdict itself beside a display's row. Formulas come from
`harmless`, and what is markup in the words besides emphasis and code is escaped; what is not harmless is shown as code.

>>> from derivations.api import check_source
>>> from derivations.reader.sources import parse_text
>>> source = parse_text("Let $a = 2$. Then $a + 1 = 4$, *so* <b>it</b> is.")
>>> print(render(CheckedPage.of(check_source(source), source)).split("\n\n", 2)[2], end="")
Let $a = 2$. Then $a + 1 = 4$ ✗, *so* \<b\>it\</b\> is.
<BLANKLINE>
> ✗ **refuted**: $a + 1 = 4$. *Counterexample:* both sides are constants. *There:* left side $3$, right side $4$.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from derivations.document.document import Relation
from derivations.document.verdicts import KINDS, PROBLEMS
from derivations.export.checked_page import (
    Block,
    CheckedPage,
    Display,
    Listing,
    Paragraph,
    Row,
    Title,
    holders,
    language_of,
)
from derivations.export.checked_page import Formula as InText
from derivations.export.evidence import Piece, Ref, Tex, facts
from derivations.export.fragment import stated
from derivations.export.harmless import harmless
from derivations.export.prose import Part, runs, safe
from derivations.export.report import MARKS, place_of, shortened

_LEFT_OUT = frozenset({"rests on", "uses", "read as"})


def render(source: CheckedPage, *, marks: bool = True) -> str:
    """The page; `marks` puts the verdicts in."""
    return _Writer(source, marks).page()


def report(pages: Sequence[CheckedPage], *, marks: bool = True) -> str:
    """Several pages, one after another."""
    return "\n---\n\n".join(render(page, marks=marks) for page in pages)


class _Writer:
    def __init__(self, source: CheckedPage, marks: bool) -> None:
        self.source, self.marks = source, marks
        self.document, self.verdicts = source.checked.document, source.checked.verdicts
        self.language = language_of(self.document.path)

    def page(self) -> str:
        blocks = list(self.source.blocks)
        first = blocks[0] if blocks else None
        title = f"# {escaped(safe(self.source.title))}"
        if isinstance(first, Title) and self.source.titled:
            title, blocks = f"# {self._text(first.parts)}", blocks[1:]
        counts = self.source.checked.summary
        told = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
        summary = f"{code(safe(self.document.path))}: {told or 'no relations'}" if self.marks else ""
        return "\n\n".join(filter(None, (title, summary, *map(self._block, blocks)))) + "\n"

    def _block(self, block: Block) -> str:
        match block:
            case Title():
                return f"{'#' * min(max(block.level, 2), 6)} {self._text(block.parts)}"
            case Paragraph():
                return self._with_notes(self._paragraph(block), block)
            case Display():
                return self._with_notes("\n".join(self._display(block)), block)
            case Listing():
                text = safe(block.text).strip("\n")
                fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
                return f"{fence}\n{text}\n{fence}"

    # --- running text ----------------------------------------------------------------------------------------

    def _paragraph(self, block: Paragraph) -> str:
        text = _unblocked(self._text(block.parts))
        if not block.inside and not block.marker:
            return text
        marker = block.marker if re.fullmatch(r"\d{1,9}[.)]", block.marker) else "-"
        if not block.marker:
            marker = ""
        elif marker == "-" and block.marker != "•":
            text = f"{escaped(safe(block.marker))} {text}"
        margin = " " * (3 * max(block.inside - 1, 0))
        return margin + f"{marker} {text}".lstrip().replace("\n", f"\n{margin}   ")

    def _text(self, parts: Sequence[Part]) -> str:
        written = ""
        for run in runs(parts, self.language):
            if isinstance(run.content, InText):
                made = self._inline(run.content.tex) + self._marks_behind(run.content.relations)
            elif "code" in run.styles:
                made = code(run.content)
            else:
                made = escaped(run.content)
            outside = {"em": "*", "strong": "**"}
            for style in run.styles:
                if style in outside and made.strip():
                    inner = made.strip()
                    made = made.replace(inner, f"{outside[style]}{inner}{outside[style]}", 1)
            written += made
        return written.strip()

    def _inline(self, tex: str, otherwise: str = "") -> str:
        """The formula, else what is there `otherwise`, else its letters."""
        made = harmless(tex, self.source.source.macros)
        if made is None:
            return otherwise or code(safe(" ".join(tex.split())))
        return f"${made}$" if made else ""

    def _marks_behind(self, relations: Iterable[Relation]) -> str:
        """Marks in running text; what is given needs none."""
        kinds = [self.verdicts[each.id].kind for each in relations] if self.marks else []
        return "".join(f" {MARKS[kind]}" for kind in kinds if kind != "given")

    # --- displays --------------------------------------------------------------------------------------------

    def _display(self, block: Display) -> list[str]:
        """Rows that are not harmless stand between the others as code."""
        made = [(row, self._cells(row)) for row in block.rows]
        columns = max((len(cells) for _, cells in made if cells), default=1)
        parts: list[str] = []
        rows: list[str] = []
        for row, cells in made:
            if cells:
                rows.append(" &".join(cells) + self._beside(row, columns - len(cells), columns))
                continue
            parts += _math(rows)
            rows = []
            said = self._said(row)
            parts.append(code(safe(" ".join(row.tex.split()))) + (f" ({said})" if said else ""))
        return [*parts, *_math(rows)]

    def _cells(self, row: Row) -> list[str] | None:
        macros = self.source.source.macros
        cells = [harmless(cell, macros) if cell else "" for cell in row.cells]
        known = [cell for cell in cells if cell is not None]
        if len(known) == len(cells):
            return known
        whole = harmless(row.tex, macros)
        return None if whole is None else [whole]

    def _beside(self, row: Row, missing: int, columns: int) -> str:
        said = ", ".join(filter(None, (f"({escaped_in_text(row.tag)})" if row.tag else "", self._said(row))))
        if not said:
            return ""
        if columns == 1:
            return rf" \qquad \text{{({said})}}"
        return " &" * missing + (" && " if columns % 2 == 0 else " & ") + rf"\text{{({said})}}"

    def _said(self, row: Row) -> str:
        return ", ".join(self.verdicts[each.id].kind for each in row.relations) if self.marks else ""

    # --- evidence --------------------------------------------------------------------------------------------

    def _with_notes(self, text: str, block: Block) -> str:
        found = [relation for holder in holders([block]) for relation in holder.relations] if self.marks else []
        said = [self._note(each, len(found) > 1) for each in found if self._is_open(each)]
        return "\n\n".join(filter(None, (text, "\n>\n".join(said))))

    def _is_open(self, relation: Relation) -> bool:
        verdict = self.verdicts[relation.id]
        return verdict.kind in PROBLEMS or bool(verdict.conditions)

    def _note(self, relation: Relation, stating: bool) -> str:
        verdict = self.verdicts[relation.id]
        said = [f"{MARKS[verdict.kind]} **{verdict.kind}**"]
        if stating:
            said[0] += f": {self._inline(stated(relation))}"
        for label, told in facts(verdict, relation):
            if label not in _LEFT_OUT:
                text = "".join(map(self._piece, told)).strip().rstrip(".")
                said.append(f"*{label[0].upper()}{label[1:]}:* {' '.join(text.split())}")
        return f"> {'. '.join(said)}."

    def _piece(self, piece: Piece) -> str:
        match piece:
            case Ref(name):
                return escaped(place_of(name, self.document))
            case Tex(tex, source):
                return self._inline(tex, escaped(safe(source)) if source else code(safe(shortened(tex))))
            case str():
                return escaped(safe(piece))


def escaped(text: str) -> str:
    r"""Words of which nothing is markup.

    >>> escaped("a_b <i> $5")
    'a\\_b \\<i\\> \\$5'
    """
    return re.sub(r"([\\`*_<>\[\]$&~])", r"\\\1", text)


def escaped_in_text(text: str) -> str:
    r"""What stands in `\text{..}`, letters and digits alone."""
    return re.sub(r"[^\w .,:'-]|_", "", text)


def code(text: str) -> str:
    """The text letter by letter, whatever backticks are in it.

    >>> code("a`b")
    '`` a`b ``'
    """
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    room = " " if "`" in text or not text.strip() else ""
    return f"{ticks}{room}{' '.join(text.split()) or ' '}{room}{ticks}"


def _unblocked(text: str) -> str:
    """Lines that would begin a heading, a list, a quote or a rule do not."""
    text = re.sub(r"^[ \t]+", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(#|[-+=])", r"\\\1", text, flags=re.MULTILINE)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", text, flags=re.MULTILINE)


def _math(rows: Sequence[str]) -> list[str]:
    if not rows:
        return []
    if len(rows) == 1 and "&" not in re.sub(r"\\begin\{.*\\end\{", "", rows[0]):
        return ["$$", rows[0], "$$"]
    inside = " \\\\\n".join(rows)
    return ["$$", r"\begin{aligned}", inside, r"\end{aligned}", "$$"]
