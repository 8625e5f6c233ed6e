"""What the judge says of a relation, and the evidence that it carries.

The six kinds and their meaning are fixed: given, proved, supported, refuted, undecided, unread. Only `refuted`
carries a witness, only `proved` claims to hold everywhere, and every `undecided` and `unread` has a reason.

>>> Verdict("undecided", reason="limit").kind
'undecided'
>>> Verdict("refuted")
Traceback (most recent call last):
    ...
ValueError: a refuted verdict needs a witness or a reason
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derivations.terms.shown import Shown

KINDS = ("given", "proved", "supported", "refuted", "undecided", "unread")

PROBLEMS = ("refuted", "undecided", "unread")
"""The verdicts that somebody has to look at."""


@dataclass(frozen=True, slots=True)
class Witness(Shown):
    """Concrete values that meet every hypothesis and at which the sides differ (JSON-able, exact)."""

    values: Mapping[str, object]
    lhs: object
    rhs: object


@dataclass(frozen=True, slots=True)
class Verdict(Shown):
    """A verdict with its evidence. `steps` counts work in units that are the same on every machine."""

    kind: str
    method: str | None = None
    reason: str | None = None
    witness: Witness | None = None
    repair: str | None = None
    conditions: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    follows_from: str | None = None
    steps: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown verdict {self.kind!r}")
        if self.kind == "refuted" and self.witness is None and not self.reason:
            raise ValueError("a refuted verdict needs a witness or a reason")
        if self.kind in ("undecided", "unread") and not self.reason:
            raise ValueError(f"{self.kind} needs a reason")

    @property
    def settled(self) -> bool:
        """Whether later relations may use this one."""
        return self.kind in ("given", "proved", "supported")
