r"""Findings as SARIF 2.1.0, which code scanning and editors read (OASIS, Static Analysis Results Interchange Format).

A result points at the relation's sign and ends with its right side; lines of a notebook are those of its file, and its
cell is named too. What a comment silences, or a baseline knows, is there as suppressed. A fingerprint is made of the
page, the text of the relation and its verdict, so it stays when lines move. In messages braces are doubled and nothing
is a link (sections 3.11.5 and 3.11.6 of the standard).

>>> from derivations.document.document import CheckedDocument, Document, Relation, Span
>>> from derivations.document.verdicts import Verdict
>>> one = Relation("1", "", Span("page.md", 3, 9, 3, 12), "a", "=", "b", "claim")
>>> page = CheckedDocument(Document("page.md", (one,)), {"1": Verdict("undecided", reason="limit")})
>>> result = sarif_log([page])["runs"][0]["results"][0]
>>> result["ruleId"], result["level"], result["message"]["text"]
('undecided', 'warning', 'The relation could not be decided.\nbecause: limit')
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from derivations.document.document import CheckedDocument, Finding, Relation, Span
from derivations.document.verdicts import PROBLEMS
from derivations.export.places import Places, uri
from derivations.export.report import SILENT, message, shown

SUFFIX = ".sarif"

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

LEVELS = {"refuted": "error", "undecided": "warning", "unread": "note"}

_RULES = {
    "refuted": (
        "The relation is false",
        "There are values that meet every hypothesis and at which the two sides differ, or the shapes do not fit. "
        "The message gives them.",
    ),
    "undecided": (
        "The relation could not be decided",
        "It was read, and neither proved nor refuted. The message says why: often something that the page does not "
        "say, which a declaration can add.",
    ),
    "unread": (
        "The relation could not be read",
        "Its notation is not known, or it is cut off. The message names the first place that could not be read.",
    ),
}

_ROOT = "SRCROOT"


def render(source: CheckedDocument) -> str:
    """The log of one page, as text."""
    return dumps([source])


def dumps(documents: Iterable[CheckedDocument], unreadable: Iterable[str] = ()) -> str:
    """The log as text. `unreadable` are messages about pages that could not be read at all."""
    return json.dumps(sarif_log(documents, unreadable), indent=1) + "\n"


def sarif_log(documents: Iterable[CheckedDocument], unreadable: Iterable[str] = ()) -> dict[str, Any]:
    """The log: one run over all pages."""
    pages = list(documents)
    places = Places()
    failures = [{"level": "error", "message": _message(shown(text))} for text in unreadable]
    told = [_notification(finding, places) for page in pages for finding in _notices(page)]
    invocation = {"executionSuccessful": not failures, "toolExecutionNotifications": [*failures, *told]}
    run = {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which derivations was run."}}},
        "invocations": [invocation],
        "artifacts": _artifacts(pages, places),
        "results": [result for page in pages for result in _results(page, places)],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _artifacts(pages: Iterable[CheckedDocument], places: Places) -> list[dict[str, Any]]:
    """Where the pages lie, each place once (section 3.14.15)."""
    found: list[dict[str, Any]] = []
    for page in pages:
        artifact = {"location": _artifact(page.document.path, places)}
        if artifact not in found:
            found.append(artifact)
    return found


def _driver() -> dict[str, Any]:
    driver: dict[str, Any] = {"name": "derivations", "rules": [_rule(kind) for kind in PROBLEMS]}
    with suppress(PackageNotFoundError):  # it may run from its sources
        driver["version"] = version("derivations")
    return driver


def _rule(kind: str) -> dict[str, Any]:
    short, full = _RULES[kind]
    return {
        "id": kind,
        "name": f"{kind.capitalize()}Relation",
        "shortDescription": {"text": f"{short}."},
        "fullDescription": {"text": full},
        "help": {"text": f"{full} Trace how it was decided: derivations explain PAGE:LINE"},
        "defaultConfiguration": {"level": LEVELS[kind]},
        "properties": {"tags": ["mathematics"]},
    }


def _results(checked: CheckedDocument, places: Places) -> Iterator[dict[str, Any]]:
    silenced = checked.silenced
    repeats: Counter[tuple[str, str]] = Counter()
    for relation in checked.document.relations:
        verdict = checked.verdicts[relation.id]
        if verdict.kind not in PROBLEMS:
            continue
        said = f"{_RULES[verdict.kind][0]}.\n{message(relation, verdict, checked.document)}"
        result: dict[str, Any] = {
            "ruleId": verdict.kind,
            "ruleIndex": PROBLEMS.index(verdict.kind),
            "level": LEVELS[verdict.kind],
            "message": _message(said),
            "locations": [_location(relation.span, places)],
            "partialFingerprints": {"relation/v1": _fingerprint(checked, relation, repeats, places)},
            "properties": {"relation": shown(relation.text)},
        }
        if relation.id in silenced:
            result["suppressions"] = [{"kind": "inSource", "justification": silenced[relation.id]}]
        elif relation.id in checked.known:
            result["suppressions"] = [{"kind": "external", "justification": checked.known[relation.id]}]
        else:
            result["suppressions"] = []
        yield result


def _fingerprint(
    checked: CheckedDocument, relation: Relation, repeats: Counter[tuple[str, str]], places: Places
) -> str:
    kind = checked.verdicts[relation.id].kind
    repeats[relation.text, kind] += 1
    told = (places.path(checked.document.path), relation.text, kind, str(repeats[relation.text, kind]))
    return hashlib.sha256("\0".join(told).encode("utf-8", "surrogatepass")).hexdigest()


def _notices(checked: CheckedDocument) -> Iterator[Finding]:
    yield from checked.document.findings
    for silence in checked.idle:
        yield Finding(SILENT, silence.span)


def _notification(finding: Finding, places: Places) -> dict[str, Any]:
    return {
        "level": "warning",
        "message": _message(shown(finding.message)),
        "locations": [_location(finding.span, places)],
    }


def _message(text: str) -> dict[str, str]:
    """Plain text as the standard wants it: `{0}` would be an argument and `[a](1)` a link.

    >>> _message("x_{1} [1](2)")
    {'text': 'x_{{1}} [1] (2)'}
    """
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _location(span: Span, places: Places) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(span.path, places)}
    region = places.region(span)
    if region is not None:
        physical["region"] = {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        }
    location: dict[str, Any] = {"physicalLocation": physical}
    if span.cell is not None:
        name = f"cell {span.cell}"
        location["logicalLocations"] = [{"name": name, "fullyQualifiedName": f"{name}, line {span.line}"}]
    return location


def _artifact(path: str, places: Places) -> dict[str, str]:
    address = uri(places.path(path))
    return {"uri": address} if address.startswith("file:") else {"uri": address, "uriBaseId": _ROOT}
