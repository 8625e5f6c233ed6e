r"""A layer of convolutions as a matrix, and its adjoint.

With the columns of the image stacked, each unit is a linear form in the entries of the image, so the layer is a matrix
T: Toeplitz for a single column, blocks of Toeplitz matrices in general. The layer is the cross-correlation with J, that
is the convolution with the flipped kernel. Its adjoint T' is the convolution with J, so the cross-correlation with that
kernel, of the units put as far apart as the stride says, with zeros between and around them: with stride 1 it is full
where the layer is valid, and valid where it is full. Libraries call it a transposed convolution (Dumoulin and Visin, A
guide to convolution arithmetic for deep learning, 2016).

>>> from derivations.latex.print import latex
>>> print(latex(derive(image=(3, 1), kernel=(2, 1)).results["matrix"]))
\begin{bmatrix} w_{0,0} & w_{1,0} & 0 \\ 0 & w_{0,0} & w_{1,0} \end{bmatrix}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.moves.derivation import Derivation, Quantity, context_of
from derivations.moves.line import Line, applying, at_once, chain, given
from derivations.moves.literals import as_product, stack, stacked, transposed
from derivations.moves.products import inner_to_product, product_to_inner, turn_product
from derivations.moves.rewriting import fold, shown, unfold, use
from derivations.moves.scalars import simplified
from derivations.moves.sums import drop_zeros, look_up, tabulated, write_out
from derivations.pictures.convolution import LARGEST, PATTERN
from derivations.terms.names import indexed
from derivations.terms.term import Term, num, sym
from numeric.convolution import correlate, spread, units
from numeric.crosscheck import Check

Rows = Sequence[Sequence[Fraction]]
MOST = (720, 170, 9_000)
"""Entries of the matrix, those that are not zero, and what the adjoint reads, zeros between and around, at most."""


def derive(
    image: Sequence[int] = (3, 3),
    kernel: Sequence[int] = (2, 2),
    weights: Rows = (),
    padding: Sequence[int] = (0, 0),
    stride: Sequence[int] = (1, 1),
    dilation: Sequence[int] = (1, 1),
    x: str = "x",
    w: str = "w",
    y: str = "y",
    I: str = "I",  # noqa: E741
    J: str = "J",
    Y: str = "Y",
    U: str = "U",
    Z: str = "Z",
    T: str = "T",
    i: str = "i",
    j: str = "j",
    m: str = "m",
    n: str = "n",
) -> Derivation:
    """The derivation for an image and a kernel of any sizes, their entries letters, or J numbers (`weights`).

    Sizes, padding, stride and dilation: from row to row, then from column to column. Raises `ValueError` for other than
    two numbers where a pair is needed, for rows of different lengths, for a kernel that fits nowhere, and for
    more entries than can be written out.
    """
    spans = (len(weights), len(weights[0])) if weights else tuple(kernel)
    pairs = {"image": image, "kernel": spans, "padding": padding, "stride": stride, "dilation": dilation}
    for name, pair in pairs.items():
        if len(pair) != 2:
            raise ValueError(f"{name}: {len(pair)} numbers; two are needed, for rows and for columns")
    shape = tuple(map(units, image, spans, stride, dilation, padding))

    sides = list(zip(image, spans, shape, stride, dilation, padding, strict=True))
    read = [sum(0 <= s * u - p + d * m < n for u in range(o) for m in range(k)) for n, k, o, s, d, p in sides]
    spread_out = [s * (o - 1) + 1 + 2 * d * (k - 1) for _, k, o, s, d, _ in sides]
    counts = (prod(image) * prod(shape), prod(read), prod(image) * prod(spread_out))
    if any(count > most for count, most in zip(counts, MOST, strict=True)):
        raise ValueError(
            f"an image of {image[0]} x {image[1]} and a kernel of {spans[0]} x {spans[1]} with {shape[0]} x {shape[1]} "
            "units are too large to be written out: 6 x 6 and 3 x 3 with 4 x 4 are not"
        )

    def grid(letter: str, size: Sequence[int]) -> list[list[Term]]:
        return [[sym(indexed(letter, r, c)) for c in range(size[1])] for r in range(size[0])]

    pixels, answers = grid(x, image), grid(y, shape)
    entries = [[num(entry) for entry in row] for row in weights] if weights else grid(w, spans)
    row, column, a, b = map(sym, (i, j, m, n))

    def at(of: str, *places: Term | int) -> Term:
        return Term("app", tuple(num(place) if isinstance(place, int) else place for place in places), of)

    def table(of: str, size: Sequence[int]) -> Term:
        cells = tuple(at(of, r, c) for r in range(size[0]) for c in range(size[1]))
        return Term("matrix", cells, (size[0], size[1]))

    def literal(rows: list[list[Term]]) -> Term:
        return Term("matrix", tuple(cell for each in rows for cell in each), (len(rows), len(rows[0])))

    def over_kernel(of: str, places: tuple[Term, Term]) -> Term:
        inner = Term("sum", (b, num(0), num(spans[1] - 1), at(J, a, b) * at(of, *places)))
        return Term("sum", (a, num(0), num(spans[0] - 1), inner))

    def under(unit: Term, step: Term, axis: int) -> Term:
        return simplified(stride[axis] * unit - padding[axis] + dilation[axis] * step)

    def behind(pixel: Term, step: Term, axis: int) -> Term:
        return simplified(pixel + padding[axis] - dilation[axis] * step)

    frame = (padding[0], padding[0], padding[1], padding[1])
    apart = _apart(answers, stride)
    around = [
        margin
        for axis, length in enumerate((len(apart), len(apart[0])))
        for margin in (
            max(0, dilation[axis] * (spans[axis] - 1) - padding[axis]),
            max(0, image[axis] + padding[axis] - length),
        )
    ]
    tables = (
        tabulated(J, entries, (m, n)),
        tabulated(I, pixels, (i, j), frame),
        tabulated(U, apart, (i, j), (around[0], around[1], around[2], around[3])),
    )
    layer = Definition(Y, over_kernel(I, (under(row, a, 0), under(column, b, 1))), (i, j))
    back = Definition(Z, over_kernel(U, (behind(row, a, 0), behind(column, b, 1))), (i, j))
    columns = tuple(Definition(of, stacked(literal(rows))) for of, rows in ((x, pixels), (y, answers)))
    integer = frozenset({"integer"})
    quantities = (
        Quantity(i, "a row", facts=integer),
        Quantity(j, "a column", facts=integer),
        *(Quantity(str(cell.value), "an entry of the image") for each in pixels for cell in each),
        *(Quantity(str(cell.value), "a weight") for each in entries for cell in each if cell.head == "sym"),
        *(Quantity(str(cell.value), "a value of a unit") for each in answers for cell in each),
    )
    definitions = (*tables, layer, back, *columns)
    context = context_of(quantities, definitions)

    def forms(of: str, source: str, size: Sequence[int], prose: str) -> tuple[Line, ...]:
        each = at_once("each sum written out, products with zero left out", unfold(of), write_out(), look_up(J, source))
        moves = [stack(), at_once(each.reason, each, drop_zeros())]
        start = Term("vec", (table(of, size),))
        return chain(start, applying(start, moves, context), context, prose)

    made = forms(Y, I, shape, "All units are linear in the entries of the image.")
    by_matrix = chain(made[-1].rhs, [as_product(columns[0].body)], context)
    matrix = Definition(T, by_matrix[-1].rhs.args[0])
    context = context_of(quantities, (*definitions, matrix))
    big, image_column, unit_column = sym(T), sym(x), sym(y)
    stacked_units = Term("vec", (table(Y, shape),))
    named = chain(
        stacked_units,
        [at_once("by their names", use(stacked_units, by_matrix[-1].rhs, ""), fold(T), fold(x))],
        context,
        prose="The layer is a matrix.",
    )
    adjoint = chain(
        Term("inner", (big * image_column, unit_column)),
        [inner_to_product(), turn_product(), product_to_inner()],
        context,
        prose="Its adjoint, for any values of the units.",
    )
    given_back = forms(
        Z,
        U,
        image,
        f"Convolution of these with {shown(sym(J))}: cross-correlation with the kernel that the layer convolves with.",
    )
    by_transpose = chain(
        given_back[-1].rhs,
        [
            as_product(columns[1].body),
            use(transposed(matrix.body), big.T, f"the rows are the columns of {shown(big)}"),
            fold(y),
        ],
        context,
    )
    return Derivation(
        "convolution_matrix",
        "A layer of convolutions as a matrix, and its adjoint",
        f"An image of {image[0]} x {image[1]} and a kernel of {spans[0]} x {spans[1]}, in the order in which the layer "
        "reads it; all indices count from 0.",
        quantities,
        (*definitions, matrix),
        (
            given(at(J, a, b), tables[0].body, "the flipped kernel"),
            given(at(I, row, column), tables[1].body, "the image, with its padding"),
            given(at(Y, row, column), layer.body, "the layer"),
            *made,
            *_continued(by_matrix),
            given(big, matrix.body, "the matrix"),
            given(image_column, columns[0].body, "the image, its columns stacked"),
            *named,
            given(unit_column, columns[1].body, "values of the units, their columns stacked"),
            *adjoint,
            given(at(U, row, column), tables[2].body, "the values, a stride apart, with zeros around"),
            given(at(Z, row, column), back.body, "their convolution"),
            *given_back,
            *_continued(by_transpose),
        ),
        {"matrix": matrix.body, "units": made[-1].rhs, "adjoint": adjoint[-1].rhs, "given_back": given_back[-1].rhs},
        CHECKS,
        PATTERN if len(matrix.body.args) <= LARGEST else None,
    )


def _continued(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines as those of the chain before them."""
    return (replace(lines[0], lhs=None), *lines[1:])


