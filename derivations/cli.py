"""The command line: which commands there are, their options, and what becomes of errors.

Nothing heavy is imported before a command runs, so `--help` answers at once. A problem with arguments or files is one
line on standard error and status 2, never a traceback; an interrupt is status 130.

>>> parser().parse_args(["check", "notes.md", "--strict"]).paths
['notes.md']
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import NoReturn

from derivations.commands import NAME, Unusable, complain
from derivations.export import CannotExport, MissingExtra

_EPILOG = """\
examples:
  derivations check notes.md paper.tex          a verdict for every relation of two pages
  derivations check notes.md --format json      the same for programs
  derivations init                              a page to start from
  derivations read notes.md                     how the page was understood
  derivations survey notes/                     many pages, with counts by page, verdict and reason
  derivations explain notes.md:12               how the relations of line 12 were decided
  derivations list                              the derivations that come with the package
  derivations solve one_step_loss               derive it, line by line, each line judged
  derivations crosscheck one_step_loss          compare its results with simulations
  derivations compare notes.md --with all       are the results of a page those that we derive?
  derivations steps --gradient w 'w^\\top A w'   the same for an expression of your own

exit status: 0 nothing refuted, 1 something is, 2 unusable arguments or files
"""

_CHECK = """\
examples:
  derivations check notes.md
  derivations check chapter1.tex chapter2.tex --strict
  derivations check docs/                            every page in a folder
  derivations check                                  the paths of [tool.derivations] in pyproject.toml
  derivations check notes.md --all
  derivations check notes.md --format html --output report.html
  derivations check notes.md --format pdf --output report.pdf        your text, with the verdicts at the margin
  derivations check notes.md --format notebook --output notes.ipynb   to correct and check again in Jupyter
  derivations check notes.md --watch                 again whenever it is saved
  derivations check docs/ --format sarif --output findings.sarif
  derivations check docs/ --format github            annotations in GitHub Actions
  derivations check docs/ --baseline known.json --update-baseline   from now on only new findings count:
  derivations check docs/ --baseline known.json
  derivations check notes.md --declare shapes.txt    with lines such as: X \\in \\mathbb{R}^{n \\times d}
  cat notes.md | derivations check -

A comment silences the relations of the line or display right after it, or of its own line, and says why:
  <!-- derivations: ignore: the book has this slip -->     in Markdown and notebooks
  % derivations: ignore: the book has this slip            in TeX, and inside formulas

settings in pyproject.toml (the command line outranks them; paths are those from its folder):
  [tool.derivations]
  paths = ["docs"]
  exclude = ["docs/drafts"]
  declarations = "shapes.txt"                        or a list of lines
  strict = true
  baseline = "known.json"
  limits = { algebra = 120000 }

exit status: 0 nothing refuted (with --strict: nothing undecided or unread either) but what is silenced or in the
baseline, 1 otherwise, 2 unusable arguments or a file that cannot be read (the others are still checked),
130 interrupted, as Ctrl-C ends --watch
"""

_INIT = """\
examples:
  derivations init                       writes derivation.md
  derivations init notes/gradients.tex
  derivations init --pre-commit          also a .pre-commit-config.yaml that checks pages before each commit

Nothing that exists is overwritten.
"""

_READ = """\
examples:
  derivations read notes.md
  derivations read notes.md --declare shapes.txt    what the declarations change
"""

_EXPLAIN = """\
examples:
  derivations explain notes.md:12
  derivations explain notes.md:12:8    only the relation whose sign stands at column 8
"""

_SOLVE = """\
examples:
  derivations solve one_step_loss
  derivations solve rmsprop --format pdf --output rmsprop.pdf
  derivations solve all --format pdf --output all.pdf             one article, a section each
  derivations solve all --format latex --output solved/           one file each
  derivations solve rmsprop --format latex --fragment --no-marks --output rmsprop.tex    for \\input
  derivations solve one_step_loss weight_decay --format json      a list of both
  derivations solve weight_decay --format markdown --output weight_decay.md
  derivations solve one_step_loss --format notebook --output one_step_loss.ipynb
  derivations solve receptive_field --set kernels=3,3,3 --set strides=1,2,1 --set dilations=1,1,2
  derivations solve unrolled_graph --set steps=4 --picture graph.svg

Several derivations go to a folder, or into one file with --format latex, pdf or json.
Every line is judged before it is shown; a line that is refuted or undecided says so and gives status 1.
"""

_SHEET = """\
examples:
  derivations sheet homework                                      the folder homework/ with all formats
  derivations sheet homework --against mine.md                    and what is different in mine.md
  derivations sheet homework --set x=3,1 --set t=5 --set kernels=3,2,3 --format pdf --output homework.pdf

