"""Bad input: a clear answer with the name of the file, never a traceback, and the other pages are still checked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
BAD = sorted((ROOT / "tests" / "cases" / "bad").glob("*.md"))

GOOD = "For every real $x$ we have $x + x = 2x$.\n"


def run_check(*paths: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "derivations", "check", *map(str, paths), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def relations_of(done: subprocess.CompletedProcess[str], path: Path) -> list[dict[str, Any]]:
    """The entries of one page; fails if the page is not in the answer."""
    (document,) = [page for page in json.loads(done.stdout)["documents"] if Path(page["path"]).name == path.name]
    return list(document["relations"])


def page(folder: Path, text: str, name: str = "page.md") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("path", [path for path in BAD if path.stem != "empty"], ids=lambda path: path.stem)
def test_a_bad_place_does_not_spoil_the_page(path: Path) -> None:
    done = run_check(path)
    assert done.returncode in (0, 1), done.stderr
    relations = relations_of(done, path)
    read = {(entry["lhs"].strip(), entry["rhs"].strip()): entry["verdict"] for entry in relations}
    assert read["x + x", "2x"] == "proved"
    assert read["3x - x", "2x"] == "proved"


def test_an_empty_page_has_nothing_on_it() -> None:
    path = ROOT / "tests" / "cases" / "bad" / "empty.md"
    done = run_check(path)
    assert done.returncode == 0, done.stderr
    assert relations_of(done, path) == []
    assert path.name in done.stdout + done.stderr


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 16, b"\x7fELF\x02\x01\x01" + b"\x00" * 64, b"$x = \xff\xfe$", b"\x00" * 1000],
    ids=["bytes", "executable", "undecodable", "zeros"],
)
def test_what_is_no_text_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "garbage.md"
    path.write_bytes(content)
    done = run_check(path)
    assert done.returncode == 2
    assert "garbage.md" in done.stderr


def test_a_file_that_is_too_large_cannot_be_read(tmp_path: Path) -> None:
    path = page(tmp_path, GOOD * (11_000_000 // len(GOOD)), "large.md")
    done = run_check(path)
    assert done.returncode == 2
    assert "large.md" in done.stderr


def test_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    done = run_check(tmp_path / "nowhere.md")
    assert done.returncode == 2
    assert "nowhere.md" in done.stderr


def test_a_folder_without_pages_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "nothing_here"
    folder.mkdir()
    done = run_check(folder)
    assert done.returncode == 2
    assert "nothing_here" in done.stderr


def test_the_other_files_are_still_checked(tmp_path: Path) -> None:
    good = page(tmp_path, GOOD)
    garbage = tmp_path / "garbage.md"
    garbage.write_bytes(bytes(range(256)))
    done = run_check(garbage, good, tmp_path / "nowhere.md")
    assert done.returncode == 2
    assert [entry["verdict"] for entry in relations_of(done, good)] == ["proved"]
    assert "garbage.md" in done.stderr
    assert "nowhere.md" in done.stderr


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("(", ")"), ("{", "}"), (r"\frac{1}{1+", "}"), (r"\left[", r"\right]"), ("x^{", "}"), (r"\sqrt{", "}"), ("-", "")],
    ids=["parentheses", "braces", "fractions", "brackets", "powers", "roots", "signs"],
)
def test_deep_nesting_is_no_crash(tmp_path: Path, opening: str, closing: str) -> None:
    deep = opening * 10_000 + "x" + closing * 10_000
    path = page(tmp_path, f"{GOOD}\nFor every real $x$ we have\n\n$$ {deep} = {deep} + 1 $$\n\n{GOOD}")
    done = run_check(path)
    assert done.returncode in (0, 1), done.stderr
    first, middle, last = (entry["verdict"] for entry in relations_of(done, path))
    assert (first, last) == ("proved", "proved")
    assert middle in ("unread", "undecided", "refuted")


@pytest.mark.parametrize(
    "tower",
    ["9^{9^{9^9}}", r"2^{2^{2^{2^{2^2}}}}", "(10^{9})!", r"\sqrt{9^{9^{9^{9}}}}", "x^{10^{12}}", "(x + y + z)^{10^6}"],
)
def test_a_number_that_is_too_large_is_not_computed(tmp_path: Path, tower: str) -> None:
    path = page(tmp_path, f"For all real $x$, $y$ and $z$ we have ${tower} = {tower} + 1$.\n\n{GOOD}")
    done = run_check(path)
    large, good = (entry["verdict"] for entry in relations_of(done, path))
    assert large in ("undecided", "refuted")
    assert good == "proved"


@pytest.mark.parametrize("name", ["missing_chapter", "../outside", "/etc/passwd", "../../../../etc/hostname"])
def test_an_input_that_may_not_be_read_is_named_and_the_page_is_checked(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.tex").write_text("Then $5 = 6$.\n", "utf-8")
    folder = tmp_path / "paper"
    folder.mkdir()
    body = f"\\documentclass{{article}}\n\\begin{{document}}\n{GOOD}\\input{{{name}}}\n\\end{{document}}\n"
    path = page(folder, body, "main.tex")
    done = run_check(path)
    assert done.returncode in (0, 2)
    assert name in done.stdout + done.stderr
    assert [entry["verdict"] for entry in relations_of(done, path)] == ["proved"]
