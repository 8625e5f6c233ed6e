"""The page on tools says what happens: its commands run, its settings are settings, its comments silence."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from derivations.api import check_source
from derivations.cli import main, parser
from derivations.commands.init import PRE_COMMIT
from derivations.commands.project import Project, project_in
from derivations.reader.sources import parse_text

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "tools.md").read_text("utf-8")
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found


def test_the_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    statuses = {}
    for line in "".join(blocks("sh")).splitlines():
        name, *arguments = shlex.split(line)
        if name == "derivations":
            statuses[line] = main(arguments)
        else:
            assert name == "pytest"  # tests/test_pytest_plugin.py runs it
    assert statuses == {
        "derivations init docs/derivation.md": 0,
        "derivations check docs/derivation.md": 1,
        "derivations check docs": 1,
        "derivations check docs --baseline known.json --update-baseline": 0,
        "derivations check docs --baseline known.json": 0,
        "derivations init notes.md --pre-commit": 0,
        "derivations check docs --format github": 1,
        "derivations check docs --format json --output report.json": 1,
    }
    assert (tmp_path / "report.json").exists()


def test_the_other_commands_can_be_given() -> None:
    for line in re.findall(r"^(?:derivations|      - run: derivations) [a-z].*$", PAGE, re.MULTILINE):
        parser().parse_args(shlex.split(line.partition("derivations ")[2]))


def test_the_settings_are_all_there_are(tmp_path: Path) -> None:
    settings, for_pytest = blocks("toml")
    found = project_in(settings, tmp_path / "pyproject.toml")
    assert set(tomllib.loads(settings)["tool"]["derivations"]) == set(Project.__slots__) - {"folder"}
    assert found.strict
    assert found.limits.algebra == 120_000
    plugin = (ROOT / "derivations" / "pytest_plugin.py").read_text("utf-8")
    for name in set(tomllib.loads(for_pytest)["tool"]["pytest"]["ini_options"]) - {"testpaths"}:
        assert f'addini("{name}"' in plugin


@pytest.mark.parametrize(("language", "suffix", "silent", "loud"), [("markdown", ".md", 1, 0), ("latex", ".tex", 1, 0)])
def test_the_comments_silence(language: str, suffix: str, silent: int, loud: int) -> None:
    (text,) = blocks(language)
    page = check_source(parse_text(text, f"page{suffix}", suffix))
    assert list(page.silenced.values()) == ["the book has this slip"] * silent
    assert len(page.findings()) == loud


def test_the_hook_is_the_one_that_is_defined() -> None:
    (identity,) = re.findall(r"^- id: (\S+)$", HOOKS, re.MULTILINE)
    configuration = next(block for block in blocks("yaml") if "hooks:" in block)
    assert f"- id: {identity}" in configuration
    for text in (HOOKS, PRE_COMMIT):
        (entry,) = re.findall(r"^\s+entry: derivations (.*)$", text, re.MULTILINE)
        parser().parse_args([*shlex.split(entry), "page.md"])
        (files,) = re.findall(r"^\s+files: (.*)$", text, re.MULTILINE)
        assert all(re.search(files, name) for name in ("page.md", "a/b.tex", "book.ipynb"))
        assert not re.search(files, "page.mdx")
