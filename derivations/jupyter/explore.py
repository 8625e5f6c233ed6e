r"""Sliders for a derivation: over the numbers that its results depend on, and over the numbers that it was asked with.

Moving the first computes results anew, in NumPy; moving the second derives anew. Beside the formulas stands the picture
of the derivation, or the curve of a result where it has none. Vectors and matrices that nobody gives are random, always
the same. Needs ipywidgets (the extra `jupyter`); without matplotlib there is no picture, which is said in its place.

>>> from derivations.worked import WORKED
>>> [(each.name, each.low, each.high) for each in Numbers.of(WORKED["rmsprop"](), {"eta": (0, 2)}).sliders[:3]]
[('eta', 0.02, 2.0), ('beta', 0.0, 0.99), ('epsilon', 0.01, 1.0)]
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from inspect import signature
from io import BytesIO
from typing import Any

import numpy as np

from derivations.export import MissingExtra
from derivations.export.fragment import table, table_row, typeset, words, wrapped
from derivations.latex.print import latex
from derivations.latex.print import name as spelled
from derivations.moves.derivation import Derivation, Quantity
from derivations.moves.words import CannotMove, shape_of
from derivations.terms.names import plain
from derivations.terms.shapes import SCALAR
from derivations.terms.term import Term, free_symbols, num, sym
from derivations.worked import WORKED
from numeric.faults import UnsupportedHead

POINTS = 201
LONGEST = 240
"""Letters of a result's formula that is shown."""


@dataclass(frozen=True)
class Slider:
    """A number that can be moved. `place` is that in a list; `again` where moving it derives anew."""

    name: str
    label: str
    low: float
    high: float
    value: float
    whole: bool = False
    again: bool = False
    place: int | None = None

    @property
    def key(self) -> str:
        return self.name if self.place is None else f"{self.name}[{self.place}]"


@dataclass(frozen=True)
class Numbers:
    """The sliders of a derivation, the arrays that stand still, and the results that are numbers."""

    derivation: Derivation
    sliders: tuple[Slider, ...]
    arrays: Mapping[str, Any]
    results: tuple[str, ...]
    functions: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, derivation: Derivation, asked: Mapping[str, Any]) -> Numbers:
        """`asked` are intervals and arrays by plain names. Raises `ValueError` for names that there are not."""
        numbers = [name for name in derivation.results if _is_number(derivation, name)]
        held = {each.name for name in numbers for each in derivation.arguments(name)}
        needed = {each.name: each for each in derivation.quantities if each.name in held}
        known = {plain(each.name) for each in needed.values()} | {slider.name for slider in _parameters(derivation)}
        for name in asked:
            if name not in known:
                raise ValueError(f"{name}: no such number or array; there are {', '.join(sorted(known)) or 'none'}")
        counts: dict[str, int] = {}
        random = np.random.default_rng(0)
        arrays = {
            plain(each.name): np.asarray(asked[plain(each.name)], dtype=float)
            if plain(each.name) in asked
            else random.normal(size=[_count(size, counts) for size in each.shape])
            for each in needed.values()
            if each.shape != SCALAR
        }
        sliders = [_slider(each, derivation, asked) for each in needed.values() if each.shape == SCALAR]
        own = cls(derivation, tuple(sliders), arrays, ())
        own = replace(own, results=tuple(name for name in numbers if own.runs(name)))
        moving = {slider.key for name in own.results for slider in own.over(name)}
        kept = [slider for slider in sliders if slider.key in moving]
        return replace(own, sliders=(*kept, *_parameters(derivation)))

    def runs(self, result: str) -> bool:
        """Whether NumPy can compute it where the sliders start."""
        try:
            self.value(result, {slider.key: slider.value for slider in self.sliders})
        except (UnsupportedHead, ValueError):
            return False
        return True

    def value(self, result: str, moved: Mapping[str, Any]) -> Any:
        """The result, or an array of it where a slider's number is one. Raises `ValueError`."""
        if result not in self.functions:
            self.functions[result] = self.derivation.numpy(result)  # type: ignore[index]
        names = [plain(each.name) for each in self.derivation.arguments(result)]
        with np.errstate(all="ignore"):  # where a curve has a pole it has a gap
            return self.functions[result](
                *(self.arrays[name] if name in self.arrays else moved[name] for name in names)
            )

    def over(self, result: str) -> tuple[Slider, ...]:
        """The sliders that the result is a function of."""
        names = {plain(each.name) for each in self.derivation.arguments(result)}
        return tuple(slider for slider in self.sliders if slider.name in names and not slider.again)


def _is_number(derivation: Derivation, name: str) -> bool:
    return bool(shape_of(derivation.unfolded(name), derivation.context) == SCALAR)


