"""Random models meet what they were asked for, over many seeds and rounds; what cannot be met gives None."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest

from derivations.terms.term import Term, num, sym
from numeric.arithmetics.rationals import RATIONALS
from numeric.evaluate import evaluate, holds
from numeric.functions import PolynomialFunction, UnsupportedFact
from numeric.models import FunctionSpec, Model, Spec, SymbolSpec, describe, draw, meets_all
from numeric.sizes import relation, size_plan
from numeric.spec import Size
from numeric.structures import FACTS, Source, meets, random_matrix
from tests.numeric.nodes import A, T, W, X, n, node, rows, x, y

ROUNDS = range(14)


def facts(*names: str) -> frozenset[str]:
    return frozenset(names)


def drawn(spec: Spec, seed: int = 3) -> list[Model]:
    return [model for round in ROUNDS if (model := draw(spec, seed, round)) is not None]


SQUARE = [
    "symmetric", "skew", "positive definite", "positive semidefinite", "orthogonal", "diagonal", "lower triangular",
    "upper triangular", "invertible", "projection", "idempotent", "identity", "nilpotent", "involutory",
    "permutation matrix", "singular", "any rank",
]  # fmt: skip
VECTOR = [
    "unit", "one-hot", "simplex", "positive", "nonnegative", "negative", "nonzero", "integer", "binary", "sign",
    "probability", "unit interval", "natural", "odd", "even", "nonpositive", "zero", "closed unit interval",
]  # fmt: skip
OTHER = ["full row rank", "full column rank", "full rank", "square"]


@pytest.mark.parametrize("fact", SQUARE)
def test_square_facts(fact: str) -> None:
    models = drawn(Spec(symbols={"A": SymbolSpec("n", "n", facts(fact))}))
    assert len(models) == len(ROUNDS)
    assert all(meets(model.values["A"], facts(fact)) for model in models)  # type: ignore[arg-type]


@pytest.mark.parametrize("fact", VECTOR)
@pytest.mark.parametrize("size", [1, "n"])
def test_entry_facts(fact: str, size: Size) -> None:
    models = drawn(Spec(symbols={"v": SymbolSpec(size, 1, facts(fact))}))
    # A scalar that sums to 1 or has unit length exists too.
    assert len(models) == len(ROUNDS)
    assert all(meets(model.values["v"], facts(fact)) for model in models)  # type: ignore[arg-type]


def test_every_fact_is_tested() -> None:
    assert {*SQUARE, *VECTOR, *OTHER} == set(FACTS)


NOT: list[tuple[str, list[list[int]]]] = [
    ("symmetric", [[1, 2], [3, 1]]),
    ("skew", [[1, 2], [-2, 0]]),
    ("positive definite", [[1, 2], [2, 1]]),
    ("positive definite", [[1, 1], [1, 1]]),
    ("positive semidefinite", [[0, 0], [0, -1]]),
    ("orthogonal", [[1, 1], [1, -1]]),
    ("diagonal", [[1, 0], [1, 1]]),
    ("lower triangular", [[1, 1], [0, 1]]),
    ("upper triangular", [[1, 0], [1, 1]]),
    ("invertible", [[1, 2], [2, 4]]),
    ("singular", [[1, 2], [2, 5]]),
    ("projection", [[1, 1], [0, 0]]),
    ("idempotent", [[1, 1], [1, 1]]),
    ("identity", [[1, 1], [0, 1]]),
    ("nilpotent", [[0, 1], [1, 0]]),
    ("involutory", [[0, 1], [2, 0]]),
    ("permutation matrix", [[0, 1], [0, 1]]),
    ("permutation matrix", [[1, 0], [0, -1]]),
    ("full row rank", [[1, 2], [2, 4], [0, 1]]),
    ("full column rank", [[1, 2, 3], [0, 0, 1]]),
    ("full rank", [[1, 2], [2, 4]]),
    ("square", [[1, 2]]),
    ("unit", [[1], [1]]),
    ("one-hot", [[1], [1]]),
    ("simplex", [[2], [-1]]),
    ("positive", [[1], [0]]),
    ("nonnegative", [[1], [-1]]),
    ("odd", [[2], [1]]),
    ("even", [[2], [1]]),
    ("probability", [[1]]),
    ("unit interval", [[1]]),
]


@pytest.mark.parametrize(("fact", "matrix"), NOT)
def test_a_fact_that_fails(fact: str, matrix: list[list[int]]) -> None:
    data = rows(*matrix) if matrix != [[1]] else Fraction(1)
    assert not meets(data, facts(fact))


@pytest.mark.parametrize(
    "combination",
    [
        facts("symmetric", "invertible"),
        facts("symmetric", "orthogonal"),
        facts("diagonal", "positive definite"),
        facts("diagonal", "invertible"),
        facts("lower triangular", "invertible"),
        facts("symmetric", "idempotent"),
        facts("positive definite", "invertible"),
    ],
    ids=lambda c: " ".join(sorted(c)),
)
def test_facts_together(combination: frozenset[str]) -> None:
    models = drawn(Spec(symbols={"A": SymbolSpec("n", "n", combination)}))
    assert len(models) == len(ROUNDS)


def test_facts_that_exclude_one_another_give_none() -> None:
    assert draw(Spec(symbols={"A": SymbolSpec(2, 2, facts("singular", "invertible"))}), 1, 0) is None
    assert draw(Spec(symbols={"A": SymbolSpec(2, 3, facts("symmetric"))}), 1, 0) is None
    assert draw(Spec(symbols={"X": SymbolSpec(3, 2, facts("full row rank"))}), 1, 0) is None


def test_an_unknown_fact_is_named() -> None:
    with pytest.raises(UnsupportedFact, match="Toeplitz"):
        draw(Spec(symbols={"A": SymbolSpec(2, 2, facts("Toeplitz"))}), 1, 0)
    with pytest.raises(UnsupportedFact, match="periodic"):
        draw(Spec(functions={"f": FunctionSpec(facts=facts("periodic"))}), 1, 0)


def test_same_arguments_same_model() -> None:
    spec = Spec(symbols={"X": SymbolSpec("n", "d"), "w": SymbolSpec("d")})
    again = Spec(symbols={"X": SymbolSpec("n", "d"), "w": SymbolSpec("d")})
    for round in ROUNDS:
        first, second = draw(spec, 5, round), draw(again, 5, round)
        assert first is not None
        assert second is not None
        assert describe(first) == describe(second)
    assert len({str(describe(model)) for model in drawn(spec)}) == len(ROUNDS)


@pytest.mark.parametrize("names", [("n", "d"), ("n", "d", "k")])
def test_early_rounds_see_every_order_of_every_two_sizes(names: tuple[str, ...]) -> None:
    plan = size_plan(Spec(symbols={name.upper(): SymbolSpec(name, names[0]) for name in names}))[:7]
    for a, b in combinations(names, 2):
        assert {(sizes[a] > sizes[b]) - (sizes[a] < sizes[b]) for sizes in plan} == {-1, 0, 1}


def test_sizes_meet_what_is_declared_and_implied() -> None:
    declared = Spec(symbols={"X": SymbolSpec("n", "d")}, inequalities=(("lt", sym("n"), sym("d")),))
    assert all(sizes["n"] < sizes["d"] for sizes in size_plan(declared))
    implied = Spec(symbols={"X": SymbolSpec("n", "d", facts("full column rank"))})
    assert {sizes["n"] - sizes["d"] > 0 for sizes in size_plan(implied)} == {True, False}
    assert all(sizes["n"] >= sizes["d"] for sizes in size_plan(implied))
    even = Spec(symbols={"n": SymbolSpec(facts=facts("even")), "X": SymbolSpec("n", 1)})
    assert all(sizes["n"] % 2 == 0 for sizes in size_plan(even))
    impossible = Spec(symbols={"X": SymbolSpec("n", "n")}, inequalities=(("lt", n, n),))
    assert size_plan(impossible) == ()
    assert draw(impossible, 1, 0) is None


def test_sizes_may_be_terms() -> None:
    for model in drawn(Spec(symbols={"A": SymbolSpec(n + 1, "n")})):
        assert RATIONALS.shape(evaluate(A, RATIONALS, model)) == (model.sizes["n"] + 1, model.sizes["n"])


def test_families() -> None:
    spec = Spec(symbols={"z": SymbolSpec("d", 1, facts("unit"), members=("m", 2))})
    for model in drawn(spec):
        family = model.values["z"]
        assert isinstance(family, dict)
        assert list(family) == [(i, j) for i in range(1, model.sizes["m"] + 1) for j in (1, 2)]
        assert all(meets(member, facts("unit")) for member in family.values())


def norm_squared(vector: Term) -> Term:
    return node("norm", vector, value="2") ** 2


S, V = SymbolSpec(), SymbolSpec("d")
XWT = {"X": SymbolSpec("n", "d"), "t": SymbolSpec("n"), "w": V}
SOLVABLE: dict[str, Spec] = {
    "linear": Spec(symbols={"x": S}, equations=((2 * x + 1, num(5)),)),
    "quadratic": Spec(symbols={"x": S}, equations=((x**2, num(4)),)),
    "two unknowns": Spec(symbols={"x": S, "y": S}, equations=((x + y, num(1)), (x - y, num(2)))),
    "interpolation": Spec(
        symbols=XWT, equations=((X * W, T),), inequalities=(("lt", sym("n"), sym("d")),), solve_for=("w",)
    ),
    "interpolation in any order": Spec(symbols=XWT, equations=((X * W, T),)),
    "stationary": Spec(
        symbols={**XWT, "l": SymbolSpec(facts=facts("positive"))},
        equations=((node("grad", norm_squared(X * W - T) + sym("l") * norm_squared(W), W, W), num(0)),),
    ),
    "definition": Spec(symbols={**XWT, "L": S}, equations=((sym("L"), norm_squared(X * W - T)),)),
    "unit length": Spec(symbols={"w": V}, equations=((W.T * W, num(1)),)),
    "eigenvector": Spec(
        symbols={"A": SymbolSpec("d", "d", facts("symmetric")), "w": V, "x": S},
        equations=((A * W, x * W), (W.T * W, num(1))),
    ),
    "symmetric unknown": Spec(
        symbols={"w": V, "t": V, "A": SymbolSpec("d", "d", facts("symmetric"))}, equations=((A * W, T),)
    ),
    "square root by search": Spec(symbols={"x": S}, equations=((node("sqrt", x), num(2)),)),
    "ordered": Spec(symbols={"x": S, "y": S}, inequalities=(("lt", num(0), x), ("lt", x, y), ("lt", y, num(1)))),
    "irrational bound": Spec(symbols={"x": S}, inequalities=(("lt", num(2), node("exp", x)),)),
    "different": Spec(symbols={"x": S, "y": S}, inequalities=(("ne", x, y),)),
    "sizes": Spec(symbols={"X": SymbolSpec("n", "d")}, equations=((sym("n"), sym("d") + 1),)),
}


@pytest.mark.parametrize("name", SOLVABLE)
def test_equations_and_inequalities_hold(name: str) -> None:
    spec = SOLVABLE[name]
    models = drawn(spec)
    assert len(models) >= len(ROUNDS) // 2
    for model in models:
        assert meets_all(spec, model)
        assert all(holds(relation("eq", *equation), RATIONALS, model) for equation in spec.equations)


UNSOLVABLE: dict[str, Spec] = {
    "contradiction": Spec(symbols={"x": S, "y": S}, equations=((x + y, num(1)), (x + y, num(2)))),
    "irrational root": Spec(symbols={"x": S}, equations=((x**2, num(2)),)),
    "no real root": Spec(symbols={"x": S}, equations=((x**2, num(-4)),)),
    "inequalities": Spec(symbols={"x": S}, inequalities=(("lt", x, num(0)), ("gt", x, num(0)))),
    "fact against bound": Spec(symbols={"x": SymbolSpec(facts=facts("positive"))}, inequalities=(("lt", x, num(0)),)),
    "false in numbers": Spec(symbols={"x": S}, equations=((num(1), num(2)),)),
    "root outside the domain": Spec(symbols={"x": SymbolSpec(facts=facts("positive"))}, equations=((x + 3, num(1)),)),
    "exponential": Spec(symbols={"x": S}, equations=((node("exp", x), num(2)),)),
}


@pytest.mark.parametrize("name", UNSOLVABLE)
def test_no_model(name: str) -> None:
    assert drawn(UNSOLVABLE[name]) == []


def test_both_roots_are_found() -> None:
    assert {model.values["x"] for model in drawn(SOLVABLE["quadratic"])} == {Fraction(2), Fraction(-2)}


def test_models_are_described_in_plain_data() -> None:
    model = draw(Spec(symbols={"X": SymbolSpec(1, 2)}, functions={"f": FunctionSpec()}), 1, 0)
    assert model is not None
    shown = describe(model)
    assert all(isinstance(cell, str) for row in shown["X"] for cell in row)
    assert isinstance(shown["f"], str)


def value(function: PolynomialFunction, *at: Fraction) -> Fraction:
    return RATIONALS.fraction(function.apply(RATIONALS, [RATIONALS.number(x) for x in at]))


@pytest.mark.parametrize("seed", range(6))
def test_functions_have_their_facts(seed: int) -> None:
    source = Source(f"functions {seed}", 10)
    for _ in range(10):
        a, b, c = source.entry(), source.entry(), source.positive()

        def f(*names: str) -> PolynomialFunction:
            return PolynomialFunction("f", f"seed {seed}", (1, 1), facts(*names))

        assert value(f("even"), a) == value(f("even"), -a)
        assert value(f("odd"), a) == -value(f("odd"), -a)
        assert value(f("linear"), a + b) == value(f("linear"), a) + value(f("linear"), b)
        assert value(f("positive"), a, b) > 0
        assert value(f("increasing"), a + c) > value(f("increasing"), a)
        assert 2 * value(f("convex"), (a + b) / 2) <= value(f("convex"), a) + value(f("convex"), b)
        assert value(f("constant"), a) == value(f("constant"), b)
    free = PolynomialFunction("f", f"seed {seed}")
    assert value(free, Fraction(1)) + value(free, Fraction(-1)) != 2 * value(free, Fraction(0))
    assert value(free, Fraction(7)) != value(PolynomialFunction("g", f"seed {seed}"), Fraction(7))


def test_a_matrix_is_redrawn_until_its_facts_hold() -> None:
    for seed in range(40):
        matrix = random_matrix(Source(f"redraw {seed}", seed), 3, 3, facts("symmetric", "invertible"))
        assert matrix is not None
        assert meets(matrix, facts("symmetric", "invertible"))
