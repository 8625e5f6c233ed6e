r"""Weight decay and a penalty on the loss are not the same for RMSProp and Adam.

One weight w > 0 with gradient g > 0, the first step from no moments: RMSProp divides by kappa |g| + epsilon with
kappa = sqrt(1 - beta); Adam's corrected moments give the same with kappa = 1 (beta = 0). The penalty that does what
decay does depends on the gradient, so no one penalty serves two weights; kappa = 0, epsilon = 1 is gradient descent,
where it does not. Decay that stands apart from the gradient is AdamW (Loshchilov & Hutter 2019).

>>> done = derive()
>>> from derivations.latex.print import latex
>>> [latex(done.results[name]) for name in ("for_gradient_1", "for_gradient_2", "for_descent")]
['1', '\\frac{9}{2}', '\\frac{\\lambda}{2 \\eta}']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.equations import solve
from derivations.moves.line import on_left, on_right
from derivations.moves.rewriting import fold, shown, unfold, use
from derivations.moves.scalars import one_fraction, root_of_square, tidy, value
from derivations.moves.sheet import Sheet
from derivations.terms.names import accented, indexed
from derivations.terms.term import Term, num, substitute, sym
from numeric.crosscheck import Check
from numeric.optimisers import adamw, rmsprop, start
from numeric.simulate import run


def derive(
    gradients: Sequence[Fraction] = (Fraction(1), Fraction(2)),
    weight: Fraction = Fraction(1),
    rate: Fraction = Fraction(1),
    strength: Fraction = Fraction(1, 4),
    w: str = "w",
    g: str = "g",
    h: str = "h",
    eta: str = r"\eta",
    beta: str = r"\beta",
    kappa: str = r"\kappa",
    epsilon: str = r"\epsilon",
    decay: str = r"\lambda",
    penalty: str = r"\tilde{\lambda}",
) -> Derivation:
    """The penalty in any letters, then for Adam (epsilon = 1) the gradients, weight, rate and decay of an example.

    Raises `ValueError` where these are not positive, gradients are equal, or no penalty does what the decay does.
    """
    _check(gradients, weight, rate, strength)
    before, slope, step, past, root, safe, shrink, push = map(sym, (w, g, eta, beta, kappa, epsilon, decay, penalty))
    positive, nonnegative = frozenset({"positive"}), frozenset({"nonnegative"})
    quantities = (
        Quantity(w, "the weight before the step", facts=positive),
        Quantity(g, "the gradient of the loss there", facts=positive),
        Quantity(eta, "the learning rate", facts=positive),
        Quantity(beta, "how much of the past is kept, less than 1", facts=nonnegative),
        Quantity(epsilon, "what keeps the division safe", facts=positive),
        Quantity(decay, "the decay of the weight", facts=positive),
        Quantity(penalty, "the weight of the penalty", facts=nonnegative),
    )
    penalised, decayed = sym(indexed(accented(w, "tilde"), 1)), sym(indexed(w, 1))

    def scaled(of: Term) -> Term:
        return step * of / (Term("sqrt", ((1 - past) * of ** num(2),)) + safe)

    definitions = (
        Definition(kappa, Term("sqrt", (1 - past,))),
        Definition(h, slope + 2 * push * before),
        Definition(str(penalised.value), before - scaled(sym(h))),
        Definition(str(decayed.value), (1 - shrink) * before - scaled(slope)),
    )
    example = {w: num(weight), eta: num(rate), decay: num(strength), kappa: num(1), epsilon: num(1)}
    sheet = Sheet(quantities, definitions)
    sheet.given(root, definitions[0].body)
    sheet.given(sym(h), definitions[1].body, "the gradient of the penalised loss")
    *_, with_penalty = sheet.define(
        penalised, unfold(h), root_of_square(), fold(kappa), prose="The step on the penalised loss."
    )
    *_, with_decay = sheet.define(decayed, root_of_square(), fold(kappa), prose="The step with decay.")
    answer = sheet.follow(
        sheet.suppose(penalised, decayed, "what is asked", "Set the two steps equal."),
        on_left(use(penalised, with_penalty, "the step on the penalised loss")),
        on_right(use(decayed, with_decay, "the step with decay")),
        solve(penalty),
        on_right(one_fraction()),
    ).rhs
    *_, for_descent = sheet.chain(
        substitute(answer, {kappa: num(0), epsilon: num(1)}),
        tidy(),
        prose=f"Gradient descent divides by nothing, ${latex(root)} = 0$ and ${latex(safe)} = 1$: there {shown(sym(g))} is gone.",
    )
    example = {w: num(weight), eta: num(rate), decay: num(strength), kappa: num(1), epsilon: num(1)}
    needed = [
        sheet.chain(
            substitute(answer, {**example, g: num(gradient)}),
            value(),
            prose=f"Adam with ${latex(safe)} = 1$, for a gradient of ${latex(num(gradient))}$.",
        )[-1]
        for gradient in gradients
    ]
    for one, other in pairwise(needed):
        sheet.differ(one, other, "so no penalty does for both weights what the decay does")
    results = {
        "penalised_step": with_penalty,
        "decayed_step": with_decay,
        "penalty": answer,
        "for_descent": for_descent,
    }
    return sheet.derivation(
        "adaptive_decay",
        "Weight decay is no penalty for RMSProp and Adam",
        f"One weight with a positive gradient, the first step; ${latex(root)}$ is 1 for Adam.",
        {**results, **{f"for_gradient_{k}": term for k, term in enumerate(needed, start=1)}},
        lambda done: _checks(done, w, g, eta, beta, epsilon, decay),
    )


def _check(gradients: Sequence[Fraction], weight: Fraction, rate: Fraction, strength: Fraction) -> None:
    if len(gradients) < 2 or min(*gradients, weight, rate, strength) <= 0:
        raise ValueError("two gradients or more, a weight, a rate and a strength are needed, all of them positive")
    if any(one == other for one, other in pairwise(gradients)):
        raise ValueError("equal gradients need equal penalties: neighbours that differ are needed")
    for gradient in gradients:
        most = rate / (weight * (gradient + 1))
        if strength >= most:
            raise ValueError(f"no penalty does what so strong a decay does: a strength below {most} is needed")


def _checks(done: Derivation, *arguments: str) -> tuple[Check, ...]:
    """Steps of the running optimisers: decayed, and penalised by what was derived; the decay of AdamW."""
    penalty, decayed = done.numpy("penalty", *arguments), done.numpy("decayed_step", *arguments)

    def with_penalty(w: Any, g: Any, eta: Any, beta: Any, epsilon: Any, decay: Any) -> Any:
        slope = g + 2 * penalty(w, g, eta, beta, epsilon, decay) * w
        return run(rmsprop(lambda _: slope, eta, beta, epsilon), start(w), 1)[-1].w

    def with_decay(w: Any, g: Any, eta: Any, beta: Any, epsilon: Any, decay: Any) -> Any:
        return run(rmsprop(lambda _: g, eta, beta, epsilon), start(w), 1)[-1].w - decay * w

    def by_adamw(w: Any, g: Any, eta: Any, _: Any, epsilon: Any, decay: Any) -> Any:
        return run(adamw(lambda _: g, eta, decay / eta, epsilon=epsilon), start(w), 1)[-1].w

    def for_adam(w: Any, g: Any, eta: Any, _: Any, epsilon: Any, decay: Any) -> Any:
        return decayed(w, g, eta, 0.0, epsilon, decay)

    return (
        Check("step with decay", decayed, with_decay, _draw, 1e-9),
        Check("the same step by the derived penalty", with_penalty, with_decay, _draw, 1e-9),
        Check("AdamW's first step, decay over rate", for_adam, by_adamw, _draw, 1e-9),
    )


def _draw(random: np.random.Generator, _: int) -> tuple[Any, ...]:
    """Numbers for which a penalty is there."""
    w, g, eta, beta, epsilon, part = random.uniform(0.1, 0.9, size=6)
    root = np.sqrt(1 - beta)
    return w, g, eta, beta, epsilon, part * eta * epsilon / (root * w * (root * g + epsilon))
