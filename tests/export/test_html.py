"""The HTML report: everything is there, nothing of a page becomes markup, and it can be read by everybody."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from derivations.api import check_source
from derivations.cli import main
from derivations.document.document import CheckedDocument, Document, Relation, Span
from derivations.document.verdicts import KINDS, Verdict, Witness
from derivations.export import html, html_assets
from derivations.export.checked_page import CheckedPage, Formula, Words
from derivations.export.html_evidence import said
from derivations.export.mathml import MAX_TOKENS, mathml, spelled
from derivations.export.prose import runs
from derivations.latex.macros import collect
from derivations.latex.tokens import tokenize
from derivations.reader.sources import parse_text
from derivations.terms.term import sym
from derivations.worked import WORKED
from tests.export.hostile import HOSTILE

PAGE = r"""# Squares

Let $a = 2$, so $a + 1 = 3$ and $a + 1 = 4$.

$$
\begin{aligned}
(x + 1)^2 &= x^2 + 2x + 1 \\
          &= x^2 + 1
\end{aligned}
$$
"""


class Reader(HTMLParser):
    """Elements with their attributes, and the text of each kind of element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str, kind: str = "") -> list[dict[str, str | None]]:
        return [
            found
            for name, found in self.elements
            if name == tag and (not kind or kind in (found.get("class") or "").split(" "))
        ]


def checked(text: str, path: str = "page.md") -> CheckedPage:
    source = parse_text(text, path, Path(path).suffix)
    return CheckedPage.of(check_source(source), source)


def test_every_relation_has_its_verdict_and_an_anchor() -> None:
    page = checked(PAGE)
    read = Reader(html.render(page))
    notes = {found["id"]: found["data-kind"] for found in read.all("details")}
    assert notes == {f"r{name}": verdict.kind for name, verdict in page.checked.verdicts.items()}
    assert {found["id"] for found in read.all("details") if "open" in found} == {"r3", "r5"}
    assert [found["data-kind"] for found in read.all("li", "chip")] == [k for k in KINDS if page.checked.summary[k]]


def test_links_lead_to_places_of_the_page() -> None:
    read = Reader(html.report([checked(PAGE), checked(PAGE)]))
    ids = [found["id"] for _, found in read.elements if "id" in found]
    assert len(ids) == len(set(ids))
    links = [found["href"] or "" for found in read.all("a")]
    assert links
    assert {link[1:] for link in links} <= set(ids)
    assert {"#page1", "#page2", "#page1-r2", "#page2-r2"} <= set(links)


def test_the_evidence_is_there() -> None:
    witness = Witness({"X": [["1/2", 0], [0, 1]], r"\eta": "-1/3", "n": 2}, "[0.10 +/- 4.9e-13]", [["1"], ["2"]])
    relations = (
        Relation("1", "", Span("p.md", 1, 2), "a", "=", "b", "given", sym("a"), "eq", sym("b")),
        Relation("2", "", Span("p.md", 3, 4), "b", "=", "c", "claim", sym("b"), "eq", sym("c"), exists=("c",)),
        Relation("3", "", Span("q.tex", 5, 6), "c", "=", r"\odd", "unread", reason=r"no \odd"),
    )
    verdicts = {
        "1": Verdict("given"),
        "2": Verdict("refuted", "models", witness=witness, repair=r"$c = 2 b$", follows_from="1", steps=7),
        "3": Verdict("proved", "words", conditions=(r"\eta \ne 0", "rounded to 2 decimals"), uses=("1", "prose:4"),
                     rests_on=("2",)),
    }  # fmt: skip
    text = html.render(CheckedDocument(Document("p.md", relations), verdicts))
    assert "<mtable" in text
    for there in (
        "<mfrac",
        'it follows from <a href="#r1">1</a>',
        '<dt>rests on</dt><dd><a href="#r2">2</a></dd>',
        "the text at line 4",
        "rounded to 2 decimals",
        "by models, 7 steps, line 3, column 4",
        "q.tex, line 5, column 6",
        "<mi>η</mi><mo>≠</mo><mn>0</mn>",
        "<dt>for some</dt>",
        "<dt>true if</dt>",
        "counterexample",
    ):
        assert there in text, there


@pytest.mark.parametrize("name", sorted(WORKED))
def test_derivations_are_shown_with_every_formula_in_mathml(name: str) -> None:
    derivation = WORKED[name].derive()
    read = Reader(html.render(derivation, {r.id: Verdict("proved", "words") for r in derivation.document().relations}))
    assert len(read.all("details", "proved")) == len(derivation.lines)
    assert len(read.all("p", "said")) == sum(bool(line.reason) for line in derivation.lines)
    assert not read.all("code", "tex")


