"""`derivations compare`: is a result of a page the one that we derive, and where not, what is the difference."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from derivations.commands import Unusable
from derivations.commands.pages import declarations_in, page_at, read
from derivations.commands.screen import Screen, watched
from derivations.commands.worked import derived, names_of, settings_of
from derivations.compare import DIFFERENT, ELSE, OPEN, SAME, Comparison, compare, results
from derivations.export.report import place, shown, value_words, witness_words
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation

_MARKS = {SAME: ("✓ the same as", "green"), DIFFERENT: ("✗ different from", "bold red"), OPEN: ("? or not", "yellow")}


def run(arguments: Namespace) -> int:
    """Status 1 where a result differs."""
    document = read(page_at(arguments.path), declarations_in(arguments.declare))
    names = names_of(getattr(arguments, "with"))
    chosen = settings_of(names, arguments.set)
    ours = [derived(name, chosen) for name in watched(names, "deriving")]
    found = compare(document, ours, arguments.seed, _called(arguments.read))
    screen = Screen()
    for comparison in found:
        if comparison.kind != ELSE or arguments.all:
            screen.show(Group(*_block(comparison), Text()))
    screen.show(Text(_summary(found, ours)))
    return int(any(each.kind == DIFFERENT for each in found))


def _called(texts: Sequence[str]) -> dict[str, str]:
    """What `--read THEIRS=OURS` says. Raises `Unusable`."""
    called: dict[str, str] = {}
    for text in texts:
        theirs, equals, ours = text.partition("=")
        if not (theirs.strip() and equals and ours.strip()):
            raise Unusable(f"--read {text}: THEIRS=OURS is needed, such as a_1=g_{{0,1}}")
        called[theirs.strip()] = ours.strip()
    return called


def _block(found: Comparison) -> Iterator[RenderableType]:
    where, lhs, ours = place(found.relation.span), latex(found.lhs), found.ours
    page = f"    page  {lhs} = {shown(found.relation.rhs_text)}"
    if found.kind == ELSE:
        yield Text.assemble((where, "bold"), f"  · not compared with {ours.derivation.name}: {shown(found.reason)}")
        yield Text(page)
        return
    words, style = _MARKS[found.kind]
    reads = "".join(f", reading {theirs} as {letter}" for theirs, letter in (found.reads or {}).items())
    yield Text.assemble((where, "bold"), "  ", (words, style), f" {ours.derivation.name}: {ours.name}{reads}")
    yield Text(page)
    if found.kind != SAME or found.lhs != ours.lhs:
        yield Text(f"    ours  {latex(ours.lhs)} = {latex(ours.rhs)}")
    witness = found.verdict.witness if found.verdict else None
    if witness is not None:
        yield Text(f"    for   {witness_words(witness)}")
        yield Text(f"          page {value_words(witness.lhs)}, ours {value_words(witness.rhs)}")
    elif found.reason and found.kind != SAME:
        yield Text(f"    because {shown(found.reason)}")


def _summary(found: list[Comparison], ours: list[Derivation]) -> str:
    counts = {kind: sum(each.kind == kind for each in found) for kind in (SAME, DIFFERENT, OPEN, ELSE)}
    words = f"{counts[SAME]} the same, {counts[DIFFERENT]} different, {counts[OPEN]} not decided, "
    words += f"{counts[ELSE]} about something else"
    seen = [each.ours for each in found if each.kind in (SAME, DIFFERENT)]
    there = {(each.derivation.name, each.lhs) for each in seen}
    for done in ours:
        absent = dict.fromkeys(latex(each.lhs) for each in results(done) if (done.name, each.lhs) not in there)
        if absent and any(each.derivation is done for each in seen):
            words += f"\nonly in {done.name}: {', '.join(absent)}"
    return words
