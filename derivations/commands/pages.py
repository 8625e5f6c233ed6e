"""Pages named on the command line: loading them, judging them with a progress bar, and writing reports.

What cannot be read is told to the user, one line each, and the other pages go on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from derivations.commands import Unusable, complain
from derivations.commands.screen import watched
from derivations.document.document import CheckedDocument, Document
from derivations.export.report import place
from derivations.reader.page import read_page, unreadable_declarations
from derivations.reader.sources import Source, SourceError, load, parse_text
from derivations.verify.judge import Judge
from derivations.verify.limits import DEFAULT, Limits

STDIN = "-"


def page_at(path: str) -> Source:
    """The page in a file, or on standard input for `-`. Raises `Unusable`."""
    if path == STDIN:
        try:
            return parse_text(sys.stdin.buffer.read().decode("utf-8-sig"), STDIN)
        except UnicodeDecodeError as error:
            raise Unusable(f"{STDIN}: not UTF-8 text (byte {error.start + 1})") from error
    try:
        return load(path)
    except SourceError as error:
        raise Unusable(str(error)) from error
    except ValueError as error:  # a path that no file can have, such as one with a null character
        raise Unusable(f"{path}: {error}") from error


def pages_at(paths: Iterable[str]) -> tuple[list[Source], bool]:
    """The pages that can be read, each once, and whether all could."""
    pages: list[Source] = []
    complete = True
    for path in dict.fromkeys(paths):
        try:
            pages.append(page_at(path))
        except Unusable as problem:
            complain(str(problem))
            complete = False
    return pages, complete


def declarations_in(path: str | None) -> str:
    """The text of a declarations file, empty without one. Raises `Unusable`."""
    if path is None:
        return ""
    try:
        text = Path(path).read_text("utf-8")
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{path}: not UTF-8 text (byte {error.start + 1})") from error
    for line, reason in unreadable_declarations(text):
        raise Unusable(f"{path}:{line}: {reason}: {text.splitlines()[line - 1].strip()}")
    return text


def read(source: Source, declarations: str) -> Document:
    """The page's document; what is wrong with the page itself is said at once."""
    document = read_page(source, declarations)
    for finding in document.findings:
        complain(f"{place(finding.span)}: {finding.message}")
    return document


def judged(document: Document, seed: int, limits: Limits = DEFAULT) -> CheckedDocument:
    """Every relation decided, with a progress bar where somebody is watching."""
    judge = Judge(document, seed, limits)
    relations = watched(document.relations, Path(document.path).name)
    return CheckedDocument(document, {each.id: judge.verdict(each) for each in relations})


def write(content: str | bytes, output: str | None) -> None:
    """To a file, or to standard output without one; bytes are written whole or not at all, and on no terminal. Raises
    `Unusable`.
    """
    if output is None:
        _show(content)
        return
    try:
        if isinstance(content, bytes):
            _replace(Path(output), content)
        else:
            Path(output).write_text(content, "utf-8", errors="backslashreplace")
    except OSError as error:
        raise Unusable(f"{output}: {error.strerror or error}") from error


def _show(content: str | bytes) -> None:
    if isinstance(content, str):
        sys.stdout.write(content)
    elif sys.stdout.isatty():
        raise Unusable("this format is not for a terminal: say which file with --output FILE")
    else:
        sys.stdout.buffer.write(content)
    sys.stdout.flush()


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(content)  # a device or a pipe
        return
    whole = path.resolve()
    part = whole.with_name(f".{whole.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        os.replace(part, whole)
    finally:
        part.unlink(missing_ok=True)