@pytest.mark.parametrize("source", [WORKED["weight_decay"].derive(), checked(PAGE)], ids=["derivation", "page"])
def test_marks_can_be_left_out(source: html.Source) -> None:
    assert Reader(html.render(source, marks=False)).all("details") == []


def test_the_author_s_text_is_shown() -> None:
    text = html.render(checked("- An **odd** $n$, *or* `x_1`\n\nThen $\\odd{n} = 1$ \\& more_so"))
    for there in ("<strong>odd</strong>", "<em>or</em>", "<code>x_1</code>", r'<code class="tex">\odd{n} = 1</code>',
                  '<span class="marker">•</span>', "&amp; more_so"):  # fmt: skip
        assert there in text, there


def test_headings_are_read_and_names_of_files_are_not() -> None:
    assert "<h1>The <em>sum</em> of <math><mi>x</mi></math></h1>" in html.render(checked("# The *sum* of $x$"))
    assert "<h1>page_1.md</h1>" in html.render(checked("$a = 1$", "page_1.md"))
    assert "<h1>page_1.md</h1>" in html.render(checked("$a = 1$", "page_1.md").checked)


def test_the_author_s_macros_are_expanded() -> None:
    text = html.render(checked("\\newcommand{\\half}{\\frac12}\nLet $x = \\half$.", "page.tex"))
    assert "<mfrac><mn>1</mn><mn>2</mn></mfrac>" in text


def safe_elements(text: str) -> Reader:
    read = Reader(text)
    for tag, found in read.elements:
        assert tag not in ("img", "iframe", "svg", "object", "embed", "link", "form", "input", "base")
        assert not [name for name in found if name.startswith("on") or name in ("src", "style", "srcset", "action")]
        assert (found.get("href") or "#").startswith("#")
    return read


def test_text_never_becomes_markup() -> None:
    text = html.render(checked(HOSTILE))
    read = safe_elements(text)
    assert len(read.all("script")) == len(read.all("style")) == 1
    assert len(read.all("title")) == len(read.all("h1")) == 1
    for shown in ("<script>hit = 1</script>", 'onerror="hit = 3"', "[a link](javascript:hit=4)", "{{ 7 * 7 }}",
                  r"\href{javascript:hit=9}{c} = 3", "</pre><script>hit = 14", r"\x1b[31m",
                  r"\u202eright"):  # fmt: skip
        assert shown in "".join(read.words), shown
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ue000]", text)


def test_hostile_reasons_and_names_are_only_text() -> None:
    bad = "<img src=x onerror=hit()> $<b>$ \\text{<i>} \u202e"
    relation = Relation("1", bad, Span(bad, 1, 1), bad, "=", bad, "unread", reason=bad)
    verdict = Verdict("refuted", bad, bad, Witness({bad: bad}, bad, [[bad]]), bad, (bad,), (bad,), (bad,), bad)
    safe_elements(html.render(CheckedDocument(Document(bad, (relation,), title=bad), {"1": verdict})))


def test_the_policy_allows_this_style_and_script_alone() -> None:
    (policy,) = (
        found["content"] or "" for found in Reader(html.render(checked(PAGE))).all("meta") if "http-equiv" in found
    )
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


STYLE = (Path(html.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    digits = colour * 2 if len(colour) == 3 else colour
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
@pytest.mark.parametrize("colour", [*KINDS, "ink", "faint", "link"])
def test_colours_have_the_contrast_that_wcag_aa_asks_for(colour: str, scheme: int) -> None:
    schemes = [
        dict(re.findall(r"--(\w+): #([0-9a-f]{3,6});", block)) for block in re.findall(r":root \{[^}]*\}", STYLE)
    ]
    assert len(schemes) == 3
    for behind in ("paper", "raised"):
        assert contrast(schemes[scheme][colour], schemes[scheme][behind]) >= 4.5


@pytest.mark.parametrize(
    ("tex", "inside"),
    [
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "<mtable"),
        (r"\begin{cases} a & x > 0 \\ b \end{cases}", "<mtable"),
        (r"\begin{bmatrix} 1 & 2 \end{bmatrix}", "<mtd><mn>2</mn></mtd>"),
        (r"X^\top", "<mi>⊤</mi>"),
        (r"\operatorname{diag}(x)", "<mi>diag</mi>"),
        (r"\left. f \right|_{x=0}", "<msub>"),
        (r"\underbrace{a}_{\text{b}}", "<mtext>b</mtext>"),
        (r"\mathbb{R}^{n \times d}", "<mi>ℝ</mi>"),
        (r"\text{since $x$ is} y", "<mtext>since\xa0</mtext><mi>x</mi><mtext>\xa0is</mtext>"),
        (r"\text{</math><script>}", "<mtext>&lt;/math&gt;&lt;script&gt;</mtext>"),
        (r"a \label{one} \nonumber % why", "<math><mi>a</mi></math>"),
        (r"\color{red} a", "<math><mi>a</mi></math>"),
        (r"\mbox{a}", "<mtext>a</mtext>"),
    ],
)  # fmt: skip
def test_formulas_in_mathml(tex: str, inside: str) -> None:
    assert inside in (mathml(tex) or "")


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}", r"\unknown{x}", r"\frac{1}{2", r"\cancel{x}", "a & b", "a\x01", "a\u202eb",
        "{" * 3000 + "}" * 3000, r"\frac" * (MAX_TOKENS + 1), "x" * 40_000, r"\includegraphics{x}", r"\class{a}{b}",
    ],
)  # fmt: skip
def test_what_mathml_cannot_show_is_left_to_the_source(tex: str) -> None:
    assert mathml(tex) is None


