r"""What a derivative may not hold fixed although no symbol says so: a proof that does would prove nothing.

`h_t = \tanh(w h_{t-1})` differentiated by w: the earlier h may hold w too. `x = \cos t, y = \sin t`: t moves with x,
and y with it, though no x stands there. Under a d what is tied to the variable moves; a partial derivative holds fixed
what stands beside it.

>>> from derivations.terms.term import sym
>>> t, x, y = sym("t"), sym("x"), sym("y")
>>> slope = Term("grad", (y, x, x))
>>> held_fixed([slope], {"x": (None, Term("cos", (t,))), "y": (None, Term("sin", (t,)))}, [], partial=True)
'whether t moves with x is not said'
>>> held_fixed([slope], {"y": (None, x * t)}, [], partial=True)
''
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derivations.latex.print import name as spelled
from derivations.terms.names import parse_name
from derivations.terms.term import Term, free_symbols, sym, walk
from derivations.terms.unfold import Body, TooLarge, unfold

EVERY = "\\cdot"
DERIVATIVES = ("grad", "jacobian", "hessian")


def held_fixed(
    sides: Iterable[Term],
    definitions: Mapping[str, Body],
    equations: Iterable[Term],
    declared: frozenset[str] = frozenset(),
    elsewhere: Iterable[Term] = (),
    *,
    partial: bool,
) -> str:
    """Why what a derivative holds fixed may not be; empty where nothing tells so. `equations` are what the page gives
    here, `elsewhere` what it gives in other places, `declared` names are quantities of their own, `partial` tells that
    every derivative is written as a partial one.
    """
    told, others = list(equations), list(elsewhere)
    for side in sides:
        for node in walk(side):
            if node.head in DERIVATIVES:
                body, variable = node.args[0], str(node.args[1].value)
                name = _moving(body, variable, definitions, told, declared, partial)
                name = name or _given_elsewhere(body, variable, definitions, others)
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
    names = sorted(free_symbols(meaning) - {variable})
    holds = variable in free_symbols(meaning)
    for name in names:
        if name in roots and not (partial and holds):
            return name
        if name not in declared and _earlier_member(name, variable, others):
            return name
        if not holds and _may_be_one(name, variable, meaning):
            return name
        if any(_gives_member(each, name, variable) for each in equations):
            return name
        if not partial and any(_ties(each, name, variable) for each in equations):
            return name
    return None


def _given_elsewhere(
    body: Term, variable: str, definitions: Mapping[str, Body], equations: Iterable[Term]
) -> str | None:
    """The family of a member, `w_1`, that another place says holds the variable."""
    try:
        nodes = set(walk(unfold(body, {name: each for name, each in definitions.items() if name != variable})))
    except TooLarge:
        return None
    for equation in equations:
        left, right = equation.args
        if left.head in ("item", "entry") and left in nodes and variable in free_symbols(right):
            return str(left.args[0].value)
    return None


def _roots(name: str, definitions: Mapping[str, Body]) -> frozenset[str]:
    return free_symbols(unfold(sym(name), definitions)) - {name}


def _earlier_member(name: str, variable: str, definitions: Mapping[str, Body]) -> bool:
    """Whether a name is a member of a family, `h_{t-1}`, of which another member, `h_t`, holds the variable. One whose
    subscript moves along (f_t beside h_t) is not the same variable in it.
    """
    mine, own = parse_name(name), parse_name(variable)
    if not any(map(_is_open, mine.sub)):
        return False
    for other, (params, _) in definitions.items():
        parts = parse_name(other)
        if params is None and parts.stem == mine.stem and len(parts.sub) == len(mine.sub) and other != name:
            steps = [(a, b) for a, b in zip(mine.sub, parts.sub, strict=True) if a != b]
            along = any(_letters(b) & _letters(part) for _, b in steps for part in own.sub)
            fits = all(_is_open(a) or _is_open(b) for a, b in steps)
            if fits and not along and variable in _roots(other, definitions):
                return True
    return False


def _may_be_one(name: str, variable: str, meaning: Term) -> bool:
    """Whether a name may be the variable itself: `z_i` where the derivative is by z_k, or any entry of z."""
    mine, own = parse_name(name), parse_name(variable)
    if not own.sub:
        return False
    if not mine.sub and mine == own._replace(sub=()):
        return any(node.head in ("item", "entry") and node.args[0] == sym(name) for node in walk(meaning))
    if mine.stem != own.stem or len(mine.sub) != len(own.sub):
        return False
    steps = [(a, b) for a, b in zip(mine.sub, own.sub, strict=True) if a != b and a != EVERY]
    # t and t - 1 never meet, 1 and 2 do not either
    return all((_is_open(a) or _is_open(b)) and not _letters(a) & _letters(b) for a, b in steps)


def _gives_member(equation: Term, name: str, variable: str) -> bool:
    """`p_i = ...` for the members of a family: what holds the variable on the right makes them hold it."""
    left, right = equation.args
    member = left.head in ("item", "entry") and left.args[0] == sym(name)
    return equation.head == "eq" and member and variable in free_symbols(right)


def _is_open(part: str) -> bool:
    return bool(_letters(part))


def _letters(part: str) -> frozenset[str]:
    return frozenset(character for character in part if character.isalpha())


def _ties(equation: Term, name: str, variable: str) -> bool:
    return equation.head == "eq" and {name, variable} <= free_symbols(equation)
