r"""What a row of the tables of constructs is: a command, the class of token it becomes, and how its node is built.

The grammar knows a dozen token classes and no command. `ONE` takes one argument, `TWO` two, `ROOT` one and an optional
one in brackets, `DERIVATIVE` one to three; `SYMBOL` none. A family file lists its rows, `ACCEPTED` (source, outline
of the
tree) and `REJECTED` sources; one test runs them all.

>>> row(r"\alpha", "LETTER").value
'\\alpha'
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from derivations.latex.syntax import Node
from derivations.latex.tokens import Token

Builder = Callable[[Token, tuple[Node, ...]], Node]


class Construct(NamedTuple):
    """A row. `value` is what the token carries; `drop` counts arguments that are thrown away."""

    command: str
    type: str
    value: str
    build: Builder | None = None
    drop: int = 0


def row(command: str, kind: str, value: str | None = None, build: Builder | None = None, drop: int = 0) -> Construct:
    return Construct(command, kind, command if value is None else value, build, drop)


def span_of(token: Token, children: tuple[Node, ...]) -> tuple[int, int]:
    """The span from the command to the end of its last argument."""
    return token.start, max((child.end for child in children), default=token.end)
