"""What a process of a survey does: one page, relation by relation, telling where it is.

Where it is stands in a small file, so that whoever stops the process knows which relation it was at; that relation is
passed over when the page is judged again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from derivations.document.document import CheckedDocument
from derivations.export.json import document_json
from derivations.reader.page import read_page
from derivations.reader.sources import load
from derivations.survey.record import Terms
from derivations.verify.judge import Judge

READING = "reading"


def start(memory: int) -> None:
    """Bound the memory of this process, in bytes, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def judge_page(
    path: str, terms: Terms, passed_over: Mapping[str, str], place: str
) -> tuple[list[dict[str, Any]], float]:
    """The relations of a page with their verdicts, and the seconds; `passed_over` are those that are not tried, with
    the reason.
    """
    started = time.perf_counter()
    at = Path(place)
    at.write_text(READING, "utf-8")
    document = read_page(load(path), terms.declarations)
    judge = Judge(document, terms.seed, terms.limits)
    verdicts = {}
    for relation in document.relations:
        at.write_text(relation.id, "utf-8")
        reason = passed_over.get(relation.id)
        verdicts[relation.id] = judge.verdict(relation) if reason is None else judge.passed_over(relation, reason)
    relations = document_json(CheckedDocument(document, verdicts))["relations"]
    return relations, round(time.perf_counter() - started, 3)
