r"""The magics of `%load_ext derivations`.

%%check [--strict] [--all] [--tex] [--name NAME]    checks the cell's Markdown or LaTeX
%check_reset                                        forgets what was said in cells before
%derive NAME [parameter=value ...]                  derives and judges one of `derivations list`
"""

from __future__ import annotations

from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import display

from derivations.document.verdicts import PROBLEMS
from derivations.jupyter.session import CheckedCell, NotChecked, Session
from derivations.moves.derivation import Derivation


@magics_class
class Checks(Magics):
    """One session for the shell that it is loaded in."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.session = Session()

    @magic_arguments()
    @argument("--strict", action="store_true", help="fail where something is refuted, undecided or unread")
    @argument("--all", action="store_true", help="show the evidence of every verdict, not only of problems")
    @argument("--tex", action="store_true", help="the cell is LaTeX with sections and macros, not Markdown")
    @argument("--name", default="", help="checked again under this name, the cell replaces what it said before")
    @cell_magic  # type: ignore[untyped-decorator]
    def check(self, line: str, cell: str) -> CheckedCell | None:
        """Give a verdict for every relation of the cell. Definitions and declarations of cells before hold in it."""
        asked = parse_argstring(self.check, line)
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

    @line_magic  # type: ignore[untyped-decorator]
    def check_reset(self, line: str) -> None:
        """Forget what was said in cells before."""
        if line.strip():
            raise UsageError("%check_reset takes no arguments")
        self.session.reset()

    @line_magic  # type: ignore[untyped-decorator]
    def derive(self, line: str) -> Derivation:
        r"""Derive one of `derivations list`, with data and letters as for `--set`: %derive rmsprop x=3,-1 eta=\alpha"""
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
