"""`derivations check`: a verdict for every relation of some pages."""

from __future__ import annotations

from argparse import Namespace
from io import StringIO

from derivations.commands.pages import declarations_in, judged, pages_at, read, write
from derivations.commands.screen import Screen
from derivations.document.document import CheckedDocument
from derivations.document.verdicts import KINDS
from derivations.export.json import dumps
from derivations.export.report import PROBLEMS, page_report, shown, summary_table
from derivations.reader.sources import Source


def run(arguments: Namespace) -> int:
    """Status 0 nothing refuted (strict: nor undecided, nor unread), 1 otherwise, 2 a page could not be read."""
    declarations = declarations_in(arguments.declare)
    sources, complete = pages_at(arguments.paths)
    checked = [judged(read(source, declarations), arguments.seed) for source in sources]
    if arguments.format == "json":
        write(dumps(checked), arguments.output)
    else:
        _report(list(zip(checked, sources, strict=True)), arguments)
    return status(checked, strict=arguments.strict) if complete else 2


def status(checked: list[CheckedDocument], *, strict: bool) -> int:
    """What the verdicts say of the pages."""
    wrong = ("refuted", "undecided", "unread") if strict else ("refuted",)
    return int(any(page.summary[kind] for page in checked for kind in wrong))


def _report(pages: list[tuple[CheckedDocument, Source]], arguments: Namespace) -> None:
    file = None if arguments.output is None else StringIO()
    screen = Screen(file)
    kinds = ("refuted",) if arguments.quiet else KINDS if arguments.all else PROBLEMS
    for checked, source in pages:
        for block in page_report(checked, source, screen.width, kinds):
            screen.show(block)
    for checked, _ in pages:
        if not checked.document.relations and not arguments.quiet:
            screen.show(f"{shown(checked.document.path)}: no relations\n")
    if pages and not arguments.quiet:
        screen.show(summary_table(checked for checked, _ in pages))
    if file is not None:
        write(file.getvalue(), arguments.output)
