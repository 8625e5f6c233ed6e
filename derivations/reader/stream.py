"""What a page is on its way to relations: events of the stream, and the chains, names and sections made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from derivations.latex.rows import Item, Rel, Side

RELATION_SIGNS = {
    "=": "eq",
    ":=": "define",
    "\\equiv": "eq",
    "<": "lt",
    ">": "gt",
    "\\le": "le",
    "\\ge": "ge",
    "\\ne": "ne",
    "\\approx": "approx",
    "\\propto": "propto",
}
ARROWS = {"\\Rightarrow": "implies", "\\iff": "iff", "\\Leftarrow": "implied"}
ORDERS = frozenset({"\\succ", "\\succeq", "\\prec", "\\preceq"})
"""Signs of the order of symmetric matrices: `A \\succ 0` declares A positive definite."""

DECLARING = frozenset(
    {
        *ORDERS,
        ":",
        "\\in",
        "\\sim",
        "\\to",
        "\\mapsto",
        "\\leftarrow",
        "\\subset",
        "\\subseteq",
        "\\notin",
        "\\perp",
        "\\mid",
        "\\ll",
        "\\gg",
    }
)


@dataclass(frozen=True, slots=True)
class Block:
    """An example, an exercise, a theorem: what it supposes ends with it."""

    number: int
    name: str


@dataclass
class Chain:
    """Sides and the relation signs between them; `len(signs) == len(sides) - 1` when complete. `lead` are the words
    that introduce the list that it stands in; `asked`, `struck` and `cell` tell of a question, of struck-out words and
    of a table.
    """

    index: int
    sides: list[Side] = field(default_factory=list)
    signs: list[Rel] = field(default_factory=list)
    before: str = ""
    after: str = ""
    display: bool = False
    arrow: Rel | None = None
    premise: Chain | None = None
    section: int = 0
    label: str = ""
    item: int = 0
    start: int = 0
    gaps: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    listed: list[Side] = field(default_factory=list)
    aside: bool = False
    formula: int = 0
    paragraph: int = 0
    sentence: int = 0
    block: Block | None = None
    lead: str = ""
    asked: bool = False
    struck: bool = False
    cell: bool = False

    @property
    def declares(self) -> bool:
        """Whether it is no claim but a declaration (`x \\in ...`)."""
        return bool(self.signs) and self.signs[0].op in DECLARING

    @property
    def complete(self) -> bool:
        return bool(self.signs) and len(self.sides) == len(self.signs) + 1


@dataclass(frozen=True, slots=True)
class Words:
    """Prose, with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Open:
    """A formula begins."""

    display: bool
    start: int


@dataclass(frozen=True, slots=True)
class Close:
    """A formula ends."""


@dataclass(frozen=True, slots=True)
class Title:
    """A heading."""

    text: str
    level: int
    start: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A box begins, as a section within the one around it, or ends where it has no name."""

    name: str
    start: int


@dataclass(frozen=True, slots=True)
class Pause:
    """A paragraph or list item begins; `inside` tells that it still belongs to the item before. `environment` is what
    begins or ends one in TeX.
    """

    start: int
    item: bool = False
    inside: bool = False
    environment: str = ""


Event = Words | Open | Close | Title | Frame | Pause | Item


@dataclass(frozen=True, slots=True)
class Loose:
    """A formula without a relation: a name in a sentence, with the words around it."""

    sides: tuple[Side, ...]
    before: str
    after: str
    section: int
    label: str
    start: int
    index: int
    paragraph: int = 0
    sentence: int = 0


@dataclass
class Section:
    """A heading and what stands under it."""

    index: int
    title: str
    level: int
    start: int
    box: bool = False


@dataclass
class Page:
    """What the stream says, in reading order: sections, chains, loose names; the names that "for some" introduces,
    by chain and place; and the ranges (`i = 1, \\dots, n`), which are no chains.
    """

    sections: list[Section]
    chains: list[Chain]
    loose: list[Loose]
    introduced: dict[tuple[int, int], list[Side]] = field(default_factory=dict)
    ranges: list[Chain] = field(default_factory=list)


def entries(chain: Chain) -> Iterator[int]:
    """The places of the signs of a chain that are entries."""
    for place, sign in enumerate(chain.signs):
        if sign.op in RELATION_SIGNS:
            yield place
