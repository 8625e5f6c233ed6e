"""SARIF and workflow commands: the shape that the standards ask for, places in the author's files, nothing obeyed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from derivations.api import check_source
from derivations.commands.baseline import read_baseline
from derivations.document.document import CheckedDocument, Document, Relation, Span
from derivations.document.verdicts import KINDS, PROBLEMS, Verdict
from derivations.export import github, sarif
from derivations.reader.sources import load

PAGE = r"""# 1 Squares

For every real $x$ we have $(x + 1)^2 = x^2 + 1$.
Then $\nonsense{x} = 1$. <!-- derivations: ignore: the macro is in the book -->

Let $A$ and $B$ be matrices. We have $A B = B A$ if and only if they commute.
"""

EVERY_VERDICT = r"""# 1 Squares

Let $z \in \mathbb{R}^k$ and $a = 2$. Then $a + 1 = 3$ and $a + 1 = 4$.
We have $\sum_{i=1}^k \tanh(z_i) = \mathbf{1}^\top \tanh(z)$.
Then $\nonsense{x} = 1$. Let $A$ and $B$ be matrices. We have $A B = B A$ if and only if they commute.
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def page(name: str, text: str = PAGE) -> CheckedDocument:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return check_source(load(path))


def notebook(*cells: list[str]) -> str:
    listed = [{"cell_type": "markdown", "metadata": {}, "source": cell} for cell in cells]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def run_of(*pages: CheckedDocument, **options: Any) -> dict[str, Any]:
    log = json.loads(sarif.dumps(pages, **options))
    jsonschema.validate(log, SCHEMA)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


# --- the shape of a log ----------------------------------------------------------------------------------------

SCHEMA = json.loads((Path(__file__).parent / "sarif_schema.json").read_text("utf-8"))


def is_valid(log: object) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(log))


def test_a_page_with_every_verdict_fits_the_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    checked = page("page.md", EVERY_VERDICT)
    assert {verdict.kind for verdict in checked.verdicts.values()} == set(KINDS)
    log = sarif.sarif_log([checked], ["gone.md: no such file"])
    jsonschema.validate(log, SCHEMA)
    assert {result["ruleId"] for result in log["runs"][0]["results"]} == set(PROBLEMS)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), "2.1"),
        (("runs",), []),
        (("runs", 0, "result"), []),
        (("runs", 0, "columnKind"), "utf8CodeUnits"),
        (("runs", 0, "tool", "driver", "rules", 0, "defaultConfiguration", "level"), "fatal"),
        (("runs", 0, "invocations", 0, "executionSuccessful"), "true"),
        (("runs", 0, "invocations", 0, "toolExecutionNotifications", 0, "message"), "text"),
        (("runs", 0, "artifacts", 0, "location", "uri"), "a b.md"),
        (("runs", 0, "artifacts", 0, "location", "uri"), "/page.md"),
        (("runs", 0, "results", 0, "ruleIndex"), -1),
        (("runs", 0, "results", 0, "message"), {"text": ""}),
        (("runs", 0, "results", 0, "message", "markdown"), "*text*"),
        (("runs", 0, "results", 0, "suppressions"), [{"kind": "inside", "justification": "x"}]),
        (("runs", 0, "results", 0, "partialFingerprints", "relation/v1"), "1"),
        (("runs", 0, "results", 0, "locations"), []),
        (("runs", 0, "results", 0, "locations", 0, "physicalLocation", "region", "startColumn"), 0),
        (("runs", 0, "results", 0, "locations", 0, "physicalLocation", "region", "startLine"), 1.5),
    ],
)
def test_a_log_with_one_thing_wrong_does_not_fit(path: tuple[str | int, ...], value: object) -> None:
    log = sarif.sarif_log([page("page.md", EVERY_VERDICT)], ["gone.md: no such file"])
    assert is_valid(log)
    holder: Any = log
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    assert not is_valid(log)


# --- SARIF -----------------------------------------------------------------------------------------------------


