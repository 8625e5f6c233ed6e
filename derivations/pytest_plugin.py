"""`pytest --derivations`: the claims of pages (Markdown, LaTeX, notebooks) are tests; a refuted one fails.

Definitions and assumptions are no tests. What is undecided or unread is skipped with its reason, and fails with
`--derivations-strict`; what a comment silences or the baseline knows is skipped. `[tool.derivations]` of pyproject.toml
holds here too. Without the option nothing is collected, and nothing but this file is imported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from derivations.commands.baseline import Baseline
    from derivations.commands.project import Project
    from derivations.document.document import CheckedDocument, Relation
    from derivations.reader.sources import Source

_SUFFIXES = (".md", ".markdown", ".tex", ".ipynb")

_LONGEST = 80
"""Characters of a relation in the name of its test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("derivations", "pages of mathematics")
    group.addoption("--derivations", action="store_true", help="test the claims of pages (.md, .tex, .ipynb)")
    strict = "claims that are undecided or unread fail"
    group.addoption("--derivations-strict", action="store_true", help=strict)
    parser.addini("derivations", "the same as --derivations", "bool", False)
    parser.addini("derivations_strict", strict, "bool", False)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    config = parent.config
    if file_path.suffix.lower() not in _SUFFIXES:
        return None
    if not (config.getoption("derivations") or config.getini("derivations")):
        return None
    if not parent.session.isinitpath(file_path) and _is_left_out(file_path, config):
        return None
    page: Page = Page.from_parent(parent, path=file_path)
    return page


class _NotConfirmed(Exception):
    """A claim that fails; its text is the whole report."""


class _Settings:
    """The project's settings and baseline, read once."""

    def __init__(self, project: Project, baseline: Baseline | None) -> None:
        self.project = project
        self.baseline = baseline


_SETTINGS = pytest.StashKey[_Settings]()


def _settings(config: pytest.Config) -> _Settings:
    from derivations.commands import Unusable
    from derivations.commands.baseline import read_baseline
    from derivations.commands.project import project

    if _SETTINGS not in config.stash:
        try:
            found = project(start=str(config.rootpath))
            baseline = None if found.baseline is None else read_baseline(found.baseline)
        except Unusable as problem:
            raise pytest.UsageError(str(problem)) from problem
        config.stash[_SETTINGS] = _Settings(found, baseline)
    return config.stash[_SETTINGS]


def _is_left_out(path: Path, config: pytest.Config) -> bool:
    """Whether a pattern of the settings fits the page; one that is named on the command line is tested all the same."""
    from derivations.commands.folders import is_excluded

    return is_excluded(str(path), _settings(config).project)


class Page(pytest.File):
    """A page; it is read when its tests are collected, and judged when the first of them runs."""

    source: Source
    _checked: CheckedDocument | None = None

    def collect(self) -> Iterator[pytest.Item]:
        from derivations.reader.page import read_page
        from derivations.reader.sources import SourceError, load

        try:
            self.source = load(self.path)
        except SourceError as problem:
            raise self.CollectError(str(problem)) from problem
        self.document = read_page(self.source, _settings(self.config).project.declarations)
        names: Counter[str] = Counter()
        for relation in self.document.relations:
            if relation.role == "given":
                continue
            name = _name(relation, str(self.path))
            names[name] += 1
            if names[name] > 1:
                name = f"{name} (column {relation.span.column})"
            item: Claim = Claim.from_parent(self, name=name)
            item.relation = relation
            yield item
        for finding in self.document.findings:
            self.warn(pytest.PytestWarning(f"{self.path.name}:{finding.span.line}: {finding.message}"))

    def checked(self) -> CheckedDocument:
        """The page with a verdict for every relation: later ones rest on earlier ones."""
        if self._checked is None:
            from derivations.export.report import SILENT
            from derivations.verify import judge

            settings = _settings(self.config)
            found = judge(self.document, limits=settings.project.limits)
            for silence in found.idle:
                self.warn(pytest.PytestWarning(f"{self.path.name}:{silence.span.line}: {SILENT}"))
            self._checked = found if settings.baseline is None else settings.baseline.applied(found)
        return self._checked


class Claim(pytest.Item):
    """One claim of a page."""

    parent: Page
    relation: Relation

    def runtest(self) -> None:
        page = self.parent.checked()
        verdict = page.verdicts[self.relation.id]
        if verdict.kind not in ("refuted", "undecided", "unread"):
            return
        for words, excuses in (("silenced", page.silenced), ("known", page.known)):
            if self.relation.id in excuses:
                _skip(f"{words} ({verdict.kind}): {excuses[self.relation.id]}")
        strict = (
            self.config.getoption("derivations_strict")
            or self.config.getini("derivations_strict")
            or _settings(self.config).project.strict
        )
        if verdict.kind != "refuted" and not strict:
            _skip(f"{verdict.kind}: {verdict.reason}")
        raise _NotConfirmed(self._report(page))

    def _report(self, page: CheckedDocument) -> str:
        from derivations.export.report import Lines, excerpt, message, shown

        span = self.relation.span
        verdict = page.verdicts[self.relation.id]
        line, offset = excerpt(Lines(self.parent.source).of(span), span.column, 100)
        said = message(self.relation, verdict, page.document).split("\n")
        path = Path(span.path)
        root = self.config.rootpath
        seen = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
        place = f"{shown(seen)}:{span.line}:{span.column}: {verdict.kind}"
        return "\n    ".join((place, line, " " * offset + "^", *said))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        if isinstance(excinfo.value, _NotConfirmed):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, self.relation.span.line - 1, self.name


def _skip(reason: str) -> None:
    raise pytest.skip.Exception(reason, _use_item_location=True)


def _name(relation: Relation, page: str) -> str:
    """`line 12: a = b`, with the cell of a notebook or the file that the page takes in."""
    from derivations.export.report import shown

    span = relation.span
    inside = "" if span.cell is None else f"cell {span.cell}, "
    if Path(span.path) != Path(page):
        inside = f"{Path(span.path).name}, "
    text = shown(relation.text)
    return f"{inside}line {span.line}: {text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}"
