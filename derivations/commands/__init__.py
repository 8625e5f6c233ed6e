r"""What the subcommands do, one file each: `run(arguments) -> exit status`, or `Unusable` with one line for the user.

>>> safe("two\nlines")
'two\\nlines'
"""

from __future__ import annotations

import sys

NAME = "derivations"


class Unusable(Exception):
    """Arguments or files that nothing can be done with; its text is what the user is told."""


def complain(message: str) -> None:
    """One line on standard error."""
    print(f"{NAME}: {safe(message)}", file=sys.stderr)


def safe(text: str) -> str:
    """The text on one line, with everything that a terminal might obey written as an escape."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
