"""`derivations survey`: every page below folders, in parallel, with counts by page, verdict and reason."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from derivations.commands import Unusable, complain
from derivations.commands.folders import expanded, without_chapters
from derivations.commands.pages import STDIN, declarations_in, pages_at, write
from derivations.commands.project import project
from derivations.commands.screen import Screen, progress
from derivations.survey.record import Record, Terms, key_of
from derivations.survey.results import Results, records_in
from derivations.survey.running import Bounds, surveyed
from derivations.survey.tally import Tally


def run(arguments: Namespace) -> int:
    """Status 0 all pages were surveyed, 2 a page could not be read; 130 interrupted, and then a rerun goes on."""
    if arguments.format == "html":
        from derivations.export.html_assets import template_of

        template_of("tables.html.jinja")  # what is missing is said before hours of work
    settings = project(arguments.config)
    if STDIN in arguments.paths:
        raise Unusable("survey: standard input is no folder (try: derivations check -)")
    paths, found = expanded(arguments.paths, settings)
    declarations = settings.declarations if arguments.declare is None else declarations_in(arguments.declare)
    terms = Terms(declarations, arguments.seed, settings.limits)
    sources, complete = pages_at(paths)
    pages = [(source.path, key_of(source, terms)) for source in without_chapters(sources, found)]
    bounds = Bounds(arguments.jobs or os.cpu_count() or 1, arguments.patience, arguments.memory * 1024**2)
    records = list(_records(pages, terms, bounds, Path(arguments.results), fresh=arguments.fresh))
    tally = Tally.of(records)
    _write(tally, arguments)
    return 0 if complete and not tally.failures else 2


def _records(
    pages: list[tuple[str, str]], terms: Terms, bounds: Bounds, file: Path, *, fresh: bool
) -> Iterator[Record]:
    """The records of all pages: those from before whose pages and whose judge are the same, then the others."""
    wanted = dict(pages)
    try:
        before = [] if fresh else list(records_in(file))
        results = Results(file)
    except OSError as error:
        raise Unusable(f"{file.as_posix()}: {error.strerror or error}") from error
    known = {r.path: r for r in before if wanted.get(r.path) == r.key and not r.failure}
    yield from known.values()
    rest = [page for page in pages if page[0] not in known]
    if known:
        told = f"{len(known)} of {len(pages)} pages are known from before"
        complain(f"{file.as_posix()}: {told} (--fresh judges them again)")
    with results, progress() as bar:
        task = bar.add_task("pages", total=len(pages), completed=len(known))
        for record in surveyed(rest, terms, bounds):
            results.add(record)
            bar.advance(task)
            yield record


def _write(tally: Tally, arguments: Namespace) -> None:
    if arguments.format == "json":
        write(json.dumps(tally.to_json(), ensure_ascii=False, indent=1) + "\n", arguments.output)
        return
    if arguments.format == "html":
        from derivations.survey.page import render

        write(render(tally), arguments.output)
        return
    from derivations.survey.shown import blocks

    file = None if arguments.output is None else StringIO()
    screen = Screen(file)
    for block in blocks(tally, arguments.top):
        screen.show(block)
    if file is not None:
        write(file.getvalue(), arguments.output)
