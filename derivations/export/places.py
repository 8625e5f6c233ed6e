"""Where relations stand for tools that show files: paths from the folder in which they run, lines of the file itself.

Everything else counts a notebook's lines within its cells; here they are those of the notebook's file.

>>> Places().path("notes/../a b/page.md")
'a b/page.md'
>>> uri("a b/50%.md"), uri("c:d.md")
('a%20b/50%25.md', 'c%3Ad.md')
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from derivations.document.document import Span
from derivations.reader.sources.notebook_lines import NotebookLines


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and columns of a file, from 1, the end behind the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


class Places:
    """Places seen from a folder, by default the one in which we run."""

    def __init__(self, root: str | None = None) -> None:
        self._root = os.getcwd() if root is None else root
        self._notebooks: dict[str, NotebookLines | None] = {}

    def path(self, path: str) -> str:
        """With `/`, from the root where it lies under it, else from the top of the file system."""
        full = Path(os.path.abspath(os.path.join(self._root, path)))
        root = Path(os.path.abspath(self._root))
        return full.relative_to(root).as_posix() if full.is_relative_to(root) else full.as_posix()

    def region(self, span: Span) -> Region | None:
        """Where the span stands in its file; None where that cannot be known."""
        if span.cell is None:
            return Region(span.line, span.column, span.end_line, span.end_column) if span.line > 0 else None
        notebook = self._notebook(span.path)
        start = notebook and notebook.position(span.cell, span.line, span.column)
        end = notebook and notebook.position(span.cell, span.end_line, span.end_column)
        return Region(*start, *end) if start and end else None

    def _notebook(self, path: str) -> NotebookLines | None:
        if path not in self._notebooks:
            try:
                text = Path(self._root, path).read_text("utf-8-sig")
                json.loads(text)
            except (OSError, ValueError):
                self._notebooks[path] = None  # it came from elsewhere, is gone or another: cells are all that is known
            else:
                self._notebooks[path] = NotebookLines(text)
        return self._notebooks[path]


def uri(path: str) -> str:
    """The path as a relative reference, or as an address where it starts at the top of the file system."""
    return Path(path).as_uri() if os.path.isabs(path) else quote(path, safe="/")
