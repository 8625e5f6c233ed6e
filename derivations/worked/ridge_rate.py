r"""Ridge regression: the loss after one step of gradient descent, and the learning rate that makes it least.

L(w) = |Xw - t|^2 / n + lambda |w|^2 with any n and d and lambda >= 0, g = grad L(w_0), w_1 = w_0 - eta g. The loss
after the step is a parabola in eta that falls with slope |g|^2; with lambda = 0 the best rate is that of least squares.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["best_rate"]))
\frac{n}{2} \frac{\|g\|_2^2}{\lambda n \|g\|_2^2 + \|X g\|_2^2}
"""

from __future__ import annotations

from typing import Any

from derivations.document.context import Definition
from derivations.moves.arrays import arrays
from derivations.moves.calculus import differentiate, split_derivative
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.equations import combine, solve
from derivations.moves.line import on_both
from derivations.moves.products import expand, factor, inner_to_norm, norm_to_inner, use_in_sum
from derivations.moves.rewriting import fold, shown, unfold, use, within
from derivations.moves.sheet import Sheet
from derivations.pictures import best_rate
from derivations.terms.names import indexed
from derivations.terms.term import Term, mul, num, substitute, sym
from numeric.crosscheck import Check
from numeric.optimisers import gd, start
from numeric.simulate import run


def derive(
    X: str = "X",
    t: str = "t",
    w: str = "w",
    eta: str = r"\eta",
    weight: str = r"\lambda",
    a: str = "a",
    g: str = "g",
    L: str = "L",
    n: str = "n",
    d: str = "d",
) -> Derivation:
    """The derivation, in the reader's own letters; X is n x d, t has n entries, w has d, `weight` is the penalty's."""
    data, target, weights, rate, rows, cols, penalty = map(sym, (X, t, w, eta, n, d, weight))
    before, after, residual, direction, loss_after = map(sym, (indexed(w, 0), indexed(w, 1), a, g, indexed(L, 1)))
    whole = frozenset({"natural", "positive"})

    def loss(of: Term) -> Term:
        return Term("app", (of,), L)

    def slope(of: Term, by: Term) -> Term:
        return Term("grad", (of, by, by))

    def square(of: Term) -> Term:
        return Term("norm", (of,), "2") ** num(2)

    quantities = (
        Quantity(n, "the number of examples", facts=whole),
        Quantity(d, "the number of features", facts=whole),
        Quantity(X, "the examples, one a row", (rows, cols)),
        Quantity(t, "the targets", (rows, num(1))),
        Quantity(w, "the weights", (cols, num(1))),
        Quantity(str(before.value), "the weights before the step", (cols, num(1))),
        Quantity(eta, "the learning rate"),
        Quantity(weight, "the weight of the penalty", facts=frozenset({"nonnegative"})),
    )
    definitions = (
        Definition(L, num(1) / rows * square(data * weights - target) + penalty * square(weights), (w,)),
        Definition(a, data * before - target),
        Definition(g, slope(loss(before), before)),
        Definition(str(after.value), before - rate * direction),
        Definition(str(loss_after.value), loss(after)),
    )
    sheet = Sheet(quantities, definitions)
    sheet.given(loss(weights), definitions[0].body, "the loss")
    sheet.given(residual, definitions[1].body, "the residual")
    fit = definitions[0].body.args[0]
    *_, plain = sheet.chain(
        slope(fit, weights), norm_to_inner(), differentiate(), factor(), prose="The gradient without the penalty."
    )
    *_, gradient = sheet.chain(
        slope(loss(weights), weights),
        unfold(L),
        split_derivative(),
        use(slope(fit, weights), plain, "the gradient above"),
        norm_to_inner(),
        differentiate(),
        prose="The gradient of the loss.",
    )
    *_, found = sheet.define(
        direction,
        use(definitions[2].body, substitute(gradient, {w: before}), "the gradient above"),
        fold(a),
        prose="The direction of the step.",
    )
    length = mul(direction.T, direction)
    *_, parts = sheet.chain(length, use(direction, found, f"what {shown(direction)} is"), expand())
    sheet.given(after, definitions[3].body, "gradient descent", "One step.")
    *_, polynomial, expansion = sheet.define(
        loss_after,
        unfold(L),
        unfold(str(after.value)),
        within("norm", expand()),
        within("norm", fold(a)),
        norm_to_inner(),
        norm_to_inner(),
        expand(),
        use_in_sum(parts, length, f"what {shown(length)} is"),
        inner_to_norm(),
        prose="The loss after the step.",
    )
    first = slope(loss_after, rate)
    *_, slanted, falling = sheet.chain(
        first,
        use(loss_after, polynomial, "the loss above"),
        differentiate(),
        expand(),
        inner_to_norm(),
        prose="Its derivative by the learning rate.",
    )
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
    sheet.at_least(num(0), f"squares, {shown(Term('gt', (rows, num(0))))} and {shown(Term('ge', (penalty, num(0))))}")
    *_, least = sheet.chain(
        substitute(expansion, {eta: best.rhs}), combine(), prose="The loss at the best learning rate."
    )
    return sheet.derivation(
        "ridge_rate",
        "The best learning rate for ridge regression",
        "Least squares with a penalty on the weights; one step of gradient descent from any weights.",
        {
            "gradient": gradient,
            "expansion": expansion,
            "slope": falling,
            "best_rate": best.rhs,
            "curvature": curvature,
            "least_loss": least,
        },
        lambda done: _checks(done, X, t, str(before.value), weight, eta),
        best_rate.DRAWING,
    )


def _checks(done: Derivation, *arguments: str) -> tuple[Check, ...]:
    """The loss and the best rate against gradient descent in NumPy; the rate by the parabola through three losses."""
    draw = arrays(done.context, arguments)
    rate, least = done.numpy("best_rate", *arguments), done.numpy("least_loss", *arguments)
    return (
        Check("loss after one step", done.numpy("expansion", *arguments), _simulated_loss, draw, 1e-9),
        Check("best learning rate", rate, _best_of_parabola, draw, 1e-6),
        Check("loss at the best learning rate", least, _least_loss, draw, 1e-6),
    )


def _simulated_loss(X: Any, t: Any, w: Any, weight: Any, eta: Any) -> Any:
    n = X.shape[0]
    after = run(gd(lambda v: 2 / n * X.T @ (X @ v - t) + 2 * weight * v, eta), start(w), 1)[-1].w
    return ((X @ after - t) ** 2).sum() / n + weight * (after**2).sum()


def _best_of_parabola(X: Any, t: Any, w: Any, weight: Any, _: Any) -> Any:
    low, middle, high = (_simulated_loss(X, t, w, weight, rate) for rate in (-1.0, 0.0, 1.0))
    return (low - high) / (2 * (low - 2 * middle + high))


def _least_loss(X: Any, t: Any, w: Any, weight: Any, _: Any) -> Any:
    return _simulated_loss(X, t, w, weight, _best_of_parabola(X, t, w, weight, _))
