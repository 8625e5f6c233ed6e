"""`derivations sheet`: a whole sheet of solutions, every line judged, in all the formats that people hand in."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from derivations.commands import Unusable, complain
from derivations.commands.pages import declarations_in, judged, page_at, read, write
from derivations.commands.screen import watched
from derivations.commands.settings import parameters, settings
from derivations.commands.worked import problems
from derivations.document.document import CheckedDocument
from derivations.export import CannotExport
from derivations.export.checked_page import CheckedPage
from derivations.moves.words import CannotMove
from derivations.sheets import deriving
from derivations.sheets.differences import differences
from derivations.sheets.formats.pictures import drawn
from derivations.sheets.sheet import SolutionSheet

FORMATS = ("markdown", "latex", "pdf", "html", "notebook")


def run(arguments: Namespace) -> int:
    """Status 1 where a line is refuted or undecided."""
    sheet = _derived(arguments)
    status = 0
    for done in watched(sheet.derivations, "judging"):
        for problem in problems(done, CheckedDocument(done.document(), done.verdicts)):
            complain(problem)
            status = 1
    if arguments.against is not None:
        source = page_at(arguments.against)
        document = read(source, declarations_in(arguments.declare))
        page = CheckedPage.of(judged(document, arguments.seed), source)
        sheet = replace(sheet, exercises=(*sheet.exercises, differences(sheet, page, arguments.seed)))
    if find_spec("matplotlib") is None:
        complain("matplotlib is needed for the pictures, which are left out (pip install 'derivations[pictures]')")
        sheet = sheet.without_pictures()
    asked = arguments.format or FORMATS
    output = Path(arguments.output or sheet.name)
    alone = len(asked) == 1 and arguments.output is not None and not arguments.output.endswith("/")
    for name in watched(asked, "writing"):
        exporter: Any = import_module(f"derivations.sheets.formats.{name}")
        file = output if alone and not output.is_dir() else output / f"{sheet.name}{exporter.SUFFIX}"
        try:
            text = exporter.render(sheet, marks=not arguments.no_marks)
        except CannotExport as problem:
            if arguments.format:
                raise
            complain(f"{file.name} is left out: {problem}")
            continue
        _write(file, text, drawn(sheet, exporter.PICTURES) if exporter.PICTURES else {})
    return status


def _derived(arguments: Namespace) -> SolutionSheet:
    """The sheet with the data that are set. Raises `Unusable`."""
    derive = deriving(arguments.name)
    texts = dict(each.split("=", 1) for each in arguments.set if "=" in each)
    for each in arguments.set:
        if "=" not in each:
            raise Unusable(f"--set {each}: NAME=VALUE is needed; names are {', '.join(parameters(derive))}")
    try:
        return derive(**settings(derive, texts))
    except (ValueError, CannotMove) as problem:
        raise Unusable(f"{arguments.name}: {problem}") from problem


def _write(file: Path, content: str | bytes, pictures: dict[str, bytes]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"{file.parent}: {error.strerror or error}") from error
    for name, drawing in pictures.items():
        write(drawing, str(file.parent / name))
    write(content, str(file))
