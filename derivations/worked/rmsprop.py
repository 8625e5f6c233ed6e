r"""RMSProp on one example: the iterates in closed form, and why they leave the span of the example.

L(w) = (x'w - t)^2, w_0 = 0, v_{-1} = 0; every component has its own step eta g / (sqrt(v) + epsilon), so w_1 is no
multiple of x unless all |x_i| that are not 0 are equal; the solution of least norm is one. The first two steps are
worked out; later ones are a straight line of definitions, three a component, so T steps take about 3 d T lines.
Components count from 0, w_{i,k} is component i after k steps (Hinton, Neural Networks for Machine Learning, 6e).

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["w_{0,1}"]))
\frac{8 \eta}{\epsilon + 8 \sqrt{1 - \beta}}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq

from derivations.document.context import Definition
from derivations.latex.print import latex
from derivations.moves.derivation import Derivation, Quantity, context_of
from derivations.moves.line import Line, Move, chain, given
from derivations.moves.rewriting import insert, unfold
from derivations.moves.scalars import factor_out, one_fraction, tidy
from derivations.pictures.trajectories import drawing
from derivations.terms.names import indexed
from derivations.terms.sympy_bridge import to_sympy
from derivations.terms.term import Term, free_symbols, num, sym, walk
from numeric.compile import compile_steps
from numeric.crosscheck import Check
from numeric.optimisers import State, rmsprop
from numeric.simulate import run, weights

WORKED_OUT = 2
STEPS, ENTRIES = 1000, 6
"""At most; the closed forms of numbers grow with the entries."""


def derive(
    x: Sequence[Fraction] = (Fraction(2), Fraction(1)),
    t: Fraction = Fraction(2),
    steps: int = 2,
    w: str = "w",
    v: str = "v",
    g: str = "g",
    r: str = "r",
    eta: str = r"\eta",
    beta: str = r"\beta",
    epsilon: str = r"\epsilon",
    entries: int = 0,
) -> Derivation:
    """The derivation for an example x with target t; with `entries`, for any x of so many entries and any target.

    Raises `ValueError` for no steps or an x without entries, and for too many of either.
    """
    example: tuple[Term, ...] = tuple(num(entry) for entry in x)
    target: Term = num(t)
    if entries:
        example, target = tuple(sym(indexed("x", i)) for i in range(entries)), sym("t")
    if not (1 <= steps <= STEPS and 1 <= len(example) <= (STEPS if entries else ENTRIES) and entries >= 0):
        raise ValueError(
            f"{steps} steps on an example of {len(example)} entries: 1 to {STEPS} steps are needed, and 1 to {ENTRIES} "
            "entries where they are numbers"
        )
    done = _Iterates(example, target, steps, (w, v, g, r), (eta, beta, epsilon)).derivation()
    return done if entries else replace(done, draw=drawing(x, t))


class _Iterates:
    """The definitions of all steps, and the lines of those that are worked out."""

    def __init__(
        self, x: tuple[Term, ...], t: Term, steps: int, letters: tuple[str, ...], parameters: tuple[str, ...]
    ) -> None:
        self.x, self.t, self.steps, self.letters = x, t, steps, letters
        self.eta, self.beta, self.epsilon = map(sym, parameters)
        positive = frozenset({"positive"})
        self.quantities: tuple[Quantity, ...] = (
            Quantity(parameters[0], "the learning rate", facts=positive),
            Quantity(parameters[1], "how much of the past is kept, less than 1", facts=frozenset({"nonnegative"})),
            Quantity(parameters[2], "what keeps the division safe", facts=positive),
        )
        unknown = [entry for entry in (*x, t) if entry.head == "sym"]
        self.quantities += tuple(Quantity(str(entry.value), "the example and its target") for entry in unknown)
        self.worked_out = 0 if unknown else WORKED_OUT
        self.below_one = Term("lt", (self.beta, num(1)))
        self.definitions: list[Definition] = []
        self.lines: list[Line] = []
        self.closed: dict[str, Term] = {}
        self.span = "D"

    def name(self, letter: int, *indices: int) -> str:
        return indexed(self.letters[letter], *indices)

    def at(self, letter: int, *indices: int) -> Term:
        return sym(self.name(letter, *indices))

    def derivation(self) -> Derivation:
        for component, _ in enumerate(self.x):
            self._start(self.name(0, component, 0))
            self._start(self.name(1, component, -1))
        for step in range(self.steps):
            self._define(step)
        self.away = self._apart()
        if self.away is not None:
            first, other = self.away
            body = _scaled(self.x[other], self.at(0, first, 1)) - _scaled(self.x[first], self.at(0, other, 1))
            self.definitions.append(Definition(self.span, body))
        self.context = context_of(self.quantities, tuple(self.definitions))
        for component, _ in enumerate(self.x):
            for name in (self.name(0, component, 0), self.name(1, component, -1)):
                self.lines.append(given(sym(name), num(0), "zero start"))
        for step in range(self.steps):
            if step < self.worked_out:
                self._work_out(step)
            else:
                self._state(step)
            if step == 0 and self.away is not None and self.worked_out:
                self._leave_the_span(self.away)
        ends = [self.name(0, component, self.steps) for component, _ in enumerate(self.x)]
        residuals = {self.name(3, step) for step in range(self.steps)}
        results = {name: term for name, term in self.closed.items() if name not in residuals}
        return Derivation(
            "rmsprop",
            "RMSProp on one example",
            f"$L(w) = (x^\\top w - t)^2$ with $x = ({', '.join(map(latex, self.x))})$ and $t = {latex(self.t)}$, "
            "from 0, with no moving mean yet.",
            self.quantities,
            tuple(self.definitions),
            tuple(self.lines),
            {**results, **{name: sym(name) for name in ends if name not in results}},
            _checks(),
        )

    def _apart(self) -> tuple[int, int] | None:
        """Two components whose steps differ: |x_i| != |x_j|, neither of them 0, where the example is not fitted yet."""
        sizes = [abs(entry.value) if isinstance(entry.value, Fraction) else Fraction(0) for entry in self.x]
        pairs = ((i, j) for i, size in enumerate(sizes) for j in range(i + 1, len(sizes)) if 0 != size != sizes[j] != 0)
        return next(pairs, None) if self.t != num(0) else None

    def _leave_the_span(self, pair: tuple[int, int]) -> None:
        """w_1 = c x would make x_j w_i - x_i w_j zero."""
        first, other = pair
        prose = (
            f"In the span of $x$, components {first} and {other} of the weights are as those of $x$: this would be 0."
        )
        self._line(self.span, [one_fraction(), tidy()], prose)
        self.lines.append(Line(None, "ne", num(0), "sign", "no factor is zero"))

    def _start(self, name: str) -> None:
        self.definitions.append(Definition(name, num(0)))
        self.closed[name] = num(0)

    def _define(self, step: int) -> None:
        """r = x'w - t, g_i = 2 x_i r, v_i = beta v_i + (1 - beta) g_i^2, then the step."""
        products = tuple(_scaled(entry, self.at(0, i, step)) for i, entry in enumerate(self.x))
        self.definitions.append(Definition(self.name(3, step), Term("add", products) - self.t))
        for i, entry in enumerate(self.x):
            gradient, mean = self.at(2, i, step), self.at(1, i, step)
            kept = self.beta * self.at(1, i, step - 1) + (num(1) - self.beta) * gradient ** num(2)
            moved = self.at(0, i, step) - self.eta * gradient / (Term("sqrt", (mean,)) + self.epsilon)
            self.definitions += [
                Definition(self.name(2, i, step), num(2) * _scaled(entry, self.at(3, step))),
                Definition(self.name(1, i, step), kept),
                Definition(self.name(0, i, step + 1), moved),
            ]

    def _work_out(self, step: int) -> None:
        self._line(self.name(3, step), [tidy()], f"Step {step + 1}: how far the prediction is off.")
        for i, _ in enumerate(self.x):
            self._line(self.name(2, i, step), [tidy()], "The gradient, component by component." if not i else "")
        if step > 0:
            # a person names the gradient and goes on with the name
            for i, _ in enumerate(self.x):
                self.closed.pop(self.name(2, i, step))
        for i, _ in enumerate(self.x):
            self._line(self.name(1, i, step), [factor_out()], "The moving mean of its square." if not i else "")
        for i, _ in enumerate(self.x):
            self._line(self.name(0, i, step + 1), [] if step else [tidy()], "The step." if not i else "")

    def _line(self, name: str, moves: Sequence[Move], prose: str) -> None:
        """A definition, the closed forms of what it holds put in, and the result made tidy."""
        body = self.context.definitions[name].body
        known = [(old, term) for old, term in self.closed.items() if old in free_symbols(body)]
        made = chain(
            sym(name), [unfold(name), insert(dict(known), "what was found above")], self.context, prose, defined=True
        )
        for move in moves:
            if move.compute(made[-1].rhs, self.context) != made[-1].rhs:
                made += (replace(chain(made[-1].rhs, [move], self.context)[0], lhs=None),)
        self.lines += [replace(line, conditions=self._conditions(line.rhs)) for line in made]
        self.closed[name] = made[-1].rhs

    def _conditions(self, term: Term) -> tuple[Term, ...]:
        return (self.below_one,) if any(node.head == "sqrt" for node in walk(term)) else ()

    def _state(self, step: int) -> None:
        names = [self.name(3, step)]
        for i, _ in enumerate(self.x):
            names += [self.name(2, i, step), self.name(1, i, step), self.name(0, i, step + 1)]
        for name in names:
            self.lines.append(given(sym(name), self.context.definitions[name].body, f"step {step + 1}"))


