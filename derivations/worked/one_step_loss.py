r"""The loss of least squares after one step of gradient descent, and the learning rate that makes it least.

L(w) = |Xw - t|^2 / n with any n and d, w_1 = w_0 - eta grad L(w_0), a = X w_0 - t. Every line is computed by a move of
`derivations.moves`, whose words in matrix letters carry SymPy coefficients; SymPy's matrix expressions cannot collect
or differentiate these products. The stationary point needs XX'a != 0, which the derivation states.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["best_rate"]))
\frac{n}{2} \frac{\|X^\top a\|_2^2}{\|X X^\top a\|_2^2}
>>> [latex(condition) for condition in done.conditions]
['X X^\\top a \\ne 0']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derivations.document.context import Definition
from derivations.moves.arrays import arrays
from derivations.moves.calculus import differentiate
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.equations import combine, solve
from derivations.moves.line import on_both
from derivations.moves.products import (
    expand,
    factor,
    gather,
    inner_to_norm,
    norm_to_inner,
    square_symmetric,
    turn_product,
)
from derivations.moves.rewriting import fold, shown, unfold, use, within
from derivations.moves.sheet import Sheet
from derivations.pictures import best_rate
from derivations.terms.names import indexed
from derivations.terms.term import Term, num, substitute, sym
from numeric.crosscheck import Check
from numeric.optimisers import gd, start
from numeric.simulate import run


def derive(
    X: str = "X",
    t: str = "t",
    w: str = "w",
    eta: str = r"\eta",
    a: str = "a",
    L: str = "L",
    n: str = "n",
    d: str = "d",
) -> Derivation:
    """The derivation, in the reader's own letters.

    X is n x d, t has n entries, w has d: the weights at any time, `w_{0}` and `w_{1}` before and after the step.
    """
    data, target, weights, rate, rows, cols = map(sym, (X, t, w, eta, n, d))
    before, after, residual, loss_after = map(sym, (indexed(w, 0), indexed(w, 1), a, indexed(L, 1)))
    one = num(1)

    def loss(at: Term) -> Term:
        return Term("app", (at,), L)

    def slope(of: Term, by: Term) -> Term:
        return Term("grad", (of, by, by))

    square = Term("norm", (data * weights - target,), "2") ** num(2)
    quantities = (
        Quantity(n, "the number of examples", facts=frozenset({"natural", "positive"})),
        Quantity(d, "the number of features", facts=frozenset({"natural", "positive"})),
        Quantity(X, "the examples, one a row", (rows, cols)),
        Quantity(t, "the targets", (rows, one)),
        Quantity(w, "the weights", (cols, one)),
        Quantity(indexed(w, 0), "the weights before the step", (cols, one)),
        Quantity(eta, "the learning rate"),
    )
    definitions = (
        Definition(L, num(1) / rows * square, (w,)),
        Definition(a, data * before - target),
        Definition(indexed(w, 1), before - rate * slope(loss(before), before)),
        Definition(indexed(L, 1), loss(after)),
    )
    sheet = Sheet(quantities, definitions)
    sheet.given(loss(weights), definitions[0].body, "the loss")
    sheet.given(residual, definitions[1].body, "the residual")
    *_, gradient = sheet.chain(
        slope(loss(weights), weights),
        unfold(L),
        norm_to_inner(),
        differentiate(),
        factor(),
        prose="The gradient of the loss.",
    )
    at_start = slope(loss(before), before)
    *_, step = sheet.define(
        after,
        use(at_start, substitute(gradient, {w: before}), "the gradient above"),
        gather(),
        fold(a),
        prose="One step of gradient descent.",
    )
    *_, closed, polynomial, expansion = sheet.define(
        loss_after,
        unfold(L),
        use(after, step, "the step above"),
        within("norm", expand()),
        within("norm", fold(a)),
        within("norm", factor()),
        norm_to_inner(),
        turn_product(),
        square_symmetric(),
        expand(),
        inner_to_norm(),
        prose="The loss after the step, and its expansion.",
    )
    first = slope(loss_after, rate)
    slanted, falling = sheet.chain(
        first,
        use(loss_after, polynomial, "the loss above"),
        differentiate(),
        inner_to_norm(),
        prose="Its derivative by the learning rate.",
    )[-2:]
    best = sheet.follow(
        sheet.suppose(first, num(0), "stationary point", "Set the derivative to zero."),
        on_both(use(first, falling, "the derivative above")),
        solve(eta),
    )
    *_, curvature = sheet.chain(
        slope(first, rate),
        use(first, slanted, "the derivative above"),
        differentiate(),
        inner_to_norm(),
        prose="The second derivative: the stationary point is a minimum.",
    )
    sheet.at_least(num(0), f"a square, and {shown(Term('gt', (rows, num(0))))}")
    *_, least = sheet.chain(
        substitute(expansion, {eta: best.rhs}),
        combine(),
        prose="The loss at the best learning rate.",
    )
    return sheet.derivation(
        "one_step_loss",
        "The loss after one step of gradient descent",
        "Least squares with any number of examples and features; one step from any weights with any learning rate.",
        {
            "gradient": gradient,
            "step": step,
            "loss_after": closed,
            "expansion": expansion,
            "slope": falling,
            "best_rate": best.rhs,
            "curvature": curvature,
            "least_loss": least,
        },
        lambda done: _checks(done, (X, t, str(before.value), eta)),
        best_rate.DRAWING,
    )


def _checks(done: Derivation, arguments: Sequence[str]) -> tuple[Check, ...]:
    """The loss and the best rate against gradient descent in NumPy; the rate by the parabola through three losses."""
    draw = arrays(done.context, arguments)
    return (
        Check("loss after one step", done.numpy("loss_after", *arguments), _simulated_loss, draw, 1e-9),
        Check("best learning rate", done.numpy("best_rate", *arguments), _best_of_parabola, draw, 1e-6),
        Check("loss at the best learning rate", done.numpy("least_loss", *arguments), _least_loss, draw, 1e-6),
    )


def _simulated_loss(X: Any, t: Any, w: Any, eta: Any) -> Any:
    n = X.shape[0]
    after = run(gd(lambda v: 2 / n * X.T @ (X @ v - t), eta), start(w), 1)[-1].w
    return ((X @ after - t) ** 2).sum() / n


def _best_of_parabola(X: Any, t: Any, w: Any, eta: Any) -> Any:
    low, middle, high = (_simulated_loss(X, t, w, rate) for rate in (-1.0, 0.0, 1.0))
    return (low - high) / (2 * (low - 2 * middle + high))


def _least_loss(X: Any, t: Any, w: Any, eta: Any) -> Any:
    return _simulated_loss(X, t, w, _best_of_parabola(X, t, w, eta))
