"""Derivations of our own, one file each: `derive(**names) -> Derivation` and `crosscheck(trials, seed) -> reports`.

A file in this folder is found by its name and imported when it is asked for.

>>> sorted(WORKED)
['one_step_loss', 'weight_decay']
>>> WORKED["weight_decay"].derive().title
'Weight decay as a penalty on the loss'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from derivations.moves.derivation import Derivation
from numeric.crosscheck import Report


class Worked(Protocol):
    """What a file of this folder offers."""

    def derive(self, **names: str) -> Derivation:
        """The derivation, in the reader's own letters."""

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
