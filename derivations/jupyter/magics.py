r"""The magics of `%load_ext derivations`.

%%check [--strict] [--all] [--tex] [--name NAME]    a verdict for every relation of the cell
%check_reset                                        forgets what cells said before
%derive NAME [parameter=value ...]                  derives and judges one of `derivations list`
"""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from IPython.core.error import UsageError
from IPython.display import display

from derivations.document.verdicts import PROBLEMS
from derivations.jupyter.session import CheckedCell, NotChecked, Session
from derivations.moves.derivation import Derivation


class Magics:
    """One session for the shell that it is loaded in."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.session = Session()
        shell.register_magic_function(self.check, "cell", "check")
        shell.register_magic_function(self.check_reset, "line", "check_reset")
        shell.register_magic_function(self.derive, "line", "derive")

    def check(self, line: str, cell: str) -> CheckedCell | None:
        r"""Give a verdict for every relation of the cell, which is Markdown with formulas.

        Definitions and declarations of cells that were checked before hold in it. A cell that is checked again takes
        the place of what it said before; what later cells say is not known to it.

        --strict     fail where something is refuted, undecided or unread, so that "run all" stops there
        --all        show the evidence of every verdict, not only of problems
        --tex        the cell is LaTeX with sections, environments and macros
        --name NAME  what the cell is called: checked again under this name it replaces what it said before
        """
        asked = _options().parse_args(line.split())
        number = self.shell.displayhook.prompt_count
        try:
            checked = self.session.check(
                cell, asked.name or self._cell_id(), number=number, tex=asked.tex, every=asked.all
            )
        except NotChecked as problem:
            raise UsageError(f"%%check: {problem}") from None
        for finding in checked.findings:
            print(finding)
        if not (asked.strict and checked.problems):
            return checked
        display(checked)
        found = ", ".join(f"{count} {kind}" for kind, count in checked.summary.items() if count and kind in PROBLEMS)
        raise UsageError(f"%%check --strict: {found}")

    def _cell_id(self) -> str:
        """Which cell of the notebook this is, where the front end says so."""
        parent = getattr(self.shell, "parent_header", None) or {}
        return str(parent.get("metadata", {}).get("cellId", ""))

    def check_reset(self, line: str) -> None:
        """Forget what cells that were checked said."""
        if line.strip():
            raise UsageError("%check_reset takes no arguments")
        self.session.reset()

    def derive(self, line: str) -> Derivation:
        r"""Derive one of `derivations list`, with data and letters of one's own: %derive rmsprop x=3,-1 eta=\alpha"""
        from derivations.commands import Unusable
        from derivations.commands.worked import derived, names_of, settings_of

        name, *given = line.split() or [""]
        if not name:
            raise UsageError("%derive NAME [parameter=value ...] (the names: derivations list)")
        try:
            (found,) = names_of([name])
            return derived(found, settings_of([found], given))
        except (Unusable, ValueError) as problem:
            raise UsageError(f"%derive: {str(problem).removeprefix('--set ')}") from None


class _Options(argparse.ArgumentParser):
    """Errors are one line, and nothing ends the kernel."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"%%check: {message} (try: %%check?)")


def _options() -> _Options:
    parser = _Options(prog="%%check", add_help=False, allow_abbrev=False)
    for flag in ("--strict", "--all", "--tex"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--name", default="")
    return parser
