"""Names that a page never pins down: a claim that holds one may not be refuted.

A name is universally meant if it is declared, if it stands on both sides, or if it is used elsewhere in its section
as a known quantity; a name whose letter occurs with other subscripts is never assumed to be free (how `w_{0,1}`
belongs to `w_1` is for the page to say). A function is universally meant only where the page calls it a function
and leaves it open ("for any function f"): most are defined elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from derivations.document.context import Context
from derivations.latex.print import name as spelled
from derivations.terms.names import Name, parse_name
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, functions_of, num, sym, walk
from derivations.terms.unfold import Body, TooLarge, unfold


def bodies(context: Context) -> dict[str, tuple[tuple[str, ...] | None, Term]]:
    """The definitions of a context as unfolding wants them."""
    return {name: (d.params, d.body) for name, d in context.definitions.items()}


DIFFERENTIAL = "d may be a differential"
"""Then it is no factor: as a number it would prove what is false."""


def unpinned(
    lhs: Term,
    rhs: Term,
    context: Context,
    elsewhere: frozenset[str],
    numbers: frozenset[str],
    arbitrary: frozenset[str] = frozenset(),
    odd: Mapping[str, str] | None = None,
    derived: bool = False,
) -> Mapping[str, str]:
    """Each such name with the words that say why; `derived` tells that the claim is the conclusion of another."""
    table = bodies(context)
    try:
        left, right = unfold(lhs, table), unfold(rhs, table)
    except TooLarge:
        return {}
    found: dict[str, str] = {}
    written = free_symbols(lhs) | free_symbols(rhs)
    stems = {parse_name(n).stem for n in context.definitions} | {parse_name(n).stem for n in elsewhere}

    def enters(name: str) -> bool:
        """What enters by unfolding belongs to the definition; a start value and an earlier iterate stay open."""
        sub = parse_name(name).sub
        earlier = any(any(c.isalpha() for c in part) for part in sub) and parse_name(name).stem in stems
        return name in written or "-1" in sub or earlier

    averaged = _averaged_over(left, right, context)
    one_sided = {name for name in free_symbols(left) ^ free_symbols(right) if enters(name)}
    one_sided -= _constants_of_integration(lhs, rhs) | averaged | _open_on_both_sides(left, right)
    restricted = _restricted(context, free_symbols(left) | free_symbols(right))
    for name in sorted(one_sided):
        if name.startswith("?") or (name in numbers and not _may_be_a_rank(name, written, context)):
            continue
        symbol = context.symbols.get(name)
        if symbol is not None and symbol.origin in ("declared", "earlier"):
            continue
        parts = parse_name(name)
        belongs = bool(parts.sub) and parts.stem in stems
        # a bare name against what does not hold it is what the page says that it is, wherever it says so
        valued = sym(name) in (lhs, rhs) and not (derived and free_symbols(lhs) and free_symbols(rhs))
        if (name in elsewhere and not belongs and not valued) or (name in restricted and not belongs):
            continue
        found[name] = f"{name} is never defined" if belongs or name in elsewhere else f"{name} occurs only here"
    means = [node for side in (left, right) for node in walk(side) if node.head in ("expect", "covariance")]
    for name in sorted(frozenset[str]().union(*map(free_symbols, means))):
        if "of a law in words" in context.facts_of(name):
            found[name] = f"the words say how {name} is distributed"
        if "of unknown law" in context.facts_of(name) and name not in averaged:
            found[name] = f"how {name} is distributed is not said"
    found.update(_perhaps_independent(frozenset[str]().union(*map(free_symbols, means)), context))
    defined = set(context.definitions)
    functions = functions_of(left) | functions_of(right) | ((functions_of(lhs) | functions_of(rhs)) - defined)
    one_sided_functions = (functions_of(lhs) ^ functions_of(rhs)) - defined
    for name in sorted(functions):
        if name not in arbitrary or name in one_sided_functions:
            found[name] = f"{name} is never defined"
    nodes = [*walk(left), *walk(right)]
    indices = {arg.value for node in nodes if node.head in ("entry", "item", "row", "col") for arg in node.args[1:]}
    letter = context.symbols.get("i")
    told = letter is not None and letter.origin in ("declared", "earlier")
    if "i" in (written | free_symbols(left) | free_symbols(right)) and "i" not in indices and not told:
        found["i"] = "i may be the imaginary unit"
    if _may_be_a_differential([*walk(lhs), *walk(rhs)], context, numbers):
        found["d"] = DIFFERENTIAL
    for node in nodes:
        if node.head in ("grad", "jacobian", "hessian"):
            name = str(node.args[1].value)
            known = context.definitions.get(name)
            if known is not None and free_symbols(known.body) and name not in free_symbols(node.args[0]):
                found[name] = f"how it depends on {name} is not said"
    found.update(_derivatives_that_vanish(lhs, rhs, table))
    found.update(_in_circles(written, table))
    spoken_of = defined.union(*(free_symbols(h.statement) for h in context.hypotheses))
    found.update(_look_alikes(written))
    found.update((name, words) for name, words in _look_alikes(written | spoken_of) if name in written - spoken_of)
    for name in sorted(free_symbols(left) | free_symbols(right) | written):
        if any(":" in part for part in parse_name(name).sub):
            found[name] = f"{name} stands for several"
        whole = next((n for n in (name, parse_name(name)._replace(sub=()).text) if odd and n in odd), None)
        if odd and whole is not None:
            found[name] = f"the page says that {whole} is {odd[whole]!r}, which is not understood"
    return {name: words.replace(name, spelled(name)) for name, words in found.items()}


def _perhaps_independent(names: frozenset[str], context: Context) -> Iterator[tuple[str, str]]:
    """Random names under expectations, where the page speaks of independence and not of theirs."""
    random = {name: facts for name in sorted(names) if "perhaps independent" in (facts := context.facts_of(name))}
    if len(random) > 1:
        shared = frozenset[str].intersection(*random.values())
        if not any(fact.startswith("independent: ") for fact in shared):
            yield from ((name, f"whether {name} is independent of the others is not said") for name in random)


def _may_be_a_rank(name: str, written: frozenset[str], context: Context) -> bool:
    """Whether a count that nothing declares stands beside matrices whose sizes are others: it may be told by them."""
    shapes = [symbol.shape for n in written if (symbol := context.symbols.get(n)) and symbol.shape is not None]
    sizes = frozenset[str]().union(*(free_symbols(size) for shape in shapes for size in shape))
    return name not in sizes and any(num(1) not in shape for shape in shapes)


def _averaged_over(left: Term, right: Term, context: Context) -> frozenset[str]:
    """Random names inside expectations only, whose distribution the page tells: they stand for every value at once."""
    bare: set[str] = set()
    waiting = [left, right]
    while waiting:
        node = waiting.pop()
        if node.head == "sym":
            bare.add(str(node.value))
        if node.head not in ("expect", "covariance"):
            waiting.extend(node.args)
    names = (free_symbols(left) | free_symbols(right)) - bare
    told = [side for hypothesis in context.hypotheses for side in hypothesis.statement.args]
    told += [definition.body for definition in context.definitions.values()]
    heads = ("expect", "covariance")
    moments = {str(side.args[0].value) for side in told if side.head in heads and side.args[0].head == "sym"}
    return frozenset(
        name
        for name in names
        if "random" in (facts := context.facts_of(name))
        and "of a law in words" not in facts
        and (name in moments or "of unknown law" not in facts)
    )


def _open_on_both_sides(left: Term, right: Term) -> frozenset[str]:
    """Letters of open indices, where both sides have some: `(AB)_{ij} = x_i` is meant for every j, too.

    Beside a derivative, one index may have been set to another in words; one that stands twice in a side may be summed
    over.
    """
    if any(node.head in ("grad", "jacobian", "hessian") for side in (left, right) for node in walk(side)):
        return frozenset()
    found = []
    for side in (left, right):
        entries = (node for node in walk(side) if node.head in ("entry", "row", "col"))
        indices = Counter(str(index.value) for node in entries for index in node.args[1:] if index.head == "sym")
        found.append({name: times for name, times in indices.items() if name in free_symbols(side)})
    once = (name for side in found for name, times in side.items() if times == 1)
    return frozenset(once) if all(found) else frozenset()


def _constants_of_integration(lhs: Term, rhs: Term) -> frozenset[str]:
    """Names beside an antiderivative: no value of a constant there makes a wrong one right."""
    nodes = [*walk(lhs), *walk(rhs)]
    inside = frozenset[str]().union(*(free_symbols(node) for node in nodes if node.head == "antiderivative"))
    if not any(node.head == "antiderivative" for node in nodes):
        return frozenset()
    return (free_symbols(lhs) | free_symbols(rhs)) - inside


def _derivatives_that_vanish(lhs: Term, rhs: Term, table: Mapping[str, Body]) -> Iterator[tuple[str, str]]:
    """`\\nabla_{w_0} L` where L was given in w; `\\partial W_{ij} / \\partial W_{kl}`;
    `\\partial x^T x / \\partial x_i`: no zeros are meant.
    """
    for node in (*walk(lhs), *walk(rhs)):
        if node.head not in ("grad", "jacobian", "hessian"):
            continue
        body, variable = node.args[0], str(node.args[1].value)
        names = free_symbols(body) | functions_of(body)
        meaning = unfold(body, {name: each for name, each in table.items() if name != variable})
        if names & set(table) and free_symbols(meaning) and variable not in free_symbols(meaning):
            yield variable, f"how it depends on {variable} is not said"
        mine = parse_name(variable)
        whole = mine._replace(sub=()).text
        if mine.sub and variable not in free_symbols(meaning) and whole in free_symbols(meaning):
            yield variable, f"whether {variable} is an entry of {whole} is not said"
        twins = (parse_name(other) for other in free_symbols(body) if other != variable)
        if mine.sub and any(t.stem == mine.stem and len(t.sub) == len(mine.sub) and _open(t, mine) for t in twins):
            yield variable, f"whether its indices are those of {variable} is not said"


def _open(one: Name, other: Name) -> bool:
    """Whether two subscripts may be the same: they differ, and not by numbers."""
    pairs = zip(one.sub, other.sub, strict=True)
    return not any(a != b and a.isdigit() and b.isdigit() for a, b in pairs)


def _in_circles(names: Iterable[str], table: Mapping[str, Body]) -> Iterator[tuple[str, str]]:
    """Names that are defined by each other: neither can be opened."""
    for name in sorted(names):
        seen: set[str] = set()
        rest = [name]
        while rest:
            here = rest.pop()
            if here in table and here not in seen:
                seen.add(here)
                params, body = table[here]
                rest.extend(free_symbols(body) - set(params or ()))
                if name in free_symbols(body) - set(params or ()):
                    yield name, f"{name} is defined by itself"
                    break


def _look_alikes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """`w` and `\\vec{w}` in one claim: most authors mean one thing by both."""
    bare: dict[str, list[str]] = {}
    for name in sorted(names):
        parts = parse_name(name)
        base = re.sub(r"\\(?:mathbf|mathrm|vec)\{(.*)\}", r"\1", parts._replace(accents=()).base)
        accents = tuple(accent for accent in parts.accents if accent != "vec")
        bare.setdefault(parts._replace(base=base, accents=accents).text, []).append(name)
    for alike in bare.values():
        if len(alike) > 1:
            yield from ((name, f"{alike[0]} and {alike[-1]} may be the same") for name in alike)


def _restricted(context: Context, here: frozenset[str]) -> frozenset[str]:
    """Names that hypotheses say something about; `y = k_1 x + k_0` alone only says what y stands for."""
    told = [(h.statement, free_symbols(h.statement)) for h in context.hypotheses]
    found: set[str] = set()
    for statement, names in told:
        elsewhere = here.union(*(other for another, other in told if another is not statement))
        sides = statement.args if statement.head == "eq" else ()
        bare = {str(side.value) for side in sides if side.head == "sym"}
        if not bare - elsewhere:
            found |= names
    return frozenset(found)


def _may_be_a_differential(nodes: Iterable[Term], context: Context, numbers: frozenset[str]) -> bool:
    """`d(X^{-1}) = -X^{-1} dX X^{-1}`: whether a d that nothing speaks of stands before another factor.

    Where the page counts something with a d, only one before a matrix or a vector may be a differential.
    """
    symbol = context.symbols.get("d")
    if "d" in context.definitions or (symbol is not None and symbol.origin in ("declared", "earlier")):
        return False
    shapes = {name: each.shape for name, each in context.symbols.items() if each.shape is not None}
    counts = "d" in numbers.union(*(free_symbols(side) for shape in shapes.values() for side in shape))
    tall = {name for name, shape in shapes.items() if shape != SCALAR}
    before = (factor for node in nodes if node.head == "mul" for one, factor in pairwise(node.args) if one == sym("d"))
    return any(not counts or (factor.head in _MATRICES and free_symbols(factor) & tall) for factor in before)


_MATRICES = frozenset({"sym", "item", "add", "pow", "mul", "transpose", "inverse", "hadamard"})
"""What is a matrix or a vector where its names are."""
