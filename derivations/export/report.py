r"""A checked page for people: what is wrong or open, with its place, the line and the reason; the rest counted.

A verdict is a word beside a mark, so nothing depends on colour. What comes from the page is never obeyed: control
characters are shown as escapes, and the text is not markup.

>>> shown("a\x1b[31mb\u202e")
'a\\x1b[31mb\\u202e'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping

from rich.cells import cell_len, chop_cells
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from derivations.document.document import CheckedDocument, Document, Relation, Span
from derivations.document.verdicts import KINDS, PROBLEMS, Verdict, Witness
from derivations.export.json import spoken
from derivations.export.outcomes import Entry, entries
from derivations.reader.sources import Source

MARKS = {"given": "·", "proved": "✓", "supported": "≈", "refuted": "✗", "undecided": "?", "unread": "!"}

STYLES = {
    "given": "dim",
    "proved": "green",
    "supported": "cyan",
    "refuted": "bold red",
    "undecided": "yellow",
    "unread": "magenta",
}

SILENT = "this comment silences nothing: what it stands at has no findings"

_LONG = 400
"""Characters of a value or a reason that are shown."""


def page_report(
    checked: CheckedDocument,
    source: Source,
    width: int = 100,
    kinds: Collection[str] = PROBLEMS,
    excuses: Mapping[str, str] | None = None,
) -> Iterator[RenderableType]:
    """The entries with one of the verdicts, each as one block; of those that are silenced or known from before only
    the ones in `excuses`, and why they do not count (by default, what comments silence). Conditions of what was proved
    are shown in any case.
    """
    lines = Lines(source)
    told = checked.silenced if excuses is None else excuses
    excused = {*checked.silenced, *checked.known}
    for relation in checked.document.relations:
        verdict = checked.verdicts[relation.id]
        if verdict.kind not in kinds:
            continue
        if relation.id not in excused:
            yield Group(*entry(relation, verdict, checked.document, lines, width), Text())
        elif relation.id in told:
            yield Group(*_excused(relation, verdict, told[relation.id], lines, width), Text())
    if "undecided" in kinds and "proved" not in kinds:
        yield from _provided(checked)


def _provided(checked: CheckedDocument) -> Iterator[RenderableType]:
    """What was proved under conditions, one line each: without them it is not true."""
    proved = ((relation, checked.verdicts[relation.id]) for relation in checked.document.relations)
    rows = [
        Text.assemble(
            (place(relation.span), "bold"),
            "  ",
            (f"{MARKS['proved']} proved", STYLES["proved"]),
            (" provided that ", "dim"),
            conditions_words(verdict),
        )
        for relation, verdict in proved
        if verdict.kind == "proved" and verdict.conditions
    ]
    if rows:
        yield Group(*rows, Text())


def entry(
    relation: Relation, verdict: Verdict, document: Document, lines: Lines, width: int
) -> Iterator[RenderableType]:
    """One relation: place and verdict, the author's line with a caret under the sign, and what is to be said."""
    method = f" by {verdict.method}" if verdict.method and verdict.kind == "proved" else ""
    yield from _head(relation, f"{MARKS[verdict.kind]} {verdict.kind}{method}", STYLES[verdict.kind], lines, width)
    for label, words in remarks(relation, verdict, document):
        yield Padding(Text.assemble((f"{label}: ", "dim"), words), (0, 0, 0, 4), expand=False)


def _excused(relation: Relation, verdict: Verdict, reason: str, lines: Lines, width: int) -> Iterator[RenderableType]:
    yield from _head(relation, f"- silenced {verdict.kind}", "dim", lines, width)
    yield Text.assemble(("    because: ", "dim"), shown(reason))


def _head(relation: Relation, words: str, style: str, lines: Lines, width: int) -> Iterator[RenderableType]:
    section = f"  section {shown(relation.section)}" if relation.section else ""
    yield Text.assemble((place(relation.span), "bold"), "  ", (words, style), (section, "dim"))
    line, offset = excerpt(lines.of(relation.span), relation.span.column, width - 4)
    yield Text(f"    {line}")
    yield Text(" " * (4 + offset) + "^", style=style)


def remarks(relation: Relation, verdict: Verdict, document: Document) -> Iterator[tuple[str, str]]:
    """What is said beside a verdict, as label and words."""
    if verdict.witness is not None:
        yield "counterexample", witness_words(verdict.witness)
        sides = f"left {value_words(verdict.witness.lhs)}, right {value_words(verdict.witness.rhs)}"
        yield "there", sides
    if verdict.reason:
        yield "because" if verdict.kind in PROBLEMS else "how", shown(shortened(verdict.reason))
    if verdict.follows_from:
        yield "but", f"it follows from {place_of(verdict.follows_from, document)}"
    if verdict.repair:
        yield "true if", shown(verdict.repair)
    if verdict.conditions:
        yield "provided that", conditions_words(verdict)
    if verdict.rests_on:
        yield "rests on", ", ".join(place_of(name, document) for name in verdict.rests_on)
    uses = [name for name in verdict.uses if name not in verdict.rests_on]
    if uses:
        yield "uses", ", ".join(dict.fromkeys(place_of(name, document) for name in uses))
    if relation.exists:
        yield "for some", ", ".join(shown(spoken(name)) for name in relation.exists)


