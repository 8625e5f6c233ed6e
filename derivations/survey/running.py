"""Pages in parallel, in processes that are stopped where a relation takes too long or too much memory.

Only that relation is lost: it becomes `undecided` with a reason that starts with `limit`, and the page is judged again
without it. What cannot even be read in time is a page without relations, with the reason.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pebble import ProcessExpired, ProcessPool

from derivations.survey.record import Record, Terms
from derivations.survey.worker import READING, judge_page, start

PATIENCE = 30.0
"""Seconds for one relation, or for reading one page."""

MEMORY = 4 * 1024**3
"""Bytes of address space for one process."""

_LOOK = 0.5
_TASKS = 100
"""Pages for one process, before a new one takes its place."""


@dataclass
class _Running:
    """A page under way: where its process says what it is at, and since when it is there."""

    path: str
    key: str
    place: Path
    passed_over: dict[str, str] = field(default_factory=dict)
    at: str = ""
    since: float = 0.0
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many processes, the seconds that one relation may take, and the bytes that one process may hold."""

    jobs: int
    patience: float = PATIENCE
    memory: int = MEMORY


Work = Callable[[str, Terms, Mapping[str, str], str], tuple[list[dict[str, Any]], float]]
"""What a process does with a page: its relations and the seconds, as `judge_page` gives them."""


def surveyed(
    pages: Sequence[tuple[str, str]], terms: Terms, bounds: Bounds, work: Work = judge_page
) -> Iterator[Record]:
    """The records of pages, given as paths with their keys, in the order in which they are done."""
    context = multiprocessing.get_context("spawn")
    with (
        TemporaryDirectory(prefix="derivations-") as folder,
        ProcessPool(bounds.jobs, _TASKS, start, (bounds.memory,), context) as pool,
    ):
        run = _Run(pool, terms, bounds, work)
        waiting = iter(enumerate(pages))
        try:
            while True:
                while len(run.futures) < 2 * bounds.jobs and (following := next(waiting, None)) is not None:
                    number, (path, key) = following
                    run.submit(_Running(path, key, Path(folder, str(number))))
                if not run.futures:
                    return
                yield from run.finished()
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]
            raise


class _Run:
    def __init__(self, pool: ProcessPool, terms: Terms, bounds: Bounds, work: Work) -> None:
        self.pool, self.terms, self.bounds, self.work = pool, terms, bounds, work
        self.futures: dict[Future[Any], _Running] = {}

    def submit(self, page: _Running) -> None:
        page.place.write_text("", "utf-8")
        page.at, page.stopped = "", False
        arguments = (page.path, self.terms, page.passed_over, str(page.place))
        self.futures[self.pool.schedule(self.work, args=arguments)] = page

    def finished(self) -> Iterator[Record]:
        """Those that are done by now; those that stand still are stopped."""
        done, _ = wait(list(self.futures), timeout=_LOOK, return_when=FIRST_COMPLETED)
        for future in done:
            page = self.futures.pop(future)
            record = self._record(future, page)
            if record is None:
                self.submit(page)
            else:
                yield record
        for future, page in self.futures.items():
            self._look_after(future, page)

    def _look_after(self, future: Future[Any], page: _Running) -> None:
        at, now = page.place.read_text("utf-8"), time.monotonic()
        if at != page.at or not at:
            page.at, page.since = at, now
        elif now - page.since > self.bounds.patience and not page.stopped:
            page.stopped = True
            future.cancel()

    def _record(self, future: Future[Any], page: _Running) -> Record | None:
        """The record of a page, or None where it has to be judged again without the relation that it was at."""
        try:
            relations, seconds = future.result()
        except CancelledError:
            return self._without(page, f"limit: it took more than {self.bounds.patience:g} seconds")
        except (ProcessExpired, MemoryError):
            return self._without(page, "limit: memory")
        except Exception as error:  # noqa: BLE001 - whatever one relation does to the judge, the others are decided
            return self._without(page, f"the judge failed: {type(error).__name__}: {error}")
        return Record(page.path, page.key, seconds, _frozen(relations), "")

    @staticmethod
    def _without(page: _Running, reason: str) -> Record | None:
        at = page.place.read_text("utf-8")
        if at in ("", READING) or at in page.passed_over:
            return Record(page.path, page.key, 0.0, (), reason)
        page.passed_over[at] = reason
        return None


def _frozen(relations: list[dict[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(relations)
