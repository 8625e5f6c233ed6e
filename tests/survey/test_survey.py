"""`derivations survey`: what it counts is what `check` says, and it goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivations.cli import main

PAGES = {
    "a.md": "Let $x, y \\in \\mathbb{R}$. Then $(x + y)^2 = x^2 + 2xy + y^2$ and $(x + y)^2 = x^2 + y^2$.\n",
    "inner/b.md": "Let $A \\in \\mathbb{R}^{n \\times n}$. Then $(A^\\top)^\\top = A$ and $a \\oplus b = c$.\n",
    "c.tex": "\\documentclass{article}\\begin{document}Let $z = 2$. Then $z + 1 = 4$.\\end{document}\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in PAGES.items():
        file = tmp_path / "pages" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def survey(*options: str) -> int:
    return main(["survey", "pages", "--jobs", "2", *options])


def found(folder: Path) -> dict:  # type: ignore[type-arg]
    assert survey("--format", "json", "--output", "found.json") == 0
    return json.loads((folder / "found.json").read_text("utf-8"))  # type: ignore[no-any-return]


def test_it_counts_what_check_says(folder: Path) -> None:
    counts = found(folder)
    main(["check", "pages", "--format", "json", "--output", "checked.json"])
    checked = json.loads((folder / "checked.json").read_text("utf-8"))
    assert counts["summary"] == checked["summary"]
    assert counts["pages"] == {page["path"]: page["summary"] for page in checked["documents"]}
    assert [(each["path"], each["line"]) for each in counts["refuted"]] == [("pages/a.md", 1), ("pages/c.tex", 1)]
    assert counts["reasons"]["unread"] == [
        {"reason": "the operator \\oplus", "count": 1, "example": "pages/inner/b.md:1:79"}
    ]


def test_what_is_known_is_not_judged_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = found(folder)
    lines = (folder / ".derivations" / "survey.jsonl").read_text("utf-8").splitlines()
    assert found(folder) == first
    assert "3 of 3 pages are known" in capsys.readouterr().err
    assert (folder / ".derivations" / "survey.jsonl").read_text("utf-8").splitlines() == lines


def test_a_page_that_changed_is_judged_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found(folder)
    (folder / "pages" / "a.md").write_text("Then $1 + 1 = 2$.\n", "utf-8")
    assert found(folder)["summary"]["refuted"] == 1
    assert "2 of 3 pages are known" in capsys.readouterr().err


def test_other_terms_judge_all_pages_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found(folder)
    assert survey("--seed", "1") == 0
    assert survey("--fresh") == 0
    assert "known from before" not in capsys.readouterr().err


def test_a_line_that_was_cut_off_is_judged_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = found(folder)["pages"]
    file = folder / ".derivations" / "survey.jsonl"
    text = file.read_text("utf-8")
    file.write_text(text[: len(text) - 40], "utf-8")
    assert found(folder)["pages"] == whole
    assert "2 of 3 pages are known" in capsys.readouterr().err
    assert found(folder)["pages"] == whole
    assert "3 of 3 pages are known" in capsys.readouterr().err


def test_a_page_that_cannot_be_read_stops_no_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pages" / "d.md").write_bytes(b"\xff\xfe\x00")
    assert survey("--format", "json", "--output", "found.json") == 2
    assert json.loads((folder / "found.json").read_text("utf-8"))["summary"]["refuted"] == 2
    assert "pages/d.md" in capsys.readouterr().err


def test_the_terminal_and_the_page_say_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert survey() == 0
    shown = capsys.readouterr().out
    assert survey("--format", "html", "--output", "survey.html") == 0
    page = (folder / "survey.html").read_text("utf-8")
    for words in ("3 pages, 6 relations", "pages/inner/b.md:1:79", "the operator \\oplus", "z + 1 = 4"):
        assert words in shown
        assert words in page


def test_what_pages_are_called_does_not_reach_html(folder: Path) -> None:
    (folder / "pages" / "<b>x.md").write_text("Then $1 = 2$ and $<script> = 1$.\n", "utf-8")
    assert survey("--format", "html", "--output", "survey.html") == 0
    page = (folder / "survey.html").read_text("utf-8")
    assert "<b>x" not in page
    assert "<script" not in page


def test_arguments_that_make_no_sense(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["survey", "nowhere"]) == 2
    assert main(["survey", "-"]) == 2
    assert survey("--jobs", "0") == 2
    assert survey("--results", "pages") == 2
    assert "Traceback" not in capsys.readouterr().err
