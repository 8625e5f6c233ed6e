r"""Means and covariances that a page tells in words: "a random vector with mean $\mu$ and covariance matrix $\Sigma$".

Only a clause that is understood to its end says anything, and only of one name that nothing was said with before.

>>> from derivations.reader.page import declarations_page
>>> page = declarations_page("Let $x$ be a random vector with zero mean and covariance matrix $S$.")
>>> [(told.name, told.mean, told.covariance.value) for told in moments_in_words(page)]
[('x', 0, 'S')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain as joined

from derivations.latex.spelling import name_of
from derivations.latex.syntax import Node, walk
from derivations.reader.stream import Chain, Loose, Page

_OBJECT = "\ufffc"
_MEAN = r"(?:the )?(?:mean|expectation|expected value)(?: vector| value)?"
_SPREAD = r"(?:the )?(?:variance|(?:variance-)?covariance)(?: matrix)?"
_ITEM = re.compile(
    rf"\s*(?:and|,|, and)?\s*(?:with )?(?:a )?(?:(?P<centred>zero[ -]mean|{_MEAN} zero)|(?P<unit>unit variance)"
    rf"|(?P<mean>{_MEAN})\s*{_OBJECT}|(?P<spread>{_SPREAD})\s*{_OBJECT})",
    re.IGNORECASE,
)
_START = re.compile(
    r"\s*(?:be|is|denotes?)\s+an?\s+(?:real(?:-valued)?\s+|scalar\s+)?(?P<centred>(?:zero[ -]mean|cent(?:er|r)ed)\s+)?"
    r"random\s+(?:variable|vector|number)\s*,?\s*(?:with|having|of)\s|\s*(?:has|have)\s",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"\b(?:let|suppose|assume|where)\b[^.;]*\Z", re.IGNORECASE)
_END = re.compile(r"\s*(?:[.;]|,?\s*(?:where|let|then|and let)\b|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a name: mean and covariance as nodes, or as 0 and 1; None where nothing is said. `words` are
    those right behind the name.
    """

    name: str
    section: int
    mean: Node | int | None
    covariance: Node | int | None
    words: str


@dataclass(frozen=True, slots=True)
class _Spot:
    """A formula in a sentence, with the words behind it."""

    node: Node | None
    before: str
    after: str
    section: int
    start: int


def moments_in_words(page: Page) -> Iterator[Told]:
    """Every clause that tells moments of a name."""
    spots = sorted(joined(_of_loose(page.loose), _of_chains(page.chains)), key=lambda spot: spot.start)
    for place, spot in enumerate(spots):
        name = name_of(spot.node) if spot.node is not None else None
        opening = _START.match(spot.after)
        follows = place > 0 and spots[place - 1].after.strip().lower() in ("and", ",", ", and", "&", "or")
        if name is None or opening is None or follows or _stood_before(page, name, spot):
            continue
        if not _SUPPOSED.search(spot.before):
            continue  # "then the average has mean 0" is a claim
        told = _clause(spot, opening, spots[place + 1 :])
        if told is not None:
            yield told


def _of_loose(loose: list[Loose]) -> Iterator[_Spot]:
    for each in loose:
        node = each.sides[0].node if len(each.sides) == 1 else None
        yield _Spot(node, each.before, each.after, each.section, each.start)


def _of_chains(chains: list[Chain]) -> Iterator[_Spot]:
    """Of `x \\in S` and `s > 0` what stands before the sign."""
    for each in chains:
        told = not each.listed and len(each.signs) == 1 and each.signs[0].op in ("\\in", ">", "\\ge")
        node = each.sides[0].node if told and each.sides else None
        yield _Spot(node, each.before, each.after, each.section, each.start)


def _stood_before(page: Page, name: str, spot: _Spot) -> bool:
    """Whether relations of the section before a clause speak of a name, which were written without it, or any says
    what it is.
    """
    relations = [chain for chain in page.chains if not chain.declares]
    earlier = (chain for chain in relations if chain.section == spot.section and chain.start < spot.start)
    before = (side.node for chain in earlier for side in chain.sides)
    defined = (chain.sides[0].node for chain in relations if chain.sides)
    stands = any(name_of(node) == name for side in before if side is not None for node in walk(side))
    return stands or any(name_of(node) == name for node in defined if node is not None)


def _clause(spot: _Spot, opening: re.Match[str], following: list[_Spot]) -> Told | None:
    """The moments up to the end of a clause; None where it says anything else."""
    name = name_of(spot.node) if spot.node is not None else None
    text, nodes = spot.after, list[Node | None]()
    for each in following:
        if re.search(r"[.;]", text.rsplit(_OBJECT, 1)[-1]) or each.section != spot.section:
            break
        text += _OBJECT + each.after
        nodes.append(each.node)
    mean: Node | int | None = 0 if opening["centred"] else None
    spread: Node | int | None = None
    place = opening.end()
    while found := _ITEM.match(text, place):
        place = found.end()
        node: Node | int | None = 0 if found["centred"] else 1 if found["unit"] else nodes.pop(0)
        of_mean = bool(found["centred"] or found["mean"])
        if node is None or (mean if of_mean else spread) is not None:
            return None
        mean, spread = (node, spread) if of_mean else (mean, node)
    said = mean is not None or spread is not None
    return Told(str(name), spot.section, mean, spread, spot.after) if said and _END.match(text, place) else None
