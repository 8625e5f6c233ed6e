"""PDF: what comes out, what TeX may not do, and what is said where it cannot be run."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from derivations.cli import main
from derivations.export import CannotExport, pdf
from derivations.worked import WORKED
from tests.export.tex import needs_tex

FALSE = "For every real $x$ we have $(x + 1)^2 = x^2 + 1$.\n"
OPENING, CLOSING = "\\documentclass{article}\\begin{document}", "\\end{document}\n"


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@needs_tex
@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        (["solve", "weight_decay", "--format", "pdf", "--output", "a.pdf"], ["a.pdf"]),
        (["solve", "weight_decay", "rmsprop", "--format", "pdf", "--output", "a.pdf"], ["a.pdf"]),
        (["solve", "weight_decay", "rmsprop", "--format", "pdf", "--output", "b/"], ["b"]),
        (["steps", "--expand", "(a + b)^2", "--format", "pdf", "--output", "a.pdf"], ["a.pdf"]),
    ],
)
def test_derivations(inside: Path, arguments: list[str], made: list[str]) -> None:
    assert main(arguments) == 0
    assert [file.name for file in inside.iterdir()] == made
    for file in inside.rglob("*.pdf"):
        assert file.read_bytes().startswith(b"%PDF-")
        assert file.read_bytes().rstrip().endswith(b"%%EOF")


@needs_tex
def test_a_checked_page(inside: Path) -> None:
    (inside / "page.md").write_text(FALSE)
    assert main(["check", "page.md", "--format", "pdf", "--output", "page.pdf"]) == 1
    assert (inside / "page.pdf").read_bytes().startswith(b"%PDF-")


@needs_tex
def test_pictures_are_in_the_article() -> None:
    pytest.importorskip("matplotlib")
    derivation = WORKED["unrolled_graph"]()
    without_one = replace(derivation, name="none", draw=None)
    assert list(pdf.pictures([derivation, without_one])) == ["unrolled_graph_picture.pdf"]
    with_picture, without = pdf.render(derivation), pdf.typeset(pdf.latex.render(derivation))
    assert len(with_picture) > len(without) + 3_000


@needs_tex
@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (r"\input{/etc/hostname}", "not found"),
        (r"\input{../secret}", "not found"),
        (r"\openin1=../secret.tex \ifeof1 \errmessage{closed}\fi", "closed"),
        (r"\immediate\openout1=../obeyed.txt", "write"),
        (r"\nonsense", "Undefined control sequence"),
        (r"\usepackage{nowhere}", "only in preamble"),
    ],
)
def test_what_tex_may_not_do(attempt: str, said: str) -> None:
    with pytest.raises(CannotExport, match=said):
        pdf.typeset(OPENING + attempt + CLOSING)


@needs_tex
def test_no_program_is_started(inside: Path) -> None:
    made = inside / "obeyed"
    pdf.typeset(rf"{OPENING}\immediate\write18{{touch {made}}}x{CLOSING}")
    assert not made.exists()


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        ("LaTeX Error: File `booktabs.sty' not found.", "booktabs.sty is not installed"),
        ("LaTeX Error: File `/etc/passwd' not found.", ""),
        ("TeX capacity exceeded, sorry [main memory size=5000000].", "too large"),
        ("Undefined control sequence.", "our mistake"),
        ("Something else", ""),
    ],
)
def test_what_errors_of_tex_mean(error: str, meaning: str) -> None:
    said = pdf._first_error(f"This is pdfTeX\n! {error}\nl.1 x\n! Emergency stop.\n")
    assert error in said
    assert meaning in said
    assert ("(" in said.removeprefix(error)) is bool(meaning)


# --- what can go wrong around TeX ----------------------------------------------------------------------------


def test_without_tex(inside: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert main(["solve", "weight_decay", "--format", "pdf", "--output", "a.pdf"]) == 2
    assert capsys.readouterr().err == f"derivations: {pdf.MISSING}\n"
    assert list(inside.iterdir()) == []


def test_tex_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: Any, timeout: float, **__: Any) -> None:
        raise subprocess.TimeoutExpired("pdflatex", timeout)

    monkeypatch.setattr("shutil.which", lambda _: "pdflatex")
    monkeypatch.setattr(subprocess, "run", late)
    with pytest.raises(CannotExport, match="stopped after"):
        pdf.typeset("")


def test_what_was_there_stays_where_tex_fails(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (inside / "a.pdf").write_bytes(b"old")

    def failing(*_: object) -> bytes:
        raise CannotExport("no")

    monkeypatch.setattr(pdf, "typeset", failing)
    assert main(["solve", "weight_decay", "--format", "pdf", "--output", "a.pdf"]) == 2
    assert (inside / "a.pdf").read_bytes() == b"old"


@pytest.mark.parametrize("terminal", [True, False])
def test_bytes_are_not_for_a_terminal(
    terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Out(io.TextIOWrapper):
        def isatty(self) -> bool:
            return terminal

    written = io.BytesIO()
    monkeypatch.setattr(pdf, "typeset", lambda *_: b"%PDF-\xff")
    monkeypatch.setattr(sys, "stdout", Out(written, "utf-8"))
    assert main(["solve", "weight_decay", "--format", "pdf"]) == (2 if terminal else 0)
    assert written.getvalue() == (b"" if terminal else b"%PDF-\xff")


# --- LaTeX files ---------------------------------------------------------------------------------------------


def test_a_picture_stands_beside_the_file(inside: Path) -> None:
    pytest.importorskip("matplotlib")
    assert main(["solve", "unrolled_graph", "--format", "latex", "--output", "a.tex"]) == 0
    assert {file.name for file in inside.iterdir()} == {"a.tex", "unrolled_graph_picture.pdf"}
    assert "{unrolled_graph_picture.pdf}" in (inside / "a.tex").read_text("utf-8")


def test_several_are_sections_of_one_article(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "weight_decay", "rmsprop", "--format", "latex"]) == 0
    text = capsys.readouterr().out
    assert text.count(r"\section{") == 2
    assert text.count(r"\begin{document}") == 1


@pytest.mark.parametrize(
    ("arguments", "there", "missing"),
    [
        ([], (r"\documentclass", r"\checkmark"), ()),
        (["--fragment"], (r"\checkmark", r"\by"), (r"\documentclass", r"\usepackage")),
        (["--fragment", "--no-marks"], (r"\by",), (r"\checkmark",)),
    ],
)
def test_layouts(
    arguments: list[str], there: tuple[str, ...], missing: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", "weight_decay", "--format", "latex", *arguments]) == 0
    text = capsys.readouterr().out
    assert all(each in text for each in there)
    assert not any(each in text for each in missing)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["solve", "weight_decay", "--fragment"], "--fragment: only with --format latex"),
        (["solve", "weight_decay", "--format", "json", "--no-marks"], "--no-marks: only with"),
        (["solve", "weight_decay", "rmsprop", "--format", "latex", "--fragment"], "one derivation a file"),
        (["check", "page.md", "--no-marks"], "--no-marks: only with --format latex, pdf, markdown"),
        (["check", "page.md", "page.tex", "--format", "latex", "--fragment"], "one page at a time"),
    ],
)
def test_what_cannot_be_laid_out(
    inside: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("page.md", "page.tex"):
        (inside / name).write_text(FALSE)
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("form", "said"), [("latex", r"\textbf{refuted}"), ("markdown", "**refuted**")])
def test_pages_from_the_command_line(inside: Path, form: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    (inside / "page.md").write_text(FALSE)
    assert main(["check", "page.md", "--format", form]) == 1
    assert said in capsys.readouterr().out
    assert main(["check", "page.md", "--format", form, "--no-marks"]) == 1
    assert said not in capsys.readouterr().out
