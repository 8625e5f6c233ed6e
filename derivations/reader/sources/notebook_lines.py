r"""Where in a notebook's file the lines of its cells stand: tools that show files know nothing of cells.

>>> text = '{"cells": [\n {"cell_type": "markdown",\n  "source": ["one\\n",\n "a \\\\le b"]}]}'
>>> NotebookLines(text).position(1, 2, 3)
(4, 5)
>>> NotebookLines(text).position(2, 1, 1) is None
True
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]', re.DOTALL)
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)

_Path = tuple[str | int, ...]


class NotebookLines:
    """Positions in the text of a notebook's file, which has to be valid JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cells: dict[int, list[tuple[str, int]]] = {}
        for path, token, start in _strings(text):
            inner = path[2:] if path[:1] == ("worksheets",) else path
            if inner[:1] == ("cells",) and len(inner) in (3, 4) and inner[2] == "source":
                self._cells.setdefault(int(inner[1]) + 1, []).append((json.loads(token), start + 1))

    def position(self, cell: int, line: int, column: int) -> tuple[int, int] | None:
        """Line and column in the file of a place in a cell, all from 1; None where there is no such place."""
        parts = self._cells.get(cell, [])
        lines = "".join(part for part, _ in parts).split("\n")
        if not 1 <= line <= len(lines) or not parts:
            return None
        wanted = sum(len(before) + 1 for before in lines[: line - 1]) + column - 1
        for part, start in parts:
            if wanted < len(part) or (part, start) == parts[-1]:
                break
            wanted -= len(part)
        place = start
        for _ in range(min(wanted, len(part))):
            match = _CHARACTER.match(self._text, place)
            assert match is not None
            place = match.end()
        return self._text.count("\n", 0, place) + 1, place - self._text.rfind("\n", 0, place)


def _strings(text: str) -> Iterator[tuple[_Path, str, int]]:
    """Every string that is a value, with the keys and places that lead to it and where it starts."""
    path: list[str | int] = []
    naming = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "{[":
            path.append("" if token == "{" else 0)
            naming = token == "{"
        elif token in "}]":
            path.pop()
            naming = False
        elif token == ",":
            last = path[-1]
            if isinstance(last, int):
                path[-1] = last + 1
            naming = not isinstance(last, int)
        elif token == ":":
            naming = False
        elif naming:
            path[-1] = json.loads(token)
        else:
            yield tuple(path), token, match.start()
