r"""Which of our results the left side of an equation on a page names.

Exactly ours is `SAME_NAME`. The mark of a best value, a font, a vector's arrow and brackets around an index are ways of
writing: `\eta^*`, `\hat{\eta}` and `\eta_{opt}` are our `\eta`, `\mathcal{L}_1` and `L(w_1)` our `L_1`. A function of a
number that we do not have under this name, or a derivative by it, is that of our name with a subscript: `L(\eta)` and
`L'(\eta)` for `L_1`. Other accents and subscripts are other quantities (`\eta_0`, `\eta_{max}`, `\tilde{\eta}`).

>>> plain(sym(r"\eta^{*}")), plain(sym(r"\mathcal{L}_{1}")), plain(sym("w^{(1)}")), plain(sym(r"\tilde{w}_{1}"))
(\eta, L_{1}, w_{1}, \tilde{w}_{1})
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from derivations.compare.results import Result
from derivations.moves.derivation import Derivation
from derivations.terms.names import Name, parse_name
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, map_args, rebuild, substitute, sym

_FONT = re.compile(r"\\(?:mathbf|mathcal|mathrm|mathsf|mathscr|mathfrak|mathit|text|textbf)\{(\\?[A-Za-z]+)\}\Z")
_BEST = frozenset((*"*⋆", r"\star", r"\ast", "opt", "best", r"\text{opt}", r"\text{best}", r"\text{optimal}"))
_INDEX = re.compile(r"\((\w+)\)\Z")


def plain_name(text: str) -> str:
    """A name without what only shows how it is written."""
    parts = parse_name(text)
    font = _FONT.match(parts.base)
    sub = () if "".join(parts.sub) in _BEST else tuple(each for each in parts.sub if each not in _BEST)
    sup = tuple(each for each in parts.sup if each not in _BEST)
    index = _INDEX.match(sup[0]) if len(sup) == 1 and not sub else None
    if index:
        sub, sup = (index[1],), ()
    accents = tuple(each for each in parts.accents if each not in ("hat", "vec"))
    return Name(font[1] if font else parts.base, accents, sub, sup).text


def plain(term: Term) -> Term:
    """The term with every name in it plain."""
    return _respelled(term, plain_name)


def _respelled(term: Term, spelling: Callable[[str], str]) -> Term:
    if term.head == "sym":
        return sym(spelling(str(term.value)))
    term = map_args(term, lambda arg: _respelled(arg, spelling))
    return Term("app", term.args, spelling(str(term.value))) if term.head == "app" else term


def named(lhs: Term, ours: Sequence[Result]) -> Iterator[list[Result]]:
    """The results that the left side may name, those that it names most exactly first."""
    yield [each for each in ours if each.lhs == lhs]
    yield [each for each in ours if _own(each) in _spellings(lhs, each.derivation)]
    yield [each for each in ours if _of_a_number(lhs, each) and _is_body(_bare(plain(lhs)), _own(each))]


def akin(lhs: Term, result: Result) -> bool:
    """Whether only marks tell the names apart."""
    if not lhs.head == result.lhs.head == "sym":
        return False
    one, other = parse_name(plain_name(str(lhs.value))), parse_name(plain_name(str(result.lhs.value)))
    return (one.base, one.sub) == (other.base, other.sub)


def _own(result: Result) -> Term:
    return _bare(plain(result.lhs)) if result.lhs.head == "grad" else plain(result.lhs)


def _spellings(lhs: Term, derivation: Derivation) -> set[Term]:
    """The plain left side, as a name where it is a value that we gave one, and where it is a function's value."""
    values = {
        plain(each.body): sym(plain_name(each.name))
        for each in derivation.context.definitions.values()
        if each.params is None and each.body.head == "app"
    }

    def folded(term: Term) -> Term:
        return values.get(term) or map_args(term, folded)

    written = folded(plain(lhs))
    return {written, _bare(written)}


def _bare(term: Term) -> Term:
    r"""Functions as the names of their values: `L_1(\eta)` is `L_1`, and `L_1'(\eta)` its derivative by `\eta`."""
    if term.head == "app" and all(arg.head == "sym" for arg in term.args):
        return sym(str(term.value))
    if term.head == "grad" and term.args[2].head == "sym":
        body, variable, point = term.args
        return rebuild(term, (_bare(substitute(body, {str(variable.value): point})), point, point))
    return term


def _of_a_number(lhs: Term, result: Result) -> bool:
    """Whether it is a function of, or a derivative by, numbers that our result depends on."""
    names = {"app": lhs.args, "grad": lhs.args[2:]}.get(lhs.head, ())
    free = free_symbols(result.meaning) | free_symbols(result.lhs)
    shapes = result.derivation.context.shape_of
    return bool(names) and all(
        each.head == "sym" and str(each.value) in free and shapes(str(each.value)) == SCALAR for each in names
    )


def _is_body(theirs: Term, ours: Term) -> bool:
    """Whether ours is theirs but for the subscripts of what is a function: `L` for `L_1`."""
    if ours.head == theirs.head == "grad":
        return ours.args[1:] == theirs.args[1:] and _is_body(theirs.args[0], ours.args[0])
    if ours.head == theirs.head == "sym":
        return parse_name(str(ours.value))._replace(sub=()).text == theirs.value
    return False
