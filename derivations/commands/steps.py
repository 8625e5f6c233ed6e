r"""`derivations steps`: an expression of the user's own, differentiated, minimised, solved or multiplied out."""

from __future__ import annotations

import sys
from argparse import Namespace
from importlib import import_module
from typing import Any

from derivations import steps
from derivations.commands import NAME, Unusable, complain, safe
from derivations.commands.pages import declarations_in, write
from derivations.commands.worked import problems
from derivations.moves.derivation import Derivation
from derivations.verify import judge

TASKS = ("gradient", "differentiate", "minimise", "solve", "expand")


def run(arguments: Namespace) -> int:
    """Status 1 where no move treats the expression or a line is not confirmed, 2 where it could not be understood."""
    exporter: Any = import_module(f"derivations.export.{arguments.format}")
    try:
        derivation = _derived(arguments)
    except steps.Unreadable as problem:
        first, *place = str(problem).split("\n")
        complain(first)
        for line in place:
            print(safe(line), file=sys.stderr)
        return 2
    except ValueError as problem:
        raise Unusable(str(problem)) from problem
    except steps.CannotMove as problem:
        complain(str(problem).replace("$", ""))
        return 1
    checked = judge(derivation.document())
    write(exporter.render(derivation, checked.verdicts), arguments.output)
    found = problems(derivation, checked)
    for each in found:
        complain(each)
    return int(bool(found))


def _derived(arguments: Namespace) -> Derivation:
    let = [*declarations_in(arguments.declare).splitlines(), *arguments.let]
    task = next(each for each in TASKS if getattr(arguments, each) is not None)
    if task == "expand":
        return steps.expand(arguments.expand, let)
    expression = arguments.expression
    if expression is None:
        raise Unusable(
            f"--{task} {getattr(arguments, task)}: an expression is needed behind the name (try: {NAME} steps --help)"
        )
    derived: Derivation = getattr(steps, task)(expression, getattr(arguments, task), let)
    return derived
