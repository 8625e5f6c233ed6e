r"""The loss of least squares after any number of steps of gradient descent, in closed form.

L(w) = |Xw - t|^2 / n with any n and d, w_{k+1} = w_k - eta grad L(w_k), a_k = X w_k - t. One step multiplies the
residual by M = I - (2 eta / n) XX'; by induction k steps multiply it by M^k, so L_k = a_0' M^{2k} a_0 / n.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["loss_after_k"]))
\frac{1}{n} a_0^\top \left( I_n - \frac{2 \eta}{n} X X^\top \right)^{2 k} a_0
"""

from __future__ import annotations

from typing import Any

from derivations.document.context import Definition
from derivations.moves.arrays import arrays
from derivations.moves.calculus import differentiate
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.line import apply, on_both
from derivations.moves.products import expand, factor, join_matrix_powers, norm_to_inner, turn_product
from derivations.moves.rewriting import fold, shown, unfold, use
from derivations.moves.sheet import Sheet
from derivations.pictures import learning_curves
from derivations.terms.names import indexed
from derivations.terms.term import Term, mul, num, substitute, sym
from numeric.crosscheck import Check
from numeric.optimisers import gd, start
from numeric.simulate import run

WHOLE = frozenset({"natural", "positive"})


def derive(
    X: str = "X",
    t: str = "t",
    w: str = "w",
    eta: str = r"\eta",
    a: str = "a",
    M: str = "M",
    L: str = "L",
    n: str = "n",
    d: str = "d",
    k: str = "k",
) -> Derivation:
    """The derivation, in the reader's own letters.

    X is n x d, t has n entries, w has d; `w_{k}` are the weights after k steps, `a_{k}` is the residual then.
    """
    data, target, weights, rate, rows, cols, count, matrix = map(sym, (X, t, w, eta, n, d, k, M))
    start_w, now_w, next_w = (sym(indexed(w, time)) for time in ("0", k, f"{k}+1"))
    start_a, now_a, next_a = (sym(indexed(a, time)) for time in ("0", k, f"{k}+1"))
    loss_now = sym(indexed(L, k))

    def loss(of: Term) -> Term:
        return Term("app", (of,), L)

    def slope(of: Term) -> Term:
        return Term("grad", (loss(of), of, of))

    def residual(of: Term) -> Term:
        return data * of - target

    quantities = (
        Quantity(n, "the number of examples", facts=WHOLE),
        Quantity(d, "the number of features", facts=WHOLE),
        Quantity(X, "the examples, one a row", (rows, cols)),
        Quantity(t, "the targets", (rows, num(1))),
        Quantity(w, "the weights", (cols, num(1))),
        Quantity(str(start_w.value), "the weights before the first step", (cols, num(1))),
        Quantity(str(now_w.value), f"the weights after {shown(count)} steps", (cols, num(1))),
        Quantity(eta, "the learning rate"),
        Quantity(k, "the number of steps", facts=frozenset({"natural"})),
    )
    definitions = (
        Definition(L, num(1) / rows * Term("norm", (residual(weights),), "2") ** num(2), (w,)),
        Definition(M, Term("eye", (rows,)) - mul(num(2) * rate / rows, data, data.T)),
        Definition(str(next_w.value), now_w - rate * slope(now_w)),
        *(
            Definition(str(left.value), residual(right))
            for left, right in zip((start_a, now_a, next_a), (start_w, now_w, next_w), strict=True)
        ),
        Definition(str(loss_now.value), loss(now_w)),
    )
    sheet = Sheet(quantities, definitions)
    sheet.given(loss(weights), definitions[0].body, "the loss")
    sheet.given(start_a, residual(start_w), "the residual before the first step")
    sheet.given(now_a, residual(now_w), f"after {shown(count)} steps")
    sheet.given(matrix, definitions[1].body, "what a step will turn out to be")
    *_, gradient = sheet.chain(
        slope(weights), unfold(L), norm_to_inner(), differentiate(), factor(), prose="The gradient of the loss."
    )
    sheet.given(next_w, definitions[2].body, "gradient descent", prose="One step.")
    *_, one_step = sheet.define(
        next_a,
        unfold(str(next_w.value)),
        use(slope(now_w), substitute(gradient, {w: now_w}), "the gradient above"),
        fold(str(now_a.value)),
        expand(),
        fold(str(now_a.value)),
        factor(),
        fold(M),
        prose="What the step makes of the residual.",
    )
    sheet.chain(matrix ** num(0) * start_a, expand().because("no step yet"), prose="Induction: before the first step.")
    power = matrix**count * start_a
    multiplied = apply(lambda side: matrix * side, f"multiply by {shown(matrix)}")
    after = sheet.follow(
        sheet.suppose(now_a, power, "what the induction supposes", f"From {shown(count)} steps to {shown(count + 1)}."),
        multiplied,
        on_both(join_matrix_powers()),
        on_both(use(one_step, next_a, "the step above")),
    )
    *_, plain = sheet.define(loss_now, unfold(L), fold(str(now_a.value)), norm_to_inner(), prose="The loss.")
    squared = apply(lambda side: mul(num(1) / rows, side.T, side), "the square of both sides")
    closed = sheet.follow(
        sheet.suppose(now_a, power, "by the induction"),
        squared,
        on_both(use(plain, loss_now, "the loss above")),
        on_both(turn_product()),
        on_both(unfold(M)),
        on_both(join_matrix_powers()).because(f"{shown(matrix)} is symmetric"),
    )
    return sheet.derivation(
        "many_steps_loss",
        "The loss after many steps of gradient descent",
        "Least squares with any number of examples and features; any number of steps from any weights.",
        {"gradient": gradient, "residual_after_step": one_step, "residual": after.rhs, "loss_after_k": closed.rhs},
        lambda done: _checks(done, X, t, str(start_w.value), eta, k),
        learning_curves.DRAWING,
    )


def _checks(done: Derivation, *arguments: str) -> tuple[Check, ...]:
    draw = arrays(done.context, arguments)
    return (Check("loss after many steps", done.numpy("loss_after_k", *arguments), _simulated_loss, draw, 1e-9),)


def _simulated_loss(X: Any, t: Any, w: Any, eta: Any, k: int) -> Any:
    n = X.shape[0]
    after = run(gd(lambda v: 2 / n * X.T @ (X @ v - t), eta), start(w), k)[-1].w
    return ((X @ after - t) ** 2).sum() / n
