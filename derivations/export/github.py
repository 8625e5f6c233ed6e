r"""Findings as workflow commands, which GitHub Actions shows beside the lines that they are about.

What is silenced or known from before is not there. A page cannot put a command of its own into the log: every line
break is an escape, and so is every colon and comma of a property.

>>> from derivations.document.document import CheckedDocument, Document, Relation, Span
>>> from derivations.document.verdicts import Verdict
>>> one = Relation("1", "", Span("a,b.md", 3, 9, 3, 12), "a", "=", "b", "claim")
>>> page = CheckedDocument(Document("a,b.md", (one,)), {"1": Verdict("undecided", reason="100 % used")})
>>> print(render(page), end="")
::warning file=a%2Cb.md,line=3,col=9,endLine=3,endColumn=12,title=undecided%3A a = b::because: 100 %25 used
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derivations.document.document import CheckedDocument, Finding
from derivations.export.places import Places
from derivations.export.report import SILENT, message, shown

SUFFIX = ".txt"

COMMANDS = {"refuted": "error", "undecided": "warning", "unread": "notice"}

_LONGEST_TITLE = 120


def render(source: CheckedDocument) -> str:
    """One page's findings, a line each."""
    return dumps([source])


def dumps(documents: Iterable[CheckedDocument]) -> str:
    """The findings of all pages, a line each."""
    places = Places()
    return "".join(f"{command}\n" for checked in documents for command in _commands(checked, places))


def _commands(checked: CheckedDocument, places: Places) -> Iterator[str]:
    for relation in checked.findings():
        verdict = checked.verdicts[relation.id]
        title = shown(f"{verdict.kind}: {relation.text}")
        if len(title) > _LONGEST_TITLE:
            title = f"{title[: _LONGEST_TITLE - 1]}…"
        words = message(relation, verdict, checked.document)
        yield _command(COMMANDS[verdict.kind], Finding(words, relation.span), title, places)
    for finding in (*checked.document.findings, *(Finding(SILENT, silence.span) for silence in checked.idle)):
        yield _command("warning", finding, "", places)


def _command(name: str, finding: Finding, title: str, places: Places) -> str:
    properties: dict[str, object] = {"file": places.path(finding.span.path)}
    region = places.region(finding.span)
    if region is not None:
        properties |= {"line": region.line, "col": region.column, "endLine": region.end_line}
        if region.end_line == region.line:  # columns over several lines are not shown
            properties["endColumn"] = region.end_column
    if title:
        properties["title"] = title
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {told}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
