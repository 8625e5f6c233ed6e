"""Derivations of our own, one file each: `derive(**parameters)` makes one, `crosscheck(trials, seed)` tries it.

A file in this folder is found by its name and imported when it is asked for.

>>> sorted(WORKED)
['one_step_loss', 'receptive_field', 'rmsprop', 'weight_decay']
>>> WORKED["weight_decay"].derive().title
'Weight decay as a penalty on the loss'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, cast

from derivations.moves.derivation import Derivation
from numeric.crosscheck import Report


class Worked(Protocol):
    """What a file of this folder offers."""

    def derive(self, *data: Any, **parameters: Any) -> Derivation:
        """The derivation, in the reader's own letters and with other data. Raises `ValueError` for data that do not
        fit.
        """

    def crosscheck(self, trials: int = 20, seed: int = 0) -> tuple[Report, ...]:
        """Derived results against NumPy simulations of random instances."""


class _Folder(Mapping[str, Worked]):
    """The modules of this folder by name, imported on first use."""

    def __getitem__(self, name: str) -> Worked:
        if name not in set(self):
            raise KeyError(name)
        return cast(Worked, import_module(f"{__name__}.{name}"))

    def __iter__(self) -> Iterator[str]:
        return (module.name for module in iter_modules(__path__))

    def __len__(self) -> int:
        return sum(1 for _ in self)


WORKED: Mapping[str, Worked] = _Folder()