def test_every_finding_is_a_result_of_its_rule() -> None:
    run = run_of(page("page.md"))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["refuted", "undecided", "unread"]
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules}
    assert levels == {"refuted": "error", "undecided": "warning", "unread": "note"}
    assert [result["ruleId"] for result in run["results"]] == ["refuted", "unread", "undecided"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == levels[result["ruleId"]]
    refuted, unread, _ = run["results"]
    assert "counterexample: x = " in refuted["message"]["text"]
    assert "because: unknown command" in unread["message"]["text"]
    assert refuted["properties"]["relation"] == "(x + 1)^2 = x^2 + 1"


def test_a_region_starts_at_the_sign_and_ends_with_the_right_side() -> None:
    lines = PAGE.split("\n")
    for result in run_of(page("page.md"))["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        marked = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
        assert marked.startswith("=")
        assert marked in ("= x^2 + 1", "= 1", "= B A")


def test_what_does_not_count_is_suppressed(here: Path) -> None:
    checked = page("page.md")
    found = [result["suppressions"] for result in run_of(checked)["results"]]
    assert found == [[], [{"kind": "inSource", "justification": "the macro is in the book"}], []]
    baseline = read_baseline("known.json", may_be_missing=True).updated([checked])
    (first, _, last) = run_of(baseline.applied(checked))["results"]
    assert first["suppressions"] == last["suppressions"] == [
        {"kind": "external", "justification": "in the baseline known.json"}
    ]  # fmt: skip


def fingerprints(checked: CheckedDocument) -> list[str]:
    return [result["partialFingerprints"]["relation/v1"] for result in run_of(checked)["results"]]


def test_fingerprints_stay_when_lines_move_and_differ_otherwise() -> None:
    before = fingerprints(page("page.md"))
    assert fingerprints(page("page.md", "A first line.\n\n" + PAGE)) == before
    assert set(fingerprints(page("other.md"))).isdisjoint(before)
    assert fingerprints(page("page.md", PAGE.replace("x^2 + 1", "x^2 + 2")))[0] != before[0]
    twice = fingerprints(page("page.md", "Then $1 = 2$.\n\nThen $1 = 2$.\n"))
    assert len(set(twice)) == 2


@pytest.mark.parametrize("name", ["a b/50%.md", "größe#1.md", "c:d.md", "a?b.md", "x[1].md"])
def test_addresses_are_relative_with_slashes_and_escaped(name: str, here: Path) -> None:
    run = run_of(page(name), check_source(load(here / name)))
    for artifact in run["artifacts"]:
        location = artifact["location"]
        assert unquote(location["uri"]) == name
        assert location["uriBaseId"] in run["originalUriBaseIds"]


def test_a_page_outside_has_a_full_address(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = page("page.md")
    (here / "inner").mkdir()
    monkeypatch.chdir(here / "inner")
    (artifact,) = run_of(CheckedDocument(Document(str(here / "page.md")), {}))["artifacts"]
    assert artifact["location"] == {"uri": (here / "page.md").as_uri()}
    assert checked.document.path == "page.md"


def test_notebooks_have_their_cell_and_the_lines_of_their_file() -> None:
    text = notebook(["# T\n", "text"], ['One \\\\ ü "quoted"\n', 'then $\\frac{2}{2} = 2$ "so"\n', "and $1 = 3$."])
    run = run_of(page("book.ipynb", text))
    lines = text.split("\n")
    for result, sign, line in zip(run["results"], ("= 2", "= 3"), (2, 3), strict=True):
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        start, end = region["startColumn"] - 1, region["endColumn"] - 1
        assert lines[region["startLine"] - 1][start:end] == sign
        assert location["logicalLocations"][0]["fullyQualifiedName"] == f"cell 2, line {line}"
        assert f"in cell 2, line {line}\n" in result["message"]["text"]


def test_a_notebook_on_one_line_has_columns_there() -> None:
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": "Then\n\U0001d465 $\\frac22 = 2$."}]})
    (result,) = run_of(page("book.ipynb", text))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == 1
    assert text[region["startColumn"] - 1 : region["endColumn"] - 1] == "= 2"


@pytest.mark.parametrize("text", [None, "{]", '{"cells": []}'])
def test_a_notebook_that_is_gone_or_another_keeps_its_cells(text: str | None, here: Path) -> None:
    checked = page("book.ipynb", notebook(["Then $1 = 2$."]))
    (here / "book.ipynb").unlink()
    if text is not None:
        (here / "book.ipynb").write_text(text, "utf-8")
    (location,) = run_of(checked)["results"][0]["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"][0]["name"] == "cell 1"


def test_braces_and_links_of_a_page_are_text() -> None:
    relation = Relation("1", "", Span("page.md", 1, 1, 1, 2), "a", "=", "b", "claim")
    verdict = Verdict("undecided", reason=r"\frac{1}{0} of [here](1)")
    (result,) = run_of(CheckedDocument(Document("page.md", (relation,)), {"1": verdict}))["results"]
    assert result["message"]["text"].endswith(r"\frac{{1}}{{0}} of [here] (1)")


def test_what_is_wrong_with_pages_is_a_notification() -> None:
    text = "<!-- derivations: ignore -->\n\n<!-- derivations: ignore: old -->\nThen $1 = 1$.\n"
    (invocation,) = run_of(page("page.md", text))["invocations"]
    assert invocation["executionSuccessful"]
    told = [each["message"]["text"] for each in invocation["toolExecutionNotifications"]]
    assert "says why" in told[0]
    assert "silences nothing" in told[1]
    (invocation,) = run_of(page("page.md"), unreadable=["nowhere.md: no such file"])["invocations"]
    assert not invocation["executionSuccessful"]


# --- workflow commands -----------------------------------------------------------------------------------------

_COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^:,\r\n]*,)*\w+=[^:,\r\n]*)::([^\r\n]*)")


