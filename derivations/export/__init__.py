"""Exporters, one file a format: `SUFFIX` and `render(source) -> str` (of `pdf`, bytes).

>>> str(MissingExtra("jinja2", "html"))
"jinja2 is needed (pip install 'derivations[html]')"
"""

from __future__ import annotations


class MissingExtra(ModuleNotFoundError):
    """A package that only one of the optional extras installs is not there."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is needed (pip install 'derivations[{extra}]')", name=package)


class CannotExport(Exception):
    """A program that writes a format is missing or has failed; its text is what the user is told."""
