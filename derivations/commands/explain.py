"""`derivations explain`: every rung of the ladder that was climbed for the relations of one line."""

from __future__ import annotations

import re
from argparse import Namespace

from rich.table import Table
from rich.text import Text

from derivations.commands import Unusable
from derivations.commands.pages import declarations_in, page_at, read
from derivations.commands.screen import Screen
from derivations.document.document import Document, Relation
from derivations.export.report import STYLES, Lines, entry, shown
from derivations.verify.judge import Judge
from derivations.verify.ladder import Trace
from derivations.verify.outcome import Abstained, Outcome, Refuted, Supported


def run(arguments: Namespace) -> int:
    """Status 0, or 2 where no relation stands on the line."""
    path, line, column = place_named(arguments.place)
    source = page_at(path)
    document = read(source, declarations_in(arguments.declare))
    wanted = [each.id for each in document.relations if each.span.line == line and column in (None, each.span.column)]
    if not wanted:
        raise Unusable(f"{path}: {_nearest(document, line, column)}")
    screen = Screen()
    judge = Judge(document, arguments.seed)
    # in reading order from the start, since a relation may rest on those before it
    for relation in document.relations:
        verdict = judge.verdict(relation)
        if relation.id in wanted:
            for block in entry(relation, verdict, document, Lines(source), screen.width):
                screen.show(block)
            for words, trace in judge.ways.traces:
                _show(screen, words, trace)
            if not judge.ways.traces:
                screen.show(f"    {_unclimbed(relation)}")
            screen.show()
        if relation.id == wanted[-1]:
            break
    return 0


def place_named(text: str) -> tuple[str, int, int | None]:
    """Path, line and column. Raises `Unusable`.

    >>> place_named("a:b.md:12"), place_named("page.md:12:8")
    (('a:b.md', 12, None), ('page.md', 12, 8))
    """
    match = re.fullmatch(r"(.+?):(\d+)(?::(\d+))?", text, re.DOTALL)
    if match is None:
        raise Unusable(f"{text}: say which line, as in page.md:12")
    return match[1], int(match[2]), int(match[3]) if match[3] else None


def _nearest(document: Document, line: int, column: int | None) -> str:
    here = [each.span.column for each in document.relations if each.span.line == line]
    if column is not None and here:
        return f"no relation sign at line {line}, column {column}; there are some at {', '.join(map(str, here))}"
    lines = sorted({each.span.line for each in document.relations}, key=lambda other: (abs(other - line), other))[:3]
    near = f"; the nearest are on {', '.join(map(str, sorted(lines)))}" if lines else ""
    return f"no relation on line {line}{near}"


def _unclimbed(relation: Relation) -> str:
    if relation.role == "unread":
        return "it could not be read, so no method was asked"
    return f"its role on the page is {relation.role}, so no method was asked"


def _show(screen: Screen, words: str, trace: Trace) -> None:
    screen.show(Text(f"    {words}", style="bold"))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for column in ("rung", "outcome", "steps", "ms"):
        table.add_column(column, justify="right" if column in ("steps", "ms") else "left", no_wrap=True)
    table.add_column("reason", overflow="fold")
    for step in trace.steps:
        kind, reason = outcome_words(step.outcome)
        table.add_row(
            f"      {step.rung.replace('_', ' ')}",
            Text(kind, style=STYLES.get(kind, "dim")),
            f"{step.outcome.steps} steps",
            f"{step.seconds * 1000:.1f} ms",
            Text(shown(reason)),
        )
    if trace.steps:
        screen.show(table)
    else:
        screen.show("      no rung was tried")


def outcome_words(outcome: Outcome) -> tuple[str, str]:
    """What a rung said, as a word and its reason."""
    if isinstance(outcome, Abstained):
        return "abstains", outcome.reason
    if isinstance(outcome, Refuted):
        return "refuted", outcome.reason or outcome.method
    if isinstance(outcome, Supported):
        return "supported", f"{outcome.models} models, equal {outcome.how}"
    where = f", provided that {'; '.join(outcome.conditions)}" if outcome.conditions else ""
    return "proved", outcome.method + where
