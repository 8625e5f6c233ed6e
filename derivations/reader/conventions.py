"""What authors leave to convention, where the page bears it out.

A name that the page never pins down may still have a natural meaning: `w_{0,1}` as a component of `w_1`, a quantity
at index -1 as its zero start, `L_0` as what `L_1` is with other indices, a letter in the wrong case, `e_i` as a unit
vector, `A_{ij}` as an entry of A, `\\sigma(z)` as the logistic function. Each is a
`Convention` with the words that the report lists as a condition; none is ever applied silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from derivations.document.context import Definition
from derivations.document.document import Convention
from derivations.latex.print import name as spelled
from derivations.latex.spelling import index_term
from derivations.reader.components import UNIT_VECTORS
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, num, substitute, sym, walk


def conventions(
    names: Iterable[str],
    definitions: Mapping[str, Definition],
    kind_of: Mapping[str, str],
    patterns: Mapping[str, Definition],
    here: frozenset[str],
    random: bool = False,
) -> tuple[Convention, ...]:
    """Readings for names without a meaning. `patterns` are functions known by their gradient only, `here` the
    names of the section. Where something is `random`, letters of another case are other things: X and its value x.
    """
    found: list[Convention] = []
    for name in sorted(names):
        rules = (_zero_start, _component, _shifted, *(() if random else (_other_case,)), _unit, _entry)
        candidates = [c for rule in rules for c in rule(name, definitions, kind_of, here)]
        found.extend(candidates[:1])
        if name in patterns and not candidates:
            pattern = patterns[name]
            left = f"{spelled(name)}({', '.join(map(spelled, pattern.params or ()))})"
            found.append(Convention(pattern, f"{left} is what its gradient says"))
    return tuple(found)


def of_functions(names: Iterable[str], definitions: Mapping[str, Definition]) -> tuple[Convention, ...]:
    """Readings for functions that nothing says anything of.

    >>> of_functions({"\\\\sigma"}, {})[0].text
    '\\\\sigma(z) = \\\\frac{1}{1 + e^{-z}}'
    """
    if "\\sigma" not in names or "\\sigma" in definitions:
        return ()
    logistic = Definition("\\sigma", Term("sigmoid", (sym("z"),)), ("z",))
    return (Convention(logistic, r"\sigma(z) = \frac{1}{1 + e^{-z}}"),)


def _zero_start(name: str, *_: object) -> Iterator[Convention]:
    if "-1" in parse_name(name).sub:
        yield Convention(Definition(name, num(0)), f"{spelled(name)} = 0 (zero start)")


def _component(
    name: str, definitions: Mapping[str, Definition], kind_of: Mapping[str, str], here: frozenset[str]
) -> Iterator[Convention]:
    parts = parse_name(name)
    if len(parts.sub) != 2 or not all(part.isdigit() for part in parts.sub):
        return
    # counted from 0 where the page itself writes a component 0
    from_zero = any(
        parse_name(other)._replace(sub=()) == parts._replace(sub=()) and parse_name(other).sub[:1] == ("0",)
        for other in here
        if len(parse_name(other).sub) == 2
    )
    for component, whole in ((0, 1), (1, 0)):
        vector = parts._replace(sub=(parts.sub[whole],)).text
        if vector in definitions and kind_of.get(vector) == "vector":
            place = int(parts.sub[component]) + (1 if from_zero else 0)
            entry = Term("entry", (sym(vector), num(place)))
            yield Convention(
                Definition(name, entry), f"{spelled(name)} is component {parts.sub[component]} of {spelled(vector)}"
            )


def _shifted(
    name: str, definitions: Mapping[str, Definition], kind_of: Mapping[str, str], here: frozenset[str]
) -> Iterator[Convention]:
    parts = parse_name(name)
    if len(parts.sub) != 1 or not parts.sub[0].isdigit():
        return
    for other, definition in definitions.items():
        twin = parse_name(other)
        if twin._replace(sub=()) != parts._replace(sub=()) or len(twin.sub) != 1 or definition.params is not None:
            continue
        renaming = {}
        for node in walk(definition.body):
            if node.head == "sym":
                inner = parse_name(str(node.value))
                if inner.sub == twin.sub:
                    renaming[str(node.value)] = sym(inner._replace(sub=parts.sub).text)
        if renaming and twin.sub[0].isdigit():
            body = substitute(definition.body, renaming)
            yield Convention(
                Definition(name, body),
                f"{spelled(name)} is {spelled(other)} with index {parts.sub[0]} for {twin.sub[0]}",
            )


def _other_case(
    name: str, definitions: Mapping[str, Definition], kind_of: Mapping[str, str], here: frozenset[str]
) -> Iterator[Convention]:
    parts = parse_name(name)
    if len(parts.base) != 1 or parts.accents:
        return
    other = parts._replace(base=parts.base.swapcase()).text
    if other in here and kind_of.get(other) not in (None, "scalar"):
        yield Convention(Definition(name, sym(other)), f"{spelled(name)} is {spelled(other)}")


def _unit(
    name: str, definitions: Mapping[str, Definition], kind_of: Mapping[str, str], here: frozenset[str]
) -> Iterator[Convention]:
    parts = parse_name(name)
    index = index_term(parts.sub[0]) if len(parts.sub) == 1 else None
    if parts.base in UNIT_VECTORS and index is not None and not parts.sup and not parts.accents:
        column = Term("col", (Term("eye", (sym(f"?U:{parts.base}"),)), index))
        yield Convention(Definition(name, column), f"{spelled(name)} is a unit vector")


def _entry(
    name: str, definitions: Mapping[str, Definition], kind_of: Mapping[str, str], here: frozenset[str]
) -> Iterator[Convention]:
    parts = parse_name(name)
    whole = parts._replace(sub=()).text
    count = {"vector": 1, "matrix": 2}.get(kind_of.get(whole, ""))
    indices = [index_term(part) for part in parts.sub]
    places = tuple(index for index in indices if index is not None)
    if count == len(indices) == len(places) and whole in here and any(map(free_symbols, places)):
        yield Convention(
            Definition(name, Term("entry", (sym(whole), *places))), f"{spelled(name)} is an entry of {spelled(whole)}"
        )
