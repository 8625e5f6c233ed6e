"""The page `docs/facts.md`: every fact and its mutant with their verdicts. Written anew by

    python -m tests.facts.page

Times are of the machine that wrote it; a test holds that all the rest is what the judge says now. What of
`not_yet.py` is not up to date is printed too.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from derivations.api import check
from derivations.document.verdicts import Verdict
from tests.facts.classes import CLASSES
from tests.facts.fact import Fact
from tests.facts.not_yet import NOT_YET

PAGE = Path(__file__).parents[2] / "docs" / "facts.md"

HEAD = """# Facts about matrices

{facts} identities and derivatives, each with one mutant that is false: a sign, a factor, a transpose, an order that is
wrong. What is true and what is false was found by NumPy alone, in random matrices that are what is declared; so the
judge, which shares nothing with it, can be measured. The declarations, and all three sides in NumPy, stand in
`tests/facts`; numbers are those of the *Matrix Cookbook* (Petersen and Pedersen, 2012), for facts that stand there.

`python -m tests.facts.page` writes this page.

| | |
|---|---:|
| facts at least supported | {supported} |
| facts proved | {proved} |
| mutants refuted | {refuted} |
| facts refuted, mutants proved or supported | {wrong} |
| decided, median | {median} ms |
| decided, slowest | {slowest} ms |
"""

TABLE = """
## {title}

{counts}

| fact | Cookbook | verdict | ms | mutant | verdict |
|---|---|---|---:|---|---|
{rows}
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact with what the judge says of it and of its mutant, and the milliseconds for each."""

    fact: Fact
    true: Verdict
    false: Verdict
    times: tuple[float, float]

    @property
    def is_supported(self) -> bool:
        return self.true.kind in ("proved", "supported")

    @property
    def is_reached(self) -> bool:
        return self.is_supported and self.false.kind == "refuted"

    @property
    def is_wrong(self) -> bool:
        return self.true.kind == "refuted" or self.false.kind in ("proved", "supported")


def judged(fact: Fact) -> Judged:
    (true, first), (false, second) = (_verdict(fact.page(true=true)) for true in (True, False))
    return Judged(fact, true, false, (first, second))


def _verdict(page: str) -> tuple[Verdict, float]:
    """Of the last relation of a page."""
    (checked,) = check(page).documents
    verdict = checked.verdicts[checked.document.relations[-1].id]
    return verdict, verdict.seconds * 1000


def page(classes: dict[str, list[Judged]]) -> str:
    found = [one for several in classes.values() for one in several]
    times = [time for one in found for time in one.times]
    head = HEAD.format(
        facts=len(found),
        supported=_share(sum(one.is_supported for one in found), len(found)),
        proved=_share(sum(one.true.kind == "proved" for one in found), len(found)),
        refuted=_share(sum(one.false.kind == "refuted" for one in found), len(found)),
        wrong=sum(one.is_wrong for one in found),
        median=f"{median(times):.1f}",
        slowest=f"{max(times):.0f}",
    )
    return head + "".join(_table(title, several) for title, several in classes.items())


def _table(title: str, found: list[Judged]) -> str:
    supported, refuted = sum(one.is_supported for one in found), sum(one.false.kind == "refuted" for one in found)
    counts = f"{len(found)} facts, {supported} at least supported; of the mutants {refuted} refuted."
    return TABLE.format(title=title, counts=counts, rows="\n".join(map(_row, found)))


def _row(one: Judged) -> str:
    true, false = (f"${_in_a_cell(one.fact.relation(true=true))}$" for true in (True, False))
    words = f"{one.true.kind} by {one.true.method}" if one.is_supported else one.true.kind
    return f"| {true} | {one.fact.cookbook} | {words} | {sum(one.times):.1f} | {false} | {one.false.kind} |"


def _in_a_cell(formula: str) -> str:
    """Without the bar that ends a cell."""
    return re.sub(r"\\?\|", lambda bar: r"\Vert " if bar[0] == r"\|" else r"\vert ", formula)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}, {100 * part / whole:.1f} %"


def without_times(text: str) -> str:
    text = re.sub(r"^(\|.*\|) [\d.]+ (\| \$.*)$", r"\1 \2", text, flags=re.MULTILINE)
    return re.sub(r"[\d.]+ ms", "ms", text)


def changes(found: list[Judged]) -> str:
    """What is to be taken off the list of what is not reached, and what to be put on it."""
    listed = frozenset[str]().union(*NOT_YET.values())
    missed = {one.fact.name for one in found if not one.is_reached}
    return f"take off: {' '.join(sorted(listed - missed))}\nput on: {' '.join(sorted(missed - listed))}\n"


if __name__ == "__main__":
    classes = {title: [judged(fact) for fact in facts] for title, facts in CLASSES.items()}
    text = page(classes)
    PAGE.write_text(text, "utf-8")
    sys.stdout.write(text.split("\n## ", 1)[0] + "\n" + changes([one for found in classes.values() for one in found]))
