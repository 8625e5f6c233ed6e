"""Where reports are shown: in colours and at its width on a terminal, plain and unwrapped in a pipe or a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TextIO, TypeVar

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")

PLAIN_WIDTH = 120
"""Cells for an excerpt where nobody's terminal sets the width."""


class Screen:
    """Shows blocks on standard output, or in `file`. What is shown is never markup."""

    def __init__(self, file: TextIO | None = None) -> None:
        self._console = Console(file=file, highlight=False, markup=False, emoji=False)
        self._plain = not self._console.is_terminal
        self.width = PLAIN_WIDTH if self._plain else self._console.width

    def show(self, block: RenderableType = "") -> None:
        """A block; without a terminal long lines stay whole and no line ends in spaces."""
        if not self._plain:
            self._console.print(block)
            return
        wide = Console(file=self._console.file, highlight=False, markup=False, emoji=False, width=10_000, no_color=True)
        with wide.capture() as captured:
            wide.print(block)
        lines = captured.get().removesuffix("\n").split("\n")
        self._console.file.writelines(f"{line.rstrip()}\n" for line in lines)


def progress() -> Progress:
    """A bar on standard error if that is a terminal, nothing otherwise; it goes when the work is done."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def watched(work: Sequence[T], label: str) -> Iterable[T]:
    """The pieces of work, with a bar."""
    with progress() as bar:
        yield from bar.track(work, description=label)
