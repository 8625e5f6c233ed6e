r"""Forward and reverse mode over the unrolled graph: the tangents and adjoints of step k and of the end, line by line.

A tangent is the derivative at epsilon = 0 after eta and all that depends on it moved along; an adjoint is the
derivative of what the readers of a value pass on, each weighted with its own adjoint. `Meeting` works both recursions
out for a number of steps, where they have to meet the derivative of the loss.

>>> modes = Modes(Letters(), "k", "T", r"\epsilon", "H")
>>> [(each.name, each.body) for each in modes.adjoints.step][1]
('\\bar{g}_{k}', neg(mul(\eta, \bar{w}_{k+1})))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain as joined

from derivations.document.context import Definition
from derivations.latex.print import latex
from derivations.moves.calculus import differentiate
from derivations.moves.derivation import Quantity, context_of
from derivations.moves.line import Line, Move, at_once, chain, given
from derivations.moves.products import expand, fold_product, norm_to_inner, turn_symmetric
from derivations.moves.rewriting import fold, insert, shown, unfold, use, within
from derivations.moves.words import CannotMove
from derivations.terms.names import accented, indexed, parse_name
from derivations.terms.shapes import Shape
from derivations.terms.term import Term, add, free_symbols, mul, num, substitute, sym
from derivations.worked.unrolled_graph import Letters, Unrolled, at

Definitions = tuple[Definition, ...]


def dot(name: str) -> str:
    return accented(name, "dot")


def bar(name: str) -> str:
    return accented(name, "bar")


def numbered(definitions: Iterable[Definition], steps: Mapping[str, int | str], letters: Letters) -> Definitions:
    """Definitions counted otherwise: `{"k": 0, "k+1": 1}` makes w_0 of w_k and w_1 of w_{k+1}."""

    counted = {letters.w, letters.a, letters.g, letters.L, letters.eta}
    counted |= {accent(letter) for letter in counted for accent in (dot, bar)}

    def renamed(name: str) -> str:
        # a letter may have an index of its own, which counts no steps
        *own, last = parse_name(name).sub or ("",)
        of = parse_name(name)._replace(sub=tuple(own)).text
        return indexed(of, steps[last]) if of in counted and last in steps else name

    def body(term: Term) -> Term:
        return substitute(term, {name: sym(renamed(name)) for name in free_symbols(term)})

    return tuple(Definition(renamed(each.name), body(each.body)) for each in definitions)


@dataclass(frozen=True)
class Sweep:
    """What a pass over the graph makes: in step k, and at the end; in the order in which it is made."""

    step: Definitions
    end: Definitions


class Modes:
    """The values, their tangents and their adjoints, in the reader's letters."""

    def __init__(self, letters: Letters, k: str, T: str, epsilon: str, hessian: str) -> None:
        self.letters, self.k, self.after, self.T, self.epsilon = letters, k, f"{k}+1", T, sym(epsilon)
        first = Unrolled(letters, steps=1)
        self.values = Sweep(
            numbered(first.values[:3], {"0": k, "1": self.after}, letters),
            numbered(first.values[3:], {"1": T}, letters),
        )
        n, d, one = sym(letters.n), sym(letters.d), num(1)
        weights, residual = (d, one), (n, one)
        named: dict[str, tuple[str, Shape]] = {
            self.at("w"): ("the weights after k steps", weights),
            self.at("a"): ("the residual of step k", residual),
            self.at("g"): ("the gradient of step k", weights),
            at(letters.w, self.after): ("the weights after step k", weights),
            at(letters.w, T): ("the weights after all steps", weights),
            at(letters.a, T): ("the residual after all steps", residual),
            dot(self.at("w")): ("the tangent of the weights", weights),
            dot(at(letters.w, T)): ("the tangent of the last weights", weights),
            bar(at(letters.w, self.after)): ("the adjoint of the weights", weights),
            self.slope(self.after): ("the adjoint of the learning rate after step k", (one, one)),
        }
        step = f" {shown(sym(k))}"
        self.quantities = (
            *(each for each in first.quantities if each.name not in (letters.w, at(letters.w, 1))),
            *(Quantity(name, meaning.replace(" k", step), shape) for name, (meaning, shape) in named.items()),
        )
        every = (*self.values.step, *self.values.end)
        self.hessian = Definition(hessian, mul(num(2) / n, sym(letters.X).T, sym(letters.X)))
        (self.last_gradient,) = numbered(self.values.step[1:2], {k: T}, letters)
        self.definitions = (self.hessian, self.last_gradient, *map(self._tangent, every), *self._adjoints())
        self.context = context_of(self.quantities, self.definitions)
        self.lines: list[Line] = []
        self.local: dict[str, Term] = {}
        self.whole: dict[str, Term] = {}
        self._derive()
        # for the lines that follow, names are what was found: a derivative would have to be taken again in each
        self.definitions = tuple(replace(each, body=self.local.get(each.name, each.body)) for each in self.definitions)

    def at(self, letter: str) -> str:
        """The value of step k with this letter of `Letters`."""
        return at(getattr(self.letters, letter), self.k)

    def slope(self, step: int | str) -> str:
        """The adjoint of the learning rate, summed over the steps from this one on."""
        return bar(at(self.letters.eta, step))

    def _tangent(self, of: Definition) -> Definition:
        values = (self.at("w"), at(self.letters.w, self.T), *(each.name for each in self.values.step + self.values.end))
        moved = {name: sym(name) + self.epsilon * sym(dot(name)) for name in values}
        moved[self.letters.eta] = sym(self.letters.eta) + self.epsilon
        return Definition(dot(of.name), Term("grad", (substitute(of.body, moved), self.epsilon, num(0))))

    def _adjoints(self) -> Definitions:
        """From the loss backwards; the learning rate first, which lets go of the gradient."""
        residual, loss = self.values.end
        last, of = sym(residual.name), sym(at(self.letters.w, self.T))
        eta = sym(self.letters.eta)
        # everything but the rate stands still in a step: what the steps before made of it is in their adjoints
        read = _passed_on(self.letters.eta, self.values.step).args[0]
        rate = Term("grad", (substitute(read, {self.letters.eta: eta + self.epsilon}), self.epsilon, num(0)))
        return (
            Definition(bar(residual.name), Term("grad", (loss.body, last, last))),
            Definition(bar(at(self.letters.w, self.T)), _passed_on(str(of.value), self.values.end[:1])),
            Definition(self.slope(self.k), sym(self.slope(self.after)) + rate),
            *(Definition(bar(self.at(each)), _passed_on(self.at(each), self.values.step)) for each in "gaw"),
        )

    def _derive(self) -> None:
        """Every tangent and adjoint from its neighbours, then those of the weights from one step to the next."""
        eta = shown(sym(self.letters.eta))
        a, g, w = (dot(each.name) for each in self.values.step)
        a_last, loss = (dot(each.name) for each in self.values.end)
        curved, at_end = fold_product(self.hessian.name), fold_product(self.last_gradient.name)
        along = f"{eta} moves by ${latex(self.epsilon)}$"
        self._work_out(a, along, prose="Forward mode: the tangents of a step, from those of what it reads.")
        self._work_out(g, along)
        self._work_out(w, along, then=[self._known(g), self._known(a), curved])
        self._work_out(a_last, along, prose="Forward mode: the tangent of the loss.")
        self._work_out(loss, along, first=[norm_to_inner()], then=[self._known(a_last), at_end])
        a_last, w_last, slope, g, a, w = (each.name for each in self._adjoints())
        self._work_out(a_last, "the loss reads it", [norm_to_inner()], prose="Reverse mode: the adjoints of the end.")
        self._work_out(w_last, "the last residual reads it", then=[self._known(a_last), at_end])
        step = "Reverse mode: the adjoints of a step, from those of what reads it."
        self._work_out(slope, "the update reads it, in every step", prose=step)
        self._work_out(g, "the update reads it")
        self._work_out(a, "the gradient reads it")
        self._work_out(w, "the update and the residual read it", then=[self._known(a), self._known(g), curved])

    def _known(self, name: str) -> Move:
        return insert({name: self.local[name]}, f"{shown(sym(name))} above")

    def _work_out(
        self, name: str, reason: str, first: Sequence[Move] = (), then: Sequence[Move] = (), prose: str = ""
    ) -> None:
        moves = [unfold(name).because(reason), *first, differentiate(), *then]
        made = chain(sym(name), moves, self.context, prose, defined=True)
        self.local[name], self.whole[name] = made[1 + len(first)].rhs, made[-1].rhs
        self.lines += made

    @property
    def tangents(self) -> Sweep:
        """Made with the values, each after its own."""
        return Sweep(self._local(dot(each.name) for each in self.values.step),
                     self._local(dot(each.name) for each in self.values.end))  # fmt: skip

    @property
    def adjoints(self) -> Sweep:
        """Made from the end backwards."""
        names = [each.name for each in self._adjoints()]
        return Sweep(self._local(names[2:]), self._local(names[:2]))

    def _local(self, names: Iterable[str]) -> Definitions:
        return tuple(Definition(name, self.local[name]) for name in names)


