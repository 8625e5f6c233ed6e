"""What elaboration is told about the page, and how it says that something has no meaning there.

>>> lexicon = Lexicon(functions={"L": ("w",)}, customs=Customs(euler=False))
>>> lexicon.parameters("L"), lexicon.parameters("f"), lexicon.customs.euler
(('w',), None, False)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from derivations.latex.chance import Chance
from derivations.latex.syntax import Node


class Unreadable(ValueError):
    """A construct without a meaning here; `node` is where."""

    def __init__(self, message: str, node: Node) -> None:
        super().__init__(message)
        self.node = node


@dataclass(frozen=True)
class Customs:
    """How the page as a whole uses letters.

    `euler` tells whether a plain `e` is Euler's number; `defined` are names that stand alone on the left of an
    equation; `mentions` are the names inside the definition of each function; `presented` are primed names that the
    text introduces by themselves ("let x' be a number"), `taken` those that it declares or describes; `inverted` are
    declared real matrices whose marks + and dagger are pseudo-inverses; `pseudo_inverses` tells whether the section
    speaks of any, `other_pluses` are names whose marks mean another thing; `operations` are signs between two names
    that the page defines, `spectra` letters of eigenvalues and singular values that are applied to a lone name;
    `complex` are declared complex names.
    """

    euler: bool = True
    defined: frozenset[str] = frozenset()
    mentions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    presented: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    inverted: frozenset[str] = frozenset()
    pseudo_inverses: bool = False
    other_pluses: frozenset[str] = frozenset()
    operations: frozenset[str] = frozenset()
    spectra: frozenset[str] = frozenset()
    complex: frozenset[str] = frozenset()


@dataclass
class Lexicon:
    """What names mean where the formula stands.

    `functions` are names that are applied (with the names of their parameters where the page defines them); `kinds`
    answers scalar, vector, matrix or None for a name; `families` are names whose subscripts are indices; `numbers` are
    names known to be numbers of things; `chance` says which names are random. `used_kinds` tells afterwards whether an
    answer of `kinds` mattered.
    """

    functions: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    kinds: Callable[[str], str | None] = lambda name: None
    families: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    customs: Customs = field(default_factory=Customs)
    chance: Chance = field(default_factory=Chance)
    used_kinds: bool = False

    def parameters(self, name: str) -> tuple[str, ...] | None:
        """The parameters of a function that the page defines, else None."""
        return self.functions.get(name)
