"""What notebooks show of an object: HTML, LaTeX and plain text, by IPython's display protocol.

The writers stand above what they write and are heavy; they are looked up by name when something is shown.

>>> from derivations.terms.term import num, sym
>>> (sym("x") + num(2))._repr_latex_().endswith("x + 2$")
True
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Shown:
    """Shows itself in notebooks."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Every form that there is, by MIME type."""
        bundle: dict[str, str] = self._display().bundle()
        return bundle

    def _repr_html_(self) -> str:
        return str(self._display().html)

    def _repr_latex_(self) -> str | None:
        return self._display().latex or None

    def _display(self) -> Any:
        return import_module("derivations.export.display").display_of(self)
