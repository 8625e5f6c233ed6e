"""Derivations of our own, one file each, found by its name and imported when it is asked for.

A file offers `derive(**parameters)`; the folder is read like a dictionary.

>>> from derivations import worked
>>> worked["weight_decay"]().title
'Weight decay as a penalty on the loss'
>>> worked["weight_decays"]
Traceback (most recent call last):
KeyError: 'weight_decays: no such derivation; did you mean weight_decay?'
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules
from types import ModuleType

from derivations.moves.derivation import Derivation
from derivations.moves.recipe import Recipe
from derivations.worked._parameters import fitting


@dataclass(frozen=True)
class Worked:
    """A derivation to be made: calling it derives, in the reader's own letters and with other data.

    `ValueError` is raised for data that do not fit, and for letters that are none (see `_parameters`).
    """

    name: str
    summary: str
    derive: Callable[..., Derivation]

    def __call__(self, *data: object, **parameters: object) -> Derivation:
        fitted = fitting(self.derive, data, parameters)
        asked = {name: fitted.arguments[name] for name in signature(self.derive).bind(*data, **parameters).arguments}
        return replace(self.derive(*fitted.args, **fitted.kwargs), recipe=Recipe(f'worked["{self.name}"]', asked))


class _Folder(Mapping[str, Worked]):
    """The modules of this folder by name, imported on first use."""

    def __getitem__(self, name: str) -> Worked:
        if name not in set(self):
            raise KeyError(unknown(name))
        module = import_module(f"{__name__}.{name}")
        return Worked(name, (module.__doc__ or "").strip().split("\n")[0], module.derive)

    def __iter__(self) -> Iterator[str]:
        return (module.name for module in iter_modules(__path__) if not module.name.startswith("_"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


WORKED: Mapping[str, Worked] = _Folder()


def unknown(name: str) -> str:
    """What to say of a name that no derivation has."""
    near = get_close_matches(name, WORKED, n=1, cutoff=0.5)
    rest = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(WORKED))}"
    return f"{name}: no such derivation; {rest}"


class _Indexed(ModuleType):
    """So that `derivations.worked[name]` reads as it should."""

    def __getitem__(self, name: str) -> Worked:
        return WORKED[name]

    def __iter__(self) -> Iterator[str]:
        return iter(WORKED)

    def __len__(self) -> int:
        return len(WORKED)


sys.modules[__name__].__class__ = _Indexed
