"""One expression that stands alone: kinds and sizes of its names, and where it cannot be read."""

from __future__ import annotations

import pytest

from derivations.latex.tokens import ReadError
from derivations.reader.expression import read_equation, read_expression
from derivations.terms.sizes import is_unknown
from derivations.terms.term import num, sym, walk

KINDS = [
    (r"\frac1n \|Xw - t\|_2^2 + \lambda \|w\|_2^2", {"X": "matrix", "w": "vector", "t": "vector", "n": "number"}),
    (r"\|Xw - t\|_2^2", {"X": "matrix", "w": "vector", "t": "vector"}),
    (r"\|XW - Y\|_F^2", {"X": "matrix", "W": "matrix", "Y": "matrix"}),
    (r"\frac1n \|X(w - \eta g) - t\|_2^2", {"X": "matrix", "w": "vector", r"\eta": "number", "g": "vector"}),
    (r"\|a - \eta b\|^2", {"a": "vector", r"\eta": "number", "b": "vector"}),
    (r"\operatorname{tr}(A'X)", {"A": "matrix", "X": "matrix"}),
    (r"x^\top A x + b^\top x", {"x": "vector", "A": "matrix", "b": "vector"}),
    (r"\langle a, Xw \rangle", {"a": "vector", "X": "matrix", "w": "vector"}),
    (r"\log\det X", {"X": "matrix"}),
    (r"\log(1 + e^{-y w^\top x})", {"y": "number", "w": "vector", "x": "vector"}),
    (r"a x^2 + b x + c", {"a": "number", "x": "number", "b": "number", "c": "number"}),
    (r"\sum_{i=1}^n (y_i - w^\top x_i)^2", {"y": "vector", "w": "vector", "x[]": "vector"}),
]


n, d, one = sym("n"), sym("d"), num(1)


def kind(shape: tuple[object, object] | None) -> str:
    assert shape is not None
    return "matrix" if str(shape[1]) != "1" else "vector" if str(shape[0]) != "1" else "number"


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_kinds_of_names(text: str, expected: dict[str, str]) -> None:
    read = read_expression(text)
    assert {name: kind(read.context.shape_of(name)) for name in expected} == expected


@pytest.mark.parametrize("text", [row[0] for row in KINDS])
def test_every_size_has_a_name_that_the_expression_does_not_use_otherwise(text: str) -> None:
    read = read_expression(text)
    sizes = [size for symbol in read.context.symbols.values() for size in symbol.shape or ()]
    assert not any(is_unknown(node) for term in (*sizes, *read.sides) for node in walk(term))
    assert not read.invented & {str(node.value) for side in read.sides for node in walk(side) if node.head == "sym"}


def test_an_equation_is_of_one_shape() -> None:
    read = read_equation(r"(X^\top X + \lambda I) w = X^\top t")
    assert (
        read.context.shape_of("w")
        == (read.context.shape_of("X") or ())[1:] + (read.context.shape_of("\\lambda") or ())[:1]
    )
    assert kind(read_equation("A x = b").context.shape_of("A")) == "matrix"
    assert kind(read_equation("x^2 = a").context.shape_of("x")) == "number"


def test_a_number_is_made_of_numbers_where_nothing_else_is_shown() -> None:
    read = read_expression(r"T \sin(x) + N", number=True)
    assert {kind(symbol.shape) for symbol in read.context.symbols.values()} == {"number"}
    assert kind(read_expression("A w", number=True).context.shape_of("A")) == "matrix"


def test_declared_shapes_that_clash() -> None:
    with pytest.raises(ReadError, match="the shapes do not fit"):
        read_expression("X w - t", "X \\in \\mathbb{R}^{n \\times d}\nt \\in \\mathbb{R}^{k}")


def test_declarations_outrank_habits() -> None:
    read = read_expression("A x", "A \\in \\mathbb{R}\nx \\in \\mathbb{R}")
    assert kind(read.context.shape_of("A")) == kind(read.context.shape_of("x")) == "number"
    said = read_expression(r"x^\top A x + \lambda", "A is symmetric\n\\lambda > 0")
    assert "symmetric" in said.context.facts_of("A")
    assert len(said.context.hypotheses) == 1


@pytest.mark.parametrize(
    ("text", "why", "start"),
    [
        (r"\frac{x}{1 + x", "unpaired", 8),
        (r"x + \nonsense y", "unknown command", 4),
        ("x = 1", "an expression is needed", 2),
        ("x, y", "more than one", 1),
        ("$x$", "dollar", 0),
        ("a +", "unexpected end", 3),
        ("", "nothing to read", 0),
    ],
)
def test_what_is_no_expression(text: str, why: str, start: int) -> None:
    with pytest.raises(ReadError, match=why) as caught:
        read_expression(text)
    assert caught.value.start == start


@pytest.mark.parametrize(
    ("text", "why", "start"),
    [
        ("x^2", "no sign =", 3),
        ("x < 2", "is no =", 2),
        ("= 3", "nothing stands before", 0),
        ("x =", "nothing stands behind", 2),
        ("x = y = z", "one equation", 6),
    ],
)
def test_what_is_no_equation(text: str, why: str, start: int) -> None:
    with pytest.raises(ReadError, match=why) as caught:
        read_equation(text)
    assert caught.value.start == start
