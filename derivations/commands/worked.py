"""`derivations list`, `solve` and `crosscheck`: the derivations that come with the package."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from derivations.commands import Unusable, complain
from derivations.commands.pages import write
from derivations.commands.settings import parameters, settings
from derivations.document.document import CheckedDocument
from derivations.document.verdicts import Verdict
from derivations.moves.derivation import Derivation
from derivations.verify import judge
from derivations.worked import WORKED


def run(arguments: Namespace) -> int:
    """Status 1 where a line is refuted or undecided, or a simulation disagrees."""
    if arguments.command == "list":
        return _list()
    if arguments.command == "solve":
        return _solve(arguments)
    return _crosscheck(arguments)


def names_of(asked: Sequence[str]) -> list[str]:
    """The derivations asked for, each once. Raises `Unusable`."""
    if "all" in asked:
        return sorted(WORKED)
    unknown = [name for name in asked if name not in WORKED]
    if unknown:
        raise Unusable(f"{unknown[0]}: no such derivation; there are {', '.join(sorted(WORKED))}")
    return list(dict.fromkeys(asked))


def _list() -> int:
    width = max(map(len, WORKED))
    for name in sorted(WORKED):
        summary = (import_module(f"{WORKED.__class__.__module__}.{name}").__doc__ or "").strip().split("\n")[0]
        print(f"{name:<{width}}  {summary}")
    return 0


def _solve(arguments: Namespace) -> int:
    exporter: Any = import_module(f"derivations.export.{arguments.format}")
    names = names_of(arguments.names)
    folder = _folder(arguments.output, several=len(names) > 1)
    status = 0
    chosen = settings_of(names, arguments.set)
    for name, derivation in [(each, derived(each, chosen)) for each in names]:
        checked = judge(derivation.document())
        text = exporter.render(derivation, checked.verdicts)
        if folder is not None:
            write(text, str(folder / f"{name}{exporter.SUFFIX}"))
        else:
            write(text, arguments.output)
        for problem in problems(derivation, checked):
            complain(problem)
            status = 1
    return status


def settings_of(names: Sequence[str], asked: Sequence[str]) -> dict[str, str]:
    """What `--set` says. Raises `Unusable` where none of the derivations has such a parameter."""
    chosen: dict[str, str] = {}
    for each in asked:
        name, equals, value = each.partition("=")
        if not equals:
            raise Unusable(f"--set {each}: NAME=VALUE is needed")
        known = dict.fromkeys(parameter for one in names for parameter in parameters(WORKED[one].derive))
        if name not in known:
            raise Unusable(f"--set {each}: no such parameter; there are {', '.join(known)}")
        chosen[name] = value
    return chosen


def derived(name: str, chosen: Mapping[str, str]) -> Derivation:
    """The derivation with those of the settings that it has. Raises `Unusable`."""
    derive = WORKED[name].derive
    own = {parameter: text for parameter, text in chosen.items() if parameter in parameters(derive)}
    try:
        return derive(**settings(derive, own))
    except ValueError as problem:
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


def _folder(output: str | None, *, several: bool) -> Path | None:
    """The folder for one file each, None where everything goes to one place. Raises `Unusable`."""
    if output is None or not (several or output.endswith("/") or Path(output).is_dir()):
        return None
    try:
        Path(output).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"{output}: {error.strerror or error}") from error
    return Path(output)


def _crosscheck(arguments: Namespace) -> int:
    agreed = True
    for name in names_of(arguments.names):
        for report in WORKED[name].crosscheck(arguments.trials, arguments.seed):
            print(f"{name}: {report}")
            sys.stdout.flush()
            agreed = agreed and report.passed
    return 0 if agreed else 1
