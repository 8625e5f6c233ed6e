"""The pages in folders: Markdown, LaTeX and notebooks, in order, hidden folders and installed packages left out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from derivations.commands import Unusable
from derivations.commands.project import Project
from derivations.reader.sources import Source

SUFFIXES = (".md", ".markdown", ".tex", ".ipynb")

_FOREIGN = frozenset({"node_modules", "site-packages", "__pycache__"})


def expanded(paths: Iterable[str], settings: Project) -> tuple[list[str], frozenset[str]]:
    """The pages named or in folders named, each once, and which of them were only found. Raises `Unusable`."""
    named: list[str] = []
    found: set[str] = set()
    for path in paths:
        if not os.path.isdir(path):
            named.append(path)
            continue
        inside = list(_inside(path, settings))
        if not inside:
            raise Unusable(f"{path}: no pages in this folder ({', '.join(SUFFIXES)})")
        named.extend(inside)
        found.update(inside)
    return list(dict.fromkeys(named)), frozenset(found)


def _inside(folder: str, settings: Project) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_foreign(place, name))
        for name in sorted(files):
            path = Path(place, name).as_posix()
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and not is_excluded(path, settings):
                yield path


def _is_foreign(place: str, name: str) -> bool:
    return name.startswith(".") or name in _FOREIGN or os.path.exists(os.path.join(place, name, "pyvenv.cfg"))


def is_excluded(path: str, settings: Project) -> bool:
    """Whether a pattern fits the path or a folder above it, as seen from the folder of the settings.

    >>> is_excluded("docs/old/a.md", Project(exclude=("docs/old",))), is_excluded("a.md", Project(exclude=("b*",)))
    (True, False)
    """
    try:
        seen = Path(os.path.relpath(path, settings.folder))
    except ValueError:  # another drive
        return False
    names = [place.as_posix() for place in (seen, *seen.parents)][:-1]
    return any(fnmatchcase(name, pattern.rstrip("/")) for pattern in settings.exclude for name in names)


def without_chapters(sources: list[Source], found: frozenset[str]) -> list[Source]:
    r"""The pages that stand alone: a file that another takes in with `\input` is read there, unless it was named."""
    inside = {part.path for source in sources for part in source.stretches if not _same(part.path, source.path)}
    return [source for source in sources if source.path not in found or Path(source.path).as_posix() not in inside]


def _same(one: str, other: str) -> bool:
    return Path(one) == Path(other)
