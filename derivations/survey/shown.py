"""A survey for people: tables by verdict, page and reason, what is refuted with its counterexample, the slowest."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from derivations.document.verdicts import KINDS
from derivations.export.report import MARKS, STYLES
from derivations.export.report import shown as harmless
from derivations.survey.tally import Tally, place, shares, witness_of

_LONG = 160
"""Characters of a formula or a counterexample that are shown."""


def blocks(tally: Tally, top: int) -> Iterator[RenderableType]:
    """The report; tables end after `top` rows and say how many more there are."""
    yield _by_verdict(tally)
    if tally.pages:
        yield _by_page(tally, top)
    for verdict, title in (("unread", "why unread"), ("undecided", "why undecided")):
        if tally.reasons[verdict]:
            yield _by_reason(tally, verdict, title, top)
    if tally.refuted:
        yield _refuted(tally, top)
    if tally.seconds:
        yield _slowest(tally, min(top, 10))
    for path, reason in tally.failures.items():
        yield Text(f"{harmless(path)}: {harmless(reason)}\n", style="red")


def _table(title: str, *columns: str) -> Table:
    table = Table(box=None, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for name in columns:
        table.add_column(
            name, justify="right" if name in ("count", "share", "seconds", *KINDS) else "left", no_wrap=True
        )
    return table


def _ended(table: Table, rest: int) -> Table:
    if rest > 0:
        table.caption = f"and {rest} more"
        table.caption_justify = "left"
    return table


def _by_verdict(tally: Tally) -> Table:
    pages = len(tally.pages) + len(tally.failures)
    table = _table(f"{pages} pages, {tally.relations} relations", "verdict", "count", "share")
    for kind, count, share in shares(tally.verdicts):
        table.add_row(Text(f"{MARKS[kind]} {kind}", style=STYLES[kind]), str(count), f"{100 * share:.1f} %")
    return table


def _by_page(tally: Tally, top: int) -> Table:
    table = _table("\nby page, those with most to look at first", "page", *KINDS)
    order = sorted(tally.pages.items(), key=lambda each: (-each[1]["refuted"], -each[1]["unread"], each[0]))
    for path, counts in order[:top]:
        table.add_row(harmless(path), *(str(counts[kind]) for kind in KINDS))
    return _ended(table, len(order) - top)


def _by_reason(tally: Tally, verdict: str, title: str, top: int) -> Table:
    table = _table(f"\n{title}", "count", "reason", "for example")
    counts = tally.reasons[verdict]
    for kind, count in counts.most_common(top):
        table.add_row(str(count), _cut(kind), harmless(tally.examples[verdict, kind]))
    return _ended(table, len(counts) - top)


def _refuted(tally: Tally, top: int) -> Table:
    table = _table("\nrefuted", "place", "relation", "because")
    for path, relation in tally.refuted[:top]:
        formula = f"{relation['lhs']} {relation['relation']} {relation['rhs']}"
        table.add_row(harmless(place(path, relation)), _cut(formula), _cut(witness_of(relation)))
    return _ended(table, len(tally.refuted) - top)


def _slowest(tally: Tally, top: int) -> Table:
    times = tally.times()
    title = f"\nseconds for one claim: median {times['median']:.4f}, 99 of 100 below {times['p99']:.2f}; the slowest"
    table = _table(title, "seconds", "place", "relation")
    for seconds, path, relation in tally.slowest(top):
        formula = f"{relation['lhs']} {relation['relation']} {relation['rhs']}"
        table.add_row(f"{seconds:.2f}", harmless(place(path, relation)), _cut(formula))
    return table


def _cut(text: str) -> str:
    line = harmless(" ".join(text.split()))
    return line if len(line) <= _LONG else line[: _LONG - 1] + "…"
