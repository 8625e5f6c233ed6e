r"""The derivative by the learning rate of the loss after T steps, forwards and backwards, and the memory it takes.

Least squares, the graph of `unrolled_graph`. Step k and the end of both modes are derived; `unrolled_derivative` works
them out for a number of steps. What is kept follows from the values that are alive while a step is
worked through: in forward mode it does not grow with T; reverse mode puts one gradient a step on a tape (the weights
are not read again, since the loss is quadratic); with the weights kept before every s steps, and the tape of one such
segment made again at a time, it is least at s = sqrt(T), for one more pass over the steps (Griewank & Walther,
Evaluating Derivatives, chapters 3, 4 and 12). Counted are numbers beside X, t and eta; nothing is overwritten in place.
C(s) is what suffices where s divides T; sqrt(T) is the least of it for any positive number s, so that no divisor does
better, and the divisor itself where it is whole.

>>> done = derive()
>>> from derivations.latex.print import latex
>>> print(latex(done.results["reverse_memory"]))
(T - 1) d + \max(3 d, d + 2 n, 1 + 2 d + n)
>>> print(latex(done.results["best_segment"]))
\sqrt{T}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain as joined
from typing import Any

import numpy as np

from derivations.document.context import Context, Definition
from derivations.moves.arrays import arrays
from derivations.moves.calculus import differentiate
from derivations.moves.derivation import Derivation, Quantity, context_of
from derivations.moves.equations import positive_root, solve_square
from derivations.moves.graph import Graph
from derivations.moves.line import Equation, Line, Move, chain, consequences, given, on_both, suppose
from derivations.moves.liveness import Moment, entries, fullest, moments
from derivations.moves.products import expand
from derivations.moves.rewriting import insert, shown, unfold, use
from derivations.moves.scalars import collect, tidy
from derivations.moves.sums import sum_equal
from derivations.moves.words import CannotMove, coefficient_of
from derivations.pictures.memory import DRAWING
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, add, free_symbols, num, substitute, sym
from derivations.worked._modes import Definitions, Modes, bar, dot
from derivations.worked.unrolled_graph import WHOLE, Letters, at
from numeric.crosscheck import Check


def derive(
    X: str = "X",
    t: str = "t",
    w: str = "w",
    eta: str = r"\eta",
    a: str = "a",
    g: str = "g",
    L: str = "L",
    n: str = "n",
    d: str = "d",
    k: str = "k",
    T: str = "T",
    epsilon: str = r"\epsilon",
    H: str = "H",
    s: str = "s",
    i: str = "i",
    F: str = "F",
    R: str = "R",
    r: str = "r",
    C: str = "C",
    c: str = "c",
) -> Derivation:
    """The derivation, for any number of steps.

    X is n x d, t has n entries, w has d; F, R and C are the numbers that forward mode, reverse mode and reverse mode
    with checkpoints keep, r and c what the step at hand has in R and C.
    """
    modes = Modes(Letters(X, t, w, eta, a, g, L, n, d), k, T, epsilon, H)
    memory = _Memory(modes, (F, R, r, C, c), s, i)
    count, slope, weights, segment = (shown(sym(letter)) for letter in (T, g, w, s))
    data = f"{shown(sym(X))}, {shown(sym(t))} and {shown(sym(eta))}"
    done = Derivation(
        "unrolled_memory",
        "The derivative by the learning rate, and its memory",
        f"Least squares after {count} steps of gradient descent, in both modes. "
        f"Counted are the numbers kept beside {data}; nothing is overwritten in place. "
        f"Reverse mode puts {slope} of every step on a tape. With checkpoints it keeps {weights} before every "
        f"{segment} steps and makes the tape of one such segment at a time again, while the adjoints wait.",
        (*modes.quantities, *memory.quantities),
        (*modes.definitions, *memory.definitions),
        (*_graph(modes), *modes.lines, *memory.lines),
        {
            "tangent": modes.whole[dot(at(w, modes.after))],
            "adjoint": modes.whole[bar(at(w, k))],
            **memory.results,
        },
    )
    return replace(done, checks=_checks(done, X, eta, at(g, k), dot(at(w, k)), bar(at(w, modes.after))), draw=DRAWING)


def _graph(modes: Modes) -> list[Line]:
    """The graph, as `unrolled_graph` derives it."""
    reasons = (
        "the residual", "its gradient", "the update", "the last residual", "the loss", "its gradient", "its Hessian"
    )  # fmt: skip
    values = (*modes.values.step, *modes.values.end, modes.last_gradient, modes.hessian)
    return [given(sym(each.name), each.body, reason) for each, reason in zip(values, reasons, strict=True)]


class _Memory:
    """The fullest moments of a step in each mode, and how the total depends on the steps."""

    def __init__(self, modes: Modes, letters: Sequence[str], segment: str, first: str) -> None:
        self.modes, self.of, self.first = modes, modes.letters, first
        self.forward, self.reverse, self.last, self.spaced, self.local = letters
        self.steps, self.segment = sym(modes.T), sym(segment)
        self.quantities = (
            Quantity(modes.T, "the number of steps", facts=WHOLE),
            Quantity(segment, f"the steps between checkpoints, a divisor of {shown(self.steps)}", facts=WHOLE),
        )
        self.shapes = {
            name: symbol.shape
            for name, symbol in modes.context.symbols.items()
            if symbol.shape is not None and "natural" not in symbol.facts
        }
        # a segment of the checkpointed pass: from its checkpoint to the adjoints after it
        self.checkpoint, after = at(self.of.w, first), f"{first}+{segment}"
        self.waiting = (bar(at(self.of.w, after)), modes.slope(after))
        self.shapes |= {self.checkpoint: self.shapes[at(self.of.w, modes.k)], self.waiting[1]: SCALAR}
        self.shapes[self.waiting[0]] = self.shapes[self.checkpoint]
        self.beside = (self.of.X, self.of.t, self.of.eta)
        values, adjoints = modes.values, modes.adjoints
        self.tape = [x for x in _names(values.step) if any(x in free_symbols(each.body) for each in adjoints.step)]
        self.turning = (values.end[0], *adjoints.end, Definition(modes.slope(modes.T), num(0)))
        self.passed = (modes.slope(modes.k), bar(at(self.of.w, modes.k)))
        self.definitions: list[Definition] = []
        self.lines: list[Line] = []
        self.results: dict[str, Term] = {}
        self._forward()
        self._reverse()
        self._spaced()
        self._best()

    @property
    def context(self) -> Context:
        every = (*self.modes.definitions, *self.definitions)
        return context_of((*self.modes.quantities, *self.quantities), every)

    def _moments(self, made: Definitions, wanted: Sequence[str], held: Sequence[str] = ()) -> tuple[Moment, ...]:
        names = {each.name for each in made}
        graph = Graph.of({name: shape for name, shape in self.shapes.items() if name not in names}, made)
        return moments(graph, self.beside, wanted, {name: self.shapes[name] for name in held})

    def _numbers(self, names: Sequence[str]) -> Term:
        return add(*(entries(self.shapes[name]) for name in names))

    def _counted(self, letter: str, found: Sequence[Moment], prose: str) -> tuple[Term, dict[str, Term]]:
        """The most that is alive at once: its fullest moments, counted."""
        counts: dict[str, Term] = {}
        for place, moment in enumerate(fullest(found, self.context), start=1):
            name = at(letter, place)
            self.definitions.append(Definition(name, moment.numbers))
            alive = ", ".join(shown(sym(each)) for each in moment.alive)
            reason = f"while {shown(sym(moment.makes))} is made: {alive}"
            moves = [unfold(name).because(reason), collect(sym(self.of.d), sym(self.of.n)).because("count")]
            counted = chain(sym(name), moves, self.context, prose if place == 1 else "", defined=True)
            counts[name] = counted[-1].rhs
            self.lines += counted
        return Term("max", tuple(map(sym, counts))), counts

    def _define(self, name: str, body: Term, params: tuple[str, ...] | None = None) -> None:
        self.definitions.append(Definition(name, body, params))

    def _chain(self, start: Term, moves: Sequence[Move], prose: str = "", *, defined: bool = False) -> Term:
        made = chain(start, moves, self.context, prose, defined=defined)
        self.lines += made
        return made[-1].rhs

    def _forward(self) -> None:
        values, tangents = self.modes.values, self.modes.tangents
        step = tuple(joined.from_iterable(zip(values.step, tangents.step, strict=True)))
        end = (values.end[0], *tangents.end)
        found = (*self._moments(step, _names(step[-2:])), *self._moments(end, _names(end[-1:])))
        most, counts = self._counted(self.forward, found, "What forward mode keeps at its fullest moments.")
        self._define(self.forward, most)
        moves = [unfold(self.forward).because("the most at any time"), insert(counts, "put in")]
        self.results["forward_memory"] = self._chain(sym(self.forward), moves, defined=True)

    def _reverse(self) -> None:
        """The tape is longest when the last step is worked through, forwards or backwards, and between the two."""
        values, adjoints, steps = self.modes.values, self.modes.adjoints, self.steps
        found = (
            *self._moments(values.step, [*_names(values.step[-1:]), *self.tape]),
            *self._moments(self.turning, _names(self.turning[-2:]), self.tape),
            *self._moments(adjoints.step, self.passed),
        )
        most, counts = self._counted(
            self.reverse,
            found,
            "What reverse mode keeps in the last step, beside the tape of the others.",
        )
        self._define(self.last, most)
        moves = [unfold(self.last).because("the most at any time"), insert(counts, "put in")]
        step = self._chain(sym(self.last), moves, defined=True)
        tape = Term("sum", (sym(self.modes.k), num(0), steps - 2, self._numbers(self.tape)))
        total, one_more = (Term("app", (count,), self.reverse) for count in (steps, steps + 1))
        self._define(self.reverse, tape + sym(self.last), (self.modes.T,))
        moves = [unfold(self.reverse).because("the tape of all other steps"), sum_equal()]
        found_total = self._chain(total, moves, "What reverse mode keeps.", defined=True)
        self.results["reverse_memory"] = substitute(found_total, {self.last: step})
        both = {one_more: substitute(found_total, {self.modes.T: steps + 1}), total: found_total}
        uses = [use(each, known, "the memory above") for each, known in both.items()]
        self._chain(one_more - total, [*uses, expand()], "What one more step costs.")

    def _spaced(self) -> None:
        """A step's moments beside all other checkpoints and the rest of the tape of a segment."""
        values, adjoints, segment = self.modes.values, self.modes.adjoints, self.segment
        found = (
            *self._moments(values.step, _names(values.step[-1:]), [self.checkpoint]),
            *self._moments(self.turning, _names(self.turning[-2:]), [self.checkpoint]),
            *self._moments(values.step, [*_names(values.step[-1:]), *self.tape], self.waiting),
            *self._moments(adjoints.step, self.passed),
        )
        most, counts = self._counted(
            self.spaced,
            found,
            "What a step keeps beside the other checkpoints and the rest of its segment's tape.",
        )
        self._define(self.local, most)
        moves = [unfold(self.local).because("the most at any time"), insert(counts, "put in")]
        self.results["checkpointed_step"] = self._chain(sym(self.local), moves, defined=True)
        others = Term("sum", (sym(self.first), num(1), self.steps / segment - 1, self._numbers([self.checkpoint])))
        tape = Term("sum", (sym(self.modes.k), num(1), segment - 1, self._numbers(self.tape)))
        divides = f"{shown(segment)} divides {shown(self.steps)}"
        closed = self._chain(
            add(others, tape, sym(self.local)),
            [sum_equal(), sum_equal(), expand()],
            f"What suffices with checkpoints where {divides}: theirs, the tape of a segment, and a step.",
        )
        self.results["checkpointed_memory"] = closed
        self._define(self.spaced, closed, (str(segment.value),))
        total = Term("app", (segment,), self.spaced)
        self.lines.append(given(total, closed, f"numbers that suffice, {divides}"))
        again = Term("sum", (sym(self.first), num(1), self.steps / segment, segment))
        self._chain(again, [sum_equal(), expand()], "The steps that are made again.")

    def _best(self) -> None:
        """The length of a segment for which the memory is least."""
        segment, name = self.segment, str(self.segment.value)
        total = Term("app", (segment,), self.spaced)
        slope = Term("grad", (total, segment, segment))
        prose = f"The best length of a segment, {shown(segment)} taken as any positive number."
        first = self._chain(slope, [unfold(self.spaced), differentiate()], prose)
        self.lines.append(suppose(slope, num(0), "stationary point", "Set the derivative to zero."))
        best = consequences(
            Equation(slope, num(0)),
            [on_both(use(slope, first, "the derivative above")), solve_square(name), positive_root(name)],
            self.context,
        )
        self.lines += best
        second = [use(slope, first, "the derivative above"), differentiate()]
        curvature = self._chain(Term("grad", (slope, segment, segment)), second, "It is a minimum.")
        if not coefficient_of(curvature, self.context).is_positive:
            raise CannotMove("the second derivative may not be positive")
        self.lines.append(Line(None, "gt", num(0), "sign", "every factor is positive"))
        there = Term("app", (best[-1].rhs,), self.spaced)
        prose = f"The least memory: no divisor has less, and {shown(best[-1].rhs)} has it where it is whole."
        least = self._chain(there, [unfold(self.spaced), tidy()], prose)
        self.results |= {"best_segment": best[-1].rhs, "least_memory": least}


