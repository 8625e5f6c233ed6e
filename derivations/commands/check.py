"""`derivations check`: a verdict for every relation of some pages."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO

from rich.text import Text

from derivations.commands import Unusable, complain
from derivations.commands.baseline import Baseline, read_baseline
from derivations.commands.folders import expanded, without_chapters
from derivations.commands.layout import ARTICLES, Layout
from derivations.commands.pages import STDIN, declarations_in, judged, pages_at, read, write
from derivations.commands.project import FILE, Project, project
from derivations.commands.screen import Screen
from derivations.document.document import CheckedDocument
from derivations.document.verdicts import KINDS, PROBLEMS
from derivations.export import github, sarif
from derivations.export import json as json_report
from derivations.export.report import SILENT, page_report, place, shown, summary_table
from derivations.reader.sources import Source

Pages = list[tuple[CheckedDocument, Source]]


@dataclass(frozen=True)
class Checking:
    """How pages are checked: the command line's word where it said one, else the project's."""

    paths: tuple[str, ...]
    settings: Project
    declarations: str
    strict: bool
    baseline: Baseline | None
    seed: int

    def checked(self, source: Source) -> CheckedDocument:
        """The page decided; what is wrong with the page itself is said at once."""
        page = judged(read(source, self.declarations), self.seed, self.settings.limits)
        for silence in page.idle:
            complain(f"{place(silence.span)}: {SILENT}")
        return page if self.baseline is None else self.baseline.applied(page)

    def status(self, pages: Iterable[CheckedDocument]) -> int:
        """What the verdicts say of the pages."""
        return int(any(page.findings(PROBLEMS if self.strict else ("refuted",)) for page in pages))


def run(arguments: Namespace) -> int:
    """Status 0 nothing refuted (strict: nor undecided, nor unread) that counts, 1 otherwise, 2 a page could not be
    read.
    """
    checking = _checking(arguments)
    if arguments.watch:
        from derivations.commands.watch import watch

        return watch(checking, arguments)
    paths, found = expanded(checking.paths, checking.settings)
    sources, complete = pages_at(paths)
    pages = [(checking.checked(source), source) for source in without_chapters(sources, found)]
    checked = [page for page, _ in pages]
    _write(pages, arguments, complete=complete)
    if checking.baseline is not None and arguments.update_baseline:
        return _update(checking.baseline, checked) if complete else 2
    if checking.baseline is not None:
        _say_gone(checking.baseline, checked)
    return checking.status(checked) if complete else 2


def _checking(arguments: Namespace) -> Checking:
    Layout.of(arguments)
    settings = project(arguments.config)
    paths = tuple(arguments.paths) or settings.paths
    if not paths:
        raise Unusable(
            f"no page is named, and no paths in [tool.derivations] of {FILE} (try: derivations check --help)"
        )
    baseline = arguments.baseline or settings.baseline
    if arguments.update_baseline and baseline is None:
        raise Unusable("--update-baseline: say which file with --baseline FILE")
    if arguments.watch and (arguments.update_baseline or arguments.output or arguments.format != "terminal"):
        raise Unusable("--watch shows its reports here: no --format, --output or --update-baseline with it")
    if arguments.watch and STDIN in paths:
        raise Unusable("--watch: standard input cannot be watched")
    return Checking(
        paths=paths,
        settings=settings,
        declarations=settings.declarations if arguments.declare is None else declarations_in(arguments.declare),
        strict=settings.strict if arguments.strict is None else arguments.strict,
        baseline=None if baseline is None else read_baseline(baseline, may_be_missing=arguments.update_baseline),
        seed=arguments.seed,
    )


def _update(baseline: Baseline, checked: list[CheckedDocument]) -> int:
    new = baseline.updated(checked)
    new.write()
    complain(f"{new.file}: {_counted(new.counts.total(), 'finding')} written")
    return 0


def _say_gone(baseline: Baseline, checked: list[CheckedDocument]) -> None:
    gone = baseline.gone(checked)
    for (page, said, verdict), count in gone:
        times = f" ({count} times)" if count > 1 else ""
        complain(f"{baseline.file}: no longer found in {page}: {verdict} {said}{times}")
    if gone:
        complain(f"{baseline.file}: --update-baseline leaves out what is no longer found")


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


# --- writing -------------------------------------------------------------------------------------------------

_WRITERS: dict[str, Callable[[list[CheckedDocument]], str]] = {"json": json_report.dumps, "github": github.dumps}


def _write(pages: Pages, arguments: Namespace, *, complete: bool) -> None:
    checked = [page for page, _ in pages]
    if arguments.format == "sarif":
        write(sarif.dumps(checked, () if complete else ("Some pages could not be read.",)), arguments.output)
    elif arguments.format == "html":
        write(_html(pages), arguments.output)
    elif arguments.format in ARTICLES:
        write(_article(pages, Layout.of(arguments)), arguments.output)
    elif arguments.format == "notebook":
        write(_notebook(pages), arguments.output)
    elif arguments.format in _WRITERS:
        write(_WRITERS[arguments.format](checked), arguments.output)
    else:
        file = None if arguments.output is None else StringIO()
        show(pages, arguments, Screen(file))
        if file is not None:
            write(file.getvalue(), arguments.output)


def _article(pages: Pages, layout: Layout) -> str | bytes:
    from derivations.export.checked_page import CheckedPage

    if not pages:
        raise Unusable("there is no page to show")
    return layout.written([CheckedPage.of(checked, source) for checked, source in pages])


def _html(pages: Pages) -> str:
    from derivations.export.checked_page import CheckedPage
    from derivations.export.html import report  # heavy: it shows derivations too, and they need SymPy

    return report(CheckedPage.of(checked, source) for checked, source in pages)


def _notebook(pages: Pages) -> str:
    """Raises `Unusable` for several pages: each is a notebook of its own."""
    from derivations.export.checked_page import CheckedPage
    from derivations.export.notebook import render

    if len(pages) != 1:
        raise Unusable(f"--format notebook: one page at a time, not {len(pages)}")
    return render(CheckedPage.of(*pages[0]))


def show(pages: Pages, arguments: Namespace, screen: Screen) -> None:
    """The report for people."""
    kinds = ("refuted",) if arguments.quiet else KINDS if arguments.all else PROBLEMS
    for checked, source in pages:
        known = checked.known if arguments.all else {}
        excuses = {} if arguments.quiet else {**known, **checked.silenced}
        for block in page_report(checked, source, screen.width, kinds, excuses):
            screen.show(block)
    for checked, _ in pages:
        if not checked.document.relations and not arguments.quiet:
            screen.show(f"{shown(checked.document.path)}: no relations\n")
    if not pages or arguments.quiet:
        return
    screen.show(summary_table(checked for checked, _ in pages))
    counts = {
        "silenced by comments": sum(len(checked.silenced) for checked, _ in pages),
        "in the baseline": sum(len(checked.known) for checked, _ in pages),
    }
    if any(counts.values()):
        told = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
        screen.show(Text(f"of these do not count: {told}"))
