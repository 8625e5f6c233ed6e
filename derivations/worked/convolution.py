r"""Convolution from its index sum: it is the cross-correlation with the flipped kernel.

C(i, j) sums K(m, n) I(i - d m, j - d n) over the kernel, k x l entries that lie d apart; the image I is zero outside
of its rows and columns. With the indices of the kernel counted down, the signs turn around: the flipped kernel J slides
over the image and is multiplied with what lies under it. A layer takes every s-th of these values and starts p rows and
q columns before the image; torch's `conv2d` with weights J is just this sum, so what libraries call a convolution is a
cross-correlation (Goodfellow, Bengio & Courville, Deep Learning, section 9.1).

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["layer"]))
\sum_{m=0}^{k - 1} \sum_{n=0}^{l - 1} J(m, n) I(s i - p + d m, s j - q + d n)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.moves.arrays import sympy_of
from derivations.moves.derivation import Derivation, Quantity, context_of
from derivations.moves.line import chain, given
from derivations.moves.rewriting import shown, unfold, use
from derivations.moves.scalars import simplified
from derivations.moves.sums import indices, reverse
from derivations.terms.term import Term, num, substitute, sym
from numeric.compile import compile_scalar
from numeric.convolution import convolve, units
from numeric.crosscheck import Check

WHOLE = frozenset({"integer"})
POSITIVE = frozenset({"natural", "positive"})


def derive(
    I: str = "I",  # noqa: E741 - the image, as in the book
    K: str = "K",
    J: str = "J",
    C: str = "C",
    Y: str = "Y",
    k: str = "k",
    l: str = "l",  # noqa: E741
    s: str = "s",
    d: str = "d",
    p: str = "p",
    q: str = "q",
    i: str = "i",
    j: str = "j",
    m: str = "m",
    n: str = "n",
) -> Derivation:
    """The derivation for any image and kernel, stride s, dilation d and paddings p and q, in the reader's letters."""
    height, width, stride, gap, above, before = map(sym, (k, l, s, d, p, q))
    row, column, a, b = map(sym, (i, j, m, n))

    def at(of: str, *places: Term) -> Term:
        return Term("app", places, of)

    def over_kernel(body: Term) -> Term:
        inner = Term("sum", (b, num(0), width - 1, body))
        return Term("sum", (a, num(0), height - 1, inner))

    quantities = (
        Quantity(k, "the rows of the kernel", facts=POSITIVE),
        Quantity(l, "the columns of the kernel", facts=POSITIVE),
        Quantity(s, "the stride", facts=POSITIVE),
        Quantity(d, "the dilation", facts=POSITIVE),
        Quantity(p, "the rows of zeros above and below the image", facts=frozenset({"natural"})),
        Quantity(q, "the columns of zeros left and right of the image", facts=frozenset({"natural"})),
        Quantity(i, "a row", facts=WHOLE),
        Quantity(j, "a column", facts=WHOLE),
    )
    flipped = at(K, simplified(height - 1 - a), simplified(width - 1 - b))
    first = (stride * row - above + gap * (height - 1), stride * column - before + gap * (width - 1))
    definitions = (
        Definition(C, over_kernel(at(K, a, b) * at(I, row - gap * a, column - gap * b)), (i, j)),
        Definition(J, flipped, (m, n)),
        Definition(Y, at(C, *first), (i, j)),
    )
    context = context_of(quantities, definitions)
    convolution = chain(
        at(C, row, column),
        [
            unfold(C).because("the convolution"),
            reverse(m),
            reverse(n),
            use(flipped, at(J, a, b), "the flipped kernel"),
        ],
        context,
        prose="Convolution is cross-correlation with the flipped kernel.",
        defined=True,
    )
    correlation = convolution[-1].rhs
    layer = chain(
        at(Y, row, column),
        [
            unfold(Y).because("the window starts at the first padded row and column"),
            use(at(C, *first), substitute(correlation, {i: first[0], j: first[1]}), "the cross-correlation above"),
            indices(I),
        ],
        context,
        prose="A layer: strides, and zeros around the image.",
        defined=True,
    )
    done = Derivation(
        "convolution",
        "Convolution as cross-correlation with the flipped kernel",
        "Any image, zero outside of its rows and columns, and any kernel; all indices count from 0. Deep learning "
        f"libraries call the cross-correlation a convolution: {shown(sym(J))} are their weights.",
        quantities,
        definitions,
        (given(at(J, a, b), flipped, "the kernel flipped in both directions"), *convolution, *layer),
        {"convolution": convolution[0].rhs, "correlation": correlation, "layer": layer[-1].rhs},
    )
    return replace(done, checks=_checks(done, (i, j, k, l, s, d, p, q), J, I))


def _checks(done: Derivation, letters: Sequence[str], flipped: str, image: str) -> tuple[Check, ...]:
    """The derived sum, run as it stands, against NumPy loops over the flipped kernel."""
    symbols = [sympy_of(sym(letter), done.context) for letter in letters]
    formula = done.sympy("layer")

    def derived(pixels: Any, kernel: Any, stride: int, dilation: int, padding: tuple[int, int]) -> Any:
        (rows, columns), (k, l) = pixels.shape, kernel.shape  # noqa: E741

        def pixel(i: int, j: int) -> float:
            return float(pixels[i, j]) if 0 <= i < rows and 0 <= j < columns else 0.0

        functions = {flipped: lambda m, n: kernel[k - 1 - m, l - 1 - n], image: pixel}
        value = compile_scalar(formula, symbols, functions)
        height = units(rows, k, stride, dilation, padding[0])
        width = units(columns, l, stride, dilation, padding[1])
        constants = (k, l, stride, dilation, *padding)
        return [[value(i, j, *constants) for j in range(width)] for i in range(height)]

    def simulated(pixels: Any, kernel: Any, stride: int, dilation: int, padding: tuple[int, int]) -> Any:
        return convolve(pixels, kernel, (stride, stride), (dilation, dilation), padding)

    return (Check("layer", derived, simulated, _draw, 1e-9),)


def _draw(random: np.random.Generator, trial: int) -> tuple[Any, ...]:
    kernel = random.normal(size=random.integers(1, 4, size=2))
    stride, dilation = random.integers(1, 4, size=2).tolist()
    padding = tuple(random.integers(0, 4, size=2).tolist())
    spans = [dilation * (size - 1) + 1 for size in kernel.shape]
    image = random.normal(size=[span + int(random.integers(0, 5)) for span in spans])
    return image, kernel, stride, dilation, padding
