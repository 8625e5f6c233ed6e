"""Settings of a project: the table `[tool.derivations]` of the nearest pyproject.toml upward that has one.

Paths are those from the folder of that file. A key that is not known, or a value of another type than it needs, is
`Unusable` and names the file and the line. What is said on the command line outranks all of it.

>>> project_in('[tool.derivations]\\npaths = ["docs"]\\nstrict = true', Path("pyproject.toml")).strict
True
>>> project_in('[tool.derivations]\\nstrcit = true', Path("pyproject.toml"))
Traceback (most recent call last):
derivations.commands.Unusable: pyproject.toml:2: strcit: no such setting; did you mean strict?
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from derivations.commands import Unusable
from derivations.commands.pages import declarations_in
from derivations.reader.page import unreadable_declarations
from derivations.verify.limits import DEFAULT, Limits

FILE = "pyproject.toml"
TABLE = "tool.derivations"


@dataclass(frozen=True, slots=True)
class Project:
    """What is set: pages and folders to check, patterns of pages to leave out, the judge's limits, declarations as
    text, whether undecided and unread count, and the baseline's file. Paths are as seen from where we run.
    """

    folder: str = "."
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    limits: Limits = DEFAULT
    declarations: str = ""
    strict: bool = False
    baseline: str | None = None


def project(config: str | None = None, start: str = ".") -> Project:
    """The settings in a file, or in the nearest one upward from a folder. Raises `Unusable`."""
    if config is not None:
        return project_in(_read(Path(config)), Path(config), required=True)
    folder = Path(os.path.abspath(start))
    for place in (folder, *folder.parents):
        file = place / FILE
        if file.is_file():
            seen = Path(_from_here(file))
            text = _read(seen)
            if "derivations" in text and _table(text, seen) is not None:
                return project_in(text, seen)
    return Project()


def project_in(text: str, file: Path, *, required: bool = False) -> Project:
    """The settings in the text of a file. Raises `Unusable`."""
    table = _table(text, file)
    if table is None:
        if required:
            raise Unusable(f"{file.as_posix()}: no table [{TABLE}]")
        return Project()
    found = Project(folder=file.parent.as_posix())
    for key, value in table.items():
        try:
            if key not in _READERS:
                raise ValueError(f"no such setting{_suggestion(key, _READERS)}")
            found = replace(found, **{key: _READERS[key](value, file.parent)})
        except _Nested as problem:
            raise Unusable(f"{_place(text, file, problem.key)}: {key}.{problem.key}: {problem}") from None
        except ValueError as problem:
            raise Unusable(f"{_place(text, file, key)}: {key}: {problem}") from None
    return found


class _Nested(ValueError):
    """What is wrong with a key of an inner table."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise Unusable(f"{file.as_posix()}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{file.as_posix()}: not UTF-8 text (byte {error.start + 1})") from error


def _table(text: str, file: Path) -> dict[str, Any] | None:
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\s*\(at line (\d+), column \d+\)", str(error))
        line = f":{place[1]}" if place else ""
        words = str(error).replace(place[0], "") if place else str(error)
        raise Unusable(f"{file.as_posix()}{line}: not TOML: {words}") from error
    table = tool.get("derivations") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise Unusable(f"{_place(text, file, 'derivations')}: {TABLE} is a table")
    return table


def _place(text: str, file: Path, key: str) -> str:
    """File and line of a setting; the TOML reader of the standard library keeps no lines."""
    inside = False
    heading = 0
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        if header:
            name = header[1].replace('"', "").replace(" ", "")
            inside = name == TABLE or name.startswith(f"{TABLE}.")
            heading = heading or (number if inside else 0)
            if name == f"{TABLE}.{key}":
                return f"{file.as_posix()}:{number}"
        named = re.search(rf"(?:\A|[\s.{{,\"']){re.escape(key)}[\"']?\s*[.=]", line.partition("#")[0])
        if named and (inside or "derivations" in line):
            return f"{file.as_posix()}:{number}"
    return f"{file.as_posix()}:{heading}" if heading else file.as_posix()


def _suggestion(key: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(key, names, 1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(names)}"


def _from_here(path: Path) -> str:
    """The path as it is written where we run; as it is where there is no such way."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


# --- one reader a setting ------------------------------------------------------------------------------------


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError("a list of texts is needed")
    return tuple(value)


def _paths(value: object, folder: Path) -> tuple[str, ...]:
    return tuple(_from_here(folder / name) for name in _strings(value))


def _exclude(value: object, _: Path) -> tuple[str, ...]:
    return _strings(value)


def _limits(value: object, _: Path) -> Limits:
    if not isinstance(value, dict):
        raise ValueError("a table is needed")
    known = {each.name: type(each.default) for each in fields(Limits)}
    for key, number in value.items():
        if key not in known:
            raise _Nested(key, f"no such limit{_suggestion(key, known)}")
        whole = isinstance(number, int) and not isinstance(number, bool)
        if not (whole or (known[key] is float and isinstance(number, float))) or not number > 0:
            raise _Nested(key, f"a {'whole ' if known[key] is int else ''}number above 0 is needed")
    return replace(DEFAULT, **value)


def _declarations(value: object, folder: Path) -> str:
    if isinstance(value, str) and value:
        return declarations_in((folder / value).as_posix())
    if not isinstance(value, list):
        raise ValueError("the name of a file or a list of declarations is needed")
    text = "\n".join(" ".join(line.split()) for line in _strings(value))
    for line, reason in unreadable_declarations(text):
        raise ValueError(f"{value[line - 1]}: {reason}")
    return text


def _strict(value: object, _: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is needed")
    return value


def _baseline(value: object, folder: Path) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("the name of a file is needed")
    return _from_here(folder / value)


_READERS: dict[str, Callable[[object, Path], Any]] = {
    "paths": _paths,
    "exclude": _exclude,
    "limits": _limits,
    "declarations": _declarations,
    "strict": _strict,
    "baseline": _baseline,
}
