r"""Which names of a page are random, how they are distributed, and which are independent.

A name is random where the page says so ("a random vector $x$", `x \sim p`), where an expectation or a variance is of it
alone, and where it stands for something random. Whatever stands outside of expectations and beside nothing random is
not. `x \sim \mathcal{N}(\mu, \Sigma)` says what the first moments of x are, and that it is Gaussian.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from derivations.latex.chance import Chance, is_indexed, operator, operators
from derivations.latex.gaussians import NORMAL, is_divergence, is_spread, moments_of
from derivations.latex.spelling import name_of
from derivations.latex.syntax import Node, outline, walk
from derivations.reader.declarations import names_in
from derivations.reader.moments import Told, moments_in_words
from derivations.reader.stream import Chain, Page
from derivations.terms.term import Term, num, sym

_BE = r"\s*,?\s*(?:be|is|are|denotes?|(?:is|are|be) (?:assumed|taken) to be)?\s*(?:an?|some|any|the|two|three)?\s*"
_RANDOM = r"(?:\w+,? ){0,3}?random (?:\w+ )?(?:variables?|vectors?|matri(?:x|ces)|numbers?)"
_RANDOM_AFTER = re.compile(rf"{_BE}(?:{_RANDOM}\b|random\b(?! \w))", re.IGNORECASE)
_RANDOM_BEFORE = re.compile(rf"\b{_RANDOM}\s*\Z", re.IGNORECASE)
_FIXED = r"(?:fixed|deterministic|constants?|non-?random|not random)"
_FIXED_AFTER = re.compile(rf"{_BE}(?:\w+ )?{_FIXED}\b", re.IGNORECASE)
_FIXED_BEFORE = re.compile(
    rf"\b{_FIXED}(?: (?:vectors?|matri(?:x|ces)|scalars?|numbers?|constants?))?\s*\Z", re.IGNORECASE
)
_APART = re.compile(r"\b(?:mutually )?independent\b(?! of\b)", re.IGNORECASE)
_APART_AT_ONCE = re.compile(r"\s*(?:be|are|,)?\s*(?:mutually )?independent\b(?! of\b)", re.IGNORECASE)
_NO_LAW = re.compile(
    r"\b(?:pairwise|conditionally|not|linearly|in)\b[^.;]*\bindependent\b|\bin?dependent (?:given|of)\b", re.IGNORECASE
)
_AND = ("and", ",", ", and")
_LAWS = re.compile(
    r"\b(?:uniform(?:ly)?|bernoulli|binomial(?:ly)?|poisson|exponential(?:ly)?|geometric(?:ally)?|gamma|beta|categorical|"
    r"multinomial|dirichlet|rademacher|laplace|cauchy|gaussian|normal(?:ly)?(?! (?:equations?|forms?|vectors?))|coins?|"
    r"dice|die|heads|tosse?s?|draws?|drawn|takes?\b[^.;]*\bvalues?|distributed|(?:distribution|law|density) (?:of|is)|"
    r"with probability|probabilities|equally likely|indicators?|binary|almost surely|skew(?:ed|ness)?|kurtosis)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\bprecisions?\b|\bstandard deviations?\b|\bstd\b|\bnatural parameters?\b", re.IGNORECASE)
_MIXED = re.compile(r"(?<!linearly )\bindependen(?:t|tly|ce)\b|\bi\.?i\.?d\b|\buncorrelated\b", re.IGNORECASE)
_PROBABILITIES = frozenset({"P", "p", "Pr", "\\mathbb{P}", "\\text{P}", "\\text{Pr}"})
PARAMETERS = frozenset(
    r"\alpha \beta \gamma \theta \kappa \lambda \mu \nu \pi \rho \sigma \tau \phi \psi \Sigma \Lambda \Theta".split()
)
"""Letters that nobody averages over without saying so."""


@dataclass
class Chances:
    """What a page says of chance. `laws` are the Gaussians, with the nodes of their moments, by name; `told` are the
    random names that it introduces as such: of others, the words may say what they are; `deviations` are numbers
    whose squares are variances; `worded` is what the words say of means and covariances, `spoken` whether they speak
    of distributions, `mixed` whether of independence.
    """

    chance: Chance
    laws: dict[str, tuple[Chain, Node, Node]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    apart: tuple[tuple[str, ...], ...] = ()
    odd: dict[int, dict[str, str]] = field(default_factory=dict)
    deviations: frozenset[str] = frozenset()
    worded: tuple[Told, ...] = ()
    spoken: bool = False
    mixed: bool = False

    def facts(self, name: str) -> frozenset[str]:
        """The facts of a name."""
        found = {"random"} if name in self.chance.random else set[str]()
        if name in self.deviations and not found:
            return frozenset({"deviation"})
        if name in self.laws:
            found.add("gaussian")
        if found and name not in self.told:
            found.add("of a law in words" if self.spoken else "of unknown law")
        if found and self.mixed:
            found.add("perhaps independent")
        found |= {f"independent: {', '.join(names)}" for names in self.apart if name in names}
        return frozenset(found)

    def names(self) -> frozenset[str]:
        """The names of which it says anything."""
        return self.chance.random | self.deviations

    def shapes(self, read: Callable[[int, Node], Term | None]) -> Iterator[tuple[int, tuple[Term, ...]]]:
        """Pairs of one shape, a name and its distribution, with the section that they are told in."""
        for name, (chain, *nodes) in self.laws.items():
            moments = [read(chain.section, node) for node in nodes]
            told = tuple(each for each in moments if each is not None)
            if len(told) == len(moments):
                yield chain.section, (sym(name), Term("gaussian", told))
        for section, statement in self._worded(read):
            yield section, statement.args

    def statements(self, read: Callable[[int, Node], Term | None]) -> Iterator[tuple[int, Term]]:
        """The moments that are told, with the section that they are told in."""
        for name, (chain, mean, spread) in self.laws.items():
            for head, node in (("expect", mean), ("covariance", spread)):
                value = read(chain.section, node)
                if value is not None:
                    yield chain.section, Term("eq", (Term(head, (sym(name),)), value))
        yield from self._worded(read)

    def _worded(self, read: Callable[[int, Node], Term | None]) -> Iterator[tuple[int, Term]]:
        for told in self.worded:
            for head, node in (("expect", told.mean), ("covariance", told.covariance)):
                value = num(node) if isinstance(node, int) else None if node is None else read(told.section, node)
                if value is not None:
                    yield told.section, Term("eq", (Term(head, (sym(told.name),)), value))


def chances_of(page: Page, known: frozenset[str]) -> Chances:
    """What a page says; `known` are names that it declares in other ways."""
    sides = [side.node for chain in page.chains if not chain.declares for side in chain.sides if side.node is not None]
    called = _called(page, _RANDOM_AFTER, _RANDOM_BEFORE)
    fixed = _called(page, _FIXED_AFTER, _FIXED_BEFORE) - called
    others = _speaks_of(page, _OTHERS)
    worded = list(moments_in_words(page))
    called |= {told.name for told in worded} - fixed
    random = ({name for side in sides for name in _averaged(side)} | called) - fixed
    gaussians: dict[str, tuple[Chain, Node, Node]] = {}
    odd: dict[int, dict[str, str]] = {}
    laws: dict[str, set[str]] = {}
    for side in sides:
        for found, _ in operators(side):
            for name in found.over if found.law else ():
                laws.setdefault(name, set()).add(found.law)
    several_alike = False
    for chain, names, law in _distributed(page, known):
        # "$X, Y \\sim p$" often means that they are independent
        several_alike |= len(names) > 1
        random.update(names)
        moments = moments_of(law, (NORMAL, "N"))
        for name in names:
            laws.setdefault(name, set()).add(outline(law))
            if moments is not None and is_spread(moments[1], others):
                gaussians[name] = (chain, *moments)
            elif name_of(law) is None or moments is not None:
                odd.setdefault(chain.section, {})[name] = "of a distribution"
            else:
                called.add(name)
    # what is averaged over in two ways has no one expectation
    several = {name for name, found in laws.items() if len(found) > 1}
    worded = [told for told in worded if told.name not in laws]
    names_told = [told.name for told in worded]
    several |= {name for name in names_told if names_told.count(name) > 1}
    random = _with_what_holds_them(page, random - several) - several
    gaussians = {name: law for name, law in gaussians.items() if name in random}
    spelled = [node for _, *nodes in gaussians.values() for node in nodes]
    spelled += [node for each in worded for node in (each.mean, each.covariance) if isinstance(node, Node)]
    moments_hold = {name for node in spelled for name in _bare(node)}
    constant = (known | fixed | moments_hold | _outside(page, random) | PARAMETERS) - random - several
    spoken = _speaks_of(page, _LAWS)
    for section, name in _in_probabilities(page):
        if name in random:
            odd.setdefault(section, {})[name] = "under a probability"
    told = set(gaussians) if spoken else called | set(gaussians)
    known_moments = tuple(told for told in worded if told.name in random)
    nodes = {name: (mean, spread) for name, (_, mean, spread) in gaussians.items()}
    chance = Chance(frozenset(random), frozenset(constant), frozenset(fixed - random - several), nodes, others)
    return Chances(
        chance,
        gaussians,
        frozenset(told),
        tuple(_independent(page, random)),
        odd,
        _deviations(page, known_moments),
        known_moments,
        spoken,
        _speaks_of(page, _MIXED) or several_alike,
    )


def _deviations(page: Page, worded: tuple[Told, ...]) -> frozenset[str]:
    r"""Names whose squares stand as variances in `\mathcal{N}(\mu, \sigma^2)`."""
    sides = (side.node for chain in page.chains for side in (*chain.listed, *chain.sides) if side.node is not None)
    rows = (node for side in sides for node in walk(side) if node.kind == "sequence")
    pairs = (pair for row in rows for pair in zip(row.children, row.children[1:], strict=False))
    groups = (group for name, group in pairs if name_of(name) in (NORMAL, "N") and group.kind == "group")
    lasts = [node for group in groups for node in (*group.children[-1:], *_behind_bar(group))]
    lasts += [told.covariance for told in worded if isinstance(told.covariance, Node)]
    squares = (node.children for node in lasts if node.kind == "script" and node.value == "sup")
    found = (name_of(base) for base, power in squares if power.kind == "number" and power.value == "2")
    return frozenset(name for name in found if name is not None)


def _behind_bar(group: Node) -> tuple[Node, ...]:
    r"""The last of what stands behind the bar of `(x \mid \mu, \sigma^2)`."""
    given = group.children[0] if len(group.children) == 1 else None
    return given.children[-1].children[-1:] if given is not None and given.kind == "given" else ()


def _distributed(page: Page, known: frozenset[str]) -> Iterator[tuple[Chain, list[str], Node]]:
    r"""Names and their law, of `x \sim p` and like."""
    for chain in page.chains:
        if [sign.op for sign in chain.signs] != ["\\sim"]:
            continue
        nodes = [side.node for side in (*chain.listed, *chain.sides[:-1]) if side.node is not None]
        names = [name for node in nodes if (name := name_of(node)) is not None and not is_indexed(name)]
        law = chain.sides[-1].node
        if law is not None and len(names) == len(nodes) and law.kind != "number" and name_of(law) not in known:
            yield chain, names, law


def _speaks_of(page: Page, words: re.Pattern[str]) -> bool:
    """Whether the words say something: of which name, they may say in any way."""
    texts = (text for chain in page.chains for text in (chain.before, chain.after, *chain.gaps.values()))
    told = (text for loose in page.loose for text in (loose.before, loose.after))
    return any(words.search(text) for text in (*texts, *told))


def _in_probabilities(page: Page) -> Iterator[tuple[int, str]]:
    r"""Names of which a probability, a density or a conditional expectation is written, by section."""
    for chain in page.chains:
        for side in chain.sides:
            for row in walk(side.node) if side.node is not None else ():
                pairs = zip(row.children, row.children[1:], strict=False) if row.kind == "sequence" else ()
                for left, group in pairs:
                    inside = group.kind == "group" and any(node.kind == "given" for node in group.children)
                    asked = group.kind == "group" and name_of(left) in _PROBABILITIES
                    if (inside and name_of(left) != NORMAL and not is_divergence(left)) or asked:
                        yield from (
                            (chain.section, name) for node in walk(group) if (name := name_of(node)) is not None
                        )


def _averaged(side: Node) -> Iterator[str]:
    """Names that an expectation is of, or over."""
    for found, group in operators(side):
        for child in group.children:
            name = name_of(child)
            if name is not None and not is_indexed(name):
                yield name
        inside = {name_of(inner) for inner in _nodes(group)}
        yield from (name for name in found.over if name in inside)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _called(page: Page, follows: re.Pattern[str], leads: re.Pattern[str]) -> set[str]:
    """Names that words right after them or right before them say something of, singly or in a list."""
    found: set[str] = set()
    waiting: list[str] = []
    lead = ""
    for loose in page.loose:
        names = names_in([side.node for side in loose.sides if side.node is not None]) or []
        lead = lead if waiting else loose.before
        after = re.match(r"[^.;]*", loose.after)
        if follows.match(after[0] if after else "") or leads.search(lead):
            found.update(name for name in (*waiting, *names) if not is_indexed(name))
        waiting = [*waiting, *names] if loose.after.strip().lower() in _AND else []
    waiting = []
    for chain in page.chains:
        words = re.match(r"[^.;]*", chain.after)
        nodes = [side.node for side in (*chain.listed, chain.sides[0]) if side.node is not None]
        names = (names_in(nodes) or []) if chain.declares else []
        if follows.match(words[0] if words else ""):
            found.update(name for name in (*waiting, *names) if not is_indexed(name))
        waiting = [*waiting, *names] if names and chain.after.strip().lower() in _AND else []
    return found


def _independent(page: Page, random: set[str]) -> Iterator[tuple[str, ...]]:
    """Random names that the page calls independent of each other."""
    for chain in page.chains:
        words = (re.match(r"[^.;]*", chain.after) or [""])[0]
        nodes = [side.node for side in (*chain.listed, *chain.sides[:1]) if side.node is not None]
        names = (names_in(nodes) or []) if chain.declares else []
        apart = _APART_AT_ONCE.match(words) and not _NO_LAW.search(words)
        if apart and len(names) > 1 and len(names) == len(nodes) and set(names) <= random:
            yield tuple(sorted(names))
    waiting: list[str] = []
    lead = ""
    for loose in page.loose:
        names = names_in([side.node for side in loose.sides if side.node is not None]) or []
        lead = lead if waiting else loose.before
        together = [*waiting, *names]
        if loose.after.strip().lower() in _AND:
            waiting = together
            continue
        waiting = []
        clause = (re.search(r"[^.;]*\Z", lead) or [""])[0] + " " + (re.match(r"[^.;]*", loose.after) or [""])[0]
        if len(together) > 1 and set(together) <= random and _APART.search(clause) and not _NO_LAW.search(clause):
            yield tuple(sorted(together))


def _with_what_holds_them(page: Page, random: set[str]) -> set[str]:
    """The names, and those that the page sets equal to something that holds one of them outside of an expectation."""
    found = set(random)
    before = -1
    while len(found) != before:
        before = len(found)
        for chain in page.chains:
            for left, right in zip(chain.sides, chain.sides[1:], strict=False):
                name = name_of(left.node) if left.node is not None and not chain.declares else None
                if name is not None and right.node is not None and not found.isdisjoint(_bare(right.node)):
                    found.add(name)
    return found


def _outside(page: Page, random: set[str]) -> set[str]:
    """Names that stand outside of expectations on a side without anything random there."""
    found: set[str] = set()
    for chain in page.chains:
        for side in chain.sides if not chain.declares else ():
            names = set(_bare(side.node)) if side.node is not None else set()
            if names.isdisjoint(random):
                found |= names
    return found


def _bare(node: Node) -> Iterator[str]:
    """The names outside of every expectation."""
    name = name_of(node)
    if name is not None:
        yield name
    if node.kind != "sequence":
        for child in node.children:
            yield from _bare(child)
        return
    skipped = False
    for child, following in zip(node.children, (*node.children[1:], None), strict=True):
        if skipped:
            skipped = False
        elif operator(child, following) is not None:
            skipped = True
        else:
            yield from _bare(child)
