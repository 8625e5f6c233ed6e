r"""How a derivation was asked for, so that it can be asked for again, as it was or with other numbers.

>>> Recipe('worked["rmsprop"]', {"x": (Fraction(3), Fraction(1, 2)), "eta": r"\alpha"}).code
'derivations.worked["rmsprop"](x=(3, Fraction(1, 2)), eta=r"\\alpha")'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Recipe:
    """What makes a derivation again: `call` with the arguments that were given."""

    call: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """As Python, for those who `import derivations`."""
        given = ", ".join(f"{name}={_python(value)}" for name, value in self.arguments.items())
        return f"derivations.{self.call}({given})"


def _python(value: Any) -> str:
    """A value of a parameter as one would type it."""
    if isinstance(value, str):
        return f'r"{value}"' if "\\" in value and '"' not in value else repr(value)
    if isinstance(value, Fraction):
        return str(value) if value.denominator == 1 else repr(value)
    if isinstance(value, list | tuple):
        entries = ", ".join(map(_python, value))
        return f"({entries},)" if len(value) == 1 else f"({entries})"
    return repr(value)
