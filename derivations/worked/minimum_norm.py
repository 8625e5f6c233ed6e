r"""Stochastic gradient descent from zero can rest at the solution of least norm alone: it stays in the span of data.

L(w) = |Xw - t|^2 / n with n < d examples of full row rank, L_k the mean over the mini-batch S_k X (S_k selects b rows),
w_0 = 0. By induction w_k = X'c_k; where such a point is stationary, c = (XX')^{-1} t; every other solution is longer,
by Pythagoras (Goodfellow, Bengio & Courville, Deep Learning, 2.9, on the pseudoinverse). That the descent comes to rest
is not shown: it depends on the learning rate (`one_example_descent` says how, for one example).

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["solution"]))
X^\top (X X^\top)^{-1} t
"""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.moves.calculus import differentiate
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.equations import bring_over, cancel_terms, vanish
from derivations.moves.line import apply, on_left, on_right
from derivations.moves.linear import cancel_inverse
from derivations.moves.products import (
    expand,
    factor,
    factor_left,
    flat,
    gather,
    inner_to_norm,
    join_transposes,
    norm_to_inner,
)
from derivations.moves.rewriting import fold, shown, unfold, use, within
from derivations.moves.sheet import Sheet
from derivations.pictures.trajectories import drawing
from derivations.terms.names import accented, indexed, raised
from derivations.terms.term import Term, mul, num, substitute, sym
from numeric.crosscheck import Check
from numeric.optimisers import epochs, minibatch, start

LONGEST = 100_000
WHOLE = frozenset({"natural", "positive"})

EXAMPLE = (2, 1), 3
"""With its target: what the picture shows."""