def _apart(rows: list[list[Term]], stride: Sequence[int]) -> list[list[Term]]:
    """The rows with zeros between, neighbours a stride apart."""
    height, width = stride[0] * (len(rows) - 1) + 1, stride[1] * (len(rows[0]) - 1) + 1
    return [
        [rows[r // stride[0]][c // stride[1]] if r % stride[0] == 0 == c % stride[1] else num(0) for c in range(width)]
        for r in range(height)
    ]


def _draw(random: np.random.Generator, trial: int) -> tuple[Any, ...]:
    kernel = random.integers(-3, 4, size=random.integers(1, 4, size=2))
    stride, dilation = (tuple(random.integers(1, 3, size=2).tolist()) for _ in range(2))
    padding = tuple(random.integers(0, 2, size=2).tolist())
    spans = [gap * (size - 1) + 1 for gap, size in zip(dilation, kernel.shape, strict=True)]
    image = random.integers(-3, 4, size=[span + int(random.integers(0, 2)) for span in spans])
    values = random.integers(-3, 4, size=correlate(image, kernel, stride, dilation, padding).shape)
    return image, values, kernel, stride, dilation, padding


def _matrix(image: Sequence[int], kernel: Any, stride: Any, dilation: Any, padding: Any) -> Any:
    weights = tuple(tuple(map(Fraction, row)) for row in kernel.tolist())
    found = derive(image, weights=weights, padding=padding, stride=stride, dilation=dilation).results["matrix"]
    numbers = [float(cell.value) for cell in found.args if isinstance(cell.value, Fraction)]
    return np.reshape(numbers, found.value)


def _stack(array: Any) -> Any:
    return array.T.ravel()


def _by_matrix(image: Any, values: Any, kernel: Any, *how: Any) -> Any:
    return _matrix(image.shape, kernel, *how) @ _stack(image)


def _by_transpose(image: Any, values: Any, kernel: Any, *how: Any) -> Any:
    return _matrix(image.shape, kernel, *how).T @ _stack(values)


def _gathered(image: Any, values: Any, kernel: Any, *how: Any) -> Any:
    return _stack(correlate(image, kernel, *how))


def _spread(image: Any, values: Any, kernel: Any, *how: Any) -> Any:
    return _stack(spread(values, kernel, image.shape, *how))


CHECKS = (Check("layer", _by_matrix, _gathered, _draw, 0), Check("adjoint", _by_transpose, _spread, _draw, 0))
"""The derived matrix and its transpose against NumPy loops, on random layers."""
