"""The file that a survey appends to: one record a line, so that nothing is lost whenever it stops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from derivations.survey.record import Record


def records_in(file: Path) -> Iterator[Record]:
    """The records of a file, those that were not written whole left out; none where there is no file."""
    if not file.exists():
        return
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            record = Record.from_line(line)
            if record is not None:
                yield record


class Results:
    """Appends records; a line that was cut off by an interruption before stays alone on its line."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file.open("a+b")
        if self._file.tell() > 0:
            self._file.seek(-1, 2)
            if self._file.read(1) != b"\n":
                self._file.write(b"\n")

    def add(self, record: Record) -> None:
        self._file.write(record.line().encode("utf-8", "surrogatepass"))
        self._file.flush()

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._file.close()
