r"""How many units a layer of convolutions has along an axis, by kernel, stride, padding and dilation.

Unit x reads the padded entries from s x to f(x) = s x + d (k - 1). If o units fit, e < s entries are left over after
the last one, and o is found by solving f(o - 1) + e = n + 2 p - 1. Out of this formula come the paddings that are
called valid, same and full (Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016).

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["units"]))
\left\lfloor \frac{n + 2 p - 1 - d (k - 1)}{s} \right\rfloor + 1
>>> [latex(done.results[name]) for name in ("valid", "full", "same")]
['n - d (k - 1)', 'n + d (k - 1)', '\\frac{d (k - 1)}{2}']
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.moves.arrays import sympy_of
from derivations.moves.derivation import Derivation, Quantity, context_of
from derivations.moves.equations import plus, solve
from derivations.moves.line import Equation, Line, chain, consequences, given, on_both, suppose
from derivations.moves.rewriting import shown, unfold, use, within
from derivations.moves.scalars import floor_of_whole, simplify
from derivations.terms.term import Term, num, substitute, sym
from derivations.worked._positions import Axis, positions
from numeric.compile import compile_scalar
from numeric.convolution import units
from numeric.crosscheck import Check

NATURAL = frozenset({"natural"})
POSITIVE = frozenset({"natural", "positive"})


def derive(
    n: str = "n",
    k: str = "k",
    s: str = "s",
    p: str = "p",
    d: str = "d",
    o: str = "o",
    e: str = "e",
    f: str = "f",
    U: str = "U",
    t: str = "t",
    z: str = "z",
) -> Derivation:
    """The derivation, in the reader's own letters: n entries, a kernel of k, o units; unit x reads up to entry f(x).

    U(t, z) are the units of any stride t and padding z.
    """
    size, kernel, stride, padding, gap, count, left = map(sym, (n, k, s, p, d, o, e))
    reach = gap * (kernel - 1)

    def by(stride: Term | int, padding: Term | int) -> Term:
        return Term("app", tuple(num(each) if isinstance(each, int) else each for each in (stride, padding)), U)

    quantities = (
        Quantity(n, "the entries", facts=POSITIVE),
        Quantity(k, "the entries of the kernel", facts=POSITIVE),
        Quantity(s, "the stride", facts=POSITIVE),
        Quantity(d, "the dilation", facts=POSITIVE),
        Quantity(p, "the zeros at each end", facts=NATURAL),
        Quantity(o, "the units", facts=POSITIVE),
        Quantity(e, "the entries left over", facts=NATURAL),
    )
    fit = positions(Axis(size, kernel, stride, padding, gap, count, left), f, context_of(quantities, ()))
    named = Definition(U, substitute(fit.count, {s: sym(t), p: sym(z)}), (t, z))
    definitions = (fit.definition, named)
    context = context_of(quantities, definitions)
    by_name = given(by(sym(t), sym(z)), named.body, "the units by stride and padding", "Other strides and paddings.")

    def without_stride(zeros: Term | int, prose: str) -> tuple[Line, ...]:
        moves = [unfold(U), floor_of_whole(), simplify(expand=False)]
        return chain(by(1, zeros), moves, context, prose)

    valid = without_stride(0, "Valid: no padding.")
    full = without_stride(reach, "Full: every unit that meets the input.")
    plain = without_stride(padding, "Same: as many units as entries.")
    same = consequences(
        Equation(by(1, padding), size),
        [
            on_both(use(by(1, padding), plain[-1].rhs, "the units above")),
            plus(-size),
            solve(p),
        ],
        context,
    )
    strided = chain(
        by(stride, same[-1].rhs),
        [unfold(U), within("floor", within("div", simplify()))],
        context,
        f"With it and a stride; it is a whole number where {shown(reach)} is even.",
    )
    done = Derivation(
        "convolution_sizes",
        "How many units a layer of convolutions has",
        "Along one axis, for any number of entries, kernel, stride, padding and dilation.",
        quantities,
        definitions,
        (
            *fit.lines,
            by_name,
            *valid,
            *full,
            *plain,
            suppose(by(1, padding), size, "what is asked", "Which padding is that?"),
            *same,
            *strided,
        ),
        {
            "units": fit.count,
            "valid": valid[-1].rhs,
            "full": full[-1].rhs,
            "same": same[-1].rhs,
            "strided": strided[-1].rhs,
        },
    )
    return replace(done, checks=_checks(done, (n, k, s, p, d)))


def _checks(done: Derivation, letters: Sequence[str]) -> tuple[Check, ...]:
    """The formulas against counting the places of the kernel one by one."""
    symbols = [sympy_of(sym(letter), done.context) for letter in letters]

    def formula(result: str) -> Any:
        return compile_scalar(done.sympy(result), symbols)

    def padded(padding: Callable[[int], int]) -> Any:
        return lambda n, k, s, p, d: units(n, k, s, d, padding(d * (k - 1)))

    def without_stride(random: np.random.Generator, trial: int) -> tuple[int, ...]:
        n, k, _, p, d = _draw(random, trial)
        return n, k, 1, p, d

    def odd(random: np.random.Generator, trial: int) -> tuple[int, ...]:
        n, k, s, p, d = _draw(random, trial)
        return n, 2 * k - 1, s, p, d

    return (
        Check("units", formula("units"), lambda n, k, s, p, d: units(n, k, s, d, p), _draw, 0),
        Check("valid", formula("valid"), padded(lambda reach: 0), without_stride, 0),
        Check("full", formula("full"), padded(lambda reach: reach), without_stride, 0),
        Check("same, with strides", formula("strided"), padded(lambda reach: reach // 2), odd, 0),
    )


def _draw(random: np.random.Generator, trial: int) -> tuple[int, ...]:
    kernel, stride, dilation = random.integers(1, 5, size=3).tolist()
    padding = int(random.integers(0, 4))
    return dilation * (kernel - 1) + 1 + int(random.integers(0, 12)), kernel, stride, padding, dilation