def _count(size: Term, counts: dict[str, int]) -> int:
    """3, 4, ... in the order in which sizes are met. Raises `ValueError` for one that is no name."""
    if size.head not in ("sym", "num"):
        raise ValueError(f"an array with {latex(size)} rows or columns has to be given")
    return int(str(size.value)) if size.head == "num" else counts.setdefault(str(size.value), 3 + len(counts))


def _slider(quantity: Quantity, derivation: Derivation, asked: Mapping[str, Any]) -> Slider:
    name, whole = plain(quantity.name), bool(quantity.facts & {"natural", "integer"})
    below_one = Term("lt", (sym(quantity.name), num(1))) in derivation.conditions
    low = 0.0 if not quantity.facts & {"positive", "nonzero"} else 0.01
    usual = (1, 12) if whole else (low, 0.99 if below_one else 1)
    low, high = map(float, asked.get(name, usual))
    if not low < high:
        raise ValueError(f"{name}: {low:g} to {high:g} is no interval")
    if "positive" in quantity.facts and not whole:
        low = max(low, (high - low) / 100)
    start = round(low + 0.3 * (high - low)) if whole else low + 0.3 * (high - low)
    return Slider(name, spelled(quantity.name), low, high, start, whole)


def _parameters(derivation: Derivation) -> list[Slider]:
    """The numbers that a derivation of the package was asked with; a 0 stands for "none" and stays."""
    worked = WORKED.get(derivation.name) if derivation.recipe is not None else None
    if worked is None or derivation.recipe is None:
        return []
    found: list[Slider] = []
    for name, parameter in signature(worked.derive, eval_str=True).parameters.items():
        value, kind = derivation.recipe.arguments.get(name, parameter.default), parameter.annotation
        if kind in (int, Fraction) and value:
            found.append(_around(name, value, kind is int, None))
        elif kind in (Sequence[int], Sequence[Fraction]):
            found += [_around(name, each, kind == Sequence[int], place) for place, each in enumerate(value)]
    return found


def _around(name: str, value: Any, whole: bool, place: int | None) -> Slider:
    number = float(value)
    low, high = (min(number, 1.0), max(6.0, 2 * number)) if whole else (min(number - 3, 0.0), number + 3)
    label = name.replace("_", " ") + ("" if place is None else f" {place + 1}")
    return Slider(name, rf"\text{{{label}}}", low, high, number, whole, True, place)


# --- widgets -------------------------------------------------------------------------------------------------


def explore(derivation: Derivation, asked: Mapping[str, Any]) -> Explorer:
    """The sliders with what they show. Raises `MissingExtra` without ipywidgets, `ValueError` without numbers."""
    numbers = Numbers.of(derivation, asked)
    if not numbers.sliders:
        raise ValueError(f"{derivation.name} holds no number that could be moved")
    return Explorer(numbers, asked)


OWN = "the picture"