def _scaled(entry: Term, term: Term) -> Term:
    """A product as a person writes it."""
    return term if entry == num(1) else entry * term


def iterates(entries: int, steps: int, root: Any = None) -> Any:
    """All iterates as one function of x_0, x_1, ..., t, eta, beta, epsilon: w_{0,1}, w_{1,1}, ..., w_{0,2}, ...

    One assignment a definition, nothing put in; over arrays it runs whole batches.
    """
    done = derive(entries=entries, steps=steps)
    facts = {quantity.name: quantity.facts for quantity in done.quantities}
    symbols = {d.name: to_sympy(sym(d.name), {}, facts) for d in done.definitions}
    lines = [(symbols[d.name], to_sympy(d.body, {}, facts, evaluate=True)) for d in done.definitions]
    outputs = [symbols[indexed("w", i, step)] for step in range(1, steps + 1) for i in range(entries)]
    names = [*(indexed("x", i) for i in range(entries)), "t", r"\eta", r"\beta", r"\epsilon"]
    return compile_steps(lines, outputs, [to_sympy(sym(name), {}, facts) for name in names], root)


def _checks() -> tuple[Check, ...]:
    """Every iterate against the running optimiser: in balls of 400 bits, in floats within what 53-bit balls allow.

    Two correct float loops may differ by far more than rounding: where a gradient crosses zero, the step is a quotient
    of two small numbers. So the floats are held against the radius that a run in 53-bit balls ends with.
    """

    def draw(random: np.random.Generator, trial: int) -> tuple[Any, ...]:
        return _instance(random, entries=1 + trial % 3, steps=int(random.integers(1, 51)))

    return (
        Check("iterates in balls", _largest_gap, lambda *_: 0.0, draw, 1e-30),
        Check("iterates in floats, by their bound", _float_gap, lambda *_: 0.0, draw, 1.0),
    )


