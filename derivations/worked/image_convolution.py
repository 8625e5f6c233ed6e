r"""An image convolved with a kernel, entry by entry: flip, slide, multiply, add.

One unit is worked out step by step, then all of them. With the defaults, a 5 x 5 image of zeros and ones and a kernel
that takes a row from the row two below it: what it answers to are horizontal edges, and as the image is padded by one
zero all around, its border is one as well.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["flipped"]))
\begin{bmatrix} 1 & 1 & 1 \\ 0 & 0 & 0 \\ -1 & -1 & -1 \end{bmatrix}
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.moves.derivation import Derivation, Quantity, context_of
from derivations.moves.line import Line, Move, applying, at_once, chain, given
from derivations.moves.rewriting import unfold
from derivations.moves.scalars import simplified, simplify
from derivations.moves.sums import drop_zeros, indices, look_up, tabulated, write_out
from derivations.pictures.convolution import MOST, drawing
from derivations.terms.term import Term, num, sym
from numeric.convolution import convolve, units
from numeric.crosscheck import Check

Rows = Sequence[Sequence[Fraction]]


def rows_of(array: Any) -> Rows:
    """Exact numbers, row by row."""
    return tuple(tuple(map(Fraction, row)) for row in np.asarray(array).tolist())


IMAGE = rows_of(((0, 0, 0, 0, 0), (0, 0, 1, 1, 1), (1, 1, 1, 1, 0), (0, 1, 1, 1, 0), (0, 0, 1, 0, 0)))
CELLS = 16_000
"""Entries of image and kernel, times the units or the entries of the kernel, at most."""
KERNEL = rows_of(((-1, -1, -1), (0, 0, 0), (1, 1, 1)))


def derive(
    image: Rows = IMAGE,
    kernel: Rows = KERNEL,
    padding: Sequence[int] = (1, 1),
    stride: Sequence[int] = (1, 1),
    dilation: Sequence[int] = (1, 1),
    I: str = "I",  # noqa: E741 - the image, as in the book
    K: str = "K",
    J: str = "J",
    Y: str = "Y",
    i: str = "i",
    j: str = "j",
    m: str = "m",
    n: str = "n",
) -> Derivation:
    """The derivation for rows of numbers. Padding, stride and dilation: from row to row, then from column to column.

    Raises `ValueError` for rows of different lengths, for other than two numbers where a pair is needed, for a
    kernel that fits nowhere, and for more numbers than can be written out.
    """
    row, column, a, b = map(sym, (i, j, m, n))
    for name, pair in (("padding", padding), ("stride", stride), ("dilation", dilation)):
        if len(pair) != 2:
            raise ValueError(f"{name}: {len(pair)} numbers; two are needed, for rows and for columns")
    sizes, spans = ((len(rows), len(rows[0]) if rows else 0) for rows in (image, kernel))
    shape = tuple(map(units, sizes, spans, stride, dilation, padding))
    cells = prod(size + 2 * zeros for size, zeros in zip(sizes, padding, strict=True)) + prod(spans)
    if cells * max(prod(shape), prod(spans)) > CELLS:
        raise ValueError(
            f"{sizes[0]} x {sizes[1]} numbers and a kernel of {spans[0]} x {spans[1]} are too many to be written out: "
            "10 x 10 and 3 x 3 are not"
        )
    frame = (padding[0], padding[0], padding[1], padding[1])
    definitions = [
        tabulated(K, _terms(kernel), (m, n)),
        tabulated(I, _terms(image), (i, j), frame),
    ]

    def at(of: str, *places: Term | int) -> Term:
        return Term("app", tuple(num(place) if isinstance(place, int) else place for place in places), of)

    def table(of: str, rows: int, columns: int) -> Term:
        return Term("matrix", tuple(at(of, r, c) for r in range(rows) for c in range(columns)), (rows, columns))

    def under(unit: Term, step: Term, axis: int) -> Term:
        return simplified(stride[axis] * unit - padding[axis] + dilation[axis] * step)

    products = at(J, a, b) * at(I, under(row, a, 0), under(column, b, 1))
    inner = Term("sum", (b, num(0), num(spans[1] - 1), products))
    definitions += [
        Definition(J, at(K, simplified(spans[0] - 1 - a), simplified(spans[1] - 1 - b)), (m, n)),
        Definition(Y, Term("sum", (a, num(0), num(spans[0] - 1), inner)), (i, j)),
    ]
    integer = frozenset({"integer"})
    quantities = (Quantity(i, "a row", facts=integer), Quantity(j, "a column", facts=integer))
    context = context_of(quantities, tuple(definitions))
    of_kernel, of_image, of_flipped, of_unit = definitions

    def worked_out(start: Term, moves: Sequence[Move], prose: str) -> tuple[Line, ...]:
        return chain(start, applying(start, moves, context), context, prose)

    values = [unfold(J), indices(), look_up(K, I)]
    flipped = worked_out(
        table(J, *spans),
        [unfold(J).because("counted down in both directions"), indices(), look_up(K)],
        "The flipped kernel.",
    )
    one = worked_out(
        at(Y, shape[0] // 2, shape[1] // 2),
        [
            unfold(Y),
            write_out(),
            at_once("the values of the flipped kernel and of the image under it", *values),
            drop_zeros(),
            simplify(),
        ],
        "One unit in the middle.",
    )
    every = worked_out(
        table(Y, *shape),
        [at_once("each as above", unfold(Y), write_out(), *values, drop_zeros()), simplify()],
        "All of them.",
    )
    return Derivation(
        "image_convolution",
        "Convolution of an image with a kernel",
        f"{sizes[0]} x {sizes[1]} numbers and a kernel of {spans[0]} x {spans[1]}; all indices count from 0.",
        quantities,
        tuple(definitions),
        (
            given(at(K, a, b), of_kernel.body, "the kernel"),
            given(at(I, row, column), of_image.body, "the image in its frame of zeros"),
            given(at(J, a, b), of_flipped.body, "the kernel flipped in both directions"),
            given(at(Y, row, column), of_unit.body, "the flipped kernel slides over the image"),
            *flipped,
            *one,
            *every,
        ),
        {"flipped": flipped[-1].rhs, "unit": one[-1].rhs, "convolved": every[-1].rhs},
        CHECKS,
        drawing(image, padding, stride, dilation) if max(*sizes, *spans, *shape) <= MOST else None,
    )


def _terms(rows: Rows) -> list[list[Term]]:
    return [[num(entry) for entry in row] for row in rows]


def _draw(random: np.random.Generator, trial: int) -> tuple[Any, ...]:
    kernel = random.integers(-3, 4, size=random.integers(1, 4, size=2))
    stride, dilation = (tuple(random.integers(1, 3, size=2).tolist()) for _ in range(2))
    padding = tuple(random.integers(0, 3, size=2).tolist())
    spans = [gap * (size - 1) + 1 for gap, size in zip(dilation, kernel.shape, strict=True)]
    image = random.integers(-3, 4, size=[span + int(random.integers(0, 3)) for span in spans])
    return image, kernel, stride, dilation, padding


def _derived(image: Any, kernel: Any, stride: Sequence[int], dilation: Sequence[int], padding: Sequence[int]) -> Any:
    values = derive(rows_of(image), rows_of(kernel), padding, stride, dilation).results["convolved"]
    numbers = [float(value.value) for value in values.args if isinstance(value.value, Fraction)]
    return np.reshape(numbers, values.value)


CHECKS = (Check("convolution", _derived, convolve, _draw, 0),)
"""The derived values against NumPy loops: random images, kernels, strides, dilations and paddings."""
