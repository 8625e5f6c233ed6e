"""Settings of a project, the pages in its folders, and what is said of a setting that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivations.cli import main
from derivations.commands import Unusable
from derivations.commands.project import Project, project, project_in

FALSE = "For every real $x$ we have $(x + 1)^2 = x^2 + 1$.\n"
OPEN = "Then $\\nonsense{x} = 1$.\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def paths_checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(["check", *arguments, "--format", "json"])
    return [page["path"] for page in json.loads(capsys.readouterr().out)["documents"]]


# --- what is set -----------------------------------------------------------------------------------------------


def test_every_setting_is_read() -> None:
    put("shapes.txt", "A \\in \\mathbb{R}\n")
    put(
        "pyproject.toml",
        """
[project]
name = "book"

[tool.derivations]
paths = ["docs", "README.md"]
exclude = ["docs/old"]
declarations = "shapes.txt"
strict = true
baseline = "known.json"

[tool.derivations.limits]
algebra = 7
simplify = 0.5
""",
    )
    found = project()
    assert found.paths == ("docs", "README.md")
    assert found.exclude == ("docs/old",)
    assert found.declarations == "A \\in \\mathbb{R}\n"
    assert found.strict
    assert found.baseline == "known.json"
    assert (found.limits.algebra, found.limits.simplify) == (7, 0.5)
    assert found.limits.models == Project().limits.models


def test_the_nearest_table_upward_counts_and_paths_are_from_its_folder(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("pyproject.toml", '[tool.derivations]\npaths = ["docs"]\nbaseline = "known.json"\n')
    put("inner/pyproject.toml", '[project]\nname = "inner"\n')
    put("inner/deep/page.md", "")
    monkeypatch.chdir(here / "inner" / "deep")
    assert project().paths == ("../../docs",)
    assert project().baseline == "../../known.json"


def test_without_a_table_nothing_is_set() -> None:
    put("pyproject.toml", '[project]\nname = "derivations"\n')
    assert project() == Project()


WRONG = [
    ("[tool.derivations]\nstrcit = true", "p.toml:2: strcit: no such setting; did you mean strict?"),
    ("[tool.derivations]\n\nzebra = 1", "p.toml:3: zebra: no such setting; there are baseline, declarations,"),
    ("[tool.derivations]\nstrict = 1", "p.toml:2: strict: true or false is needed"),
    ('[tool.derivations]\npaths = "docs"', "p.toml:2: paths: a list of texts is needed"),
    ("[tool.derivations]\npaths = [1]", "p.toml:2: paths: a list of texts is needed"),
    ('[tool.derivations]\nexclude = [""]', "p.toml:2: exclude: a list of texts is needed"),
    ("[tool.derivations]\nbaseline = []", "p.toml:2: baseline: the name of a file is needed"),
    ("[tool.derivations]\nlimits = 3", "p.toml:2: limits: a table is needed"),
    ("[tool.derivations.limits]\nalgbra = 3", "p.toml:2: limits.algbra: no such limit; did you mean algebra?"),
    ("[tool.derivations]\nlimits.models = 0", "p.toml:2: limits.models: a whole number above 0 is needed"),
    ("[tool.derivations]\nlimits = { models = 1.5 }", "p.toml:2: limits.models: a whole number above 0 is needed"),
    ("[tool.derivations]\nlimits = { models = true }", "p.toml:2: limits.models: a whole number above 0 is needed"),
    ("[tool.derivations.limits]\nsimplify = -1", "p.toml:2: limits.simplify: a number above 0 is needed"),
    ("[tool.derivations]\ndeclarations = 3", "p.toml:2: declarations: the name of a file or a list of declarations"),
    ('[tool.derivations]\ndeclarations = ["x"]', "p.toml:2: declarations: x: a name and nothing about it"),
    ('[tool.derivations]\ndeclarations = "nowhere.txt"', "nowhere.txt: No such file"),
    ("[project]\nstrict = 1\n[tool.derivations]\nstrict = 1", "p.toml:4: strict: true or false is needed"),
    ("[tool]\nderivations = 1", "p.toml:2: tool.derivations is a table"),
    ("[tool]\nderivations = { strict = 1 }", "p.toml:2: strict: true or false is needed"),
    ("[tool.derivations]\nstrict = yes", "p.toml:2: not TOML: "),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_setting_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(Unusable) as problem:
        project_in(text, Path("p.toml"))
    assert str(problem.value).startswith(message)


def test_a_wrong_setting_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    put("pyproject.toml", "[tool.derivations]\nstrcit = true\n")
    put("page.md", OPEN)
    assert main(["check", "page.md"]) == 2
    assert capsys.readouterr().err.startswith("derivations: pyproject.toml:2: strcit")


def test_a_config_that_is_named_needs_the_table() -> None:
    put("other.toml", "[tool.other]\n")
    with pytest.raises(Unusable, match=r"no table \[tool\.derivations\]"):
        project("other.toml")


# --- what it does ----------------------------------------------------------------------------------------------


def test_without_paths_those_of_the_settings_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    put("pyproject.toml", '[tool.derivations]\npaths = ["docs", "a.md"]\nexclude = ["docs/old", "*/draft*.md"]\n')
    for name in ("a.md", "b.md", "docs/c.md", "docs/d.tex", "docs/e.txt", "docs/old/f.md", "docs/draft1.md"):
        put(name, "Then $1 = 1$.\n")
    put("docs/.hidden/g.md", "")
    put("docs/venv/pyvenv.cfg", "")
    put("docs/venv/h.md", "")
    assert paths_checked(capsys) == ["docs/c.md", "docs/d.tex", "a.md"]
    assert paths_checked(capsys, "b.md") == ["b.md"]
    assert paths_checked(capsys, "docs/draft1.md") == ["docs/draft1.md"]
    assert paths_checked(capsys, ".") == ["a.md", "b.md", "docs/c.md", "docs/d.tex"]


def test_a_chapter_is_read_where_it_is_taken_in(capsys: pytest.CaptureFixture[str]) -> None:
    put("book/main.tex", "Let $a = 2$.\n\n\\input{chapter}\n")
    put("book/chapter.tex", "Then $a + 1 = 3$.\n")
    assert paths_checked(capsys, "book") == ["book/main.tex"]
    assert paths_checked(capsys, "book", "book/chapter.tex") == ["book/main.tex"]
    assert paths_checked(capsys, "book/chapter.tex") == ["book/chapter.tex"]


@pytest.mark.parametrize(
    ("setting", "options", "status"),
    [
        ("strict = true", [], 1),
        ("strict = true", ["--no-strict"], 0),
        ("strict = false", [], 0),
        ("strict = false", ["--strict"], 1),
    ],
)
def test_the_command_line_outranks_strictness(setting: str, options: list[str], status: int) -> None:
    put("pyproject.toml", f"[tool.derivations]\n{setting}\n")
    put("page.md", OPEN)
    assert main(["check", "page.md", *options]) == status


def test_the_command_line_outranks_declarations() -> None:
    put("page.md", "We have $A B = B A$.\n")
    put("matrices.txt", "A \\in \\mathbb{R}^{n \\times n}\nB \\in \\mathbb{R}^{n \\times n}\n")
    put(
        "pyproject.toml",
        "[tool.derivations]\nstrict = true\ndeclarations = ['A \\in \\mathbb{R}', 'B \\in \\mathbb{R}']\n",
    )
    assert main(["check", "page.md"]) == 0
    assert main(["check", "page.md", "--declare", "matrices.txt"]) == 1


def test_limits_reach_the_judge(capsys: pytest.CaptureFixture[str]) -> None:
    put("page.md", "For every real $x$ and $y$ we have $(x + y)^2 = x^2 + 2 x y + y^2$.\n")
    put("few.toml", "[tool.derivations.limits]\nalgebra = 1\nevaluation = 1\n")
    assert main(["check", "page.md", "--strict"]) == 0
    assert main(["check", "page.md", "--strict", "--config", "few.toml"]) == 1
    assert "undecided" in capsys.readouterr().out


def test_a_folder_without_pages_is_unusable(capsys: pytest.CaptureFixture[str]) -> None:
    put("empty/notes.txt", "")
    assert main(["check", "empty"]) == 2
    assert "empty: no pages" in capsys.readouterr().err
