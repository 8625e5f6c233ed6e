r"""The derivative by the learning rate of the loss after some steps, worked out forwards and backwards.

Least squares. The rules of a step are those that `unrolled_memory` derives for step k: here they are followed from the
first step to the last and back, in words of the first gradient and the Hessian, and both modes meet the derivative of
the loss (Griewank & Walther, Evaluating Derivatives, chapters 3 and 4).

>>> done = derive(steps=1)
>>> from derivations.latex.print import latex
>>> print(latex(done.results["reverse"]))
-g_0^\top g_0 + \eta g_0^\top H g_0
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import isqrt
from typing import Any

from derivations.moves.arrays import arrays
from derivations.moves.derivation import Derivation
from derivations.moves.line import given
from derivations.terms.term import sym
from derivations.worked._modes import Meeting, Modes
from derivations.worked.unrolled_graph import Letters, at
from numeric.crosscheck import Check
from numeric.unrolled import by_jets, checkpointed, forward_mode, reverse_mode

STEPS = 6
"""At most so many steps are worked out: words in the Hessian of that length."""


def derive(
    steps: int = 2,
    X: str = "X",
    t: str = "t",
    w: str = "w",
    eta: str = r"\eta",
    a: str = "a",
    g: str = "g",
    L: str = "L",
    n: str = "n",
    d: str = "d",
    H: str = "H",
) -> Derivation:
    """The derivation; both modes are compared with the derivative of the loss after `steps` steps.

    X is n x d, t has n entries, w has d. Raises `ValueError` for no steps, or too many to be worked out.
    """
    if not 1 <= steps <= STEPS:
        raise ValueError(f"{steps} steps: 1 to {STEPS} are needed; the memory is for any number")
    # letters of the rules for step k, which do not occur in what is worked out
    modes = Modes(Letters(X, t, w, eta, a, g, L, n, d), "k", "T", r"\epsilon", H)
    meeting = Meeting(modes, steps)
    known = (n, d, X, t, at(w, 0), eta)
    done = Derivation(
        "unrolled_derivative",
        "The derivative by the learning rate, worked out in both modes",
        f"Least squares after {steps} step{'s' if steps > 1 else ''} of gradient descent: tangents from the first step "
        "to the last, adjoints from the last to the first.",
        tuple(each for each in modes.quantities if each.name in known),
        (modes.hessian, *meeting.definitions),
        (given(sym(H), modes.hessian.body, "the Hessian of the loss"), *meeting.lines),
        {"forward": meeting.forward, "reverse": meeting.reverse},
    )
    return replace(done, checks=_checks(done, (X, t, at(w, 0), eta), steps))


def _checks(done: Derivation, names: Sequence[str], steps: int) -> tuple[Check, ...]:
    """Both derived derivatives against dual numbers, and the ways to compute it in NumPy against those."""
    draw = arrays(done.context, names)
    forward, reverse = done.numpy("forward", *names), done.numpy("reverse", *names)

    def jets(X: Any, t: Any, w: Any, eta: Any) -> float:
        return by_jets(X, t, w, eta, steps)

    def in_numpy(mode: Callable[..., float], *more: int) -> Callable[..., float]:
        return lambda X, t, w, eta: mode(X, t, w, eta, steps, *more)

    return (
        Check("forward mode, by dual numbers", forward, jets, draw, 1e-9),
        Check("reverse mode, by dual numbers", reverse, jets, draw, 1e-9),
        Check("forward mode, run in NumPy", forward, in_numpy(forward_mode), draw, 1e-9),
        Check("reverse mode, run in NumPy", reverse, in_numpy(reverse_mode), draw, 1e-9),
        Check("checkpoints, run in NumPy", reverse, in_numpy(checkpointed, max(1, isqrt(steps))), draw, 1e-9),
    )
