"""Names that a page never pins down: a claim that holds one may not be refuted.

A name is universally meant if it is declared, if it stands on both sides, or if it is used elsewhere in its section
as a known quantity; a name whose letter occurs with other subscripts is never assumed to be free (how `w_{0,1}`
belongs to `w_1` is for the page to say). A function is universally meant only where the page calls it a function
and leaves it open ("for any function f"): most are defined elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from derivations.document.context import Context
from derivations.latex.print import name as spelled
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, functions_of, walk
from derivations.terms.unfold import TooLarge, unfold


def bodies(context: Context) -> dict[str, tuple[tuple[str, ...] | None, Term]]:
    """The definitions of a context as unfolding wants them."""
    return {name: (d.params, d.body) for name, d in context.definitions.items()}


def unpinned(
    lhs: Term,
    rhs: Term,
    context: Context,
    elsewhere: frozenset[str],
    numbers: frozenset[str],
    arbitrary: frozenset[str] = frozenset(),
    odd: Mapping[str, str] | None = None,
) -> Mapping[str, str]:
    """Each such name with the words that say why."""
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

    one_sided = {name for name in free_symbols(left) ^ free_symbols(right) if enters(name)}
    restricted = frozenset[str]().union(*(free_symbols(h.statement) for h in context.hypotheses))
    for name in sorted(one_sided):
        if name.startswith("?") or name in numbers:
            continue
        symbol = context.symbols.get(name)
        if symbol is not None and symbol.origin in ("declared", "earlier"):
            continue
        parts = parse_name(name)
        belongs = bool(parts.sub) and parts.stem in stems
        if (name in elsewhere and not belongs) or (name in restricted and not belongs):
            continue
        found[name] = f"{name} is never defined" if belongs or name in elsewhere else f"{name} occurs only here"
    defined = set(context.definitions)
    functions = functions_of(left) | functions_of(right) | ((functions_of(lhs) | functions_of(rhs)) - defined)
    one_sided_functions = (functions_of(lhs) ^ functions_of(rhs)) - defined
    for name in sorted(functions):
        if name not in arbitrary or name in one_sided_functions:
            found[name] = f"{name} is never defined"
    nodes = [*walk(left), *walk(right)]
    indices = {arg.value for node in nodes if node.head in ("entry", "item") for arg in node.args[1:]}
    letter = context.symbols.get("i")
    told = letter is not None and letter.origin in ("declared", "earlier")
    if "i" in (written | free_symbols(left) | free_symbols(right)) and "i" not in indices and not told:
        found["i"] = "i may be the imaginary unit"
    for node in nodes:
        if node.head in ("grad", "jacobian", "hessian"):
            name = str(node.args[1].value)
            known = context.definitions.get(name)
            if known is not None and free_symbols(known.body) and name not in free_symbols(node.args[0]):
                found[name] = f"how it depends on {name} is not said"
    for name in sorted(free_symbols(left) | free_symbols(right) | written):
        if odd and name in odd:
            found[name] = f"the page says that {name} is {odd[name]!r}, which is not understood"
    return {name: words.replace(name, spelled(name)) for name, words in found.items()}
