"""The unrolled graph is counted, and what is said of memory is what a whole program keeps, step for step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, pairwise

import pytest

from derivations.document.context import Definition
from derivations.moves.graph import Graph
from derivations.moves.liveness import moments
from derivations.terms.shapes import Shape
from derivations.terms.term import Term, num, substitute, sym
from derivations.verify import judge
from derivations.worked import WORKED
from derivations.worked._modes import Modes, bar, dot, numbered
from derivations.worked.unrolled_graph import Letters, Unrolled, at

STEPS = range(1, 13)
SIZES = ((1, 1), (1, 5), (2, 3), (4, 4), (5, 2), (9, 1))
"""Pairs n, d: fewer, as many and more examples than features."""

MODES = Modes(Letters(), "k", "T", r"\epsilon", "H")
MEMORY = WORKED["unrolled_memory"]()
DERIVATIVE = WORKED["unrolled_derivative"]()
n, d = sym("n"), sym("d")
INPUTS: dict[str, Shape] = {
    "X": (n, d),
    "t": (n, num(1)),
    "w_{0}": (d, num(1)),
    r"\eta": (num(1), num(1)),
}
Program = tuple[Definition, ...]


def at_step(definitions: Sequence[Definition], step: int) -> Program:
    return numbered(definitions, {"k": step, "k+1": step + 1}, Letters())


def forward_program(steps: int) -> Program:
    """Every value of a run of forward mode, in the order in which it is made."""
    one = tuple(chain.from_iterable(zip(MODES.values.step, MODES.tangents.step, strict=True)))
    start = Definition(dot("w_{0}"), Term("zeros", (d, num(1))))
    end = numbered((MODES.values.end[0], *MODES.tangents.end), {"T": steps}, Letters())
    return (start, *chain.from_iterable(at_step(one, step) for step in range(steps)), *end)


def turn(steps: int) -> Program:
    """The end of the forward pass and the start of the one back."""
    end = (MODES.values.end[0], *MODES.adjoints.end, Definition(MODES.slope("T"), num(0)))
    return numbered(end, {"T": steps}, Letters())


def reverse_program(steps: int) -> Program:
    there = chain.from_iterable(at_step(MODES.values.step, step) for step in range(steps))
    back = chain.from_iterable(at_step(MODES.adjoints.step, step) for step in reversed(range(steps)))
    return (*there, *turn(steps), *back)


def checkpointed_program(steps: int, segment: int) -> Program:
    """The tape of a segment is made again under names with a prime, from the checkpoint before it."""
    program = [*chain.from_iterable(at_step(MODES.values.step, step) for step in range(steps)), *turn(steps)]
    for first in reversed(range(0, steps, segment)):
        made = list(chain.from_iterable(at_step(MODES.values.step, step) for step in range(first, first + segment)))
        again = {each.name: sym(each.name + "'") for each in made}
        program += [Definition(f"{each.name}'", substitute(each.body, again)) for each in made]
        for step in reversed(range(first, first + segment)):
            program += [replace(each, body=substitute(each.body, again)) for each in at_step(MODES.adjoints.step, step)]
    return tuple(program)


def kept(program: Program, wanted: Sequence[str], rows: int, columns: int) -> int:
    """The most numbers alive at once in a whole run, for sizes."""
    found = moments(Graph.of(INPUTS, program), ("X", "t", r"\eta"), wanted)
    sizes = {"n": rows, "d": columns}
    counts = [sum(_count(each, sizes) for each in (m.numbers.args or (m.numbers,))) for m in found]
    return max(counts)


def _count(term: Term, sizes: dict[str, int]) -> int:
    return sizes[str(term.value)] if term.head == "sym" else int(str(term.value))


def said(result: str, **numbers: int) -> int:
    """What the derivation says, with numbers put in."""
    expr = MEMORY.sympy(result)
    return int(expr.xreplace({symbol: numbers[symbol.name] for symbol in expr.free_symbols}).doit())


@pytest.mark.parametrize("steps", STEPS)
def test_nodes_and_edges_of_the_graph_are_those_that_are_counted(steps: int) -> None:
    graph, done = Unrolled(Letters(), steps).graph, WORKED["unrolled_graph"](steps)
    for result, found in (("nodes", graph.nodes), ("edges", graph.edges)):
        expr = done.sympy(result)
        (count,) = expr.free_symbols
        assert expr.subs(count, steps) == len(found)


def test_the_graph_of_two_steps() -> None:
    assert str(Unrolled(Letters(), 2).graph).splitlines() == [
        "a_0 <- X, w_0, t",
        "g_0 <- X, a_0",
        r"w_1 <- w_0, \eta, g_0",
        "a_1 <- X, w_1, t",
        "g_1 <- X, a_1",
        r"w_2 <- w_1, \eta, g_1",
        "a_2 <- X, w_2, t",
        "L_2 <- a_2",
    ]


@pytest.mark.parametrize("steps", STEPS)
def test_every_update_and_nothing_else_reads_the_learning_rate(steps: int) -> None:
    graph = Unrolled(Letters(), steps).graph
    assert [node.name for node in graph.readers(r"\eta")] == [at("w", step) for step in range(1, steps + 1)]


def test_a_graph_needs_every_value_once_and_made_before_it_is_read() -> None:
    one = Definition("a", sym("w_{0}"))
    with pytest.raises(ValueError, match="a is defined twice"):
        Graph.of(INPUTS, [one, one])
    with pytest.raises(ValueError, match="a reads b before it is made"):
        Graph.of(INPUTS, [Definition("a", sym("b")), Definition("b", sym("w_{0}"))])


@pytest.mark.parametrize("name", ["unrolled_graph", "unrolled_derivative"])
@pytest.mark.parametrize("steps", [0, -2])
def test_steps_are_needed(name: str, steps: int) -> None:
    with pytest.raises(ValueError, match="are needed"):
        WORKED[name](steps)


@pytest.mark.parametrize("steps", [1, 3, 5])
def test_other_numbers_of_steps_are_proved(steps: int) -> None:
    for name in ("unrolled_graph", "unrolled_derivative"):
        summary = judge(WORKED[name](steps).document()).summary
        assert {kind for kind, count in summary.items() if count} == {"given", "proved"}


@pytest.mark.parametrize("result", ["forward", "reverse"])
@pytest.mark.parametrize("factor", [2, -1])
def test_a_spoilt_recursion_is_not_proved(result: str, factor: int) -> None:
    """Both modes meet the derivative only as they are."""
    lines = DERIVATIVE.lines
    places = [k for k, line in enumerate(lines) if line.rhs == DERIVATIVE.results[result]]
    spoilt = tuple(replace(x, rhs=factor * x.rhs) if k in places else x for k, x in enumerate(lines))
    verdicts = judge(replace(DERIVATIVE, lines=spoilt).document()).verdicts
    assert places
    assert {verdicts[str(place + 1)].kind for place in places} <= {"refuted", "undecided"}


@pytest.mark.parametrize("steps", STEPS)
def test_forward_mode_keeps_what_is_said_for_any_number_of_steps(steps: int) -> None:
    wanted = [dot(at("L", steps))]
    for rows, columns in SIZES:
        assert kept(forward_program(steps), wanted, rows, columns) == said("forward_memory", n=rows, d=columns)


@pytest.mark.parametrize("steps", STEPS)
def test_reverse_mode_keeps_what_is_said(steps: int) -> None:
    wanted = [MODES.slope(0), bar(at("w", 0))]
    for rows, columns in SIZES:
        found = kept(reverse_program(steps), wanted, rows, columns)
        assert found == said("reverse_memory", n=rows, d=columns, T=steps)


@pytest.mark.parametrize(("steps", "segment"), [(T, s) for T in STEPS for s in STEPS if T % s == 0])
def test_with_checkpoints_what_is_said_suffices_and_is_needed_with_few_examples(steps: int, segment: int) -> None:
    wanted = [MODES.slope(0), bar(at("w", 0))]
    for rows, columns in SIZES:
        found = kept(checkpointed_program(steps, segment), wanted, rows, columns)
        c = said("checkpointed_step", n=rows, d=columns)
        enough = said("checkpointed_memory", T=steps, s=segment, d=columns, c=c)
        assert found == enough if rows <= columns else found <= enough


def test_the_least_memory_is_at_the_root_among_all_segments() -> None:
    for root in range(1, 8):
        needed = {
            s: said("checkpointed_memory", T=root**2, s=s, d=3, c=0) for s in range(1, root**2 + 1) if root**2 % s == 0
        }
        assert min(needed, key=lambda s: needed[s]) == root


def test_growth_from_step_to_step() -> None:
    peaks = [kept(reverse_program(steps), [MODES.slope(0), bar(at("w", 0))], 2, 7) for steps in STEPS]
    assert {after - before for before, after in pairwise(peaks)} == {7}