Every line is judged before it is written; one that is refuted or undecided says so and gives status 1.
"""

_STEPS = """\
examples:
  derivations steps --gradient w '\\frac1n \\|Xw - t\\|_2^2 + \\lambda \\|w\\|_2^2'
  derivations steps --differentiate x 'x^2 e^{-x}'
  derivations steps --minimise eta '\\|a - \\eta b\\|_2^2'
  derivations steps --solve w '(X^\\top X + \\lambda I) w = X^\\top t'
  derivations steps --expand '(a + b)^3'
  derivations steps --minimise p '-\\log p - \\log(1 - p)'
  derivations steps --gradient w 'w^\\top A w' --let 'A is symmetric'
  derivations steps --minimise w '\\|Xw - t\\|_2^2' --let 'X \\in \\mathbb{R}^{n \\times d}' --format latex

Shapes are inferred from use; --let says more. Every line is judged before it is shown.
exit status: 0 every line confirmed, 1 a line is not, or no rule is known, 2 unusable arguments
"""


_COMPARE = """\
examples:
  derivations compare homework.md --with one_step_loss weight_decay
  derivations compare homework.md --with all
  derivations compare notes.tex --with rmsprop --set x=3,-1,2 --set t=5
  derivations compare homework.md --with rmsprop --read 'a_1=g_{0,1}'
  derivations compare homework.md --with one_step_loss --read '\\theta=w' --read A=X    \\theta_1 is our w_1

A page may write \\eta^*, \\hat\\eta or \\eta_{opt} for our \\eta, \\mathcal L_1 or L(w_1) for our L_1; how a name was
read is said. Different is only what differs at numbers that are shown; what cannot be compared is listed with a reason.
exit status: 0 no result differs, 1 one does
"""

_SURVEY = """\
examples:
  derivations survey notes/                          counts by page, verdict and reason
  derivations survey notes/ --jobs 4
  derivations survey notes/ --format html --output survey.html
  derivations survey notes/ --format json --output survey.json

Results are appended to a file as they come, so an interruption loses nothing: the same command again goes on, and
judges again only pages that have changed. A relation that takes too long or too much memory is undecided, with the
reason "limit"; the others of its page go on.

exit status: 0 all pages were surveyed, 2 some could not be read, 130 interrupted
"""

_CROSSCHECK = """\
examples:
  derivations crosscheck all
  derivations crosscheck one_step_loss --trials 1000 --seed 7
  derivations crosscheck receptive_field --set kernels=3,3 --set strides=2,1 --set dilations=1,2

exit status: 0 everything agrees, 1 something does not
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the value is the exit status."""
    try:
        arguments = parser().parse_args(_with_signs(sys.argv[1:] if argv is None else argv))
    except SystemExit as leaving:
        return int(leaving.code or 0)
    _write_utf8()
    try:
        return int(import_module(f"derivations.commands.{arguments.module}").run(arguments))
    except (Unusable, MissingExtra, CannotExport) as problem:
        complain(str(problem))
        return 2
    except KeyboardInterrupt:
        complain("interrupted")
        return 130
    except BrokenPipeError:
        # whoever read our output has had enough (`| head`); Python must not complain about it while it exits
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _with_signs(argv: Sequence[str]) -> list[str]:
    """`steps` takes formulas, which may start with a minus sign: a space before it tells them from options."""
    if not argv or argv[0] != "steps" or "--" in argv:
        return list(argv)
    return [f" {each}" if re.match(r"-[^-]", each) and each != "-h" else each for each in argv]


def _write_utf8() -> None:
    """What is printed is UTF-8 wherever it goes; a file name that is not becomes escapes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


