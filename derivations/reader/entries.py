"""Relations of a page on their way to the document, and the hypotheses that they become for later ones."""

from __future__ import annotations

from derivations.document.context import Definition, Hypothesis
from derivations.latex.rows import Side
from derivations.reader.meaning import Failure
from derivations.reader.prose import PASSING, Cue
from derivations.reader.stream import Chain
from derivations.terms.term import Term, free_symbols, functions_of


class Entry:
    """A relation on its way to the document."""

    def __init__(
        self, chain: Chain, place: int, lhs: Term | Failure, rhs: Term | Failure, left: Side, right: Side
    ) -> None:
        self.chain, self.place, self.lhs, self.rhs, self.left, self.right = chain, place, lhs, rhs, left, right
        self.id = ""
        self.start = 0
        self.sign = "eq"
        self.role = "claim"
        self.cue: Cue | None = None
        self.compares = False
        self.recursion = False
        self.member = False
        self.every: str | None = None
        self.follows = False
        self.exists: tuple[str, ...] = ()
        self.defines: Definition | None = None
        self.renews = False
        self.alternative = False
        self.trails = False
        self.unclaimed = False
        self.restates = False
        self.several = False
        self.denied = False
        self.quoted = ""
        self.supposed = False
        self.exemplary = False
        self.hypothesis: Term | None = None

    @property
    def passes(self) -> bool:
        """Whether it is a condition that ends with its sentence: `for $n = 2$ we have`, but not `For $n = 2$:`."""
        scope = self.chain.label and self.chain.after.strip().startswith(":")
        return self.cue is not None and self.cue.word in PASSING and self.place == 0 and not scope

    @property
    def names(self) -> frozenset[str]:
        """Every name and function that stands on the two sides."""
        sides = [side for side in (self.lhs, self.rhs) if isinstance(side, Term)]
        found = frozenset[str]().union(*(free_symbols(side) | functions_of(side) for side in sides))
        return frozenset(name for name in found if not name.startswith("?"))


class Pending(Hypothesis):
    """A hypothesis whose entry has no number yet."""

    __slots__ = ("derived", "entry")

    def __init__(self, statement: Term, entry: Entry, derived: bool = False) -> None:
        super().__init__(statement)
        object.__setattr__(self, "entry", entry)
        object.__setattr__(self, "derived", derived)

    entry: Entry
    derived: bool

    @property
    def opens(self) -> bool:
        """An equation that opens a problem of its own."""
        cue_word = self.entry.cue.word if self.entry.cue is not None else ""
        return self.entry.role == "posed" or (
            self.entry.role == "given" and cue_word in ("if", "solve", "set", "setting")
        )

    def replaces(self, other: Pending) -> bool:
        """`when $x = 0$ ...; when $x = 1$ ...`: another condition on the same name."""
        passing = self.entry.passes and other.entry.passes
        both = self.statement.head == other.statement.head == "eq" and self.statement.args[0].head == "sym"
        return passing and both and self.statement.args[0] == other.statement.args[0]

    def passed(self, other: Entry) -> bool:
        """Whether it was a condition ("if", "when", "for") of another sentence."""
        return self.entry.passes and self.entry.chain.sentence != other.chain.sentence

    @property
    def depends(self) -> bool:
        """A conclusion of an implication: it belongs to the problem that it came from."""
        return self.entry.chain.arrow is not None

    def precedes(self, other: Entry) -> bool:
        if self.entry.trails and other.chain.index == self.entry.chain.index - 1:
            return True
        return (self.entry.chain.index, self.entry.place) < (other.chain.index, other.place)
