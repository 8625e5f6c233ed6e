"""Where reports are shown: in colours and at its width on a terminal, plain and unwrapped in a pipe or a file."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console, RenderableType

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
        text = "\n".join(line.rstrip() for line in captured.get().split("\n"))
        self._console.file.write(text)
