r"""What the records of a survey come to: counts by verdict, page and reason, what is refuted, what was slow.

Reasons are counted by kind: places, names and formulas in them are left out.

>>> kind_of("unknown command \\foo (line 3, column 5)"), kind_of("x_1 occurs only here; y is never defined")
('unknown command \\foo', '… occurs only here')
>>> kind_of("the shapes do not fit: $A$ is n × m in $A x$"), kind_of("how it depends on \\theta is not said")
('the shapes do not fit', 'how it depends on … is not said')
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Any

from derivations.document.verdicts import KINDS, Witness
from derivations.export.report import value_words, witness_words
from derivations.survey.record import Record

Relation = Mapping[str, Any]

_PLACE = re.compile(r"\s*\((?:line|cell) [^()]*\)\Z")
_NAMED = (
    (re.compile(r"\A\S+ (occurs only here|is never defined)"), r"… \1"),
    (re.compile(r"\A(how it depends on) .* (is not said)\Z"), r"\1 … \2"),
    (re.compile(r"\A(the page says that) .*"), r"\1 … is something that is not understood"),
    (re.compile(r"\A(whether) \S+ (is independent of the others is not said).*"), r"\1 … \2"),
    (re.compile(r"\A\S+ has (no meaning here|a meaning of its own).*"), r"… has \1"),
    (re.compile(r"\A(a (?:subscript|superscript)) .*? (on an expression|that is no index)"), r"\1 \2"),
    (re.compile(r"\A(\d+) models, .*"), "models agree"),
    (re.compile(r"\A(limit: it took more than) .*"), r"\1 its time"),
    (re.compile(r"\A(another section says what) .*"), r"\1 … is"),
)


def kind_of(reason: str) -> str:
    """The reason without what is particular to one place."""
    first = _PLACE.sub("", reason.split("; ")[0])
    for pattern, words in _NAMED:
        if pattern.search(first):
            first = pattern.sub(words, first)
            break
    head, colon, rest = first.partition(": ")
    return head if colon and "$" in rest else first


@dataclass
class Tally:
    """Counts over pages. `refuted` and `slowest` are relations with their pages; `failures` are reasons by page."""

    verdicts: Counter[str] = field(default_factory=Counter)
    pages: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: dict[str, Counter[str]] = field(default_factory=lambda: {"unread": Counter(), "undecided": Counter()})
    examples: dict[tuple[str, str], str] = field(default_factory=dict)
    refuted: list[tuple[str, Relation]] = field(default_factory=list)
    seconds: list[tuple[float, str, Relation]] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Tally:
        """The counts, pages in order; of several records of one page the last one counts."""
        tally = cls()
        for _, record in sorted({record.path: record for record in records}.items()):
            tally._add(record)
        return tally

    def _add(self, record: Record) -> None:
        if record.failure:
            self.failures[record.path] = record.failure
            return
        self.pages[record.path] = Counter(relation["verdict"] for relation in record.relations)
        self.verdicts += self.pages[record.path]
        for relation in record.relations:
            verdict = relation["verdict"]
            if verdict == "refuted":
                self.refuted.append((record.path, relation))
            if verdict in self.reasons:
                kind = kind_of(relation["reason"] or "")
                self.reasons[verdict][kind] += 1
                self.examples.setdefault((verdict, kind), place(record.path, relation))
            if verdict not in ("given", "unread"):
                self.seconds.append((relation["seconds"], record.path, relation))

    @property
    def relations(self) -> int:
        return self.verdicts.total()

    def slowest(self, count: int) -> list[tuple[float, str, Relation]]:
        """The relations that took longest, with their seconds and pages."""
        return sorted(self.seconds, key=lambda each: -each[0])[:count]

    def times(self) -> dict[str, float]:
        """Seconds for one decided claim: the median, the 99th percentile, the longest, all together."""
        found = sorted(seconds for seconds, _, _ in self.seconds)
        if not found:
            return {}
        high = found[ceil(0.99 * len(found)) - 1]
        return {"median": median(found), "p99": high, "longest": found[-1], "all": sum(found)}

    def to_json(self) -> dict[str, Any]:
        """Everything, for programs."""
        return {
            "version": 1,
            "pages": {path: {kind: counts[kind] for kind in KINDS} for path, counts in self.pages.items()},
            "failures": self.failures,
            "summary": {kind: self.verdicts[kind] for kind in KINDS},
            "reasons": {
                verdict: [
                    {"reason": kind, "count": count, "example": self.examples[verdict, kind]}
                    for kind, count in counts.most_common()
                ]
                for verdict, counts in self.reasons.items()
            },
            "refuted": [{"path": path, **relation} for path, relation in self.refuted],
            "slowest": [
                {"seconds": seconds, "place": place(path, relation)} for seconds, path, relation in self.slowest(20)
            ],
            "seconds": self.times(),
        }


def place(path: str, relation: Relation) -> str:
    """Where a relation stands."""
    cell = f"cell {relation['cell']}:" if relation.get("cell") else ""
    return f"{path}:{cell}{relation['line']}:{relation['column']}"


def witness_of(relation: Relation) -> str:
    """The counterexample with the values of both sides, or the reason, in one line."""
    witness = relation.get("witness")
    if not witness:
        return relation.get("reason") or ""
    sides = " and ".join(value_words(witness[side]) for side in ("lhs", "rhs"))
    return f"{witness_words(Witness(**witness))}: {sides}"


def shares(counts: Mapping[str, int]) -> Iterator[tuple[str, int, float]]:
    """Verdicts with their counts and shares of all."""
    total = sum(counts.values())
    for kind in KINDS:
        yield kind, counts[kind], counts[kind] / total if total else 0.0
