"""A whole page: pieces to chains, chains to terms in their contexts, terms to the relations of a document.

>>> document = read_page(parse_text("Let $a = 2$. Then $a + 1 = 3$."))
>>> [(r.role, r.lhs_text, r.rhs_text) for r in document.relations]
[('given', 'a', '2'), ('claim', 'a + 1', '3')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivations.document.document import Document, Finding, Span
from derivations.latex.rows import Item, Side, read_formula
from derivations.latex.syntax import Node, walk
from derivations.latex.vocabulary import VARIANTS
from derivations.reader.bare_names import bare_names
from derivations.reader.chains import build
from derivations.reader.contexts import Contexts
from derivations.reader.declaring import Declarations
from derivations.reader.layouts import layout_of, takes_symmetry_into_account
from derivations.reader.meaning import PageMeaning
from derivations.reader.silences import silenced
from derivations.reader.sources import Box, Break, Code, Comment, Heading, Math, Prose, Source, parse_text
from derivations.reader.stream import Close, Event, Frame, Open, Page, Pause, Title, Words

__all__ = ["parse_text", "read_page"]

_ITEM = re.compile(r"[-*+]\Z|\d+[.)]\Z|\\item")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[A-Za-z]+\*?\}\Z")
DECLARATION_BLOCKS = frozenset({"declarations", "derivations"})


def read_page(source: Source, declarations: str = "") -> Document:
    """The document of a page. `declarations` are sentences of the reader's own that outrank what the page says."""
    blocks = [declarations] if declarations.strip() else []
    for piece in source.pieces:
        if isinstance(piece, Code) and piece.info.strip("{} ").split(" ")[0] in DECLARATION_BLOCKS:
            blocks.append(piece.text)
        elif isinstance(piece, Comment) and piece.text.strip().lower().startswith("declarations:"):
            blocks.append(piece.text.strip()[len("declarations:") :])
    page = build(_events(source))
    declared = [declarations_page(block) for block in blocks]
    prose = " ".join(piece.text for piece in source.pieces if isinstance(piece, Prose))
    told = " ".join((*blocks, prose))
    meaning = PageMeaning(page, declared, layout_of(told), takes_symmetry_into_account(told))
    contexts = Contexts(source, page, meaning)
    relations = tuple(contexts.relations())
    silences, without_reason = silenced(source, relations)
    notices = (Finding(notice.message, _span(source, notice.start, notice.end)) for notice in source.notices)
    findings = (*notices, *without_reason)
    return Document(source.path, relations, tuple(contexts.entries()), findings, silences=silences)


def declarations_page(block: str) -> Page:
    """A declarations block as a page of sentences."""
    return build(_events(parse_text(_as_sentences(block))))


def unreadable_declarations(block: str) -> Iterator[tuple[int, str]]:
    """The lines of a declarations block that say nothing that is understood, each with the reason."""
    for number, line in enumerate(block.splitlines(), 1):
        if not line.strip() or layout_of(line) is not None or takes_symmetry_into_account(line):
            continue
        page = declarations_page(line)
        sides = [side for chain in page.chains for side in (*chain.listed, *chain.sides)]
        sides += [side for loose in page.loose for side in loose.sides]
        broken = next((side.error for side in sides if side.error is not None), None)
        if broken is not None:
            yield number, broken.message
        elif not page.chains and not page.loose:
            yield number, "no declaration"
        elif not page.chains and not any(loose.after.strip(" .\n") for loose in page.loose):
            yield number, "a name and nothing about it"
        elif r"\in" in line and r"\mathbb" in line and not Declarations(page, [page]).outranking:
            yield number, r"no shape can be read behind \in"


def _as_sentences(block: str) -> str:
    """Every line of a declarations block is a sentence, with or without dollars."""
    lines = []
    for line in block.splitlines():
        text = line.strip().rstrip(".")
        said = re.match(r"(.+?)\s+(?:is|are|be)\s+(.+)", text)
        if "$" in text:
            lines.append(f"Let {text}.")
        elif said:
            lines.append(f"Let ${said[1]}$ be {said[2]}.")
        elif text:
            lines.append(f"Let ${text}$.")
    return "\n\n".join(lines)


def _span(source: Source, start: int, end: int) -> Span:
    first, last = source.position(start), source.position(max(start, end))
    return Span(first.path, first.line, first.column, last.line, last.column, first.cell)


def _events(source: Source) -> Iterator[Event]:
    letters = "".join(
        re.sub(r"\\[A-Za-z]+", "", source.text[p.start : p.end]) for p in source.pieces if isinstance(p, Math)
    )
    for piece in source.pieces:
        if isinstance(piece, Heading):
            yield Title(piece.text, piece.level, piece.start)
        elif isinstance(piece, Box):
            yield Frame(piece.name, piece.start)
        elif isinstance(piece, Prose):
            yield from _prose(piece, source, letters)
        elif isinstance(piece, Break):
            following = source.text[piece.end : piece.end + 1]
            environment = piece.mark if _ENVIRONMENT.match(piece.mark) else ""
            yield Pause(piece.start, _ITEM.match(piece.mark) is not None, following in (" ", "\t"), environment)
        elif isinstance(piece, Math):
            yield from _formula(piece, source)


def _prose(prose: Prose, source: Source, letters: str) -> Iterator[Event]:
    """The words, and the names among them that stand without dollars."""
    begin = 0
    for name in bare_names(prose.text, letters) if source.text[prose.start : prose.end] == prose.text else ():
        yield Words(prose.text[begin : name.start], prose.start + begin, prose.start + name.start)
        yield from _formula(Math("inline", prose.start + name.start, prose.start + name.stop), source)
        begin = name.stop
    yield Words(prose.text[begin:], prose.start + begin, prose.end)


def _formula(piece: Math, source: Source) -> Iterator[Event]:
    yield Open(piece.kind == "display", piece.start)
    yield from one_spelling(read_formula(source.text, piece.start, piece.end, source.macros))
    yield Close()


def one_spelling(items: list[Item]) -> list[Item]:
    """Two shapes of one letter (`\\epsilon`, `\\varepsilon`) are one symbol, unless a formula holds both."""
    letters = {node.value for item in items if isinstance(item, Side) and item.node for node in walk(item.node)}
    plain = {odd: even for odd, even in VARIANTS.items() if odd in letters and even not in letters}
    if not plain:
        return items
    return [
        Side(_respelled(item.node, plain), item.error, item.start, item.end)
        if isinstance(item, Side) and item.node is not None
        else item
        for item in items
    ]


def _respelled(node: Node, spelling: dict[str, str]) -> Node:
    children = tuple(_respelled(child, spelling) for child in node.children)
    value = spelling.get(node.value, node.value) if node.kind == "letter" else node.value
    return Node(node.kind, children, value, node.start, node.end)
