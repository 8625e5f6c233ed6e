"""Soundness by construction: what is true is never refuted, what is false is never proved.

True equalities are made by rewriting one side with laws of algebra, false ones by changing one node; whether a changed
one is false is decided by a small evaluator of its own, in exact fractions and lists, that shares no code with the
judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import derivations
from derivations.document.context import Context
from derivations.terms.term import Term, add, mul, num, rebuild, sym

verify = pytest.importorskip("derivations.verify")

Grid = list[list[Fraction]]

SCALARS = ("x", "y", "z")
MATRICES = ("A", "B", "C")
SIZE = sym("n")
SCALAR_CONTEXT = Context.of(shapes=dict.fromkeys(SCALARS, (num(1), num(1))))
MATRIX_CONTEXT = Context.of(shapes=dict.fromkeys(MATRICES, (SIZE, SIZE)))

POINTS: tuple[dict[str, Grid], ...] = tuple(
    {name: [[Fraction(text)]] for name, text in zip(SCALARS, texts, strict=True)}
    for texts in (("2", "3", "5"), ("-1", "4", "1/2"), ("7", "-3", "11"))
)
MODELS: tuple[dict[str, Grid], ...] = tuple(
    {name: [[Fraction(entry) for entry in row] for row in rows] for name, rows in zip(MATRICES, triple, strict=True)}
    for triple in (
        (((1, 2), (3, 5)), ((0, 1), (-2, 3)), ((4, -1), (1, 1))),
        (((2, 0), (1, -3)), ((1, 1), (0, 2)), ((0, 5), (-1, 2))),
    )
)

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


# --- the evaluator --------------------------------------------------------------------------------------------


def plus(left: Grid, right: Grid) -> Grid:
    return [[a + b for a, b in zip(r, s, strict=True)] for r, s in zip(left, right, strict=True)]


def scaled(grid: Grid, factor: Fraction) -> Grid:
    return [[factor * entry for entry in row] for row in grid]


def times(left: Grid, right: Grid) -> Grid:
    for number, other in ((left, right), (right, left)):
        if len(number) == len(number[0]) == 1:
            return scaled(other, number[0][0])
    columns = list(zip(*right, strict=True))
    return [[sum((a * b for a, b in zip(row, column, strict=True)), Fraction()) for column in columns] for row in left]


def value(term: Term, point: Mapping[str, Grid]) -> Grid:
    """The value at a point. Raises `ZeroDivisionError` where it has none."""
    parts = [value(arg, point) for arg in term.args]
    match term.head:
        case "num":
            return [[Fraction(str(term.value))]]
        case "sym":
            return point[str(term.value)]
        case "neg":
            return scaled(parts[0], Fraction(-1))
        case "transpose":
            return [list(column) for column in zip(*parts[0], strict=True)]
        case "trace":
            return [[sum((row[place] for place, row in enumerate(parts[0])), Fraction())]]
        case "div":
            return scaled(parts[0], 1 / parts[1][0][0])
        case "pow":
            exponent = int(parts[1][0][0])
            if exponent < 0:
                return [[parts[0][0][0] ** exponent]]
            power = parts[0]
            for _ in range(exponent - 1):
                power = times(power, parts[0])
            return power if exponent else [[Fraction(1)]]
        case "add" | "mul":
            total = parts[0]
            for part in parts[1:]:
                total = plus(total, part) if term.head == "add" else times(total, part)
            return total
    raise AssertionError(f"the tests make no {term.head}")


def values_differ(left: Term, right: Term, points: tuple[dict[str, Grid], ...]) -> bool:
    """Whether the sides have different values at a point where both have one."""
    for point in points:
        try:
            if value(left, point) != value(right, point):
                return True
        except ZeroDivisionError:
            continue
    return False


# --- terms ----------------------------------------------------------------------------------------------------

small = st.integers(min_value=-4, max_value=4)
scalar_atoms = st.one_of(st.sampled_from(SCALARS).map(sym), small.map(num))


def scalar_layer(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: add(*parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: mul(*parts)),
        inner.map(lambda part: -part),
        st.tuples(inner, st.integers(2, 3)).map(lambda pair: pair[0] ** pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] / pair[1]),
    )


def matrix_layer(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: add(*parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: mul(*parts)),
        inner.map(lambda part: -part),
        inner.map(lambda part: part.T),
        st.tuples(st.integers(2, 4), inner).map(lambda pair: num(pair[0]) * pair[1]),
    )


scalar_terms = st.recursive(scalar_atoms, scalar_layer, max_leaves=7)
matrix_terms = st.recursive(st.sampled_from(MATRICES).map(sym), matrix_layer, max_leaves=6)


# --- laws: each gives an equal term, or the same one ---------------------------------------------------------


def commute_sum(term: Term) -> Term:
    return Term("add", term.args[::-1]) if term.head == "add" else term


def commute_product(term: Term) -> Term:
    return Term("mul", term.args[::-1]) if term.head == "mul" else term


def distribute(term: Term) -> Term:
    if term.head != "mul":
        return term
    for place, factor in enumerate(term.args):
        if factor.head == "add":
            before, after = term.args[:place], term.args[place + 1 :]
            return add(*(mul(*before, part, *after) for part in factor.args))
    return term


def factor_out(term: Term) -> Term:
    """a b + a c = a (b + c), for the first two terms of a sum."""
    if term.head != "add" or any(part.head != "mul" for part in term.args[:2]):
        return term
    first, second, *rest = term.args
    if first.args[0] != second.args[0]:
        return term
    return add(first.args[0] * add(mul(*first.args[1:]), mul(*second.args[1:])), *rest)


def associate(term: Term) -> Term:
    if term.head not in ("add", "mul") or len(term.args) < 3:
        return term
    return Term(term.head, (Term(term.head, term.args[:2]), *term.args[2:]))


def unfold_power(term: Term) -> Term:
    return mul(*[term.args[0]] * int(str(term.args[1].value))) if term.head == "pow" else term


def negate_twice(term: Term) -> Term:
    return Term("neg", (Term("neg", (term,)),))


def move_sign(term: Term) -> Term:
    if term.head != "neg" or term.args[0].head != "add":
        return term
    return add(*(-part for part in term.args[0].args))


def split_quotient(term: Term) -> Term:
    if term.head != "div" or term.args[0].head != "add":
        return term
    return add(*(part / term.args[1] for part in term.args[0].args))


def widen_quotient(term: Term) -> Term:
    return (term.args[0] * sym("x")) / (sym("x") * term.args[1]) if term.head == "div" else term


def double(term: Term) -> Term:
    return add(term, term, -term)


def transpose_inside(term: Term) -> Term:
    if term.head != "transpose":
        return term
    inner = term.args[0]
    match inner.head:
        case "mul":
            return mul(*(part if part.head == "num" else part.T for part in inner.args[::-1]))
        case "add":
            return add(*(part.T for part in inner.args))
        case "neg":
            return -(inner.args[0].T)
        case "transpose":
            return inner.args[0]
    return term


def transpose_twice(term: Term) -> Term:
    return term if term.head == "num" else term.T.T


COMMON = (commute_sum, distribute, factor_out, associate, negate_twice, move_sign, double)
SCALAR_LAWS = (*COMMON, commute_product, unfold_power, split_quotient, widen_quotient)
MATRIX_LAWS = (*COMMON, transpose_inside, transpose_twice)


def nodes(term: Term, path: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    """The places of a term where something may be changed; an exponent is no such place."""
    places = range(1) if term.head == "pow" else range(len(term.args))
    return [path, *(below for place in places for below in nodes(term.args[place], (*path, place)))]


def at(term: Term, path: tuple[int, ...]) -> Term:
    for place in path:
        term = term.args[place]
    return term


def put(term: Term, path: tuple[int, ...], new: Term) -> Term:
    if not path:
        return new
    place, *rest = path
    args = list(term.args)
    args[place] = put(args[place], tuple(rest), new)
    return rebuild(term, tuple(args))


def rewritten(data: st.DataObject, term: Term, laws: tuple[object, ...]) -> Term:
    for _ in range(data.draw(st.integers(1, 5))):
        path = data.draw(st.sampled_from(nodes(term)))
        law = data.draw(st.sampled_from(laws))
        assert callable(law)
        term = put(term, path, law(at(term, path)))
    return term


def mutated(data: st.DataObject, term: Term, names: tuple[str, ...]) -> Term:
    """One node changed: a sign, a name or number, the order or number of the parts, an exponent, a transpose."""
    path = data.draw(st.sampled_from(nodes(term)))
    node = at(term, path)
    choices = [-node, add(node, node)]
    if names is MATRICES and node.head != "num":
        choices.append(node.T)
    if node.head == "sym":
        choices.extend(sym(name) for name in names if name != node.value)
    if node.head == "num":
        choices.append(num(Fraction(str(node.value)) + 1))
    if node.head in ("add", "mul"):
        choices.append(Term(node.head, (node.args[1], node.args[0], *node.args[2:])))
        choices.append(Term(node.head, (*node.args, node.args[0])))
    if node.head == "pow":
        choices.append(node.args[0] ** (int(str(node.args[1].value)) + 1))
    if node.head == "div":
        choices.append(node.args[1] / node.args[0])
    return put(term, path, data.draw(st.sampled_from(choices)))


# --- properties -----------------------------------------------------------------------------------------------


@quick
@given(st.data(), scalar_terms)
def test_a_rewritten_scalar_is_never_refuted(data: st.DataObject, term: Term) -> None:
    other = rewritten(data, term, SCALAR_LAWS)
    assert not values_differ(term, other, POINTS), "a law of this file is wrong"
    assert verify.decide_equality(term, other, SCALAR_CONTEXT, seed=0).kind != "refuted"


@quick
@given(st.data(), scalar_terms)
def test_a_scalar_that_differs_is_never_proved(data: st.DataObject, term: Term) -> None:
    other = mutated(data, rewritten(data, term, SCALAR_LAWS), SCALARS)
    assume(values_differ(term, other, POINTS))
    assert verify.decide_equality(term, other, SCALAR_CONTEXT, seed=0).kind not in ("proved", "supported")


@quick
@given(st.data(), matrix_terms)
def test_a_rewritten_matrix_is_never_refuted(data: st.DataObject, term: Term) -> None:
    other = rewritten(data, term, MATRIX_LAWS)
    assert not values_differ(term, other, MODELS), "a law of this file is wrong"
    assert verify.decide_equality(term, other, MATRIX_CONTEXT, seed=0).kind != "refuted"


@quick
@given(st.data(), matrix_terms)
def test_a_matrix_that_differs_is_never_proved(data: st.DataObject, term: Term) -> None:
    other = mutated(data, rewritten(data, term, MATRIX_LAWS), MATRICES)
    assume(values_differ(term, other, MODELS))
    assert verify.decide_equality(term, other, MATRIX_CONTEXT, seed=0).kind not in ("proved", "supported")


@quick
@given(st.lists(st.sampled_from(MATRICES), min_size=2, max_size=5), st.integers(0, 4), st.booleans())
def test_a_cycled_trace_is_never_refuted_and_a_swapped_one_that_differs_never_proved(
    names: list[str], shift: int, flip: bool
) -> None:
    word = [sym(name) for name in names]
    shift %= len(word)
    cycled = word[shift:] + word[:shift]
    other = mul(*cycled) if not flip else mul(*(letter.T for letter in reversed(cycled)))
    trace, cycled_trace = Term("trace", (mul(*word),)), Term("trace", (other,))
    assert not values_differ(trace, cycled_trace, MODELS), "a law of this file is wrong"
    assert verify.decide_equality(trace, cycled_trace, MATRIX_CONTEXT, seed=0).kind != "refuted"
    swapped = Term("trace", (mul(word[1], word[0], *word[2:]),))
    if values_differ(trace, swapped, MODELS):
        assert verify.decide_equality(trace, swapped, MATRIX_CONTEXT, seed=0).kind not in ("proved", "supported")


def test_the_evaluator_of_this_file_knows_its_arithmetic() -> None:
    x, y, a, b = (sym(name) for name in ("x", "y", "A", "B"))
    point, model = POINTS[0], MODELS[0]
    assert value((x + y) ** 2 - x / y, point) == [[Fraction(25) - Fraction(2, 3)]]
    assert value((a * b).T - b.T * a.T, model) == [[0, 0], [0, 0]]
    assert values_differ(a * b, b * a, MODELS)
    assert not values_differ(Term("trace", (a * b,)), Term("trace", (b * a,)), MODELS)
    assert not values_differ(x / (y - 3), x / (y - 3), POINTS[:1])


def test_a_counterexample_of_sizes_made_equal_keeps_to_what_is_defined() -> None:
    """The shapes fit only where n = d; L is no function of the judge's choosing even there."""
    text = (
        r"Let $X \in \mathbb{R}^{n \times d}$, $t \in \mathbb{R}^n$, $w \in \mathbb{R}^d$ and $L(w) = \|X w - t\|_2^2$."
        "\n\n" + r"Then $\nabla_w L(w) = 2 X (X w - t)$."
    )
    verdict = list(derivations.check(text).documents[0].verdicts.values())[-1]
    assert verdict.kind == "refuted"
    assert verdict.method == "shapes" if verdict.witness is None else "L" not in verdict.witness.values
