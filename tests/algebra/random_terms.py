"""Random compositions of the heads that differentials know, with models to evaluate them in."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from derivations.terms.term import Term, num, sym
from numeric.valuation import Model

SIZE = 3
n = sym("n")
SHAPES = {
    **dict.fromkeys("xabv", (n, num(1))),
    **dict.fromkeys("XABEKSD", (n, n)),
    **dict.fromkeys("st", (num(1), num(1))),
}
"""x, X, s are variables, v, E directions, the others constants."""

FACTS = {"K": frozenset({"skew"}), "S": frozenset({"symmetric"}), "D": frozenset({"diagonal", "symmetric"})}

RATIONAL = ("hadamard", "mul", "add")
SMOOTH = ("exp", "sin", "cos", "tanh", "sigmoid", "sinh", "cosh")
POSITIVE = ("log", "sqrt")


def call(head: str, *args: Term, value: str | None = None) -> Term:
    return Term(head, args, value)


class Compositions:
    """Terms of bounded depth; `real` lets functions without exact values in."""

    def __init__(self, seed: int, real: bool) -> None:
        self.random = Random(seed)
        self.real = real

    def pick(self, *options: object) -> object:
        return self.random.choice(options)

    def scalar(self, depth: int) -> Term:
        if depth <= 0:
            return self.random.choice([sym("s"), num(2), call("trace", sym("X")), sym("a").T * sym("x")])
        d = depth - 1
        kind = self.random.randrange(15 if self.real else 12)
        match kind:
            case 0:
                return self.scalar(d) * self.scalar(d)
            case 1:
                return self.scalar(d) - self.scalar(d)
            case 2:
                return self.vector(d).T * self.vector(d)
            case 3:
                return call("norm", self.vector(d), value="2") ** 2
            case 4:
                return call("trace", self.matrix(d))
            case 5:
                return call("norm", self.matrix(d), value="F") ** 2
            case 6:
                return call("det", self.matrix(d - 1))
            case 7:
                return self.scalar(d) ** self.random.choice((2, 3, -1))
            case 8:
                return self.scalar(d) / (1 + self.scalar(d) ** 2)
            case 9:
                return call("inner", self.matrix(d), self.matrix(d))
            case 10:
                index = sym("i")
                return call("sum", index, num(1), n, call("entry", self.vector(d), index) ** 2)
            case 11:
                return call("entry", self.vector(d), num(2)) + call("entry", self.matrix(d), num(1), num(3))
            case 12:
                return call(self.random.choice(SMOOTH), self.small(self.scalar(d)))
            case 13:
                return call(self.random.choice(POSITIVE), 1 + self.scalar(d) ** 2)
            case _:
                return call("norm", self.vector(d), value="2")

    def vector(self, depth: int) -> Term:
        if depth <= 0:
            return self.random.choice([sym("x"), sym("x"), sym("a"), sym("b")])
        d = depth - 1
        kind = self.random.randrange(10 if self.real else 8)
        match kind:
            case 0 | 1:
                return self.matrix(d) * self.vector(d)
            case 2:
                return self.vector(d) + self.vector(d)
            case 3:
                return call("hadamard", self.vector(d), self.vector(d))
            case 4:
                return self.scalar(d) * self.vector(d)
            case 5:
                return call("diag", self.matrix(d))
            case 6:
                return call("col", self.matrix(d), num(2))
            case 7:
                return call("inverse", sym("A") * call("diag", sym("b"))) * self.vector(d)
            case _:
                return call(self.random.choice(SMOOTH), self.small(self.vector(d)))

    def matrix(self, depth: int) -> Term:
        if depth <= 0:
            return self.random.choice([*map(sym, "XXXABKSD"), call("eye", n)])
        d = depth - 1
        kind = self.random.randrange(11 if self.real else 10)
        match kind:
            case 0 | 1:
                return self.matrix(d) * self.matrix(d)
            case 2:
                return self.matrix(d) + self.matrix(d)
            case 3:
                return self.matrix(d).T
            case 4:
                return call("inverse", self.matrix(0) + num(7) * call("eye", n))
            case 5:
                return call("hadamard", self.matrix(d), self.matrix(d))
            case 6:
                return self.vector(d) * self.vector(d).T
            case 7:
                return call("diag", self.vector(d))
            case 8:
                return self.scalar(d) * self.matrix(d)
            case 9:
                return self.matrix(d - 1) ** self.random.choice((2, 3))
            case _:
                return call(self.random.choice(("tanh", "sigmoid")), self.small(self.matrix(d)))

    def small(self, term: Term) -> Term:
        return num(Fraction(1, 8)) * term


def model(seed: int) -> Model:
    """Small rationals, far from kinks and singular points with all likelihood."""
    random = Random(seed)

    def entry() -> Fraction:
        return Fraction(random.choice((-3, -2, -1, 1, 2, 3)), random.choice((2, 3, 5)))

    values: dict[str, object] = {}
    for name, (rows, cols) in SHAPES.items():
        height, width = (SIZE if size == n else 1 for size in (rows, cols))
        grid = tuple(tuple(entry() for _ in range(width)) for _ in range(height))
        facts = FACTS.get(name, frozenset())
        if facts:
            mark = -1 if "skew" in facts else 1
            places = range(SIZE)
            grid = tuple(tuple(grid[i][j] + mark * grid[j][i] for j in places) for i in places)
        if "diagonal" in facts:
            grid = tuple(
                tuple(value if i == j else Fraction(0) for j, value in enumerate(row)) for i, row in enumerate(grid)
            )
        values[name] = grid[0][0] if (height, width) == (1, 1) else grid
    return Model(values=values, sizes={"n": SIZE})  # type: ignore[arg-type]
