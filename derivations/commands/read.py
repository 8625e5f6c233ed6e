"""`derivations read`: how a page was understood, section by section, before anything is decided."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.table import Table
from rich.text import Text

from derivations.commands.pages import declarations_in, page_at, read
from derivations.commands.screen import Screen
from derivations.document.document import ContextEntry, Document, Relation
from derivations.export.report import shown


def run(arguments: Namespace) -> int:
    """Status 0: whatever was not understood is shown as such."""
    document = read(page_at(arguments.path), declarations_in(arguments.declare))
    screen = Screen()
    for section, entries, relations in _sections(document):
        screen.show(Text(f"section {shown(section)}" if section else "the page", style="bold"))
        for line in (*_symbols(entries), *_statements(entries)):
            screen.show(line)
        if relations:
            screen.show(_roles(relations))
        screen.show()
    if not document.relations:
        screen.show(f"{shown(document.path)}: no relations")
    return 0


def _sections(document: Document) -> Iterator[tuple[str, list[ContextEntry], list[Relation]]]:
    """Sections in the order of the page; a name that stays as an outer section left it is not repeated."""
    first: dict[str, int] = {}
    for name, line in (*_places(document.relations), *((e.section, e.line) for e in document.entries)):
        first[name] = min(line, first.get(name, line))
    seen: set[tuple[object, ...]] = set()
    for name in sorted(first, key=lambda name: (first[name], name)):
        entries = []
        for entry in document.entries:
            key = (entry.kind, entry.name, entry.shape, entry.latex, entry.origin)
            if entry.section == name and (entry.kind != "symbol" or key not in seen):
                entries.append(entry)
                seen.add(key)
        relations = [each for each in document.relations if each.section == name]
        if entries or relations:
            yield name, entries, relations


def _places(relations: Iterable[Relation]) -> Iterator[tuple[str, int]]:
    # the cells of a notebook each count their lines from 1
    return ((each.section, 100_000 * (each.span.cell or 0) + each.span.line) for each in relations)


def _symbols(entries: list[ContextEntry]) -> Iterator[Text]:
    """`X  n x d  declared`, alike ones on one line."""
    symbols = [entry for entry in entries if entry.kind == "symbol"]
    for (shape, origin), group in groupby(sorted(symbols, key=_likeness), _likeness):
        names = ", ".join(shown(entry.latex) for entry in group)
        yield Text.assemble("  ", names, ": ", shape, (f" ({origin})", "dim"))


def _likeness(entry: ContextEntry) -> tuple[str, str]:
    return _shape_words(entry.shape), entry.origin


def _shape_words(shape: tuple[str, str] | None) -> str:
    """
    >>> _shape_words(("n", "1")), _shape_words(("n", "d")), _shape_words(("1", "1")), _shape_words(("?", "1"))
    ('vector of n', 'matrix n x d', 'number', 'vector')
    """
    if shape is None:
        return "shape not known"
    rows, columns = map(shown, shape)
    if shape == ("1", "1"):
        return "number"
    if columns == "1":
        return "vector" if rows == "?" else f"vector of {rows}"
    return "shape not known" if rows == columns == "?" else f"matrix {rows} x {columns}"


def _statements(entries: list[ContextEntry]) -> Iterator[Text]:
    for entry in entries:
        if entry.kind != "symbol":
            origin = "" if entry.origin == "declared" else f" ({entry.origin})"
            yield Text(f"  {entry.kind}, line {entry.line}: {shown(entry.latex)}{origin}")


def _place(relation: Relation) -> str:
    cell = "" if relation.span.cell is None else f"cell {relation.span.cell}:"
    return f"{cell}{relation.span.line}:{relation.span.column}"


def _roles(relations: list[Relation]) -> Table:
    """Place, role and text of each relation."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for relation in relations:
        text = f"{relation.lhs_text} {relation.op} {relation.rhs_text}".strip()
        why = f"  ({shown(relation.reason)})" if relation.reason else ""
        table.add_row(f"  {_place(relation)}", relation.role, Text(" ".join(shown(text).split()) + why))
    return table
