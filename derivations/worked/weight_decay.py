r"""Weight decay and a penalty on the loss: when one step of gradient descent makes them the same.

The penalised loss is L(w) + lambda~ |w|^2 with L(w) = |Xw - t|^2 / n; decay shrinks the weights by 1 - lambda before
it follows the gradient of L. Both steps are derived from their losses, equated, and solved for lambda~; the side
conditions are what had to be divided by. The last lines put the answer back and arrive at the decayed step.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["penalty"]))
\frac{\lambda}{2 \eta}
>>> [latex(condition) for condition in done.conditions]
['w_0 \\ne 0', '\\eta \\ne 0']
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from derivations.document.context import Definition
from derivations.moves.arrays import arrays
from derivations.moves.calculus import differentiate, split_derivative
from derivations.moves.derivation import Derivation, Quantity, context_of
from derivations.moves.equations import cancel_factor, cancel_terms, solve
from derivations.moves.line import Equation, chain, consequences, given, on_both, suppose
from derivations.moves.products import expand, factor, norm_to_inner
from derivations.moves.rewriting import fold, unfold, use
from derivations.moves.words import CannotMove
from derivations.pictures.weight_decay import DRAWING
from derivations.terms.names import accented, indexed
from derivations.terms.term import Term, num, substitute, sym
from numeric.crosscheck import Check
from numeric.optimisers import gd, start
from numeric.simulate import run


def derive(
    X: str = "X",
    t: str = "t",
    w: str = "w",
    eta: str = r"\eta",
    decay: str = r"\lambda",
    penalty: str = r"\tilde{\lambda}",
    a: str = "a",
    L: str = "L",
    n: str = "n",
    d: str = "d",
) -> Derivation:
    """The derivation, in the reader's own letters; X is n x d, t has n entries, w has d."""
    data, target, weights, rate, rows, cols = map(sym, (X, t, w, eta, n, d))
    shrink, weight, one = sym(decay), sym(penalty), num(1)
    before, decayed, penalised = sym(indexed(w, 0)), sym(indexed(w, 1)), sym(indexed(accented(w, "tilde"), 1))
    penalised_loss = accented(L, "tilde")

    def slope(of: str, at: Term) -> Term:
        return Term("grad", (Term("app", (at,), of), at, at))

    def square(of: Term) -> Term:
        return Term("norm", (of,), "2") ** num(2)

    quantities = (
        Quantity(n, "the number of examples", facts=frozenset({"natural", "positive"})),
        Quantity(d, "the number of features", facts=frozenset({"natural", "positive"})),
        Quantity(X, "the examples, one a row", (rows, cols)),
        Quantity(t, "the targets", (rows, one)),
        Quantity(w, "the weights", (cols, one)),
        Quantity(indexed(w, 0), "the weights before the step", (cols, one)),
        Quantity(eta, "the learning rate"),
        Quantity(decay, "the decay of the weights"),
        Quantity(penalty, "the weight of the penalty"),
    )
    definitions = (
        Definition(L, num(1) / rows * square(data * weights - target), (w,)),
        Definition(penalised_loss, Term("app", (weights,), L) + weight * square(weights), (w,)),
        Definition(a, data * before - target),
        Definition(indexed(accented(w, "tilde"), 1), before - rate * slope(penalised_loss, before)),
        Definition(indexed(w, 1), (1 - shrink) * before - rate * slope(L, before)),
    )
    context = context_of(quantities, definitions)

    plain = chain(
        slope(L, weights),
        [unfold(L), norm_to_inner(), differentiate(), factor()],
        context,
        prose="The gradient of the loss.",
    )
    gradient = chain(
        slope(penalised_loss, weights),
        [
            unfold(penalised_loss),
            split_derivative(),
            use(slope(L, weights), plain[-1].rhs, "the gradient above"),
            norm_to_inner(),
            differentiate(),
        ],
        context,
        prose="The gradient of the penalised loss.",
    )

    def at_start(of: Term) -> Term:
        return substitute(of, {w: before})

    with_penalty = chain(
        penalised,
        [
            unfold(indexed(accented(w, "tilde"), 1)),
            use(slope(penalised_loss, before), at_start(gradient[-1].rhs), "the gradient above"),
            fold(a),
            expand(),
        ],
        context,
        prose="One step of gradient descent on the penalised loss.",
        defined=True,
    )
    with_decay = chain(
        decayed,
        [
            unfold(indexed(w, 1)),
            use(slope(L, before), at_start(plain[-1].rhs), "the gradient above"),
            fold(a),
            expand(),
        ],
        context,
        prose="One step of gradient descent with weight decay.",
        defined=True,
    )
    equal = suppose(penalised, decayed, "what is asked", "Set the two steps equal.")
    answer = consequences(
        Equation(penalised, decayed),
        [
            on_both(use(penalised, with_penalty[-1].rhs, "the step on the penalised loss")),
            on_both(use(decayed, with_decay[-1].rhs, "the step with decay")),
            cancel_terms(),
            cancel_factor(before),
            solve(penalty),
        ],
        context,
    )
    back = chain(
        substitute(with_penalty[-1].rhs, {penalty: answer[-1].rhs}),
        [expand()],
        context,
        prose="Put back, the step on the penalised loss is the step with decay.",
    )
    if back[-1].rhs != with_decay[-1].rhs:
        raise CannotMove("the answer does not make the two steps the same")
    done = Derivation(
        "weight_decay",
        "Weight decay as a penalty on the loss",
        "Least squares with any number of examples and features; one step from any weights that are not zero.",
        quantities,
        definitions,
        (
            given(Term("app", (weights,), L), definitions[0].body, "the loss"),
            given(Term("app", (weights,), penalised_loss), definitions[1].body, "the penalised loss"),
            given(sym(a), definitions[2].body, "the residual"),
            *plain,
            *gradient,
            *with_penalty,
            *with_decay,
            equal,
            *answer,
            *back,
        ),
        {
            "gradient": plain[-1].rhs,
            "penalised_gradient": gradient[-1].rhs,
            "penalised_step": with_penalty[-1].rhs,
            "decayed_step": with_decay[-1].rhs,
            "penalty": answer[-1].rhs,
        },
    )
    return replace(done, checks=_checks(done, (X, t, str(before.value)), eta, decay, penalty), draw=DRAWING)


