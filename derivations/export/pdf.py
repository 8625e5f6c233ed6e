"""A derivation, several of them or checked pages as PDF: the LaTeX article, typeset by pdflatex.

TeX runs in a folder of its own that is gone afterwards; it starts no programs, reads and writes nothing outside that
folder and its own installation, and is stopped after a time limit. Raises `CannotExport` where pdflatex is missing or
fails.

>>> _meaning("! LaTeX Error: File `booktabs.sty' not found.")
'booktabs.sty is not installed: it comes with the recommended packages of TeX Live or MiKTeX'
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from derivations.document.verdicts import Verdict
from derivations.export import CannotExport, latex, latex_page
from derivations.export.checked_page import CheckedPage
from derivations.export.figures import pictures, with_figures
from derivations.moves.derivation import Derivation

SUFFIX = ".pdf"

MISSING = "pdflatex is needed: install TeX Live or MiKTeX, or write --format latex"

_SECONDS = 120
"""For one run; a long article takes five."""

_RUNS = 4
"""Contents, and columns of tables that go on over a page, settle in two or three."""

_UNSETTLED = re.compile(r"No file page\.toc|Table widths have changed|Rerun to get|Rerun LaTeX")

_OPTIONS = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error")

_WITH = "with the recommended packages of TeX Live or MiKTeX"

_MEANINGS = (
    (r"File `([\w-]+\.(?:sty|cls|def|cfg|fd))' not found", rf"\1 is not installed: it comes {_WITH}"),
    (r"TeX capacity exceeded", "the article is too large for TeX: write it in parts, or --format latex"),
    (r"Dimension too large", "a formula is wider than TeX can measure"),
    (r"Font .* not load", "a font is missing: install lmodern, or the recommended fonts of TeX Live"),
    (r"Undefined control sequence|File ended|Missing|Extra|Misplaced", "the LaTeX is wrong, which is our mistake"),
)


def render(
    source: latex.Source, verdicts: Mapping[str, Verdict] | None = None, *, marks: bool = True, figure: str = ""
) -> bytes:
    """One derivation with its picture, if it has one and matplotlib is there, or one checked page."""
    if isinstance(source, Derivation):
        figures = pictures([source])
        figure = next(iter(figures), figure)
        return typeset(latex.render(source, verdicts, marks=marks, figure=figure), figures)
    return typeset(latex.render(source, verdicts, marks=marks))


def together(derived: Sequence[tuple[Derivation, Mapping[str, Verdict]]], *, marks: bool = True) -> bytes:
    """Several derivations with their pictures, a numbered section each."""
    figures = pictures([derivation for derivation, _ in derived])
    return typeset(latex.together(with_figures(derived, figures), marks=marks), figures)


def report(pages: Sequence[CheckedPage], *, marks: bool = True) -> bytes:
    """Several checked pages."""
    return typeset(latex_page.report(pages, marks=marks))


def typeset(tex: str, files: Mapping[str, bytes] | None = None) -> bytes:
    """The article as PDF; `files` are those that it includes. Raises `CannotExport`."""
    program = shutil.which("pdflatex")
    if program is None:
        raise CannotExport(MISSING)
    with TemporaryDirectory(prefix="derivations-") as folder:
        (Path(folder) / "page.tex").write_text(tex, "utf-8", errors="backslashreplace")
        for name, content in (files or {}).items():
            (Path(folder) / name).write_bytes(content)
        for _ in range(_RUNS):
            if not _UNSETTLED.search(_run(program, folder)):
                break
        return (Path(folder) / "page.pdf").read_bytes()


def _run(program: str, folder: str) -> str:
    """The log of one run."""
    surroundings = {**os.environ, "openin_any": "p", "openout_any": "p", "shell_escape": "f", "max_print_line": "1000"}
    try:
        done = subprocess.run(
            [program, *_OPTIONS, "page.tex"],
            cwd=folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise CannotExport(f"pdflatex was stopped after {_SECONDS} seconds: write --format latex") from late
    except OSError as problem:
        raise CannotExport(f"{program}: {problem.strerror or problem}") from problem
    file = Path(folder) / "page.log"
    log = (file.read_bytes() if file.exists() else done.stdout).decode("utf-8", "replace")
    if done.returncode != 0:
        raise CannotExport(f"pdflatex: {_first_error(log)}")
    return log


def _first_error(log: str) -> str:
    found = re.search(r"^! (.*)", log, re.MULTILINE)
    if found is None:
        return "it failed and did not say why"
    meaning = _meaning(found[1])
    return f"{found[1]} ({meaning})" if meaning else found[1]


def _meaning(error: str) -> str:
    for pattern, meaning in _MEANINGS:
        if found := re.search(pattern, error):
            return found.expand(meaning)
    return ""
