r"""Gradient descent on one example: every step is a multiple of it, and the limit is the solution of least norm.

L(w) = (x'w - t)^2 from w = 0: w_k = c_k x, with the first steps worked out and c_k in closed form by induction.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> [latex(done.results[name]) for name in ("c_1", "c_2", "limit")]
['6 \\eta', '-60 \\eta^2 + 12 \\eta', '\\begin{bmatrix} \\frac{6}{5} \\\\ \\frac{3}{5} \\end{bmatrix}']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.latex.print import latex
from derivations.moves.calculus import differentiate
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.equations import solve
from derivations.moves.line import apply, on_left, on_right
from derivations.moves.products import collect_words, expand, factor, gather
from derivations.moves.rewriting import insert, shown, unfold, use
from derivations.moves.scalars import as_multiple, value
from derivations.moves.sheet import Sheet
from derivations.terms.names import indexed
from derivations.terms.term import Term, column, mul, num, substitute, sym
from numeric.crosscheck import Check
from numeric.optimisers import gd, start
from numeric.simulate import run, weights


def derive(
    x: Sequence[Fraction] = (Fraction(2), Fraction(1)),
    t: Fraction = Fraction(3),
    steps: int = 3,
    w: str = "w",
    c: str = "c",
    eta: str = r"\eta",
    L: str = "L",
    k: str = "k",
) -> Derivation:
    """The derivation for an example x with target t, so many steps worked out, in the reader's own letters.

    Raises `ValueError` for an x that is 0 or empty, or no steps.
    """
    if not any(x) or steps < 1:
        raise ValueError(f"x = ({', '.join(map(str, x))}), {steps} steps: an entry that is not 0 and a step are needed")
    example, target, weight, rate = sym("x"), num(t), sym(w), sym(eta)

    def at(letter: str, time: int | str) -> Term:
        return sym(indexed(letter, time))

    def loss(of: Term) -> Term:
        return Term("app", (of,), L)

    def slope(of: Term) -> Term:
        return Term("grad", (loss(of), of, of))

    size, square = (num(len(x)), num(1)), num(sum(entry * entry for entry in x))

    def moved(times: Term) -> Term:
        return times - 2 * rate * (square * times - target)

    quantities = (
        Quantity(w, "the weights", size),
        Quantity(str(at(w, k).value), f"the weights after {shown(sym(k))} steps", size),
        Quantity(str(at(c, k).value), "how many times the example they are"),
        Quantity(c, "the same where the descent rests"),
        Quantity(eta, "the learning rate"),
    )
    next_w, next_c = at(w, f"{k}+1"), at(c, f"{k}+1")
    definitions = (
        Definition("x", column(*map(num, x))),
        Definition(L, (mul(example.T, weight) - target) ** num(2), (w,)),
        Definition(str(next_w.value), at(w, k) - rate * slope(at(w, k))),
        Definition(str(next_c.value), moved(at(c, k))),
        Definition(str(at(c, 0).value), num(0)),
        *(Definition(str(at(c, step + 1).value), moved(at(c, step))) for step in range(steps)),
    )
    sheet = Sheet(quantities, definitions)
    sheet.given(example, definitions[0].body, "the example")
    sheet.given(loss(weight), definitions[1].body, "the loss")
    *_, gradient = sheet.chain(slope(weight), unfold(L), differentiate(), factor(), prose="The gradient.")
    *_, step = sheet.define(
        next_w,
        use(slope(at(w, k)), substitute(gradient, {w: at(w, k)}), "the gradient above"),
        gather(),
        prose="One step.",
    )
    length = mul(example.T, example)
    sheet.chain(length, unfold("x"), value(), prose="The square of the example's length.")
    sheet.given(next_c, definitions[3].body, "what the step will turn out to do with it")
    once = apply(lambda side: substitute(step, {str(at(w, k).value): side}), "one step from both sides")
    stays = sheet.follow(
        sheet.suppose(at(w, k), mul(at(c, k), example), "what the induction supposes", "In the span, step by step."),
        once,
        on_left(use(step, next_w, "the step above")),
        on_right(expand()),
        on_right(use(length, square, "the length above")),
        on_right(collect_words()),
        on_right(as_multiple(str(next_c.value))),
    )
    sheet.given(at(c, 0), num(0), f"${w}_0 = 0$", "The first steps.")
    closed: dict[str, Term] = {}
    for now in range(steps):
        before = {str(at(c, now).value): closed.get(f"{c}_{now}", num(0))}
        *_, found = sheet.define(at(c, now + 1), insert(before, "the step before"), expand())
        closed[f"{c}_{now + 1}"] = found
    rest = sheet.suppose(sym(c), moved(sym(c)), "a step that changes nothing", "Where the descent rests.")
    end = sheet.follow(rest, solve(c)).rhs
    *_, limit = sheet.chain(mul(end, example), unfold("x"), value(), prose=f"The weights there, ${c} x$.")
    return sheet.derivation(
        "one_example_descent",
        "Gradient descent on one example",
        f"$L(w) = (x^\\top w - t)^2$ with $x = ({', '.join(map(str, x))})$ and $t = {latex(target)}$, from 0.",
        {"gradient": gradient, "iterate": stays.rhs, **closed, "limit": limit},
        lambda done: _checks(done, np.array(x, dtype=float), float(t), steps, (c, eta)),
    )


def _checks(done: Derivation, x: Any, t: float, steps: int, names: tuple[str, str]) -> tuple[Check, ...]:
    """The first steps against running gradient descent, and where it rests after many."""
    amounts = [done.numpy(f"{names[0]}_{step}", names[1]) for step in range(1, steps + 1)]
    limit = np.array(done.sympy("limit"), dtype=float).ravel()

    def ran(eta: float, count: int) -> Any:
        return weights(run(gd(lambda w: 2 * x * (x @ w - t), eta), start(np.zeros_like(x)), count))

    def draw(random: np.random.Generator, _: int) -> tuple[Any, ...]:
        return (random.uniform(0.05, 0.9) / (x @ x),)

    return (
        Check(
            "the first steps", lambda eta: [a(eta) * x for a in amounts], lambda eta: ran(eta, steps)[1:], draw, 1e-9
        ),
        Check("where it rests", lambda _: limit, lambda eta: ran(eta, 1000)[-1], draw, 1e-9),
    )
