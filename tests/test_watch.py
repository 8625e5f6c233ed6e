"""`check --watch` in a process of its own: it checks what was saved and nothing else, and survives what pages do."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PATIENCE = 60
"""Seconds until a silent process has failed; nothing depends on how long it takes."""

FALSE = "Then $1 + 1 = 3$.\n"
TRUE = "Then $1 + 1 = 2$.\n"


class Watched:
    """The process, with what it says line by line."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        windows = {"creationflags": 0x200} if sys.platform == "win32" else {}
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "derivations", "check", "--watch", *arguments],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            **windows,  # type: ignore[call-overload]
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, words: str) -> str:
        """What is said up to the line that holds the words."""
        said = ""
        while words not in said:
            said += self._lines.get(timeout=PATIENCE)
        return said

    def interrupt(self) -> int:
        self.process.send_signal(signal.CTRL_BREAK_EVENT if sys.platform == "win32" else signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    (tmp_path / "docs").mkdir()
    save(tmp_path / "docs" / "a.md", FALSE)
    save(tmp_path / "docs" / "b.md", TRUE)
    running = Watched(tmp_path, "docs")
    yield running
    running.process.kill()
    running.process.wait()


def save(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def test_only_what_was_saved_is_checked_again(watched: Watched, tmp_path: Path) -> None:
    first = watched.until("watching 2 pages")
    assert "docs/a.md:1:13" in first
    save(tmp_path / "docs" / "b.md", "A line.\n\n" + FALSE)
    again = watched.until("watching 2 pages")
    assert "docs/b.md:3:13" in again
    assert "docs/a.md" not in again
    save(tmp_path / "docs" / "c.md", FALSE)
    assert "docs/c.md:1:13" in watched.until("watching 3 pages")


def test_a_page_that_vanishes_or_cannot_be_read_does_not_end_it(watched: Watched, tmp_path: Path) -> None:
    watched.until("watching")
    (tmp_path / "docs" / "a.md").write_bytes(b"\xff\xfe")
    assert "docs/a.md: not UTF-8 text" in watched.until("watching")
    (tmp_path / "docs" / "a.md").unlink()
    assert "docs/a.md: No such file" in watched.until("watching")
    save(tmp_path / "docs" / "b.ipynb", '{"cells": [')
    assert "docs/b.ipynb:1:12: not a notebook" in watched.until("watching")
    save(tmp_path / "docs" / "a.md", FALSE)
    assert "docs/a.md:1:13" in watched.until("watching")
    assert watched.process.poll() is None


@pytest.mark.skipif(sys.platform == "win32", reason="a break ends a Windows process with a status of its own")
def test_an_interrupt_ends_it_with_130(watched: Watched) -> None:
    watched.until("watching")
    assert watched.interrupt() == 130
    watched.until("interrupted")


def test_a_page_is_checked_again_when_what_it_takes_in_is_saved(tmp_path: Path) -> None:
    save(tmp_path / "main.tex", "\\input{part}\n")
    save(tmp_path / "part.tex", TRUE)
    running = Watched(tmp_path, "main.tex")
    try:
        running.until("watching 1 page")
        save(tmp_path / "part.tex", "A line.\n\n" + FALSE)
        assert "part.tex:3:13" in running.until("watching 1 page")
    finally:
        running.process.kill()
        running.process.wait()
