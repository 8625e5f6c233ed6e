"""A normal form as a term that a person would write, with the conditions under which it holds.

`result_of` computes: the value of a term, tidied, and where `sources` (what it came from) and the value itself have
values and no kinks. Raises `Abstain`.

>>> from derivations.terms.term import sym
>>> x, a = sym("x"), sym("a")
>>> result_of(Term("grad", (Term("abs", (a * x,)), x, x)), Signature(), [Term("abs", (a * x,))])
Result(value=mul(a, sign(x), sign(a)), conditions=(ne(mul(a, x), 0),))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from itertools import product as pairs

from derivations.algebra.abstain import Abstain, Budget
from derivations.algebra.definedness import domain
from derivations.algebra.entail import DEFAULT_STEPS, in_workspaces
from derivations.algebra.normal import normal
from derivations.algebra.signature import Signature
from derivations.algebra.words import MAX_EXPANDED, Mat, minus
from derivations.algebra.workspace import Workspace
from derivations.terms.term import Term, add, map_args, mul, num, walk


@dataclass(frozen=True, slots=True)
class Result:
    """A value and the relations under which it is one."""

    value: Term
    conditions: tuple[Term, ...]


def result_of(term: Term, signature: Signature, sources: Iterable[Term], steps: int = DEFAULT_STEPS) -> Result:
    """The tidied value of a term and its conditions. Raises `Abstain`."""
    sources = tuple(sources)

    def attempt(ws: Workspace) -> Result:
        value = tidy(_written(ws, term))
        places = [each for source in (*sources, value) for each in sorted(domain(ws, source), key=repr)]
        return Result(value, _strongest(ws, map(tidy, (*places, *ws.conditions))))

    found = in_workspaces(signature, [(term, term)], Budget(steps), attempt)
    if found is None:
        raise Abstain("no normal form")
    return found


def _written(ws: Workspace, term: Term) -> Term:
    """The value as a term: a literal, cell by cell, where the workspace computes with entries."""
    value = normal(ws, term)
    written = value.to_term()
    if not isinstance(value, Mat) or not (ws.expand or any(map(is_unit, walk(written)))):
        return written
    rows, cols = (ws.letters.concrete[size] for size in (value.rows, value.cols))
    if rows is None or cols is None or max(rows, cols) > MAX_EXPANDED:
        return written
    places = pairs(range(1, rows + 1), range(1, cols + 1))
    cells = (normal(ws, Term("entry", (term, num(row), num(col)))).to_term() for row, col in places)
    return Term("matrix", tuple(cells), (rows, cols))


def _strongest(ws: Workspace, conditions: Iterable[Term]) -> tuple[Term, ...]:
    """One relation for each value that may not vanish or has a sign, in its first spelling."""
    found: dict[object, Term] = {}
    for each in conditions:
        left, right = each.args
        if each.head == "ne" and left.head == "sqrt" and right == num(0):
            left = left.args[0]
        if each.head == "ne" and left.head == "norm" and left.value in ("2", "F", None) and right == num(0):
            left = tidy(normal(ws, left ** num(2)).to_term())
        key = minus(normal(ws, left), normal(ws, right)).key
        known = found.get(key)
        if known is None:
            found[key] = Term(each.head, (left, right))
        elif known.head != each.head:
            # of >, >= and != any two make >
            found[key] = Term("gt", known.args)
    return tuple(found.values())


def tidy(term: Term) -> Term:
    """The same value: products flat, equal neighbours as powers, entries as entries, something positive first."""
    term = map_args(term, tidy) if term.args else term
    match term.head:
        case "mul":
            return _product(term.args)
        case "add":
            return _sum(term.args)
        case "neg":
            return _product((num(-1), term.args[0]))
        case "div":
            return _quotient(*term.args)
        case "pow" if term.args[1] == num(1):
            return term.args[0]
        case "pow" if term.args[0].head == "sqrt" and term.args[1] == num(2):
            return term.args[0].args[0]
        case "transpose" if term.args[0].head == "transpose":
            return term.args[0].args[0]
    return term


def _sum(args: Iterable[Term]) -> Term:
    flat = [part for arg in args for part in (arg.args if arg.head == "add" else (arg,))]
    flat = [part for part in flat if part != num(0)]
    first = next((place for place, part in enumerate(flat) if not is_negative(part)), 0)
    ordered = flat[first : first + 1] + flat[:first] + flat[first + 1 :]
    shared = _divisor(ordered[0]) if len(ordered) > 1 else None
    if shared is not None and all(_divisor(part) == shared for part in ordered):
        return _product((shared, add(*(_without(part, shared) for part in ordered))))
    return add(*ordered) if ordered else num(0)


def _divisor(term: Term) -> Term | None:
    """The reciprocal of a root among the factors of a summand."""
    factors = term.args if term.head == "mul" else (term,)
    for each in factors:
        if each.head == "div" and each.args[0] == num(1) and any(node.head == "sqrt" for node in walk(each.args[1])):
            return each
    return None


def _without(term: Term, factor: Term) -> Term:
    rest = list(term.args if term.head == "mul" else (term,))
    rest.remove(factor)
    return mul(*rest) if rest else num(1)


def is_negative(term: Term) -> bool:
    """Whether the term is written with a minus sign in front."""
    if term.head in ("mul", "div"):
        return is_negative(term.args[0])
    return isinstance(term.value, Fraction) and term.value < 0


def _product(args: Iterable[Term]) -> Term:
    """Products within are written without brackets; only neighbours of one product become powers, since (u'v) v v' is
    no (u')(v^2) v'.
    """
    number = Fraction(1)
    flat: list[Term] = []
    for nested, group in groupby(args, lambda arg: arg.head == "mul"):
        run = list(group)
        parts = [part for arg in run for part in arg.args] if nested else _entries(run)
        here: list[Term] = []
        for part in parts:
            if part.head == "num" and isinstance(part.value, Fraction):
                number *= part.value
            elif part.head == "div" and part.args[0].head == "num" and isinstance(part.args[0].value, Fraction):
                number *= part.args[0].value
                here.append(num(1) / part.args[1])
            else:
                here.append(part)
        flat += here if nested else _repetitions(_powers(here))
    if number == 0:
        return num(0)
    return mul(*([num(number)] if number != 1 or not flat else []), *flat)


def _powers(factors: Iterable[Term]) -> list[Term]:
    """Equal neighbours as powers."""
    found: list[Term] = []
    for base, run in groupby(factors, lambda factor: factor.args[0] if factor.head == "pow" else factor):
        exponents = [factor.args[1] if factor.head == "pow" else num(1) for factor in run]
        total = _sum_of_exponents(exponents)
        found.append(base if total == num(1) else base**total)
    return found


def _sum_of_exponents(exponents: Sequence[Term]) -> Term:
    numbers = [each.value for each in exponents if isinstance(each.value, Fraction)]
    symbols = [each for each in exponents if not isinstance(each.value, Fraction)]
    return add(*symbols, *([num(sum(numbers))] if numbers else []))


def _repetitions(factors: list[Term]) -> list[Term]:
    """Several factors that come again and again as a power: X X' X X' as (X X')^2."""
    for length in range(2, len(factors) // 2 + 1):
        for start in range(len(factors) - 2 * length + 1):
            block = factors[start : start + length]
            times = 1
            while factors[start + times * length : start + (times + 1) * length] == block:
                times += 1
            if times > 1:
                after = factors[start + times * length :]
                return [*factors[:start], mul(*block) ** times, *_repetitions(after)]
    return factors


def _entries(factors: Sequence[Term]) -> list[Term]:
    """e_i' M e_j as an entry of M, a column of ones times a row of them as a matrix of ones."""
    kept: list[Term] = []
    start: int | None = None
    for factor in factors:
        ones = kept[-1] if kept and kept[-1].head == "ones" else None
        if ones is not None and factor.head == "transpose" and factor.args[0].head == "ones":
            kept[-1] = Term("ones", (ones.args[0], factor.args[0].args[0]))
            continue
        if factor.head == "transpose" and is_unit(factor.args[0]):
            start = len(kept)
        elif is_unit(factor) and start is not None and len(kept) > start + 1:
            inside = kept[start + 1 :]
            row, col = kept[start].args[0].args[1], factor.args[1]
            kept[start:] = [_entry(mul(*inside), row, col)]
            start = None
            continue
        kept.append(factor)
    return kept


def _entry(of: Term, row: Term, col: Term) -> Term:
    if of.head == "transpose":
        return _entry(of.args[0], col, row)
    return Term("entry", (of, row, col))


def is_unit(term: Term) -> bool:
    """Whether the term is a unit vector, as normal forms write it."""
    return term.head == "col" and term.args[0].head == "eye"


def _quotient(top: Term, below: Term) -> Term:
    """sqrt(u)/u as 1/sqrt(u), and no quotient by one."""
    if below == num(1):
        return top
    if top.head == "add" and not any(node.head in ("add", "sqrt") for node in walk(below)):
        # c/n + d/n, so that powers of n that cancel can go
        return _sum(_quotient(part, below) for part in top.args)
    factors = list(top.args) if top.head == "mul" else [top]
    root = Term("sqrt", (below,))
    for place, factor in enumerate(factors):
        if factor == root:
            rest = factors[:place] + factors[place + 1 :]
            return _quotient(mul(*rest) if rest else num(1), factor)
    return top / below
