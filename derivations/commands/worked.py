"""`derivations list`, `solve` and `crosscheck`: the derivations that come with the package."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.table import Table

from derivations.commands import Unusable, complain
from derivations.commands.layout import Layout
from derivations.commands.screen import Screen, progress, watched
from derivations.commands.settings import parameters, settings
from derivations.document.document import CheckedDocument
from derivations.document.verdicts import Verdict
from derivations.moves.derivation import Derivation
from derivations.moves.words import CannotMove
from derivations.pictures.files import saved
from derivations.verify import judge
from derivations.worked import WORKED, unknown
from numeric.crosscheck import Report


def run(arguments: Namespace) -> int:
    """Status 1 where a line is refuted or undecided, or a simulation disagrees."""
    return {"list": _list, "solve": _solve, "crosscheck": _crosscheck}[arguments.command](arguments)


def names_of(asked: Sequence[str]) -> list[str]:
    """The derivations asked for, each once. Raises `Unusable`."""
    if "all" in asked:
        return sorted(WORKED)
    for name in asked:
        if name not in WORKED:
            raise Unusable(unknown(name))
    return list(dict.fromkeys(asked))


def _list(_: Namespace) -> int:
    table = Table(box=None, show_header=False, pad_edge=False)
    for name in sorted(WORKED):
        table.add_row(name, WORKED[name].summary)
    Screen().show(table)
    return 0


_TOGETHER = ("json", "latex", "pdf")
"""Formats in which several derivations are one file."""


def _solve(arguments: Namespace) -> int:
    exporter: Any = import_module(f"derivations.export.{arguments.format}")
    names = names_of(arguments.names)
    together = arguments.format in _TOGETHER and len(names) > 1
    folder = _folder(arguments.output, exporter.SUFFIX, several=len(names) > 1, together=together)
    together = together and folder is None
    status = 0
    if arguments.picture is not None and len(names) > 1:
        raise Unusable("--picture: one derivation at a time")
    layout = Layout.of(arguments)
    if layout.fragment and together:
        raise Unusable("--fragment: one derivation a file: a folder for --output, such as solved/")
    chosen = settings_of(names, arguments.set)
    listed: list[tuple[Derivation, Mapping[str, Verdict]]] = []
    for name in watched(names, "deriving"):
        derivation = derived(name, chosen)
        if arguments.picture is not None:
            save_picture(derivation, arguments.picture)
        checked = judge(derivation.document())
        if together:
            listed.append((derivation, checked.verdicts))
        else:
            path = arguments.output if folder is None else str(folder / f"{name}{exporter.SUFFIX}")
            layout.write(derivation, checked.verdicts, path)
        for problem in problems(derivation, checked):
            complain(problem)
            status = 1
    if listed:
        layout.write_together(listed, arguments.output)
    return status


def save_picture(derivation: Derivation, path: str) -> None:
    """In the format that the name ends with. Raises `Unusable`."""
    try:
        Path(path).write_bytes(saved(derivation.picture(), Path(path).suffix.removeprefix(".") or "png"))
    except (ValueError, ModuleNotFoundError, OSError) as problem:
        raise Unusable(f"--picture {path}: {problem}") from problem


def settings_of(names: Sequence[str], asked: Sequence[str]) -> dict[str, str]:
    """What `--set` says. Raises `Unusable` where none of the derivations has such a parameter."""
    chosen: dict[str, str] = {}
    for each in asked:
        name, equals, value = each.partition("=")
        if not equals:
            raise Unusable(f"--set {each}: NAME=VALUE is needed, such as eta=\\alpha or kernels=3,3")
        known = dict.fromkeys(parameter for one in names for parameter in parameters(WORKED[one].derive))
        if name not in known:
            raise Unusable(f"--set {each}: no such parameter; there are {', '.join(known)}")
        if name in chosen:
            raise Unusable(f"--set {each}: {name} is set to {chosen[name]} before")
        chosen[name] = value
    return chosen


def derived(name: str, chosen: Mapping[str, str]) -> Derivation:
    """The derivation with those of the settings that it has. Raises `Unusable`."""
    derive = WORKED[name].derive
    own = {parameter: text for parameter, text in chosen.items() if parameter in parameters(derive)}
    try:
        return WORKED[name](**settings(derive, own))
    except (ValueError, CannotMove) as problem:
        raise Unusable(f"{name}: {problem}") from problem


def problems(derivation: Derivation, checked: CheckedDocument) -> list[str]:
    """Lines that the judge does not confirm."""
    found: list[str] = []
    verdicts: Mapping[str, Verdict] = checked.verdicts
    for relation in checked.document.relations:
        verdict = verdicts[relation.id]
        if verdict.kind in ("refuted", "undecided", "unread"):
            reason = f": {verdict.reason}" if verdict.reason else ""
            text = f"{relation.lhs_text} {relation.op} {relation.rhs_text}".strip()
            found.append(f"{derivation.name}: line {relation.id} is {verdict.kind}{reason}: {text}")
    return found


def _folder(output: str | None, suffix: str, *, several: bool, together: bool) -> Path | None:
    """The folder for one file each, None where everything goes to one place. Raises `Unusable`."""
    if output is None or not (several or output.endswith("/") or Path(output).is_dir()):
        return None
    path = Path(output)
    if not (output.endswith("/") or path.is_dir()):
        if together and path.suffix == suffix:
            return None
        if path.suffix or path.exists():
            raise Unusable(f"--output {output}: a file is for one derivation; several go into a folder: {path.stem}/")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"{output}: {error.strerror or error}") from error
    return path


def _crosscheck(arguments: Namespace) -> int:
    names = names_of(arguments.names)
    chosen = settings_of(names, arguments.set)
    made = {name: derived(name, chosen) for name in watched(names, "deriving")}
    reports: list[tuple[str, Report]] = []
    with progress() as bar:
        task = bar.add_task("", total=arguments.trials * sum(len(each.checks) for each in made.values()))
        for name, derivation in made.items():
            bar.update(task, description=name)
            found = derivation.crosscheck(arguments.trials, arguments.seed, lambda: bar.advance(task))
            reports += [(name, report) for report in found]
    Screen().show(_table(reports))
    failed = [(name, report) for name, report in reports if not report.passed]
    for name, report in failed:
        complain(f"{name}: {report.name}: the largest error is at {report.worst}")
    return 1 if failed else 0


def _table(reports: Sequence[tuple[str, Report]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("derivation", "compared"):
        table.add_column(heading)
    for heading in ("instances", "largest error", "allowed"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for name, report in reports:
        figures = (str(report.instances), f"{report.largest_error:.1e}", f"{report.tolerance:.0e}")
        table.add_row(name, report.name, *figures, "agrees" if report.passed else "DISAGREES")
    return table
