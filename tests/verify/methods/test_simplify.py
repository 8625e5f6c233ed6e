# ruff: noqa: F403, F405 - the short names of claims.py
"""SymPy in a process of its own: proofs, silence, time that is up, and scripts without a guard."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from derivations.terms.term import num, sym
from derivations.verify.limits import DEFAULT
from derivations.verify.methods import simplify
from derivations.verify.outcome import Abstained
from tests.verify.methods.claims import *

k = sym("k")
ROW = fn("sum", k, num(0), s, fn("binomial", s, k))
ARC = fn("sin", fn("atan", x))

CASES: list[tuple[Claim, str]] = [
    ((ARC, "eq", x / fn("sqrt", 1 + x**2)), "Proved"),
    ((ARC, "eq", x / fn("sqrt", 2 + x**2)), "Abstained"),
    # closed forms of sums hold for generic ends only
    ((ROW, "eq", num(2) ** s), "Abstained"),
    ((fn("atan", x), "eq", x), "Abstained"),
    ((x + y, "eq", y + x), "Abstained"),
    ((u.T * v, "eq", v.T * u), "Abstained"),
]


@pytest.mark.parametrize(("claim", "expected"), CASES, ids=str)
def test_simplify(claim: Claim, expected: str) -> None:
    assert kind(simplify.decide(goal(claim), DEFAULT)) == expected


def test_when_time_is_up_it_says_so_and_goes_on() -> None:
    late = simplify.decide(goal((fn("atan", x), "eq", y)), replace(DEFAULT, simplify=0.0))
    assert isinstance(late, Abstained)
    assert "the clock decided" in late.reason
    assert kind(simplify.decide(goal((ARC, "eq", x / fn("sqrt", 1 + x**2))), DEFAULT)) == "Proved"


def test_a_script_needs_no_guard_and_ends_in_silence(tmp_path) -> None:  # type: ignore[no-untyped-def]
    script = tmp_path / "script.py"
    script.write_text(
        "from derivations.terms.term import sym\n"
        "from derivations.verify.methods.simplify import _WORKER\n"
        "print(_WORKER.ask((2 * sym('x'), sym('x') + sym('x'), {}), 60))\n"
    )
    env_path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)], capture_output=True, text=True, env={"PYTHONPATH": env_path}
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "equal\n", "")
