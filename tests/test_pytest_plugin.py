"""`pytest --derivations` from outside: what is collected, what fails and how it is reported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

PAGE = r"""Let $a = 2$. Then $a + 1 = 4$, and $a + 1 = 3$.

Then $\nonsense{x} = 1$.

<!-- derivations: ignore: the book has it -->
Then $a + 2 = 7$ and $a + 1 = 4$.
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("", "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text(PAGE, "utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own that knows no plugin but ours."""
    command = [sys.executable, "-m", "pytest", "-p", "derivations.pytest_plugin", "-p", "no:cacheprovider", *arguments]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
    }
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def outcomes(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    found = {}
    for line in done.stdout.splitlines():
        name, _, outcome = (
            line.rpartition(" ") if "%]" not in line else line.rpartition(" [")[0].rstrip().rpartition(" ")
        )
        if "::" in name and outcome in ("PASSED", "FAILED"):
            found[name.strip()] = outcome
        elif "::" in line and " SKIPPED (" in line:
            found[line.split(" SKIPPED (")[0].strip()] = "SKIPPED"
    return found


def test_without_the_option_nothing_is_collected_or_imported(here: Path) -> None:
    done = run(here, "docs")
    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED
    code = (
        "import sys, derivations.pytest_plugin\n"
        "found = {name for name in sys.modules if name.startswith('derivations.')}\n"
        "sys.exit(found != {'derivations.pytest_plugin'})"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_claims_are_tests(here: Path) -> None:
    done = run(here, "--derivations", "docs", "-v")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert outcomes(done) == {
        "docs/page.md::line 1: a + 1 = 4": "FAILED",
        "docs/page.md::line 1: a + 1 = 3": "PASSED",
        "docs/page.md::line 3: \\nonsense{x} = 1": "SKIPPED",
        "docs/page.md::line 6: a + 2 = 7": "SKIPPED",
        "docs/page.md::line 6: a + 1 = 4": "SKIPPED",
    }


def test_a_failure_is_the_place_the_line_and_the_witness(here: Path) -> None:
    done = run(here, "--derivations", "docs/page.md")
    report = done.stdout[done.stdout.index("FAILURES") :]
    for words in ("docs/page.md:1:26: refuted", PAGE.split("\n")[0], "counterexample", "left 3, right 4"):
        assert words in report
    assert "Traceback" not in report
    assert "pytest_plugin" not in report


def test_skips_say_why(here: Path) -> None:
    done = run(here, "--derivations", "-rs")
    assert "docs/page.md:3: unread: unknown command" in done.stdout
    assert "docs/page.md:6: silenced (refuted): the book has it" in done.stdout


@pytest.mark.parametrize("settings", ["option", "ini", "table"])
def test_strict_fails_what_is_open(here: Path, settings: str) -> None:
    text = {
        "option": "",
        "ini": "[tool.pytest.ini_options]\nderivations_strict = true\n",
        "table": "[tool.derivations]\nstrict = true\n",
    }[settings]
    (here / "pyproject.toml").write_text(text, "utf-8")
    options = ["--derivations-strict"] if settings == "option" else []
    found = outcomes(run(here, "--derivations", "-v", *options))
    assert found["docs/page.md::line 3: \\nonsense{x} = 1"] == "FAILED"
    assert found["docs/page.md::line 6: a + 2 = 7"] == "SKIPPED"


def test_one_claim_can_be_run_by_its_name(here: Path) -> None:
    done = run(here, "--derivations", "-v", "docs/page.md::line 1: a + 1 = 3")
    assert done.returncode == 0
    assert list(outcomes(done).values()) == ["PASSED"]


def test_the_ini_option_collects_and_settings_hold(here: Path) -> None:
    (here / "docs" / "old").mkdir()
    (here / "docs" / "old" / "gone.md").write_text("Then $1 = 2$.\n", "utf-8")
    (here / "docs" / "commuting.md").write_text("We have $A B = B A$.\n", "utf-8")
    (here / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\nderivations = true\n"
        "[tool.derivations]\nexclude = ['docs/old']\ndeclarations = ['A \\in \\mathbb{R}', 'B \\in \\mathbb{R}']\n",
        "utf-8",
    )
    found = outcomes(run(here, "-v"))
    assert found["docs/commuting.md::line 1: A B = B A"] == "PASSED"
    assert not any("gone.md" in name for name in found)
    assert outcomes(run(here, "-v", "docs/old/gone.md")) == {"docs/old/gone.md::line 1: 1 = 2": "FAILED"}


def test_the_baseline_holds(here: Path) -> None:
    listed = [{"page": "docs/page.md", "relation": "a + 1 = 4", "verdict": "refuted", "count": 1}]
    (here / "known.json").write_text(json.dumps({"version": 1, "findings": listed}), "utf-8")
    (here / "pyproject.toml").write_text("[tool.derivations]\nbaseline = 'known.json'\n", "utf-8")
    done = run(here, "--derivations", "-v", "-rs")
    assert done.returncode == 0
    assert "known (refuted): in the baseline known.json" in done.stdout


def test_notebooks_name_the_cell_and_repeated_claims_the_column(here: Path) -> None:
    cells = [{"cell_type": "markdown", "source": "Then $1 = 1$ and $1 = 1$."}]
    (here / "docs" / "book.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
    assert list(outcomes(run(here, "--derivations", "-v", "docs/book.ipynb"))) == [
        "docs/book.ipynb::cell 1, line 1: 1 = 1",
        "docs/book.ipynb::cell 1, line 1: 1 = 1 (column 21)",
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("docs/book.ipynb", "{", "docs/book.ipynb:1:2: not a notebook"),
        ("pyproject.toml", "[tool.derivations]\nstrcit = true\n", "pyproject.toml:2: strcit: no such setting"),
    ],
)
def test_what_cannot_be_read_is_said_without_a_traceback(here: Path, name: str, text: str, message: str) -> None:
    (here / name).write_text(text, "utf-8")
    done = run(here, "--derivations")
    assert done.returncode not in (0, 1)
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_comment_that_silences_nothing_is_a_warning(here: Path) -> None:
    (here / "docs" / "page.md").write_text("Then $1 = 1$. <!-- derivations: ignore: old -->\n", "utf-8")
    done = run(here, "--derivations")
    assert done.returncode == 0
    assert "page.md:1: this comment silences nothing" in done.stdout