def _passed_on(of: str, readers: Definitions) -> Term:
    """The derivative of what the readers of a value make of it, the last one first, each weighted with its adjoint."""
    parts = [sym(bar(each.name)).T * each.body for each in reversed(readers) if of in free_symbols(each.body)]
    return Term("grad", (add(*parts), sym(of), sym(of)))


class Meeting:
    """Both modes worked out in the first gradient, and the derivative of the loss, for a number of steps."""

    def __init__(self, modes: Modes, steps: int) -> None:
        self.modes, self.steps, self.letters = modes, steps, modes.letters
        self.hessian, self.first = modes.hessian.name, at(modes.letters.g, 0)
        self.definitions = self._definitions()
        self.context = context_of(modes.quantities, (*modes.definitions, *self.definitions))
        self.lines: list[Line] = []
        self.found: dict[str, Term] = {}
        self._gradients()
        self._forward()
        self._reverse()
        self._derivative()
        # what was found stands for the recursions, so that no definition goes back further than to the first gradient
        self.definitions = tuple(replace(each, body=self.found.get(each.name, each.body)) for each in self.definitions)

    def _definitions(self) -> Definitions:
        """The values of all steps, and the recursions of the weights' tangents and adjoints from step to step."""
        modes, of, last = self.modes, self.letters, self.steps
        end, back = {modes.T: last}, range(last - 1, -1, -1)

        def whole(name: str) -> Definitions:
            return (Definition(name, modes.whole[name]),)

        def at_step(definitions: Definitions, step: int) -> Definitions:
            return numbered(definitions, {modes.k: step, modes.after: step + 1}, of)

        tangent, adjoint = whole(dot(at(of.w, modes.after))), whole(bar(modes.at("w")))
        slope = whole(modes.slope(modes.k))
        return (
            *joined.from_iterable(at_step(modes.values.step, step) for step in range(last)),
            *numbered((*modes.values.end, modes.last_gradient), end, of),
            Definition(dot(at(of.w, 0)), Term("zeros", (sym(of.d), num(1)))),
            *joined.from_iterable(at_step(tangent, step) for step in range(last)),
            *numbered(whole(dot(at(of.L, modes.T))), end, of),
            *numbered(whole(bar(at(of.w, modes.T))), end, of),
            *joined.from_iterable(at_step(adjoint, step) for step in back if step > 0),
            Definition(modes.slope(last), num(0)),
            *joined.from_iterable(at_step(slope, step) for step in back),
        )

    def _given(self, name: str, reason: str, prose: str = "") -> Term:
        body = self.context.definitions[name].body
        self.lines.append(given(sym(name), body, reason, prose))
        return body

    def _work_out(self, name: str, moves: Sequence[Move], prose: str = "") -> tuple[Line, ...]:
        made = chain(sym(name), [unfold(name), *moves], self.context, prose, defined=True)
        self.found[name] = made[-1].rhs
        self.lines += made
        return made

    def _put_in(self, name: str, then: Sequence[Move], prose: str = "") -> Term:
        return self._work_out(name, [insert(self.found, "put in"), *then], prose)[-1].rhs

    def _gradients(self) -> None:
        """Residuals and gradients; those of the first step are what everything is written in."""
        of = self.letters
        self._given(at(of.a, 0), "the residual", "The gradients, by the first one.")
        self._given(self.first, "the gradient")
        for step in range(self.steps):
            a, g, w = at(of.a, step), at(of.g, step), at(of.w, step + 1)
            known = [insert(self.found, "put in"), expand()] if step else []
            moves = [unfold(w), expand(), fold(a)]
            residual = self._work_out(at(of.a, step + 1), [*moves, *known])[len(moves)].rhs
            above = use(sym(at(of.a, step + 1)), residual, "the residual above")
            known = [insert(self.found, "put in"), expand()] if step else []
            self._work_out(at(of.g, step + 1), [above, fold_product(g, self.hessian), *known])

    def _forward(self) -> None:
        of = self.letters
        start, same = dot(at(of.w, 0)), f"{shown(sym(at(of.w, 0)))} is fixed"
        self.found[start] = self._given(start, same, "Forward mode, from the first step to the last.")
        for step in range(self.steps):
            self._put_in(dot(at(of.w, step + 1)), [expand()])
        self.forward = self._put_in(dot(at(of.L, self.steps)), [self._scalar()])

    def _reverse(self) -> None:
        of, modes = self.letters, self.modes
        self._put_in(bar(at(of.w, self.steps)), [], "Reverse mode, from the last step to the first.")
        after = modes.slope(self.steps)
        self.found[after] = self._given(after, "no step is left that reads it")
        for step in range(self.steps - 1, -1, -1):
            before = insert({after: self.found.pop(after)}, "put in")
            self.reverse = self._put_in(modes.slope(step), [self._scalar(), at_once("put in", before, expand())])
            after = modes.slope(step)
            if step > 0:
                self._put_in(bar(at(of.w, step)), [expand()])

    def _scalar(self) -> Move:
        symmetric = turn_symmetric(self.hessian)
        return at_once(f"expand, {symmetric.reason}", expand(), symmetric)

    def _derivative(self) -> None:
        """The derivative itself; both modes must have arrived at the same words."""
        of, eta = self.letters, sym(self.letters.eta)
        loss, residual = sym(at(of.L, self.steps)), sym(at(of.a, self.steps))
        forward, reverse = sym(dot(str(loss.value))), sym(self.modes.slope(0))
        named, symmetric = fold_product(self.first, self.hessian), turn_symmetric(self.hessian)
        moves = [
            unfold(str(loss.value)),
            use(residual, self.found[str(residual.value)], "the residual above"),
            norm_to_inner(),
            within("grad", at_once(f"{named.reason}, {symmetric.reason}", named, symmetric)),
            differentiate(),
            use(self.forward, forward, "forward mode"),
            use(forward, reverse, "reverse mode"),
        ]
        if self.forward != self.reverse:
            raise CannotMove("the two modes differ")
        of_loss = Term("grad", (loss, eta, eta))
        self.lines += chain(of_loss, moves, self.context, "The derivative of the loss: both modes give it.")
