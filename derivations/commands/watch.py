"""`derivations check --watch`: pages are checked again when they are saved, until an interrupt.

Files are asked for their time and size several times a second: that works everywhere and needs nothing installed. A
page is checked when its files have stayed the same from one look to the next, so one that is still being written is
waited for; one that is gone or cannot be read is said to be so, and is watched on.
"""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections.abc import Iterable

from rich.text import Text

from derivations.commands import Unusable, complain
from derivations.commands.check import Checking, show
from derivations.commands.folders import expanded, without_chapters
from derivations.commands.pages import page_at
from derivations.commands.screen import Screen
from derivations.reader.sources import Source

INTERVAL = 0.25
"""Seconds from one look to the next."""

Stamp = tuple[tuple[int, int] | None, ...]
"""Time and size of a page's files; None for one that is not there."""


def watch(checking: Checking, arguments: Namespace) -> int:
    """Never returns but by `KeyboardInterrupt`, which is status 130."""
    watching = _Watching(checking, arguments)
    while True:
        watching.look()
        time.sleep(INTERVAL)


class _Watching:
    """What is known of each page: its files, how they were at the last look and when it was last checked."""

    def __init__(self, checking: Checking, arguments: Namespace) -> None:
        self._checking = checking
        self._arguments = arguments
        self._screen = Screen()
        self._files: dict[str, tuple[str, ...]] = {}
        self._seen: dict[str, Stamp] = {}
        self._done: dict[str, Stamp] = {}
        self._first = True

    def look(self) -> None:
        """Check what has changed and come to rest."""
        paths, found = self._pages()
        stamps = {path: _stamp(self._files.get(path, (path,))) for path in paths}
        ready = [
            path
            for path, stamp in stamps.items()
            if self._done.get(path) != stamp and (self._first or self._seen.get(path) == stamp)
        ]
        self._seen = stamps
        if ready:
            self._check(ready, stamps, found)
        if self._first or ready:
            self._screen.show(Text(f"watching {len(paths)} page{'' if len(paths) == 1 else 's'}, Ctrl-C ends", "dim"))
        self._first = False

    def _pages(self) -> tuple[list[str], frozenset[str]]:
        paths: list[str] = []
        found: set[str] = set()
        for path in self._checking.paths:
            try:
                here, inside = expanded([path], self._checking.settings)
            except Unusable as problem:  # a folder may be empty for now
                if self._first:
                    complain(str(problem))
                continue
            paths += here
            found |= inside
        # a page of a folder that vanished is looked at once more, to say so
        gone = [path for path in self._done if path not in paths and any(self._done[path])]
        return list(dict.fromkeys((*paths, *gone))), frozenset(found)

    def _check(self, paths: list[str], stamps: dict[str, Stamp], found: frozenset[str]) -> None:
        sources: dict[str, Source] = {}
        for path in paths:
            try:
                sources[path] = page_at(path)
            except Unusable as problem:
                complain(str(problem))
                self._done[path] = stamps[path]
        alone = without_chapters(list(sources.values()), found)
        for path, source in sources.items():
            files = tuple(dict.fromkeys((path, *(part.path for part in source.stretches))))
            self._files[path] = files
            self._done[path] = self._seen[path] = stamps[path] if len(files) == 1 else _stamp(files)
            if source in alone:
                show([(self._checking.checked(source), source)], self._arguments, self._screen)


def _stamp(files: Iterable[str]) -> Stamp:
    return tuple(map(_state, files))


def _state(file: str) -> tuple[int, int] | None:
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
