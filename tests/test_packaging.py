"""What is shipped: everything that the code opens at run time, and nothing that must not be said."""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from derivations.cli import main

ROOT = Path(__file__).parent.parent
PACKAGES = ("derivations", "numeric")


def project() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def test_both_packages_are_shipped_with_their_marker_of_types() -> None:
    packages = project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert packages == ["derivations", "numeric"]
    for package in packages:
        assert (ROOT / package / "py.typed").is_file()


def test_the_grammar_lies_inside_the_package() -> None:
    assert list((ROOT / "derivations").rglob("*.lark"))


def test_the_templates_lie_inside_the_package() -> None:
    folder = ROOT / "derivations" / "export" / "templates"
    assert {file.name for file in folder.iterdir()} == {
        "report.css", "report.html.jinja", "report.js", "tables.css", "tables.html.jinja",
    }  # fmt: skip


def test_every_import_is_a_dependency() -> None:
    known = {
        "lark": "lark",
        "numpy": "numpy",
        "pebble": "pebble",
        "flint": "python-flint",
        "rich": "rich",
        "sympy": "sympy",
        "nbformat": "nbformat",
        "nbclient": "nbclient",
        "IPython": "ipython",
        "ipywidgets": "ipywidgets",
        "latexify": "latexify-py",
        "matplotlib": "matplotlib",
        "jinja2": "jinja2",
        "markdown_it": "markdown-it-py",
        "markupsafe": "markupsafe",
        "math_core": "math-core",
    }
    declared = project()["project"]
    every = list(chain(declared["dependencies"], *declared["optional-dependencies"].values()))
    names = {re.split(r"[<>=\[;]", requirement)[0] for requirement in every}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for found in re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
                if found in sys.stdlib_module_names or found in PACKAGES or found not in known:
                    continue
                assert known[found] in names, f"{path}: {found}"


def test_every_dependency_is_used() -> None:
    modules = {"python-flint": "flint"}
    text = "\n".join(path.read_text(encoding="utf-8") for top in PACKAGES for path in (ROOT / top).rglob("*.py"))
    for requirement in project()["project"]["dependencies"]:
        name = re.split(r"[<>=\[;]", requirement)[0]
        module = modules.get(name, name)
        assert re.search(rf"^\s*(?:from|import) {module}\b", text, re.MULTILINE), name


def test_the_command_points_at_something_that_exists() -> None:
    module, function = project()["project"]["scripts"]["derivations"].split(":")
    path = ROOT / Path(*module.split(".")).with_suffix(".py")
    assert re.search(rf"^(def {function}\b|{function}\b)", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_pytest_plugin_is_one() -> None:
    (module,) = project()["project"]["entry-points"]["pytest11"].values()
    assert "def pytest_collect_file" in (ROOT / Path(*module.split("."))).with_suffix(".py").read_text("utf-8")


def test_the_readme_commands_are_what_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^python3 -m venv .*$", readme, re.MULTILINE)
    assert len(commands) == 2
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/tools.md", "docs/jupyter.md"]
)
def test_links_between_documents_lead_somewhere(name: str) -> None:
    path = ROOT / name
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{name} links to {target}"


def test_the_readme_shows_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    shown = (ROOT / "README.md").read_text(encoding="utf-8").split("<!-- output -->\n```\n")[1].split("```")[0]
    page = ROOT / "examples" / "ridge_regression.md"
    assert main(["check", str(page)]) == 1
    printed = capsys.readouterr().out.replace(str(page), "examples/ridge_regression.md")
    assert [" ".join(line.split()) for line in printed.strip().split("\n")] == [
        " ".join(line.split()) for line in shown.strip().split("\n")
    ]
