r"""Names of conditional probabilities and densities: one for every way in which a page writes one.

`p(x \mid y)` and `p(z \mid y)` are two functions that share a letter, so the whole text is the name, and the letters
are arguments so that sums and integrals bind them. Nothing is known of such a function but its text.

>>> name = conditional_name("p_{\\theta}", 2, ["x", "z_{1}", "y"])
>>> name, conditional_parts(name), conditional_parts("p")
('{p_{\\theta}}{2 \\mid x, z_{1}, y}', ('p_{\\theta}', 2), None)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivations.terms.names import parse_name

PROBABILITIES = frozenset(("p", "q", "P", "Q", "f", "\\pi", "\\mathbb{P}", "\\text{P}", "\\text{Pr}", "Pr"))
"""Letters that are numbers behind which a bar says "given"."""

_CONDITIONAL = re.compile(r"\{(?P<letter>.*)\}\{(?P<before>\d+) \\mid .*\}", re.DOTALL)


def is_probability(name: str) -> bool:
    """Whether the letter is one that probabilities and densities have, whatever its indices and marks."""
    return parse_name(name).base in PROBABILITIES


def conditional_name(letter: str, before: int, arguments: Sequence[str]) -> str:
    """The name of the function, `before` the bar are so many of its arguments."""
    return f"{{{letter}}}{{{before} \\mid {', '.join(arguments)}}}"


def conditional_parts(name: str) -> tuple[str, int] | None:
    """Letter and number of arguments before the bar; None for any other name."""
    found = _CONDITIONAL.fullmatch(name)
    return (found["letter"], int(found["before"])) if found else None
