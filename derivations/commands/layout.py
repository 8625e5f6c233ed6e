r"""How derivations and pages are laid out in files: with verdicts or without, whole or for `\input`, with pictures.

>>> Layout("latex", fragment=True).options
{'marks': True}
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivations.commands import Unusable
from derivations.commands.pages import write
from derivations.document.verdicts import Verdict

if TYPE_CHECKING:
    from derivations.export.checked_page import CheckedPage
    from derivations.moves.derivation import Derivation

ARTICLES = ("latex", "pdf", "markdown")
"""Formats in which a page is shown as its author wrote it, with the verdicts or without."""


PICTURES = {"latex": "pdf", "markdown": "svg"}
"""In which form a picture stands beside a file."""


@dataclass(frozen=True)
class Layout:
    """A format and what is asked of it."""

    form: str
    marks: bool = True
    fragment: bool = False

    @classmethod
    def of(cls, arguments: Namespace) -> Layout:
        """What the command line asks for. Raises `Unusable` for what the format cannot do."""
        without = (*ARTICLES, "terminal", "html", "notebook") if arguments.command == "solve" else ARTICLES
        if arguments.no_marks and arguments.format not in without:
            raise Unusable(f"--no-marks: only with --format {', '.join(without)}")
        if arguments.fragment and arguments.format != "latex":
            raise Unusable("--fragment: only with --format latex")
        return cls(arguments.format, not arguments.no_marks, arguments.fragment)

    @property
    def options(self) -> dict[str, bool]:
        """What the exporter is told."""
        return {} if self.form == "json" else {"marks": self.marks}

    def write(self, derivation: Derivation, verdicts: Mapping[str, Verdict], output: str | None) -> None:
        """One derivation; beside a LaTeX or Markdown file stands its picture."""
        options: dict[str, Any] = dict(self.options)
        if self.form in PICTURES and (drawn := _drawn([derivation], output, PICTURES[self.form])):
            options["figure"] = next(iter(drawn))
        exporter: Any = import_module(f"derivations.export.{self.form}")
        writer = exporter.fragment if self.fragment else exporter.render
        write(writer(derivation, verdicts, **options), output)

    def write_together(self, listed: Sequence[tuple[Derivation, Mapping[str, Verdict]]], output: str | None) -> None:
        """Several derivations in one file."""
        from derivations.export import figures, json, latex, pdf

        if self.form == "json":
            write(json.render_all(listed), output)
        elif self.form == "pdf":
            write(pdf.together(listed, marks=self.marks), output)
        else:
            drawn = _drawn([derivation for derivation, _ in listed], output)
            write(latex.together(figures.with_figures(listed, drawn), marks=self.marks), output)

    def written(self, pages: Sequence[CheckedPage]) -> str | bytes:
        """Checked pages as LaTeX, PDF or Markdown. Raises `Unusable` for several fragments."""
        from derivations.export import latex_page, markdown_page, pdf

        if self.fragment:
            if len(pages) != 1:
                raise Unusable(f"--fragment: one page at a time, not {len(pages)}")
            return latex_page.fragment(pages[0], marks=self.marks)
        if self.form == "pdf":
            return pdf.report(pages, marks=self.marks)
        if self.form == "latex":
            return latex_page.report(pages, marks=self.marks)
        return markdown_page.report(pages, marks=self.marks)


def _drawn(derivations: Sequence[Derivation], output: str | None, form: str = "pdf") -> Mapping[str, bytes]:
    """The pictures, written beside the file that includes them; none where there is no file."""
    if output is None:
        return {}
    from derivations.export.figures import pictures

    drawn = pictures(derivations, form)
    for name, content in drawn.items():
        write(content, str(Path(output).parent / name))
    return drawn
