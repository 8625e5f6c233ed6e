r"""When RMSProp's first step stays in the span of the example, for any example of two entries, and when it leaves it.

L(w) = (x'w - t)^2 with t != 0, from w = 0 with no moving mean; kappa^2 = 1 - beta. The step is in the span of x where
x_1 w_{0,1} - x_0 w_{1,1} = 0, which is shown to be so exactly where an entry is 0 or both are equally large.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["condition"]))
x_0 x_1 (|x_0| - |x_1|)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.equations import drop_nonzero
from derivations.moves.line import apply, on_left
from derivations.moves.rewriting import shown, unfold, use
from derivations.moves.scalars import one_fraction, tidy
from derivations.moves.sheet import Sheet
from derivations.terms.names import indexed
from derivations.terms.term import Term, num, sym
from numeric.crosscheck import Check
from numeric.optimisers import rmsprop, start
from numeric.simulate import run


def derive(
    x: str = "x",
    t: str = "t",
    w: str = "w",
    g: str = "g",
    v: str = "v",
    D: str = "D",
    eta: str = r"\eta",
    kappa: str = r"\kappa",
    epsilon: str = r"\epsilon",
) -> Derivation:
    """The derivation, in the reader's own letters; components count from 0, the second index counts steps."""
    target, rate, root, safe, outside = map(sym, (t, eta, kappa, epsilon, D))
    entries = [sym(indexed(x, i)) for i in (0, 1)]
    steps, slopes, means = ([sym(indexed(of, i, k)) for i in (0, 1)] for of, k in ((w, 1), (g, 0), (v, 0)))
    positive = frozenset({"positive"})
    quantities = (
        *(Quantity(_name(entry), "an entry of the example") for entry in entries),
        Quantity(t, "the target", facts=frozenset({"nonzero"})),
        Quantity(eta, "the learning rate", facts=positive),
        Quantity(kappa, r"the root of $1 - \beta$, what a step adds to the moving mean", facts=positive),
        Quantity(epsilon, "what keeps the division safe", facts=positive),
    )
    definitions = (
        *(Definition(_name(slopes[i]), num(2) * entries[i] * (0 - target)) for i in (0, 1)),
        *(Definition(_name(means[i]), root ** num(2) * slopes[i] ** num(2)) for i in (0, 1)),
        *(Definition(_name(steps[i]), 0 - rate * slopes[i] / (Term("sqrt", (means[i],)) + safe)) for i in (0, 1)),
        Definition(D, entries[1] * steps[0] - entries[0] * steps[1]),
    )
    sheet = Sheet(quantities, definitions)
    for i, slope in enumerate(slopes):
        sheet.define(slope, tidy(), prose="" if i else "The gradient at $0$, where the prediction is off by all of it.")
    for i, mean in enumerate(means):
        sheet.given(mean, definitions[2 + i].body, "", "" if i else "The moving mean of its square, from nothing.")
    closed = []
    for i, step in enumerate(steps):
        names = (_name(means[i]), _name(slopes[i]))
        *_, found = sheet.define(step, unfold(*names), tidy(), prose="" if i else "The step.")
        closed.append(found)
    *_, apart = sheet.define(
        outside,
        use(steps[0], closed[0], "the step above"),
        use(steps[1], closed[1], "the step above"),
        one_fraction(),
        prose=f"In the span of {shown(sym(x))}, components are as those of {shown(sym(x))}: this would be 0.",
    )
    nothing = num(0)
    exactly = sheet.follow(
        sheet.suppose(outside, nothing, "in the span", f"Where {shown(Term('eq', (outside, num(0))))}."),
        on_left(use(outside, apart, "the line above")),
        drop_nonzero(),
    )
    sheet.follow(
        sheet.suppose(exactly.lhs, nothing, "the condition", "And where that is so."),
        apply(lambda side: side if side == nothing else apart, "times what was left out"),
        on_left(use(apart, outside, f"what {shown(outside)} is")),
    )
    return sheet.derivation(
        "rmsprop_span",
        "When RMSProp leaves the span of an example",
        "The first step on one example of two entries; it stays in the span exactly where the condition is 0.",
        {"step_0": closed[0], "step_1": closed[1], "apart": apart, "condition": exactly.lhs},
        lambda done: _checks(done, *(_name(entry) for entry in entries), t, eta, kappa, epsilon),
    )


def _name(symbol: Term) -> str:
    return str(symbol.value)


def _checks(done: Derivation, *arguments: str) -> tuple[Check, ...]:
    """How far the running optimiser's first step is from the span; examples in the span among the instances."""
    return (Check("out of the span", done.numpy("apart", *arguments), _ran, _draw, 1e-9),)


def _ran(first: Any, second: Any, t: Any, eta: Any, kappa: Any, epsilon: Any) -> Any:
    x = np.array([first, second])
    step = rmsprop(lambda w: 2 * x * (x @ w - t), eta, 1 - kappa**2, epsilon)
    w = run(step, start(np.zeros(2)), 1)[-1].w
    return x[1] * w[0] - x[0] * w[1]


def _draw(random: np.random.Generator, trial: int) -> tuple[Any, ...]:
    x = random.normal(size=2)
    x[1] = (x[1], -x[0], 0.0)[trial % 3]
    return *x, random.normal(), *random.uniform(0.1, 0.9, size=3)