def _checks(done: Derivation, data: tuple[str, ...], eta: str, decay: str, penalty: str) -> tuple[Check, ...]:
    """The derived steps, and the penalty that makes them one, against gradient descent in NumPy."""
    rate = done.numpy("penalty", eta, decay)

    def with_derived_penalty(X: Any, t: Any, w: Any, eta: Any, decay: Any) -> Any:
        return _penalised_step(X, t, w, eta, rate(eta, decay))

    penalised, decayed = (*data, eta, penalty), (*data, eta, decay)
    draw = arrays(done.context, decayed)
    return (
        Check("step on the penalised loss", done.numpy("penalised_step", *penalised), _penalised_step, draw, 1e-9),
        Check("step with decay", done.numpy("decayed_step", *decayed), _decayed_step, draw, 1e-9),
        Check("the same step by the derived penalty", with_derived_penalty, _decayed_step, draw, 1e-9),
    )


def _gradient(X: Any, t: Any, w: Any) -> Any:
    return 2 / X.shape[0] * X.T @ (X @ w - t)


def _penalised_step(X: Any, t: Any, w: Any, eta: Any, penalty: Any) -> Any:
    return run(gd(lambda v: _gradient(X, t, v) + 2 * penalty * v, eta), start(w), 1)[-1].w


def _decayed_step(X: Any, t: Any, w: Any, eta: Any, decay: Any) -> Any:
    return w * (1 - decay) + (run(gd(lambda v: _gradient(X, t, v), eta), start(w), 1)[-1].w - w)
