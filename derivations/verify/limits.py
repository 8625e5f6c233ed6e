"""Every budget of the judge, in one place. All count steps, so that verdicts are the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`algebra` steps for one attempt at a proof; `models` random models in the full round, `early` in the first;
    `enough` of them must have values for `supported`; `evaluation` steps of one evaluation; `precision` bits of
    balls; `earlier` equations tried for "follows from"; `simplify` seconds, the only clock, before the worker
    of SymPy is stopped.
    """

    algebra: int = 60_000
    early: int = 2
    models: int = 12
    enough: int = 4
    evaluation: int = 200_000
    precision: int = 192
    earlier: int = 8
    simplify: float = 10.0


DEFAULT = Limits()
