"""What the straight line of RMSProp costs as steps are added, and how fast its iterates run. Prints tables.

    python benchmarks/bench_rmsprop.py [--steps T ...] [--nodes N] [--sets S]

The first table has the time to derive T steps on an example of two entries and the nodes of all definitions, beside
SymPy with each step put into the next, as long as N nodes are not passed: one run of it, the time since its start. The
second has 50 compiled iterates beside loops written by hand: one trajectory, and S sets of parameters. Other times are
the best of several runs, those of two sides in turn; before the clock runs, both sides must agree.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import sympy

from derivations.terms.term import size
from derivations.worked.rmsprop import derive, iterates

STEPS = (1, 2, 3, 4, 5, 6, 7, 10, 20, 50, 100, 200, 500, 1000)
NODES = 1_000_000
SETS = 10_000
ITERATES, ENTRIES = 50, 2


def best(work: Callable[[], Any], seconds: float = 0.3, runs: int = 3) -> float:
    """The least time of several runs, at least `runs` of them and until so many seconds have passed."""
    times: list[float] = []
    while len(times) < runs or sum(times) < seconds:
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def side_by_side(*works: Callable[[], Any], rounds: int = 3) -> list[float]:
    """The best time of each, taken in turn, so that a busy machine is busy for all."""
    measured = [[best(work) for work in works] for _ in range(rounds)]
    return [min(times) for times in zip(*measured, strict=True)]


def put_in(limit: int) -> Iterator[tuple[int, float]]:
    """SymPy's iterates with every step put into the next: nodes and seconds after each, while they stay in bounds."""
    x, t, eta, beta, epsilon = sympy.symbols("x:2"), *sympy.symbols("t eta beta epsilon", positive=True)
    w, v = [sympy.Integer(0)] * 2, [sympy.Integer(0)] * 2
    nodes, before, started = 1, 1, time.perf_counter()
    while nodes * nodes < limit * before:  # the next step would grow as the last one did
        residual = sum(a * b for a, b in zip(x, w, strict=True)) - t
        g = [2 * a * residual for a in x]
        v = [beta * a + (1 - beta) * b**2 for a, b in zip(v, g, strict=True)]
        w = [a - eta * b / (sympy.sqrt(c) + epsilon) for a, b, c in zip(w, g, v, strict=True)]
        spent = time.perf_counter() - started
        before, nodes = nodes, sum(1 for each in w for _ in sympy.preorder_traversal(each))
        yield nodes, spent


def growth(steps: Sequence[int], limit: int) -> None:
    """Print what T steps cost."""
    naive = dict(enumerate(put_in(limit), start=1))
    print(f"{'steps':>6}{'derived':>12}{'nodes':>9}{'a step':>8}   {'put in':>10}{'nodes':>10}{'grows by':>10}")
    for count in steps:
        seconds = best(partial(derive, entries=ENTRIES, steps=count))
        nodes = sum(size(each.body) for each in derive(entries=ENTRIES, steps=count).definitions)
        row = f"{count:>6}{1000 * seconds:>9.1f} ms{nodes:>9}{nodes / count:>8.0f}   "
        if count in naive:
            grown = f"{naive[count][0] / naive[count - 1][0]:.1f}" if count - 1 in naive else ""
            row += f"{1000 * naive[count][1]:>7.1f} ms{naive[count][0]:>10}{grown:>10}"
        print(row.rstrip())
    print()


def by_hand(x: Any, t: Any, eta: Any, beta: Any, epsilon: Any) -> Any:
    """The iterates of one trajectory in a loop, as one writes it."""
    w, v, found = np.zeros(ENTRIES), np.zeros(ENTRIES), np.empty((ITERATES, ENTRIES))
    for step in range(ITERATES):
        g = 2 * x * (x @ w - t)
        v = beta * v + (1 - beta) * g**2
        w = w - eta * g / (np.sqrt(v) + epsilon)
        found[step] = w
    return found


def by_hand_at_once(x: Any, t: Any, eta: Any, beta: Any, epsilon: Any) -> Any:
    """The same for a batch: x has a row for each set of parameters."""
    w, v, found = np.zeros(x.shape), np.zeros(x.shape), np.empty((ITERATES, *x.shape))
    t, eta, beta, epsilon = (each[:, None] for each in (t, eta, beta, epsilon))
    for step in range(ITERATES):
        g = 2 * x * ((x * w).sum(axis=1, keepdims=True) - t)
        v = beta * v + (1 - beta) * g**2
        w = w - eta * g / (np.sqrt(v) + epsilon)
        found[step] = w
    return found


def parameters(sets: int) -> tuple[Any, ...]:
    """Examples, targets, learning rates, betas and epsilons."""
    random = np.random.default_rng(0)
    x, t = random.uniform(0.5, 2.0, size=(sets, ENTRIES)), random.uniform(1.0, 3.0, size=sets)
    return x, t, random.uniform(0.001, 0.01, size=sets), random.uniform(0.5, 0.99, size=sets), np.full(sets, 1e-6)


def speed(sets: int) -> None:
    """Print how long 50 iterates take."""
    compiled = iterates(ENTRIES, ITERATES)
    x, *rest = parameters(sets)
    one = (*map(float, x[0]), *(float(each[0]) for each in rest))
    many = (*x.T, *rest)

    def each_by_hand() -> Any:
        return [by_hand(row, *others) for row, *others in zip(x, *rest, strict=True)]

    shaped = np.moveaxis(np.array(compiled(*many)).reshape(ITERATES, ENTRIES, sets), -1, 1)
    assert np.allclose(np.array(compiled(*one)).reshape(ITERATES, ENTRIES), by_hand(x[0], *one[ENTRIES:]))
    assert np.allclose(shaped, by_hand_at_once(x, *rest))
    single = side_by_side(lambda: compiled(*one), lambda: by_hand(x[0], *one[ENTRIES:]))
    batch = side_by_side(lambda: compiled(*many), lambda: by_hand_at_once(x, *rest))
    slow = best(each_by_hand, runs=1)
    rows = [
        ("one trajectory, compiled", single[0], ""),
        ("one trajectory, loop", single[1], "compiled is to take at most 1.2 times as long"),
        (f"{sets} sets, compiled", batch[0], ""),
        (f"{sets} sets, loop over each", slow, "is to take at least 10 times as long"),
        (f"{sets} sets, loop over all at once", batch[1], ""),
    ]
    width = max(len(label) for label, *_ in rows)
    for label, seconds, wanted in rows:
        base = single[0] if label.startswith("one") else batch[0]
        print(f"{label:<{width}}  {1000 * seconds:>10.3f} ms{seconds / base:>8.2f}   {wanted}".rstrip())


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--steps", nargs="+", type=int, default=STEPS, metavar="T", help="steps to derive")
    arguments.add_argument("--nodes", type=int, default=NODES, metavar="N", help="nodes that SymPy may reach")
    arguments.add_argument("--sets", type=int, default=SETS, metavar="S", help="sets of parameters at once")
    asked = arguments.parse_args()
    derive(entries=ENTRIES, steps=1)  # modules are imported before the clock runs
    growth(asked.steps, asked.nodes)
    speed(asked.sets)


if __name__ == "__main__":
    main()
