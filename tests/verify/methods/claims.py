"""Claims and outcomes for the tables of the methods' tests."""

from __future__ import annotations

from derivations.document.context import Context
from derivations.terms.term import Term, num, sym
from derivations.verify.goal import Goal, build
from derivations.verify.outcome import Outcome

Shape = tuple[Term, Term]
Claim = tuple[Term, str, Term]

ONE = num(1)
n, d = sym("n"), sym("d")
a, b, c, p, q, s, t, x, y, z = (sym(name) for name in "abcpqstxyz")
u, v, w = sym("u"), sym("v"), sym("w")  # vectors of n
A, X = sym("A"), sym("X")  # n x n, n x d
e, pi = Term("const", (), "e"), Term("const", (), "pi")

SHAPES: dict[str, Shape] = {
    **dict.fromkeys("abcpqstxyz", (ONE, ONE)),
    **dict.fromkeys("uvw", (n, ONE)),
    "A": (n, n),
    "X": (n, d),
}
FACTS = {**{name: frozenset({"positive"}) for name in "abc"}, "t": frozenset({"unit interval"})}


def fn(head: str, *args: Term, value: str | None = None) -> Term:
    return Term(head, args, value)


def goal(claim: Claim, hypotheses: tuple[Claim, ...] = ()) -> Goal:
    """The goal in the context of these tables."""
    statements = tuple((Term(sign, (left, right)), f"h{i}") for i, (left, sign, right) in enumerate(hypotheses))
    return build(*claim, Context.of(shapes=SHAPES, facts=FACTS), {}, statements)


def kind(outcome: Outcome) -> str:
    return type(outcome).__name__
