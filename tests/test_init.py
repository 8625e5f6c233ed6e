"""`derivations init`: a page that is right but for one mistake, and nothing that exists is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivations.api import check
from derivations.cli import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["derivation.md", "notes/page.md", "page.tex"])
def test_one_mistake_is_planted_and_can_be_put_right(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", name]) == 0
    assert f"derivations check {name}" in capsys.readouterr().out
    path = Path(name)
    summary = check(path).summary
    assert (summary["refuted"], summary["undecided"], summary["unread"]) == (1, 0, 0)
    assert summary["proved"] >= 3
    text = path.read_text("utf-8")
    assert "mistake" in text
    path.write_text(text.replace("L(w) = X^\\top X$", "L(w) = 2 X^\\top X$"), "utf-8")
    assert check(path).summary["refuted"] == 0


def test_the_page_may_be_in_a_folder_or_have_the_usual_name(here: Path) -> None:
    (here / "docs").mkdir()
    assert main(["init", "docs"]) == 0
    assert main(["init"]) == 0
    assert sorted(path.relative_to(here).as_posix() for path in here.rglob("*.*")) == [
        "derivation.md",
        "docs/derivation.md",
    ]


def test_nothing_is_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    Path("derivation.md").write_text("mine", "utf-8")
    assert main(["init"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert Path("derivation.md").read_text("utf-8") == "mine"
    Path(".pre-commit-config.yaml").write_text("repos: []\n", "utf-8")
    assert main(["init", "other.md", "--pre-commit"]) == 0
    assert "exists already" in capsys.readouterr().out
    assert Path(".pre-commit-config.yaml").read_text("utf-8") == "repos: []\n"


def test_a_hook_is_written_on_request_only() -> None:
    main(["init", "one.md"])
    assert not Path(".pre-commit-config.yaml").exists()
    main(["init", "two.md", "--pre-commit"])
    assert "entry: derivations check" in Path(".pre-commit-config.yaml").read_text("utf-8")