class _Parser(argparse.ArgumentParser):
    """Errors are one line that names what is wrong."""

    def error(self, message: str) -> NoReturn:
        complain(f"{message} (try: {self.prog} --help)")
        raise SystemExit(2)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """What can be chosen instead, the nearest alone if there is one near."""
        choices = list(map(str, action.choices or ()))
        if choices and value not in choices:
            near = get_close_matches(str(value), choices, n=1)
            rest = f"did you mean {near[0]}?" if near else f"there are {', '.join(choices)}"
            kind = "choice" if action.option_strings else "command"
            raise argparse.ArgumentError(action if action.option_strings else None, f"{value}: no such {kind}; {rest}")


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, *_: object) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version(NAME)
        except PackageNotFoundError:
            found = "(not installed)"
        print(NAME, found)
        raise SystemExit(0)


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = _Parser(
        prog=NAME,
        description="A verdict for every relation on a page of mathematics, and derivations with every line judged.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="show the version and leave")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    _add_check(commands)
    _add_init(commands)
    _add_read(commands)
    _add_explain(commands)
    _add_worked(commands)
    _add_sheet(commands)
    _add_compare(commands)
    _add_steps(commands)
    _add_survey(commands)
    return top


_NAMES = "names of derivations (see: derivations list), or all"

_FORMATS = ("terminal", "latex", "pdf", "markdown", "html", "notebook", "json")

_Commands = argparse._SubParsersAction  # argparse has no public name for it


def _command(commands: _Commands[_Parser], name: str, module: str, text: str, epilog: str = "") -> _Parser:
    added = commands.add_parser(
        name, help=text, description=text, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    added.set_defaults(module=module, command=name)
    return added


def _add_check(commands: _Commands[_Parser]) -> None:
    check = _command(commands, "check", "check", "Decide every relation of pages (Markdown, LaTeX, notebooks).", _CHECK)
    page = "a page, a folder of pages, or - for Markdown on standard input (default: the paths in the settings)"
    check.add_argument("paths", metavar="PATH", nargs="*", help=page)
    formats = ("terminal", "latex", "pdf", "markdown", "html", "notebook", "json", "sarif", "github")
    check.add_argument("--format", choices=formats, default="terminal", help="default: terminal")
    strict = "status 1 also where something is undecided or unread"
    check.add_argument("--strict", action=argparse.BooleanOptionalAction, default=None, help=strict)
    check.add_argument("--all", action="store_true", help="show every relation, not only those with a problem")
    check.add_argument("--quiet", action="store_true", help="show nothing but what is refuted")
    check.add_argument("--output", metavar="FILE", help="write the report to a file")
    _add_layout(check)
    check.add_argument("--baseline", metavar="FILE", help="findings from before, which do not count")
    check.add_argument("--update-baseline", action="store_true", help="write what is found to the baseline")
    check.add_argument("--watch", action="store_true", help="check pages again whenever they are saved, until Ctrl-C")
    config = "settings, instead of the nearest pyproject.toml upward with a table [tool.derivations]"
    check.add_argument("--config", metavar="FILE", help=config)
    _add_judging(check)


def _add_init(commands: _Commands[_Parser]) -> None:
    text = "Write a starter page with a derivation, a mistake to find and a declarations block."
    init = _command(commands, "init", "init", text, _INIT)
    init.add_argument(
        "path", metavar="PATH", nargs="?", default="derivation.md", help="a .md or .tex file, or a folder"
    )
    hook = "write a .pre-commit-config.yaml that checks pages before each commit"
    init.add_argument("--pre-commit", action="store_true", help=hook)


def _add_read(commands: _Commands[_Parser]) -> None:
    read = _command(
        commands, "read", "read", "Show how a page was understood: symbols, definitions, hypotheses, roles.", _READ
    )
    read.add_argument("path", metavar="PATH", help="a page, or - for Markdown on standard input")
    read.add_argument("--declare", metavar="FILE", help="declarations that outrank what the page says")


def _add_explain(commands: _Commands[_Parser]) -> None:
    text = "Trace how the relations of one line were decided: every method, its answer, steps and time."
    explain = _command(commands, "explain", "explain", text, _EXPLAIN)
    explain.add_argument("place", metavar="PATH:LINE[:COLUMN]", help="where the relation sign stands")
    _add_judging(explain)


def _add_judging(command: _Parser) -> None:
    command.add_argument("--declare", metavar="FILE", help="declarations that outrank what the page says")
    command.add_argument("--seed", type=_whole, default=0, metavar="N", help="for the random models (default: 0)")


def _add_worked(commands: _Commands[_Parser]) -> None:
    _command(commands, "list", "worked", "List the derivations that come with the package.")
    solve = _command(commands, "solve", "worked", "Derive results with SymPy, line by line, each line judged.", _SOLVE)
    _add_names(solve)
    solve.add_argument("--format", choices=_FORMATS, default="terminal", help="default: terminal")
    solve.add_argument("--output", metavar="PATH", help="a file, or a folder that gets one file for each derivation")
    _add_layout(solve)
    solve.add_argument("--picture", metavar="FILE", help="draw it, where there is a picture (.svg, .pdf, .png)")
    text = "Compare derived results with NumPy simulations of random instances."
    crosscheck = _command(commands, "crosscheck", "worked", text, _CROSSCHECK)
    _add_names(crosscheck)
    crosscheck.add_argument("--trials", type=_positive, default=100, metavar="N", help="instances (default: 100)")
    crosscheck.add_argument("--seed", type=_natural, default=0, metavar="N", help="for the instances (default: 0)")


def _add_sheet(commands: _Commands[_Parser]) -> None:
    text = "Write a whole sheet of solutions: words, derivations with every line judged, tables and pictures."
    sheet = _command(commands, "sheet", "sheet", text, _SHEET)
    sheet.add_argument("name", metavar="SHEET", choices=("homework",), help="which one: homework")
    against = "a page that was handed in: a last section says where it differs"
    sheet.add_argument("--against", metavar="PAGE", help=against)
    formats = ("markdown", "latex", "pdf", "html", "notebook")
    sheet.add_argument("--format", choices=formats, action="append", help="may be given several times (default: all)")
    sheet.add_argument("--output", metavar="PATH", help="a folder, or a file for one format (default: ./SHEET/)")
    sheet.add_argument("--no-marks", action="store_true", help="leave the verdicts out")
    _add_settings(sheet)
    _add_judging(sheet)


def _add_layout(command: _Parser) -> None:
    command.add_argument("--no-marks", action="store_true", help="leave the verdicts out")
    fragment = r"LaTeX to \input in an article of your own (with --format latex)"
    command.add_argument("--fragment", action="store_true", help=fragment)


def _add_compare(commands: _Commands[_Parser]) -> None:
    text = "Say for each result of a page whether it is the one that we derive, and what the difference is."
    compare = _command(commands, "compare", "compare", text, _COMPARE)
    compare.add_argument("path", metavar="PAGE", help="a page, or - for Markdown on standard input")
    compare.add_argument("--with", metavar="NAME", nargs="+", required=True, help=_NAMES)
    compare.add_argument("--all", action="store_true", help="show the formulas that could not be compared, too")
    read = r"a letter or name of the page and ours for it, such as \theta=w or a_1=g_{0,1}; may be given several times"
    compare.add_argument("--read", metavar="THEIRS=OURS", action="append", default=[], help=read)
    _add_settings(compare)
    _add_judging(compare)


def _add_survey(commands: _Commands[_Parser]) -> None:
    text = "Check every page below folders, in parallel, and count what was decided and why not."
    survey = _command(commands, "survey", "survey", text, _SURVEY)
    survey.add_argument("paths", metavar="PATH", nargs="+", help="a folder of pages, or a page")
    survey.add_argument("--jobs", metavar="N", type=_positive, help="processes (default: one for each core)")
    survey.add_argument("--format", choices=("terminal", "json", "html"), default="terminal", help="default: terminal")
    survey.add_argument("--output", metavar="FILE", help="write the report to a file")
    survey.add_argument("--top", metavar="N", type=_positive, default=20, help="rows of a table (default: 20)")
    results = "where results are kept (default: .derivations/survey.jsonl)"
    survey.add_argument("--results", metavar="FILE", default=".derivations/survey.jsonl", help=results)
    survey.add_argument("--fresh", action="store_true", help="judge all pages again, whatever is known of them")
    patience = "seconds that one relation may take (default: 30)"
    survey.add_argument("--patience", metavar="SECONDS", type=_positive, default=30, help=patience)
    memory = "megabytes of memory for each process (default: 4096)"
    survey.add_argument("--memory", metavar="MB", type=_positive, default=4096, help=memory)
    survey.add_argument("--config", metavar="FILE", help="settings, instead of the nearest pyproject.toml upward")
    _add_judging(survey)


def _add_names(command: _Parser) -> None:
    command.add_argument("names", metavar="NAME", nargs="+", help=_NAMES)
    _add_settings(command)


def _add_settings(command: _Parser) -> None:
    setting = "a letter, a number or a list of them; may be given several times"
    command.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], help=setting)


