r"""Weight decay and a penalty on the loss are not the same for RMSProp and Adam.

One weight w > 0 with gradient g > 0, the first step from no moments: it divides the gradient by kappa g + epsilon, for
RMSProp with kappa = sqrt(1 - beta), for Adam, whose moments are corrected, with kappa = 1; gradient descent has
kappa = 0 and epsilon = 1. A penalty does what decay does only where epsilon eta > kappa lambda w (epsilon + kappa g),
and it depends on the gradient, so that no one penalty serves two weights; for gradient descent it does not. Decay that
stands apart from the gradient is AdamW (Loshchilov & Hutter 2019).

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
from derivations.moves.equations import solve, times_denominator
from derivations.moves.line import Equation, on_left, on_right
from derivations.moves.rewriting import shown, unfold, use
from derivations.moves.scalars import known_as, one_fraction, root_of_square, tidy, value
from derivations.moves.sheet import Sheet
from derivations.pictures.adaptive_decay import drawing
from derivations.terms.names import accented, indexed
from derivations.terms.term import Term, num, substitute, sym
from numeric.crosscheck import Check
from numeric.optimisers import adamw, rmsprop, start
from numeric.simulate import run

GRADIENTS = 20


def derive(
    gradients: Sequence[Fraction] = (Fraction(1), Fraction(2)),
    weight: Fraction = Fraction(1),
    rate: Fraction = Fraction(1),
    strength: Fraction = Fraction(1, 4),
    w: str = "w",
    g: str = "g",
    h: str = "h",
    m: str = "m",
    s: str = "s",
    eta: str = r"\eta",
    beta: str = r"\beta",
    kappa: str = r"\kappa",
    epsilon: str = r"\epsilon",
    decay: str = r"\lambda",
    penalty: str = r"\tilde{\lambda}",
) -> Derivation:
    """The penalty in any letters, then for Adam (epsilon = 1) the gradients, weight, rate and decay of an example.

    m and s are the moving means of the gradient and of its square. Raises `ValueError` where the numbers are not
    positive, gradients are equal, or no penalty does what the decay does.
    """
    _check(gradients, weight, rate, strength)
    before, slope, step, root, safe, shrink, push = map(sym, (w, g, eta, kappa, epsilon, decay, penalty))
    past, past_1, past_2 = sym(beta), sym(indexed(beta, 1)), sym(indexed(beta, 2))
    positive, nonnegative = frozenset({"positive"}), frozenset({"nonnegative"})
    quantities = (
        Quantity(w, "the weight before the step", facts=positive),
        Quantity(g, "the gradient of the loss there", facts=positive),
        Quantity(eta, "the learning rate", facts=positive),
        Quantity(beta, "how much RMSProp keeps of the past, less than 1", facts=nonnegative),
        Quantity(str(past_1.value), "how much Adam keeps of the gradients, less than 1", facts=nonnegative),
        Quantity(str(past_2.value), "how much Adam keeps of their squares, less than 1", facts=nonnegative),
        Quantity(kappa, "how much of the gradient's size a step divides by", facts=nonnegative),
        Quantity(epsilon, "what keeps the division safe", facts=positive),
        Quantity(decay, "the decay of the weight", facts=positive),
        Quantity(penalty, "the weight of the penalty", facts=nonnegative),
    )
    penalised, decayed = sym(indexed(accented(w, "tilde"), 1)), sym(indexed(w, 1))
    square, first, second = sym(s), sym(indexed(m, 1)), sym(indexed(s, 1))
    fair_first, fair_second = sym(indexed(accented(m, "hat"), 1)), sym(indexed(accented(s, "hat"), 1))

    def moved(of: Term, by: Term) -> Term:
        return of - step * by / (root * by + safe)

    definitions = (
        Definition(s, (1 - past) * slope ** num(2)),
        Definition(_name(first), (1 - past_1) * slope),
        Definition(_name(second), (1 - past_2) * slope ** num(2)),
        Definition(_name(fair_first), first / (1 - past_1)),
        Definition(_name(fair_second), second / (1 - past_2)),
        Definition(h, slope + 2 * push * before),
        Definition(_name(penalised), moved(before, sym(h))),
        Definition(_name(decayed), moved((1 - shrink) * before, slope)),
    )
    sheet = Sheet(quantities, definitions)
    sheet.given(square, definitions[0].body, "the mean of the squares, from 0", "What RMSProp divides by.")
    sheet.where(Term("lt", (past, num(1))))
    sheet.chain(Term("sqrt", (square,)) + safe, unfold(s), root_of_square().because("of what is positive"))
    sheet.given(first, definitions[1].body, "the mean of the gradients, from 0", "Adam's first step.")
    sheet.given(second, definitions[2].body, "the mean of their squares, from 0")
    sheet.where(Term("lt", (past_1, num(1))), Term("lt", (past_2, num(1))))
    for hat, mean in ((fair_first, first), (fair_second, second)):
        sheet.define(hat, unfold(_name(mean)), tidy().because("cancel"))
    sheet.chain(
        fair_first / (Term("sqrt", (fair_second,)) + safe),
        use(fair_first, slope, "the mean above"),
        use(fair_second, slope ** num(2), "the mean above"),
        tidy().because("the root of a square, of what is positive"),
    )
    sheet.given(sym(h), definitions[5].body, "the gradient of the penalised loss", "Any of them.")
    *_, with_penalty = sheet.define(penalised, unfold(h), prose="The step on the penalised loss.")
    *_, with_decay = sheet.define(decayed, prose="The step with decay.")
    answer = sheet.follow(
        sheet.suppose(penalised, decayed, "what is asked", "Set the two steps equal."),
        on_left(use(penalised, with_penalty, "the step on the penalised loss")),
        on_right(use(decayed, with_decay, "the step with decay")),
        solve(penalty),
        on_right(one_fraction()),
    ).rhs
    *_, weak = answer.args[1].args
    stated = Term("gt", (weak, num(0)))
    sheet.follow(Equation(push, answer), times_denominator())
    sheet.positive_factor(weak, f"the right side is positive, and {shown(Term('ge', (push, num(0))))}")
    prose = "And where that is so, it is a penalty that does what the decay does."
    sheet.given(push, answer, "the penalty found", prose)
    sheet.where(stated)
    sheet.at_least(num(0), "no factor is negative", positive=weak)
    sheet.chain(substitute(with_penalty, {penalty: answer}), known_as(with_decay, "with common denominators"))
    *_, for_descent = sheet.chain(
        substitute(answer, {kappa: num(0), epsilon: num(1)}),
        tidy(),
        prose=f"Gradient descent, for {_set(root, 0)} and {_set(safe, 1)}: there the gradient is gone.",
    )
    needed = []
    for gradient in gradients:
        numbers = {w: num(weight), eta: num(rate), decay: num(strength), kappa: num(1), epsilon: num(1)}
        found = substitute(answer, {**numbers, g: num(gradient)})
        prose = f"Adam with {_set(safe, 1)} and a gradient of ${latex(num(gradient))}$."
        needed.append(sheet.chain(found, value(), prose=prose)[-1])
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
        "One weight with a positive gradient; the first step, from no moments.",
        {**results, **{f"for_gradient_{k}": term for k, term in enumerate(needed, start=1)}},
        lambda done: _checks(done, w, g, eta, kappa, epsilon, decay),
        drawing(gradients, weight, rate, strength),
    )


def _name(symbol: Term) -> str:
    return str(symbol.value)


def _set(symbol: Term, number: int) -> str:
    return shown(Term("eq", (symbol, num(number))))


def _check(gradients: Sequence[Fraction], weight: Fraction, rate: Fraction, strength: Fraction) -> None:
    if not 2 <= len(gradients) <= GRADIENTS or min(*gradients, weight, rate, strength) <= 0:
        raise ValueError(f"2 to {GRADIENTS} gradients, a weight, a rate and a strength are needed, all positive")
    if any(one == other for one, other in pairwise(gradients)):
        raise ValueError("equal gradients need equal penalties: neighbours that differ are needed")
    for gradient in gradients:
        most = rate / (weight * (gradient + 1))
        if strength >= most:
            raise ValueError(f"no penalty does what so strong a decay does: a strength below {most} is needed")


def _checks(done: Derivation, *arguments: str) -> tuple[Check, ...]:
    """Steps of the running optimisers: decayed, and penalised by what was derived; the decay of AdamW."""
    penalty, decayed = done.numpy("penalty", *arguments), done.numpy("decayed_step", *arguments)

    def with_penalty(w: Any, g: Any, eta: Any, kappa: Any, epsilon: Any, decay: Any) -> Any:
        slope = g + 2 * penalty(w, g, eta, kappa, epsilon, decay) * w
        return run(rmsprop(lambda _: slope, eta, 1 - kappa**2, epsilon), start(w), 1)[-1].w

    def with_decay(w: Any, g: Any, eta: Any, kappa: Any, epsilon: Any, decay: Any) -> Any:
        return run(rmsprop(lambda _: g, eta, 1 - kappa**2, epsilon), start(w), 1)[-1].w - decay * w

    def by_adamw(w: Any, g: Any, eta: Any, _: Any, epsilon: Any, decay: Any) -> Any:
        return run(adamw(lambda _: g, eta, decay / eta, epsilon=epsilon), start(w), 1)[-1].w

    def for_adam(w: Any, g: Any, eta: Any, _: Any, epsilon: Any, decay: Any) -> Any:
        return decayed(w, g, eta, 1.0, epsilon, decay)

    return (
        Check("step with decay", decayed, with_decay, _draw, 1e-9),
        Check("the same step by the derived penalty", with_penalty, with_decay, _draw, 1e-9),
        Check("AdamW's first step, decay over rate", for_adam, by_adamw, _draw, 1e-9),
    )


def _draw(random: np.random.Generator, _: int) -> tuple[Any, ...]:
    """Numbers for which a penalty is there."""
    w, g, eta, kappa, epsilon, part = random.uniform(0.1, 0.9, size=6)
    return w, g, eta, kappa, epsilon, part * eta * epsilon / (kappa * w * (kappa * g + epsilon))
