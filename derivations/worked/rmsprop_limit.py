r"""The one solution that RMSProp can end at on one example: not that of least norm.

L(w) = (x'w - t)^2 from w = 0 with epsilon = 0: all components move by the same amount, with the signs of x, so by
induction w_k = c_k sign(x). The only solution of that form is t sign(x) / (|x_1| + ... + |x_d|), which is longer than
t x / x'x unless all |x_i| are equal (Gunasekar et al. 2018, Characterizing Implicit Bias in Terms of Optimization
Geometry: sign descent).

>>> done = derive()
>>> from derivations.latex.print import latex
>>> [latex(done.results[name]) for name in ("solution", "square", "least_square")]
['\\begin{bmatrix} \\frac{2}{3} \\\\ \\frac{2}{3} \\end{bmatrix}', '\\frac{8}{9}', '\\frac{4}{5}']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.equations import solve
from derivations.moves.rewriting import insert, shown, unfold, use, within
from derivations.moves.scalars import as_multiple, tidy, value
from derivations.moves.sheet import Sheet
from derivations.pictures.trajectories import drawing
from derivations.terms.names import accented, indexed, raised
from derivations.terms.term import Term, add, column, num, substitute, sym
from numeric.crosscheck import Check
from numeric.optimisers import rmsprop, start
from numeric.simulate import run

ENTRIES = 12


def derive(
    x: Sequence[Fraction] = (Fraction(2), Fraction(1)),
    t: Fraction = Fraction(2),
    w: str = "w",
    c: str = "c",
    u: str = "u",
    v: str = "v",
    g: str = "g",
    r: str = "r",
    eta: str = r"\eta",
    beta: str = r"\beta",
    k: str = "k",
) -> Derivation:
    """The derivation for an example x with target t, in the reader's own letters; components count from 0.

    Raises `ValueError` for an x with an entry of 0 (whose component never moves), none or too many.
    """
    if not 1 <= len(x) <= ENTRIES or 0 in x or t == 0:
        raise ValueError(
            f"x = ({', '.join(map(str, x))}), t = {t}: 1 to {ENTRIES} entries are needed, none of them 0, and a target "
            "that is not 0"
        )
    target, rate, past, off = num(t), sym(eta), sym(beta), sym(indexed(r, k))
    signs = [num(1 if entry > 0 else -1) for entry in x]
    entries = [num(entry) for entry in x]
    now_c, next_c = sym(indexed(c, k)), sym(indexed(c, f"{k}+1"))
    now_u, next_u = sym(indexed(u, k)), sym(indexed(u, f"{k}+1"))

    def at(letter: str, i: int, time: str = k) -> Term:
        return sym(indexed(letter, i, time))

    def times(number: Fraction, of: Term) -> Term:
        return of if number == 1 else num(number) * of

    def signed(sign: Term, of: Term) -> Term:
        return of if sign == num(1) else -of

    each = range(len(x))
    quantities = (
        Quantity(str(now_c.value), f"how far each component is after {shown(sym(k))} steps"),
        Quantity(
            str(now_u.value), "the moving mean, without the square of the entry", facts=frozenset({"nonnegative"})
        ),
        Quantity(eta, "the learning rate", facts=frozenset({"positive"})),
        Quantity(beta, "how much of the past is kept, less than 1", facts=frozenset({"nonnegative"})),
        Quantity(c, "how far each component is in the end"),
    )
    later, means = f"{k}+1", list[Term]()
    definitions = (
        *(Definition(str(at(w, i).value), signed(signs[i], now_c)) for i in each),
        *(Definition(str(at(v, i).value), times(x[i] ** 2, now_u)) for i in each),
        Definition(str(off.value), add(*(times(x[i], at(w, i)) for i in each)) - target),
        *(Definition(str(at(g, i).value), 2 * times(x[i], off)) for i in each),
        *(Definition(str(at(v, i, later).value), past * at(v, i) + (1 - past) * at(g, i) ** num(2)) for i in each),
        *(
            Definition(str(at(w, i, later).value), at(w, i) - rate * at(g, i) / Term("sqrt", (at(v, i, later),)))
            for i in each
        ),
        Definition(str(next_u.value), past * now_u + 4 * (1 - past) * off ** num(2)),
        Definition(str(next_c.value), now_c - 2 * rate * off / Term("sqrt", (next_u,))),
    )
    point, shortest = sym(accented(w, "hat")), sym(raised(w, "*"))
    square = add(*(entry ** num(2) for entry in entries))
    definitions += (
        Definition(str(point.value), column(*(signed(sign, sym(c)) for sign in signs))),
        Definition(str(shortest.value), column(*(entry * target / square for entry in entries))),
    )
    sheet = Sheet(quantities, definitions)
    by_name = {each.name: each.body for each in definitions}
    supposed = "What the induction supposes; before the first step it is so with 0 for both."
    for i in each:
        sheet.given(at(w, i), definitions[i].body, "", "" if i else supposed)
    for i in each:
        sheet.given(at(v, i), definitions[len(x) + i].body)
    *_, residual = sheet.define(
        off, unfold(*(str(at(w, i).value) for i in each)), tidy(), prose="How far the prediction is off."
    )
    sheet.given(next_u, by_name[str(next_u.value)], "", "What the step will turn out to do.")
    sheet.given(next_c, by_name[str(next_c.value)])
    sheet.where(Term("lt", (past, num(1))), Term("gt", (next_u, num(0))))
    for i in each:
        now = (str(at(v, i).value), str(at(g, i).value))
        *_, mean = sheet.define(
            at(v, i, later),
            unfold(*now),
            as_multiple(str(next_u.value)),
            prose="" if i else "The moving means.",
        )
        means.append(mean)
    for i in each:
        now = (str(at(w, i).value), str(at(g, i).value))
        sheet.define(
            at(w, i, later),
            use(at(v, i, later), means[i], "the moving mean above"),
            unfold(*now),
            as_multiple(str(next_c.value)),
            prose="" if i else "The step: all components move by the same amount.",
        )
    fitted = sheet.suppose(
        substitute(residual, {str(now_c.value): sym(c)}),
        num(0),
        "a solution",
        "Where it ends, if at a solution.",
    )
    sheet.where(Term("eq", (fitted.lhs, fitted.rhs)))
    end = sheet.follow(fitted, solve(c)).rhs
    *_, solution = sheet.define(point, insert({c: end}, "found above"), prose="The point.")
    *_, least = sheet.define(
        shortest, within("matrix", value()), prose="The solution of least norm, $x t / x^\\top x$."
    )
    squares = []
    for found, prose in ((solution, "Their lengths, squared."), (least, "")):
        squares.append(sheet.chain(Term("norm", (found,), "2") ** num(2), value(), prose=prose)[-1])
    if len(set(map(abs, x))) > 1:
        sheet.differ(squares[0], squares[1], "so it is not the solution of least norm")
    return sheet.derivation(
        "rmsprop_limit",
        "The one solution that RMSProp can end at",
        f"$L(w) = (x^\\top w - t)^2$ with $x = ({', '.join(map(latex, entries))})$ and $t = {latex(target)}$, "
        "from 0, with no moving mean yet and $\\epsilon = 0$.",
        {
            "amount": next_c,
            "mean": next_u,
            "solution": solution,
            "least": least,
            "square": squares[0],
            "least_square": squares[1],
        },
        lambda done: _checks(done, np.array(x, dtype=float), float(t), [q.name for q in quantities[:4]]),
        drawing(x, t),
    )


def _checks(done: Derivation, x: Any, t: float, arguments: Sequence[str]) -> tuple[Check, ...]:
    """All weights after some steps, which have moved by one amount; and how far from the solution many steps end.

    A step is no longer than eta / sqrt(1 - beta) and goes towards the solution: once it is that near, it stays so near.
    """
    amount, mean = done.numpy("amount", *arguments), done.numpy("mean", *arguments)
    solution = np.array(done.sympy("solution"), dtype=float).ravel()

    def ran(eta: float, beta: float, steps: int) -> Any:
        step = rmsprop(lambda w: 2 * x * (x @ w - t), eta, beta, 0.0)
        return run(step, start(np.zeros_like(x)), steps)[-1].w

    def recursion(eta: float, beta: float, steps: int) -> Any:
        now = (0.0, 0.0)
        for _ in range(steps):
            now = float(amount(*now, eta, beta)), float(mean(*now, eta, beta))
        return np.sign(x) * now[0]

    def gap(eta: float, beta: float, steps: int) -> float:
        return float(np.abs(ran(eta, beta, steps) - solution).max() / (eta / np.sqrt(1 - beta)))

    def draw(random: np.random.Generator, _: int) -> tuple[Any, ...]:
        return random.uniform(0.01, 0.1), random.uniform(0.5, 0.95), int(random.integers(1, 20))

    def draw_many(random: np.random.Generator, _: int) -> tuple[Any, ...]:
        return random.uniform(1e-3, 1e-2) * abs(t) / np.abs(x).sum(), random.uniform(0.5, 0.95), 3000

    return (
        Check("one amount for all weights", recursion, ran, draw, 1e-6),
        Check("near the solution, by the length of a step", gap, lambda *_: 0.0, draw_many, 1.0),
    )
