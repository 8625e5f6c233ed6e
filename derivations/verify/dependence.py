r"""What a derivative may not hold fixed although no symbol says so: a proof that does would prove nothing.

`h_t = \tanh(w h_{t-1})` differentiated by w: the earlier h may hold w too. `x = \cos t, y = \sin t`: y moves with x by t,
though no x stands in it. With an upright or italic d, other names move with the variable too; a partial derivative holds
fixed what stands beside it.

>>> from derivations.terms.term import sym
>>> t, x, y = sym("t"), sym("x"), sym("y")
>>> slope = Term("grad", (y, x, x))
>>> held_fixed([slope], {"x": (None, Term("cos", (t,))), "y": (None, Term("sin", (t,)))}, [], partial=True)
'whether y moves with x is not said'
>>> held_fixed([slope], {"y": (None, x * t)}, [], partial=True)
''
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derivations.latex.print import name as spelled
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, sym, walk
from derivations.terms.unfold import Body, TooLarge, unfold

DERIVATIVES = ("grad", "jacobian", "hessian")


def held_fixed(
    sides: Iterable[Term],
    definitions: Mapping[str, Body],
    equations: Iterable[Term],
    declared: frozenset[str] = frozenset(),
    *,
    partial: bool,
) -> str:
    """Why what a derivative holds fixed may not be; empty where nothing tells so. `equations` are what the page gives,
    `declared` names are quantities of their own, `partial` tells that every derivative is written as a partial one.
    """
    told = list(equations)
    for side in sides:
        for node in walk(side):
            if node.head in DERIVATIVES:
                name = _moving(node.args[0], str(node.args[1].value), definitions, told, declared, partial)
                if name:
                    return f"whether {spelled(name)} moves with {spelled(str(node.args[1].value))} is not said"
    return ""


def _moving(
    body: Term,
    variable: str,
    definitions: Mapping[str, Body],
    equations: list[Term],
    declared: frozenset[str],
    partial: bool,
) -> str | None:
    others = {name: definition for name, definition in definitions.items() if name != variable}
    try:
        meaning = unfold(body, others)
        roots = _roots(variable, definitions) if variable in definitions else frozenset[str]()
    except TooLarge:
        return None
    names = free_symbols(body) | free_symbols(meaning)
    holds = variable in free_symbols(meaning)
    for name in sorted(names - {variable}):
        if name not in declared and _earlier_member(name, variable, others):
            return name
        if (not partial or not holds) and roots and name in others and variable not in _roots(name, others):
            if _roots(name, others) & roots:
                return name
        if not partial and name not in definitions and any(_ties(each, name, variable) for each in equations):
            return name
    return None


def _roots(name: str, definitions: Mapping[str, Body]) -> frozenset[str]:
    return free_symbols(unfold(sym(name), definitions)) - {name}


def _earlier_member(name: str, variable: str, definitions: Mapping[str, Body]) -> bool:
    """Whether a name is a member of a family, `h_{t-1}`, of which another member holds the variable."""
    mine = parse_name(name)
    if name in definitions or not any(map(_is_open, mine.sub)):
        return False
    for other, (params, _) in definitions.items():
        parts = parse_name(other)
        if params is None and parts.stem == mine.stem and len(parts.sub) == len(mine.sub) and other != name:
            steps = [(a, b) for a, b in zip(mine.sub, parts.sub, strict=True) if a != b]
            if all(_is_open(a) or _is_open(b) for a, b in steps) and variable in _roots(other, definitions):
                return True
    return False


def _is_open(part: str) -> bool:
    return any(character.isalpha() for character in part)


def _ties(equation: Term, name: str, variable: str) -> bool:
    return equation.head == "eq" and {name, variable} <= free_symbols(equation)
