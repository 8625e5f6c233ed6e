r"""The updates of the optimisers for one weight, each from what it minimises.

A step goes to where the loss, taken as a straight line of slope p at c, plus h (u - c)^2 / (2 eta) for going far, is
least: u = c - eta p / h (Parikh & Boyd, Proximal Algorithms, section 4.2). The methods differ in where they start,
which slope they take and what going far costs: momentum starts from where the weight would roll to, RMSProp makes steps
dear where gradients were large, Adam (Kingma & Ba 2015) takes means for both, and AdamW (Loshchilov & Hutter 2019)
starts from a weight that has shrunk. A mean is the number nearest to the mean before and to what is new; after t steps
its weights sum to 1 - beta^t, by which Adam divides.

w_{t-1} is the weight before step t and g_t its gradient there; m is a mean of gradients, s of their squares.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["momentum_in_weights"]))
w_{t-1} + \beta (w_{t-1} - w_{t-2}) - \eta g_t
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np

from derivations.document.context import Definition
from derivations.moves.calculus import differentiate
from derivations.moves.derivation import Derivation, Quantity, context_of
from derivations.moves.equations import is_nonnegative, solve
from derivations.moves.line import Equation, Line, Move, chain, consequences, given, on_both, suppose
from derivations.moves.products import expand
from derivations.moves.rewriting import rewrite_first, unfold, use
from derivations.moves.scalars import collect, drop_neutral, factor_out, join_powers, tidy
from derivations.moves.words import CannotMove
from derivations.pictures import valley
from derivations.terms.names import accented, indexed
from derivations.terms.term import Term, num, substitute, sym
from numeric.crosscheck import Check

ONE = num(1)
STEPS = 20
LOCAL = ("u", "c", "p", "h", "a", "b", "z", "Q", "D", "U", "A", "C")
U, C, P, H, A, B, Z = map(sym, LOCAL[:7])
"""What is sought; where a step starts, its slope, the cost of going far; a mean so far, what is new, a factor."""


def derive(
    steps: int = 3,
    w: str = "w",
    g: str = "g",
    v: str = "v",
    m: str = "m",
    s: str = "s",
    y: str = "y",
    t: str = "t",
    L: str = "L",
    eta: str = r"\eta",
    beta: str = r"\beta",
    epsilon: str = r"\epsilon",
    decay: str = r"\lambda",
) -> Derivation:
    """The derivation in the reader's own letters; `steps` is for how many a mean is written out.

    Raises `ValueError` for no steps or too many, and for letters that are used twice.
    """
    letters, parameters = (w, g, v, m, s, y, t, L), (eta, beta, epsilon, decay)
    if not 1 <= steps <= STEPS:
        raise ValueError(f"{steps} steps: 1 to {STEPS} are needed to write a mean out")
    taken = [each for each, count in Counter((*letters, *parameters, *LOCAL)).items() if count > 1]
    if taken:
        raise ValueError(f"{', '.join(taken)}: another letter is needed; {', '.join(LOCAL)} have their meaning here")
    return _Rules(steps, letters, parameters).derivation()


class _Rules:
    """Method by method: each part adds its definitions, lines and results."""

    def __init__(self, steps: int, letters: tuple[str, ...], parameters: tuple[str, ...]) -> None:
        w, g, v, m, s, y, t, self.loss = letters
        self.eta, self.beta, self.epsilon, self.decay = map(sym, parameters)
        self.beta_1, self.beta_2 = (sym(indexed(parameters[1], k)) for k in (1, 2))
        self.t, self.time = t, sym(t)
        self.w, self.earlier = sym(indexed(w, f"{t}-1")), sym(indexed(w, f"{t}-2"))
        self.v, self.g, self.y = sym(indexed(v, f"{t}-1")), sym(indexed(g, t)), sym(indexed(y, t))
        self.m, self.s = m, s
        self.gradients = [sym(indexed(g, step)) for step in range(1, steps + 1)]
        self.lines: list[Line] = []
        self.definitions: list[Definition] = []
        self.results: dict[str, Term] = {}
        positive, kept = frozenset({"positive"}), frozenset({"nonnegative"})
        self.quantities: tuple[Quantity, ...] = (
            Quantity(parameters[0], "the learning rate", facts=positive),
            Quantity(parameters[1], "how much of the past is kept", facts=kept),
            Quantity(_name(self.beta_1), "how much is kept of the mean of the gradients", facts=kept),
            Quantity(_name(self.beta_2), "how much is kept of the mean of their squares", facts=kept),
            Quantity(parameters[2], "what keeps the division safe", facts=positive),
            Quantity(parameters[3], "the decay of the weight"),
            Quantity(t, "the number of the step, from 1", facts=frozenset({"natural", "positive"})),
            Quantity(_name(self.w), "the weight before the step"),
            Quantity(_name(self.earlier), "the weight one step earlier"),
            Quantity(_name(self.g), "the gradient of the loss at the weight before the step"),
            Quantity(indexed(m, f"{t}-1"), "the mean of the gradients before the step"),
            Quantity(indexed(s, f"{t}-1"), "the mean of their squares before the step", facts=kept),
            *(Quantity(_name(each), "the gradient of a step") for each in self.gradients),
            Quantity("u", "the number that is sought"),
            Quantity("c", "where a step starts"),
            Quantity("p", "the slope that it takes"),
            Quantity("h", "what going far costs", facts=positive),
            Quantity("a", "a mean so far"),
            Quantity("b", "what is new to it"),
            Quantity("z", "what makes weights sum to 1"),
        )

    def derivation(self) -> Derivation:
        self._least_of_both()
        self._descent()
        self._velocity()
        self._means()
        self._written_out()
        self._correction()
        self._adam()
        return Derivation(
            "update_rules",
            "The updates of the optimisers",
            "For one weight, each from what it minimises.",
            self.quantities,
            tuple(self.definitions),
            tuple(self.lines),
            self.results,
            _checks(),
            valley.DRAWING,
        )

    # --- lines ---------------------------------------------------------------------------------------------

    def _define(self, name: str, body: Term, *params: str) -> None:
        self.definitions.append(Definition(name, body, params or None))
        self.context = context_of(self.quantities, tuple(self.definitions))

    def _given(self, name: str, body: Term, reason: str, prose: str = "") -> None:
        self._define(name, body)
        self.lines.append(given(sym(name), body, reason, prose))

    def _chain(
        self,
        start: Term,
        moves: Sequence[Move],
        prose: str = "",
        result: str = "",
        conditions: tuple[Term, ...] = (),
    ) -> Term:
        """A chain, whose end is a result where it has a name; of a defined name it is the definition."""
        defined = start.head == "sym" and _name(start) in self.context.definitions
        first, *rest = chain(start, moves, self.context, prose, defined=defined)
        self.lines += [replace(first, conditions=conditions), *rest]
        found = self.lines[-1].rhs
        if result:
            self.results[result] = found
        return found

    # --- where a parabola is least ---------------------------------------------------------------------------

    def _least(self, name: str, body: Term, tidied: Move, prose: str) -> Term:
        of = Term("app", (U,), name)
        slope = Term("grad", (of, U, U))
        self._define(name, body, _name(U))
        self.lines.append(given(of, body, prose=prose))
        first = self._chain(slope, [unfold(name), differentiate(), expand()], "Its derivative.")
        again = [use(slope, first, "the derivative above"), differentiate()]
        second = self._chain(Term("grad", (slope, U, U)), again, "Its second derivative.")
        if not is_nonnegative(second, self.context):
            raise CannotMove(f"the second derivative of {name} may be negative")
        prose = "That is positive: where the first is 0, it is least."
        self.lines.append(suppose(slope, num(0), "stationary point", prose))
        equation, above = Equation(slope, num(0)), on_both(use(slope, first, "the derivative above"))
        found = consequences(equation, [above, solve(_name(U))], self.context)
        last = Equation(U, found[-1].rhs)
        if tidied.compute(last.rhs, self.context) != last.rhs:
            found += consequences(last, [on_both(tidied)], self.context)
        self.lines += found
        return found[-1].rhs

    def _least_of_both(self) -> None:
        """What a step and a mean are: `U(p, c, h)` and `A(a, b, beta)`."""
        straight = Term("app", (C,), self.loss) + P * (U - C) + H * (U - C) ** 2 / (2 * self.eta)
        prose = "A step: the loss as a straight line at $c$, and what going far costs."
        step = self._least("Q", straight, expand(), prose)
        self._define("U", step, "p", "c", "h")
        self.lines.append(given(_step(P, C, H), step, "its name"))
        far = self.beta * (U - A) ** 2 + (1 - self.beta) * (U - B) ** 2
        prose = "A mean: how far a number is from the mean so far, and from what is new."
        mean = self._least("D", far, collect(A, B), prose)
        self._define("A", mean, "a", "b", _name(self.beta))
        self.lines.append(given(_mean(A, B, self.beta), mean, "its name"))

    # --- gradient descent, with and without a velocity --------------------------------------------------------

    def _descent(self) -> None:
        prose = "Gradient descent, over all rows of the data or some: the gradient, from the weight."
        self._chain(_step(self.g, self.w, ONE), [unfold("U"), expand()], prose, "gd")

    def _velocity(self) -> None:
        w, v, y = self.w, self.v, self.y
        self._given(_name(v), w - self.earlier, "the last step", "The velocity.")
        rolled = _step(self.g, w + self.beta * v, ONE)
        prose = "Momentum: the gradient at the weight, from where the weight would roll to."
        moved = self._chain(rolled, [unfold("U"), expand()], prose, "momentum")
        above = use(rolled, moved, "the step above")
        self._chain(rolled - w, [above, expand()], "The velocity after it.", "momentum_velocity")
        self._chain(moved, [unfold(_name(v))], "Without the velocity.", "momentum_in_weights")
        self._given(_name(y), w + self.beta * v, "where it would roll to", "Nesterov's method looks ahead.")
        slope = Term("grad", (Term("app", (U,), self.loss), U, y))
        prose = "It takes the gradient there, too."
        self._chain(_step(slope, y, ONE), [unfold("U"), drop_neutral(), unfold(_name(y))], prose, "nesterov")

    # --- means ------------------------------------------------------------------------------------------------

    def _means(self) -> None:
        first = self._mean_of(self.m, self.g, self.beta_1, "The mean of the gradients.", "mean")
        prose = "Averaged momentum: the mean for the slope."
        self._chain(_step(first, self.w, ONE), [unfold("U"), expand()], prose, "averaged_momentum")
        second = self._mean_of(self.s, self.g**2, self.beta_2, "The mean of their squares.", "mean_square")
        prose = "RMSProp: going far costs more where gradients were large."
        cost = Term("sqrt", (second,)) + self.epsilon
        below_one = Term("lt", (self.beta_2, ONE))
        self._chain(_step(self.g, self.w, cost), [unfold("U")], prose, "rmsprop", (below_one,))

    def _mean_of(self, letter: str, new: Term, keep: Term, prose: str, result: str) -> Term:
        name = indexed(letter, self.t)
        self._define(name, _mean(sym(indexed(letter, f"{self.t}-1")), new, keep))
        self._chain(sym(name), [unfold(name), unfold("A")], prose, result)
        return sym(name)

    def _written_out(self) -> None:
        """A mean from its start, and the sum of its weights."""
        means = [sym(indexed("a", step)) for step in range(len(self.gradients) + 1)]
        self._given(_name(means[0]), num(0), "nothing yet", f"A mean, from its start to step {len(self.gradients)}.")
        found = num(0)
        for last, mean, gradient in zip(means, means[1:], self.gradients, strict=False):
            self._define(_name(mean), _mean(last, gradient, self.beta))
            put = use(last, found, "the mean before")
            tidied = drop_neutral() if found == num(0) else factor_out()
            found = self._chain(mean, [unfold(_name(mean)), unfold("A"), put, tidied])
        ones = substitute(found, {_name(gradient): ONE for gradient in self.gradients})
        self._chain(ones, [expand()], "Its weights sum to what it is of ones.", "weights")

    def _correction(self) -> None:
        """The sum of the weights after any number of steps, and what makes it 1."""
        before, now = sym(indexed("b", f"{self.t}-1")), sym(indexed("b", self.t))
        prose = "After any number of steps: suppose it of the step before, as it is true of step 0."
        self._given(_name(before), 1 - self.beta ** (self.time - 1), "supposed", prose)
        self._define(_name(now), _mean(before, ONE, self.beta))
        moves = [unfold(_name(now)), unfold("A"), unfold(_name(before)), expand(), join_powers()]
        total = self._chain(now, moves, "Then it is true of the next.")
        self.lines.append(suppose(Z * now, ONE, "what is asked", "What makes them sum to 1."))
        found = consequences(
            Equation(Z * now, ONE), [solve(_name(Z)), on_both(use(now, total, "the sum above"))], self.context
        )
        self.lines += found
        self._define("C", found[-1].rhs, _name(self.beta))
        self.lines.append(given(_factor(self.beta), found[-1].rhs, "its name"))
        self.results["correction"] = found[-1].rhs

    def _adam(self) -> None:
        first, second = (sym(indexed(accented(letter, "hat"), self.t)) for letter in (self.m, self.s))
        for hat, letter, keep in ((first, self.m, self.beta_1), (second, self.s, self.beta_2)):
            self._define(_name(hat), _factor(keep) * sym(indexed(letter, self.t)))
            divides = Term("ne", (1 - keep**self.time, num(0)))
            prose = "Both means, corrected." if hat == first else ""
            self._chain(hat, [unfold(_name(hat)), unfold("C"), tidy()], prose, conditions=(divides,))
        cost = Term("sqrt", (second,)) + self.epsilon
        prose = "Adam: the one for the slope, the other for what going far costs."
        adam = self._chain(_step(first, self.w, cost), [unfold("U")], prose, "adam")
        shrunk = (1 - self.eta * self.decay) * self.w
        adamw = self._chain(_step(first, shrunk, cost), [unfold("U")], "AdamW: from a weight that has shrunk.", "adamw")
        without = substitute(adamw, {_name(self.decay): num(0)})
        plain = self._chain(without, [drop_neutral()], "Without decay it is Adam.")
        if plain != adam:
            raise CannotMove("without decay AdamW is not Adam")


def _name(symbol: Term) -> str:
    return str(symbol.value)


def _step(slope: Term, start: Term, cost: Term) -> Term:
    return Term("app", (slope, start, cost), "U")


def _mean(old: Term, new: Term, keep: Term) -> Term:
    return Term("app", (old, new, keep), "A")


def _factor(keep: Term) -> Term:
    return Term("app", (keep,), "C")


# --- against loops ----------------------------------------------------------------------------------------------------


def _checks() -> tuple[Check, ...]:
    """Runs of every derived update against runs that keep all gradients and weigh them anew in every step."""
    names = ("gd", "momentum", "nesterov", "averaged_momentum", "rmsprop", "adam", "adamw")
    return tuple(Check(name, partial(_derived, name), partial(_weighed, name), _instance, 1e-9) for name in names)


@cache
def _update(name: str, arguments: tuple[str, ...]) -> Any:
    """The derived update; the gradient at the point ahead is a number here like any other."""
    done = derive()
    ahead = rewrite_first(done.results[name], lambda node: sym("g_{t}") if node.head == "grad" else None)
    return replace(done, results={name: ahead}).numpy(name, *arguments)


def _instance(random: np.random.Generator, trial: int) -> tuple[Any, ...]:
    """The bends and the lowest points of some losses of one weight each, where they start, the constants, the steps."""
    names = (r"\eta", r"\beta", r"\beta_{1}", r"\beta_{2}", r"\epsilon", r"\lambda")
    constants = dict(zip(names, random.uniform(0.05, 0.95, size=len(names)), strict=True))
    return *random.normal(size=(3, 1 + trial % 4)), constants, 1 + trial % 7


def _gradient(w: Any, bend: Any, lowest: Any) -> Any:
    return bend * np.tanh(w - lowest)


def _derived(name: str, bend: Any, lowest: Any, w: Any, constants: dict[str, float], steps: int) -> Any:
    values: dict[str, Any] = {**constants, "t": 0, "g_{t}": w, "w_{t-1}": w, "w_{t-2}": w}
    values |= {"m_{t-1}": np.zeros_like(w), "s_{t-1}": np.zeros_like(w)}
    update, mean, square = (_update(each, tuple(values)) for each in (name, "mean", "mean_square"))
    for step in range(1, steps + 1):
        w, earlier = values["w_{t-1}"], values["w_{t-2}"]
        point = w + values[r"\beta"] * (w - earlier) if name == "nesterov" else w
        values |= {"t": step, "g_{t}": _gradient(point, bend, lowest)}
        after = (each(*values.values()) for each in (update, mean, square))
        values |= dict(zip(("w_{t-1}", "m_{t-1}", "s_{t-1}"), after, strict=True), **{"w_{t-2}": w})
    return values["w_{t-1}"]


def _weighed(name: str, bend: Any, lowest: Any, w: Any, constants: dict[str, float], steps: int) -> Any:
    eta, beta, beta_1, beta_2, epsilon, decay = constants.values()
    path, gradients = [w, w], []
    for step in range(1, steps + 1):
        ahead = w + beta * (path[-1] - path[-2]) if name == "nesterov" else w
        gradients.append(_gradient(ahead, bend, lowest))
        ages = np.arange(step)[::-1]
        history = np.array(gradients)
        mean = (1 - beta_1) * np.tensordot(beta_1**ages, history, 1)
        square = (1 - beta_2) * np.tensordot(beta_2**ages, history**2, 1)
        fair = np.average(history, axis=0, weights=beta_1**ages)
        fair_square = np.average(history**2, axis=0, weights=beta_2**ages)
        directions = {
            "gd": history[-1],
            "momentum": np.tensordot(beta**ages, history, 1),
            "nesterov": np.tensordot(beta**ages, history, 1),
            "averaged_momentum": mean,
            "rmsprop": history[-1] / (np.sqrt(square) + epsilon),
            "adam": fair / (np.sqrt(fair_square) + epsilon),
            "adamw": fair / (np.sqrt(fair_square) + epsilon) + decay * w,
        }
        w = w - eta * directions[name]
        path.append(w)
    return w
