"""The other process of `simplify.py`: it answers questions until its input ends.

A question is a length and a pickled (lhs, rhs, facts); the answer is a length and a pickled text: "equal", "open", or
what SymPy raised. Both pipes belong to the process that started it; nothing else is ever read.

>>> from derivations.terms.term import num, sym
>>> answer(2 * sym("x"), sym("x") + sym("x"), {})
'equal'
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections.abc import Mapping
from typing import IO, Any

from derivations.terms.term import Term

Question = tuple[Term, Term, Mapping[str, tuple[str, ...]]]

# what SymPy raises where it cannot: the caller abstains and says which
_TROUBLE = (ValueError, TypeError, NotImplementedError, ArithmeticError, AttributeError, LookupError, RecursionError)

_LENGTH = struct.Struct("<Q")


def send(stream: IO[bytes], value: object) -> None:
    """Write one message."""
    data = pickle.dumps(value)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message. Raises `EOFError` where there is none."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    return pickle.loads(stream.read(length))


def answer(lhs: Term, rhs: Term, facts: Mapping[str, tuple[str, ...]]) -> str:
    """Whether SymPy simplifies the difference to zero with every name real."""
    import sympy

    from derivations.terms.sympy_bridge import to_sympy

    given = {name: frozenset(words) for name, words in facts.items()}
    try:
        difference = to_sympy(lhs, {}, given) - to_sympy(rhs, {}, given)
        return "equal" if sympy.simplify(difference.doit()) == 0 else "open"
    except _TROUBLE as error:
        return f"SymPy: {type(error).__name__}"


def main() -> None:
    # what SymPy or a warning prints must not be taken for an answer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            question: Question = receive(sys.stdin.buffer)
        except EOFError:
            return
        send(answers, answer(*question))


if __name__ == "__main__":
    main()