class Explorer:
    """Sliders, formulas with their values, and a picture; `move` does what a hand does."""

    def __init__(self, numbers: Numbers, asked: Mapping[str, Any]) -> None:
        try:
            import ipywidgets
        except ModuleNotFoundError as missing:
            raise MissingExtra("ipywidgets", "jupyter") from missing
        self.numbers, self.asked = numbers, dict(asked)
        self.sliders = {slider.key: self._widget(ipywidgets, slider) for slider in numbers.sliders}
        curves = sorted(filter(numbers.over, numbers.results), key=lambda name: -len(numbers.over(name)))
        drawn = numbers.derivation.draw is not None
        options = [*([(OWN, "")] if drawn else []), *((f"curve of {name}", name) for name in curves)]
        again = any(slider.again for slider in numbers.sliders)
        self.result = ipywidgets.Dropdown(options=options, description="shown")
        if curves and not again:
            self.result.value = curves[0]  # a picture that no slider moves is not the first to be seen
        self.over = ipywidgets.Dropdown(options=self._over(), description="over")
        self.formulas = ipywidgets.HTMLMath()
        self.problem = ipywidgets.HTML()
        self.picture = ipywidgets.Image(format="png", layout={"width": "42%", "object_fit": "contain"})
        chosen = [self.result, self.over] if curves else []
        shown = [*self.sliders.values(), *chosen, self.problem, self.formulas]
        left = ipywidgets.VBox(shown, layout={"width": "56%"})
        self.widget = ipywidgets.HBox([left, self.picture], layout={"align_items": "flex-start"})
        for widget in (*self.sliders.values(), self.over):
            widget.observe(lambda _: self.show(), names="value")
        self.result.observe(lambda _: self._chosen(), names="value")
        self.show()

    @staticmethod
    def _widget(ipywidgets: Any, slider: Slider) -> Any:
        made = ipywidgets.IntSlider if slider.whole else ipywidgets.FloatSlider
        step = 1 if slider.whole else 0.5 if slider.again else (slider.high - slider.low) / 100
        number = round if slider.whole else float
        shape = {} if slider.whole else {"readout_format": ".3g"}
        return made(
            value=number(slider.value), min=number(slider.low), max=number(slider.high), step=step,
            description=f"${slider.label}$", continuous_update=not slider.again, **shape,
        )  # fmt: skip

    @property
    def moved(self) -> dict[str, Any]:
        """Where the sliders stand."""
        return {key: widget.value for key, widget in self.sliders.items()}

    def move(self, **values: float) -> None:
        """Move sliders, by plain names."""
        for name, value in values.items():
            self.sliders[name].value = value

    def _over(self) -> list[tuple[str, str]]:
        result = self.result.value
        return [(slider.name, slider.key) for slider in self.numbers.over(result)] if result else []

    def _chosen(self) -> None:
        self.over.options = self._over()
        self.show()

    def show(self) -> None:
        """Everything as the sliders stand; where that cannot be, why, and what was there stays."""
        try:
            self.numbers = self._derived_anew()
            self.formulas.value = wrapped(self._formulas())
            self.picture.value = self._png()
        except (ValueError, CannotMove, ModuleNotFoundError) as problem:
            self.problem.value = f"<p>{words(str(problem))}</p>"
        else:
            self.problem.value = ""
        self.picture.layout.display = None if self.picture.value else "none"

    def _derived_anew(self) -> Numbers:
        """With the numbers that it is asked with where they were moved."""
        derivation = self.numbers.derivation
        given: dict[str, Any] = {}
        for slider in self.numbers.sliders:
            value = self.sliders[slider.key].value
            if slider.again:
                given[slider.name] = value if slider.place is None else (*given.get(slider.name, ()), value)
        same = all(self.sliders[each.key].value == each.value for each in self.numbers.sliders if each.again)
        if same or derivation.recipe is None:
            return self.numbers
        anew = Numbers.of(WORKED[derivation.name](**{**derivation.recipe.arguments, **given}), self.asked)
        return anew if {each.key for each in anew.sliders} <= set(self.sliders) else self.numbers

    def _formulas(self) -> str:
        """The results that hold letters; those that are numbers with their values where the sliders stand."""
        rows = []
        for name, result in self.numbers.derivation.results.items():
            if not free_symbols(result):
                continue
            term = latex(result)
            called = words(name.replace("_", " ")) if name.isidentifier() else typeset(name)
            written = typeset(f"= {term}", display=True) if len(term) <= LONGEST else "= (long)"
            number = f"= {float(self.numbers.value(name, self.moved)):.4g}" if name in self.numbers.results else ""
            rows.append(table_row([called, written], 2, "", number, ""))
        title = f"<p><strong>{words(self.numbers.derivation.title)}</strong></p>"
        return title + table(rows)

    def _png(self) -> bytes:
        figure = self._figure()
        if figure is None:
            return b""
        file = BytesIO()
        figure.savefig(file, format="png", dpi=110, bbox_inches="tight", metadata={"Software": None})
        return file.getvalue()

    def _figure(self) -> Any:
        """The derivation's own picture, or the curve of a result."""
        if self.numbers.derivation.draw is not None and not self.result.value:
            return self.numbers.derivation.picture()
        if not (self.result.value in self.numbers.results and self.over.value):
            return None
        try:
            from matplotlib.figure import Figure
        except ModuleNotFoundError as missing:
            raise MissingExtra("matplotlib", "pictures") from missing
        slider = next(each for each in self.numbers.sliders if each.key == self.over.value)
        points = (
            np.arange(slider.low, slider.high + 1) if slider.whole else np.linspace(slider.low, slider.high, POINTS)
        )
        values = self.numbers.value(self.result.value, {**self.moved, slider.key: points})
        here = self.moved[slider.key], self.numbers.value(self.result.value, self.moved)
        figure = Figure(figsize=(5, 3.4))
        axes = figure.add_subplot()
        axes.plot(points, np.broadcast_to(values, points.shape), "." if slider.whole else "-", color="#23508e")
        axes.plot(*here, "o", color="#c2410c")
        axes.set_xlabel(f"${slider.label}$", math_fontfamily="cm", fontsize=13)
        axes.set_title(self.result.value.replace("_", " ") if self.result.value.isidentifier()
                       else f"${self.result.value}$", math_fontfamily="cm")  # fmt: skip
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        return figure

    @cached_property
    def _plain(self) -> str:
        return f"sliders of {self.numbers.derivation.name}: {', '.join(self.sliders)}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The sliders, and what stands for them where no kernel runs: the formulas and the picture as they are."""
        bundle: dict[str, Any] = dict(self.widget._repr_mimebundle_() or {})
        image = b64encode(bytes(self.picture.value)).decode()
        seen = f'<img alt="picture" src="data:image/png;base64,{image}">' if image else ""
        where = ", ".join(f"{key} = {value:.3g}" for key, value in self.moved.items())
        still = wrapped(self._formulas(), f"<p>{words(where)}</p>", seen)
        return {**bundle, "text/html": still, "text/plain": self._plain}