def _instance(random: np.random.Generator, entries: int, steps: int) -> tuple[Any, ...]:
    x = tuple(Fraction(int(entry), 64) for entry in random.integers(-128, 129, size=entries))
    eta, beta = Fraction(int(random.integers(1, 64)), 256), Fraction(int(random.integers(0, 64)), 64)
    return x, Fraction(int(random.integers(-128, 129)), 64), eta, beta, Fraction(1, 2**20), steps


@cache
def _compiled(entries: int, steps: int, balls: bool) -> Any:
    return iterates(entries, steps, (lambda value: value.sqrt()) if balls else None)


def _runs(instance: Sequence[Any], number: Any, balls: bool) -> tuple[Any, Any]:
    """The derived iterates and those of the running optimiser, in the numbers that `number` makes."""
    *data, steps = instance
    x, t, eta, beta, epsilon = ([number(entry) for entry in data[0]], *map(number, data[1:]))
    example, rest = np.array(x, dtype=object if balls else float), (t, eta, beta, epsilon)
    derived = np.array(_compiled(len(x), steps, balls)(*x, *rest), dtype=example.dtype).reshape(steps, -1)
    zero = np.array([number(Fraction(0))] * len(x), dtype=example.dtype)
    step = rmsprop(lambda w: 2 * example * (example @ w - t), eta, beta, epsilon)
    return derived, weights(run(step, State(zero, zero, zero), steps))[1:]


def _largest_gap(*instance: Any) -> float:
    with ctx.workprec(400):
        derived, ran = _runs(instance, _ball, True)
        return max(float(abs(gap).upper()) for gap in (derived - ran).ravel())


def _float_gap(*instance: Any) -> float:
    """The gap of the floats over the sum of the two radii (0 where a ball is unbounded and allows anything)."""
    derived, ran = _runs(instance, float, False)
    with ctx.workprec(53):
        one, other = _runs(instance, _ball, True)
        bounds = [float(a.rad()) + float(b.rad()) for a, b in zip(one.ravel(), other.ravel(), strict=True)]
    gaps = np.abs(derived - ran).ravel()
    return max(float(gap / bound) if bound else float(gap > 0) for gap, bound in zip(gaps, bounds, strict=True))


def _ball(value: Fraction) -> Any:
    return arb(fmpq(value.numerator, value.denominator))
