r"""The machine-readable form of checked pages and of derivations, version 1: the stable contract of `--format json`.

Text is the author's own; numbers of a witness are exact, a scalar as a string and a matrix as rows of numbers. Every
key is always there, `null` where nothing is to be said.

>>> from derivations.document.document import CheckedDocument, Document, Relation, Span
>>> from derivations.document.verdicts import Verdict
>>> one = Relation("1", "2.1", Span("page.md", 3, 9, 3, 12), "a", "=", "b", "claim")
>>> page = CheckedDocument(Document("page.md", (one,)), {"1": Verdict("undecided", reason="limit")})
>>> relation = report_json([page])["documents"][0]["relations"][0]
>>> relation["line"], relation["relation"], relation["verdict"], relation["reason"], relation["witness"]
(3, '=', 'undecided', 'limit', None)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from derivations.document.document import CheckedDocument, ContextEntry, Relation
from derivations.document.verdicts import KINDS, Verdict, Witness
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation
from derivations.moves.line import Line

SUFFIX = ".json"

VERSION = 1


def render(source: Derivation | CheckedDocument, verdicts: Mapping[str, Verdict] | None = None) -> str:
    """One page's report, or one derivation, as text."""
    return _text(derivation_json(source, verdicts or {})) if isinstance(source, Derivation) else dumps([source])


def render_all(parts: Sequence[tuple[Derivation, Mapping[str, Verdict]]]) -> str:
    """Several derivations as one list."""
    return _text([derivation_json(source, verdicts) for source, verdicts in parts])


def dumps(documents: Iterable[CheckedDocument]) -> str:
    """The report as text; the author's characters stay as they are, except those that no terminal should obey."""
    return _text(report_json(documents))


def _text(data: Mapping[str, Any] | list[Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1).translate(_UNSAFE) + "\n"


def derivation_json(source: Derivation, verdicts: Mapping[str, Verdict]) -> dict[str, Any]:
    """What it is about, its lines with their moves and verdicts, its results as LaTeX and for SymPy."""
    lines = zip(source.lines, source.document().relations, strict=True)
    return {
        "version": VERSION,
        "name": source.name,
        "title": source.title,
        "statement": source.statement,
        "quantities": [
            {
                "name": quantity.name,
                "meaning": quantity.meaning,
                "shape": [latex(size) for size in quantity.shape],
                "facts": sorted(quantity.facts),
            }
            for quantity in source.quantities
        ],
        "lines": [_line_json(line, relation, verdicts.get(relation.id)) for line, relation in lines],
        "conditions": [latex(condition) for condition in source.conditions],
        "results": {
            name: {"latex": latex(term), "sympy": str(source.sympy(name))} for name, term in source.results.items()
        },
    }


def _line_json(line: Line, relation: Relation, verdict: Verdict | None) -> dict[str, Any]:
    return {
        "id": relation.id,
        "prose": line.prose,
        "lhs": relation.lhs_text,
        "relation": relation.op,
        "rhs": relation.rhs_text,
        "move": line.move,
        "reason": line.reason,
        "conditions": [latex(condition) for condition in line.conditions],
        "verdict": verdict.kind if verdict else None,
        "method": verdict.method if verdict else None,
    }


def report_json(documents: Iterable[CheckedDocument]) -> dict[str, Any]:
    """The whole report, with the counts over all pages."""
    pages = [document_json(document) for document in documents]
    summary = {kind: sum(page["summary"][kind] for page in pages) for kind in KINDS}
    return {"version": VERSION, "documents": pages, "summary": summary}


def document_json(checked: CheckedDocument) -> dict[str, Any]:
    """One page: how it was understood, its relations in reading order, the counts."""
    document = checked.document
    excuses = {**checked.known, **checked.silenced}
    return {
        "path": document.path,
        "context": [entry_json(entry) for entry in document.entries],
        "relations": [
            relation_json(each, checked.verdicts[each.id], document.path, excuses.get(each.id))
            for each in document.relations
        ],
        "summary": dict(checked.summary),
    }


def entry_json(entry: ContextEntry) -> dict[str, Any]:
    """A symbol, definition, hypothesis or assumption."""
    return {
        "section": entry.section,
        "line": entry.line,
        "kind": entry.kind,
        "name": entry.name,
        "shape": None if entry.shape is None else list(entry.shape),
        "latex": entry.latex,
        "origin": entry.origin,
    }


def relation_json(relation: Relation, verdict: Verdict, page: str = "", silenced: str | None = None) -> dict[str, Any]:
    """One relation with its verdict, and why it does not count if it is silenced or known from before.

    `path` is there only for text that comes from another file than the page.
    """
    span = relation.span
    elsewhere = {"path": span.path} if span.path not in ("", page) else {}
    return {
        "id": relation.id,
        "section": relation.section,
        **elsewhere,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "cell": span.cell,
        "lhs": relation.lhs_text,
        "relation": relation.op,
        "rhs": relation.rhs_text,
        "verdict": verdict.kind,
        "method": verdict.method,
        "reason": verdict.reason,
        "witness": None if verdict.witness is None else witness_json(verdict.witness),
        "repair": verdict.repair,
        "conditions": list(verdict.conditions),
        "uses": list(verdict.uses),
        "rests_on": list(verdict.rests_on),
        "follows_from": verdict.follows_from,
        "steps": verdict.steps,
        "seconds": verdict.seconds,
        "silenced": silenced,
    }


def witness_json(witness: Witness) -> dict[str, Any]:
    """The values of the symbols, and of both sides at them."""
    return {
        "values": {spoken(name): exact(value) for name, value in witness.values.items()},
        "lhs": exact(witness.lhs),
        "rhs": exact(witness.rhs),
    }


def spoken(name: str) -> str:
    r"""A name without the backslash where it is a single command: `eta` for `\eta`.

    >>> spoken(r"\eta"), spoken(r"\tilde{\lambda}")
    ('eta', '\\tilde{\\lambda}')
    """
    return name[1:] if name.startswith("\\") and name[1:].isalpha() else name


def exact(value: object) -> object:
    """A value that JSON can hold without rounding it. Raises `TypeError` for anything else, floats among it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, list | tuple):
        return [exact(item) for item in value]
    if isinstance(value, dict):
        return {str(key): exact(item) for key, item in value.items()}
    raise TypeError(f"no exact form for {type(value).__name__}")


# Not escaped by JSON already, but it changes how the text around it is shown: C1 controls, bidirectional marks.
_UNSAFE = {
    code: f"\\u{code:04x}"
    for code in (
        0x7F,
        *range(0x80, 0xA0),
        0x061C,
        0x200E,
        0x200F,
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
        0xFEFF,
    )
}