def commands(*pages: CheckedDocument) -> list[tuple[str, dict[str, str], str]]:
    found = []
    for line in github.dumps(pages).splitlines():
        match = _COMMAND.fullmatch(line)
        assert match, line
        properties = dict(each.split("=", 1) for each in match[2].split(","))
        found.append((match[1], properties, match[3]))
    return found


def test_findings_are_commands_and_silenced_ones_are_not() -> None:
    found = commands(page("docs/page.md"))
    assert [name for name, _, _ in found] == ["error", "warning"]
    _, properties, message = found[0]
    column = PAGE.split("\n")[2].index("= x^2") + 1
    assert properties["file"] == "docs/page.md"
    assert (properties["line"], properties["col"], properties["endLine"]) == ("3", str(column), "3")
    assert properties["title"].startswith("refuted%3A (x + 1)^2 = x^2 + 1")
    assert message.startswith("counterexample: x = ")


def test_a_page_cannot_write_commands_of_its_own() -> None:
    evil = "x\n::set-output name=a::b\r::error::c,d:e%0A"
    relation = Relation("1", "", Span("a:b,c%.md", 1, 1, 2, 2), evil, "=", evil, "claim")
    checked = CheckedDocument(Document("a:b,c%.md", (relation,)), {"1": Verdict("undecided", reason=evil)})
    ((name, properties, message),) = commands(checked)
    assert name == "warning"
    assert properties["file"] == "a%3Ab%2Cc%25.md"
    assert "endColumn" not in properties
    assert "%250A" in message


def test_a_long_relation_is_cut_in_the_title() -> None:
    sides = "x" * 500
    relation = Relation("1", "", Span("page.md", 1, 1, 1, 2), sides, "=", sides, "claim")
    checked = CheckedDocument(Document("page.md", (relation,)), {"1": Verdict("unread", reason="limit")})
    ((_, properties, _),) = commands(checked)
    assert len(properties["title"]) < 200