def test_a_macro_without_an_end_is_left_to_the_source() -> None:
    assert mathml(r"\a", collect(r"\newcommand{\a}{\b\b}\newcommand{\b}{\a\a}")) is None


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"a % b", "a"),
        (r"\text{a $b$ c $d$}", r"\text{a }b\text{ c }d\text{}"),
        (r"\text{\$5 {x}} y", r"\text{\$5 {x}} y"),
        (r"\label{a{b}c} d", "d"),
    ],
)
def test_formulas_are_spelled_for_the_converter(tex: str, expected: str) -> None:
    assert spelled(tokenize(tex)) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("w_t and x_j", "markdown", [("w_t and x_j", ())]),
        ("**a *b***", "markdown", [("a ", ("strong",)), ("b", ("strong", "em"))]),
        ("[a](b) <i>", "markdown", [("[a](b) <i>", ())]),
        (r"\emph{a \textbf{b}} c\%", "tex", [("a ", ("em",)), ("b", ("em", "strong")), (" c", ()), ("%", ())]),
        (r"``a''---b \odd{c}", "tex",
         [("“", ()), ("a", ()), ("”", ()), ("—", ()), (r"b \odd", ()), ("c", ())]),
        ("a} \\emph{b", "tex", [("a", ()), (" ", ()), ("b", ("em",))]),
    ],
)  # fmt: skip
def test_prose(text: str, language: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    found = [(run.content, run.styles) for run in runs((Words(text, 0, 0),), language) if run.content]
    merged = [pair for pair in found if pair[0] != ""]
    assert merged == expected


@pytest.mark.parametrize("language", ["markdown", "tex"])
def test_no_formula_of_a_paragraph_is_lost(language: str) -> None:
    formulas = [Formula(f"x_{place}", place, place + 1) for place in range(4)]
    parts = [Words("*a \ue000", 0, 0), formulas[0], Words("`b", 0, 0), formulas[1], Words("` c*", 0, 0), *formulas[2:]]
    assert [run.content for run in runs(parts, language) if isinstance(run.content, Formula)] == formulas


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (r"\eta \ne 0", "<math>"),
        ("rounded to 2 decimals", "rounded"),
        (r"X^\top X \text{ invertible}", "<math>"),
        ("w_{0,0} is component 0", "<math><msub>"),
        ("5 % & <b>", "5 % &amp; &lt;b&gt;"),
        ("$a", "$a"),
    ],
)
def test_what_is_said_has_its_formulas_in_mathml(text: str, start: str) -> None:
    assert str(said(text)).startswith(start)


def test_the_command_line_writes_reports(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE, "utf-8")
    out = tmp_path / "report.html"
    assert main(["check", str(page), "--format", "html", "--output", str(out)]) == 1
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert main(["solve", "weight_decay", "--format", "html", "--output", str(out)]) == 0
    assert main(["steps", "--expand", "(a + b)^2", "--format", "html", "--output", str(out)]) == 0
    assert "✓" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("module", "package"), [("jinja2", "Jinja2"), ("math_core", "math-core"), ("markdown_it", "markdown-it-py")]
)
def test_a_missing_package_is_named(
    module: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from derivations.export import mathml as formulas
    from derivations.export import prose

    for made in (html_assets._environment, formulas._converter, prose._parser, formulas._converted):
        made.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    page = tmp_path / "page.md"
    page.write_text(PAGE, "utf-8")
    assert main(["check", str(page), "--format", "html"]) == 2
    assert capsys.readouterr().err == f"derivations: {package} is needed (pip install 'derivations[html]')\n"