def derive(
    X: str = "X",
    t: str = "t",
    w: str = "w",
    eta: str = r"\eta",
    c: str = "c",
    S: str = "S",
    v: str = "v",
    u: str = "u",
    L: str = "L",
    n: str = "n",
    d: str = "d",
    b: str = "b",
    k: str = "k",
) -> Derivation:
    """The derivation, in the reader's own letters.

    X is n x d, t has n entries, w and any other solution v have d; `S_{k}` is b x n and selects the rows of step k.
    """
    data, target, weights, rate, rows, cols, batch, count = map(sym, (X, t, w, eta, n, d, b, k))
    other, apart, rest_c = sym(v), sym(u), sym(accented(c, "hat"))
    now_w, next_w = (sym(indexed(w, time)) for time in (k, f"{k}+1"))
    now_c, next_c = (sym(indexed(c, time)) for time in (k, f"{k}+1"))
    rows_now, resting, least = sym(indexed(S, k)), sym(accented(w, "hat")), sym(raised(w, "*"))
    batch_loss = indexed(L, k)
    inverse = Term("inverse", (data * data.T,))

    def slope(of: str, at: Term) -> Term:
        return Term("grad", (Term("app", (at,), of), at, at))

    def mean(of: Term, count: Term) -> Term:
        return num(1) / count * Term("norm", (of,), "2") ** num(2)

    column, residual = (cols, num(1)), data * weights - target
    push = mul(num(2) * rate / batch, rows_now.T, rows_now, data * mul(data.T, now_c) - target)
    quantities = (
        Quantity(n, "the number of examples", facts=WHOLE),
        Quantity(d, f"the number of features, more than {shown(rows)}", facts=WHOLE),
        Quantity(b, "the size of a mini-batch", facts=WHOLE),
        Quantity(X, "the examples, one a row", (rows, cols), frozenset({"full row rank"})),
        Quantity(t, "the targets", (rows, num(1))),
        Quantity(w, "the weights", column),
        Quantity(str(now_w.value), f"the weights after {shown(count)} steps", column),
        Quantity(str(rows_now.value), f"selects the rows of the mini-batch of step {shown(count)}", (batch, rows)),
        Quantity(str(now_c.value), f"the coefficients of the examples after {shown(count)} steps", (rows, num(1))),
        Quantity(str(rest_c.value), "the coefficients where it rests", (rows, num(1))),
        Quantity(v, "another solution", column),
        Quantity(eta, "the learning rate"),
    )
    definitions = (
        Definition(L, mean(residual, rows), (w,)),
        Definition(batch_loss, mean(rows_now * residual, batch), (w,)),
        Definition(str(next_w.value), now_w - rate * slope(batch_loss, now_w)),
        Definition(str(next_c.value), now_c - flat(push)),
        Definition(str(resting.value), data.T * rest_c),
        Definition(str(least.value), mul(data.T, inverse, target)),
        Definition(u, other - least),
    )
    sheet = Sheet(quantities, definitions)
    sheet.given(Term("app", (weights,), L), definitions[0].body, "the loss")
    sheet.given(Term("app", (weights,), batch_loss), definitions[1].body, "its part in a mini-batch")
    *_, part = sheet.chain(
        slope(batch_loss, weights),
        unfold(batch_loss),
        norm_to_inner(),
        differentiate(),
        factor(),
        prose="The gradient on a mini-batch.",
    )
    *_, step = sheet.define(
        next_w,
        use(slope(batch_loss, now_w), substitute(part, {w: now_w}), "the gradient above"),
        gather(),
        prose="One step.",
    )
    sheet.given(next_c, definitions[3].body, "the coefficients that will turn out to be right")
    sheet.chain(
        data.T * Term("zeros", (rows, num(1))),
        expand().because("so $w_0 = 0$ is in the span"),
        prose="Induction: before the first step.",
    )
    one_step = apply(lambda side: flat(substitute(step, {str(now_w.value): side})), "one step from both sides")
    one_more = f"From {shown(count)} steps to {shown(count + 1)}."
    stays = sheet.follow(
        sheet.suppose(now_w, data.T * now_c, "what the induction supposes", one_more),
        one_step,
        on_left(use(step, next_w, "the step above")),
        on_right(factor_left(data.T)),
        on_right(fold(str(next_c.value))),
    )

    *_, whole = sheet.chain(
        slope(L, weights), unfold(L), norm_to_inner(), differentiate(), factor(), prose="The gradient of the loss."
    )
    prose = "Where it can rest: at a stationary point of the loss."
    sheet.given(resting, definitions[4].body, "in the span, as every iterate", prose)
    to_residual, regular = mul(rows / num(2), inverse, data), f"{shown(data * data.T)} has an inverse"
    sheet.follow(
        sheet.suppose(slope(L, resting), num(0), "stationary point"),
        on_left(use(slope(L, resting), substitute(whole, {w: resting}), "the gradient above")),
        apply(lambda side: side if side == num(0) else flat(to_residual * side), regular),
        on_left(gather()),
        on_left(cancel_inverse()),
        on_left(unfold(str(resting.value))),
        bring_over(target),
        apply(lambda side: flat(inverse * side), regular),
        on_left(cancel_inverse()),
        apply(lambda side: flat(data.T * side), f"multiply by {shown(data.T)}"),
        on_left(fold(str(resting.value))),
        on_right(fold(str(least.value))),
    )
    sheet.chain(data * least, unfold(str(least.value)), cancel_inverse(), prose="It is a solution.")

    prose = f"It is the shortest. Let {shown(other)} be another solution."
    sheet.suppose(data * other, target, "another solution", prose)
    sheet.where(Term("eq", (data * other, target)))
    sheet.given(apart, definitions[6].body, "what lies between them")
    sheet.chain(
        mul(apart.T, least),
        unfold(str(least.value)),
        join_transposes(),
        unfold(u),
        within("transpose", expand()),
        use(data * other, target, "a solution"),
        use(data * least, target, "a solution"),
        expand(),
        prose="They are perpendicular.",
    )
    perpendicular = sheet.conclude(mul(apart.T, least), num(0), "first and last of these")
    square = Term("norm", (least,), "2") ** num(2)
    *_, pythagoras = sheet.chain(
        Term("norm", (other,), "2") ** num(2),
        use(other, apart + least, f"definition of {shown(apart)}"),
        norm_to_inner(),
        expand(),
        use(mul(num(2), apart.T, least), num(0), "they are perpendicular"),
        inner_to_norm(),
        prose="Pythagoras.",
    )
    sheet.at_least(square, "a square is left out")
    same = sheet.follow(
        sheet.suppose(Term("norm", (other,), "2") ** num(2), square, "as short", "No other solution is as short."),
        on_left(use(Term("norm", (other,), "2") ** num(2), pythagoras, "Pythagoras")),
        cancel_terms(),
        vanish(),
        on_left(unfold(u)),
        bring_over(least),
        uses=(perpendicular,),
    )
    return sheet.derivation(
        "minimum_norm",
        "Stochastic gradient descent and the solution of least norm",
        "Least squares with fewer examples than features, full row rank, from "
        f"{shown(Term('eq', (sym(indexed(w, 0)), num(0))))} with any mini-batches. Whether the descent comes to rest "
        "depends on the learning rate and is not shown here; where it does is.",
        {"iterate": stays.rhs, "solution": definitions[5].body, "least_square": square, "other": same.rhs},
        lambda done: _checks(done, X, t),
        drawing(*EXAMPLE, with_rmsprop=False),
    )


def _checks(done: Derivation, *arguments: str) -> tuple[Check, ...]:
    """The solution against mini-batch descent that is run until it rests, and against `lstsq`."""
    solution = done.numpy("solution", *arguments)
    return (
        Check("where mini-batch descent rests", lambda X, t, _: solution(X, t), _descend, _draw, 1e-8),
        Check("least norm by lstsq", lambda X, t, _: solution(X, t), _lstsq, _draw, 1e-9),
    )


def _draw(random: np.random.Generator, trial: int) -> tuple[Any, ...]:
    """n = 1..4 examples with n + 2..n + 5 features and every size of mini-batch."""
    n = 1 + trial % 4
    X = random.normal(size=(n, n + int(random.integers(2, 6))))
    return X, random.normal(size=(n, 1)), int(random.integers(1, n + 1))


def _descend(X: Any, t: Any, batch: int) -> Any:
    """Steps of half the largest stable size until the loss is that of rounding."""
    n = X.shape[0]

    def gradient(w: Any, rows: Any) -> Any:
        return 2 / len(rows) * X[rows].T @ (X[rows] @ w - t[rows])

    step = minibatch(gradient, 0.5 / (X**2).sum(axis=1).max(), epochs(n, batch, seed=0))
    state = start(np.zeros((X.shape[1], 1)))
    while np.abs(X @ state.w - t).max() > 1e-12 and state.t < LONGEST:
        state = step(state)
    return state.w


def _lstsq(X: Any, t: Any, _: int) -> Any:
    return np.linalg.lstsq(X, t, rcond=None)[0]
