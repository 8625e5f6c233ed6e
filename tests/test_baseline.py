"""Findings from before: they do not count, new ones do, and what is no longer found is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivations.cli import main

ONE = "Then $1 + 1 = 3$.\n"
TWO = "Then $1 + 1 = 4$.\n"
OPEN = "Then $\\nonsense{x} = 1$.\n"

KNOWN = ["--baseline", "known.json"]
WRITE = [*KNOWN, "--update-baseline"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(name: str, *texts: str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(texts), "utf-8")
    return name


def findings(name: str = "known.json") -> list[tuple[str, str, str, int]]:
    listed = json.loads(Path(name).read_text("utf-8"))["findings"]
    return [(each["page"], each["relation"], each["verdict"], each["count"]) for each in listed]


def test_old_findings_do_not_count_and_new_ones_do(capsys: pytest.CaptureFixture[str]) -> None:
    page = put("page.md", ONE, OPEN)
    assert main(["check", page, *WRITE]) == 0
    assert main(["check", page, *KNOWN, "--strict"]) == 0
    put("page.md", "A new first line.\n", OPEN, ONE)
    capsys.readouterr()
    assert main(["check", page, *KNOWN, "--strict"]) == 0
    printed = capsys.readouterr()
    assert "page.md:" not in printed.out
    assert "2 in the baseline" in printed.out
    assert printed.err == ""
    put("page.md", ONE, OPEN, TWO)
    assert main(["check", page, *KNOWN]) == 1
    assert capsys.readouterr().out.startswith("page.md:5:")


def test_the_file_is_sorted_and_says_page_relation_verdict_and_count() -> None:
    pages = [put("docs/b.md", ONE, ONE), put("docs/a.md", OPEN), put("a.md", ONE)]
    main(["check", *pages, *WRITE])
    square = "1 + 1 = 3"
    expected = [
        ("a.md", square, "refuted", 1),
        ("docs/a.md", "\\nonsense{x} = 1", "unread", 1),
        ("docs/b.md", square, "refuted", 2),
    ]
    assert findings() == expected
    before = Path("known.json").read_bytes()
    main(["check", *reversed(pages), *WRITE])
    assert Path("known.json").read_bytes() == before
    assert b"\r" not in before


def test_one_more_of_the_same_is_new() -> None:
    page = put("page.md", ONE)
    main(["check", page, *WRITE])
    put("page.md", ONE, ONE)
    assert main(["check", page, *KNOWN]) == 1


def test_another_verdict_is_new() -> None:
    page = put("page.md", "We have $A B = B A$.\n")
    main(["check", page, *WRITE])
    put("page.md", "Let $A, B \\in \\mathbb{R}^{n \\times n}$. We have $A B = B A$.\n")
    assert main(["check", page, *KNOWN]) == 1


def test_what_is_no_longer_found_is_said_and_left_out_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    pages = [put("page.md", ONE, TWO), put("other.md", ONE), put("third.md", ONE)]
    main(["check", *pages, *WRITE])
    put("page.md", ONE)
    Path("third.md").unlink()
    capsys.readouterr()
    assert main(["check", "page.md", *KNOWN]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == [
        "derivations: known.json: no longer found in page.md: refuted 1 + 1 = 4",
        "derivations: known.json: no longer found in third.md: refuted 1 + 1 = 3",
    ]
    assert "--update-baseline" in said[2]
    main(["check", "page.md", *WRITE])
    assert [page for page, *_ in findings()] == ["other.md", "page.md"]


def test_pages_are_those_seen_from_the_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("docs/page.md", ONE)
    main(["check", "docs/page.md", "--baseline", "docs/known.json", "--update-baseline"])
    assert findings("docs/known.json")[0][0] == "page.md"
    monkeypatch.chdir(here / "docs")
    assert main(["check", "page.md", *KNOWN]) == 0
    assert main(["check", str(here / "docs" / "page.md"), *KNOWN]) == 0


def test_the_setting_names_the_file_and_silenced_findings_are_not_in_it() -> None:
    put("pyproject.toml", '[tool.derivations]\nbaseline = "known.json"\n')
    page = put("page.md", ONE, "<!-- derivations: ignore: a slip -->\n" + TWO)
    assert main(["check", page, "--update-baseline"]) == 0
    assert [said for _, said, _, _ in findings()] == ["1 + 1 = 3"]
    assert main(["check", page]) == 0


def test_json_says_why_a_finding_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    page = put("page.md", ONE)
    main(["check", page, *WRITE])
    capsys.readouterr()
    main(["check", page, *KNOWN, "--format", "json"])
    (document,) = json.loads(capsys.readouterr().out)["documents"]
    assert [each["silenced"] for each in document["relations"]] == ["in the baseline known.json"]


def test_nothing_is_written_where_a_page_cannot_be_read() -> None:
    assert main(["check", put("page.md", ONE), "nowhere.md", *WRITE]) == 2
    assert not Path("known.json").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "known.json:1: not JSON"),
        ("[]", "not a baseline: no list of findings"),
        ('{"version": 2, "findings": []}', "version 2"),
        ('{"version": 1, "findings": [{"page": "a"}]}', "finding 1 needs page"),
        ('{"version": 1, "findings": [{"page": "a", "relation": "b", "verdict": "proved", "count": 1}]}', "finding 1"),
        ('{"version": 1, "findings": [{"page": "a", "relation": "b", "verdict": "unread", "count": 0}]}', "a count"),
    ],
)
def test_what_is_no_baseline_is_unusable(text: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    put("known.json", text)
    assert main(["check", put("page.md", ONE), *KNOWN]) == 2
    assert message in capsys.readouterr().err


def test_an_empty_baseline_is_one() -> None:
    page = put("page.md", "Then $1 = 1$.\n")
    assert main(["check", page, *WRITE]) == 0
    assert findings() == []
    assert main(["check", page, *KNOWN]) == 0
