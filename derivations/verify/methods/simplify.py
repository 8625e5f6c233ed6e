"""SymPy's general tools, last, in a worker process that is killed when its time is up.

Only scalar equations that random models already support come here. It proves where SymPy simplifies the difference to zero with every
name real; it never refutes. Without an answer in time it abstains, and says that the clock decided.
"""

from __future__ import annotations

from concurrent.futures import TimeoutError as Late
from functools import lru_cache
from typing import Any

from derivations.terms.term import Term, walk
from derivations.verify.goal import Goal
from derivations.verify.limits import Limits
from derivations.verify.outcome import Abstained, Outcome, Proved

SCALAR_HEADS = frozenset(
    """num sym const add neg mul div pow sqrt abs exp log sin cos tan asin acos atan sinh cosh tanh factorial gamma binomial sum
    prod integral limit""".split()
)
MAX_NODES = 400


def decide(goal: Goal, limits: Limits) -> Outcome:
    """Ask SymPy whether the two sides are equal."""
    nodes = [node for side in (goal.lhs, goal.rhs) for node in walk(side)]
    if goal.sign != "eq" or len(nodes) > MAX_NODES or any(node.head not in SCALAR_HEADS for node in nodes):
        return Abstained("not for SymPy")
    if not any(
        node.head in ("sum", "prod", "integral", "limit", "binomial", "factorial", "gamma", "atan", "asin", "acos")
        for node in nodes
    ):
        return Abstained("exact algebra has said all there is")
    facts = {name: tuple(sorted(words)) for name, words in goal.signature.facts.items()}
    future = _pool().schedule(_difference_vanishes, args=(goal.lhs, goal.rhs, facts), timeout=limits.simplify)
    try:
        answer = future.result()
    except Late:
        return Abstained(f"limit: SymPy had no answer in {limits.simplify:g} s (the clock decided)")
    except (ValueError, TypeError, NotImplementedError, ArithmeticError, AttributeError, RecursionError) as error:
        return Abstained(f"SymPy: {type(error).__name__}")
    return Proved("simplify") if answer else Abstained("SymPy does not simplify the difference to zero")


@lru_cache(maxsize=1)
def _pool() -> Any:
    """One worker for the whole run, started on first use."""
    import multiprocessing

    from pebble import ProcessPool

    return ProcessPool(max_workers=1, context=multiprocessing.get_context("spawn"))


def _difference_vanishes(lhs: Term, rhs: Term, facts: dict[str, tuple[str, ...]]) -> bool:
    import sympy

    from derivations.terms.sympy_bridge import to_sympy

    given = {name: frozenset(words) for name, words in facts.items()}
    difference = to_sympy(lhs, {}, given) - to_sympy(rhs, {}, given)
    return bool(sympy.simplify(difference.doit()) == 0)
