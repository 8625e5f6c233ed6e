"""How fast pages are checked: claims per second, time per claim, and where the time goes. Prints tables.

    python benchmarks/bench_check.py [PAGE ...] [--profile]

Without pages it takes `tests/cases/*.md`. A claim counts where the judge was asked: proved, supported, refuted or
undecided, but not given or unread. Every page is checked once before the clock runs, so that the grammar is built and
modules are imported; `--profile` lists the functions that cost most, per phase.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from derivations.document.document import CheckedDocument, Document
from derivations.latex.rows import read_formula
from derivations.reader.page import read_page
from derivations.reader.sources import Math, Source, load
from derivations.verify import judge

CASES = Path(__file__).parent.parent / "tests" / "cases"

ASKED = ("proved", "supported", "refuted", "undecided")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Phases:
    """Seconds for one page: files to pieces, formulas to syntax, syntax to relations in context, verdicts."""

    sources: float
    formulas: float
    meaning: float
    deciding: float


def measure(path: Path) -> tuple[Phases, CheckedDocument]:
    """One page, phase by phase. Reading a page parses its formulas, so their time alone is taken off."""
    source, sources = timed(lambda: load(path))
    _, formulas = timed(lambda: parse_formulas(source))
    document, reading = timed(lambda: read_page(source))
    checked, deciding = timed(lambda: judge(document))
    return Phases(sources, formulas, max(0.0, reading - formulas), deciding), checked


def timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def parse_formulas(source: Source) -> None:
    """Every formula of the page to syntax."""
    for piece in source.pieces:
        if isinstance(piece, Math):
            read_formula(source.text, piece.start, piece.end, source.macros)


def peak_memory() -> float:
    """The most that this process ever held, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kibibytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def quantile(values: list[float], share: float) -> float:
    """The smallest value with at least that share of the values at or below it."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


def table(rows: Iterable[tuple[str, str]]) -> None:
    listed = list(rows)
    width = max(len(label) for label, _ in listed)
    print("\n".join(f"{label:<{width}}  {value:>12}" for label, value in listed), end="\n\n")


def report(pages: list[Path], before: float) -> None:
    """Print everything that was measured."""
    measured = [measure(page) for page in pages]
    claims = [
        (verdict.seconds, f"{page.document.path}:{relation.span.line}", verdict.kind)
        for _, page in measured
        for relation in page.document.relations
        if (verdict := page.verdicts[relation.id]).kind in ASKED
    ]
    if not claims:
        raise SystemExit("no claims on these pages")
    seconds = [each[0] for each in claims]
    phases = {name: sum(getattr(each, name) for each, _ in measured) for name in Phases.__slots__}
    total = sum(phases.values())
    table(
        [
            ("pages", str(len(pages))),
            ("relations", str(sum(len(page.document.relations) for _, page in measured))),
            ("claims", str(len(claims))),
            ("claims per second, read and decided", f"{len(claims) / total:.0f}"),
            ("claims per second, deciding alone", f"{len(claims) / phases['deciding']:.0f}"),
            ("deciding, median", f"{1000 * statistics.median(seconds):.2f} ms"),
            ("deciding, mean", f"{1000 * statistics.fmean(seconds):.2f} ms"),
            ("deciding, 99th percentile", f"{1000 * quantile(seconds, 0.99):.1f} ms"),
            ("deciding, slowest", f"{1000 * max(seconds):.1f} ms"),
            ("memory before the pages", f"{before:.0f} MB"),
            ("memory at most", f"{peak_memory():.0f} MB"),
        ]
    )
    table((name, f"{value:.3f} s {100 * value / total:3.0f} %") for name, value in phases.items())
    table(_counted(kind for *_, kind in claims))
    print("slowest claims")
    table((place, f"{1000 * spent:.1f} ms") for spent, place, _ in sorted(claims, reverse=True)[:8])


def _counted(kinds: Iterable[str]) -> list[tuple[str, str]]:
    return [(kind, str(count)) for kind, count in Counter(kinds).most_common()]


def profile(pages: list[Path]) -> None:
    """The functions with most time of their own, for reading and for deciding."""
    documents: list[Document] = []
    for title, work in (
        ("reading", lambda: documents.extend(read_page(load(page)) for page in pages)),
        ("deciding", lambda: [judge(document) for document in documents]),
    ):
        profiler = cProfile.Profile()
        profiler.runcall(work)
        print(title)
        pstats.Stats(profiler, stream=sys.stdout).strip_dirs().sort_stats("tottime").print_stats(25)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("pages", nargs="*", type=Path, metavar="PAGE")
    arguments.add_argument("--profile", action="store_true", help="list the functions that cost most")
    asked = arguments.parse_args()
    pages = asked.pages or sorted(CASES.glob("*.md"))
    before = peak_memory()
    for page in pages:
        measure(page)
    if asked.profile:
        profile(pages)
    else:
        report(pages, before)


if __name__ == "__main__":
    main()