def _names(definitions: Definitions) -> tuple[str, ...]:
    return tuple(each.name for each in definitions)


def _checks(done: Derivation, data: str, rate: str, slope: str, tangent: str, adjoint: str) -> tuple[Check, ...]:
    """A step of each mode against a step of gradient descent, moved and differentiated in NumPy."""

    def step(X: Any, weights: Any, eta: float, gradient: Any) -> Any:
        """From weights that are moved; the gradient is that before."""
        return weights - eta * (gradient + 2 / X.shape[0] * X.T @ (X @ weights))

    def forward(X: Any, eta: Any, g: Any, moved: Any) -> Any:
        # a step is quadratic in how far all moves, so the middle difference over any length is its derivative
        return (step(X, moved, eta + 1, g) - step(X, -moved, eta - 1, g)) / 2

    def reverse(X: Any, eta: Any, back: Any) -> Any:
        columns = [step(X, unit[:, None], eta, 0 * back) for unit in np.eye(X.shape[1])]
        return np.hstack(columns).T @ back

    ahead, behind = (data, rate, slope, tangent), (data, rate, adjoint)
    return (
        Check("a step of forward mode", done.numpy("tangent", *ahead), forward, arrays(done.context, ahead), 1e-9),
        Check("a step of reverse mode", done.numpy("adjoint", *behind), reverse, arrays(done.context, behind), 1e-9),
    )
