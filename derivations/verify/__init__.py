"""The judge: `judge(document)` decides every relation, `decide_equality` a single claim, `explain` shows how."""

from __future__ import annotations

from derivations.document.context import Context
from derivations.document.document import Document, Relation, Span
from derivations.document.verdicts import Verdict
from derivations.terms.term import Term
from derivations.verify.judge import Judge, judge
from derivations.verify.ladder import Trace

__all__ = ["decide_equality", "explain", "judge"]


def decide_equality(lhs: Term, rhs: Term, context: Context, seed: int = 0, sign: str = "eq") -> Verdict:
    """The verdict on one relation between terms in a context."""
    relation = Relation("1", "", Span(), str(lhs), "=", str(rhs), "claim", lhs, sign, rhs, context=context)
    return judge(Document("", (relation,)), seed).verdicts["1"]


def explain(document: Document, relation_id: str, seed: int = 0) -> list[tuple[str, Trace]]:
    """Every way in which a relation was looked at, and what each rung of the ladder said."""
    judging = Judge(document, seed)
    for relation in document.relations:
        judging.verdict(relation)
        if relation.id == relation_id:
            return judging.ways.traces
    raise KeyError(relation_id)
