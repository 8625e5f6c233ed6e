"""The page on formats says what happens: its commands can be given, and those in blocks run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from derivations.cli import main, parser
from tests.sheets.short import short_sheet

PAGE = (Path(__file__).parents[2] / "docs" / "writing.md").read_text("utf-8")


def test_the_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = "".join(re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)).splitlines()
    monkeypatch.setattr("derivations.commands.sheet.deriving", lambda _: short_sheet)
    (tmp_path / "mine.md").write_text("2.3.2\n\nLet $a = 1$.\n", "utf-8")
    assert {main(shlex.split(line)[1:]) for line in lines} == {0}
    assert {"article.tex", "solved", "steps.tex"} <= {file.name for file in tmp_path.iterdir()}


def test_each_row_names_formats_that_there_are() -> None:
    commands = re.findall(r"`derivations ([^`]+)`", PAGE)
    formats = [parser().parse_args(shlex.split(each)).format for each in commands]
    assert len(formats) == 14
    assert set(formats) == {"pdf", "latex", "markdown", "html", "notebook", "json", "terminal"}
