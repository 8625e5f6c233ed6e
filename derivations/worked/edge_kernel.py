r"""A kernel that is an outer product: a sum along the rows, then one from row to row; and the edges that it answers to.

K(m, n) = u(m) v(n) with v = [1, 1, 1] and u = [-1, 0, 1] takes two sums instead of a double one: S smooths each row,
C takes differences of smoothed rows. Where all rows are alike, whatever the columns are (a constant image, a vertical
edge), the sum of u is a factor of the answer and is 0; a ramp or a step from row to row is answered, so the kernel
detects horizontal edges. Prewitt's kernel (Object enhancement and extraction, 1970); u and v can be any others, and
what is said of them follows from their sums.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> for name in ("constant", "vertical_edge", "ramp", "step"):
...     print(name, latex(done.results[name]))
constant 0
vertical_edge 0
ramp -6 b
step 3 a - 3 b
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from derivations.document.context import Definition
from derivations.moves.arrays import sympy_of
from derivations.moves.derivation import Derivation, Quantity, context_of
from derivations.moves.line import Line, Move, applying, at_once, chain, given
from derivations.moves.rewriting import shown, unfold, use
from derivations.moves.scalars import simplify
from derivations.moves.sums import decide, drop_zeros, listed, look_up, pull_out, write_out
from derivations.terms.names import indexed
from derivations.terms.term import Term, num, sym
from derivations.terms.term import substitute as put
from numeric.compile import compile_scalar
from numeric.convolution import convolve
from numeric.crosscheck import Check

LONGEST = 16


class _Kind(NamedTuple):
    """What a vector does, in words: as a noun, and said of rows along which or of which it is summed."""

    noun: str
    along: str
    of: str


def _kind(vector: Sequence[Fraction]) -> _Kind:
    if sum(vector) == 0:
        return _Kind("a difference: it sums to 0", "differences along each row", "differences of rows")
    if len(vector) > 1 and (min(vector) >= 0 or max(vector) <= 0):
        return _Kind("a smoothing: its entries have one sign", "each row smoothed", "a smoothing over rows")
    return _Kind("weights", "a weighed sum along each row", "a weighed sum of rows")


def derive(
    difference: Sequence[Fraction] = (Fraction(-1), Fraction(0), Fraction(1)),
    smoothing: Sequence[Fraction] = (Fraction(1), Fraction(1), Fraction(1)),
    I: str = "I",  # noqa: E741
    K: str = "K",
    C: str = "C",
    S: str = "S",
    u: str = "u",
    v: str = "v",
    f: str = "f",
    g: str = "g",
    h: str = "h",
    a: str = "a",
    b: str = "b",
    i: str = "i",
    j: str = "j",
    m: str = "m",
    n: str = "n",
) -> Derivation:
    """The derivation for any two vectors, u down the columns and v along the rows, in the reader's own letters.

    Raises `ValueError` for a vector that is empty or too long, or has no entry but 0. `vertical_edge` and `rows` are
    the answers to images g(j) and f(i), `step` the one in the first row below the step.
    """
    for name, vector in (("difference", difference), ("smoothing", smoothing)):
        if not any(vector) or len(vector) > LONGEST:
            entries = ", ".join(map(str, vector))
            raise ValueError(f"{name} = ({entries}): 1 to {LONGEST} entries are needed, not all of them 0")
    down, along = _kind(difference), _kind(smoothing)
    row, column, one, other, low, high = map(sym, (i, j, m, n, a, b))
    integer = frozenset({"integer"})
    quantities = (
        Quantity(i, "a row", facts=integer),
        Quantity(j, "a column", facts=integer),
        Quantity(a, "a number"),
        Quantity(b, "a number"),
    )

    def at(of: str, *places: Term | int) -> Term:
        return Term("app", tuple(num(place) if isinstance(place, int) else place for place in places), of)

    def by_rows(body: Term) -> Term:
        return Term("sum", (one, num(0), num(len(difference) - 1), body))

    def by_columns(body: Term) -> Term:
        return Term("sum", (other, num(0), num(len(smoothing) - 1), body))

    def separated(image: str) -> Term:
        return by_rows(at(u, one) * by_columns(at(v, other) * at(image, row - one, column - other)))

    smoothed = by_columns(at(v, other) * at(I, row, column - other))
    definitions = [
        listed(u, [num(entry) for entry in difference], m),
        listed(v, [num(entry) for entry in smoothing], n),
        Definition(K, at(u, one) * at(v, other), (m, n)),
        Definition(C, by_rows(by_columns(at(K, one, other) * at(I, row - one, column - other))), (i, j)),
        Definition(S, smoothed, (i, j)),
    ]
    cases = Term("piecewise", (low, Term("lt", (row, num(0))), high))
    images = {
        "constant": (low, "A constant image."),
        "vertical_edge": (at(g, column), "An image whose rows are all alike: its edges are vertical."),
        "rows": (at(f, row), "An image whose columns are all alike: its edges are horizontal."),
        "ramp": (low + high * row, "Of these, a ramp."),
        "step": (at(h, row), f"And a step, from {shown(sym(a))} above to {shown(sym(b))} below."),
    }
    for number, (pixel, _) in enumerate(images.values()):
        definitions.append(Definition(indexed(I, number), pixel, (i, j)))
        definitions.append(Definition(indexed(C, number), separated(indexed(I, number)), (i, j)))
    definitions.append(Definition(h, cases, (i,)))
    context = context_of(quantities, tuple(definitions))

    cells = [at(K, r, c) for r in range(len(difference)) for c in range(len(smoothing))]
    table = Term("matrix", tuple(cells), (len(difference), len(smoothing)))
    written = at_once("the sums written out", write_out(), look_up(u, v), drop_zeros())

    def worked_out(start: Term, moves: Sequence[Move], prose: str, *, defined: bool = False) -> tuple[Line, ...]:
        return chain(start, applying(start, moves, context), context, prose, defined=defined)

    kernel = worked_out(
        table, [unfold(K), at_once("the entries", look_up(u, v), simplify())], "The kernel, an outer product."
    )
    two_steps = worked_out(
        at(C, row, column),
        [
            unfold(C),
            unfold(K),
            pull_out(n),
            use(put(smoothed, {i: row - one}), at(S, row - one, column), "the sum along the row"),
            written,
        ],
        f"Two sums in place of a double one: {along.along}, then {down.of}.",
        defined=True,
    )
    lines: list[Line] = []
    results: dict[str, Term] = {
        "kernel": kernel[-1].rhs,
        "separated": two_steps[-2].rhs,
        "two_steps": two_steps[-1].rhs,
    }
    for number, (name, (pixel, prose)) in enumerate(images.items()):
        image, answer = indexed(I, number), indexed(C, number)
        lines.append(given(at(image, row, column), pixel, "the image", prose))
        moves = [
            unfold(answer).because("in two sums"),
            unfold(image).because("the image"),
            pull_out(n),
            pull_out(m),
            written,
            at_once("the case that holds", unfold(h), decide()),
            simplify(),
        ]
        at_step = name == "step"
        if at_step:
            lines += [given(at(h, row), cases), given(at(answer, row, column), separated(image))]
        found = worked_out(at(answer, 0 if at_step else row, column), moves, "", defined=not at_step)
        lines += found
        results[name] = found[-1].rhs
        if at_step:
            for far in (-1, len(difference) - 1):
                lines += worked_out(at(answer, num(far), column), moves, "" if far > 0 else "Away from it.")
    return Derivation(
        "edge_kernel",
        "A separable kernel, and the edges that it answers to",
        "The convolution of an image that is nowhere cut off: at the border of a real one, the zeros around it count. "
        + _answers(results),
        quantities,
        tuple(definitions),
        (
            given(at(u, one), definitions[0].body, down.noun),
            given(at(v, other), definitions[1].body, along.noun),
            given(at(K, one, other), definitions[2].body, "the kernel"),
            *kernel,
            given(at(S, row, column), smoothed, along.along),
            *two_steps,
            *lines,
        ),
        results,
        CHECKS,
    )


def _answers(results: Mapping[str, Term]) -> str:
    """What the answers to images with one kind of edge say of the kernel."""
    if results["constant"] != num(0):
        return "It answers to a constant image too: it is no detector of edges."
    if results["rows"] != num(0):
        return "It answers to horizontal edges, not to vertical ones."
    if results["vertical_edge"] != num(0):
        return "It answers to vertical edges, not to horizontal ones."
    return "It answers to no straight edge along the rows or the columns, only to changes in both directions."


REACH = 4
"""Rows and columns of a picture that lie on either side of the one looked at; vectors are no longer than that."""

PIXELS: dict[str, Callable[[float, float, Any], Callable[[int], float]]] = {
    "constant": lambda a, b, f: lambda row: a,
    "rows": lambda a, b, f: lambda row: f[row],
    "ramp": lambda a, b, f: lambda row: a + b * row,
    "step": lambda a, b, f: lambda row: a if row < 0 else b,
}
"""Pictures whose columns are alike, by numbers a and b and a row of numbers f."""


def _check(name: str) -> Check:
    """The answer in row 0 of a picture."""

    def derived(u: Any, v: Any, a: float, b: float, f: Any) -> Any:
        done = _derived(u, v)
        symbols = [sympy_of(sym(letter), done.context) for letter in "abi"]
        return compile_scalar(done.sympy(name), symbols, {"f": lambda row: f[row]})(a, b, 0)

    def simulated(u: Any, v: Any, a: float, b: float, f: Any) -> Any:
        pixel = PIXELS[name](a, b, f)
        picture = np.array([[pixel(row)] * (2 * REACH + 1) for row in range(-REACH, REACH + 1)])
        return convolve(picture, np.outer(u, v))[REACH - (len(u) - 1), 0]

    return Check(name, derived, simulated, _draw, 1e-9)


def _one_sum(u: Any, v: Any, a: float, b: float, f: Any) -> Any:
    kernel = np.array(_derived(u, v).sympy("kernel"), dtype=float)
    return convolve(np.outer(f, f), kernel.reshape(len(u), len(v)))


def _two_sums(u: Any, v: Any, a: float, b: float, f: Any) -> Any:
    return convolve(convolve(np.outer(f, f), v[None, :]), u[:, None])


def _draw(random: np.random.Generator, trial: int) -> tuple[Any, ...]:
    u, v = (_vector(random) for _ in range(2))
    return u, v, *random.normal(size=2).tolist(), random.normal(size=2 * REACH + 1)


def _vector(random: np.random.Generator) -> Any:
    """Whole numbers, not all of them 0."""
    vector = random.integers(-3, 4, size=random.integers(1, REACH + 1))
    vector[0] = vector[0] or int(not vector.any())
    return vector


def _derived(u: Any, v: Any) -> Derivation:
    return derive([Fraction(entry) for entry in u.tolist()], [Fraction(entry) for entry in v.tolist()])


CHECKS = (Check("two sums", _one_sum, _two_sums, _draw, 1e-9), *map(_check, PIXELS))
"""The kernel, and its answers to pictures, against NumPy loops: random vectors, numbers and rows."""
