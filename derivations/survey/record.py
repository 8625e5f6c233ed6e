r"""What a survey keeps of a page: one line of JSON, appended when the page is done.

A record is of a page as it was read, by a version of the program: its key is a fingerprint of both, so that a page is
judged again when either has changed.

>>> record = Record("a.md", "k", 0.5, ({"verdict": "proved"}, {"verdict": "unread"}), "")
>>> Record.from_line(record.line()) == record
True
>>> Record.from_line('{"path": "a.md", "re') is None
True
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from derivations.reader.sources import Source
from derivations.verify.limits import Limits

_JUDGES = ("derivations", "numeric")
_TOOLS = ("lark", "numpy", "python-flint", "sympy")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a page is judged under, the same for all pages of a survey."""

    declarations: str
    seed: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class Record:
    """A page that was surveyed: its relations as `derivations check --format json` gives them, or why it has none."""

    path: str
    key: str
    seconds: float
    relations: tuple[Mapping[str, Any], ...]
    failure: str

    def line(self) -> str:
        """The record as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Record | None:
        """The record in a line; None for a line that was not written whole, or is no record."""
        try:
            found = json.loads(line)
        except ValueError:
            return None
        if not isinstance(found, dict) or set(found) != {field.name for field in fields(cls)}:
            return None
        return cls(**{**found, "relations": tuple(found["relations"])})


def key_of(source: Source, terms: Terms) -> str:
    """A fingerprint of a page as it was read, of what it is judged under, and of the program."""
    parts = (source.text, sorted(source.macros.items()), terms.declarations, terms.seed, terms.limits, _program())
    return sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _program() -> str:
    """A fingerprint of the code that judges, and of the tools under it."""
    digest = sha256()
    for name in _JUDGES:
        folder = Path(str(import_module(name).__file__)).parent
        for file in sorted(each for each in folder.rglob("*") if each.suffix in (".py", ".lark")):
            digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    for tool in _TOOLS:
        digest.update(f"{tool} {_version(tool)}".encode())
    return digest.hexdigest()


def _version(tool: str) -> str:
    try:
        return version(tool)
    except PackageNotFoundError:
        return "unknown"
