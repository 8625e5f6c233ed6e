"""`derivations compare`: is a result of a page the one that we derive, and where not, what is the difference."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Container, Iterator, Sequence
from shlex import quote

from rich.console import Group, RenderableType
from rich.text import Text

from derivations.commands import NAME, Unusable
from derivations.commands.pages import declarations_in, page_at, read
from derivations.commands.screen import Screen, watched
from derivations.commands.worked import derived, names_of, settings_of
from derivations.compare import DIFFERENT, ELSE, KINDS, OPEN, SAME, Comparison, End, compare, ends, results
from derivations.compare.letters import called, letters_of, likely, read_as
from derivations.compare.names import plain_name
from derivations.compare.results import names_in
from derivations.document.document import Document
from derivations.export.report import place, shown, value_words, witness_words
from derivations.latex.print import latex
from derivations.latex.print import name as spelled
from derivations.moves.derivation import Derivation
from derivations.terms.names import parse_name

_MARKS = {SAME: ("✓ the same as", "green"), DIFFERENT: ("✗ different from", "bold red"), OPEN: ("? or not", "yellow")}

_LISTED = 12
"""Names that are listed in a line."""


def run(arguments: Namespace) -> int:
    """Status 1 where a result differs."""
    document = read(page_at(arguments.path), declarations_in(arguments.declare))
    names = names_of(getattr(arguments, "with"))
    chosen = settings_of(names, arguments.set)
    ours = [derived(name, chosen) for name in watched(names, "deriving")]
    document = read_as(document, _called(arguments.read, document, ours))
    found = compare(document, ours, arguments.seed)
    screen = Screen()
    for comparison in found:
        screen.show(Group(*_block(comparison, whole=arguments.all)))
    for line in (
        *_summary(found),
        *_missing(found, ours),
        *_leftover(document, found, ours),
        *_unread(document, arguments.path),
    ):
        screen.show(Text(line))
    return int(any(each.kind == DIFFERENT for each in found))


def _called(texts: Sequence[str], document: Document, ours: Sequence[Derivation]) -> dict[str, str]:
    """What `--read` says. Raises `Unusable`, for names that are not there too."""
    try:
        names = called(texts)
    except ValueError as problem:
        raise Unusable(f"--read {problem}") from problem
    here = {name for relation in document.relations for name in letters_of(relation)}
    there = {name for each in ours for name in (*each.context.symbols, *each.context.definitions)}
    for theirs, own in names.items():
        if not any(_stands_for(theirs, name) for name in here):
            raise Unusable(f"--read {theirs}={own}: {spelled(theirs)} is not on the page")
        if not any(_stands_for(own, name) for name in there):
            known = ", ".join(map(spelled, sorted(there)[:_LISTED]))
            raise Unusable(f"--read {theirs}={own}: {spelled(own)} is no name of ours; there are {known}")
    return names


def _stands_for(said: str, name: str) -> bool:
    return said in (name, parse_name(name).base)


def _block(found: Comparison, *, whole: bool) -> Iterator[RenderableType]:
    where, lhs, ours = place(found.end.relation.span), shown(found.end.text), found.ours
    page = f"    page  {lhs} = {shown(found.end.relation.rhs_text)}"
    if found.kind == ELSE:
        reason = f"  · {lhs} not compared with {ours.derivation.name}: {shown(found.reason)}"
        yield Text.assemble((where, "bold"), reason)
        if whole:
            yield Text(page)
            yield Text()
        return
    words, style = _MARKS[found.kind]
    yield Text.assemble((where, "bold"), "  ", (words, style), f" {ours.derivation.name}: {ours.name}{_reading(found)}")
    yield Text(page)
    if found.kind != SAME or found.end.lhs != ours.lhs:
        yield Text(f"    ours  {latex(ours.lhs)} = {latex(ours.rhs)}")
    witness = found.verdict.witness if found.verdict else None
    if witness is not None:
        yield Text(f"    for   {witness_words(witness)}")
        yield Text(f"          page {value_words(witness.lhs)}, ours {value_words(witness.rhs)}")
    elif found.reason and found.kind != SAME:
        yield Text(f"    because {shown(found.reason)}")
    yield Text()


def _reading(found: Comparison) -> str:
    """Which names of the page were taken for ours."""
    own = found.ours.lhs
    pairs = [(shown(found.end.text), latex(own))] if found.end.lhs != own else []
    pairs += [(spelled(theirs), ours) for theirs, ours in found.reads.items()]
    return f", reading {', '.join(f'{theirs} as {ours}' for theirs, ours in pairs)}" if pairs else ""


def _summary(found: Sequence[Comparison]) -> Iterator[str]:
    if any(each.kind == ELSE for each in found):
        yield ""
    counts = {kind: sum(each.kind == kind for each in found) for kind in KINDS}
    words = f"{counts[SAME]} the same, {counts[DIFFERENT]} different, {counts[OPEN]} not decided"
    yield f"{words}, {counts[ELSE]} about something else"


def _missing(found: Sequence[Comparison], ours: Sequence[Derivation]) -> Iterator[str]:
    """Results of ours that the page does not have, of the derivations that it is about."""
    seen = [each.ours for each in found if each.kind != ELSE]
    there = {(each.derivation.name, each.lhs) for each in seen}
    for done in ours:
        absent = dict.fromkeys(latex(each.lhs) for each in results(done) if (done.name, each.lhs) not in there)
        if absent and any(each.derivation is done for each in seen):
            yield f"only in {done.name}: {', '.join(absent)}"


def _leftover(document: Document, found: Sequence[Comparison], ours: Sequence[Derivation]) -> Iterator[str]:
    """Results of the page that we do not know by name, and what their letters may be."""
    seen = {each.end.relation.span for each in found}
    known = {name for each in ours for name in (*each.context.symbols, *each.context.definitions)}
    rest = [end for end in ends(document) if end.relation.span not in seen and _is_result(end, known)]
    names = list(dict.fromkeys(shown(end.text) for end in rest))
    if names:
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        yield f"only on the page: {', '.join(names[:_LISTED])}{more}"
    if len(ours) > 1:
        return
    strange = [*(each.end.relation for each in found if each.unknown), *(end.relation for end in rest)]
    symbols = [symbol for relation in strange for symbol in relation.context.symbols.values()]
    used = frozenset[str]().union(*map(letters_of, strange))
    defined = {name for relation in strange for name in relation.context.definitions}
    defined |= {str(end.lhs.value) for end in ends(document) if end.lhs.head == "sym"}
    reads = likely(symbols, used - defined, ours[0])
    if reads:
        options = " ".join(f"--read {quote(f'{theirs}={own}')}" for theirs, own in reads.items())
        yield f"if these are names of ours in other letters: {shown(options)}"


def _unread(document: Document, path: str) -> Iterator[str]:
    count = sum(relation.role == "unread" for relation in document.relations)
    if count:
        yield f"{count} of the page could not be read; why: {NAME} check {shown(quote(path))}"
    if not document.relations:
        yield f"{shown(document.path)}: no relations"


def _is_result(end: End, known: Container[str]) -> bool:
    """A name that is not one of ours, for more than a number."""
    named = end.lhs.head == "grad" or (end.lhs.head in ("sym", "app") and plain_name(str(end.lhs.value)) not in known)
    return named and (end.relation.rhs is None or bool(names_in(end.relation.rhs)))
