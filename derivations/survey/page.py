"""A survey as one HTML file: the tables that the terminal shows, whole. Needs the extra `html`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from derivations.document.verdicts import KINDS
from derivations.export.html_assets import asset, policy, template_of
from derivations.export.html_evidence import markup
from derivations.export.report import MARKS
from derivations.export.report import shown as harmless
from derivations.survey.tally import Tally, place, shares, witness_of

SLOWEST = 50


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Table:
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[_Cell, ...]]


def render(tally: Tally) -> str:
    """The page. Raises `MissingExtra`."""
    style = asset("report.css") + asset("tables.css")
    title = f"{len(tally.pages) + len(tally.failures)} pages, {tally.relations} relations"
    template = template_of("tables.html.jinja")
    return template.render(title=title, tables=list(_tables(tally)), style=markup(style), policy=policy(style))


def _tables(tally: Tally) -> Iterator[_Table]:
    counts = [
        (_Cell(f"{MARKS[kind]} {kind}", kind), _number(count), _number(f"{100 * share:.1f} %"))
        for kind, count, share in shares(tally.verdicts)
    ]
    yield _Table("By verdict", ("verdict", "count", "share"), counts)
    if tally.failures:
        failed = [(_Cell(harmless(path), "place"), _Cell(harmless(why))) for path, why in tally.failures.items()]
        yield _Table("Pages without relations", ("page", "because"), failed)
    if tally.refuted:
        yield _Table(
            "Refuted",
            ("place", "relation", "because"),
            [
                (_Cell(harmless(place(path, each)), "place"), _formula(each), _Cell(harmless(witness_of(each))))
                for path, each in tally.refuted
            ],
        )
    for verdict, reasons in tally.reasons.items():
        rows = [
            (_number(count), _Cell(harmless(kind)), _Cell(harmless(tally.examples[verdict, kind]), "place"))
            for kind, count in reasons.most_common()
        ]
        if rows:
            yield _Table(f"Why {verdict}", ("count", "reason", "for example"), rows)
    yield _Table(
        "By page",
        ("page", *KINDS),
        [
            (_Cell(harmless(path), "place"), *(_number(found[kind]) for kind in KINDS))
            for path, found in sorted(tally.pages.items())
        ],
    )
    yield _Table(
        f"The slowest of {len(tally.seconds)}",
        ("seconds", "place", "relation"),
        [
            (_number(f"{seconds:.3f}"), _Cell(harmless(place(path, each)), "place"), _formula(each))
            for seconds, path, each in tally.slowest(SLOWEST)
        ],
    )


def _number(value: object) -> _Cell:
    return _Cell(str(value), "number")


def _formula(relation: Mapping[str, Any]) -> _Cell:
    return _Cell(harmless(f"{relation['lhs']} {relation['relation']} {relation['rhs']}"), "formula")