def _add_steps(commands: _Commands[_Parser]) -> None:
    text = "Differentiate, minimise, solve or expand an expression of your own, line by line, each line judged."
    steps = _command(commands, "steps", "steps", text, _STEPS)
    tasks = steps.add_mutually_exclusive_group(required=True)
    tasks.add_argument("--gradient", metavar="NAME", help="the gradient by a number, vector or matrix")
    tasks.add_argument("--differentiate", metavar="NAME", help="the derivative by a number")
    tasks.add_argument("--minimise", metavar="NAME", help="where the derivative is zero, and whether that is a minimum")
    tasks.add_argument("--solve", metavar="NAME", help="the solutions of an equation lhs = rhs")
    tasks.add_argument(
        "--expand", metavar="EXPRESSION", type=str.strip, help="products and powers of sums multiplied out"
    )
    steps.add_argument(
        "expression", metavar="EXPRESSION", nargs="?", type=str.strip, help="LaTeX, without dollar signs"
    )
    said = r"what holds of a name, such as 'A is symmetric' or '\lambda > 0'; may be given several times"
    steps.add_argument("--let", metavar="TEXT", type=str.strip, action="append", default=[], help=said)
    steps.add_argument("--declare", metavar="FILE", help="a file with one declaration a line")
    steps.add_argument(
        "--format",
        choices=[each for each in _FORMATS if each != "notebook"],
        default="terminal",
        help="default: terminal",
    )
    steps.add_argument("--output", metavar="FILE", help="write the lines to a file")


def _positive(text: str) -> int:
    """A whole number from 1."""
    number = _whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _natural(text: str) -> int:
    """A whole number from 0."""
    number = _whole(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is less than 0")
    return number


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
