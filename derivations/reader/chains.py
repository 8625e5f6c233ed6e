"""From the flat stream of a page to chains of relations.

A chain is what an author writes as `A = B \\\\ = C \\le D`: sides joined by relation signs. A row that starts with
a relation continues the chain of the rows above it, also across two displays; an arrow between equations leads from
one chain to the next. Words between formulas stay with the chain that follows them (`before`) and with the one that
they follow (`after`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from derivations.latex.elaborate import name_of
from derivations.latex.rows import Rel, Sep, Side, Text
from derivations.latex.syntax import Node
from derivations.reader.stream import (
    ARROWS,
    Block,
    Chain,
    Close,
    Event,
    Frame,
    Loose,
    Open,
    Page,
    Pause,
    Section,
    Title,
    Words,
)


class _Builder:
    """Walks over the events; its state is the chain in hand and where it stands."""

    def __init__(self) -> None:
        self.page = Page([Section(0, "", 0, 0)], [], [])
        self.section = 0
        self.around: list[tuple[int, int, str]] = []
        self.open: Chain | None = None
        self.main: Chain | None = None
        self.last: Chain | None = None
        self.words = ""
        self.row_start = False
        self.display = False
        self.arrow: Rel | None = None
        self.label = ""
        self.item = 0
        self.items = 0
        self.stray: list[Side] = []
        self.formula = 0
        self.paragraph = 0
        self.sentence = 0
        self.recent: Chain | None = None
        self.touched: Chain | None = None
        self.some: tuple[int, int] | None = None
        self.broken_row = False
        self.block: Block | None = None
        self.blocks = 0
        self.enclosing: list[tuple[str, Block | None]] = []
        self.said = ""
        self.lead = ""
        self.struck = False
        self.row_of_table = False
        self.fresh_paragraph = True
        self.finished: Block | None = None

    # --- chains ------------------------------------------------------------------------------------------

    def begin(self, side: Side) -> Chain:
        if _OPENS_SCOPE.search(self.words):
            self.label = f"for {len(self.page.chains)}"
        chain = Chain(
            len(self.page.chains),
            [side],
            before=self.words,
            display=self.display,
            section=self.section,
            label=self.label,
            item=self.item,
            start=side.start,
            aside=not self.row_start and self.display,
            listed=self.stray,
            formula=self.formula,
            paragraph=self.paragraph,
            sentence=self.sentence,
            block=self.block,
            lead=self.lead if self.item else "",
            struck=self.struck,
            cell=self.row_of_table,
        )
        self.stray = []
        if self.arrow is not None:
            chain.arrow, chain.premise = self.arrow, self.last
            self.arrow = None
        self.page.chains.append(chain)
        if self.row_start or self.main is None:
            self.main = chain
        self.words = ""
        return chain

    def drop_open(self) -> None:
        """The chain in hand ends; one without a relation was only a name."""
        chain = self.open
        self.open = None
        if chain is None:
            return
        if not chain.signs:
            self.page.chains.remove(chain)
            if self.main is chain:
                self.main = self.last
            self.stray.extend((*chain.listed, *chain.sides))
            if not self.words:
                self.words = chain.before
            return
        if len(chain.sides) == len(chain.signs):
            chain.signs.pop()
        if not chain.signs:
            self.page.chains.remove(chain)
            if self.main is chain:
                self.main = self.last
            return
        if self.some is not None:
            if chain.declares:
                self.page.introduced[self.some] = [*chain.listed, chain.sides[0]]
            self.some = None
        self.touched = chain
        if chain.declares:
            return
        self.recent = chain
        if not (chain.aside and self.display and self.words_are_aside(chain)):
            self.last = chain

    @staticmethod
    def words_are_aside(chain: Chain) -> bool:
        """A remark beside a row ("since w = 0", "for a = b") that the next row does not continue."""
        return (
            re.search(r"\b(since|because|for|where|as|with|if|by|using)\W*\Z", chain.before, re.IGNORECASE) is not None
        )

    def drop_range(self) -> None:
        """Dots after `i = 1,`: it was a range and no equation."""
        chain = self.recent
        here = chain is not None and chain.formula == self.formula and not self.stray
        if chain is not None and here and self.page.chains[-1] is chain and len(chain.signs) == 1:
            self.page.chains.remove(chain)
            self.page.ranges.append(chain)
            self.recent = self.last = self.page.chains[-1] if self.page.chains else None
            self.main = self.last if self.main is chain else self.main
            self.words = chain.before

    def side(self, side: Side) -> None:
        if side.node is not None and (side.node.kind == "dots" or _starts_with_dots(side.node)):
            self.drop_open()
            self.drop_range()
            if self.stray:
                self.stray.append(side)
            return
        if self.open is not None and len(self.open.sides) == len(self.open.signs):
            self.open.sides.append(side)
        else:
            self.drop_open()
            self.open = self.begin(side)
        self.row_start = False
        self.broken_row = False

    def relation(self, sign: Rel) -> None:
        if sign.op in ARROWS:
            self.drop_open()
            self.arrow = sign
            self.row_start = False
            return
        if self.open is not None and len(self.open.sides) == len(self.open.signs) and self.open.signs:
            # a row that ends in a sign and the next that starts with one: the last counts
            self.open.signs[-1] = sign
        elif self.open is not None and not self.broken_row:
            self.open.signs.append(sign)
        else:
            self.continue_main(sign)
        self.row_start = False
        self.broken_row = False

    def continue_main(self, sign: Rel) -> None:
        target = self.open if self.open is not None and self.open is self.main else None
        if target is None:
            self.drop_open()
            target = self.main if self.main is not None and self.main in self.page.chains else self.last
        if target is None or not target.sides:
            self.open = self.begin(Side(None, None, sign.start, sign.start))
            self.open.signs.append(sign)
            return
        self.open = target
        target.gaps[len(target.signs)] = self.words
        self.words = ""
        target.signs.append(sign)

    # --- words -------------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        self.drop_open()
        fresh = not self.words.strip(" \n\t\u2029") and not self.stray
        if self.touched is not None and fresh:
            self.touched.after += text
        if self.recent is not None and fresh:
            place = len(self.recent.signs) - 1
            self.recent.notes[place] = self.recent.notes.get(place, "") + text
            if introduces(text):
                self.some = (self.recent.index, place)
        self.flush_stray(text)
        self.words = (self.words + " " + text)[-600:]
        self.said = (self.said + " " + text)[-600:]
        self.note(text)
        ends = _SENTENCE_END.findall(text)
        if ends and ends[0].startswith("?"):
            for chain in self.page.chains[-8:]:
                chain.asked |= chain.sentence == self.sentence
        self.sentence += len(ends)
        spoken = _SPOKEN_LABEL.search(text)
        if spoken is not None and (spoken.group(1).isupper() or spoken.group(1).lower() not in _NO_LABELS):
            self.label = _plain(spoken.group(1))
            self.words = spoken.group(2)
        worded = _WORDED_ARROWS.get(" ".join(text.lower().replace(",", " ").split()))
        if worded is not None and self.last is not None and self.recent is self.last:
            self.arrow = Rel(worded, 0, 0, "words")
        case = _CASE.search(text)
        if case is not None:
            self.label = f"case {len(self.page.chains)}"
            self.words = "Suppose "

    def note(self, text: str) -> None:
        """Marks that words carry: the name of a block, struck-out text, the cells of a table, the end of cases."""
        name = _BLOCK_NAME.match(text) if self.fresh_paragraph else None
        if name is not None and not self.enclosing:
            self.enter(name.group(1).lower())
        self.fresh_paragraph = False
        self.struck ^= text.count("~~") % 2 == 1
        if "|" in text or "\n" in text:
            self.row_of_table = text.rsplit("\n", 1)[-1].lstrip().startswith("|") or (
                self.row_of_table and "\n" not in text
            )
        if _ALL_CASES.search(text) and self.label.startswith("case"):
            self.label = ""

    def enter(self, name: str) -> None:
        """A block begins, unless the words continue the one before: a proof, a solution."""
        if name in _CONTINUING:
            return
        self.blocks += 1
        self.block = None if name in _LASTING_BLOCKS else Block(self.blocks, name)

    def environment(self, mark: str) -> None:
        r"""`\begin{theorem}`, `\end{theorem}`; the proof behind it still is about what it supposes."""
        name = mark[mark.index("{") + 1 : -1].rstrip("*").lower()
        full = _SHORT_NAMES.get(name, name)
        if mark.startswith("\\begin"):
            self.enclosing.append((name, self.block))
            if full in _BLOCK_NAMES:
                before = self.block
                self.enter(full)
                if full in _CONTINUING and before is None:
                    self.block = self.finished
        elif any(name == begun for begun, _ in self.enclosing):
            while self.enclosing:
                begun, outer = self.enclosing.pop()
                if begun == name:
                    break
            if full in _BLOCK_NAMES:
                self.finished, self.block = self.block, outer

    def flush_stray(self, after: str) -> None:
        if not self.stray:
            return
        before = self.words
        if self.some is not None:
            self.page.introduced[self.some] = list(self.stray)
            self.some = None
        self.page.loose.append(
            Loose(
                tuple(self.stray),
                before,
                after,
                self.section,
                self.label,
                self.stray[0].start,
                len(self.page.chains),
                self.paragraph,
                self.sentence,
            )
        )
        label = _scope_label(before, self.stray, after)
        if label is not None:
            self.label = label
        self.words = "" if label is not None else before + " " + " ".join("\ufffc" for _ in self.stray)
        self.stray = []

    def enter_section(self, title: str, level: int, start: int, box: bool = False) -> None:
        self.leave_section()
        self.section = len(self.page.sections)
        self.page.sections.append(Section(self.section, title, level, start, box))

    def leave_section(self) -> None:
        """Nothing that was begun goes on."""
        self.drop_open()
        self.flush_stray("")
        self.main = self.last = self.arrow = None
        self.words, self.label, self.item = "", "", 0
        self.said, self.struck, self.row_of_table, self.fresh_paragraph = "", False, False, True
        self.block, self.finished = None, None

    # --- events ------------------------------------------------------------------------------------------

    def event(self, event: Event) -> None:
        if isinstance(event, Title):
            self.enter_section(event.text, event.level, event.start)
        elif isinstance(event, Frame):
            if event.name:
                self.around.append((self.section, self.item, self.lead))
                level = self.page.sections[self.section].level + 1
                self.enter_section(event.name, level, event.start, box=True)
            elif self.around:
                self.leave_section()
                self.section, self.item, self.lead = self.around.pop()
        elif isinstance(event, Pause):
            self.drop_open()
            self.flush_stray("")
            self.paragraph += 1
            self.sentence += 1
            if event.item:
                if not self.item:
                    self.lead = self.said
                self.items += 1
                self.item = self.items
            elif event.environment in _LIST_ENDS or not (event.inside or event.environment):
                self.item = 0
            if event.environment:
                self.environment(event.environment)
            elif self.said.strip():
                self.said += " \u2029 "
            self.words += " \u2029 "
            self.struck, self.row_of_table, self.fresh_paragraph = False, False, True
        elif isinstance(event, Open):
            self.said += " \ufffc "
            self.flush_stray("")
            self.formula += 1
            self.display = event.display
            self.row_start = True
            self.broken_row = self.open is None
        elif isinstance(event, Close):
            self.drop_open()
            self.display = False
        elif isinstance(event, Words):
            self.say(event.text)
        elif isinstance(event, Text):
            self.say(event.value)
        elif isinstance(event, Sep):
            if event.value != "quad" or self.open is not None:
                complete = self.open is not None and self.open.complete
                waiting = self.open is not None and len(self.open.sides) == len(self.open.signs)
                if not waiting and (event.value != "quad" or complete):
                    self.drop_open()
        elif isinstance(event, Side):
            self.side(event)
        elif isinstance(event, Rel):
            self.relation(event)
        else:
            self.row_start = True
            self.broken_row = True


def introduces(words: str) -> bool:
    """`for some`, or a bare `for`, right before the names that it introduces."""
    return (
        re.search(
            r"\bfor( (some|a|an|suitable|certain)( [\w-]+){0,3})?\s*\Z|\bthere (exists|is)( \w+){0,2}\s*\Z",
            words,
            re.IGNORECASE,
        )
        is not None
    )


def _starts_with_dots(node: Node) -> bool:
    return node.kind == "sequence" and node.children[0].kind == "dots"


def _scope_label(before: str, sides: list[Side], after: str) -> str | None:
    """`For X:` and `for X, we have` open a scope that is named by its formula."""
    words = before.replace("\u2029", " ").split()
    following = after.lstrip()
    if len(sides) != 1 or not words or words[-1].lower() != "for":
        return None
    if following.startswith(":") or following.lower().replace(",", " ").split()[:2] == ["we", "have"]:
        node = sides[0].node
        name = None if node is None else name_of(node)
        return None if name is None else _plain(name)
    return None


_WORDED_ARROWS = {
    **dict.fromkeys(("implies", "implies that", "which implies"), "\\Rightarrow"),
    **dict.fromkeys(("iff", "if and only if", "is equivalent to"), "\\iff"),
}
_CASE = re.compile(r"(?:\A|[.;:]\s*|\n\s*)\W*Case\s+[\w()]+\W*[:.]\W*\Z", re.IGNORECASE)
_CONTINUING = frozenset({"proof", "solution", "answer", "hint", "derivation"})
_LASTING_BLOCKS = frozenset({"definition", "notation", "assumption", "convention", "setup", "setting"})
_BLOCK_NAMES = _CONTINUING | _LASTING_BLOCKS | frozenset({
    "example", "counterexample", "exercise", "problem", "question", "theorem", "lemma", "proposition", "corollary",
    "claim", "remark",
})  # fmt: skip
_SHORT_NAMES = {
    "thm": "theorem", "lem": "lemma", "prop": "proposition", "cor": "corollary", "ex": "example", "eg": "example",
    "exa": "example", "rem": "remark", "rmk": "remark", "defn": "definition", "def": "definition", "prob": "problem",
    "exer": "exercise", "pf": "proof", "sol": "solution",
}  # fmt: skip
_BLOCK_NAME = re.compile(
    r"[\s>]*(?:\*\*|__|\*|_|\\textbf\{|\\noindent\s*|\\paragraph\{|\\emph\{|\\textit\{)*"
    rf"({'|'.join(sorted(_BLOCK_NAMES))})(?:\s+\(?[\d.]*[A-Za-z]?\)?)?(?:\s*\([^)]*\))?\s*(?:[.:}}]|\*|_)",
    re.IGNORECASE,
)
_ALL_CASES = re.compile(r"\bin (?:both|all|either|any|every|each) (?:of the )?(?:\w+ )?cases?\b", re.IGNORECASE)
_LIST_ENDS = frozenset(f"\\end{{{name}}}" for name in ("itemize", "enumerate", "description", "compactenum"))
_SENTENCE_END = re.compile(r"(?<!i\.e)(?<!e\.g)(?<!cf)[.!?][*_}]*(?:\s|\Z)")
_OPENS_SCOPE = re.compile(r"(?:\A|[\u2029.;:]\s*)(?:Now, |Next, |First, |Then )?For\s*\Z")
_SPOKEN_LABEL = re.compile(r"(?:\A|\s)for\s+([^\s,:;$]{1,40})\s*(:|,?\s+we\s+have:?)\s*\Z", re.IGNORECASE)
_NO_LABELS = frozenset("all any every each some example instance this that these which the a it them both".split())


def _plain(text: str) -> str:
    """A label without the marks that spelling it as a formula or as text puts in."""
    return re.sub(r"[{}\\\s$]", "", text)


def build(events: Iterable[Event]) -> Page:
    """Chains, loose names and sections of a page."""
    builder = _Builder()
    for event in events:
        builder.event(event)
    builder.drop_open()
    builder.flush_stray("")
    return builder.page
