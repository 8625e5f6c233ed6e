r"""The computation graph of the loss after some steps of gradient descent, as a function of the learning rate.

Least squares, L(w) = |Xw - t|^2 / n; step k makes the residual a_k = X w_k - t, the gradient g_k of the loss, and
w_{k+1} = w_k - eta g_k. Each value is a node, with an edge from every value that stands in its line; nodes and edges
are counted in those lines. Every update reads the learning rate, so the loss depends on it through each of w_1, w_2,
... (Goodfellow, Bengio & Courville, Deep Learning, 6.5.1).

>>> print(Unrolled(Letters(), steps=1).graph)
a_0 <- X, w_0, t
g_0 <- X, a_0
w_1 <- w_0, \eta, g_0
a_1 <- X, w_1, t
L_1 <- a_1
>>> derive().results["edges"]
add(4, mul(8, T))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from derivations.document.context import Definition
from derivations.moves.arrays import arrays
from derivations.moves.calculus import differentiate
from derivations.moves.derivation import Derivation, Drawing, Quantity, context_of
from derivations.moves.graph import Graph, Node
from derivations.moves.line import Line, Move, chain, given
from derivations.moves.products import factor, norm_to_inner
from derivations.moves.rewriting import fold, shown, unfold, use
from derivations.moves.scalars import collect, value
from derivations.moves.sums import sum_equal
from derivations.moves.words import CannotMove
from derivations.pictures.computation_graph import draw
from derivations.terms.names import indexed
from derivations.terms.term import Term, add, num, substitute, sym, walk
from numeric.crosscheck import Check
from numeric.optimisers import gd, start
from numeric.simulate import run

WHOLE = frozenset({"natural", "positive"})
STEPS = 200


def derive(
    steps: int = 3,
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
    V: str = "V",
    E: str = "E",
) -> Derivation:
    """The graph of so many steps, value by value, and V(T) nodes and E(T) edges for any number of steps T.

    X is n x d, t has n entries, w has d. Raises `ValueError` for no steps, or too many to be written out.
    """
    unrolled = Unrolled(Letters(X, t, w, eta, a, g, L, n, d), steps)
    graph, count = unrolled.graph, sym(T)
    one = [len(node.reads) for node in unrolled.nodes_of_step(0)]
    last = [len(node.reads) for node in unrolled.last_nodes]

    def over_steps(of: Term) -> Term:
        return Term("sum", (sym(k), num(0), count - 1, of))

    numbers = (
        Definition(V, add(num(len(graph.inputs)), num(len(last)), over_steps(num(len(one)))), (T,)),
        Definition(E, add(*map(num, last), over_steps(add(*map(num, one)))), (T,)),
    )
    quantities = (*unrolled.quantities, Quantity(T, "the number of steps", facts=WHOLE))
    definitions = (*unrolled.definitions, *numbers)
    context = context_of(quantities, definitions)

    def counted(of: str, reason: str, prose: str) -> tuple[Line, ...]:
        moves = [unfold(of).because(reason), sum_equal(), collect(count)]
        return chain(Term("app", (count,), of), moves, context, prose, defined=True)

    def here(of: str, found: Term, counts: int) -> tuple[Line, ...]:
        at = Term("app", (num(steps),), of)
        made = chain(at, [use(at, substitute(found, {T: num(steps)}), "the number above"), value()], context)
        if made[-1].rhs != num(counts):
            raise CannotMove(f"the graph has {counts}, not {made[-1].rhs}")
        return made

    inputs = ", ".join(shown(sym(node.name)) for node in graph.inputs)
    nodes = counted(V, f"{inputs}; the last two; three a step", "The nodes.")
    edges = counted(E, "what the last two read; what the three of a step read", "The edges.")
    done = Derivation(
        "unrolled_graph",
        "The computation graph of unrolled gradient descent",
        f"Least squares and {steps} step{'s' if steps > 1 else ''} of gradient descent; each value is a node, and an "
        "edge leads to it from every value that stands in its last line.",
        quantities,
        definitions,
        (
            *unrolled.lines,
            *nodes,
            *here(V, nodes[-1].rhs, len(graph.nodes)),
            *edges,
            *here(E, edges[-1].rhs, len(graph.edges)),
        ),
        {"nodes": nodes[-1].rhs, "edges": edges[-1].rhs},
    )
    caption = (
        f"The graph of the loss after {steps} step{'s' if steps > 1 else ''}: the learning rate leads into every step."
    )
    picture = Drawing(lambda _: draw(graph, above=(t, X), below=(eta,)), caption)
    return replace(done, checks=(_check(unrolled),), draw=picture)


@dataclass(frozen=True)
class Letters:
    """The letters of least squares and of its values; `at` numbers them by the steps done."""

    X: str = "X"
    t: str = "t"
    w: str = "w"
    eta: str = r"\eta"
    a: str = "a"
    g: str = "g"
    L: str = "L"
    n: str = "n"
    d: str = "d"


def at(letter: str, step: int | str) -> str:
    """The name of a value at a step."""
    return indexed(letter, step)


class Unrolled:
    """Every value of so many steps with the lines that work it out, and their graph. Raises `ValueError` for none."""

    def __init__(self, letters: Letters, steps: int) -> None:
        if not 1 <= steps <= STEPS:
            raise ValueError(f"{steps} steps: 1 to {STEPS} are needed; V(T) and E(T) are for any number")
        self.letters, self.steps = letters, steps
        self.data, self.target, self.weights, self.rate, rows, cols = map(
            sym, (letters.X, letters.t, letters.w, letters.eta, letters.n, letters.d)
        )
        self.quantities = (
            Quantity(letters.n, "the number of examples", facts=WHOLE),
            Quantity(letters.d, "the number of features", facts=WHOLE),
            Quantity(letters.X, "the examples, one a row", (rows, cols)),
            Quantity(letters.t, "the targets", (rows, num(1))),
            Quantity(letters.w, "the weights", (cols, num(1))),
            Quantity(at(letters.w, 0), "the weights before the first step", (cols, num(1))),
            Quantity(letters.eta, "the learning rate"),
            *(Quantity(at(letters.w, k), f"the weights after step {k}", (cols, num(1))) for k in range(1, steps + 1)),
        )
        square = Term("norm", (self.data * self.weights - self.target,), "2") ** num(2)
        self.definitions: tuple[Definition, ...] = (
            Definition(letters.L, num(1) / rows * square, (letters.w,)),
            *(each for step in range(steps) for each in self._step(step)),
            Definition(at(letters.a, steps), self._residual(steps)),
            Definition(at(letters.L, steps), self._loss(sym(at(letters.w, steps)))),
        )
        self.context = context_of(self.quantities, self.definitions)

    def _loss(self, where: Term) -> Term:
        return Term("app", (where,), self.letters.L)

    def _slope(self, where: Term) -> Term:
        return Term("grad", (self._loss(where), where, where))

    def _residual(self, step: int) -> Term:
        return self.data * sym(at(self.letters.w, step)) - self.target

    def _step(self, step: int) -> tuple[Definition, ...]:
        """What a step makes of the weights before it; those after it are given, so that definitions stay short."""
        return (
            Definition(at(self.letters.a, step), self._residual(step)),
            Definition(at(self.letters.g, step), self._slope(sym(at(self.letters.w, step)))),
        )

    def _update(self, step: int) -> Term:
        return sym(at(self.letters.w, step)) - self.rate * sym(at(self.letters.g, step))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The gradient of the loss, then every value, worked out until only values and sizes stand in it."""
        of = self.letters
        gradient = chain(
            self._slope(self.weights),
            [unfold(of.L), norm_to_inner(), differentiate(), factor()],
            self.context,
            prose="The gradient of the loss.",
        )
        loss = given(self._loss(self.weights), self.context.definitions[of.L].body, "the loss")
        lines = [loss, *gradient]
        for step in range(self.steps):
            w, a = sym(at(of.w, step)), sym(at(of.a, step))
            slope = substitute(gradient[-1].rhs, {of.w: w})
            lines += [
                self._given(of.a, step, self._residual(step), "the residual", f"Step {step + 1}."),
                *self._worked_out(of.g, step, [use(self._slope(w), slope, "the gradient above"), fold(str(a.value))]),
                self._given(of.w, step + 1, self._update(step), "the update"),
            ]
        lines += [
            self._given(of.a, self.steps, self._residual(self.steps), "the residual", "The loss after the last step."),
            *self._worked_out(of.L, self.steps, [unfold(of.L), fold(at(of.a, self.steps))]),
        ]
        return tuple(lines)

    def _given(self, letter: str, step: int, body: Term, reason: str, prose: str = "") -> Line:
        return given(sym(at(letter, step)), body, f"{reason}: from {self._read(body)}", prose)

    def _worked_out(self, letter: str, step: int, moves: Sequence[Move]) -> tuple[Line, ...]:
        lines = chain(sym(at(letter, step)), [unfold(at(letter, step)), *moves], self.context, defined=True)
        last = replace(lines[-1], reason=f"{lines[-1].reason}: from {self._read(lines[-1].rhs)}")
        return (*lines[:-1], last)

    def _read(self, term: Term) -> str:
        sizes = (self.letters.n, self.letters.d)
        names = dict.fromkeys(node for node in walk(term) if node.head == "sym" and node.value not in sizes)
        return ", ".join(map(shown, names))

    @cached_property
    def values(self) -> tuple[Definition, ...]:
        """Every value by its last line."""
        found: dict[str, Term] = {}
        name = ""
        for line in self.lines:
            if line.lhs is not None:
                name = str(line.lhs.value) if line.lhs.head == "sym" else ""
            if name:
                found[name] = line.rhs
        return tuple(Definition(name, body) for name, body in found.items())

    @cached_property
    def graph(self) -> Graph:
        made = {value.name for value in self.values}
        values = [each for each in self.quantities if each.name not in made and "natural" not in each.facts]
        return Graph.of({each.name: each.shape for each in values}, self.values)

    def nodes_of_step(self, step: int) -> tuple[Node, ...]:
        """The values that a step makes."""
        of = self.letters
        return tuple(self.graph[each] for each in (at(of.a, step), at(of.g, step), at(of.w, step + 1)))

    @property
    def last_nodes(self) -> tuple[Node, ...]:
        """The residual and the loss after the last step."""
        return self.graph.made[-2:]


def _check(unrolled: Unrolled) -> Check:
    """The graph, run node by node, against gradient descent in NumPy."""
    of, graph, steps = unrolled.letters, unrolled.graph, unrolled.steps
    names = (of.X, of.t, at(of.w, 0), of.eta)

    def derived(*data: Any) -> Any:
        return graph.run(unrolled.context, dict(zip(names, data, strict=True)))[at(of.L, steps)]

    return Check("loss of the graph", derived, _simulated_loss(steps), arrays(unrolled.context, names), 1e-9)


def _simulated_loss(steps: int) -> Callable[..., Any]:
    """The loss after so many steps of gradient descent."""

    def loss(X: Any, t: Any, w: Any, eta: Any) -> Any:
        n = X.shape[0]
        after = run(gd(lambda v: 2 / n * X.T @ (X @ v - t), eta), start(w), steps)[-1].w
        return ((X @ after - t) ** 2).sum() / n

    return loss