def message(relation: Relation, verdict: Verdict, document: Document) -> str:
    """What is said beside a verdict as plain lines, safe to show."""
    cell = "" if relation.span.cell is None else f"in cell {relation.span.cell}, line {relation.span.line}\n"
    return cell + "\n".join(f"{label}: {words}" for label, words in remarks(relation, verdict, document))


def summary_table(documents: Iterable[CheckedDocument]) -> Table:
    """Counts of each verdict, one row a page, and the sum where there are several."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("page", overflow="fold")
    for kind in KINDS:
        table.add_column(kind, justify="right")
    rows = [(shown(checked.document.path), checked.summary) for checked in documents]
    if len(rows) > 1:
        rows.append(("total", {kind: sum(row[1][kind] for row in rows) for kind in KINDS}))
    for name, counts in rows:
        cells = [Text(str(counts[kind]), style=STYLES[kind] if counts[kind] else "dim") for kind in KINDS]
        table.add_row(Text(name), *cells)
    return table


def conditions_words(verdict: Verdict) -> str:
    """`A is invertible; x \\ne 0`."""
    told = (re.sub(r" \\text\{ (invertible|positive definite)\}", r" is \1", words) for words in verdict.conditions)
    return "; ".join(map(shown, told))


def witness_words(witness: Witness) -> str:
    """`X = [[1, 0]], eta = 1`, or that no value is needed."""
    if not witness.values:
        return "the sides are constants"
    return ", ".join(map(_entry_words, entries(witness.values)))


def _entry_words(entry: Entry) -> str:
    named = ", ".join(shown(spoken(name)) for name in entry.names)
    if entry.gaussian is not None:
        told = (f"{what} {value_words(value)}" for what, value in entry.gaussian.items())
        return f"{named} Gaussian with {', '.join(told)}"
    if entry.rows is None:
        return f"{named} = {value_words(entry.value)}"
    several = len(entry.names) > 1
    values = (f"({', '.join(map(value_words, row))})" if several else value_words(row[0]) for _, row in entry.rows)
    rows = (f"{value} with probability {chance}" for value, (chance, _) in zip(values, entry.rows, strict=True))
    more = f", and {entry.left_out} more" if entry.left_out else ""
    return f"{f'({named})' if several else named} = {' or '.join(rows)}{more}"


def value_words(value: object) -> str:
    """A number as it is, a matrix as rows in brackets.

    >>> value_words([["1/2", "0"]]), value_words("3")
    ('[[1/2, 0]]', '3')
    """
    return shown(shortened(_plain(value)))


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_plain(key)}: {_plain(item)}" for key, item in value.items()) + "}"
    return str(value)


def shortened(text: str) -> str:
    """The text, or its beginning and how long it is."""
    return text if len(text) <= _LONG else f"{text[:_LONG]} ... ({len(text)} characters)"


def place(span: Span) -> str:
    """`path:line:column`, with the cell of a notebook in between."""
    cell = "" if span.cell is None else f"cell {span.cell}:"
    return f"{shown(span.path)}:{cell}{span.line}:{span.column}"


def place_of(name: str, document: Document) -> str:
    """Where a used entry or sentence stands."""
    for relation in document.relations:
        if relation.id == name:
            cell = "" if relation.span.cell is None else f"cell {relation.span.cell}, "
            return f"{cell}line {relation.span.line}:{relation.span.column}"
    kind, _, line = name.partition(":")
    return f"the text at line {line}" if kind == "prose" and line else shown(name)


class Lines:
    """The lines of the files and cells that a page consists of."""

    def __init__(self, source: Source) -> None:
        self._texts = {(part.path, part.cell): part.text for part in source.stretches}
        self._split: dict[tuple[str, int | None], list[str]] = {}

    def of(self, span: Span) -> str:
        """The author's line, empty where there is none."""
        key = (span.path, span.cell)
        if key not in self._split:
            self._split[key] = self._texts.get(key, "").split("\n")
        lines = self._split[key]
        return lines[span.line - 1] if 1 <= span.line <= len(lines) else ""


def excerpt(line: str, column: int, width: int) -> tuple[str, int]:
    """The part of a line around a column (from 1) that fits, safe to show, and the cells before the column in it.

    >>> excerpt("  a = b", 5, 40)
    ('a = b', 2)
    >>> excerpt("x" * 60 + " = " + "y" * 60, 62, 24)
    ('…xxxxxxxxxx = yyyyyyyyy…', 12)
    """
    before, after = shown(line[: column - 1].lstrip()), shown(line[column - 1 :].rstrip())
    half = width // 2
    room_before = max(half, width - cell_len(after))
    if cell_len(before) > room_before:
        before = "…" + _last_cells(before, room_before - 1)
    room_after = width - cell_len(before)
    if cell_len(after) > room_after:
        after = chop_cells(after, room_after - 1)[0] + "…"
    return before + after, cell_len(before)


def _last_cells(text: str, count: int) -> str:
    while cell_len(text) > count:
        text = text[max(1, (cell_len(text) - count) // 2) :]
    return text


def shown(text: str) -> str:
    """The text with everything that a terminal might obey written as an escape; a tab is a space."""
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char == "\t":
        return " "
    if char.isprintable() or unicodedata.category(char) == "Zs":
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
