r"""How much of labelled pages is read and decided, and whether anything false is said.

    python benchmarks/labelled_pages.py FOLDER LABELS.json [--list] [--format json]

LABELS is a JSON object from pages below FOLDER to lists of `{"line", "order", "label"}`: the relation that is the
`order`-th, from 1, on its line. Labels are G given, T true, S:<condition> true under a condition, F false as it is
written, N not to be judged from the page. Pages are judged by `derivations survey`, so a second run takes what the
first one found. The status is 1 if something true was refuted or something false proved.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derivations.cli import main as derivations
from derivations.document.verdicts import KINDS
from derivations.survey.results import records_in

NAMES = {"G": "given", "T": "true", "S": "true under a condition", "F": "false", "N": "not to be judged"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A labelled relation with its verdict; without one no relation was seen there."""

    place: str
    label: str
    verdict: str
    text: str
    reason: str
    of: str

    @property
    def wrong(self) -> bool:
        """Whether something false was said. `S` may be refuted where its condition is not on the page."""
        return (self.label, self.verdict) in {("T", "refuted"), ("F", "proved")}


def entries(labels: Mapping[str, list[dict[str, Any]]], found: Mapping[str, tuple[Any, ...]]) -> Iterator[Entry]:
    """Every label beside what was said of the relation that it is on."""
    for path, marks in labels.items():
        by_line: dict[int, list[Any]] = {}
        for relation in sorted(found.get(path, ()), key=lambda each: (each["line"], each["column"])):
            by_line.setdefault(relation["line"], []).append(relation)
        for mark in marks:
            here = by_line.get(mark["line"], [])
            relation = here[mark["order"] - 1] if mark["order"] <= len(here) else None
            place = f"{path}:{mark['line']}:{mark['order']}"
            said = ("not seen", "", "") if relation is None else _said(relation)
            yield Entry(place, mark["label"][:1], *said, mark.get("class") or "")


def _said(relation: Mapping[str, Any]) -> tuple[str, str, str]:
    return relation["verdict"], f"{relation['lhs']} {relation['relation']} {relation['rhs']}", relation["reason"] or ""


def figures(marked: list[Entry]) -> dict[str, str]:
    """What is asked of the judge, in shares."""
    of = {label: [each for each in marked if each.label == label] for label in NAMES}
    true, false = of["T"] + of["S"], of["F"]
    read = [each for each in marked if each.verdict not in ("unread", "not seen")]
    supported = [each for each in true if each.verdict in ("proved", "supported")]
    proved = [each for each in supported if each.verdict == "proved"]
    refuted = [each for each in false if each.verdict == "refuted"]
    return {
        "read": share(len(read), len(marked)),
        "true, proved or supported": share(len(supported), len(true)),
        "of these proved": share(len(proved), len(supported)),
        "false, refuted": share(len(refuted), len(false)),
        "true, refuted": str(sum(each.wrong and each.label == "T" for each in marked)),
        "true under a condition, refuted": str(sum(each.verdict == "refuted" for each in of["S"])),
        "false, proved": str(sum(each.wrong and each.label == "F" for each in marked)),
    }


def share(part: int, whole: int) -> str:
    return f"{part} of {whole}, {100 * part / whole:.0f} %" if whole else "none"


def table(marked: list[Entry]) -> Iterator[str]:
    """Verdicts by label."""
    kinds = [*KINDS, "not seen"]
    yield " " * 24 + "".join(f"{kind:>11}" for kind in kinds)
    for label, name in NAMES.items():
        counts = Counter(each.verdict for each in marked if each.label == label)
        yield f"{name:24}" + "".join(f"{counts[kind]:11}" for kind in kinds)


def hit(each: Entry) -> bool:
    """Whether an entry got what it should."""
    wanted = {"G": ("given",), "T": ("proved", "supported"), "S": ("proved", "supported"), "F": ("refuted",)}
    return each.verdict in wanted.get(each.label, KINDS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--results", default=".derivations/labelled.jsonl", help="where what was found is kept")
    parser.add_argument("--list", action="store_true", help="every entry that is missed, with the reason")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    labels = json.loads(arguments.labels.read_text("utf-8"))
    pages = [str(arguments.folder / path) for path in labels]
    summary = str(Path(arguments.results).with_suffix(".json"))
    derivations(["survey", *pages, "--results", arguments.results, "--format", "json", "--output", summary])
    records = {record.path: record.relations for record in records_in(Path(arguments.results))}
    found = {path: records[str(arguments.folder / path)] for path in labels if str(arguments.folder / path) in records}
    marked = list(entries(labels, found))
    if arguments.format == "json":
        print(json.dumps(figures(marked), indent=1))
    else:
        print(*table(marked), "", *(f"{name:34}{value}" for name, value in figures(marked).items()), sep="\n")
    for each in marked if arguments.list else ():
        if not hit(each):
            print(f"{each.place} {NAMES[each.label]}, {each.verdict}: {each.text[:110]}  [{each.reason[:110]}]")
    return 1 if any(each.wrong for each in marked) else 0


if __name__ == "__main__":
    sys.exit(main())
