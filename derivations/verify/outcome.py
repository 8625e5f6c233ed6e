"""What a method says of a goal: proved, refuted, supported, or nothing.

An `Abstained` carries the reason; the ladder keeps the most telling one for `undecided`.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.document.verdicts import Witness


@dataclass(frozen=True, slots=True)
class Proved:
    """An exact proof: the method, the hypotheses used (by source) and the side conditions in words."""

    method: str
    used: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Refuted:
    """A counterexample, or two shapes that do not fit (then `reason` says so)."""

    method: str
    witness: Witness | None = None
    reason: str | None = None
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Supported:
    """No counterexample in `models` random models; `how` says how well the sides agreed."""

    models: int
    how: str
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Abstained:
    """No answer, and why."""

    reason: str
    steps: int = 0


Outcome = Proved | Refuted | Supported | Abstained
