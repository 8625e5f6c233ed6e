r"""Notebooks: their Markdown cells, one after another; cells count from 1 and code cells count too.

>>> cells('{"cells": [{"cell_type": "code", "source": "1"}, {"cell_type": "markdown", "source": ["$x$"]}]}', "n")
[(2, '$x$')]
"""

from __future__ import annotations

import json

from derivations.reader.sources import markdown
from derivations.reader.sources.pieces import Break, Piece, SourceError, Stretch


def cells(text: str, path: str) -> list[tuple[int, str]]:
    """Number and text of every Markdown cell. Raises `SourceError` where the file is no notebook."""
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"{path}:{error.lineno}:{error.colno}: not a notebook: {error.msg}") from error
    except RecursionError as error:
        raise SourceError(f"{path}: not a notebook: nested too deeply") from error
    listed = notebook.get("cells") if isinstance(notebook, dict) else None
    if listed is None and isinstance(notebook, dict):  # version 3
        sheets = notebook.get("worksheets")
        listed = sheets[0].get("cells") if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict) else None
    if not isinstance(listed, list):
        raise SourceError(f"{path}: not a notebook: no list of cells")
    found = []
    for number, cell in enumerate(listed, 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "markdown":
            continue
        source = cell.get("source", "")
        if isinstance(source, list):
            source = "".join(str(line) for line in source)
        found.append((number, str(source)))
    return found


def notebook_pieces(text: str, path: str) -> tuple[str, tuple[Piece, ...], tuple[Stretch, ...]]:
    """The cells as one text, its pieces, and the stretch of every cell."""
    parts: list[str] = []
    pieces: list[Piece] = []
    stretches: list[Stretch] = []
    start = 0
    for number, cell in cells(text, path):
        stretches.append(Stretch(start, path, number, 0, cell))
        parts.append(cell + "\n\n")
        start += len(parts[-1])
    whole = "".join(parts)
    for stretch in stretches:
        end = stretch.start + len(stretch.text)
        pieces.extend(markdown.pieces(whole, stretch.start, end))
        pieces.append(Break(end, end))
    return whole, tuple(pieces), tuple(stretches) or (Stretch(0, path, None, 0, ""),)
