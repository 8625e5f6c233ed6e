r"""Gradient descent on one example: every step is a multiple of it, and small steps go to the solution of least norm.

L(w) = (x'w - t)^2 from w = 0: by induction w_k = c_k x, and k steps multiply how far the prediction is off by
(1 - 2 eta x'x)^k, which goes to 0 where 0 < eta < 1 / x'x, and then only. So the descent goes to t x / x'x, which is
the solution of least norm (`minimum_norm`).

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["c_k"]))
\frac{3 - 3 (1 - 10 \eta)^k}{5}
>>> print(latex(done.results["limit"]))
\begin{bmatrix} \frac{6}{5} \\ \frac{3}{5} \end{bmatrix}
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.moves.calculus import differentiate
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.equations import over, plus, solve
from derivations.moves.line import apply, on_left, on_right
from derivations.moves.products import collect_words, expand, factor, gather
from derivations.moves.rewriting import fold, insert, shown, unfold, use
from derivations.moves.scalars import as_multiple, drop_neutral, join_powers, split_off, tidy, value
from derivations.moves.sheet import Sheet
from derivations.pictures.trajectories import drawing
from derivations.terms.names import indexed
from derivations.terms.term import Term, column, mul, num, substitute, sym
from numeric.crosscheck import Check
from numeric.optimisers import gd, start
from numeric.simulate import run, weights

STEPS = 10
"""So many steps are worked out at most: polynomials in the learning rate of that degree."""
ENTRIES = 30


def derive(
    x: Sequence[Fraction] = (Fraction(2), Fraction(1)),
    t: Fraction = Fraction(3),
    steps: int = 3,
    w: str = "w",
    c: str = "c",
    eta: str = r"\eta",
    L: str = "L",
    k: str = "k",
    r: str = "r",
) -> Derivation:
    """The derivation for an example x with target t, so many steps worked out, in the reader's own letters.

    Raises `ValueError` for an x that is 0 or has one entry alone or too many, for a target of 0, which 0 fits already,
    and for no steps or too many.
    """
    if not any(x) or not 2 <= len(x) <= ENTRIES or t == 0:
        raise ValueError(
            f"x = ({', '.join(map(str, x))}), t = {t}: 2 to {ENTRIES} entries are needed, not all of them 0, "
            "and a target that is not 0"
        )
    if not 1 <= steps <= STEPS:
        raise ValueError(f"{steps} steps: 1 to {STEPS} are worked out; the closed form is for any number")
    example, target, weight, rate, count = sym("x"), num(t), sym(w), sym(eta), sym(k)

    def at(letter: str, time: int | str) -> Term:
        return sym(indexed(letter, time))

    def loss(of: Term) -> Term:
        return Term("app", (of,), L)

    def slope(of: Term) -> Term:
        return Term("grad", (loss(of), of, of))

    size, square = (num(len(x)), num(1)), num(sum(entry * entry for entry in x))

    def missed(prediction: Term) -> Term:
        return prediction - target if t > 0 else prediction + num(-t)

    def off(times: Term) -> Term:
        return missed(times if square == num(1) else square * times)

    def moved(times: Term) -> Term:
        return times - 2 * rate * off(times)

    quantities = (
        Quantity(w, "the weights", size),
        Quantity(str(at(w, k).value), f"the weights after {shown(count)} steps", size),
        Quantity(str(at(c, k).value), "how many times the example they are"),
        Quantity(c, f"what {shown(at(c, k))} goes to"),
        Quantity(eta, "the learning rate", facts=frozenset({"positive"})),
        Quantity(k, "the number of steps", facts=frozenset({"natural"})),
    )
    next_w, next_c = at(w, f"{k}+1"), at(c, f"{k}+1")
    definitions = (
        Definition("x", column(*map(num, x))),
        Definition(L, missed(mul(example.T, weight)) ** num(2), (w,)),
        Definition(str(next_w.value), at(w, k) - rate * slope(at(w, k))),
        Definition(str(next_c.value), moved(at(c, k))),
        Definition(str(at(c, 0).value), num(0)),
        *(Definition(str(at(c, step + 1).value), moved(at(c, step))) for step in range(steps)),
        *(Definition(str(at(r, step).value), off(at(c, step))) for step in (0, k, f"{k}+1")),
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
    start_w = Term("eq", (at(w, 0), num(0)))
    sheet.given(at(c, 0), num(0), shown(start_w), "The first steps.")
    closed: dict[str, Term] = {}
    for now in range(steps):
        before = {str(at(c, now).value): closed.get(f"c_{now}", num(0))}
        *_, found = sheet.define(at(c, now + 1), insert(before, "the step before"), expand())
        closed[f"c_{now + 1}"] = found
    now_r, next_r, first_r = at(r, k), at(r, f"{k}+1"), at(r, 0)
    reason = f"{shown(missed(mul(example.T, at(w, k))))} in the span"
    sheet.given(now_r, off(at(c, k)), reason, "How far the prediction is off.")
    *_, once_more = sheet.define(
        next_r,
        unfold(str(next_c.value)),
        split_off(off(at(c, k))),
        fold(str(now_r.value)),
        prose="After one more step.",
    )
    shrinks = once_more.args[0]
    sheet.chain(shrinks ** num(0) * first_r, tidy().because("no step yet"), prose="Induction: before the first step.")
    power = shrinks**count * first_r
    sheet.follow(
        sheet.suppose(now_r, power, "what the induction supposes", f"From {shown(count)} steps to {shown(count + 1)}."),
        apply(lambda side: substitute(once_more, {str(now_r.value): side}), "one more step from both sides"),
        on_left(use(once_more, next_r, "the step above")),
        on_right(join_powers()),
    )
    any_c = sheet.follow(
        sheet.suppose(now_r, power, "by the induction", f"So {shown(at(c, k))}, after any number of steps."),
        on_left(unfold(str(now_r.value))),
        on_right(unfold(str(first_r.value))),
        on_right(unfold(str(at(c, 0).value))),
        on_right(drop_neutral()),
        plus(target),
        *([] if square == num(1) else [over(square)]),
    ).rhs
    prose = f"Small rates make it smaller: the powers of {shown(shrinks)} go to 0."
    sheet.between(num(-1), shrinks, num(1), square * rate, prose)
    prose = f"Then {shown(now_r)} goes to 0, and {shown(at(c, k))} to where it is 0."
    settled = sheet.suppose(off(sym(c)), num(0), "what is off", prose)
    end = sheet.follow(settled, solve(c)).rhs
    *_, limit = sheet.chain(mul(end, example), unfold("x"), value(), prose="And the weights go to so many times $x$.")
    return sheet.derivation(
        "one_example_descent",
        "Gradient descent on one example",
        "The square of how far the prediction for one example is off; the first weights are 0.",
        {"gradient": gradient, "iterate": stays.rhs, **closed, "c_k": any_c, "limit": limit},
        lambda done: _checks(done, np.array(x, dtype=float), float(t), steps, (eta, k)),
        drawing(x, t, with_rmsprop=False),
    )


def _checks(done: Derivation, x: Any, t: float, steps: int, names: tuple[str, str]) -> tuple[Check, ...]:
    """The first steps and any number of them against running gradient descent, and what it goes to."""
    amounts = [done.numpy(f"c_{step}", names[0]) for step in range(1, steps + 1)]
    any_amount, limit = done.numpy("c_k", *names), np.array(done.sympy("limit"), dtype=float).ravel()

    def ran(eta: float, count: int) -> Any:
        return weights(run(gd(lambda w: 2 * x * (x @ w - t), eta), start(np.zeros_like(x)), count))

    def first(eta: float, _: int) -> Any:
        return [a(eta) * x for a in amounts]

    def draw(random: np.random.Generator, _: int) -> tuple[Any, ...]:
        return random.uniform(0.05, 0.95) / (x @ x), int(random.integers(0, 50))

    return (
        Check("the first steps", first, lambda eta, _: ran(eta, steps)[1:], draw, 1e-9),
        Check("any number of steps", lambda eta, k: any_amount(eta, k) * x, lambda eta, k: ran(eta, k)[-1], draw, 1e-9),
        Check("what it goes to", lambda *_: limit, lambda eta, _: ran(eta, 1000)[-1], draw, 1e-9),
    )
