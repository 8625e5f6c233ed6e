r"""Every small expression over a few letters, against a calculus of shapes of its own: what does not fit is refuted
for its shapes and never accepted, what fits is no clash.

The calculus here knows sizes as names alone and shares nothing with the one that is tested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

import pytest

import derivations
from derivations.terms.clash import DO_NOT_FIT

DECLARED = r"""Let $A \in \mathbb{R}^{n \times m}$, $B \in \mathbb{R}^{m \times p}$, $S \in \mathbb{R}^{n \times n}$,
$x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$ and $c \in \mathbb{R}$.

Then $%s$.
"""

Size = tuple[str, ...]
"""A product of names; a size of one is the empty product."""
Shape = tuple[Size, Size]

ONE: Size = ()
NUMBER: Shape = (ONE, ONE)
OPEN: Shape = (("?",), ("?",))
"""Of what may be taken entry by entry, such as the square of a vector: never accepted, and no clash."""
SAMPLE = 600


class Expression(NamedTuple):
    """A text, its shape (None where it has none, OPEN where pages mean several things), and whether it needs no
    brackets.
    """

    text: str
    shape: Shape | None
    closed: bool = False


LETTERS = (
    Expression("A", (("n",), ("m",)), True),
    Expression("B", (("m",), ("p",)), True),
    Expression("S", (("n",), ("n",)), True),
    Expression("x", (("n",), ONE), True),
    Expression("y", (("m",), ONE), True),
    Expression("c", NUMBER, True),
)


def times(*sizes: Size) -> Size:
    return tuple(sorted(name for size in sizes for name in size))


def square(of: Shape) -> Shape | None:
    return of if of[0] == of[1] else None


def power(of: Shape) -> Shape | None:
    if of != NUMBER and ONE in of:
        return OPEN
    return square(of)


def quotient(left: Shape, right: Shape) -> Shape | None:
    if right == NUMBER:
        return left
    return OPEN if left in (NUMBER, right) or right[0] == right[1] else None


def number_of_square(of: Shape) -> Shape | None:
    return NUMBER if of[0] == of[1] else None


def diagonal(of: Shape) -> Shape | None:
    if of[1] == ONE:
        return of[0], of[0]
    return (of[0], ONE) if of[0] == of[1] else None


def alike(left: Shape, right: Shape) -> Shape | None:
    return left if left == right else None


def product(left: Shape, right: Shape) -> Shape | None:
    if NUMBER in (left, right):
        return right if left == NUMBER else left
    return (left[0], right[1]) if left[1] == right[0] else None


UNARY: tuple[tuple[str, bool, Callable[[Shape], Shape | None]], ...] = (
    # text, whether its argument stands in brackets, its shape
    (r"%s^\top", False, lambda of: (of[1], of[0])),
    (r"%s^{-1}", False, square),
    (r"%s^2", False, power),
    (r"-%s", False, lambda of: of),
    (r"\operatorname{tr}(%s)", True, number_of_square),
    (r"\det(%s)", True, number_of_square),
    (r"\|%s\|", True, lambda of: NUMBER),
    (r"\|%s\|_F", True, lambda of: NUMBER),
    (r"\operatorname{rank}(%s)", True, lambda of: NUMBER),
    (r"\operatorname{vec}(%s)", True, lambda of: (times(*of), ONE)),
    (r"\operatorname{diag}(%s)", True, diagonal),
)
BINARY: tuple[tuple[str, bool, Callable[[Shape, Shape], Shape | None]], ...] = (
    (r"%s + %s", False, alike),
    (r"%s - %s", False, alike),
    (r"%s %s", False, product),
    (r"%s \odot %s", False, alike),
    (r"%s \otimes %s", False, lambda left, right: (times(left[0], right[0]), times(left[1], right[1]))),
    (r"\langle %s, %s \rangle", True, lambda left, right: NUMBER if left == right else None),
    (r"\frac{%s}{%s}", True, quotient),
)


def text_in(outer: bool, inner: Expression) -> str:
    return inner.text if outer or inner.closed else f"({inner.text})"


def built(letters: Sequence[Expression], others: Sequence[Expression]) -> Iterator[Expression]:
    """Everything of one step more: a sign on each of the others, or between one of them and a letter."""
    for form, closed, shape in UNARY:
        for of in others:
            whole = of.shape if of.shape in (None, OPEN) else shape(of.shape)
            yield Expression(form % text_in(closed, of), whole, closed)
    for form, closed, joined in BINARY:
        for first in letters:
            for second in others:
                for left, right in dict.fromkeys(((first, second), (second, first))):
                    shapes = (left.shape, right.shape)
                    whole = OPEN if OPEN in shapes else None if None in shapes else joined(*shapes)
                    yield Expression(form % (text_in(closed, left), text_in(closed, right)), whole)


SHALLOW = tuple(dict.fromkeys(built(LETTERS, LETTERS)))
DEEP = tuple(dict.fromkeys(built(LETTERS, SHALLOW)))

CLAIMS = {"as it is": "{0} = {0}", "twice": "2 ({0}) = ({0}) + ({0})", "its size": r"\|{0}\| \ge 0"}
"""True of everything that has a shape."""


def only(claim: str) -> dict[str, str]:
    (relation,) = derivations.check(DECLARED % claim).to_json()["documents"][0]["relations"]  # type: ignore[index]
    return dict(relation)


def test_there_are_many_of_both() -> None:
    assert len(SHALLOW) > 250
    assert len(DEEP) > 20_000
    for expressions in (SHALLOW, DEEP):
        fitting = sum(each.shape is not None for each in expressions)
        assert len(expressions) / 10 < fitting < len(expressions) * 9 / 10


@pytest.mark.parametrize("form", CLAIMS.values(), ids=CLAIMS)
def test_nothing_is_accepted_that_does_not_fit_and_what_fits_is_no_clash(form: str) -> None:
    wrong: list[tuple[str, str, str | None]] = []
    for each in (*SHALLOW, *Random(form).sample(DEEP, SAMPLE)):
        found = only(form.format(each.text))
        if each.shape == OPEN:
            if found["verdict"] in ("proved", "supported", "given"):
                wrong.append((each.text, found["verdict"], found["reason"]))
            continue
        clash = found["method"] == "shapes" and found["reason"].startswith(DO_NOT_FIT)
        if clash == (each.shape is not None) or (each.shape is not None and found["verdict"] == "refuted"):
            wrong.append((each.text, found["verdict"], found["reason"]))
        if clash and (found["verdict"] != "refuted" or "?" in found["reason"]):
            wrong.append((each.text, found["verdict"], found["reason"]))
    assert not wrong
